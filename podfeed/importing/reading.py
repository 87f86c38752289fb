"""Bytes of a feed → its channel and items, as many as can be read, with what had to be mended.

Nothing is fetched and no entity expanded. A feed that is not well-formed is mended where that
moves no character, and beyond that read the way a lenient app would read it; each fault is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from podfeed.errors import FeedError
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.importing.healing import claims_wrongly
from podfeed.importing.parsing import MENDED, channel_of, parse, require_flat, tell_faults
from podfeed.importing.positions import positions_of
from podfeed.importing.spaces import MISSPELT, misspelt, unify_names
from podfeed.rules.engine.document import Document, prepare
from podfeed.rules.engine.positions import places
from podfeed.tags import ATOM

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMIT = 64 << 20
"""Bytes of a feed that are read at most."""

MOST_ITEMS = 50_000
"""Items of a feed that are read at most."""

_BASE = "{http://www.w3.org/XML/1998/namespace}base"


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
        wanted = [one.element for one in self.told if one.element is not None]
        where = positions_of(self.root, self.data, wanted)
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
    parsed = parse(document, path)
    root, document = parsed.root, parsed.document
    require_flat(root, path)
    unify_names(root, document)
    channel = channel_of(root)
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
    original.faults += tell_faults(document, path, grave=parsed.recovered)
    if wrong is not None:
        message = f'the encoding is said to be "{wrong[0]}", but the bytes are UTF-8'
        original.faults.append(MENDED.at(Place(path, 1), message, remedy="read as UTF-8"))
    for name, right in misspelt(root):
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
    try:
        found = base or ""
        for written in reversed(bases_above(element)):
            found = urljoin(found, written.strip())
        joined = urljoin(found, address) if found else address
    except ValueError:
        return address
    return joined if is_absolute(joined) else address


def bases_above(element: _Element) -> list[str]:
    """What ``xml:base`` says at an element and above it, the nearest first."""
    return [
        written
        for above in (element, *element.iterancestors())
        if (written := above.get(_BASE)) is not None
    ]
