"""Shows to look at: facts made up for tests of the report, and what a page of it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
from lxml import etree

from podfeed.findings import Severity
from podfeed.survey import Entry, Subject, figures
from podfeed.survey.page import page
from podfeed.tallies import Tally
from podfeed.templates import read_templates

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 6, tzinfo=UTC)


def weekly(weeks: Sequence[int], **facts: Any) -> tuple[Entry, ...]:
    """An episode in each of these weeks, Tuesdays at six, with half an hour of sound.

    One after ``NOW`` is due.
    """
    return tuple(entry(TUESDAY + timedelta(weeks=week), f"Week {week}", **facts) for week in weeks)


def entry(published: datetime | None, title: str = "Tea", **facts: Any) -> Entry:
    """An episode of half an hour."""
    state = "undated" if published is None else "due" if published > NOW else "out"
    known = {"state": state, "duration": 1800.0, "size": 30_000_000}
    return Entry(title, published=published, **{**known, **facts})


def show(*entries: Entry, **facts: Any) -> Subject:
    """A show with these episodes, looked at on ``NOW``."""
    return Subject(
        "tea", facts.pop("title", "Tea"), facts.pop("made", NOW), entries=entries, **facts
    )


def days(*counts: int) -> tuple[Tally, ...]:
    """So many warnings, and kilobytes of the feed, on one day after the other."""
    first = date(2026, 5, 1)
    return tuple(
        Tally(first + timedelta(days=n), {Severity.WARNING: {"RSS001": count}}, count * 1000)
        for n, count in enumerate(counts)
    )


@dataclass
class Seen:
    """A page, read by a parser that forgives nothing."""

    text: str
    tree: Any = field(init=False)

    def __post_init__(self) -> None:
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("lxml"), strict=True)
        self.tree = parser.parse(self.text)

    def all(self, path: str) -> list[Any]:
        """What an XPath finds; HTML is ``h:``, SVG ``s:``."""
        names = {"h": "http://www.w3.org/1999/xhtml", "s": "http://www.w3.org/2000/svg"}
        found = self.tree.xpath(path, namespaces=names)
        assert isinstance(found, list)
        return found

    def pictures(self) -> dict[str, etree._Element]:
        """The plots, by their name."""
        found = self.all("//h:figure/s:svg")
        return {one.get("aria-labelledby").split("-title")[0]: one for one in found}

    def marks(self, picture: str, class_: str) -> int:
        """How many marks of a class a plot has."""
        found = self.pictures()[picture].iter("{*}rect", "{*}circle")
        return sum(1 for one in found if one.get("class") == class_)

    def words(self) -> str:
        """All text that a reader sees or hears."""
        return " ".join("".join(self.all("//h:body")[0].itertext()).split())


def seen(subject: Subject) -> Seen:
    """The page about a show."""
    templates = read_templates(Path("no-templates-of-ones-own"))
    return Seen(page(figures(subject), templates).decode())
