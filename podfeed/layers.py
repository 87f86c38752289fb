"""Records laid over each other, the strongest first: what a value is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podfeed.findings import Place
from podfeed.listings.records import Map, Node, Seq

ALIASES = {
    "category": "categories",
    "host": "author",
    "cover": "image",
    "date": "published",
    "file": "audio",
}
"""Other names people write for a key."""

_NAMES = {key: (key, *(a for a, of in ALIASES.items() if of == key)) for key in ALIASES.values()}


def names_of(key: str) -> tuple[str, ...]:
    """The names that people write for a key, its own first.

    >>> names_of("image"), names_of("title")
    (('image', 'cover'), ('title',))
    """
    return _NAMES.get(key) or (key,)


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values: the record, and the file it stands in.

    ``defaults`` marks values that hold only where nothing else says anything, not even the tags of
    the audio file. ``shared`` tells that other programs read the file as well.
    """

    path: str
    record: Map
    defaults: bool = False
    shared: bool = False

    def place(self, key: str) -> Place | None:
        """Where this layer states a key, under whichever of its names."""
        marks = self.record.marks
        name = next((one for one in names_of(key) if one in marks), None)
        return Place(self.path, *marks[name]) if name is not None else None


class Layers(Mapping[str, Place]):
    """The places of values that lie in layers over each other, looked up when asked for.

    ``told`` holds the places of values that come from elsewhere, such as the tags of a file.
    """

    __slots__ = ("layers", "told")

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers
        self.told: dict[str, Place] = {}

    def states(self, key: str) -> bool:
        """Whether a layer that is no default has a value for the key."""
        names = names_of(key)
        return any(
            layer.record.get(name) is not None
            for layer in self.layers
            if not layer.defaults
            for name in names
        )

    def __getitem__(self, key: str) -> Place:
        if key in self.told:
            return self.told[key]
        if not key:
            first = self.layers[0]
            return Place(first.path, *first.record.at)
        for layer in self.layers:
            place = layer.place(key)
            if place is not None:
                return place
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        written = (ALIASES.get(k, k) for layer in self.layers for k in layer.record)
        return iter(dict.fromkeys((*self.told, *written)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def at(self, location: tuple[int | str, ...]) -> Place:
        """The place of a nested value, such as ``("owner", "email")``, or as near as can be."""
        for layer in self.layers:
            node: Node = layer.record
            found: Place | None = None
            for part in location:
                if isinstance(node, Map) and isinstance(part, str):
                    key = next((name for name in names_of(part) if name in node), None)
                    if key is None:
                        break
                    found = Place(layer.path, *node.marks[key])
                    node = node[key]
                elif isinstance(node, Seq) and isinstance(part, int) and part < len(node):
                    found = Place(layer.path, *node.marks[part])
                    node = node[part]
                else:
                    break
            if found is not None:
                return found
        return self[""]
