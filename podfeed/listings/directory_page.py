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

followed by the page's own furniture, which :mod:`podfeed.listings.page_furniture` knows: notes on
an empty search, ``Loading …``, and the sections ``ABOUT THIS SHOW`` (the description again),
``HOSTED BY`` and ``CATEGORIES``. It may stand between the head and the episodes, too, and the head
may state how many episodes there are.

Lines of a description stay lines, and blank lines between them become one empty line. A dash
begins an episode only where a number and a title follow; elsewhere it belongs to the description
it stands in, and is reported. So is every line of the furniture that does not fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from podfeed.errors import ListingError
from podfeed.findings import Finding, Kind, Place
from podfeed.listings.kinds import PAGE_DISAGREES, STRAY_LINE
from podfeed.listings.lines import DASHES, DOTS, Line, decode, join, plain, split, unread
from podfeed.listings.numbering import judge_count, judge_numbers, read_count
from podfeed.listings.page_furniture import (
    ABOUT,
    CATEGORIES,
    HOSTS,
    SECTIONS,
    Said,
    categories_in,
    find_foot,
    hosts_in,
    is_doubtful,
    is_heading,
    is_plain,
    read_foot,
)
from podfeed.listings.records import Listing, Map, Seq, is_newest_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "directory page"
SIGNS = '"PODCAST · category" in the first line'


_DASH = re.compile(rf"[{DASHES}]+")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_HEADING = re.compile(rf"podcast(?:\s*[{DOTS}]\s*(?P<categories>.{{0,500}}))?", re.IGNORECASE)
_BY = re.compile(r"by:?\s+(?P<host>\S.*)", re.IGNORECASE)
_SUBHEAD_LINES = 2


def recognise(head: Sequence[Line]) -> bool:
    """Whether these first lines are the head of such a page."""
    heading = _HEADING.fullmatch(head[0].text) if head else None
    if heading is None:
        return False
    if heading["categories"] is None:
        return any(_BY.fullmatch(line.text) for line in head[2:3])
    # An outline may have such a title; no page has a count or a host in place of one.
    return not any(read_count(line.text) or _BY.fullmatch(line.text) for line in head[1:2])


def read(data: bytes, path: str) -> Listing:
    """The show and its episodes. Raises ListingError."""
    lines = split(decode(data, path), path)
    if not recognise(lines):
        remedy = f"a directory page has {SIGNS}"
        raise ListingError("is no directory page", path=path, remedy=remedy)
    page = _Page(path)
    begins = list(_beginnings(lines))
    page.head(lines[: begins[0] if begins else len(lines)])
    for begin, end in pairwise(begins):
        page.episode(lines[begin:end])
    if begins:
        page.last_episode(lines[begins[-1] :])
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


@dataclass
class _Page:
    """A page while it is read."""

    path: str
    show: Map = field(default_factory=Map)
    episodes: list[Map] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    filed: set[str] = field(default_factory=set)
    bare: list[tuple[Line, str]] = field(default_factory=list)
    stated: tuple[Line, int] | None = None

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
        rest = self.subhead(rest)
        foot = find_foot(rest, 0, self.said(rest[:1]))
        self.describe(self.show, rest[:foot], "the show", ended=True)
        self.foot(rest[foot:])

    def subhead(self, lines: Sequence[Line]) -> list[Line]:
        """The host and the count of episodes; the lines without them."""
        kept: list[Line] = []
        for index, line in enumerate(lines):
            host = _BY.fullmatch(line.text)
            count = read_count(line.text)
            top = not kept and index < _SUBHEAD_LINES
            if host is not None and top and "author" not in self.show:
                mark = (line.number, line.column + host.start("host"))
                self.show.put("author", host["host"], mark)
            elif count is not None and self.stated is None and (top or not count.tagline):
                self.stated = line, count.number
                if count.tagline:
                    column = line.column + count.start
                    kept.append(Line(line.number, column, count.tagline, gap=False))
            else:
                kept.append(line)
        return kept

    def said(self, about: Sequence[Line] = ()) -> Said:
        """What the head says; ``about`` are lines of a description that is yet to be read."""
        description = str(self.show.get("description", ""))
        told = [line.plain for line in about] + [plain(line) for line in description.split("\n")]
        author = str(self.show.get("author", ""))
        hosts = hosts_in(author) | ({plain(author)} - {""})
        return Said([line for line in told if line], hosts, self.filed)

    def categories(self, line: Line, text: str, column: int) -> None:
        """Categories, which stand between dots or commas."""
        for word, begin in categories_in(text):
            if plain(word) in self.filed:
                continue
            mark = (line.number, column + begin)
            known = self.show.get("categories")
            if not isinstance(known, Seq):
                known = Seq(mark)
                self.show.put("categories", known, mark)
            known.put(word, mark)
            self.filed.add(plain(word))

    def last_episode(self, lines: Sequence[Line]) -> None:
        """The last episode, and the foot of the page below it."""
        foot = find_foot(lines, 3, self.said())
        self.episode(lines[:foot], ended=True)
        self.foot(lines[foot:])

    def episode(self, lines: Sequence[Line], *, ended: bool = False) -> None:
        """A dash, a number, a title, and what the episode is about."""
        number, title = lines[1:3]
        episode = Map(number.mark)
        episode.put("number", number.text, number.mark)
        episode.put("title", title.text, title.mark)
        self.describe(episode, lines[3:], f"episode {number.text}", ended=ended)
        self.episodes.append(episode)

    def describe(self, owner: Map, lines: Sequence[Line], who: str, *, ended: bool) -> None:
        """A description, without the notes of the page and the dashes at its end.

        ``ended`` tells that furniture may follow it.
        """
        kept = []
        for line in lines:
            if is_plain(line):
                self.findings.append(unread(line, self.path))
            else:
                kept.append(line)
        while kept and _DASH.fullmatch(kept[-1].text):
            self.findings.append(unread(kept.pop(), self.path))
        for line in kept:
            what = f'"{line.text}" stands in the description of {who}'
            if _DASH.fullmatch(line.text):
                self.stray(line, f"{what}, without a number and a title after it")
            elif _NUMBER.fullmatch(line.text):
                self.bare.append((line, what))
            elif is_heading(line) or (ended and is_doubtful(line)):
                remedy = "join it to its neighbour, or move it below the last episode"
                self.add(STRAY_LINE, line, f"{what}, and reads like a part of the page", remedy)
        if kept:
            owner.put("description", join(kept), kept[0].mark)

    def foot(self, lines: Sequence[Line]) -> None:
        """The sections that say again what the head says, and lines that fit nothing."""
        parts: dict[str, list[Line]] = {name: [] for name in SECTIONS}
        for line, name in read_foot(lines, self.said()):
            if name is None:
                self.findings.append(unread(line, self.path))
            else:
                parts[name].append(line)
        if about := parts[ABOUT]:
            self.compare("description", join(about), about)
        if hosts := parts[HOSTS]:
            self.compare("author", ", ".join(line.text for line in hosts), hosts)
        for line in parts[CATEGORIES]:
            self.categories(line, line.text, line.column)

    def compare(self, name: str, text: str, lines: Sequence[Line]) -> None:
        """Take what the head lacks; report where the foot says something else."""
        stated = self.show.get(name)
        if not isinstance(stated, str):
            self.show.put(name, text, lines[0].mark)
            return
        if plain(text) == plain(stated):
            return
        said = self.said()
        known = said.hosts if name == "author" else {plain(stated), *said.about}
        strange = [line for line in lines if line.plain not in known]
        if name == "description":
            strange = strange or list(lines[:1])
        above = self.show.marks[name][0]
        for line in strange:
            message = f"the {name} differs from the one in line {above}, which is used"
            self.add(PAGE_DISAGREES, line, message, "make the two the same")

    def count(self) -> None:
        """Report a count that is wrong, and numbers missing, stated twice, or alone in a text."""
        if self.stated is not None:
            line, number = self.stated
            place = Place(self.path, *line.mark)
            remedy = "correct the count, or the lines that begin an episode"
            self.findings += judge_count(number, len(self.episodes), place, remedy=remedy)
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
