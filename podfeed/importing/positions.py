"""Elements of a feed → the lines and columns where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from podfeed.rules.engine.positions import Address, locate, places

if TYPE_CHECKING:
    from lxml.etree import _Element


def positions_of(
    root: _Element, data: bytes, wanted: list[_Element]
) -> dict[_Element, tuple[int, int | None]]:
    """Line and column of each of these elements, as exactly as can be said."""
    if not wanted:
        return {}
    addresses = _addresses(root, set(wanted))
    offsets = locate(data, set(addresses.values()))
    marks = places(data, offsets.values())
    found: dict[_Element, tuple[int, int | None]] = {}
    for element in wanted:
        address = addresses.get(element)
        if address is not None and address in offsets:
            found[element] = marks[offsets[address]]
        elif isinstance(element.sourceline, int):
            found[element] = (element.sourceline, None)
    return found


def _addresses(root: _Element, wanted: set[_Element]) -> dict[_Element, Address]:
    """Where elements stand, counted as the pass over the bytes counts them."""
    found: dict[_Element, Address] = {}
    outside = item = -1
    items: list[_Element] = []
    walker = etree.iterwalk(root, events=("start",), tag="*")
    for _, element in walker:
        parent = element.getparent()
        if parent is not None and parent.getparent() is root and element.tag == "item":
            item += 1
            items.append(element)
            walker.skip_subtree()
            continue
        outside += 1
        if element in wanted:
            found[element] = Address(None, outside)
    for number, element in enumerate(items):
        for ordinal, inner in enumerate(element.iter("*")):
            if inner in wanted:
                found[inner] = Address(number, ordinal)
    return found
