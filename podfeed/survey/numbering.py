"""The numbers that episodes state: which are missing, which are there twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.survey.facts import Entry


@dataclass(frozen=True, slots=True)
class Season:
    """The numbers of one season (None where the show has none), by number how many full episodes.

    Of one that a trailer or bonus episode alone has there are 0. ``gaps`` are the missing ones
    between its least and its greatest, each from and to; ``doubles`` are those that several full
    episodes state.
    """

    season: int | None
    used: dict[int, int]
    gaps: tuple[tuple[int, int], ...]
    doubles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The seasons of a show in order, and how many full episodes have no number."""

    seasons: tuple[Season, ...]
    unnumbered: int

    @property
    def numbered(self) -> bool:
        """Whether any episode has a number."""
        return bool(self.seasons)


def numbering(entries: Iterable[Entry]) -> Numbering:
    """The numbers of episodes but drafts; a trailer or bonus needs none, and may share another's.

    >>> from podfeed.survey.facts import Entry
    >>> found = numbering(Entry("x", "out", number=n) for n in (1, 2, 2, 5, None))
    >>> [(one.gaps, one.doubles) for one in found.seasons], found.unnumbered
    ([(((3, 4),), (2,))], 1)
    """
    used: dict[int | None, dict[int, int]] = defaultdict(dict)
    unnumbered = 0
    for entry in entries:
        full = entry.type == "full"
        if entry.state == "draft":
            continue
        if entry.number is None:
            unnumbered += full
        else:
            numbers = used[entry.season]
            numbers[entry.number] = numbers.get(entry.number, 0) + full
    seasons = (_season(season, used[season]) for season in sorted(used, key=lambda s: s or 0))
    return Numbering(tuple(seasons), unnumbered)


def _season(season: int | None, used: dict[int, int]) -> Season:
    ordered = sorted(used)
    return Season(
        season,
        {number: used[number] for number in ordered},
        tuple((low + 1, high - 1) for low, high in pairwise(ordered) if high - low > 1),
        tuple(number for number in ordered if used[number] > 1),
    )
