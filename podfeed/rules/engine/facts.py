"""What rules are called with: items, channels and the whole feed, and plain facts about files.

An :class:`Item` is alive only while it is judged; of each, a :class:`Brief` stays for the
rules that judge at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed.rules.engine.dates import parse_rfc2822
from podfeed.rules.engine.registry import Spot

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.history import Change, Past
    from podfeed.rules.engine.answers import WebFacts
    from podfeed.rules.engine.document import Document


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What the bytes behind an enclosure say: MIME type, size in bytes, duration in seconds."""

    type: str | None = None
    length: int | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class ArtworkFacts:
    """What the bytes behind an image say; ``mode`` is Pillow's: RGB, RGBA, L, P, CMYK …"""

    type: str | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Facts by the URL as it stands in the feed. ``missing`` are URLs with nothing behind them.

    ``web`` is what servers say of the feed and its files, if they were asked.
    """

    audio: Mapping[str, AudioFacts] = field(default_factory=dict)
    artwork: Mapping[str, ArtworkFacts] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    web: WebFacts | None = None


class Brief(NamedTuple):
    """What stays of an item: its number from 0, and what most rules ask for, stripped.

    What is absent is empty, or None where an empty element is told apart from none. ``url``,
    ``length`` and ``media_type`` are of the first enclosure; ``description`` is the number of
    characters in it; ``has_notes`` tells of content:encoded or itunes:summary.
    """

    number: int
    title: str
    link: str | None
    guid: str
    permalink: str
    url: str
    length: str
    media_type: str
    date: str
    published: datetime | None
    duration: str
    season: str
    episode: str
    type: str
    explicit: str | None
    image: str | None
    description: int
    has_notes: bool
    has_enclosure: bool

    def at(self, name: str | None = None) -> Spot:
        """The item, or a child of it, as the place of a finding."""
        return Spot(self.number, name)

    @property
    def called(self) -> str:
        """What to call it in a message."""
        return _called(self.title, self.number)

    def beside(self, other: Brief) -> tuple[str, str]:
        """What to call this one and another in one message: by numbers if they sound alike."""
        if self.called == other.called:
            return f"item {self.number + 1}", f"item {other.number + 1}, of the same title"
        return self.called, other.called


class Owner:
    """An element with its children by name, such as ``itunes:image``.

    ``first`` is the first child of each name; ``more`` are the others, where there are any;
    ``nested`` are the children that have children themselves.
    """

    __slots__ = ("feed", "first", "more", "name", "nested", "node")

    def __init__(self, node: _Element, name: str, feed: Feed) -> None:
        self.node = node
        self.name = name
        self.feed = feed
        self.first: dict[str, _Element] = {}
        self.more: dict[str, list[_Element]] | None = None
        self.nested: list[_Element] = []

    def add_more(self, name: str, child: _Element) -> None:
        """Take in another child of a name that is there already."""
        if self.more is None:
            self.more = {}
        self.more.setdefault(name, []).append(child)

    def all(self, name: str) -> list[_Element]:
        """All children of that name."""
        if name not in self.first:
            return []
        return [self.first[name], *((self.more or {}).get(name, ()))]

    def text(self, name: str) -> str:
        """The stripped text of the first child of that name; empty if there is none."""
        child = self.first.get(name)
        return (child.text or "").strip() if child is not None else ""

    def attribute(self, name: str, attribute: str) -> str:
        """The stripped attribute of the first child of that name; empty if there is none."""
        child = self.first.get(name)
        return (child.get(attribute) or "").strip() if child is not None else ""


class Channel(Owner):
    """The channel, without its items."""

    __slots__ = ()


_READ = (
    *("pubDate", "title", "guid", "itunes:duration"),
    *("itunes:season", "itunes:episode", "itunes:episodeType", "itunes:explicit"),
)


class Item(Owner):
    """One item; ``number`` counts from 0."""

    __slots__ = ("number",)

    def __init__(self, node: _Element, number: int, feed: Feed) -> None:
        super().__init__(node, "item", feed)
        self.number = number

    @property
    def called(self) -> str:
        """What to call it in a message."""
        return _called(self.text("title"), self.number)

    def brief(self) -> Brief:
        """What stays of it. To be asked for once, when all children are there."""
        get = self.first.get
        date, title, guid, duration, season, episode, kind, explicit = [
            (child.text or "").strip() if (child := get(name)) is not None else "" for name in _READ
        ]
        if not title and "title" in self.first:
            title = " ".join("".join(map(str, self.first["title"].itertext())).split())
        link, image = get("link"), get("itunes:image")
        description, enclosure = get("description"), get("enclosure")
        # One call into lxml where three would be.
        media: Any = dict(enclosure.items()) if enclosure is not None else {}
        return Brief(
            self.number,
            title,
            (link.text or "").strip() if link is not None else None,
            guid,
            self.first["guid"].get("isPermaLink", "") if guid else "",
            media.get("url", "").strip(),
            media.get("length", "").strip(),
            media.get("type", "").strip(),
            date,
            parse_rfc2822(date) if date else None,
            duration,
            season,
            episode,
            kind,
            explicit if explicit or "itunes:explicit" in self.first else None,
            (image.get("href") or "").strip() if image is not None else None,
            len(description.text or "") or len(description) if description is not None else 0,
            "content:encoded" in self.first or "itunes:summary" in self.first,
            enclosure is not None,
        )


def _called(title: str, number: int) -> str:
    return f"episode {quoted(title, 50)}" if title else f"item {number + 1}"


class Feed:
    """The whole: what rules on ``feed`` judge at the end, and what all may look at.

    ``misspelt`` maps a namespace that is nearly right to the usual prefix of the right one.
    ``noted`` is what rules leave here for themselves, by their codes.
    ``name`` gives the usual name of an lxml tag. ``now`` is None if the caller does not tell
    the time, ``past`` if nothing is known of an earlier feed.
    """

    def __init__(
        self,
        document: Document,
        *,
        media: MediaFacts | None = None,
        past: Past | None = None,
        now: datetime | None = None,
    ) -> None:
        self.document = document
        self.media = media or MediaFacts()
        self.past = past
        self.now = now
        self.root: _Element | None = None
        self.channel: Channel | None = None
        self.channels: list[_Element] = []
        self.briefs: list[Brief] = []
        self.late_children: list[_Element] = []
        self.changes: list[tuple[Change, int | None]] | None = None
        self.noted: set[str] = set()
        self.misspelt: dict[str, str] = {}
        self.core_namespace = ""
        self.name: Callable[[Any], str] = str

    @cached_property
    def is_serial(self) -> bool:
        """Whether the show says that its episodes are to be heard in order."""
        return self.channel is not None and self.channel.text("itunes:type").lower() == "serial"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def quoted(text: str, limit: int = 70) -> str:
    """A value for a message: in quotes, on one line, cut if it is long.

    >>> quoted("a\\n b"), quoted("Oolong", 4), quoted('12" single')
    ('"a b"', '"Ool…"', '"12″ single"')
    """
    line = " ".join(_CONTROL.sub(" ", text[: limit * 4]).split()).replace('"', "″")
    return f'"{line[: limit - 1]}…"' if len(line) > limit or len(text) > limit * 4 else f'"{line}"'
