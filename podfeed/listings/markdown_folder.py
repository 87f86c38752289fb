"""A folder of Markdown pages, an episode each, as Hugo, Jekyll and Eleventy have them::

tea/
  _index.md              the show's own keys, unless SHOW.yaml has them
  2026-05-01-oolong.md   a page; the date in its name counts where it states none
  sencha/index.md        a page with files of its own beside it, which are no pages

A page has front matter in YAML, and below it the notes of its episode. One that lies in a folder
called ``_drafts`` is a draft.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podfeed.errors import ListingError
from podfeed.files import read_regular
from podfeed.findings import Finding, Place
from podfeed.listings import yaml_bounds as bounds
from podfeed.listings.front_matter import LIMIT, SUFFIXES, Page, is_page, read_page
from podfeed.listings.lines import LIMIT as TOTAL
from podfeed.listings.page_kinds import (
    EXPIRES,
    NO_FRONT_MATTER,
    NOTES_TWICE,
    OTHER_INDEX,
    TEMPLATE,
    UNREADABLE_PAGE,
)
from podfeed.listings.records import Listing, Map, Seq
from podfeed.listings.site_keys import ENDS, read_episode, read_show
from podfeed.scan import scan
from podfeed.values import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from podfeed.listings.records import Node

NAME = "Markdown folder"
SIGNS = 'a folder of .md files that begin with "title: …" between two lines of ---'

PAGES = 20_000
"""Pages of a folder that are read, at most."""

INDEX = "_index.md"
"""The page of the whole folder."""

_DATED = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)[-_ ]")
# No brace inside, so that looking for the end is never long.
_TAG = re.compile(
    r"\{\{[<%][^{}]{0,1000}[%>]\}\}|\{%[^{}]{0,1000}%\}"
    r"|\{\{-?\s{0,9}(?:page|site|post|layout|include|collections)\b[^{}]{0,1000}\}\}"
)


def has_pages(folder: str | os.PathLike[str]) -> bool:
    """Whether Markdown files lie in a folder, however deep."""
    files = scan(os.fspath(folder)).files
    return any(file.path.lower().endswith(SUFFIXES) for file in files)


def holds_page(folder: Path) -> bool:
    """Whether one of the Markdown files in a folder has front matter that can be read as such."""
    for file in scan(str(folder)).files:
        if file.path.lower().endswith(SUFFIXES):
            with suppress(ListingError):
                path = folder / file.path
                if is_page(read_regular(path, limit=LIMIT, error=ListingError)):
                    return True
    return False


def read_folder(folder: Path, shown: str) -> Listing:
    """The listing that the pages of a folder are, the newest first. ``shown`` is its path to print.

    What is wrong with one page is a finding, so that all of them are told at once. Raises
    ListingError if there is no page, or there are more than is read.
    """
    reader = _Reader(folder, shown.rstrip("/"))
    reader.run()
    return reader.listing()


def read_single(data: bytes, path: str) -> Listing:
    """The listing of one episode that a single page is. Raises ListingError."""
    page = read_page(data, path)
    if page is None:
        raise ListingError(
            "has no front matter", path=path, remedy="begin it with ---, title: … and ---"
        )
    findings: list[Finding] = []
    record = _episode(page, path, PurePosixPath(path), findings)
    return Listing(NAME, path, Map(), [record], findings=findings, shared=True)


class _Reader:
    """One folder on its way to a listing."""

    def __init__(self, folder: Path, shown: str) -> None:
        self.folder = folder
        self.shown = shown
        self.findings: list[Finding] = []
        self.show: tuple[str, Map] | None = None
        self.episodes: list[tuple[str, Map]] = []
        self.nodes = 0

    def run(self) -> None:
        """Read every page."""
        seen = scan(str(self.folder))
        for path, reason in seen.strange:
            place = Place(f"{self.shown}/{path}".rstrip("/"))
            remedy = "put a plain file there, or a folder, that can be read"
            self.findings.append(UNREADABLE_PAGE.at(place, reason, remedy=remedy))
        paths = [file.path for file in seen.files if file.path.lower().endswith(SUFFIXES)]
        sizes = sum(file.size for file in seen.files if file.path.lower().endswith(SUFFIXES))
        self.refuse(paths, sizes)
        bundles = {path.rpartition("/")[0] for path in paths if _is_index(path)} - {""}
        whole = [path for path in ("_index.md", "index.md") if path in paths]
        for path in paths:
            if path in whole:
                self.index(path, whole)
            elif not _is_part(path, bundles):
                self.page(path)

    def refuse(self, paths: Sequence[str], size: int) -> None:
        """Raise ListingError for nothing, and for too much."""
        if not paths and not self.findings:
            remedy = 'put pages into it that end in .md and begin with "title: …" between two ---'
            raise ListingError("is a folder that holds no Markdown", path=self.shown, remedy=remedy)
        if len(paths) > PAGES:
            problem = f"holds {len(paths):,} pages, more than the {PAGES:,} that are read"
            raise ListingError(problem, path=self.shown, remedy="split the show")
        if size > TOTAL:
            problem = f"its pages have {size:,} bytes, more than the {TOTAL:,} that are read"
            raise ListingError(problem, path=self.shown, remedy="split the show")

    def read(self, path: str) -> Page | None:
        """The page in a file; what is wrong with it is a finding."""
        shown = f"{self.shown}/{path}"
        try:
            data = read_regular(self.folder / path, limit=LIMIT, shown=shown, error=ListingError)
            page = read_page(data, shown)
        except ListingError as error:
            self.findings.append(UNREADABLE_PAGE.of(error, shown))
            return None
        if page is None:
            self.findings.append(
                NO_FRONT_MATTER.at(
                    Place(shown, 1),
                    "has no front matter, so it is no episode",
                    remedy="begin it with ---, title: … and ---, or move it out of this folder",
                )
            )
            return None
        self.nodes += _nodes(page.front)
        if self.nodes > bounds.NODES:
            problem = f"its pages hold more than {bounds.NODES:,} keys and values"
            raise ListingError(problem, path=self.shown, remedy="split the show")
        return page

    def index(self, path: str, whole: Sequence[str]) -> None:
        """The page of the folder itself: it says what the show is."""
        if path != whole[0]:
            self.findings.append(
                OTHER_INDEX.at(
                    Place(f"{self.shown}/{path}", 1),
                    f"{whole[0]} is the page of the show already",
                    remedy="keep one of them; an episode has a name of its own, or a folder",
                )
            )
            return
        page = self.read(path)
        if page is not None:
            record = read_show(page.front)
            _add_notes(record, page, f"{self.shown}/{path}", self.findings)
            self.show = path, record

    def page(self, path: str) -> None:
        """The page of an episode."""
        page = self.read(path)
        if page is not None:
            shown = f"{self.shown}/{path}"
            record = _episode(page, shown, PurePosixPath(path), self.findings)
            self.episodes.append((path, record))

    def listing(self) -> Listing:
        """What was read."""
        self.episodes.sort(key=lambda one: _age(one[1], one[0]), reverse=True)
        path, show = self.show or ("", Map())
        return Listing(
            NAME,
            self.shown,
            show,
            [record for _, record in self.episodes],
            findings=self.findings,
            show_path=f"{self.shown}/{path}" if path else None,
            paths=[f"{self.shown}/{path}" for path, _ in self.episodes],
            shared=True,
        )


def _is_index(path: str) -> bool:
    return PurePosixPath(path).name.lower() in ("index.md", "index.markdown")


def _is_part(path: str, bundles: set[str]) -> bool:
    """Whether a file belongs to a page, or to a section, and is no page of its own."""
    parts = path.split("/")
    if parts[-1] == INDEX:
        return True
    above = ["/".join(parts[:n]) for n in range(1, len(parts))]
    own = above.pop() if _is_index(path) and above else None
    return any(folder in bundles for folder in above if folder != own)


def _episode(page: Page, shown: str, path: PurePosixPath, findings: list[Finding]) -> Map:
    """The record of one page."""
    record = read_episode(page.front, draft="_drafts" in path.parts[:-1])
    for key in page.front:
        if key.lower() in ENDS:
            findings.append(
                EXPIRES.at(
                    Place(shown, *page.front.keys_at[key]),
                    f"{key} takes no episode out of a feed",
                    remedy='when it is to go, take the page away and run "podfeed build --remove"',
                )
            )
    name = path.parent.name if _is_index(path.name) else path.name
    dated = _DATED.match(name)
    if dated is not None and "published" not in record:
        record.put("published", dated["date"], (1, 1))
    _add_notes(record, page, shown, findings)
    return record


def _add_notes(record: Map, page: Page, shown: str, findings: list[Finding]) -> None:
    """The text of a page as the notes of its record."""
    if page.text and record.get("notes") is not None:
        findings.append(
            NOTES_TWICE.at(
                Place(shown, *page.text_at),
                f"notes: is set in line {record.marks['notes'][0]} already, so this is left out",
                remedy="keep one of the two",
            )
        )
    elif page.text:
        record.put("notes", _notes(page, shown, findings), page.text_at)


def _notes(page: Page, shown: str, findings: list[Finding]) -> str:
    """The text of a page without what only another program can fill in."""
    text = page.text
    found = _TAG.search(text)
    if found is not None:
        count = len(_TAG.findall(text))
        more = f", like {count - 1} more" if count > 1 else ""
        line = page.text_at[0] + text.count("\n", 0, found.start())
        column = found.start() - text.rfind("\n", 0, found.start())
        tag = found[0] if len(found[0]) <= 40 else f"{found[0][:39]}…"
        findings.append(
            TEMPLATE.at(
                Place(shown, line, column),
                f'"{tag}" is for another program, and left out of the notes{more}',
                remedy="say in words what it shows, or leave it",
            )
        )
        lines = _TAG.sub("\0", text).split("\n")
        text = "\n".join(map(_without_tags, lines)).strip()
    # Notes that begin with an element count as HTML; a definition that shows nothing hides it.
    return f"[//]: # (Markdown)\n\n{text}" if text.startswith("<") else text


def _without_tags(line: str) -> str:
    """A line without the marks of its tags; what held nothing else but signs is no line at all."""
    if "\0" in line and not any(char.isalnum() for char in line):
        return ""
    return line.replace("\0", "")


def _nodes(node: Node) -> int:
    """About how many values a node comes to in memory."""
    if isinstance(node, Map):
        return 4 + sum(1 + _nodes(value) for value in node.values())
    return 4 + sum(map(_nodes, node)) if isinstance(node, Seq) else 1


def _age(record: Map, path: str) -> tuple[bool, datetime, list[tuple[int, str]]]:
    """Greater for what is newer: what has no date yet, then by date, then by name."""
    written = record.get("published")
    date = None
    if isinstance(written, str):
        try:
            date = parse_date(written, UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            date = None
    parts = re.findall(r"(\d{1,18})|(\D+|\d{19,})", path)
    natural = [(int(digits or 0), text) for digits, text in parts]
    return date is None, date or datetime.min.replace(tzinfo=UTC), natural
