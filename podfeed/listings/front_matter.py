"""A Markdown page → its front matter, as a map that knows its lines, and its text.

Front matter is YAML between two lines of three dashes at the very top of the file, as Hugo, Jekyll
and Eleventy have it. The one that they write in TOML or JSON is told, not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import ListingError
from podfeed.listings.lines import check, not_utf8
from podfeed.listings.records import Map
from podfeed.listings.yaml import load
from podfeed.listings.yaml_source import is_blank

if TYPE_CHECKING:
    from podfeed.listings.records import Mark

LIMIT = 4 << 20
"""Bytes of a page that are read, at most."""

SUFFIXES = (".md", ".markdown")
"""What the names of pages end in."""

_OPEN = re.compile(rb"---[ \t]*(?P<language>[a-z0-9]*)[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSE = re.compile(rb"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")
_JSON = re.compile(rb'\{\s*"')
_LINE_END = re.compile(rb"\r\n|\n|\r")


class Page(NamedTuple):
    """The keys at the top of a page, and what stands below: its text without blank lines around
    it, lines ending with LF, and where that begins."""

    front: Map
    text: str
    text_at: Mark


def is_page(data: bytes) -> bool:
    """Whether front matter is opened and closed at the top of these bytes."""
    source = data.removeprefix(b"\xef\xbb\xbf")
    opened = _OPEN.match(source)
    return opened is not None and _CLOSE.search(source, opened.end()) is not None


def read_page(data: bytes, path: str) -> Page | None:
    """The page in these bytes; None if there is no front matter at their top.

    Raises ListingError, with the line, for front matter that is not closed, is no YAML, or is not
    read. ``path`` is the one to print.

    >>> read_page(b"---\\ntitle: Tea\\n---\\n\\nOn tea.\\n", "tea.md")
    Page(front={'title': 'Tea'}, text='On tea.', text_at=(5, 1))
    """
    source = data.removeprefix(b"\xef\xbb\xbf")
    if is_blank(source):
        return None
    check(source, path)
    opened = _OPEN.match(source)
    if opened is None or opened["language"] not in (b"", b"yaml", b"yml"):
        _refuse_other(source, opened, path)
        return None
    # From the line end on, so that one that follows at once is found as well.
    closed = _CLOSE.search(source, opened.end())
    if closed is None:
        raise ListingError(
            "the front matter that begins here is never closed",
            path=path,
            line=1,
            column=1,
            remedy="write a line of three dashes, ---, below its last key",
        )
    try:
        text = source[closed.end() :].decode("utf-8")
    except UnicodeDecodeError as reason:
        reason.start += closed.end()
        raise not_utf8(source, reason, path) from None
    # An empty line in the place of the dashes: so lines are counted from the top of the file.
    front = load(b"\n" + source[opened.end() : closed.start()], path)
    if front is not None and not isinstance(front, Map):
        raise ListingError(
            "the front matter holds no keys",
            path=path,
            line=2,
            column=1,
            remedy='write it as "title: …", a key a line',
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    begin = len(text) - len(text.lstrip())
    line = len(_LINE_END.findall(source, 0, closed.end())) + text.count("\n", 0, begin) + 1
    return Page(Map() if front is None else front, text.strip(), (line, 1))


def _refuse_other(source: bytes, opened: re.Match[bytes] | None, path: str) -> None:
    """Raise ListingError for front matter that is not YAML."""
    language = None
    if source.startswith(b"+++"):
        language = "TOML"
    elif opened is not None:
        language = opened["language"].decode().upper()
    elif _JSON.match(source):
        language = "JSON"
    if language is not None:
        raise ListingError(
            f"front matter in {language} is not read",
            path=path,
            line=1,
            column=1,
            remedy='write it in YAML, between two lines of ---; "hugo convert toYAML" does it for '
            "a whole site",
        )
