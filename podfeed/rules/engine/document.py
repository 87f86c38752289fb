"""Bytes of a feed → a Document that is safe to parse: UTF-8, no DTD, bounded in size.

Nothing here moves a character: what must not reach a parser is blanked in place, so that
lines and columns stay those of the file. A file in another encoding is read as UTF-8 of
the same characters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from podfeed.rules.engine.facts import quoted

LIMIT = 32 * 1024 * 1024
"""The most bytes of a feed that are read."""

MOST_DEPTH = 100
"""The most levels of elements within each other."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0r\0", "utf-16-le"))

_ENCODINGS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "koi8-r", "koi8-u"),
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *(f"cp125{page}" for page in range(9)),
        *("gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "iso2022_jp"),
    )
)
_WIDE = ("utf-16", "utf-32")
_OTHER_WRITING = frozenset(codecs.lookup(name).name for name in ("utf-7", "cp037", "cp500"))
"""Encodings in which even a letter or a bracket may be written by other bytes."""

_DECLARATION = re.compile(
    rb"<\?xml\s+version\s*=\s*(?:'([^']*)'|\"([^\"]*)\")"
    rb"(?:\s+encoding\s*=\s*(?:'([^']*)'|\"([^\"]*)\"))?[^?>]{0,200}\?>"
)
_SKIP = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(rb"<!doctype\b", re.IGNORECASE)
_OF_RSS_091 = re.compile(
    rb"<!DOCTYPE\s+rss\s+PUBLIC\s+([\"'])-//Netscape Communications//DTD RSS 0\.91//EN\1"
    rb"(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*>"
)
_IN_DOCTYPE = re.compile(rb"<!--|-->|<\?|\?>|[\"'\[\]>]")
_ENTITY = re.compile(rb"<!ENTITY\s+([^\s%\"'<>]{1,200})\s+(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_ELSEWHERE = re.compile(
    rb"<!ENTITY\s+(?:%\s+)?[^\s\"'<>]{1,200}\s+(?:SYSTEM|PUBLIC)\b", re.IGNORECASE
)
_REFERENCE = re.compile(rb"[&%][^\s#;&%]{1,200};")
_ROOT = re.compile(rb"<([A-Za-z_:\x80-\xff][^\s/>]*)")
_BEGINNING = re.compile(rb"<\?xml\s|<!doctype\b|<rss\b", re.IGNORECASE)
_DOCTYPE_LIMIT = 65536
_PROLOG_LIMIT = 1 << 20


class Fault(NamedTuple):
    """Something that keeps the bytes from being a well-formed document, and its offset."""

    kind: str
    message: str
    offset: int = 0
    remedy: str | None = None


class Doctype(NamedTuple):
    """A document type declaration: where it stands, and what it declares.

    ``system`` tells of another file that it names, ``entities`` are those that it declares;
    ``of_rss_091`` that it is the one which Netscape gave to RSS 0.91, and nothing besides.
    """

    offset: int
    system: bool
    entities: frozenset[str] = frozenset()
    of_rss_091: bool = False


@dataclass(slots=True)
class Document:
    """What both parsers read, and what was found on the way there.

    ``encoding`` is the one declared (lower case), None if none is. ``root`` is the name of
    the root element as written, empty if there is none. ``readable`` is False if there is
    no point in parsing. ``whole_items`` and ``whole_children`` are set by the diagnosis of an
    ill-formed feed: how many items, and how many other elements of the channel, are complete
    before the fault that nothing mends.
    """

    data: bytes
    declared: bool = False
    version: str = "1.0"
    encoding: str | None = None
    bom: bool = False
    doctype: Doctype | None = None
    root: str = ""
    root_offset: int = 0
    readable: bool = True
    faults: list[Fault] = field(default_factory=list)
    whole_items: int | None = None
    whole_children: int = 0

    @property
    def may_have_gaps(self) -> bool:
        """Whether blanks may stand in the data where the file has something else."""
        return bool(self.faults) or (self.doctype is not None and bool(self.doctype.entities))

    def refuse(self, kind: str, message: str, offset: int = 0, remedy: str | None = None) -> None:
        """Note a fault that makes it useless to read on."""
        self.faults.append(Fault(kind, message, offset, remedy))
        self.readable = False


def prepare(data: bytes, *, limit: int = LIMIT) -> Document:
    """Decode, find the prolog, take the DTD out. Never raises."""
    document = Document(data)
    if len(data) > limit:
        document.data = b""
        document.refuse(
            "size",
            f"the feed has {len(data):,} bytes; {limit:,} are the most that is read",
            remedy="shorten the show notes, or leave the oldest episodes out",
        )
    elif data[:2] == b"\x1f\x8b":
        document.data = b""
        document.refuse(
            "no-feed", "this is compressed with gzip, not a feed", remedy="unpack it first"
        )
    else:
        _decode(document)
        if document.readable:
            _read_prolog(document)
    return document


def _decode(document: Document) -> None:
    data = document.data
    codec = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    document.bom = codec is not None
    codec = codec or next((name for head, name in _UNMARKED if data.startswith(head)), None)
    moved = codec is not None and codec != "utf-8"
    if codec is not None and moved:
        _transcode(document, codec)
    match = _DECLARATION.search(document.data, 0, 1024)
    if match is None:
        return
    document.declared = True
    document.version = (match[1] or match[2] or b"").decode("utf-8", "replace")
    name = (match[3] or match[4] or b"").decode("utf-8", "replace").strip().lower()
    document.encoding = name or None
    stated = _stated_codec(document, name, match) if codec is None and name else None
    if stated is not None:
        _transcode(document, stated)
        match = _DECLARATION.search(document.data, 0, 1024)
    if match is not None and (moved or stated is not None):
        # The parsers are given UTF-8, so they must not read of another encoding.
        document.data = _blanked(document.data, match.start(), match.end())


def _stated_codec(document: Document, name: str, match: re.Match[bytes]) -> str | None:
    """The codec of a declared encoding, if it is another than UTF-8 and can be true."""
    offset = match.start(3) if match[3] else match.start(4)
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if codec in _OTHER_WRITING:
        problem = f"the encoding {quoted(name)} is none that feeds are read in"
        document.refuse("encoding", problem, offset, "save the feed as UTF-8")
    elif codec not in _ENCODINGS:
        problem = f"the encoding {quoted(name)} is none that feeds are read in"
        document.faults.append(Fault("encoding", problem, offset, "save the feed as UTF-8"))
    elif codec.startswith(_WIDE):
        problem = f"the declaration says {quoted(name)}, and the bytes are not"
        document.faults.append(Fault("encoding", problem, offset, 'write encoding="UTF-8"'))
    elif codec != "utf-8":
        return codec
    return None


def _transcode(document: Document, codec: str) -> None:
    data = document.data
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as reason:
        before = data[: reason.start].decode(codec, "replace").encode("utf-8", "replace")
        problem = f"the bytes are not {codec.upper()}, which they are said to be"
        remedy = "save the feed as UTF-8, and declare that"
        document.faults.append(Fault("encoding", problem, len(before), remedy))
        text = data.decode(codec, "replace")
    document.data = text.removeprefix("\ufeff").encode("utf-8", "replace")


def _blanked(data: bytes, start: int, end: int) -> bytes:
    """The same bytes with this part made blank; line breaks stay."""
    return data[:start] + re.sub(rb"[^\r\n]", b" ", data[start:end]) + data[end:]


def _read_prolog(document: Document) -> None:
    start = position = 3 if document.data.startswith(codecs.BOM_UTF8) else 0
    stray: int | None = None
    while position <= start + _PROLOG_LIMIT:
        data = document.data
        if match := _SKIP.match(data, position):
            late = re.match(rb"<\?xml\s", match[0]) and position > start
            if late and stray is None:
                stray = start
                document.data = _blanked(data, position, match.end())
            position = match.end()
        elif _DOCTYPE.match(data, position):
            end = _doctype_end(data, position)
            if end is None or document.doctype is not None:
                what = "the DOCTYPE does not end, or there are two"
                document.refuse("doctype", what, position, "take the DOCTYPE out")
                return
            document.doctype = _doctype(data[position:end], position)
            if problem := _hostile(data[position:end]):
                document.refuse("entities", problem, position, "take the DOCTYPE out")
                return
            document.data = _blanked(data, position, end)
            position = end
        elif match := _ROOT.match(data, position):
            document.root = match[1].decode("utf-8", "replace")
            document.root_offset = position
            break
        elif stray is None and (match := _BEGINNING.search(data, position, _PROLOG_LIMIT)):
            stray = position
            declaration = _DECLARATION.match(data, match.start())
            position = declaration.end() if declaration else match.start()
            document.data = _blanked(data, stray, position)
        else:
            break
    if not document.root:
        empty = not document.data.strip()
        what = "the file is empty" if empty else "this is no XML: it begins with no element"
        document.refuse("no-feed", what, remedy="a feed begins with <rss version=…>")
    elif stray is not None:
        what = "something stands before the XML declaration or the first element"
        remedy = "take out what comes first, blank lines included"
        document.faults.append(Fault("prolog", what, stray, remedy))


def _doctype_end(data: bytes, start: int) -> int | None:
    """Where a DOCTYPE ends, quotes, comments and its internal subset minded; None if nowhere."""
    closing: bytes | None = None
    inside = False
    for match in _IN_DOCTYPE.finditer(data, start, start + _DOCTYPE_LIMIT):
        token = match[0]
        if closing is not None:
            closing = None if token == closing else closing
        elif token in (b'"', b"'"):
            closing = token
        elif token in (b"<!--", b"<?"):
            closing = b"-->" if token == b"<!--" else b"?>"
        elif token == b"[":
            inside = True
        elif token == b"]":
            inside = False
        elif token == b">" and not inside:
            return match.end()
    return None


def _doctype(text: bytes, offset: int) -> Doctype:
    names = (match[1].decode("utf-8", "replace") for match in _ENTITY.finditer(text))
    system = re.search(rb"\b(?:SYSTEM|PUBLIC)\b", text.partition(b"[")[0]) is not None
    return Doctype(offset, system, frozenset(names), _OF_RSS_091.match(text) is not None)


def _hostile(text: bytes) -> str | None:
    """What a DOCTYPE does to whoever reads it; None if it does no harm.

    >>> _hostile(b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&#233;">]>')
    >>> _hostile(b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>')
    'the DOCTYPE makes entities of entities, which can fill the memory of a reader'
    """
    if _ELSEWHERE.search(text):
        return "the DOCTYPE fetches entities from elsewhere, as from files of the reader"
    if any(_REFERENCE.search(match[2]) for match in _ENTITY.finditer(text)):
        return "the DOCTYPE makes entities of entities, which can fill the memory of a reader"
    return None
