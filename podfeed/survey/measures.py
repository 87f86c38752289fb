"""Measures of episodes taken together: the middle, the spread, and what falls out of it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import TYPE_CHECKING

from podfeed.rules.aud_levels import LOUDNESS, PEAK, TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.survey.facts import Entry

_ENOUGH = 8
"""Episodes from which on one of them can be out of the ordinary."""

_FENCE = 1.5
_FAR = 0.25


@dataclass(frozen=True, slots=True)
class Spread:
    """How values are spread: the least, the quartiles, the most, and the limits of the usual."""

    count: int
    total: float
    mean: float
    least: float
    lower: float
    median: float
    upper: float
    most: float

    @property
    def limits(self) -> tuple[float, float] | None:
        """Below and above these a value is out of the ordinary; None for too few.

        By Tukey's rule one and a half times the distance of the quartiles away from them; and at
        least a quarter away from the median, since of values that are all alike any is far off.
        """
        if self.count < _ENOUGH:
            return None
        reach = _FENCE * (self.upper - self.lower)
        low = min(self.lower - reach, self.median * (1 - _FAR))
        return low, max(self.upper + reach, self.median * (1 + _FAR))

    def is_odd(self, value: float) -> bool:
        """Whether a value is out of the ordinary.

        >>> usual = spread([30, 31, 32, 30, 31, 29, 33, 30])
        >>> usual and [usual.is_odd(minutes) for minutes in (26, 35, 7, 95)]
        [False, False, True, True]
        """
        return self.limits is not None and not self.limits[0] <= value <= self.limits[1]


def spread(values: Sequence[float]) -> Spread | None:
    """The spread of values; None if there are none."""
    if not values:
        return None
    ordered = sorted(values)
    quarters = quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    return Spread(
        count=len(ordered),
        total=sum(ordered),
        mean=fmean(ordered),
        least=ordered[0],
        lower=quarters[0],
        median=quarters[1],
        upper=quarters[2],
        most=ordered[-1],
    )


LOUD = (LOUDNESS - TOLERANCE, LOUDNESS + TOLERANCE)
"""LUFS from and to which a recording is as loud as podcasts are."""


def is_off(entry: Entry) -> bool:
    """Whether a recording is louder or more quiet than podcasts are."""
    return entry.loudness is not None and not LOUD[0] <= entry.loudness <= LOUD[1]


def is_over(entry: Entry) -> bool:
    """Whether the true peak of a recording is above the limit."""
    return entry.peak is not None and entry.peak > PEAK
