"""Addresses without their host → whole ones, by where the feed says that they stand."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from podfeed.findings import Kind, Severity
from podfeed.importing.reading import bases_above, is_absolute, resolve
from podfeed.tags.forms import HTTPS, URL

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.importing.reading import Original
    from podfeed.tags import Tag

RELATIVE = Kind(
    "IMP005",
    "address-relative",
    Severity.WARNING,
    """An address without its host, which means something else wherever the feed is.

    It was made whole by the address that the feed had, or gave for itself. Without one, apps do
    not find the file. Look whether it leads where it should.
    """,
)

_ADDRESSES = (URL, HTTPS)
_NO_SCHEME = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*(?::|%3A))\S", re.IGNORECASE)
_HOST = re.compile(r"(?:www\.[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/)", re.IGNORECASE)
_LINK = re.compile(
    r"""(<(?:a|img|audio|video|source)\b[^<>]{0,2000}?\s(?:href|src)\s*=\s*)"""
    r"""(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>=`]+))""",
    re.IGNORECASE,
)


def make_absolute(original: Original, element: _Element, tag: type[Tag]) -> None:
    """Make whole, in place, every address of an element and of what it holds."""
    for part in tag.attributes:
        if part.form in _ADDRESSES:
            written = element.get(part.name)
            if written is not None:
                whole = _whole(original, element, written)
                if whole is not None:
                    element.set(part.name, whole)
    if tag.text is not None and tag.text in _ADDRESSES and element.text:
        whole = _whole(original, element, element.text)
        if whole is not None:
            element.text = whole
    if len(element):
        for child in element.iterchildren("*"):
            inner = tag.child(child)
            if inner is not None:
                make_absolute(original, child, inner)


def _whole(original: Original, element: _Element, written: str) -> str | None:
    """The whole address of one that is not, if it can be told; None if nothing is to be done."""
    address = written.strip()
    if address.startswith(("http://", "https://")) or not _NO_SCHEME.match(address):
        return None
    # "www.tea.example/1" begins with a host, whatever the rules say; "1.mp3" does not.
    host = _HOST.match(address)
    whole = f"http://{address}" if host else resolve(address, element, original.base)
    if not is_absolute(whole):
        return None
    original.tell(
        RELATIVE,
        element,
        f'the address "{address[:100]}" is not whole',
        remedy=f"it is taken for {whole[:200]}",
    )
    return whole


def make_links_absolute(original: Original, element: _Element) -> None:
    """Make whole, in place, the links within the HTML of notes, if ``xml:base`` says of which page.

    Without one they are resolved with each build, by the page of the episode.
    """
    if not element.text or not bases_above(element):
        return
    mended: list[str] = []

    def mend(match: re.Match[str]) -> str:
        written = unescape(match[2] or match[3] or match[4] or "").strip()
        if not _NO_SCHEME.match(written) or written.startswith("#"):
            return match[0]
        whole = resolve(written, element, original.base)
        if not is_absolute(whole):
            return match[0]
        mended.append(whole)
        return f'{match[1]}"{escape(whole)}"'

    element.text = _LINK.sub(mend, element.text)
    if mended:
        count = len(mended)
        words = "a link in the notes is" if count == 1 else f"{count:,} links in the notes are"
        more = "" if count == 1 else ", and so on"
        told = f"taken for {mended[0][:200]}{more}, as xml:base says"
        original.tell(RELATIVE, element, f"{words} not whole", remedy=told)
