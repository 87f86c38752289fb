"""Plots of what was found, and how heavy the feed was, from day to day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.render.templating import Markup
from podfeed.survey import words
from podfeed.survey.drawing import (
    LEFT,
    RIGHT,
    Scale,
    across,
    box,
    dot,
    figure,
    label,
    picture,
    spaced,
    tag,
    ticks,
)
from podfeed.values import ByteSize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from podfeed.tallies import Tally

_TOP, _FOOT, _HIGH = 8.0, 14.0, 80.0
_CLASSES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


def findings(tallies: Sequence[Tally]) -> Markup | None:
    """How many findings of each severity there were on each day that was looked at."""
    if len(tallies) < 2:
        return None
    totals = [sum(one.total(severity) for severity in Severity) for one in tallies]
    marks = ticks(max(totals), least=1)
    up = Scale(0, marks[-1], _TOP + _HIGH, _TOP)
    across_time, width = _time(tallies)
    parts = across(up, marks, lambda count: f"{count:,.0f}")
    for one in tallies:
        x, below = across_time(one.day.toordinal()) - width / 2, 0
        for severity in Severity:
            if count := one.total(severity):
                top, bottom = up(below + count), up(below)
                told = f"{words.day(one.day)}: {words.several(count, str(severity))}"
                class_ = _CLASSES[severity]
                parts.append(box(x, top, width, bottom - top, class_, title=told))
                below += count
    parts += _foot(tallies, across_time, up(0))
    about = (
        f"{totals[0]} on {words.day(tallies[0].day)}, {totals[-1]} on {words.day(tallies[-1].day)}."
    )
    return picture("findings-days", "Findings by day", about, _TOP + _HIGH + _FOOT, *parts)


def weights(tallies: Sequence[Tally]) -> Markup | None:
    """How many bytes the feed had on each day that was looked at."""
    known = [one for one in tallies if one.feed]
    if len(known) < 2:
        return None
    sizes = [one.feed or 0 for one in known]
    marks = ticks(max(sizes))
    up = Scale(0, marks[-1], _TOP + _HIGH, _TOP)
    across_time, _ = _time(known)
    parts = across(up, marks, lambda size: str(ByteSize(size)).replace(".0 ", " "))
    places = [(across_time(one.day.toordinal()), up(one.feed or 0)) for one in known]
    way = f"M{figure(places[0][0])} {figure(places[0][1])}"
    way += "".join(f"H{figure(x)}V{figure(y)}" for x, y in places[1:])
    parts.append(tag("path", d=way, class_="way"))
    for one, (x, y) in zip(known, places, strict=True):
        told = f"{words.day(one.day)}: {ByteSize(one.feed or 0)}"
        parts.append(dot(x, y, "mark", radius=1.5, title=told))
    parts += _foot(known, across_time, up(0))
    about = (
        f"{ByteSize(sizes[0])} on {words.day(known[0].day)},"
        f" {ByteSize(sizes[-1])} on {words.day(known[-1].day)}."
    )
    return picture("weights", "Size of the feed by day", about, _TOP + _HIGH + _FOOT, *parts)


def _time(tallies: Sequence[Tally]) -> tuple[Scale, float]:
    """Where days are drawn, and how wide one is."""
    first, last = tallies[0].day.toordinal(), tallies[-1].day.toordinal()
    width = max(0.6, min(12.0, (RIGHT - LEFT) / (last - first + 1) - 1))
    return Scale(first, last, LEFT + width / 2 + 1, RIGHT - width / 2 - 1), width


def _foot(tallies: Sequence[Tally], scale: Scale, y: float) -> list[Markup]:
    first, last = tallies[0].day, tallies[-1].day
    begin = label(words.day(first), LEFT, y + 11)
    return [
        begin,
        label(words.day(last), RIGHT, y + 11, anchor="end"),
        *_between(first, last, scale, y),
    ]


def _between(first: date, last: date, scale: Scale, y: float) -> list[Markup]:
    """The years that begin between two days, where there is room for them."""
    from datetime import date as day

    years = (
        (scale(day(n, 1, 1).toordinal()), str(n)) for n in range(first.year + 1, last.year + 1)
    )
    free = [one for one in years if LEFT + 60 < one[0] < RIGHT - 80]
    return [label(text, x, y + 11) for x, text in spaced(free)]
