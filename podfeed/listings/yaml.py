"""YAML bytes → maps, lists and plain strings that know their line and column.

The only importer of PyYAML, of which only the parser is used (the one in C where it was built
in): its events go to a builder of our own. Every scalar stays the string that was written, so
``no`` is no boolean and ``12:30`` no number; only an empty plain value, ``~`` and ``null`` are
None. A mark is where a value begins, its anchor or tag included; that of ``*alias`` is where the
alias stands, that of a merged value where it is written.

Input is hostile: size, depth, and what aliases expand to are bounded. Nothing is expanded to
find that out: it is counted, and an alias shares what it stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

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
from podfeed.listings.lines import LIMIT, check
from podfeed.listings.records import Map, Mark, Node, Seq
from podfeed.listings.yaml_faults import Point, explain, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Without libyaml the loader in Python makes the same events, more slowly.
Parser: Callable[[bytes], Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""What makes events of bytes, one with each call of ``get_event``."""

DEPTH = 100
"""Maps and lists inside each other, at most."""

EXPANSION = 10
"""How many times its own nodes a document may have once its aliases are expanded."""

NODES = 2_000_000
"""Keys and values of a document, at most: those of about 100,000 episodes."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset(("!", _TAG + "str"))
_SCALAR_TAGS = _TEXT_TAGS | {_TAG + name for name in ("int", "float", "bool", "null", "timestamp")}
_BREAKS = ("\x85", "\u2028", "\u2029")


def read(path: Path, shown: str) -> Node:
    """What a YAML file holds. Raises ListingError; ``shown`` is the path to print."""
    return load(read_regular(path, limit=LIMIT, shown=shown, error=ListingError), shown)


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
    if len(data) > LIMIT:
        raise ListingError(
            f"has {len(data):,} bytes, more than the {LIMIT:,} that are read",
            path=path,
            remedy="split it or make it smaller",
        )
    source = data.removeprefix(b"\xef\xbb\xbf")
    if not source.strip():
        return None
    check(source, path)
    try:
        return _Builder(source, path).document()
    except MarkedYAMLError as error:
        fault = explain(
            str(error.problem),
            str(error.context or ""),
            _point(error.problem_mark),
            _point(error.context_mark or error.problem_mark),
            source,
        )
    except (YAMLError, UnicodeDecodeError):  # bytes that no YAML may hold
        fault = unreadable(source)
    line, column = fault.mark
    raise ListingError(fault.problem, path=path, line=line, column=column, remedy=fault.remedy)


def _mark(mark: Any) -> Mark:
    return (mark.line + 1, mark.column + 1)


def _point(mark: Any) -> Point:
    return Point(mark.line + 1, mark.column + 1, mark.index)


class _Anchored(NamedTuple):
    """What an anchor names, and what it comes to when it is expanded."""

    node: Node
    nodes: int
    height: int


class _Builder:
    """One document on its way from events to a tree."""

    def __init__(self, source: bytes, path: str) -> None:
        self.path = path
        self.event = _events(source)
        self.anchors: dict[str, _Anchored | None] = {}
        self.names: dict[str, str] = {}
        self.depth = 0
        self.deepest = 0
        self.own = 1
        self.extra = 0  # nodes that aliases add
        self.largest = (0, (1, 1))

    def document(self) -> Node:
        """The one document of the stream."""
        self.event()
        if self.event().__class__ is StreamEndEvent:
            return None
        root = self.node(self.event())
        self.event()
        after = self.event()
        if after.__class__ is not StreamEndEvent:
            self.fail(
                _mark(after.start_mark),
                "a second document begins here",
                "keep one document in a file: delete the line ---",
            )
        if self.own + self.extra > EXPANSION * self.own:
            self.refuse_expansion(self.largest[1])
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
            plain = not event.style and event.tag not in _TEXT_TAGS
            return None if plain and text in _NULL else text
        self.depth += 1
        if self.depth > self.deepest:
            self.deepest = self.depth
            if self.depth > DEPTH:
                self.refuse_depth(_mark(event.start_mark))
        node = self.map(event) if event.__class__ is MappingStartEvent else self.seq(event)
        self.depth -= 1
        return node

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
            key_mark = event.start_mark
            if event.__class__ is ScalarEvent and event.anchor is None and event.tag is None:
                key = event.value
                if key == "<<" and not event.style:
                    if merged is not None:
                        self.refuse_twice("<<", _mark(key_mark), merged[1])
                    self.depth -= 1  # what is merged does not lie deeper than this map
                    merged = self.node(next_event()), _mark(key_mark)
                    self.depth += 1
                    continue
                if not key and not event.style:
                    self.refuse_key(_mark(key_mark), "nothing")
                key = name(key, key)
            else:
                key = self.key(event)
            if key in found:
                self.refuse_twice(key, _mark(key_mark), found.keys_at[key])
            self.own += 2
            if self.own > NODES:
                self.refuse_nodes(_mark(key_mark))
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
            mark = event.start_mark
            self.own += 1
            if self.own > NODES:
                self.refuse_nodes(_mark(mark))
            found.marks.append((mark.line + 1, mark.column + 1))
            found.append(self.node(event))

    def key(self, event: Any) -> str:
        """A key that is more than a bare word."""
        node = self.node(event)
        if not isinstance(node, str):
            what = "nothing" if node is None else "a map" if isinstance(node, Map) else "a list"
            self.refuse_key(_mark(event.start_mark), what)
        return node

    def anchored(self, event: Any) -> Node:
        """A value with a name, kept for its aliases."""
        name = event.anchor
        self.anchors[name] = None  # for the time being an alias would stand inside itself
        before, outer = self.own + self.extra, self.deepest
        self.deepest = self.depth
        node = self.value(event)
        nodes = self.own + self.extra - before + 1
        self.anchors[name] = _Anchored(node, nodes, self.deepest - self.depth)
        self.deepest = max(self.deepest, outer)
        return node

    def alias(self, event: Any) -> Node:
        """What an alias stands for; counted, not copied."""
        name, mark = event.anchor, _mark(event.start_mark)
        if name not in self.anchors:
            self.fail(
                mark,
                f"*{name} stands for nothing: there is no &{name} before it",
                'put the value in quotes if the star belongs to it: "*…"',
            )
        found = self.anchors[name]
        if found is None:
            self.fail(mark, f"*{name} stands inside itself", f"write out what &{name} holds")
        self.extra += found.nodes - 1
        self.largest = max(self.largest, (found.nodes, mark))
        self.deepest = max(self.deepest, self.depth + found.height)
        if self.deepest > DEPTH:
            self.refuse_depth(mark)
        if self.own + self.extra > NODES:
            self.refuse_expansion(mark)
        return found.node

    def merge(self, node: Node, mark: Mark, into: Map) -> None:
        """Add what ``<<`` brings in; a key of the map's own, or of an earlier map, stays."""
        self.own += 2
        for source in node if isinstance(node, Seq) else [node]:
            if not isinstance(source, Map):
                self.fail(mark, "<< merges only maps", "write <<: *name, with &name before a map")
            keys_at = source.keys_at
            for key, value in source.items():
                if key not in into:
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
            self.fail(
                _mark(event.start_mark),
                f"the tag {short} is not allowed",
                "delete it, or put the value in quotes if the ! belongs to it",
            )

    def refuse_depth(self, mark: Mark) -> NoReturn:
        self.fail(mark, f"is nested more than {DEPTH} deep", "write it flatter")

    def refuse_nodes(self, mark: Mark) -> NoReturn:
        self.fail(mark, f"holds more than {NODES:,} keys and values", "split the file")

    def refuse_expansion(self, mark: Mark) -> NoReturn:
        self.fail(
            mark,
            f"its aliases expand it to more than {EXPANSION} times its size",
            "write out what the aliases stand for, or use fewer",
        )

    def refuse_key(self, mark: Mark, what: str) -> NoReturn:
        self.fail(
            mark,
            f"a key must be a word, and this is {what}",
            "put the text in quotes if its brackets, braces or colon belong to it",
        )

    def refuse_twice(self, key: str, mark: Mark, first: Mark) -> NoReturn:
        remedy = "merge several with <<: [*a, *b]" if key == "<<" else "keep one of the two"
        self.fail(mark, f'"{key}" is already set in line {first[0]}', remedy)

    def fail(self, mark: Mark, problem: str, remedy: str) -> NoReturn:
        line, column = mark
        raise ListingError(problem, path=self.path, line=line, column=column, remedy=remedy)


def _events(source: bytes) -> Callable[[], Any]:
    """The events of YAML, one with each call.

    To the parser, as in YAML 1.1, three more characters end a line; in YAML 1.2, and to whoever
    counts lines in an editor, they do not. So they pass it in disguise.
    """
    breaks = [char for char in _BREAKS if char.encode() in source]
    if not breaks:
        return Parser(source).get_event  # type: ignore[no-any-return]
    unused = (char for char in map(chr, range(0xE000, 0xF900)) if char.encode() not in source)
    disguises = dict(zip(breaks, unused, strict=False))
    for char, disguise in disguises.items():
        source = source.replace(char.encode(), disguise.encode())
    undone = {ord(disguise): char for char, disguise in disguises.items()}
    parse = Parser(source).get_event

    def next_event() -> Any:
        event = parse()
        if event.__class__ is ScalarEvent:
            event.value = event.value.translate(undone)
        return event

    return next_event
