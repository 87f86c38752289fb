"""Items → the keys of episodes; what is no episode is kept whole, as XML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from podfeed.findings import Kind, Severity
from podfeed.importing import enclosures
from podfeed.importing.dates import read_date
from podfeed.importing.elements import Gathered, fragment, gather
from podfeed.importing.show import Record
from podfeed.importing.texts import arrange
from podfeed.models import ChapterFile, Episode
from podfeed.reader import EPISODE_TAGS
from podfeed.starting.yaml import Plain
from podfeed.tags import DC, ITEM, content, itunes, podcast, rss
from podfeed.values import Url, rfc2822

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from lxml.etree import _Element

    from podfeed.importing.reading import Original

NO_EPISODE = Kind(
    "IMP010",
    "item-kept-as-xml",
    Severity.WARNING,
    """An item that is no episode: it has no recording that an app could play, or no date.

    It is kept whole below `items:` and written into the feed as it was. Podcast apps show nothing
    of it; readers of news do. To make an episode of it, write one with `title:`, `published:` and
    `audio:`, and take the item out.
    """,
)
GUID_TWICE = Kind(
    "IMP011",
    "guid-twice-in-feed",
    Severity.WARNING,
    """Two items of the feed have the same guid.

    An app knows an episode by its guid, so it shows only one of them. The first has become an
    episode; the other is kept whole below `items:` and written into the feed as it was. If it is an
    episode that somebody should hear, give it a guid of its own.
    """,
)
NO_GUID = Kind(
    "IMP012",
    "guid-from-enclosure",
    Severity.WARNING,
    """An item without a guid.

    Most apps then know the episode by the address of its recording, so that is its `guid:` from now
    on, and they do not download it again, even when the recording moves. Some, such as gPodder,
    take the address of its page instead; they will show it once more.
    """,
)
ODD_DATE = Kind(
    "IMP013",
    "date-mended",
    Severity.WARNING,
    """A date that is not written as feeds have to write it, but can be understood.

    Strict apps pass over it, and sort the episode wrong. It is written right from now on. Look
    whether the hour is the one that was meant.
    """,
)
TITLE_HTML = Kind(
    "IMP015",
    "title-with-html",
    Severity.WARNING,
    """A title with HTML in it, or with entities written twice.

    Apps show titles as plain text, so that listeners read the tags and `&amp;`. It is taken over as
    it is; write it in plain words.
    """,
)
NO_TITLE = Kind(
    "IMP016",
    "title-missing",
    Severity.WARNING,
    """An item without a title.

    An app has nothing to show for it, and every episode has to have one here. It was named after
    its recording; give it a better name.
    """,
)

UNSAFE = Kind(
    "IMP017",
    "notes-made-safe",
    Severity.WARNING,
    """Show notes with a script, a form, something embedded, or a picture that watches the listener.

    No feed of podfeed hands such things on, so they were left out of the notes once and for all.
    `podfeed explain SRC180` tells more.
    """,
)

_FIELDS = frozenset(Episode.model_fields) | {"itunes_title"}
_TAKEN = frozenset(
    (
        *(rss.Title, rss.Description, rss.Link, rss.PubDate, content.Encoded),
        *(podcast.Chapters, podcast.Transcript),
        *(itunes.EpisodeTitle, itunes.Episode, itunes.Season, itunes.EpisodeType, itunes.Author),
        *(itunes.Image, itunes.Explicit, itunes.Block, itunes.Duration),
    )
)
"""Tags that have become keys. Any other that is no key of the vocabulary is kept as XML."""

_PASSED = frozenset((enclosures.NAME, "guid"))
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:amp|lt|gt|quot|#\d+|#x[0-9a-fA-F]+|nbsp);")
_SHOWN = 60


@dataclass(slots=True)
class Items:
    """What the items of a feed have become: episodes, and items as XML, in the order of the feed.

    ``sources`` holds the item that each episode was made of.
    """

    episodes: list[Record] = field(default_factory=list)
    sources: list[_Element] = field(default_factory=list)
    kept: list[_Element] = field(default_factory=list)

    def keep(self, refused: Container[_Element]) -> None:
        """Keep these items as they are, and make no episodes of them."""
        made = [
            (r, s) for r, s in zip(self.episodes, self.sources, strict=True) if s not in refused
        ]
        self.kept += [source for source in self.sources if source in refused]
        self.episodes = [record for record, _ in made]
        self.sources = [source for _, source in made]


def read_items(original: Original) -> Items:
    """Every item as an episode, or kept."""
    items = Items()
    seen: dict[str, str] = {}
    for page in (original, *original.pages):
        for item in page.items:
            try:
                record = _episode(page, item, seen)
            except enclosures.NotAnEpisodeError as reason:
                record = None
                _tell_kept(page, item, str(reason))
            if record is None:
                items.kept.append(item)
            else:
                items.episodes.append(record)
                items.sources.append(item)
    return items


def _tell_kept(original: Original, item: _Element, reason: str) -> None:
    original.tell(
        NO_EPISODE,
        item,
        f"{name_of(item)} {reason}",
        remedy="it is kept as it is, below items:",
    )


def name_of(item: _Element) -> str:
    """An item as messages name it."""
    title = " ".join((item.findtext("title") or item.findtext("guid") or "").split())
    if not title:
        return "an item without a title"
    return f'"{title}"' if len(title) <= _SHOWN else f'"{title[:_SHOWN]}…"'


def _episode(original: Original, item: _Element, seen: dict[str, str]) -> Record | None:
    """The keys of an episode; None for one whose guid another has.

    Raises enclosures.NotAnEpisodeError for what is none.
    """
    enclosure, others = enclosures.choose(original, item)
    date = _date(original, item)
    if date is None:
        raise enclosures.NotAnEpisodeError("has no date that can be understood")
    written = enclosure.get("url", "").strip()
    guid = _guid(original, item, written)
    name = name_of(item)
    if guid in seen:
        original.tell(
            GUID_TWICE,
            item,
            f'{name} has the guid "{guid[:100]}", and so has {seen[guid]}',
            remedy="it is kept as it is, below items:",
        )
        return None
    seen[guid] = name
    found = gather(original, item, ITEM, fields=_FIELDS, passed=_PASSED)
    found.kept += others
    record = Record()
    keys = record.keys
    keys["title"] = _title(original, item, found, written)
    other = found.get(itunes.EpisodeTitle)
    if other is not None and other != keys["title"]:
        keys["itunes_title"] = other
    _put_place(keys, found)
    keys["published"] = _moment(date)
    keys["guid"] = guid
    link = found.get(rss.Link) or _permanent(item, guid)
    if link is not None:
        keys["link"] = str(link)
    _put(keys, "author", found.get(itunes.Author))
    _put(keys, "image", found.get(itunes.Image))
    if found.get(itunes.Explicit) is not None:
        keys["explicit"] = found.get(itunes.Explicit)
    if found.get(itunes.Block):
        keys["block"] = True
    keys["audio"] = enclosures.audio_of(original, enclosure, found.get(itunes.Duration))
    for key, tag in EPISODE_TAGS.items():
        value = found.get(tag)
        if value is not None and key not in keys:
            keys[key] = tag.plain_all(value) if tag.multiple else tag.plain(value)
    _put_texts(keys, found, original, item)
    _put_chapters(keys, found)
    _put_transcripts(keys, found)
    found.keep_rest(_TAKEN, EPISODE_TAGS)
    if found.kept:
        keys["xml"] = [fragment(one) for one in found.kept]
    return record


def _put_place(keys: dict[str, Any], found: Gathered) -> None:
    """Where the episode stands in its show: number, season, and type if it is no full one."""
    for key, number in (("number", itunes.Episode), ("season", itunes.Season)):
        if found.get(number) is not None:
            keys[key] = int(found.get(number))
    if found.get(itunes.EpisodeType) not in (None, "full"):
        keys["type"] = found.get(itunes.EpisodeType)


def _put_texts(keys: dict[str, Any], found: Gathered, original: Original, item: _Element) -> None:
    """Description and notes; what is not handed on of them is told."""
    texts = arrange(keys, found.get(rss.Description), found.get(content.Encoded))
    if texts.kept:
        found.keep(content.Encoded.qname)
    if texts.removed:
        told = ", ".join(texts.removed[:3])
        what = f"the notes of {name_of(item)} hold what is not handed on: {told}"
        original.tell(UNSAFE, item, what, remedy="it was left out")


def _put_chapters(keys: dict[str, Any], found: Gathered) -> None:
    """The file of chapters on another host, with its type if that is not the usual one."""
    file = found.get(podcast.Chapters)
    if file is not None:
        plain = {key: str(value) for key, value in file.items()}
        usual = plain.get("type") == ChapterFile.model_fields["type"].default
        keys["chapters"] = plain["url"] if usual else plain


def _put_transcripts(keys: dict[str, Any], found: Gathered) -> None:
    """Transcripts on other hosts."""
    listed = found.get(podcast.Transcript)
    if listed is not None:
        keys["transcripts"] = podcast.Transcript.plain_all(listed)


def _put(keys: dict[str, Any], key: str, value: Any) -> None:
    if value is not None and value != "":
        keys[key] = str(value)


def _date(original: Original, item: _Element) -> datetime | None:
    """When the item came out. One that is written oddly is written right, in place."""
    found = None
    for element in (*item.iterchildren("pubDate"), *item.iterchildren(f"{{{DC}}}date")):
        read = read_date(element.text or "")
        if read is None:
            continue
        if element.tag == "pubDate" and read.oddity:
            original.tell(
                ODD_DATE,
                element,
                f'the date "{" ".join((element.text or "").split())[:60]}" {read.oddity}',
                remedy=f"{rfc2822(read.date)} is written",
            )
            element.text = rfc2822(read.date)
        found = found or read.date
    return found


def _moment(date: datetime) -> Plain:
    """A date as YAML has it, as short as it can be said."""
    clock = f"{date:%Y-%m-%d %H:%M:%S}" if date.second else f"{date:%Y-%m-%d %H:%M}"
    offset = f"{date:%z}"
    return Plain(clock + (f"{offset[:3]}:{offset[3:5]}" if date.utcoffset() else "Z"))


def _guid(original: Original, item: _Element, address: str) -> str:
    """By what apps know the episode: its guid, or else the address of its recording."""
    stated = " ".join((item.findtext("guid") or "").split())
    if stated:
        return stated
    original.tell(
        NO_GUID,
        item,
        f"{name_of(item)} has no guid",
        remedy="the address of its recording is its guid from now on",
    )
    return address


def _permanent(item: _Element, guid: str) -> str | None:
    """The guid of an item, if it is said to be the address of its page."""
    element = item.find("guid")
    if element is None or element.get("isPermaLink", "true").strip().lower() == "false":
        return None
    try:
        return str(Url.parse(guid)) if "://" in guid else None
    except ValueError:
        return None


def _title(original: Original, item: _Element, found: Gathered, address: str) -> str:
    title = found.get(rss.Title)
    if title is not None:
        if _MARKUP.search(title):
            original.tell(
                TITLE_HTML,
                item.find("title"),
                f"the title {name_of(item)} holds HTML",
                remedy="apps show it as text: write it without",
            )
        return str(title)
    written = item.find("title")
    inner = "".join(map(str, written.itertext())) if written is not None else ""
    title = " ".join(inner.split()) or found.get(itunes.EpisodeTitle)
    if title:
        return str(title)
    stem = PurePosixPath(unquote(urlsplit(address).path)).stem
    title = stem or "Untitled"
    original.tell(NO_TITLE, item, "an item has no title", remedy=f'it is named "{title}"')
    return title
