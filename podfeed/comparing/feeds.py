"""Two feeds, compared element by element."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from podfeed.comparing.differences import Comparison, Difference
from podfeed.comparing.elements import (
    attribute_name,
    by_name,
    canonical,
    is_empty,
    is_leaf,
    quoted,
    text_of,
    words,
)
from podfeed.comparing.excuses import excuse, says_no
from podfeed.comparing.items import pair_items
from podfeed.tags import CHANNEL, ITEM

if TYPE_CHECKING:
    from lxml.etree import _Element


ANEW = frozenset(("generator", "lastBuildDate", "docs"))
"""Elements of a channel that whoever writes the feed says of itself."""

_ABOUT_PAGES = frozenset(
    f"atom:link rel={rel}" for rel in ("first", "last", "next", "previous", "prev")
)


class Sides(NamedTuple):
    """A feed as it is compared: its channel, and its items wherever they stand."""

    channel: _Element
    items: list[_Element]


def sides(root: _Element) -> Sides:
    """The channel and items of a feed that podfeed wrote."""
    channel = root.find("channel")
    assert channel is not None
    return Sides(channel, list(channel.iterchildren("item")))


def compare(before: Sides, after: Sides) -> Comparison:
    """What became of the first feed in the second."""
    found = Comparison(items=len(before.items))
    _Pair("/rss/channel", CHANNEL, found).compare(before.channel, after.channel)
    pairs = list(pair_items(before.items, after.items))
    order = []
    for number, (old, new) in enumerate(pairs, 1):
        path = f"/rss/channel/item[{number}]"
        if new is None:
            found.differences.append(Difference(path, "lost", f"the item {_name(old)}", None, old))
        else:
            _Pair(path, ITEM, found).compare(old, new)
            order.append(new)
    known = set(order)
    kept = [item for item in after.items if item in known]
    if moved := sum(1 for one, other in zip(kept, order, strict=True) if one is not other):
        found.allowed["items in the order of their dates"] += moved
    if extra := len(after.items) - len(order):
        found.added["item"] += extra
    return found


def _name(item: _Element) -> str:
    return quoted(text_of(item.find("title")) or text_of(item.find("guid")) or "without title")


class _Pair:
    """A channel or item and what became of it."""

    def __init__(self, path: str, parent: str, found: Comparison) -> None:
        self.path = path
        self.parent = parent
        self.found = found

    def compare(self, before: _Element, after: _Element) -> None:
        """Compare their children, by name."""
        old, new = by_name(before, self.parent), by_name(after, self.parent)
        for name, elements in old.items():
            self.elements(name, elements, new.pop(name, []))
        for name, elements in new.items():
            self.found.added[name] += len(elements)
        for one in before.keys():  # noqa: SIM118 - an element is no map
            where = "the channel" if self.parent == CHANNEL else "items"
            name = attribute_name(before, str(one))
            reason = f"attributes of {where}, left out, as apps pass over them"
            self.found.allowed[f"{name}: {reason}"] += 1

    def elements(self, name: str, before: list[_Element], after: list[_Element]) -> None:
        """Compare all elements of one name, in their order once what is the same is paired."""
        if len(before) == 1 and len(after) < 2:
            self.one(name, before[0], after[0] if after else None, "")
            return
        waiting = Counter(canonical(one) for one in after)
        rest_before = []
        for number, one in enumerate(before):
            key = canonical(one)
            if waiting[key]:
                waiting[key] -= 1
            else:
                rest_before.append((number, one))
        rest_after = []
        for one in after:
            key = canonical(one)
            if waiting[key]:
                waiting[key] -= 1
                rest_after.append(one)
        several = len(before) > 1
        for left, right in zip_longest(rest_before, rest_after):
            if left is None:
                self.found.added[name] += 1
            else:
                self.one(name, left[1], right, f"[{left[0] + 1}]" if several else "")

    def one(self, name: str, before: _Element, after: _Element | None, step: str) -> None:
        """Compare an element with what became of it."""
        if self.parent == CHANNEL and name in ANEW:
            self.found.allowed[name] += 1
            return
        if is_empty(before):
            if after is None or not is_empty(after):
                self.found.allowed[f"{name} that says nothing"] += 1
            return
        if after is None:
            if says_no(self.parent, before):
                self.found.allowed[f"{name} that says no, as leaving it out does"] += 1
            elif name in _ABOUT_PAGES:
                self.found.allowed["links between the pages of a feed"] += 1
            elif name != "atom:link rel=self":
                self.lose(name, before, step)
            return
        if is_leaf(before) and is_leaf(after) and before.text == after.text:
            return
        reason = excuse(self.parent, name, before, after)
        if reason is None:
            path = f"{self.path}/{name}{step}"
            old, new = (quoted(words(one)) for one in (before, after))
            self.found.differences.append(Difference(path, "changed", old, new, before))
        elif reason:
            self.found.allowed[reason] += 1

    def lose(self, name: str, element: _Element, step: str) -> None:
        """Note that an element is gone."""
        path = f"{self.path}/{name}{step}"
        self.found.differences.append(
            Difference(path, "lost", quoted(words(element)), None, element)
        )
