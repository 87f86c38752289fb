"""Offsets → the elements they stand in, as XPaths: one pass of expat, for faults of the bytes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from podfeed.rules.engine.positions import Done, usual_name, watch, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from xml.parsers import expat


class _Level:
    """An element that is open: its name, its number among those of its name, its children."""

    __slots__ = ("children", "name", "number", "scope", "siblings")

    def __init__(self, name: str, scope: Mapping[str, str], siblings: dict[str, int]) -> None:
        self.name = name
        self.scope = scope
        self.siblings = siblings
        self.number = siblings[name] = siblings.get(name, 0) + 1
        self.children: dict[str, int] = {}

    def step(self) -> str:
        many = self.siblings[self.name] > 1 or self.name == "item"
        return f"/{self.name}[{self.number}]" if many else f"/{self.name}"


_Way: TypeAlias = tuple[_Level, ...]


def enclosing(data: bytes, offsets: Iterable[int]) -> dict[int, str]:
    """The XPath of the innermost element at each offset. What is outside of all is left out.

    Elements have their usual names, and numbers where there are others of the same name, as in
    the paths of the walk. Where the data is not well-formed, nothing beyond that is found.

    >>> data = b"<rss><channel><item/><item><title>a</title></item></channel></rss>"
    >>> enclosing(data, [5, 34])
    {5: '/rss/channel', 34: '/rss/channel/item[2]/title'}
    """
    search = _Search(offsets)
    fault = watch(data, search)
    if fault is not None:
        search.settle(fault + 1)
    ways = search.found.items()
    return {offset: "".join(level.step() for level in way) for offset, way in ways if way}


class _Search:
    parser: expat.XMLParserType

    def __init__(self, offsets: Iterable[int]) -> None:
        self._wanted = deque(sorted(set(offsets)))
        self._open = [_Level("", {}, {})]
        self._core = ""
        self._names: dict[str, str] = {}
        self._scope: Mapping[str, str] = {}
        self.found: dict[int, _Way] = {}

    def start(self, name: str, attributes: list[str]) -> None:
        self.settle(self.parser.CurrentByteIndex)
        above = self._open[-1]
        scope = within(above.scope, attributes) if attributes else above.scope
        if len(self._open) == 1:
            prefix, _, local = name.rpartition(":")
            self._core = scope.get(prefix, "") if local == "rss" else ""
        self._open.append(_Level(self._usual(name, scope), scope, above.children))

    def _usual(self, name: str, scope: Mapping[str, str]) -> str:
        """The name that people know an element by; as it is written, if they know none."""
        if scope is not self._scope:
            self._scope = scope
            self._names = {}
        usual = self._names.get(name)
        if usual is None:
            usual = usual_name(name, scope, self._core)
            usual = self._names[name] = name if usual.startswith("{") else usual
        return usual

    def end(self, _name: str) -> None:
        self.settle(self.parser.CurrentByteIndex)
        self._open.pop()
        if self._wanted or len(self._open) > 3:
            return
        if all(map(_is_numbered, self.found.values())):
            raise Done

    def settle(self, before: int) -> None:
        """What stands before this offset stands in the element that is open now."""
        while self._wanted and self._wanted[0] < before:
            self.found[self._wanted.popleft()] = tuple(self._open[1:])


def _is_numbered(way: _Way) -> bool:
    """Whether elements that follow cannot give a step a number: the root, and all in an item."""
    return len(way) < 2 or (len(way) > 2 and way[2].name == "item")
