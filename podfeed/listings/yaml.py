"""YAML bytes → maps, lists and plain strings that know their line and column.

The only importer of PyYAML, of which only the parser is used (the one in C where it was built
in): its events go to a builder of our own. Every scalar stays the string that was written, so
``no`` is no boolean and ``12:30`` no number; only an empty plain value, ``~`` and ``null`` are
None. A mark is where a value begins, its anchor or tag included; that of ``*alias`` is where the
alias stands, that of a merged value where it is written.

Input is hostile: size, depth, memory, and what aliases expand to are bounded. Nothing is expanded
to find that out: it is counted, and an alias shares what it stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from podfeed.errors import ListingError
from podfeed.files import read_regular
from podfeed.listings import yaml_bounds as bounds
from podfeed.listings.lines import check
from podfeed.listings.records import Map, Mark, Node, Seq
from podfeed.listings.yaml_bounds import Refusals
from podfeed.listings.yaml_source import PIECE, Source, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podfeed.listings.yaml_faults import Fault

# Without libyaml the loader in Python makes the same events, more slowly.
Parser: Callable[[Any], Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""What makes events of a source, one with each call of ``get_event``."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset(("!", _TAG + "str"))
_SCALAR_TAGS = _TEXT_TAGS | {_TAG + name for name in ("int", "float", "bool", "null", "timestamp")}


def read(path: Path, shown: str) -> Node:
    """What a YAML file holds. Raises ListingError; ``shown`` is the path to print."""
    return load(read_regular(path, limit=bounds.LIMIT, shown=shown, error=ListingError), shown)


def load(data: bytes | str, path: str) -> Node:
    """What YAML holds: a Map, a Seq, a string, or None if it is empty. Raises ListingError.

    >>> load("country: no\\nstart: 12:30\\nend:", "x")
    {'country': 'no', 'start': '12:30', 'end': None}
    >>> load("a: 1\\na: 2", "x.yaml")
    Traceback (most recent call last):
    podfeed.errors.ListingError: x.yaml:2:1: "a" is already set in line 1; keep one of the two
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    refuse = Refusals(path)
    refuse.size(len(data))
    source = data.removeprefix(b"\xef\xbb\xbf")
    if is_blank(source):
        return None
    check(source, path)
    refuse.directives(source)
    try:
        return _Builder(source, refuse).document()
    except (YAMLError, UnicodeDecodeError) as error:
        fault = _explained(error, source)
    line, column = fault.mark
    raise ListingError(fault.problem, path=path, line=line, column=column, remedy=fault.remedy)


def _mark(mark: Any) -> Mark:
    return (mark.line + 1, mark.column + 1)


def _explained(error: Exception, source: bytes) -> Fault:
    """What the parser objects to, in plain words; they are looked up only if it does."""
    from podfeed.listings import yaml_faults

    if not isinstance(error, MarkedYAMLError):  # bytes that no YAML may hold
        return yaml_faults.unreadable(source)
    marks: tuple[Any, Any] = (error.problem_mark, error.context_mark or error.problem_mark)
    at, begun = (yaml_faults.Point(one.line + 1, one.column + 1, one.index) for one in marks)
    problem, context = str(error.problem), str(error.context or "")
    return yaml_faults.explain(problem, context, at, begun, source)


class _Anchored(NamedTuple):
    """What an anchor names, and what it comes to when it is expanded."""

    node: Node
    nodes: int
    height: int


class _Builder:
    """One document on its way from events to a tree."""

    def __init__(self, source: bytes, refuse: Refusals) -> None:
        self.refuse = refuse
        # A bare string is an anchored one; None stands for what is still being read.
        self.anchors: dict[str, _Anchored | str | None] = {}
        self.names: dict[str, str] = {}
        self.depth = 0
        self.deepest = 0
        self.own = 1
        self.extra = 0  # nodes that aliases add
        self.merged = 0  # keys that merging adds
        self.groups = 0  # maps, lists and anchors
        self.text = 0  # bytes of all strings
        self.largest = (0, (1, 1))
        self.last: Any = None  # where the last key or item begins
        self.seen = 0  # own nodes when the parser last asked for more
        self.unbroken = 0  # bytes it has asked for since the last node
        self.event = _events(Source(source, self.watch))

    def watch(self) -> None:
        """Look how things stand: the parser asks for the next piece of the source."""
        mark = _mark(self.last) if self.last is not None else (1, 1)
        self.unbroken = self.unbroken + PIECE if self.own == self.seen else 0
        self.seen = self.own
        if self.unbroken > bounds.VALUE:
            self.refuse.value(mark)
        if bounds.weigh(self.own + 2 * self.merged, self.groups, self.text) > bounds.ROOM:
            self.refuse.room(mark)
        if len(self.names) > bounds.NAMES:
            self.names.clear()

    def document(self) -> Node:
        """The one document of the stream."""
        try:
            return self.root()
        finally:
            del self.event  # its source knows the builder: a circle, which would keep both

    def root(self) -> Node:
        """What the document holds, seen through to the end of the stream."""
        self.event()
        if self.event().__class__ is StreamEndEvent:
            return None
        root = self.node(self.event())
        self.event()
        after = self.event()
        if after.__class__ is not StreamEndEvent:
            self.refuse.fail(
                _mark(after.start_mark),
                "a second document begins here",
                "keep one document in a file: delete the line ---",
            )
        if self.own + self.extra > bounds.EXPANSION * self.own:
            self.refuse.expansion(self.largest[1])
        return root

    def node(self, event: Any) -> Node:
        """The value that begins with this event."""
        kind = event.__class__
        if kind is AliasEvent:
            return self.alias(event)
        if event.tag is not None:
            self.check_tag(event)
        if event.anchor is not None:
            return self.anchored(event)
        return self.value(event)

    def value(self, event: Any) -> Node:
        """The value itself, its tag and anchor already seen to."""
        if event.__class__ is ScalarEvent:
            text: str = event.value
            self.text += text.__sizeof__()
            plain = not event.style and event.tag not in _TEXT_TAGS
            return None if plain and text in _NULL else text
        self.group(event)
        self.depth += 1
        if self.depth > self.deepest:
            self.deepest = self.depth
            if self.depth > bounds.DEPTH:
                self.refuse.depth(_mark(event.start_mark))
        node = self.map(event) if event.__class__ is MappingStartEvent else self.seq(event)
        self.depth -= 1
        return node

    def group(self, event: Any) -> None:
        """Count a map, a list or an anchor."""
        self.groups += 1
        if self.groups > bounds.GROUPS:
            self.refuse.groups(_mark(event.start_mark))

    def map(self, event: Any) -> Map:
        """A map up to its end; what it merges comes after its own keys."""
        begin = event.start_mark
        column = begin.column
        found = Map((begin.line + 1, column + 1))
        marks = found.marks
        merged: tuple[Node, Mark] | None = None
        next_event, name = self.event, self.names.setdefault
        while True:
            event = next_event()
            if event.__class__ is MappingEndEvent:
                break
            self.last = key_mark = event.start_mark
            if event.__class__ is ScalarEvent and event.anchor is None and event.tag is None:
                key = event.value
                if key == "<<" and not event.style:
                    if merged is not None:
                        self.refuse.twice("<<", _mark(key_mark), merged[1])
                    self.depth -= 1  # what is merged does not lie deeper than this map
                    merged = self.node(next_event()), _mark(key_mark)
                    self.depth += 1
                    continue
                if not key and not event.style:
                    self.refuse.key(_mark(key_mark), "nothing")
                key = name(key, key)
            else:
                key = self.key(event)
            if key in found:
                self.refuse.twice(key, _mark(key_mark), found.keys_at[key])
            self.own += 2
            if self.own > bounds.NODES:
                self.refuse.nodes(_mark(key_mark))
            event = next_event()
            mark = event.start_mark
            line = mark.line
            marks[key] = (line + 1, mark.column + 1)
            if key_mark.line != line or key_mark.column != column:
                if found.key_marks is None:
                    found.key_marks = {}
                found.key_marks[key] = (key_mark.line + 1, key_mark.column + 1)
            if event.__class__ is ScalarEvent and event.anchor is None and event.tag is None:
                text = event.value
                self.text += text.__sizeof__()
                found[key] = None if text in _NULL and not event.style else text
            else:
                found[key] = self.node(event)
        if merged is not None:
            self.merge(*merged, found)
        return found

    def seq(self, event: Any) -> Seq:
        """A list up to its end."""
        found = Seq(_mark(event.start_mark))
        while True:
            event = self.event()
            if event.__class__ is SequenceEndEvent:
                return found
            self.last = mark = event.start_mark
            self.own += 1
            if self.own > bounds.NODES:
                self.refuse.nodes(_mark(mark))
            found.marks.append((mark.line + 1, mark.column + 1))
            found.append(self.node(event))

    def key(self, event: Any) -> str:
        """A key that is more than a bare word."""
        node = self.node(event)
        if not isinstance(node, str):
            what = "nothing" if node is None else "a map" if isinstance(node, Map) else "a list"
            self.refuse.key(_mark(event.start_mark), what)
        return node

    def anchored(self, event: Any) -> Node:
        """A value with a name, kept for its aliases."""
        name = event.anchor
        self.group(event)
        self.anchors[name] = None  # for the time being an alias would stand inside itself
        before, outer = self.own + self.extra, self.deepest
        self.deepest = self.depth
        node = self.value(event)
        nodes = self.own + self.extra - before + 1
        height = self.deepest - self.depth
        self.anchors[name] = node if isinstance(node, str) else _Anchored(node, nodes, height)
        self.deepest = max(self.deepest, outer)
        return node

    def alias(self, event: Any) -> Node:
        """What an alias stands for; counted, not copied."""
        name, mark = event.anchor, _mark(event.start_mark)
        if name not in self.anchors:
            self.refuse.fail(
                mark,
                f"*{name} stands for nothing: there is no &{name} before it",
                'put the value in quotes if the star belongs to it: "*…"',
            )
        found = self.anchors[name]
        if found is None:
            self.refuse.fail(mark, f"*{name} stands inside itself", f"write out what &{name} holds")
        if isinstance(found, str):
            found = _Anchored(found, 1, 0)
        self.extra += found.nodes - 1
        self.largest = max(self.largest, (found.nodes, mark))
        self.deepest = max(self.deepest, self.depth + found.height)
        if self.deepest > bounds.DEPTH:
            self.refuse.depth(mark)
        if self.own + self.extra > bounds.NODES:
            self.refuse.expansion(mark)
        return found.node

    def merge(self, node: Node, mark: Mark, into: Map) -> None:
        """Add what ``<<`` brings in; a key of the map's own, or of an earlier map, stays."""
        self.own += 2
        for source in node if isinstance(node, Seq) else [node]:
            if not isinstance(source, Map):
                self.refuse.fail(
                    mark, "<< merges only maps", "write <<: *name, with &name before a map"
                )
            keys_at = source.keys_at
            for key, value in source.items():
                if key not in into:
                    self.merged += 1
                    into.put(key, value, source.marks[key], keys_at[key])

    def check_tag(self, event: Any) -> None:
        """Refuse every tag but those of plain text, maps and lists."""
        tag = event.tag
        if event.__class__ is ScalarEvent:
            good = tag in _SCALAR_TAGS
        else:
            kind = "map" if event.__class__ is MappingStartEvent else "seq"
            good = tag in ("!", _TAG + kind)
        if not good:
            short = f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else tag
            self.refuse.fail(
                _mark(event.start_mark),
                f"the tag {short} is not allowed",
                "delete it, or put the value in quotes if the ! belongs to it",
            )


def _events(source: Source) -> Callable[[], Any]:
    """The events of YAML, one with each call."""
    parse: Callable[[], Any] = Parser(source).get_event
    if not source.disguises:
        return parse

    def next_event() -> Any:
        event = parse()
        if event.__class__ is ScalarEvent:
            event.value = source.undisguise(event.value)
        return event

    return next_event
