"""Show → RSS bytes. The only module that knows feedgen.

feedgen builds the document and the elements it insists on (the title, link, description, dates
and generator of the channel, and the title of an item). An extension of our own, driven by
the tags, writes everything else: for each field there is one tag, and for each tag one writer
made before the first episode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator

from podfeed import tags
from podfeed.chapters import notes as times
from podfeed.chapters import podlove
from podfeed.findings import Place
from podfeed.models import Audio, Episode, Network, Show
from podfeed.notes import html_of_text, plain_of
from podfeed.render.alternatives import alternatives
from podfeed.render.kept import kept_writer
from podfeed.tags import atom, content, itunes, podcast, psc, rss
from podfeed.tags.fragments import parse_fragment
from podfeed.values import parse_date, utc, xml_text

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

    It is None for an item that the show keeps as XML. Which field an element comes from,
    ``tags.field_of`` tells.
    """

    data: bytes
    items: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Where a page of a show's feed stands among the others, as addresses (RFC 5005, section 3).

    ``own`` is the page itself, ``first`` the feed with the newest episodes, ``last`` the page with
    the oldest, ``next`` the one that goes on with older ones, None for the last.
    """

    own: str
    first: str
    last: str
    next: str | None


def render(
    show: Show, *, network: Network, built: datetime, links: Links | None = None
) -> Rendered:
    """The feed of a show, with every episode it holds, newest first; ``built`` is its date.

    With ``links`` it is one page of several, and ``show`` holds the episodes of that page.

    Reads no clock, disk or network: the same input gives the same bytes. Every episode
    needs its guid, its date and a recording whose type and length are known; raises
    ValueError if one has not, or if ``built`` has no zone.
    """
    if built.tzinfo is None:
        raise ValueError("the date of the build has no zone")
    items = in_order(show)
    episodes = [one for one in items if isinstance(one, Episode)]
    feed = FeedGenerator()
    entry = FeedEntry()
    # An entry costs a fifth of an item, so one stands for all: whenever feedgen has written it,
    # its extension hands it the next episode.
    feed.entry([entry] * len(items))
    feed.register_extension(_EXTENSION, _ChannelExtension, _ItemExtension, atom=False)
    feed.title(_clean(show.title, otherwise=show.slug))
    feed.link(href=show.link, rel="alternate")
    feed.description(_clean(show.description, otherwise=show.slug))
    feed.generator(GENERATOR)
    feed.docs("")
    # feedgen asks the clock when it begins; this puts the date of the build in its place.
    feed.updated(utc(built))
    feed.podfeed.begin(show, _channel_steps(show, network, episodes, links), _spaces(show))
    if items:
        steps = _item_steps(show, network) if episodes else []
        entry.podfeed.begin(entry, items, steps, feed.podfeed)
    buffer = BytesIO()  # rss_str() would hold the bytes twice beside the whole tree
    feed.rss_file(buffer, pretty=True)
    return Rendered(
        buffer.getvalue(), tuple(one.index if isinstance(one, Episode) else None for one in items)
    )


def _spaces(show: Show) -> dict[str, str]:
    """The namespaces to declare: those every feed has, and those of what else is said."""
    used = {tags.ATOM, tags.ITUNES, tags.PODCAST}
    if any(episode.chapters for episode in show.episodes):
        used.add(tags.PSC)
    for tag in (*_further(tags.CHANNEL, [show]), *_further(tags.ITEM, show.episodes)):
        used.add(tag.ns)
    return {prefix: address for prefix, address in tags.NAMESPACES.items() if address in used}


def _further(parent: str, subjects: Iterable[Show | Episode]) -> list[type[tags.Tag]]:
    """The tags of what these shows or episodes say beyond their fields, in their order."""
    keys = {key for one in subjects if one.elements for key in one.elements}
    return [tag for tag in tags.in_parent(parent) if tag.key in keys] if keys else []


def in_order(show: Show) -> list[Episode | str]:
    """The episodes, newest first, and between them the items that the show keeps as XML.

    Those have their place by their dates; one without a date that can be read stands where it
    stood: after the one before it. Raises ValueError as ``newest_first`` does.
    """
    episodes = newest_first(show)
    if not show.items:
        return [*episodes]
    dated: list[tuple[float, Episode | str]] = []
    last = float("inf")
    for text in show.items:
        last = _moment(parse_fragment(text)[0], otherwise=last)
        dated.append((last, text))
    dated += [(_seconds(episode), episode) for episode in episodes]
    return [one for _, one in sorted(dated, key=lambda pair: -pair[0])]


def _moment(item: _Element, *, otherwise: float) -> float:
    try:
        return parse_date(item.findtext("pubDate") or "", UTC).timestamp()
    except (ValueError, OverflowError):
        return otherwise


def _seconds(episode: Episode) -> float:
    assert episode.published is not None
    return episode.published.timestamp()


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
    return -_seconds(episode), -(episode.number or 0), episode.index


class _ChannelExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the channel: all that feedgen's own elements leave out."""

    def begin(self, show: Show, steps: list[_Step], spaces: dict[str, str]) -> None:
        self.show = show
        self.steps = steps
        self.spaces = spaces

    def extend_ns(self) -> dict[str, str]:
        return self.spaces

    def extend_rss(self, feed: _Element) -> _Element:
        self.channel = feed[0]
        _write(self.channel, self.show, self.steps)
        return feed


class _ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the items one after the other: all but the title, which the entry holds."""

    def begin(
        self,
        entry: FeedEntry,
        items: list[Episode | str],
        steps: list[_Step],
        feed: _ChannelExtension,
    ) -> None:
        self.entry = entry
        self.coming = iter(items)
        self.steps = steps
        self.feed = feed
        self.advance()

    def advance(self) -> None:
        self.next = next(self.coming, None)
        if isinstance(self.next, Episode):
            title = _clean(self.next.title, otherwise=str(self.next.guid))
            self.entry.title(title)
        else:
            self.entry.title("kept")  # feedgen insists on one, and it is taken out again

    def extend_rss(self, item: _Element) -> _Element:
        # Inside the channel the namespaces are declared already; outside, lxml would declare
        # them for every item and take them out again when feedgen appends it.
        self.feed.channel.append(item)
        if isinstance(self.next, Episode):
            _write(item, self.next, self.steps)
        elif self.next is not None:
            _become(item, parse_fragment(self.next)[0])
        self.advance()
        return item


def _become(item: _Element, kept: _Element) -> None:
    """Give an item all that another holds."""
    item.clear()
    item.text = kept.text
    for name, value in kept.attrib.items():
        item.set(name, value)
    item.extend(list(kept))


def _write(parent: _Element, subject: Show | Episode, steps: list[_Step]) -> None:
    for get, write in steps:
        value = get(subject)
        if value is not None:
            write(parent, value)


_FROM_FEEDGEN = {rss.Title, rss.Link, rss.Description, rss.Generator, rss.LastBuildDate}


def _channel_steps(
    show: Show, network: Network, episodes: list[Episode], links: Links | None
) -> list[_Step]:
    cover = network.media(show.image) if show.image else None
    owner = show.owner
    values: dict[type[tags.Tag], Any] = {
        rss.NewestDate: episodes[0].published if episodes else None,
        rss.Image: {"title": show.title, "link": show.link, "url": cover} if cover else None,
        atom.SelfLink: links.own if links else network.feed_url(show.slug),
        atom.Hub: show.elements.get("hubs") or network.hubs or None,
        atom.FirstPage: links.first if links else None,
        atom.LastPage: links.last if links else None,
        atom.NextPage: links.next if links else None,
        itunes.Image: cover,
        itunes.Owner: {"name": owner.name, "email": owner.email} if owner else None,
        podcast.Locked: {"locked": show.locked, "owner": owner.email if owner else None},
    }
    getters = {tag: _constant(value) for tag, value in values.items()}
    return _steps(tags.CHANNEL, [show], getters, left_out=_FROM_FEEDGEN)


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
        itunes.EpisodeTitle: lambda one: one.elements.get("itunes_title") or one.title,
        itunes.Explicit: lambda one: explicit if one.explicit is None else one.explicit,
        itunes.Image: lambda episode: network.media(episode.image) if episode.image else None,
        podcast.Transcript: _transcripts,
        content.Encoded: lambda one: _notes(one, chapters_in_notes=show.chapters_in_notes),
    }
    left_out: set[type[tags.Tag]] = {rss.Title}
    if any(one.formats for one in show.episodes):
        getters[podcast.AlternateEnclosure] = lambda one: alternatives(one, network)
    if not any(one.transcripts for one in show.episodes):
        left_out.add(podcast.Transcript)
    if any(one.chapters or one.chapter_file for one in show.episodes):
        getters |= _chapter_getters(network)
    else:
        left_out.add(podcast.Chapters)
    return _steps(tags.ITEM, show.episodes, getters, left_out=left_out)


def _chapter_getters(network: Network) -> dict[type[tags.Tag], _Getter]:
    def inline(episode: Episode) -> Any:
        stated = episode.elements.get(str(psc.Chapters.key))
        return stated or podlove.value(episode.chapters, address=network.media)

    def file(episode: Episode) -> Any:
        found = episode.chapter_file
        return {"url": found.url, "type": found.type} if found and found.url else None

    return {podcast.Chapters: file, psc.Chapters: inline}


def _transcripts(episode: Episode) -> list[dict[str, Any]]:
    stated = (one.model_dump(exclude_none=True, exclude={"path"}) for one in episode.transcripts)
    return [one for one in stated if "url" in one]


def _notes(episode: Episode, *, chapters_in_notes: bool) -> str | None:
    """The notes as HTML, with the times of the chapters unless they tell some themselves."""
    html, text = episode.notes or "", episode.description
    if not html and text:
        html = html_of_text(text)
    if episode.chapters and chapters_in_notes:
        written = plain_of(html) if episode.notes else text
        if not times.find(written, Place("")):
            listed = times.html_list(episode.chapters, opening=episode.title)
            html = "\n".join(part for part in (html, listed) if part)
    return html or None


def _steps(
    parent: str,
    subjects: Sequence[Show | Episode],
    getters: Mapping[type[tags.Tag], _Getter],
    *,
    left_out: set[type[tags.Tag]],
) -> list[_Step]:
    """For each tag of the parent, in order, what gets its value and what writes it.

    ``subjects`` are all that will be written by these steps: what none of them says has no step.
    """
    fields = type(subjects[0]).model_fields
    further = set(_further(parent, subjects))
    steps: list[_Step] = []
    for tag in tags.in_parent(parent):
        if tag in left_out:
            continue
        get = getters.get(tag)
        if get is None:
            if tag.key in fields:
                get = attrgetter(tag.key)
            elif tag in further:
                get = _element_of(str(tag.key))
            else:
                continue
        steps.append((get, _each(tag.writer()) if tag.multiple else tag.writer()))
    if any(one.xml for one in subjects):
        steps.append((attrgetter("xml"), kept_writer(parent, fields)))
    return steps


def _element_of(key: str) -> _Getter:
    return lambda subject: subject.elements.get(key)


def _constant(value: Any) -> _Getter:
    return lambda _: value


def _each(write: Callable[[_Element, Any], None]) -> Callable[[_Element, Any], None]:
    def write_each(parent: _Element, values: Any) -> None:
        for value in values:
            write(parent, value)

    return write_each
