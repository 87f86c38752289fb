"""The page of a podcast directory, copied as text::

    PODCAST · technology
    Title of the show
    by Host
    What the show is about.
    -
    2
    Title of the second episode
    What it is about, in one line or several.
    -
    1
    Title of the first, which has no description

followed by the page's own furniture: notes on an empty search, ``Loading …``, and the sections
``ABOUT THIS SHOW`` (the description again), ``HOSTED BY`` and ``CATEGORIES``.

Lines of a description stay lines, and blank lines between them become one empty line. A dash
begins an episode only where a number and a title follow; elsewhere it belongs to the description
it stands in, and is reported. Only after the last episode are ``Loading …`` and the sections
taken for furniture, because an earlier description may well use those words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from podfeed.errors import ListingError
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.listings.lines import DASHES, DOTS, Line, decode, join, plain, split, unread
from podfeed.listings.numbering import judge_numbers
from podfeed.listings.records import Listing, Map, Seq, is_newest_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "directory page"
SIGNS = '"PODCAST · category" in the first line'

STRAY_LINE = Kind(
    "SRC003",
    "stray-line",
    Severity.WARNING,
    """A line in a description that looks like the beginning of an episode but is not a whole one.

    An episode begins with three lines: a dash, its number, its title. If one of them was lost,
    the episode is missing from the feed and its text stands in the description of the one
    before it. Complete the three lines; if the line is meant as text, join it to its neighbour.
    """,
)
PAGE_DISAGREES = Kind(
    "SRC006",
    "page-disagrees",
    Severity.WARNING,
    """The foot of a directory page says something else than its head.

    Such a page repeats the description and the host of the show below the episodes. Where the
    two differ, the head is used, and listeners may read what is out of date. Correct one of them.
    """,
)

_DASH = re.compile(rf"[{DASHES}]+")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_HEADING = re.compile(rf"podcast(?:\s*[{DOTS}]\s*(?P<categories>.*))?", re.IGNORECASE)
_BY = re.compile(r"by:?\s+(?P<host>\S.*)", re.IGNORECASE)
_NOTE = re.compile(r"no matches for .* in this podcast's transcripts\.?|no topics indexed yet\b.*")
_LOADING = re.compile(r"loading\b.{0,60}(?:\.\.\.|…)")
_PARTS = {"description": re.compile("\n+"), "author": re.compile(r",|;|&|\band\b|/")}
_SECTIONS = ("about this show", "hosted by", "categories")


def recognise(head: Sequence[Line]) -> bool:
    """Whether these first lines are the head of such a page."""
    heading = _HEADING.fullmatch(head[0].text) if head else None
    if heading is None:
        return False
    return heading["categories"] is not None or any(_BY.fullmatch(line.text) for line in head[2:3])


def read(data: bytes, path: str) -> Listing:
    """The show and its episodes. Raises ListingError."""
    lines = split(decode(data, path), path)
    if not recognise(lines):
        remedy = f"a directory page has {SIGNS}"
        raise ListingError("is no directory page", path=path, remedy=remedy)
    page = _Page(path)
    begins = list(_beginnings(lines))
    foot = _foot(lines, begins[-1] + 3 if begins else 2)
    page.head(lines[: begins[0] if begins else foot])
    for begin, end in pairwise([*begins, foot]):
        page.episode(lines[begin:end])
    page.foot(lines[foot:])
    page.count()
    findings = sorted(page.findings, key=lambda finding: (finding.line or 0, finding.code))
    newest_first = is_newest_first(page.episodes)
    return Listing(NAME, path, page.show, page.episodes, newest_first, findings)


def _beginnings(lines: Sequence[Line]) -> Iterator[int]:
    """Where a dash, a number and a title follow each other."""
    index = 1
    while index + 2 < len(lines):
        if _begins(lines, index) and not _begins(lines, index + 2):
            yield index
            index += 3
        else:
            index += 1


def _begins(lines: Sequence[Line], index: int) -> bool:
    return (
        index + 2 < len(lines)
        and _DASH.fullmatch(lines[index].text) is not None
        and _NUMBER.fullmatch(lines[index + 1].text) is not None
    )


def _foot(lines: Sequence[Line], start: int) -> int:
    """Where the furniture at the end begins, at or after ``start``."""
    for index in range(start, len(lines)):
        text = lines[index].plain
        if _NOTE.fullmatch(text) or _section(text):
            return index
        if _LOADING.fullmatch(text):
            follower = lines[index + 1].plain if index + 1 < len(lines) else "loading…"
            if _is_furniture(follower):
                return index
    return len(lines)


def _section(text: str) -> str | None:
    name = text.removesuffix(":")
    return name if name in _SECTIONS else None


def _is_furniture(text: str) -> bool:
    return bool(_NOTE.fullmatch(text) or _LOADING.fullmatch(text) or _section(text))


@dataclass
class _Page:
    """A page while it is read."""

    path: str
    show: Map = field(default_factory=Map)
    episodes: list[Map] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    filed: set[str] = field(default_factory=set)
    bare: list[tuple[Line, str]] = field(default_factory=list)

    def head(self, lines: Sequence[Line]) -> None:
        """The heading, the title, the host, and what the show is about."""
        heading = _HEADING.fullmatch(lines[0].text)
        if heading is not None and heading["categories"]:
            offset = lines[0].column + heading.start("categories")
            self.categories(lines[0], heading["categories"], offset)
        rest = list(lines[1:])
        if rest:
            line = rest.pop(0)
            self.show.at = line.mark
            self.show.put("title", line.text, line.mark)
        host = _BY.fullmatch(rest[0].text) if rest else None
        if host is not None:
            line = rest.pop(0)
            mark = (line.number, line.column + host.start("host"))
            self.show.put("author", host["host"], mark)
        self.describe(self.show, rest, "the show")

    def categories(self, line: Line, text: str, column: int) -> None:
        """Categories, which stand between dots or commas."""
        for match in re.finditer(rf"[^{DOTS},]+", text):
            word = match[0].strip()
            if not word or plain(word) in self.filed:
                continue
            mark = (line.number, column + match.start() + match[0].index(word))
            known = self.show.get("categories")
            if not isinstance(known, Seq):
                known = Seq(mark)
                self.show.put("categories", known, mark)
            known.put(word, mark)
            self.filed.add(plain(word))

    def episode(self, lines: Sequence[Line]) -> None:
        """A dash, a number, a title, and what the episode is about."""
        number, title = lines[1:3]
        episode = Map(number.mark)
        episode.put("number", number.text, number.mark)
        episode.put("title", title.text, title.mark)
        self.describe(episode, lines[3:], f"episode {number.text}")
        self.episodes.append(episode)

    def describe(self, owner: Map, lines: Sequence[Line], who: str) -> None:
        """A description, without the notes of the page and the dashes at its end."""
        kept = [line for line in lines if not _NOTE.fullmatch(line.plain)]
        while kept and _DASH.fullmatch(kept[-1].text):
            self.findings.append(unread(kept.pop(), self.path))
        for line in kept:
            what = f'"{line.text}" stands in the description of {who}'
            if _DASH.fullmatch(line.text):
                self.stray(line, f"{what}, without a number and a title after it")
            elif _NUMBER.fullmatch(line.text):
                self.bare.append((line, what))
        if kept:
            owner.put("description", join(kept), kept[0].mark)

    def foot(self, lines: Sequence[Line]) -> None:
        """Notes of the page, and the sections that say again what the head says."""
        section = None
        parts: dict[str, list[Line]] = {name: [] for name in _SECTIONS}
        for line in lines:
            text = line.plain
            if _section(text):
                section = _section(text)
            elif _is_furniture(text):
                section = None
            elif section:
                parts[section].append(line)
            else:
                self.findings.append(unread(line, self.path))
        about, hosts, categories = parts.values()
        if about:
            self.compare("description", join(about), about)
        if hosts:
            self.compare("author", ", ".join(line.text for line in hosts), hosts)
        for line in categories:
            self.categories(line, line.text, line.column)

    def compare(self, name: str, text: str, lines: Sequence[Line]) -> None:
        """Take what the head lacks; report where the foot says something else."""
        stated = self.show.get(name)
        if not isinstance(stated, str):
            self.show.put(name, text, lines[0].mark)
            return
        if plain(text) == plain(stated):
            return
        said = {plain(part) for part in _PARTS[name].split(stated)} | {plain(stated)}
        strange = [line for line in lines if line.plain not in said]
        if name == "description":
            strange = strange or list(lines[:1])
        above = self.show.marks[name][0]
        for line in strange:
            message = f"the {name} differs from the one in line {above}, which is used"
            self.add(PAGE_DISAGREES, line, message, "make the two the same")

    def count(self) -> None:
        """Report numbers that are missing, stated twice, or alone in a description."""
        self.findings += judge_numbers(self.episodes, self.path)
        known = {int(str(episode["number"])) for episode in self.episodes}
        highest = max(known, default=0)
        for line, what in self.bare:
            number = int(line.text)
            if 0 < number < highest and number not in known:
                self.stray(line, f"{what}, and there is no episode {number}")

    def stray(self, line: Line, message: str) -> None:
        """Report a line that may be the remains of an episode's beginning."""
        remedy = 'begin an episode with three lines: "-", its number, its title'
        self.add(STRAY_LINE, line, message, remedy)

    def add(self, kind: Kind, line: Line, message: str, remedy: str) -> None:
        """Report something about a line."""
        self.findings.append(kind.at(Place(self.path, *line.mark), message, remedy=remedy))
