"""Bytes of a feed → its channel and items, as many as can be read, with what had to be mended.

Nothing is fetched and no entity expanded. A feed that is not well-formed is mended where that
moves no character, and beyond that read the way a lenient app would read it; each fault is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from podfeed.errors import FeedError
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.importing.healing import claims_wrongly, heal
from podfeed.rules.engine.document import MOST_DEPTH, Document, prepare
from podfeed.rules.engine.faults import diagnose
from podfeed.rules.engine.names import nearly_prefix
from podfeed.rules.engine.positions import Address, locate, places
from podfeed.tags import ALIASES, ATOM, CHANNEL, ITEM, NAMESPACES, of_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

LIMIT = 64 << 20
"""Bytes of a feed that are read at most."""

MOST_ITEMS = 50_000
"""Items of a feed that are read at most."""

_MOST_TOLD = 20
_XMLNS = re.compile(rb"\bxmlns(?::[\w.-]+)?\s*=\s*(?:\"([^\"]{1,300})\"|'([^']{1,300})')")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"

MENDED = Kind(
    "IMP001",
    "feed-mended",
    Severity.WARNING,
    """A feed that is not well-formed XML, or not in the encoding that it names.

    It was mended so that it could be read: a character left out, a tag taken as closed. Strict
    apps refuse such a feed as a whole. Look whether the episode at that line came over as it was;
    the feed that podfeed builds is well-formed.
    """,
)
MISSPELT = Kind(
    "IMP002",
    "namespace-misspelt",
    Severity.WARNING,
    """A namespace whose address is written otherwise than its specification has it.

    Apps that compare it letter by letter pass over all that stands in it. It is taken for the one
    that it resembles, and written right from now on.
    """,
)


class Told(NamedTuple):
    """What was found at an element; its line is looked up in the end."""

    kind: Kind
    element: _Element | None
    message: str
    remedy: str | None = None
    severity: Severity | None = None


@dataclass(slots=True)
class Original:
    """A feed to be taken over: its channel and items, and what is told of them.

    ``data`` are the bytes that were parsed, line by line those of the feed. ``path`` is its file or
    address, ``base`` the address that relative ones are resolved against, None if nothing says it.
    ``pages`` are those that go on with older episodes, in their order.
    """

    path: str
    data: bytes
    root: _Element
    channel: _Element
    items: list[_Element]
    base: str | None = None
    faults: list[Finding] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    pages: list[Original] = field(default_factory=list)

    @property
    def next(self) -> str | None:
        """The address of the page that goes on with older episodes, if there is one."""
        for link in self.channel.iterchildren(f"{{{ATOM}}}link"):
            if link.get("rel") == "next" and link.get("href"):
                return resolve(link.get("href", "").strip(), link, self.base)
        return None

    def tell(
        self,
        kind: Kind,
        element: _Element | None,
        message: str,
        *,
        remedy: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Note something about an element."""
        self.told.append(Told(kind, element, message, remedy, severity))

    def findings(self) -> list[Finding]:
        """All that is told, of its further pages too, with lines and columns."""
        where = _positions(self, [one.element for one in self.told if one.element is not None])
        found = list(self.faults)
        for one in self.told:
            mark = where.get(one.element) if one.element is not None else None
            place = Place(self.path, *(mark or (None, None)))
            found.append(one.kind.at(place, one.message, remedy=one.remedy, severity=one.severity))
        return found


def read_original(data: bytes, path: str, *, address: str | None = None) -> Original:
    """A feed from its bytes. ``address`` is where it is served, if that is known.

    Raises FeedError for what is no RSS feed, or too large to be read.
    """
    if len(data) > LIMIT:
        problem = f"has {len(data):,} bytes, more than the {LIMIT:,} that are read"
        raise FeedError(problem, path=path, remedy="see whether it is a feed at all")
    wrong = claims_wrongly(data)
    document = prepare(wrong[1] if wrong else data, limit=LIMIT)
    _require_feed(document, path)
    parsed = _parse(document, path)
    root, document = parsed.root, parsed.document
    _require_flat(root, path)
    _unify_names(root, document)
    channel = _channel(root)
    items = list(root.iter("item"))
    if len(items) > MOST_ITEMS:
        problem = f"has {len(items):,} items, more than the {MOST_ITEMS:,} that are read"
        raise FeedError(problem, path=path, remedy="split it, and import the parts")
    if channel is None:
        name = etree.QName(root).localname
        problem = f"is no RSS feed: it is <{name}>, and has no channel"
        raise FeedError(problem, path=path, line=1, remedy="name a feed that begins with <rss>")
    items = [item for item in items if item.getparent() in (channel, root)] or items
    original = Original(path, parsed.data, root, channel, items)
    original.faults += _faults(document, path, grave=parsed.recovered)
    if wrong is not None:
        message = f'the encoding is said to be "{wrong[0]}", but the bytes are UTF-8'
        original.faults.append(MENDED.at(Place(path, 1), message, remedy="read as UTF-8"))
    for name, right in _misspelt(root):
        message = f'the namespace "{name}" is misspelt'
        original.tell(MISSPELT, root, message, remedy=f"it is taken for {right}")
    original.base = address or _stated_address(channel)
    return original


def _require_feed(document: Document, path: str) -> None:
    """Raise FeedError for what cannot be an RSS feed."""
    if not document.readable:
        fault = document.faults[-1]
        line, column = places(document.data, [fault.offset])[fault.offset]
        remedy = fault.remedy or "see whether it is a feed at all"
        raise FeedError(fault.message, path=path, line=line, column=column, remedy=remedy)
    kind = document.root.rpartition(":")[2].lower()
    if kind == "feed":
        raise FeedError(
            "is an Atom feed, and podcasts are taken over from RSS",
            path=path,
            remedy="ask its host for the RSS feed",
        )
    if kind == "html":
        problem, remedy = "is a web page, not a feed", "look on it for the address of the feed"
        raise FeedError(problem, path=path, remedy=remedy)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_pis=True,
        strip_cdata=False,
    )


class Parsed(NamedTuple):
    """The root of a feed, the document with its faults, and the bytes that were parsed.

    ``recovered`` tells that even those were not well-formed.
    """

    root: _Element
    document: Document
    data: bytes
    recovered: bool = False


def _parse(document: Document, path: str) -> Parsed:
    """As much of a document as can be read. Raises FeedError if that is nothing."""
    if not document.faults:
        root = _strictly(document.data)
        if root is not None:
            return Parsed(root, document, document.data)
    mended = diagnose(document)
    healed = diagnose(replace(document, data=heal(document.data), faults=[])).data
    recovered = False
    try:
        root = _strictly(healed)
        if root is None:
            recovered = True
            root = etree.fromstring(healed, _parser(recover=True))
    except etree.XMLSyntaxError as reason:
        problem = f"cannot be read as XML: {(reason.msg or 'nothing is left of it').lower()}"
        raise FeedError(problem, path=path, line=reason.lineno or None) from None
    if root is None:
        raise FeedError("holds no element that can be read", path=path, remedy="see what it is")
    if recovered:
        _raise_up(root)
    return Parsed(root, mended, healed, recovered=recovered)


def _strictly(data: bytes) -> _Element | None:
    """The root of a document that is well-formed; None if this one is not."""
    try:
        return etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError:
        return None


def _raise_up(root: _Element) -> None:
    """Take out what a tag that is not closed has swallowed: items in items, elements in texts."""
    channel = _channel(root)
    if channel is None:
        return
    last: _Element | None = None
    for item in list(channel.iter("item")):
        if item.getparent() is not channel and last is not None:
            last.addnext(item)
        last = item
    for parent, kind in ((channel, CHANNEL), *((item, ITEM) for item in channel.iter("item"))):
        for child in list(parent):
            tag = of_element(kind, child) if isinstance(child.tag, str) else None
            if tag is None or tag.children() or not len(child):
                continue
            for inner in reversed([one for one in child.iter("*") if one is not child]):
                if of_element(kind, inner) is not None:
                    inner.tail = None
                    child.addnext(inner)


_DEEP = etree.XPath(f"boolean({'/*' * (MOST_DEPTH + 1)})")


def _require_flat(root: _Element, path: str) -> None:
    """Raise FeedError if elements stand too deep in each other."""
    if _DEEP(root):
        problem = f"elements stand more than {MOST_DEPTH} deep in each other"
        raise FeedError(problem, path=path, remedy="see whether it is a feed at all")


def _faults(document: Document, path: str, *, grave: bool) -> list[Finding]:
    """What was mended, each at its line, the first of many by themselves.

    It is ``grave`` if what stands behind a fault could only be guessed.
    """
    marks = places(document.data, [fault.offset for fault in document.faults])
    findings = []
    for number, fault in enumerate(document.faults):
        worst = grave and fault.kind in ("structure", "size")
        message = fault.message
        if worst:
            message += "; what follows was read as well as could be"
        elif number >= _MOST_TOLD:
            continue
        findings.append(
            MENDED.at(
                Place(path, *marks[fault.offset]),
                message,
                remedy=fault.remedy,
                severity=Severity.ERROR if worst else None,
            )
        )
    if untold := len(document.faults) - len(findings):
        findings.append(MENDED.at(Place(path), f"{untold:,} more faults like these were mended"))
    return findings


def _unify_names(root: _Element, document: Document) -> None:
    """Take elements of RSS out of any namespace, and those of an alias into the usual one."""
    core = etree.QName(root).namespace or ""
    seen = {(match[1] or match[2]) for match in _XMLNS.finditer(document.data)}
    names = {written.decode("utf-8", "replace").strip() for written in seen}
    moved = {name: ALIASES[name] for name in names if name in ALIASES}
    for name in names - set(NAMESPACES.values()) - moved.keys():
        prefix = nearly_prefix(name)
        if prefix is not None and prefix in NAMESPACES:
            moved[name] = NAMESPACES[prefix]
    if core:
        moved[core] = ""
    unbound = any(fault.kind == "prefix" for fault in document.faults)
    if not moved and not unbound:
        return
    for element in root.iter("*"):
        tag = str(element.tag)
        if unbound and ":" in tag and tag[0] != "{":
            prefix, _, local = tag.partition(":")
            if prefix in NAMESPACES:
                element.tag = f"{{{NAMESPACES[prefix]}}}{local}"
        elif tag[0] == "{":
            address, _, local = tag[1:].partition("}")
            if address in moved:
                target = moved[address]
                element.tag = f"{{{target}}}{local}" if target else local


def _misspelt(root: _Element) -> Iterator[tuple[str, str]]:
    """Each namespace that is written otherwise than it should be, and how it should be."""
    for name in dict.fromkeys(root.nsmap.values()):
        if name in NAMESPACES.values() or name in ALIASES:
            continue
        prefix = nearly_prefix(name)
        if prefix is not None and prefix in NAMESPACES:
            yield name, NAMESPACES[prefix]


def _channel(root: _Element) -> _Element | None:
    """The channel; in a feed that has none, whatever element holds the items."""
    if root.tag == "channel":
        return root
    channel = root.find("channel")
    if channel is not None:
        return channel
    item = next(root.iter("item"), None)
    return item.getparent() if item is not None else None


def _stated_address(channel: _Element) -> str | None:
    """The address that a feed gives for itself; else that of its page."""
    links = channel.iterfind(f"{{{ATOM}}}link")
    own = (link.get("href", "") for link in links if link.get("rel") == "self")
    stated = [*own, channel.findtext("link") or ""]
    return next((one.strip() for one in stated if is_absolute(one.strip())), None)


def is_absolute(address: str) -> bool:
    """Whether an address has a scheme and a host.

    >>> [is_absolute(one) for one in ("https://tea.example/1.mp3", "/1.mp3", "//tea.example/x")]
    [True, False, False]
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def resolve(address: str, element: _Element, base: str | None) -> str:
    """An address as it is meant where it stands: ``xml:base`` above it, and the feed's own.

    What cannot be resolved comes back as it is.
    """
    bases = [
        written
        for above in (element, *element.iterancestors())
        if (written := above.get(_BASE)) is not None
    ]
    try:
        found = base or ""
        for written in reversed(bases):
            found = urljoin(found, written.strip())
        joined = urljoin(found, address) if found else address
    except ValueError:
        return address
    return joined if is_absolute(joined) else address


def _positions(
    original: Original, wanted: list[_Element]
) -> dict[_Element, tuple[int, int | None]]:
    """Line and column of each of these elements, as exactly as can be said."""
    if not wanted:
        return {}
    addresses = _addresses(original.root, set(wanted))
    offsets = locate(original.data, set(addresses.values()))
    marks = places(original.data, offsets.values())
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
