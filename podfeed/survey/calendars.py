"""Plots of days and hours: the release calendar, a year in a row of weeks, and the week's hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from podfeed.render.templating import Markup
from podfeed.survey.drawing import box, figure, label, line, picture, tag
from podfeed.survey.words import MONTHS, WEEKDAYS, day, several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.survey.facts import Subject
    from podfeed.survey.rhythm import Rhythm

MOST_YEARS = 12
"""Years that the calendar shows; older episodes are in its table."""

_PITCH, _CELL = 5.8, 4.9
_WEEK = 7 * _PITCH
_HEAD, _GAP = 16.0, 8.0
_SIDE = 26.0


def years(beat: Rhythm, today: date) -> range:
    """The years that the calendar shows: up to the newest date that is not far off."""
    near = [when for when in beat.coming if when.year <= today.year + 1]
    known = [*beat.days, *near]
    if not known:
        return range(0)
    last = max(max(known).year, today.year)
    return range(max(min(known).year, last - MOST_YEARS + 1), last + 1)


def calendar(subject: Subject, beat: Rhythm) -> Markup | None:
    """A cell a day, a row a weekday, a block a year, the newest first."""
    today = subject.made.date()
    shown = years(beat, today)
    if not shown:
        return None
    parts, top = [], 0.0
    for year in reversed(shown):
        parts.append(_year(year, top, beat, today))
        top += _HEAD + _WEEK + _GAP
    told = several(sum(beat.days.values()), "episode")
    about = (
        f"{told} out on {several(len(beat.days), 'day')}. A filled cell is a day on which an "
        "episode came out, a ring one on which an episode is due."
    )
    return picture("calendar", "Release calendar", about, top - _GAP, *parts)


def _year(year: int, top: float, beat: Rhythm, today: date) -> Markup:
    first = date(year, 1, 1)
    shift = first.weekday()

    def spot(when: date) -> tuple[float, float]:
        week, weekday = divmod((when - first).days + shift, 7)
        return _SIDE + week * _PITCH, top + _HEAD + weekday * _PITCH

    parts = [label(str(year), 0, top + _HEAD - 7, class_="label strong")]
    for month, name in enumerate(MONTHS, 1):
        x, _ = spot(date(year, month, 1))
        parts.append(label(name if month % 3 == 1 else "", x + _PITCH, top + _HEAD - 7))
    for weekday in (0, 2, 4):
        y = top + _HEAD + weekday * _PITCH + _CELL / 2
        parts.append(label(WEEKDAYS[weekday], _SIDE - 4, y, anchor="end", class_="label mid"))
    days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    side = figure(_CELL)
    grid = "".join(f"M{figure(x)} {figure(y)}h{side}v{side}h-{side}z" for x, y in map(spot, days))
    parts.append(tag("path", d=grid, class_="blank"))
    for when, count in beat.days.items():
        if when.year == year:
            told = f"{day(when)}: {several(count, 'episode')}"
            parts.append(box(*spot(when), _CELL, _CELL, "day", title=told))
    for when, count in beat.coming.items():
        if when.year == year and when not in beat.days:
            told = f"{day(when)}: {several(count, 'episode')} due"
            x, y = spot(when)
            parts.append(box(x + 0.5, y + 0.5, _CELL - 1, _CELL - 1, "coming", title=told))
    if today.year == year:
        x, y = spot(today)
        parts.append(line(x, y + _CELL + 0.5, x + _CELL, y + _CELL + 0.5, "today"))
    return tag("g", *parts)


_HOUR = 13.0


def week(beat: Rhythm) -> Markup | None:
    """A cell an hour of the week; the more episodes came out in it, the stronger."""
    if not beat.hours:
        return None
    most = max(beat.hours.values())
    parts = list(_week_frame())
    for (weekday, hour), count in beat.hours.items():
        x, y = _SIDE + hour * _HOUR, _HEAD + weekday * _HOUR
        told = f"{WEEKDAYS[weekday]} {hour}:00\N{EN DASH}{hour}:59: {several(count, 'episode')}"
        share = 0.25 + 0.75 * count / most
        parts.append(box(x, y, _HOUR - 1, _HOUR - 1, "day", title=told, fill_opacity=share))
    (weekday, hour), count = max(beat.hours.items(), key=lambda one: (one[1], one[0]))
    about = (
        f"Most episodes come out on {WEEKDAYS[weekday]} between {hour}:00 and {hour}:59:"
        f" {count} of {sum(beat.hours.values())}."
    )
    return picture("week", "Weekdays and hours of release", about, _HEAD + 7 * _HOUR, *parts)


def _week_frame() -> Iterator[Markup]:
    for hour in range(0, 24, 6):
        yield label(f"{hour}:00", _SIDE + hour * _HOUR, _HEAD - 5)
    for weekday, name in enumerate(WEEKDAYS):
        y = _HEAD + weekday * _HOUR
        yield label(name, _SIDE - 4, y + (_HOUR - 1) / 2, anchor="end", class_="label mid")
        for hour in range(24):
            yield box(_SIDE + hour * _HOUR, y, _HOUR - 1, _HOUR - 1, "blank")
