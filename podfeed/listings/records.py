"""What every dialect yields: plain strings, maps and lists that know their line and column.

A dialect is pure syntax. It turns text into a :class:`Listing` of records and judges no
value; types, aliases and errors live once, where records are typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.findings import Finding

Mark: TypeAlias = tuple[int, int]
"""Line and column of a value, counted from 1."""

Node: TypeAlias = "str | Map | Seq | None"
"""A value as written: a string, nothing, a map or a list. None is an empty or null value."""


class Map(dict[str, Node]):
    """A dict whose values know where they stand.

    ``marks[key]`` is where the value stands, ``keys_at[key]`` where its key does, and
    ``at`` where the map itself begins. Marks of a key that is taken out may stay behind.
    """

    __slots__ = ("at", "key_marks", "marks")

    def __init__(self, at: Mark = (1, 1)) -> None:
        super().__init__()
        self.at = at
        self.marks: dict[str, Mark] = {}
        # Only of keys that stand elsewhere than in the value's line and the map's column: in a
        # large file that is nearly none, which saves a fifth of the time and the memory.
        self.key_marks: dict[str, Mark] | None = None

    def put(self, key: str, value: Node, mark: Mark, key_mark: Mark | None = None) -> None:
        """Set a value and where it stands; without a mark of its own the key stands there too."""
        self[key] = value
        self.marks[key] = mark
        where = key_mark or mark
        if where != (mark[0], self.at[1]):
            if self.key_marks is None:
                self.key_marks = {}
            self.key_marks[key] = where
        elif self.key_marks is not None:
            self.key_marks.pop(key, None)

    @property
    def keys_at(self) -> dict[str, Mark]:
        """Where each key stands."""
        usual = {key: (line, self.at[1]) for key, (line, _) in self.marks.items()}
        return usual | (self.key_marks or {})


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

    Where each episode stands in a file of its own, ``paths`` holds them and ``path`` is the folder;
    ``show_path`` is then the file of the show's fields, if it has one. ``shared`` tells that other
    programs read the files as well, so that a key that podfeed does not know may be theirs.
    ``parts`` are the listings that it was joined of, if it was.
    """

    dialect: str
    path: str
    show: Map
    episodes: list[Map]
    newest_first: bool = True
    findings: list[Finding] = field(default_factory=list)
    show_path: str | None = None
    paths: list[str] = field(default_factory=list)
    shared: bool = False
    parts: list[Listing] = field(default_factory=list)

    def path_of(self, position: int) -> str:
        """The file in which an episode stands."""
        return self.paths[position] if self.paths else self.path


def join(parts: Sequence[Listing]) -> Listing:
    """Listings of which each goes on with the one before, as one."""
    episodes = [record for part in parts for record in part.episodes]
    return Listing(
        parts[0].dialect,
        parts[0].path,
        Map(),
        episodes,
        is_newest_first(episodes),
        [finding for part in parts for finding in part.findings],
        paths=[part.path_of(n) for part in parts for n in range(len(part.episodes))],
        shared=any(part.shared for part in parts),
        parts=list(parts),
    )


def is_newest_first(episodes: Sequence[Map]) -> bool:
    """Whether episodes run from the newest to the oldest, judged by the first and the last.

    Stated numbers decide, then stated dates. Where neither tells, listings begin with the newest.
    """
    if len(episodes) < 2:
        return True
    ends = episodes[0], episodes[-1]
    for name, pattern, width in (("number", r"\d{1,9}", 9), ("published", r"\d{4}-\d\d-\d\d.*", 0)):
        stated = [str(end.get(name)) for end in ends]
        if all(re.fullmatch(pattern, text, re.ASCII) for text in stated):
            first, last = (text.zfill(width) for text in stated)
            if first != last:
                return first > last
    return True
