"""HIS: the feed against the one published before. The kinds are those of ``history``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podfeed.errors import FeedError
from podfeed.history import compare, kinds, read_feed
from podfeed.rules.engine.registry import Hit, Hits, Spot, adopt

if TYPE_CHECKING:
    from podfeed.findings import Kind
    from podfeed.rules.engine.facts import Feed

_CHILDREN = {
    "HIS001": "guid",
    "HIS003": "pubDate",
    "HIS004": "enclosure",
    "HIS005": "enclosure",
    "HIS006": "title",
}
"""The element of an episode that each kind is about; for others it is the episode."""


def _judge(kind: Kind, feed: Feed) -> Hits:
    """The changes of one kind. What is compared is compared once for all of them."""
    if feed.past is None:
        return
    if feed.changes is None:
        try:
            present = read_feed(feed.document.data, "")
        except FeedError:  # told by the rules about the document
            return
        numbers = {id(item): number for number, item in enumerate(present.items)}
        feed.changes = [
            (change, numbers.get(id(change.new))) for change in compare(feed.past, present)
        ]
    for change, number in feed.changes:
        if change.kind is kind:
            known = number is not None and number < len(feed.briefs)
            spot = Spot(number or 0, _CHILDREN.get(kind.code)) if known else None
            channel = feed.channel.node if feed.channel else None
            yield Hit(spot or channel, change.words, change.remedy, severity=change.severity)


for _kind in (
    kinds.GUID_CHANGED,
    kinds.GONE,
    kinds.DATE_MOVED,
    kinds.AUDIO_REPLACED,
    kinds.AUDIO_MOVED,
    kinds.TITLE_CHANGED,
    kinds.NEW,
    kinds.SHOW_GUID_CHANGED,
    kinds.FEED_MOVED,
):
    adopt(_kind, partial(_judge, _kind), "feed", needs="past")
