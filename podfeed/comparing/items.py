"""The items of two feeds, each paired with what it has become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from podfeed.comparing.elements import text_of
from podfeed.comparing.texts import address
from podfeed.tags import ITEM, of_element

if TYPE_CHECKING:
    from lxml.etree import _Element


def pair_items(
    before: Iterable[_Element], after: Iterable[_Element]
) -> Iterator[tuple[_Element, _Element | None]]:
    """Each item of the first feed with what it is in the second, if it is there.

    Of several that say the same the first belongs to the first.
    """
    listed, left = list(before), dict.fromkeys(after)
    found: dict[_Element, _Element] = {}
    for key in (_whole, _guid, _enclosure, _title_and_date):
        waiting: dict[object, list[_Element]] = defaultdict(list)
        for item in left:
            waiting[key(item)].append(item)
        for item in listed:
            if item in found or not (name := key(item)):
                continue
            others = waiting.get(name)
            if others:
                found[item] = others.pop(0)
                del left[found[item]]
    for item in listed:
        yield item, found.get(item)


def _whole(item: _Element) -> object:
    return _guid(item) and (_guid(item), _enclosure(item), text_of(item.find("title")))


def _guid(item: _Element) -> object:
    return text_of(item.find("guid"))


def _enclosure(item: _Element) -> object:
    enclosure = item.find("enclosure")
    return address(enclosure.get("url", "")) if enclosure is not None else None


def _title_and_date(item: _Element) -> object:
    date = item.find("pubDate")
    tag = of_element(ITEM, date) if date is not None else None
    try:
        moment = tag.read(date) if tag is not None and date is not None else None
    except ValueError:
        moment = text_of(date)
    return (text_of(item.find("title")), moment)
