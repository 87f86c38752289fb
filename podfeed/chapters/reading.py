"""What every dialect of chapters yields: chapters with their lines, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from podfeed.chapters.kinds import UNUSABLE, WRONG_VALUE
from podfeed.findings import Finding, Place
from podfeed.models import Artwork, Chapter, Spot
from podfeed.values import Duration, Url, xml_text

MOST_TOLD = 20
"""How many faults of one file are told one by one."""

MOST = 10_000
"""How many chapters of a file are read."""


class Marked(NamedTuple):
    """A chapter and where it stands."""

    chapter: Chapter
    place: Place


@dataclass(slots=True)
class Reading:
    """The chapters of one source, as they stand there, and the faults found while reading.

    ``path`` is how the source is called for people.
    """

    path: str
    marked: list[Marked] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    untold: int = 0

    def place(self, line: int | None = None) -> Place:
        """A line of the source."""
        return Place(self.path, line)

    def fault(self, line: int | None, problem: str, remedy: str) -> None:
        """Note a value that was mended or left out."""
        if len(self.findings) < MOST_TOLD:
            self.findings.append(WRONG_VALUE.at(self.place(line), problem, remedy=remedy))
        else:
            self.untold += 1

    def refuse(self, problem: str, remedy: str, line: int | None = None) -> Reading:
        """Nothing can be read of it, and why not."""
        self.findings.append(UNUSABLE.at(self.place(line), problem, remedy=remedy))
        return self

    def close(self) -> Reading:
        """The reading, with a word about the faults that were not told one by one."""
        if self.untold:
            problem = f"has {self.untold:,} more faults of that kind"
            self.findings.append(WRONG_VALUE.at(self.place(), problem, remedy="write it anew"))
        if not self.marked:
            self.refuse("holds no chapters", 'write some, such as "00:00:00 Title" in a text file')
        return self

    def add(
        self,
        line: int | None,
        start: Duration,
        title: str,
        *,
        end: Duration | None = None,
        url: str | None = None,
        image: str | None = None,
        toc: bool = True,
        location: Spot | None = None,
    ) -> None:
        """Take in a chapter; an address that is none is left out and noted."""
        if len(self.marked) >= MOST:
            self.fault(line, f"has more than {MOST:,} chapters", "the rest is left out")
            return
        chapter = Chapter(
            start=Duration(round(start, 6)),  # the sum of minutes and seconds is a little off
            title=" ".join(xml_text(title).split()),
            end=end,
            url=self.address(line, "link", url),
            image=self.picture(line, image),
            toc=toc,
            location=location,
        )
        self.marked.append(Marked(chapter, self.place(line)))

    def address(self, line: int | None, what: str, written: str | None) -> Url | None:
        """A web address, or None with a fault noted."""
        if not written or not written.strip():
            return None
        try:
            return Url.parse(written)
        except ValueError as reason:
            problem, _, remedy = str(reason).partition(": ")
            self.fault(line, f"the {what} {problem}", remedy or "write it in full, https://…")
            return None

    def picture(self, line: int | None, written: str | None) -> Artwork | None:
        """A picture: an address, or a file below media/."""
        if written and written.strip() and "://" not in written and ":" not in written[:6]:
            return Artwork(path=written.strip())
        address = self.address(line, "picture", written)
        return Artwork(url=address) if address else None


def listed(chapters: Sequence[Chapter]) -> list[Chapter]:
    """The chapters of a table of contents: those that are in it and have a title."""
    return [chapter for chapter in chapters if chapter.toc and chapter.title]
