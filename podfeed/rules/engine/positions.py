"""Where things stand: the one pass of expat over the bytes, and offsets → lines and columns.

A line ends with LF, CRLF or CR. Columns count characters from 1; a tab is one, a byte
order mark none.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias
from xml.parsers import expat

from podfeed.rules.engine.names import nearly_prefix, usual_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping

_Scope: TypeAlias = "Mapping[str, str]"


class Address(NamedTuple):
    """An element, as both parsers count it.

    In item number ``item`` (from 0), or outside all items if None: its ordinal there, in the
    order of start tags, the item itself being 0. Or the first child of that name.
    """

    item: int | None
    key: int | str


_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TAG_NAME = re.compile(rb"<[^\s/>]+")


def locate(data: bytes, wanted: Iterable[Address]) -> dict[Address, int]:
    """The byte offset of the start tag of each element. What is not found is left out.

    One pass over the bytes; where they are not well-formed it ends at the fault.
    """
    pass_ = _Pass(wanted)
    watch(data, pass_)
    return pass_.found


class Done(Exception):  # noqa: N818 - it is no error
    """All that is wanted has been found."""


class Watcher(Protocol):
    """Who is told of every element as it begins and ends; ``parser`` knows where that is."""

    parser: expat.XMLParserType

    def start(self, name: str, attributes: list[str], /) -> None:
        """An element begins; its attributes are names and values in turn. May raise Done."""

    def end(self, name: str, /) -> None:
        """An element ends. May raise Done."""


def watch(data: bytes, watcher: Watcher) -> int | None:
    """Pass over the bytes until the watcher is done; the offset of the fault that ends it before.

    Namespaces are not resolved.
    """
    watcher.parser = parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = watcher.start
    parser.EndElementHandler = watcher.end
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return parser.ErrorByteIndex
    except Done:
        pass
    return None


class _Pass:
    parser: expat.XMLParserType

    def __init__(self, wanted: Iterable[Address]) -> None:
        self.outside: set[int] = set()
        self.inside: dict[int, set[int | str]] = {}
        for item, key in wanted:
            if item is not None:
                self.inside.setdefault(item, set()).add(key)
            elif isinstance(key, int):
                self.outside.add(key)
        self.found: dict[Address, int] = {}
        self.depth = 0
        self.ordinal = -1
        self.item = -1
        self.inner = -1
        self.in_item = False
        self.keys: set[int | str] | None = None
        self.core = ""
        self.scopes: list[_Scope] = [{}, {}, {}]

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        if self.in_item:
            self.inner += 1
            if self.keys:
                self.note(name, attributes)
        elif self.depth == 3 and name.rpartition(":")[2] == "item":
            self.item += 1
            self.inner = 0
            self.in_item = True
            self.keys = self.inside.pop(self.item, None)
            if self.keys:
                self.scopes[2] = within(self.scopes[1], attributes)
                self.note(name, attributes)
        else:
            self.ordinal += 1
            if self.depth <= 2:
                self.enter(name, attributes)
            if self.ordinal in self.outside:
                self.outside.remove(self.ordinal)
                self.found[Address(None, self.ordinal)] = self.parser.CurrentByteIndex

    def enter(self, name: str, attributes: list[str]) -> None:
        """Take in the namespaces that the root or a channel declares."""
        if self.depth == 1:
            self.scopes[0] = self.scopes[1] = within({}, attributes)
            self.core = self.scopes[0].get(name.rpartition(":")[0], "")
        else:
            self.scopes[1] = within(self.scopes[0], attributes)

    def note(self, name: str, attributes: list[str]) -> None:
        """Remember where this element of an item stands, if someone wants to know."""
        assert self.keys is not None
        if self.inner in self.keys:
            self.keys.discard(self.inner)
            self.found[Address(self.item, self.inner)] = self.parser.CurrentByteIndex
        if self.depth == 4:
            usual = usual_name(name, within(self.scopes[2], attributes), self.core)
            if usual in self.keys:
                self.keys.discard(usual)
                self.found[Address(self.item, usual)] = self.parser.CurrentByteIndex

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.depth == 2:
            self.in_item = False
            self.keys = None
            if not (self.inside or self.outside):
                raise Done


def within(scope: _Scope, attributes: list[str]) -> _Scope:
    """The namespaces by prefix, the default one by none, after what these attributes declare."""
    names = attributes[::2]
    if not any(name.startswith("xmlns") for name in names):
        return scope
    pairs = zip(names, attributes[1::2], strict=True)
    own = {name[6:]: value for name, value in pairs if name == "xmlns" or name.startswith("xmlns:")}
    return {**scope, **own}


def usual_name(name: str, scope: _Scope, core: str) -> str:
    """The name that people know an element by, as the walk gives it."""
    prefix, _, local = name.rpartition(":")
    address = scope.get(prefix)
    if address is None:
        return name
    if address in ("", core):
        return local
    usual = usual_prefix(address) or nearly_prefix(address)
    return f"{usual}:{local}" if usual else f"{{{address}}}{local}"


def attribute_offset(data: bytes, tag: int, name: str) -> int:
    """The offset of an attribute's name in the start tag at ``tag``; of the tag if it is absent."""
    match = _TAG_NAME.match(data, tag)
    position = match.end() if match else tag
    wanted = name.encode()
    while match := _ATTRIBUTE.match(data, position):
        if match[1] == wanted:
            return match.start(1)
        position = match.end()
    return tag


def places(data: bytes, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Line and column of each offset.

    >>> places("é\\r\\n\\tb\\rc".encode(), [0, 5, 7])
    {0: (1, 1), 5: (2, 2), 7: (3, 1)}
    """
    found: dict[int, tuple[int, int]] = {}
    last = 3 if data.startswith(codecs.BOM_UTF8) else 0
    line = column = 1
    for offset in sorted(set(offsets)):
        count = data.count
        breaks = count(b"\n", last, offset) + count(b"\r", last, offset)
        breaks -= count(b"\r\n", last, offset)
        if data[offset - 1 : offset + 1] == b"\r\n":
            breaks -= 1  # in the middle of a line break
        start = last
        if breaks:
            line += breaks
            column = 1
            feed = data.rfind(b"\n", last, offset) + 1
            start = max(feed, data.rfind(b"\r", max(feed, last), offset) + 1)
        column += len(data[start:offset].decode("utf-8", "replace"))
        found[offset] = (line, column)
        last = max(last, offset)
    return found
