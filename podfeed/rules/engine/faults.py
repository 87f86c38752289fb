"""What keeps a document from being well-formed, named exactly; and what can be mended in place.

Mending never moves a character, so that whatever is found in the rest of the feed has its
true line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.parsers import expat

from podfeed.rules.engine.document import MOST_DEPTH, Document, Fault
from podfeed.rules.engine.positions import places

_SUSPECT = re.compile(
    rb"<!\[CDATA\[|<!--"
    rb"|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)(?:[A-Za-z][A-Za-z0-9]{0,31};)?"
    rb"|&#(?:[0-9]+|x[0-9a-fA-F]+);"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
)
_RAW = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_END_TAG = re.compile(rb"</([^\s/>]+)")
_MOST = 10_000
_SHOWN = 25

_STRUCTURE = {
    expat.errors.XML_ERROR_TAG_MISMATCH: "this end tag does not fit the element that is open",
    expat.errors.XML_ERROR_NO_ELEMENTS: "the document ends before its elements do",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "a tag or comment that begins here does not end",
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: "a CDATA section does not end",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "an attribute is given twice",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "something follows the end of the feed",
    expat.errors.XML_ERROR_PARTIAL_CHAR: "the document ends in the middle of a character",
}


class NotWellFormed(Exception):  # noqa: N818 - what is told is the diagnosis
    """The document cannot be parsed as it is; the message is the parser's."""


def require_form(document: Document) -> None:
    """See that a document which nobody walks is well-formed. Raises NotWellFormed."""
    error = _first_error(document.data, namespaces=True)
    if error is not None:
        raise NotWellFormed(expat.ErrorString(error.code) if error.code is not None else "depth")


def diagnose(document: Document) -> Document:
    """The document with its faults named and as many of them as possible mended."""
    faults = list(document.faults)
    data = _readable(document.data, faults)
    data = _mend(data, faults, document.doctype.entities if document.doctype else frozenset())
    unbound = _first_error(data, namespaces=True)
    error = _first_error(data, namespaces=False)
    whole_items = None
    if error is not None and error.code is None:
        what = f"elements stand more than {MOST_DEPTH} deep in each other"
        faults.append(Fault("size", what, error.offset))
        whole_items = error.items
    elif error is not None and error.code is not None:
        kind = expat.ErrorString(error.code) or "not well-formed"
        what = _STRUCTURE.get(kind, kind)
        offset, remedy = error.offset, None
        if kind == expat.errors.XML_ERROR_INVALID_TOKEN:
            what = _token(data[error.offset : error.offset + 20])
        elif kind == expat.errors.XML_ERROR_TAG_MISMATCH and error.open:
            offset = max(data.rfind(b"</", 0, error.offset + 2), 0)
            what, remedy = _mismatch(data, offset, error.open)
        faults.append(Fault("structure", what, offset, remedy))
        whole_items = error.items
    if (
        unbound is not None
        and unbound.code is not None
        and (error is None or unbound.offset < error.offset)
    ):
        name = re.match(rb"</?([^\s/>]+)", data[unbound.offset :][:200])
        shown = name[1].decode("utf-8", "replace") if name else "this element"
        problem = f"<{shown}>, or an attribute of it, has a prefix that is not declared"
        remedy = "declare it on <rss>: xmlns:PREFIX=…"
        faults.append(Fault("prefix", problem, unbound.offset, remedy))
    faults.sort(key=lambda fault: fault.offset)
    children = error.children if error is not None else 0
    return replace(
        document, data=data, faults=faults, whole_items=whole_items, whole_children=children
    )


def _mismatch(data: bytes, offset: int, opened: tuple[_Open, ...]) -> tuple[str, str]:
    """What is wrong with the end tag that stands there, and the remedy."""
    match = _END_TAG.match(data, offset)
    name = match[1].decode("utf-8", "replace") if match else ""
    last = opened[-1]
    line, column = places(data, [last.offset])[last.offset]
    shown, inner = _cut(name), _cut(last.name)
    what = f"</{shown}> does not fit <{inner}>, which is open since line {line}, column {column}"
    if any(one.name == name for one in opened):
        return what, f"write </{inner}> before </{shown}>"
    return what, f"write </{inner}> here, or take </{shown}> out"


def _cut(name: str) -> str:
    return name if len(name) <= 2 * _SHOWN else f"{name[: 2 * _SHOWN]}…"


def _token(text: bytes) -> str:
    """What an invalid token is, judged by what stands there."""
    if text.startswith(b"<"):
        return 'a "<" that begins no tag; write it as "&lt;"'
    if text.startswith(b"]]>"):
        return '"]]>" outside of a CDATA section; write it as "]]&gt;"'
    shown = text.decode("utf-8", "replace").split("\n")[0].strip()[:1]
    return f'"{shown}" cannot stand here' if shown else "the tag is broken off here"


def _readable(data: bytes, faults: list[Fault]) -> bytes:
    """The data as UTF-8, what is none replaced."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as reason:
        problem = f"the byte 0x{data[reason.start]:02X} is not UTF-8"
        remedy = "save the feed as UTF-8; it may be in Windows-1252 now"
        before = len(data[: reason.start].decode("utf-8", "replace").encode())
        faults.append(Fault("bytes", problem, before, remedy))
        return data.decode("utf-8", "replace").encode()
    return data


def _mend(data: bytes, faults: list[Fault], entities: frozenset[str]) -> bytes:
    """Blank what no parser takes: references to nothing, bare ampersands, control characters.

    References to ``entities``, which the feed itself declares, are blanked, and no fault.
    """
    parts: list[bytes] = []
    position = last = raw_until = 0
    while (match := _SUSPECT.search(data, position)) and len(parts) < 2 * _MOST:
        text, start = match[0], match.start()
        position = match.end()
        if text in _RAW:
            if start >= raw_until:
                end = data.find(_RAW[text], position)
                raw_until = end if end >= 0 else len(data)
            continue
        if start < raw_until and text.startswith(b"&"):
            continue  # in CDATA or a comment it is only a character
        fault = _fault_of(text, start)
        if fault is not None:
            if fault.kind != "entity" or text[1:-1].decode("utf-8", "replace") not in entities:
                faults.append(fault)
            parts += (data[last:start], b"+" if text == b"&" else b" " * len(text))
            last = position
    return b"".join((*parts, data[last:]))


def _fault_of(text: bytes, offset: int) -> Fault | None:
    shown = text.decode("utf-8", "replace")[:_SHOWN]
    if text == b"&":
        return Fault("ampersand", 'a bare "&"', offset, 'write "&amp;"')
    if text.startswith(b"&#"):
        digits = text[2:-1]
        number = int(digits[1:], 16) if digits[:1] in (b"x", b"X") else int(digits[:9])
        if len(digits) <= 9 and _is_xml(number):
            return None
        return Fault("reference", f'"{shown}" stands for no character', offset, "take it out")
    if text.startswith(b"&"):
        problem = f'the entity "{shown}" is not declared'
        remedy = "write the character itself, or its number: &#…;"
        return Fault("entity", problem, offset, remedy)
    number = ord(text.decode("utf-8", "replace"))
    return Fault("control", f"the character U+{number:04X} is not allowed", offset, "take it out")


def _is_xml(number: int) -> bool:
    """Whether XML 1.0 allows this character."""
    return (
        number in (9, 10, 13)
        or 0x20 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )


class _Open(NamedTuple):
    """An element that is open: its name as written, and the offset of its start tag."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Error:
    """Why expat stopped, at which byte, and how many items and other children were complete.

    ``code`` is None if the elements stand too deep in each other. ``open`` are the elements
    that were open, the innermost last.
    """

    code: int | None
    offset: int
    items: int
    children: int = 0
    open: tuple[_Open, ...] = ()


def _first_error(data: bytes, *, namespaces: bool) -> _Error | None:
    parser = expat.ParserCreate("utf-8", "}" if namespaces else None)
    items = children = 0
    opened: list[_Open] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        opened.append(_Open(name, parser.CurrentByteIndex))
        if len(opened) > MOST_DEPTH:
            raise _TooDeep

    def end(name: str) -> None:
        nonlocal items, children
        opened.pop()
        if len(opened) == 2:
            if name.rpartition("}" if namespaces else ":")[2] == "item":
                items += 1
            else:
                children += 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = max(parser.ErrorByteIndex, 0)
        return _Error(error.code, place, items, children, tuple(opened))
    except _TooDeep:
        return _Error(None, opened[-1].offset, items, children)
    return None


class _TooDeep(Exception):  # noqa: N818 - told as a fault
    """Elements stand deeper in each other than anything is read."""
