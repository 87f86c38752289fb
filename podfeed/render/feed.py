"""Show → RSS bytes. The only module that knows feedgen.

feedgen builds the document and the elements it insists on (the title, link, description, dates
and generator of the channel, and the title of an item). An extension of our own, driven by
the tags, writes everything else: for each field there is one tag, and for each tag one writer
made before the first episode.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator

from podfeed import tags
from podfeed.models import Audio, Episode, Network, Show
from podfeed.notes import html_of_text
from podfeed.tags import atom, content, itunes, podcast, rss
from podfeed.values import utc, xml_text

if TYPE_CHECKING:
    from lxml.etree import _Element

GENERATOR = "podfeed"
"""What wrote the feed. Without a version, so that a new one changes no feed."""

_Getter: TypeAlias = Callable[[Any], Any]
_Step: TypeAlias = tuple[_Getter, Callable[["_Element", Any], None]]
_EXTENSION = "podfeed"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A feed as bytes; ``items`` holds, for each item in its order, the ``index`` of its episode.

    Which field an element comes from, ``tags.field_of`` tells.
    """

    data: bytes
    items: tuple[int, ...]


def render(show: Show, *, network: Network, built: datetime) -> Rendered:
    """The feed of a show, with every episode it holds, newest first; ``built`` is its date.

    Reads no clock, disk or network: the same input gives the same bytes. Every episode
    needs its guid, its date and a recording whose type and length are known; raises
    ValueError if one has not, or if ``built`` has no zone.
    """
    if built.tzinfo is None:
        raise ValueError("the date of the build has no zone")
    episodes = newest_first(show)
    feed = FeedGenerator()
    entry = FeedEntry()
    # An entry costs a fifth of an item, so one stands for all: whenever feedgen has written it,
    # its extension hands it the next episode.
    feed.entry([entry] * len(episodes))
    feed.register_extension(_EXTENSION, _ChannelExtension, _ItemExtension, atom=False)
    feed.title(_clean(show.title, otherwise=show.slug))
    feed.link(href=show.link, rel="alternate")
    feed.description(_clean(show.description, otherwise=show.slug))
    feed.generator(GENERATOR)
    feed.docs("")
    # feedgen asks the clock when it begins; this puts the date of the build in its place.
    feed.updated(utc(built))
    feed.podfeed.begin(show, _channel_steps(show, network, episodes))
    if episodes:
        entry.podfeed.begin(entry, episodes, _item_steps(show, network), feed.podfeed)
    data: bytes = feed.rss_str(pretty=True)
    return Rendered(data, tuple(episode.index for episode in episodes))


def _clean(text: str, *, otherwise: str) -> str:
    # feedgen writes text as it is, and nothing at all without a title.
    return text if text.isprintable() else xml_text(text) or otherwise


def newest_first(show: Show) -> list[Episode]:
    """The episodes by date, the newest first; of one date, the greater number first.

    Raises ValueError if one lacks what every item needs.
    """
    for episode in show.episodes:
        date, audio = episode.published, episode.audio
        if date is None or date.tzinfo is None or not episode.guid:
            raise ValueError(f'episode "{episode.title}" has no guid, or no date with a zone')
        if audio is None or audio.type is None or audio.length is None:
            raise ValueError(f'episode "{episode.title}" has no recording that was measured')
    return sorted(show.episodes, key=_order)


def _order(episode: Episode) -> tuple[float, int, int]:
    assert episode.published is not None
    return -episode.published.timestamp(), -(episode.number or 0), episode.index


class _ChannelExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the channel: all that feedgen's own elements leave out."""

    def begin(self, show: Show, steps: list[_Step]) -> None:
        self.show = show
        self.steps = steps

    def extend_ns(self) -> dict[str, str]:
        return {"atom": tags.ATOM, "itunes": tags.ITUNES, "podcast": tags.PODCAST}

    def extend_rss(self, feed: _Element) -> _Element:
        self.channel = feed[0]
        _write(self.channel, self.show, self.steps)
        return feed


class _ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the items one after the other: all but the title, which the entry holds."""

    def begin(
        self,
        entry: FeedEntry,
        episodes: list[Episode],
        steps: list[_Step],
        feed: _ChannelExtension,
    ) -> None:
        self.entry = entry
        self.coming = iter(episodes)
        self.steps = steps
        self.feed = feed
        self.advance()

    def advance(self) -> None:
        self.episode = next(self.coming, None)
        if self.episode is not None:
            title = _clean(self.episode.title, otherwise=str(self.episode.guid))
            self.entry.title(title)

    def extend_rss(self, item: _Element) -> _Element:
        assert self.episode is not None
        # Inside the channel the namespaces are declared already; outside, lxml would declare
        # them for every item and take them out again when feedgen appends it.
        self.feed.channel.append(item)
        _write(item, self.episode, self.steps)
        self.advance()
        return item


def _write(parent: _Element, subject: Show | Episode, steps: list[_Step]) -> None:
    for get, write in steps:
        value = get(subject)
        if value is not None:
            write(parent, value)


_FROM_FEEDGEN = {rss.Title, rss.Link, rss.Description, rss.Generator, rss.LastBuildDate}


def _channel_steps(show: Show, network: Network, episodes: list[Episode]) -> list[_Step]:
    cover = network.media(show.image) if show.image else None
    owner = show.owner
    values: dict[type[tags.Tag], Any] = {
        rss.NewestDate: episodes[0].published if episodes else None,
        rss.Image: {"title": show.title, "link": show.link, "url": cover} if cover else None,
        atom.SelfLink: network.feed_url(show.slug),
        itunes.Image: cover,
        itunes.Owner: {"name": owner.name, "email": owner.email} if owner else None,
        podcast.Locked: {"locked": show.locked, "owner": owner.email if owner else None},
    }
    getters = {tag: _constant(value) for tag, value in values.items()}
    return _steps(tags.CHANNEL, Show, getters, left_out=_FROM_FEEDGEN)


def _item_steps(show: Show, network: Network) -> list[_Step]:
    derived = show.numbering == "derived"
    explicit = show.explicit

    def number(episode: Episode) -> int | None:
        return episode.number if episode.numbered or derived else None

    def enclosure(episode: Episode) -> Mapping[str, Any]:
        audio = episode.audio or Audio()
        return {"url": network.enclosure(audio), "length": audio.length, "type": audio.type}

    getters: dict[type[tags.Tag], _Getter] = {
        rss.Description: lambda episode: episode.description or None,
        rss.Enclosure: enclosure,
        itunes.Duration: attrgetter("audio.duration"),
        itunes.Episode: number,
        itunes.Explicit: lambda one: explicit if one.explicit is None else one.explicit,
        itunes.Image: lambda episode: network.media(episode.image) if episode.image else None,
        content.Encoded: lambda one: html_of_text(one.description) if one.description else None,
    }
    return _steps(tags.ITEM, Episode, getters, left_out={rss.Title})


def _steps(
    parent: str,
    model: type[Show | Episode],
    getters: Mapping[type[tags.Tag], _Getter],
    *,
    left_out: set[type[tags.Tag]],
) -> list[_Step]:
    """For each tag of the parent, in order, what gets its value and what writes it."""
    steps: list[_Step] = []
    for tag in tags.in_parent(parent):
        if tag in left_out:
            continue
        get = getters.get(tag)
        if get is None:
            if tag.key not in model.model_fields:
                continue
            get = attrgetter(tag.key)
        steps.append((get, _each(tag.writer()) if tag.multiple else tag.writer()))
    return steps


def _constant(value: Any) -> _Getter:
    return lambda _: value


def _each(write: Callable[[_Element, Any], None]) -> Callable[[_Element, Any], None]:
    def write_each(parent: _Element, values: Any) -> None:
        for value in values:
            write(parent, value)

    return write_each
