"""Plots with a column for each episode, in order of release: lengths and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.render.templating import Markup
from podfeed.survey import words
from podfeed.survey.drawing import (
    CLOCK,
    LEFT,
    RIGHT,
    Scale,
    across,
    box,
    label,
    line,
    picture,
    spaced,
    ticks,
)
from podfeed.values import ByteSize, Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from podfeed.survey.facts import Entry
    from podfeed.survey.figures import Figures

TOP, FOOT = 8.0, 14.0
"""Units above and below a plot: below stand the dates."""

_HIGH = 110.0
_WIDEST = 12.0
_THIN = 1.5  # units: columns that are thinner stand without a gap
_TOLD = 400
"""Marks up to which each has a text of its own: the table below the plot has them all."""


@dataclass(frozen=True, slots=True)
class Row:
    """Episodes in order of release, and where each of them stands in a plot."""

    dated: Sequence[tuple[datetime, Entry]]

    @property
    def pitch(self) -> float:
        """Units from one episode to the next."""
        return min(_WIDEST, (RIGHT - LEFT) / max(1, len(self.dated)))

    @property
    def bar(self) -> float:
        """Units that a column is wide."""
        return self.pitch - min(2.0, self.pitch / 4) if self.pitch > _THIN else self.pitch

    def middle(self, place: int) -> float:
        """The middle of the place of an episode."""
        return LEFT + (place + 0.5) * self.pitch

    def foot(self, y: float) -> list[Markup]:
        """The horizontal axis: the first episode, and the first of each year after it."""
        marks = []
        for place, (when, _) in enumerate(self.dated):
            if place == 0:
                marks.append((LEFT, f"{words.MONTHS[when.month - 1]} {when.year}"))
            elif when.year != self.dated[place - 1][0].year:
                marks.append((self.middle(place) - self.pitch / 2, str(when.year)))
        return [label(text, x, y + 11) for x, text in spaced(marks, room=44)]

    def title(self, place: int, text: str) -> str:
        """What a mark says of itself."""
        when, entry = self.dated[place]
        said = f"{words.day(when)}, {words.short(entry.title)}: {text}"
        return said if len(self.dated) <= _TOLD else ""


def lengths(made: Figures) -> Markup | None:
    """How long the episodes are."""
    if made.lengths is None:
        return None
    spread = made.lengths
    about = (
        f"From {Duration(spread.least)} to {Duration(spread.most)}; half of the full episodes are"
        f" between {Duration(spread.lower)} and {Duration(spread.upper)}."
    )
    return _columns(
        made,
        "lengths",
        "Length of each episode",
        about,
        value=lambda entry: entry.duration,
        say=lambda seconds: str(Duration(seconds)),
        steps=CLOCK,
        median=spread.median,
        odd=made.is_odd,
    )


def sizes(made: Figures) -> Markup | None:
    """How many bytes the recordings have."""
    if made.sizes is None:
        return None
    spread = made.sizes
    about = (
        f"From {ByteSize(spread.least)} to {ByteSize(spread.most)}; half of the full episodes are"
        f" between {ByteSize(spread.lower)} and {ByteSize(spread.upper)}."
    )
    return _columns(
        made,
        "sizes",
        "Size of each recording",
        about,
        value=lambda entry: entry.size,
        say=lambda size: str(ByteSize(size)).replace(".0 ", " "),
        median=spread.median,
    )


def _columns(
    made: Figures,
    name: str,
    title: str,
    about: str,
    *,
    value: Callable[[Entry], float | None],
    say: Callable[[float], str],
    median: float,
    steps: Sequence[float] | None = None,
    odd: Callable[[Entry], bool] = lambda _: False,
) -> Markup:
    dated = made.subject.dated()
    row = Row([one for one in dated if value(one[1])])
    values = [value(entry) or 0.0 for _, entry in row.dated]
    marks = ticks(max(values), steps=steps) if steps else ticks(max(values))
    up = Scale(0, marks[-1], TOP + _HIGH, TOP)
    parts = across(up, marks, say)
    for place, ((_, entry), height) in enumerate(zip(row.dated, values, strict=True)):
        class_ = "odd" if odd(entry) else "mark" if entry.type == "full" else "mark faint"
        if entry.state == "due":
            class_ = "due" if row.pitch > _THIN else "dense"
        x, y = row.middle(place) - row.bar / 2, up(height)
        told = row.title(place, say(height))
        parts.append(box(x, y, row.bar, up(0) - y, class_, title=told))
    end = max(row.middle(len(values) - 1) + row.pitch / 2, LEFT + 80)
    parts.append(line(LEFT, up(median), end, up(median), "median"))
    parts += row.foot(up(0))
    return picture(name, title, about, TOP + _HIGH + FOOT, *parts)
