"""What every dialect yields: plain strings, maps and lists that know their line and column.

A dialect is pure syntax. It turns text into a :class:`Listing` of records and judges no
value; types, aliases and errors live once, where records are typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from podfeed.findings import Finding

Mark: TypeAlias = tuple[int, int]
"""Line and column of a value, counted from 1."""

Node: TypeAlias = "str | Map | Seq | None"
"""A value as written: a string, nothing, a map or a list. None is an empty or null value."""


class Map(dict[str, Node]):
    """A dict whose values know where they stand.

    ``marks[key]`` is where the value stands, ``keys_at[key]`` where its key does, and
    ``at`` where the map itself begins.
    """

    __slots__ = ("at", "keys_at", "marks")

    def __init__(self, at: Mark = (1, 1)) -> None:
        super().__init__()
        self.at = at
        self.marks: dict[str, Mark] = {}
        self.keys_at: dict[str, Mark] = {}

    def put(self, key: str, value: Node, mark: Mark, key_mark: Mark | None = None) -> None:
        """Set a value and where it stands."""
        self[key] = value
        self.marks[key] = mark
        self.keys_at[key] = key_mark or mark


class Seq(list[Node]):
    """A list whose values know where they stand: ``marks[i]`` is that of value ``i``."""

    __slots__ = ("at", "marks")

    def __init__(self, at: Mark = (1, 1)) -> None:
        super().__init__()
        self.at = at
        self.marks: list[Mark] = []

    def put(self, value: Node, mark: Mark) -> None:
        """Append a value and where it stands."""
        self.append(value)
        self.marks.append(mark)


@dataclass(slots=True)
class Listing:
    """A listing as its dialect read it.

    ``show`` holds fields of the show, ``episodes`` one map an episode, newest first if
    ``newest_first``. Field names are those of the models (``title``, ``number`` …), values
    are strings as written. ``findings`` are about syntax: lines that fit nothing, a stated
    count that is wrong, numbers that are missing.
    """

    dialect: str
    path: str
    show: Map
    episodes: list[Map]
    newest_first: bool = True
    findings: list[Finding] = field(default_factory=list)
