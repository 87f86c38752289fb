"""The one pass over a document that serves every rule, in memory that does not grow with it.

lxml reads on in pieces; each item is judged as soon as it is complete, and dropped. The
channel and the feed are judged at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from podfeed.documents import SAFE
from podfeed.rules.engine.document import MOST_DEPTH, Fault
from podfeed.rules.engine.facts import Channel, Feed, Item, Owner
from podfeed.rules.engine.faults import NotWellFormed
from podfeed.rules.engine.names import nearly_prefix, usual_prefix
from podfeed.rules.engine.registry import ElementRules, Hit, Rule, Tables

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ITEMS = 50_000
"""The most items that are judged."""

_PIECE = 32768
_MOST_HELD = 4 << 20  # bytes without the end of an item
_MOST_MARKS = 200_000  # tags and attributes without the end of an item: they take most memory
_MOST_ELEMENTS = 10_000  # of one item, and outside of all items
_MOST_NAMES = 10_000
_INSIDE = f"an element has more than {_MOST_ELEMENTS:,} others in it; the rest is not read"
_OUTSIDE = f"more than {_MOST_ELEMENTS:,} elements are in no item; the rest is not read"

Report: TypeAlias = "Callable[[Rule, Hit, Owner | Feed, _Element | None], None]"


_Known: TypeAlias = dict[Any, tuple[str, tuple[Rule, ...]]]
"""What is known of a child by its lxml tag: its usual name, and the rules for it."""


class _TooMuch(Exception):  # noqa: N818 - told as a finding
    """A limit is reached."""


class Walk:
    """One pass. ``report`` is called with a rule, a hit, and what the rule was called with."""

    def __init__(self, feed: Feed, rules: Tables, report: Report) -> None:
        self._feed = feed
        self._rules = rules
        self._report = report
        self._names: dict[str, str] = {}
        self._tables: dict[str, ElementRules] = {}
        self._in_item: _Known = {}
        self._left = 0
        self._channel: _Element | None = None
        self._last_sibling: _Element | None = None

    def run(self, *, mend: bool) -> None:
        """Parse and judge. Raises NotWellFormed."""
        document = self._feed.document
        try:
            root = self._read(document.data, mend=mend)
            if document.whole_items is not None:
                self._judge_head(root)
            elif root is not None:
                self._finish(root)
        except etree.XMLSyntaxError as reason:
            raise NotWellFormed(reason.msg or "") from None
        except _TooMuch as reason:
            document.faults.append(Fault("size", str(reason), document.root_offset))
        for rule in self._rules.items:
            for hit in rule.judge(self._feed):
                self._report(rule, hit, self._feed, None)

    def _read(self, data: bytes, *, mend: bool) -> _Element | None:
        """Judge the items; the root, or None if there were more than are judged."""
        parser: Any = etree.XMLPullParser(
            events=("end",),
            tag="{*}item",
            recover=mend,
            encoding="utf-8",
            remove_comments=True,
            remove_pis=True,
            **SAFE,
        )
        held = marks = 0
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            parser.feed(piece)
            ended = False
            for _, node in parser.read_events():
                ended = True
                if not self._take(node):
                    return None
            if ended:
                held = marks = 0
                continue
            held += _PIECE
            marks += piece.count(b"<") + piece.count(b"=")
            if held > _MOST_HELD:
                raise _TooMuch(f"{_MOST_HELD >> 20} MiB hold no whole item; the rest is not read")
            if marks > _MOST_MARKS:
                raise _TooMuch("too many tags and attributes hold no item; the rest is not read")
        root: _Element = parser.close()
        return root

    def _take(self, node: _Element) -> bool:
        """Judge an item and drop it. False if there are enough of them."""
        channel = node.getparent()
        if channel is None or (channel is not self._channel and not self._enter(channel)):
            return True  # an element of that name, but no item
        feed = self._feed
        number = len(feed.briefs)
        whole = feed.document.whole_items
        if whole is not None and number >= whole:
            return False
        if number >= MOST_ITEMS:
            problem = f"the feed has more than {MOST_ITEMS:,} items; the others are not judged"
            feed.document.faults.append(Fault("size", problem, feed.document.root_offset))
            return False
        before = node.getprevious()
        if before is not None and before is not self._last_sibling:
            self._pass_siblings(before, number)
        if len(node) > _MOST_ELEMENTS:
            raise _TooMuch(_INSIDE)
        self._judge_item(Item(node, number, feed))
        channel.remove(node)
        return True

    def _enter(self, channel: _Element) -> bool:
        """Whether this is a child of the root, and so may hold items."""
        root = channel.getparent()
        if root is None or root.getparent() is not None:
            return False
        if self._feed.root is None:
            self._begin(root)
        self._channel = channel
        return True

    def _pass_siblings(self, before: _Element, number: int) -> None:
        """Look at what stands between the item before and this one."""
        last, self._last_sibling = self._last_sibling, before
        sibling: _Element | None = before
        while sibling is not None and sibling is not last:
            self._left += sum(1 for _ in sibling.iter())
            if number:
                self._feed.late_children.append(sibling)
            sibling = sibling.getprevious()
        if self._left > _MOST_ELEMENTS:
            raise _TooMuch(_OUTSIDE)

    def _begin(self, root: _Element) -> None:
        feed = self._feed
        feed.root = root
        # Not by QName, which raises for names that lxml lets pass while it mends.
        feed.core_namespace = root.tag[1:].rpartition("}")[0] if root.tag[:1] == "{" else ""
        feed.name = self._name

    def _name(self, tag: Any) -> str:
        """The name people know an element by, from lxml's tag; empty for what is none."""
        known = self._names.get(tag)
        if known is None:
            known = self._learn(tag) if isinstance(tag, str) else ""
            if len(self._names) < _MOST_NAMES:
                self._names[tag] = known
        return known

    def _learn(self, tag: str) -> str:
        if tag[0] != "{":
            return tag
        address, _, local = tag[1:].partition("}")
        if address == self._feed.core_namespace:
            return local
        prefix = usual_prefix(address)
        if prefix is None:
            prefix = nearly_prefix(address)
            if prefix is None:
                return tag
            self._feed.misspelt[address] = prefix
        return f"{prefix}:{local}"

    def _judge_item(self, item: Item) -> None:
        judged = self._gather(item, self._in_item)
        self._feed.briefs.append(item.brief())
        self._judge_owner(item, self._rules.item, self._rules.item_without)
        self._judge_children(item, judged)

    def _judge_owner(
        self, owner: Owner, rules: Iterable[Rule], without: Iterable[tuple[str, Rule]]
    ) -> None:
        """Judge an item or the channel itself; ``without`` are rules of a child it may lack."""
        for name, rule in without:
            if name not in owner.first:
                for hit in rule.judge(owner):
                    self._report(rule, hit, owner, None)
        for rule in rules:
            for hit in rule.judge(owner):
                self._report(rule, hit, owner, None)

    def _gather(
        self, owner: Owner, known: _Known, children: Iterable[_Element] | None = None
    ) -> list[tuple[_Element, tuple[Rule, ...]]]:
        """Give the owner its children; those that are to be judged, with their rules."""
        first = owner.first
        judged = []
        for child in owner.node if children is None else children:
            tag = child.tag
            name, rules = known.get(tag) or self._meet(tag, owner.name, known)
            if name not in first:
                first[name] = child
            else:
                owner.add_more(name, child)
            if rules:
                judged.append((child, rules))
            if len(child):
                owner.nested.append(child)
        return judged

    def _meet(self, tag: Any, parent: str, known: _Known) -> tuple[str, tuple[Rule, ...]]:
        name = self._name(tag)
        found = name, self._table(parent)[name]
        if len(known) < _MOST_NAMES:
            known[tag] = found
        return found

    def _judge_children(
        self, owner: Owner, judged: list[tuple[_Element, tuple[Rule, ...]]]
    ) -> None:
        report = self._report
        for child, rules in judged:
            for rule in rules:
                for hit in rule.judge(child, owner):
                    report(rule, hit, owner, child)
        if owner.more is not None:
            for rule in self._rules.repeated:
                for hit in rule.judge(owner):
                    report(rule, hit, owner, None)
        for child in owner.nested:
            self._judge_nested(child, owner)

    def _judge_nested(self, parent: _Element, owner: Owner) -> None:
        """Judge what stands deeper than a child of an item or channel."""
        waiting = [(parent, 4 if isinstance(owner, Item) else 3)]
        seen = 0
        while waiting:
            node, depth = waiting.pop()
            seen += len(node)
            if seen > _MOST_ELEMENTS:
                raise _TooMuch(_INSIDE)
            if depth >= MOST_DEPTH:
                raise NotWellFormed("depth")  # the diagnosis finds the place
            name = self._name(node.tag)
            # What is called so, and stands elsewhere, is no item, and its rules would not know it.
            table = self._table("" if name in ("item", "channel") else name)
            for child in node:
                for rule in table[self._name(child.tag)]:
                    for hit in rule.judge(child, owner):
                        self._report(rule, hit, owner, child)
                if len(child):
                    waiting.append((child, depth + 1))

    def _table(self, parent: str) -> ElementRules:
        found = self._tables.get(parent)
        if found is None:
            found = self._rules.of(parent)
            if len(self._tables) < _MOST_NAMES:
                self._tables[parent] = found
        return found

    def _judge_head(self, root: _Element | None) -> None:
        """Judge what the channel has before the feed breaks off; what it lacks cannot be told."""
        if self._channel is None and root is not None:
            self._begin(root)
            channels = [child for child in root if self._name(child.tag) == "channel"]
            self._channel = channels[0] if channels else None
        if self._channel is not None:
            owner = Channel(self._channel, "channel", self._feed)
            others = (child for child in self._channel if self._name(child.tag) != "item")
            whole = islice(others, self._feed.document.whole_children)
            self._judge_children(owner, self._gather(owner, {}, whole))

    def _after_items(self) -> Iterable[_Element]:
        """What stands after the last item of the channel, all items being gone."""
        assert self._channel is not None
        last = self._last_sibling
        if last is None or last.getparent() is not self._channel:
            return iter(self._channel)
        return last.itersiblings()

    def _finish(self, root: _Element) -> None:
        """Judge the channel and the feed, all items being gone."""
        feed, rules, report = self._feed, self._rules, self._report
        if feed.root is None:
            self._begin(root)
        if sum(1 for _ in islice(root.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
            raise _TooMuch(_OUTSIDE)
        if feed.briefs:
            feed.late_children += self._after_items()
        feed.channels = [child for child in root if self._name(child.tag) == "channel"]
        if feed.channels:
            channel = feed.channel = Channel(feed.channels[0], "channel", feed)
            judged = self._gather(channel, {})
            self._judge_owner(channel, rules.channel, rules.channel_without)
            self._judge_children(channel, judged)
        for rule in rules.feed:
            for hit in rule.judge(feed):
                report(rule, hit, feed, None)
