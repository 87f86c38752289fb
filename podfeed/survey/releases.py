"""The part of the page about releases: the calendar, the pauses, the hours of the week."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from podfeed.survey import calendars, words
from podfeed.survey.parts import Part, Plot, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.survey.figures import Figures

_LONGEST = 5


def releases(made: Figures) -> Part:
    """When episodes came out, and when they will."""
    return Part("rhythm", "Releases", (_calendar(made), *_week(made)))


def _calendar(made: Figures) -> Plot:
    beat, subject = made.rhythm, made.subject
    if not beat.days and not beat.coming:
        return Plot(None, ("No episode has a date and audio yet.",))
    key = [("day", "out"), ("today", "today, underlined")]
    if beat.coming:
        key.insert(1, ("coming", "due"))
    table = Table("Episodes by month", ("Month", "Out", "Due"), _months(made))
    picture = calendars.calendar(subject, beat)
    return Plot(picture, tuple(_said(made)), table, key=tuple(key) if picture else ())


def _said(made: Figures) -> Iterator[str]:
    beat, subject = made.rhythm, made.subject
    if beat.due is not None:
        yield f"Next due: {words.moment(beat.due)} ({subject.zone})."
    elif beat.expected is not None:
        yield f"Nothing is due. By the usual rhythm the next falls on {words.day(beat.expected)}."
    if beat.holes:
        longest = sorted(beat.holes, key=lambda hole: -hole.days)
        told = [
            f"{hole.days:,} days {'from' if hole.before else 'and counting since'}"
            f" {words.day(hole.after)}"
            for hole in longest
        ]
        many = f"{words.several(len(beat.holes), 'pause')} at least twice as long as usual"
        yield f"{many}: {words.listed(told, most=_LONGEST)}."
    elif beat.usual is not None:
        yield "No pause was twice as long as usual."
    shown = calendars.years(beat, subject.made.date())
    earlier = sum(n for when, n in beat.days.items() if shown and when.year < shown[0])
    if earlier:
        yield f"{words.several(earlier, 'episode')} from before {shown[0]}: see the table."


def _months(made: Figures) -> list[tuple[str, ...]]:
    out: Counter[tuple[int, int]] = Counter()
    due: Counter[tuple[int, int]] = Counter()
    for days, months in ((made.rhythm.days, out), (made.rhythm.coming, due)):
        for when, count in days.items():
            months[when.year, when.month] += count
    return [
        (f"{words.MONTHS[month - 1]} {year}", f"{out[year, month]:,}", f"{due[year, month]:,}")
        for year, month in sorted({*out, *due})
    ]


def _week(made: Figures) -> Iterator[Plot]:
    hours = made.rhythm.hours
    if not hours:
        return
    rows = [
        (words.WEEKDAYS[weekday], f"{hour}:00", f"{count:,}")
        for (weekday, hour), count in hours.items()
    ]
    said = f"The stronger a cell, the more episodes came out in that hour ({made.subject.zone})."
    table = Table("Episodes by weekday and hour", ("Weekday", "Hour", "Episodes"), rows)
    yield Plot(calendars.week(made.rhythm), (said,), table, "Weekdays and hours")
