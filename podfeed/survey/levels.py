"""Plots with a dot for each recording that was listened to: loudness and true peak.

Decibels have no zero to begin from: the range is always the same, unless it is too small.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podfeed.render.templating import Markup
from podfeed.rules.aud_levels import LOUDNESS, PEAK
from podfeed.survey import words
from podfeed.survey.columns import FOOT, TOP, Row
from podfeed.survey.drawing import LEFT, RIGHT, Scale, across, box, dot, line, picture
from podfeed.survey.measures import LOUD, is_off, is_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podfeed.survey.facts import Entry
    from podfeed.survey.figures import Figures

_LOUDNESS = (-22.0, -10.0)
_PEAKS = (-6.0, 1.0)
_HIGH = 80.0
_MOST_MARKS = 6
_RADIUS = (0.8, 1.8)  # units, from many recordings to few
_ODD = 0.6  # units that a dot is larger if it wants a look


def loudness(made: Figures) -> Markup | None:
    """How loud the recordings are, and how loud podcasts should be."""
    heard = _heard(made, lambda one: one.loudness)
    if not heard:
        return None
    levels = [level for _, level in heard]
    up = _scale(levels, _LOUDNESS)
    about = (
        f"{words.several(len(heard), 'recording')} from {words.level(min(levels))} to"
        f" {words.level(max(levels))} LUFS; {len(heard) - len(made.off)} within"
        f" {words.level(LOUD[0])} to {words.level(LOUD[1])}."
    )
    band = box(LEFT, up(LOUD[1]), RIGHT - LEFT, up(LOUD[0]) - up(LOUD[1]), "band")
    parts = [band, *_frame(up, LOUDNESS), *_dots(made, heard, up, is_off, "LUFS")]
    return picture("loudness", "Loudness of each recording", about, up.start + FOOT, *parts)


def peaks(made: Figures) -> Markup | None:
    """The true peak of each recording, and the limit."""
    heard = _heard(made, lambda one: one.peak)
    if not heard:
        return None
    levels = [level for _, level in heard]
    up = _scale(levels, _PEAKS)
    about = (
        f"From {words.level(min(levels))} to {words.level(max(levels))} dBTP;"
        f" {len(made.over)} above {words.level(PEAK)}."
    )
    parts = [*_frame(up, PEAK), *_dots(made, heard, up, is_over, "dBTP")]
    return picture("peaks", "True peak of each recording", about, up.start + FOOT, *parts)


def _heard(made: Figures, level: Callable[[Entry], float | None]) -> list[tuple[int, float]]:
    """The level of each recording that has one, by its place in order of release."""
    measured = ((place, level(one)) for place, (_, one) in enumerate(made.subject.dated()))
    return [(place, value) for place, value in measured if value is not None]


def _scale(levels: list[float], least: tuple[float, float]) -> Scale:
    low = min(least[0], 2.0 * math.floor(min(levels) / 2))
    high = max(least[1], 2.0 * math.ceil(max(levels) / 2))
    tall = min(2.0, (high - low) / (least[1] - least[0]))
    return Scale(low, high, TOP + _HIGH * tall, TOP)


def _frame(up: Scale, aim: float) -> list[Markup]:
    step = 2
    while (up.high - up.low) / step > _MOST_MARKS:
        step *= 2
    marks = [one for one in range(math.ceil(up.low), math.floor(up.high) + 1) if one % step == 0]
    aimed = line(LEFT, up(aim), RIGHT, up(aim), "median")
    return [*across(up, marks, lambda level: words.level(level).removesuffix(".0")), aimed]


def _dots(
    made: Figures,
    heard: list[tuple[int, float]],
    up: Scale,
    odd: Callable[[Entry], bool],
    unit: str,
) -> Iterable[Markup]:
    dated = made.subject.dated()
    row = Row([dated[place] for place, _ in heard])
    radius = max(_RADIUS[0], min(_RADIUS[1], row.pitch / 2))
    for place, ((_, entry), (_, level)) in enumerate(zip(row.dated, heard, strict=True)):
        told = row.title(place, f"{words.level(level)} {unit}")
        class_, larger = ("odd", _ODD) if odd(entry) else ("mark", 0.0)
        yield dot(row.middle(place), up(level), class_, radius=radius + larger, title=told)
    yield from row.foot(up.start)
