"""When episodes came out: the usual distance, the holes, the hours of the week, what is next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podfeed.survey.facts import Subject

_ENOUGH = 3
"""Distances between releases from which on there is something usual about them."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A pause of at least twice the usual distance; ``before`` is None while it lasts."""

    after: date
    before: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the episodes of a show came out, and are to come out.

    ``days`` and ``coming`` count episodes by day. ``usual`` is the median of the days from one
    day of release to the next, None where there are too few. ``hours`` counts releases by weekday
    (0 is Monday) and hour. ``due`` is when the next one comes out, ``expected`` the day on which
    it would, by what is usual, where nothing is due.
    """

    days: dict[date, int]
    coming: dict[date, int]
    usual: float | None
    holes: tuple[Hole, ...]
    hours: dict[tuple[int, int], int]
    due: datetime | None
    expected: date | None


def rhythm(subject: Subject) -> Rhythm:
    """The rhythm of a show."""
    dated = subject.dated()
    out = [moment for moment, entry in dated if entry.state == "out"]
    waiting = [moment for moment, entry in dated if entry.state == "due"]
    days = Counter(moment.date() for moment in out)
    usual = usual_distance(sorted(days))
    due = min(waiting, default=None)
    today = subject.made.date()
    return Rhythm(
        days=dict(sorted(days.items())),
        coming=dict(sorted(Counter(moment.date() for moment in waiting).items())),
        usual=usual,
        holes=tuple(holes(sorted(days), usual, today, due.date() if due else None)),
        hours=dict(sorted(Counter((m.weekday(), m.hour) for m in out).items())),
        due=due,
        expected=_expected(max(days), usual) if days and usual and due is None else None,
    )


def _expected(last: date, usual: float) -> date | None:
    try:
        return last + timedelta(days=round(usual))
    except OverflowError:  # the last day that a calendar has
        return None


def usual_distance(days: Sequence[date]) -> float | None:
    """The median of the days between one day of release and the next; None for too few.

    >>> weekly = [date(2026, 1, 6) + timedelta(weeks=week) for week in (0, 1, 2, 6)]
    >>> usual_distance(weekly), usual_distance(weekly[:3])
    (7, None)
    """
    distances = [(later - earlier).days for earlier, later in pairwise(days)]
    return median(distances) if len(distances) >= _ENOUGH else None


def holes(
    days: Sequence[date], usual: float | None, today: date, due: date | None
) -> Iterable[Hole]:
    """The pauses of a show, the oldest first.

    One lasts at least twice as long as is usual, and two days longer: a daily show may rest on
    Sundays. One that lasts still is told of only if nothing is due.
    """
    if usual is None:
        return
    least = max(2 * usual, usual + 2)
    for earlier, later in pairwise(days):
        if (later - earlier).days >= least:
            yield Hole(earlier, later, (later - earlier).days)
    if days and due is None and (today - days[-1]).days >= least:
        yield Hole(days[-1], None, (today - days[-1]).days)
