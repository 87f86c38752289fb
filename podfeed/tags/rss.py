"""The elements of RSS 2.0 that a podcast needs."""

from __future__ import annotations

from typing import ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import BYTES, DATE, LANGUAGE, MEDIA_TYPE, URL
from podfeed.tags.names import CHANNEL, ITEM, LIVE_ITEM
from podfeed.tags.shapes import TEXT
from podfeed.values import parse_date

_IMAGE = "image"
_INPUT = "textInput"
_SPEC = "https://www.rssboard.org/rss-specification"
_PROFILE = "https://www.rssboard.org/rss-profile"


class Title(Tag):
    """The name of the show, or of the episode, and nothing else.

    It is what a listener sees first and searches for. Numbers and keywords do not belong
    in it: apps show the number from its own tag, and directories drop stuffed titles.
    """

    name = "title"
    parents = (CHANNEL, ITEM, _IMAGE, _INPUT)
    required_in = (CHANNEL, ITEM, _IMAGE, _INPUT)
    key = "title"
    text = TEXT
    source = f"{_SPEC}#requiredChannelElements"
    example = "Tea & Toast <live>"


class Link(Tag):
    """The page on the web that belongs to the show or the episode.

    Apps open it when a listener wants to read on.
    """

    name = "link"
    parents = (CHANNEL, ITEM, _IMAGE, _INPUT)
    required_in = (CHANNEL, _IMAGE, _INPUT)
    key = "link"
    text = URL
    source = f"{_SPEC}#requiredChannelElements"
    example = "https://tea.example/?a=1&b=2"


class Description(Tag):
    """What the show or the episode is about, as plain text.

    It is how a listener decides. Apps that know no HTML show this one; Apple cuts or
    refuses what is longer than 4,000 bytes.
    """

    name = "description"
    parents = (CHANNEL, ITEM, _IMAGE, _INPUT)
    required_in = (CHANNEL, _INPUT)
    key = "description"
    text = TEXT
    source = f"{_SPEC}#requiredChannelElements"
    example = "How leaves become tea.\n\nWith a tasting & five cups."


class Language(Tag):
    """The language that is spoken, as a code such as ``en`` or ``pt-BR``.

    Directories sort shows by it, and screen readers choose their voice.
    """

    name = "language"
    parents = (CHANNEL,)
    key = "language"
    text = LANGUAGE
    source = f"{_SPEC}#optionalChannelElements"
    example = "pt-BR"


class Copyright(Tag):
    """Who holds the rights to the show.

    Whoever wants to quote or play it elsewhere looks here for whom to ask.
    """

    name = "copyright"
    parents = (CHANNEL,)
    key = "copyright"
    text = TEXT
    source = f"{_SPEC}#optionalChannelElements"
    example = "The Tea & Toast Company"


class Generator(Tag):
    """The program that wrote the feed. It names no version, so that a new one changes no feed."""

    name = "generator"
    parents = (CHANNEL,)
    text = TEXT
    source = f"{_SPEC}#optionalChannelElements"
    example = "podfeed"


class LastBuildDate(Tag):
    """When the content of the feed last changed.

    An app that has seen this moment need not look through the episodes again.
    """

    name = "lastBuildDate"
    parents = (CHANNEL,)
    text = DATE
    source = f"{_SPEC}#optionalChannelElements"
    example = parse_date("2026-05-01T08:00:00Z", None)


class NewestDate(Tag):
    """When the newest episode of the show came out."""

    name = "pubDate"
    parents = (CHANNEL,)
    text = DATE
    source = f"{_SPEC}#optionalChannelElements"
    example = parse_date("2026-05-01T08:00:00Z", None)


class Image(Tag):
    """The cover of the show for readers that know RSS alone.

    Its title and link are those of the show. Podcast apps take the cover of itunes:image.
    """

    name = _IMAGE
    parents = (CHANNEL,)
    key = "image"
    source = f"{_SPEC}#ltimagegtSubelementOfLtchannelgt"
    example: ClassVar[dict[str, str]] = {
        "title": "Tea & Toast",
        "link": "https://tea.example/",
        "url": "https://tea.example/cover.jpg?v=2&s=3000",
    }


class ImageUrl(Tag):
    """Where the cover of the show is."""

    name = "url"
    parents = (_IMAGE,)
    required_in = (_IMAGE,)
    key = "url"
    text = URL
    source = f"{_SPEC}#ltimagegtSubelementOfLtchannelgt"
    example = "https://tea.example/cover.jpg?v=2&s=3000"


class Guid(Tag):
    """The name of an episode that never changes.

    By it an app knows which episodes it has. If it changes, every listener downloads the
    episode again and loses their place in it. podfeed's is no address, hence
    ``isPermaLink="false"``.
    """

    name = "guid"
    parents = (ITEM,)
    required_in = (ITEM,)
    key = "guid"
    text = TEXT
    fixed: ClassVar[dict[str, str]] = {"isPermaLink": "false"}
    source = f"{_PROFILE}#element-channel-item-guid"
    example = "7b2a9c1e-3c55-5d0a-9a52-7e1d5b0a8f10"


class PubDate(Tag):
    """When the episode came out, written in UTC.

    Apps order episodes by it; a date that moves puts an old episode on top again.
    """

    name = "pubDate"
    parents = (ITEM,)
    key = "published"
    text = DATE
    source = f"{_SPEC}#ltpubdategtSubelementOfLtitemgt"
    example = parse_date("2026-05-01T08:00:00Z", None)


class Enclosure(Tag):
    """The recording: where it is, how many bytes it has, and of which type it is.

    An app offers the size before it downloads, and chooses its player by the type. Without
    any of the three some refuse the episode.
    """

    name = "enclosure"
    parents = (ITEM,)
    required_in = (ITEM,)
    recommended_in = (LIVE_ITEM,)
    key = "audio"
    keys: ClassVar[dict[str, str]] = {LIVE_ITEM: "enclosure"}
    attributes = (Attribute("url", URL), Attribute("length", BYTES), Attribute("type", MEDIA_TYPE))
    source = f"{_SPEC}#ltenclosuregtSubelementOfLtitemgt"
    example: ClassVar[dict[str, object]] = {
        "url": "https://tea.example/media/tea/1.mp3?a=1&b=2",
        "length": 1234567,
        "type": "audio/mpeg",
    }
