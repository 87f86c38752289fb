"""Two feeds compared element by element: what is lost, changed or new, and what only looks so.

Pure. Elements are paired by name, items by guid, else by enclosure, else by title and date. What
says the same in another way (a date in another zone, ``clean`` for ``false``, white space) is no
difference, but is counted under a name.
"""

from __future__ import annotations

from podfeed.comparing.differences import Comparison, Difference
from podfeed.comparing.feeds import Sides, compare, sides
from podfeed.comparing.texts import Seen, looks_the_same, seen

__all__ = [
    "Comparison",
    "Difference",
    "Seen",
    "Sides",
    "compare",
    "looks_the_same",
    "seen",
    "sides",
]
