"""What a published feed says, as far as a listener's app remembers it: RSS bytes → ``Past``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from podfeed.documents import SAFE
from podfeed.errors import FeedError
from podfeed.tags.names import ATOM, ITUNES, PODCAST, PODCAST_ALIAS
from podfeed.values import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LIMIT = 100_000_000
"""Bytes of a feed that are read at most."""

PAGES = 1000
"""Pages of one feed that are read at most."""

_LOOK = "see whether the feed itself is what stands there"


class Item(NamedTuple):
    """What a feed says of one episode; ``kind`` is its itunes:episodeType."""

    guid: str | None = None
    title: str = ""
    published: datetime | None = None
    url: str | None = None
    length: str | None = None
    type: str | None = None
    season: str | None = None
    number: str | None = None
    kind: str | None = None

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return f'"{self.title or self.guid or self.url or "untitled"}"'


@dataclass(frozen=True, slots=True)
class Past:
    """What a feed says, as far as a listener's app remembers it.

    ``next`` is the address of the page that goes on with older episodes (RFC 5005), if there is
    one.
    """

    title: str = ""
    guid: str | None = None
    url: str | None = None
    items: tuple[Item, ...] = ()
    next: str | None = None


_FIELDS = {
    "title": "title",
    "guid": "guid",
    "pubDate": "published",
    f"{{{ITUNES}}}season": "season",
    f"{{{ITUNES}}}episode": "number",
    f"{{{ITUNES}}}episodeType": "kind",
}
_SHOW_GUIDS = {f"{{{PODCAST}}}guid", f"{{{PODCAST_ALIAS}}}guid"}


def read_feed(data: bytes, path: str) -> Past:
    """The plain facts of a published RSS feed. ``path`` is its file or address, to print.

    Nothing is fetched and no entity expanded. Raises FeedError, with line, if it is no RSS
    feed, not well-formed, declares entities, or is larger than ``LIMIT``.
    """
    if len(data) > LIMIT:
        problem = f"has {len(data):,} bytes, more than the {LIMIT:,} that are read"
        raise FeedError(problem, path=path, remedy=_LOOK)
    past = None
    items: list[Item] = []
    try:
        events = etree.iterparse(BytesIO(data), tag=("item", "channel"), **SAFE)
        for _, element in events:
            if element.tag == "channel":
                past = past or _channel(element)
            elif element.getparent() is not None and element.getparent().tag == "channel":
                items.append(_item(element))
                element.clear()
    except etree.XMLSyntaxError as reason:
        raise _malformed(reason, path) from None
    doctype = events.root.getroottree().docinfo.internalDTD
    if doctype is not None and next(doctype.iterentities(), None) is not None:
        problem = "declares entities of its own, which is refused"
        remedy = "write the characters themselves"
        raise FeedError(problem, path=path, line=1, remedy=remedy)
    if past is None:
        name = etree.QName(events.root).localname
        problem = f"is no RSS feed: it is <{name}>, and has no channel"
        raise FeedError(problem, path=path, line=1, remedy=_LOOK)
    return replace(past, items=tuple(items))


def read_pages(data: bytes, path: str, fetch: Callable[[str], bytes | None]) -> Past:
    """A published feed with all its pages: the facts of the first, and the items of all.

    ``fetch`` gives the bytes of the page at an address, None if it is not there. Raises FeedError
    as ``read_feed`` does, and for a page that is missing.
    """
    pages = [read_feed(data, path)]
    seen = {path}
    while (address := pages[-1].next) is not None and address not in seen and len(seen) < PAGES:
        seen.add(address)
        page = fetch(address)
        if page is None:
            problem = "the feed names this page, and it is not there"
            raise FeedError(problem, path=address, remedy="publish all pages of the feed")
        pages.append(read_feed(page, address))
    return joined(pages)


def joined(pages: Sequence[Past]) -> Past:
    """The pages of one feed as one: the facts of the first, and the items of all."""
    return replace(pages[0], items=tuple(item for page in pages for item in page.items))


def _malformed(reason: etree.XMLSyntaxError, path: str) -> FeedError:
    words = str(reason.msg or "it is empty").partition(", line ")[0]
    line, column = max(reason.lineno or 0, 0), max(reason.offset or 0, 0)  # -1 if it is empty
    return FeedError(
        f"is not well-formed XML: {words[0].lower()}{words[1:]}",
        path=path,
        line=line or None,
        column=column or None,
        remedy=_LOOK,
    )


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _channel(channel: etree._Element) -> Past:
    title, guid, url, following = "", None, None, None
    for child in channel:
        if child.tag == "title":
            title = title or _text(child)
        elif child.tag in _SHOW_GUIDS:
            guid = guid or _text(child) or None
        elif child.tag == f"{{{ATOM}}}link" and child.get("rel") == "self":
            url = url or child.get("href")
        elif child.tag == f"{{{ATOM}}}link" and child.get("rel") == "next":
            following = following or child.get("href")
    return Past(title, guid, url, next=following)


def _item(element: etree._Element) -> Item:
    facts: dict[str, Any] = {}
    for child in element:
        if child.tag == "enclosure" and "url" not in facts:
            facts |= {name: child.get(name) for name in ("url", "length", "type")}
        elif isinstance(child.tag, str) and (name := _FIELDS.get(child.tag)) is not None:
            facts.setdefault(name, _text(child) or None)
    facts["title"] = facts.get("title") or ""
    if (date := facts.get("published")) is not None:
        try:
            facts["published"] = parse_date(date, UTC)
        except ValueError:
            facts["published"] = None
    return Item(**facts)
