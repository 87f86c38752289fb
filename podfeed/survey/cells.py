"""The plot with a cell for each number that episodes may have, season by season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.render.templating import Markup
from podfeed.survey import words
from podfeed.survey.drawing import LEFT, RIGHT, box, label, picture

if TYPE_CHECKING:
    from podfeed.survey.figures import Figures

_ACROSS = 30
_PLACE = (RIGHT - LEFT) / _ACROSS
MOST_NUMBERS = 1500
"""Numbers that are drawn; more are told in words alone."""


def numbers(made: Figures) -> Markup | None:
    """A cell for each number of a season, from its least to its greatest."""
    seasons = made.numbering.seasons
    shown = sum(max(one.used) - min(one.used) + 1 for one in seasons)
    if not seasons or shown > MOST_NUMBERS:
        return None
    parts, top = [], 0.0
    for one in seasons:
        if one.season is not None:
            top += 12
            parts.append(label(f"Season {one.season}", LEFT, top - 4, class_="label strong"))
        missing = {n for low, high in one.gaps for n in range(low, high + 1)}
        first = min(one.used)
        for number in range(first, max(one.used) + 1):
            down, over = divmod(number - first, _ACROSS)
            x, y = LEFT + over * _PLACE, top + down * _PLACE
            class_ = "hole" if number in missing else "odd" if number in one.doubles else "mark"
            told = {"hole": "missing", "odd": f"{one.used.get(number, 0)} times"}.get(class_, "")
            if over == 0:
                text = str(number)
                parts.append(
                    label(text, LEFT - 4, y + _PLACE / 2, anchor="end", class_="label mid")
                )
            inset = 0.5 if class_ == "hole" else 0.0
            side = _PLACE - 1.5 - 2 * inset
            title = f"{number} {told}".strip()
            parts.append(box(x + inset, y + inset, side, side, class_, title=title))
        top += (max(one.used) - first) // _ACROSS * _PLACE + _PLACE + 6
    about = f"{words.several(shown, 'number')}, of which {_missing(made)} missing."
    return picture("numbers", "Numbers of the episodes", about, top - 6, *parts)


def _missing(made: Figures) -> str:
    seasons = made.numbering.seasons
    count = sum(high - low + 1 for one in seasons for low, high in one.gaps)
    return words.several(count, "is", "are")
