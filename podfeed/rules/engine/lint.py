"""Bytes of a feed → findings: the walk, the rules of the whole document, and exact positions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Finding, Place, sort_key
from podfeed.rules.engine.document import Document, Fault, prepare
from podfeed.rules.engine.enclosing import enclosing
from podfeed.rules.engine.facts import Feed, Item, MediaFacts, Owner
from podfeed.rules.engine.faults import NotWellFormed, diagnose, require_form
from podfeed.rules.engine.positions import Address, attribute_offset, locate, places
from podfeed.rules.engine.profiles import is_meant, weigh
from podfeed.rules.engine.registry import RULES, Hit, Rule, Spot, Tables, chosen, tables
from podfeed.rules.engine.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from lxml.etree import _Element

    from podfeed.history import Past

_OTHER_FEEDS = ("feed", "RDF", "channel")
"""The roots of feeds that are none of RSS 2.0: of those only the form of XML is judged."""

MOST_OF_A_KIND = 1000
"""The most findings of one code that are told one by one."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a feed, and how much was looked at."""

    findings: tuple[Finding, ...]
    items: int


def lint(
    data: bytes,
    *,
    path: str,
    media: MediaFacts | None = None,
    past: Past | None = None,
    now: datetime | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profiles: Collection[str] = (),
) -> list[Finding]:
    """What is wrong with a feed, in the order of its lines. Pure; raises UsageError only.

    ``path`` is what findings show. ``media`` are facts about the files behind the URLs of the
    feed, ``past`` the feed as it was published last, ``now`` the time. Rules that need what
    is not given keep silent. ``select`` and ``ignore`` are codes, beginnings of codes, or names;
    ``profiles`` are those of ``parse_profiles``.
    """
    seen = examine(
        data,
        path=path,
        media=media,
        past=past,
        now=now,
        select=select,
        ignore=ignore,
        profiles=profiles,
    )
    return list(seen.findings)


def examine(
    data: bytes,
    *,
    path: str,
    media: MediaFacts | None = None,
    past: Past | None = None,
    now: datetime | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profiles: Collection[str] = (),
) -> Examined:
    """As ``lint``, telling also how many items were judged."""
    facts = {"media": media, "past": past, "now": now, "web": media and media.web}
    given = frozenset(name for name, fact in facts.items() if fact is not None)
    codes = chosen(select, ignore)
    codes -= {code for code in RULES if not is_meant(code, profiles)}
    rules = tables(codes, given)
    feed, found = _judge(prepare(data), rules, media, past, now)
    for rule in rules.document:
        for hit in rule.judge(feed.document):
            found.report(rule, hit, feed, None)
    told = (
        weigh(finding, RULES[finding.code].applies, profiles)
        for finding in found.findings(path, feed)
    )
    return Examined(tuple(sorted(told, key=sort_key)), len(feed.briefs))


def _judge(
    document: Document,
    rules: Tables,
    media: MediaFacts | None,
    past: Past | None,
    now: datetime | None,
) -> tuple[Feed, _Found]:
    """Walk the document; if it is not well-formed, name its faults and walk what can be mended."""

    def attempt(document: Document, *, mend: bool) -> tuple[Feed, _Found]:
        feed = Feed(document, media=media, past=past, now=now)
        found = _Found(feed)
        root = document.root.rpartition(":")[2]
        if document.readable and root == "rss":
            Walk(feed, rules, found.report).run(mend=mend)
        elif document.readable and root in _OTHER_FEEDS and not mend:
            require_form(document)
        return feed, found

    try:
        return attempt(document, mend=False)
    except NotWellFormed as reason:
        mended = diagnose(document)
        if not mended.faults and (problem := _limit(str(reason))):
            mended.faults.append(Fault("size", problem, document.root_offset))
        try:
            return attempt(mended, mend=True)
        except NotWellFormed:
            feed = Feed(mended, now=now)
            return feed, _Found(feed)


def _limit(message: str) -> str | None:
    """The limit of the parser that a message speaks of, if it does."""
    if "depth" in message:
        return "elements stand more than 100 deep in each other"
    if "huge" in message.lower() or "too long" in message or "too large" in message:
        return "a text or attribute is longer than 10 MB"
    return None


class _Pending(NamedTuple):
    """A finding without its line yet. ``place`` is an address, an element or an offset."""

    rule: Rule
    hit: Hit
    place: Address | _Element | int
    element: str | None


class _Found:
    """Collects hits while the elements they stand on are alive, and tells them as findings."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._pending: list[_Pending] = []
        self._index: _Index | None = None
        self._counts: dict[str, int] = {}

    def report(self, rule: Rule, hit: Hit, owner: Owner | Feed, subject: _Element | None) -> None:
        """Take a hit in; ``subject`` is the element that the rule was called with."""
        if hit.code is not None:
            rule = RULES[hit.code]
        count = self._counts[rule.code] = self._counts.get(rule.code, 0) + 1
        if count > MOST_OF_A_KIND:
            return
        node = hit.node if hit.node is not None else subject
        if node is None:
            node = owner.node if isinstance(owner, Owner) else self._feed.root
        if isinstance(node, Spot):
            step = f"/{node.name}" if node.name else ""
            element = f"/rss/channel/item[{node.item + 1}]{step}"
            place: Address | _Element | int = Address(node.item, node.name or 0)
        elif node is None or isinstance(node, int):
            place, element = node or 0, None
        elif isinstance(owner, Item):
            if self._index is None or self._index.top is not owner.node:
                self._index = _Index(owner.node, self._feed.name)
            place = Address(owner.number, self._index.ordinals[node])
            element = f"/rss/channel/item[{owner.number + 1}]{self._index.path(node)}"
        else:
            place, element = node, None
        if element is not None and hit.attribute:
            element += f"/@{hit.attribute}"
        self._pending.append(_Pending(rule, hit, place, element))

    def findings(self, path: str, feed: Feed) -> Iterable[Finding]:
        """All of them, with line and column."""
        if not self._pending:
            return
        self._settle()
        data = feed.document.data
        addresses = {one.place for one in self._pending if isinstance(one.place, Address)}
        offsets = locate(data, addresses) if addresses else {}
        if absent := addresses - offsets.keys():
            offsets |= locate(data, self._fall_back(absent))
        spots: list[int | None] = []
        for one in self._pending:
            spot = one.place if isinstance(one.place, int) else offsets.get(_address(one.place))
            if spot is not None and one.hit.attribute:
                spot = attribute_offset(data, spot, one.hit.attribute)
            spots.append(spot)
        marks = places(data, (spot for spot in spots if spot is not None))
        loose = [one.place for one in self._pending if isinstance(one.place, int)]
        around = enclosing(data, loose) if loose else {}
        last = {one.rule.code: number for number, one in enumerate(self._pending)}
        for number, (one, spot) in enumerate(zip(self._pending, spots, strict=True)):
            line, column = marks[spot] if spot is not None else (None, None)
            more = self._counts[one.rule.code] - MOST_OF_A_KIND
            untold = f" (and {more:,} more like it)" if more > 0 else ""
            yield one.rule.kind.at(
                Place(path, line, column),
                one.hit.message + (untold if last[one.rule.code] == number else ""),
                remedy=one.hit.remedy,
                severity=one.hit.severity,
                element=around.get(one.place) if isinstance(one.place, int) else one.element,
            )

    def _fall_back(self, absent: set[Address]) -> set[Address]:
        """Put what is told of a child that an item does not have at the item; those items."""
        items: set[Address] = set()
        for number, one in enumerate(self._pending):
            place = one.place
            if not isinstance(place, Address) or place not in absent:
                continue
            if place.item is None or not isinstance(place.key, str):
                continue
            item = Address(place.item, 0)
            items.add(item)
            hit = one.hit._replace(attribute=None)
            element = f"/rss/channel/item[{place.item + 1}]"
            self._pending[number] = one._replace(place=item, hit=hit, element=element)
        return items

    def _settle(self) -> None:
        """Give elements outside of all items their addresses."""
        root = self._feed.root
        index = _Index(root, self._feed.name) if root is not None else None
        for number, one in enumerate(self._pending):
            if not isinstance(one.place, (int, tuple)):
                assert index is not None
                element = f"/rss{index.path(one.place)}"
                if one.hit.attribute:
                    element += f"/@{one.hit.attribute}"
                address = Address(None, index.ordinals[one.place])
                self._pending[number] = one._replace(place=address, element=element)


class _Index:
    """The elements below one, numbered in their order, and the way to each as an XPath."""

    def __init__(self, top: _Element, name: Callable[[str], str]) -> None:
        self.top = top
        self._name = name
        self.ordinals = {node: number for number, node in enumerate(top.iter())}
        self._steps: dict[_Element, dict[_Element, str]] = {}

    def path(self, node: _Element) -> str:
        """The way from the top down to an element; empty for the top itself."""
        steps: list[str] = []
        while node is not self.top and (parent := node.getparent()) is not None:
            if parent not in self._steps:
                self._steps[parent] = self._number(parent)
            steps.append(self._steps[parent][node])
            node = parent
        return "".join(reversed(steps))

    def _number(self, parent: _Element) -> dict[_Element, str]:
        """The last step to each child; with a number if there are others of its name."""
        names = {child: self._named(child) for child in parent}
        counts = Counter(names.values())
        seen: Counter[str] = Counter()
        steps = {}
        for child, name in names.items():
            seen[name] += 1
            steps[child] = f"/{name}[{seen[name]}]" if counts[name] > 1 else f"/{name}"
        return steps

    def _named(self, node: _Element) -> str:
        name = self._name(str(node.tag))
        if not name.startswith("{"):
            return name
        local = name.rpartition("}")[2]
        return f"{node.prefix}:{local}" if node.prefix else local


def _address(place: Address | _Element) -> Address:
    assert isinstance(place, Address)
    return place
