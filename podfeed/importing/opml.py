"""OPML → the addresses of the feeds that it lists."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from podfeed.documents import SAFE
from podfeed.errors import FeedError
from podfeed.rules.engine.document import prepare

LIMIT = 16 << 20
"""Bytes of an OPML that are read at most."""

MOST = 1000
"""Feeds that are taken of one OPML, at most."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed that an OPML lists, with the line it stands in. ``url`` may be anything."""

    url: str
    title: str
    line: int | None


def is_opml(data: bytes) -> bool:
    """Whether this is an OPML, judged by its first element."""
    return prepare(data[: 1 << 16]).root.lower() == "opml"


def read_opml(data: bytes, path: str, *, address: str | None = None) -> list[Listed]:
    """The feeds of an OPML, each once, in its order.

    ``address`` is where it is served: addresses without a host are resolved against it. Raises
    FeedError if it cannot be read, or lists no feed.
    """
    document = prepare(data, limit=LIMIT)
    parser = etree.XMLParser(recover=True, encoding="utf-8", **SAFE)
    try:
        root = etree.fromstring(document.data, parser) if document.readable else None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        problem = document.faults[-1].message if document.faults else "cannot be read as XML"
        raise FeedError(problem, path=path, remedy="see whether it is OPML")
    found: dict[str, Listed] = {}
    for outline in root.iter("outline"):
        written = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if written:
            url = urljoin(address, written) if address else written
            title = " ".join((outline.get("title") or outline.get("text") or "").split())
            line = outline.sourceline if isinstance(outline.sourceline, int) else None
            found.setdefault(url, Listed(url, title, line))
    if not found:
        remedy = "see whether it is the list of podcasts that an app exports"
        raise FeedError("lists no feed: no outline of it has an xmlUrl", path=path, remedy=remedy)
    if len(found) > MOST:
        problem = f"lists {len(found):,} feeds, more than the {MOST:,} that are taken"
        raise FeedError(problem, path=path, remedy="split it")
    return [*found.values()]
