"""The addresses that a feed names: its audio, pictures, chapters and transcripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from podfeed.documents import SAFE
from podfeed.rules.engine.dates import parse_rfc2822
from podfeed.rules.engine.document import prepare
from podfeed.rules.engine.walk import MOST_ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

_NEVER = datetime.min.replace(tzinfo=UTC)
_PIECE = 65_536
_MOST = 10
"""The most addresses of one kind that one episode is asked for."""


@dataclass(slots=True)
class Links:
    """Addresses as they stand in the feed, each once, those of the newest episodes first."""

    audio: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    """Chapters and transcripts."""


def links(data: bytes, *, newest: int | None = None) -> Links:
    """The addresses in a feed: those of the show, and of so many of its newest episodes.

    An ill-formed feed gives those that can be made out. Never raises.
    """
    document = prepare(data)
    if not document.readable:
        return Links()
    shows, episodes = Links(), []
    try:
        for node in _owners(document.data):
            if _local(node) == "channel":
                _gather(node, shows)
            else:
                episodes.append(_episode(node))
                if len(episodes) >= MOST_ITEMS:
                    break
    except etree.XMLSyntaxError:
        pass  # what is wrong with the feed is for the rules to tell
    episodes.sort(key=lambda episode: episode[0], reverse=True)
    found = [one for _, one in episodes[:newest]] + [shows]
    return Links(
        _once(url for one in found for url in one.audio),
        _once(url for one in (shows, *found) for url in one.images),
        _once(url for one in found for url in one.documents),
    )


def _owners(data: bytes) -> Iterator[_Element]:
    """Items and channels as they end; an item is dropped when the next is asked for."""
    parser: Any = etree.XMLPullParser(
        events=("end",),
        tag=("{*}item", "{*}channel"),
        recover=True,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        **SAFE,
    )
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
        for _, node in parser.read_events():
            yield node
            parent = node.getparent()
            if parent is not None and _local(node) == "item":
                parent.remove(node)


def _local(node: _Element) -> str:
    """The name without its namespace; not by QName, which raises for what lxml lets pass."""
    return str(node.tag).rpartition("}")[2]


def _episode(item: _Element) -> tuple[datetime, Links]:
    found = Links()
    _gather(item, found)
    namespace = str(item.tag).removesuffix("item")
    dates = (child.text or "" for child in item if child.tag == f"{namespace}pubDate")
    published = parse_rfc2822(next(dates, "").strip())
    return published or _NEVER, found


def _gather(owner: _Element, found: Links) -> None:
    """The addresses of an item or channel; by local names, whatever the namespace is called."""
    own = str(owner.tag).removesuffix(_local(owner))
    for child in owner:
        local = _local(child)
        foreign = str(child.tag) != f"{own}{local}"
        kind, attribute = _KINDS.get((foreign, local), ("", ""))
        url = (child.get(attribute) or "").strip() if kind else ""
        if url[:7].lower() == "http://" or url[:8].lower() == "https://":
            urls: list[str] = getattr(found, kind)
            if len(urls) < _MOST:
                urls.append(url)


_KINDS = {
    (False, "enclosure"): ("audio", "url"),
    (True, "image"): ("images", "href"),
    (True, "chapters"): ("documents", "url"),
    (True, "transcript"): ("documents", "url"),
}


def _once(urls: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(urls))
