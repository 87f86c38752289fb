"""What every dialect of chapters yields: chapters with their lines, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from podfeed import findings
from podfeed.chapters.kinds import UNUSABLE, WRONG_VALUE
from podfeed.findings import Place
from podfeed.models import Artwork, Chapter, Spot
from podfeed.values import Duration, Url, xml_text

MOST = 10_000
"""How many chapters of a file are read."""


class Marked(NamedTuple):
    """A chapter and where it stands."""

    chapter: Chapter
    place: Place


@dataclass
class Reading(findings.Reading):
    """The chapters of one source, as they stand there, and the faults found while reading."""

    wrong = WRONG_VALUE
    anew = "write it anew"
    unusable = UNUSABLE

    marked: list[Marked] = field(default_factory=list)

    def close(self) -> Self:
        """The reading; one that holds no chapters is refused."""
        super().close()
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
