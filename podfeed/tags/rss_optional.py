"""The elements of RSS 2.0 that a podcast can do without."""

from __future__ import annotations

from typing import ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import URL, WHOLE, WHOLE_OR_ZERO
from podfeed.tags.names import CHANNEL, ITEM
from podfeed.tags.shapes import TEXT, Form, choice

_SPEC = "https://www.rssboard.org/rss-specification"
_CHANNEL = f"{_SPEC}#optionalChannelElements"
_PROFILE = "https://www.rssboard.org/rss-profile"
_IMAGE = "image"
_INPUT = "textInput"


class ImageWidth(Tag):
    """How wide the cover is to be shown, in pixels, at most 144."""

    name = "width"
    parents = (_IMAGE,)
    text = WHOLE
    source = f"{_SPEC}#ltimagegtSubelementOfLtchannelgt"
    example = 144


class ImageHeight(Tag):
    """How high the cover is to be shown, in pixels, at most 400."""

    name = "height"
    parents = (_IMAGE,)
    text = WHOLE
    source = f"{_SPEC}#ltimagegtSubelementOfLtchannelgt"
    example = 144


class ManagingEditor(Tag):
    """Who answers for the content: an e-mail address, with the name in brackets behind it."""

    name = "managingEditor"
    parents = (CHANNEL,)
    key = "managing_editor"
    text = TEXT
    source = _CHANNEL
    example = "tea@tea.example (Tea & Toast)"


class WebMaster(Tag):
    """Who answers for the technical side: an e-mail address, with the name in brackets."""

    name = "webMaster"
    parents = (CHANNEL,)
    key = "webmaster"
    text = TEXT
    source = _CHANNEL
    example = "web@tea.example (Tea & Toast)"


class Category(Tag):
    """A subject in the show's own words, or of the list that ``domain`` names.

    Readers of blogs sort by it. Directories of podcasts look at itunes:category.
    """

    name = "category"
    parents = (CHANNEL, ITEM)
    key = "topics"
    multiple = True
    text = TEXT
    attributes = (Attribute("domain", TEXT, required=False),)
    source = f"{_SPEC}#ltcategorygtSubelementOfLtitemgt"
    example: ClassVar[dict[str, str]] = {"text": "Tea & more", "domain": "https://tea.example/"}


class Docs(Tag):
    """The address of the specification, for whoever finds the file in years to come."""

    name = "docs"
    parents = (CHANNEL,)
    text = URL
    source = _CHANNEL
    example = _SPEC


class Cloud(Tag):
    """Where to register to be told of changes. WebSub has taken its place."""

    name = "cloud"
    parents = (CHANNEL,)
    key = "cloud"
    attributes = (
        Attribute("domain", TEXT),
        Attribute("port", WHOLE),
        Attribute("path", TEXT),
        Attribute("registerProcedure", TEXT, required=False),
        Attribute("protocol", choice("xml-rpc", "soap", "http-post")),
    )
    source = f"{_SPEC}#ltcloudgtSubelementOfLtchannelgt"
    example: ClassVar[dict[str, object]] = {
        "domain": "tea.example",
        "port": 80,
        "path": "/rpc?a=1&b=2",
        "register_procedure": "tea.notify",
        "protocol": "xml-rpc",
    }


class Ttl(Tag):
    """For how many minutes an app may keep the feed before it asks again. Most do not look."""

    name = "ttl"
    parents = (CHANNEL,)
    key = "ttl"
    text = WHOLE_OR_ZERO
    source = f"{_SPEC}#ltttlgtSubelementOfLtchannelgt"
    example = 60


class Rating(Tag):
    """A label of PICS, which nobody reads any more. Podcasts have itunes:explicit."""

    name = "rating"
    parents = (CHANNEL,)
    key = "rating"
    text = TEXT
    legacy = "write itunes:explicit"
    source = _CHANNEL
    example = '(PICS-1.1 "https://tea.example/" l r (n 0))'


class TextInput(Tag):
    """A field for readers to send words to the server. Hardly any app shows it."""

    name = _INPUT
    parents = (CHANNEL,)
    key = "text_input"
    source = f"{_SPEC}#lttextinputgtSubelementOfLtchannelgt"
    example: ClassVar[dict[str, str]] = {
        "title": "Search",
        "description": "Find tea & toast",
        "name": "q",
        "link": "https://tea.example/search?a=1&b=2",
    }


class TextInputName(Tag):
    """What the words are called when they are sent."""

    name = "name"
    parents = (_INPUT,)
    required_in = (_INPUT,)
    text = TEXT
    source = f"{_SPEC}#lttextinputgtSubelementOfLtchannelgt"
    example = "q"


class SkipHours(Tag):
    """The hours, by Greenwich, in which apps need not ask for the feed."""

    name = "skipHours"
    parents = (CHANNEL,)
    key = "skip_hours"
    source = f"{_PROFILE}#element-channel-skiphours"
    example: ClassVar[list[int]] = [0, 1, 23]


def _hour(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 2 or int(text) > 24:
        raise ValueError(f'"{text}" is no hour: write 0 to 23')
    return int(text)


class Hour(Tag):
    """An hour in which apps need not ask, 0 to 23."""

    name = "hour"
    parents = ("skipHours",)
    required_in = ("skipHours",)
    multiple = True
    text = Form("an hour from 0 to 23", _hour, str)
    source = f"{_PROFILE}#element-channel-skiphours"
    example = 23


class SkipDays(Tag):
    """The days of the week, by Greenwich, on which apps need not ask for the feed."""

    name = "skipDays"
    parents = (CHANNEL,)
    key = "skip_days"
    source = f"{_PROFILE}#element-channel-skipdays"
    example: ClassVar[list[str]] = ["Saturday", "Sunday"]


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Day(Tag):
    """A day on which apps need not ask, in English."""

    name = "day"
    parents = ("skipDays",)
    required_in = ("skipDays",)
    multiple = True
    text = choice(*_DAYS)
    source = f"{_PROFILE}#element-channel-skipdays"
    example = "Sunday"


class Author(Tag):
    """The e-mail address of who made the episode, with the name in brackets behind it.

    Podcast apps show itunes:author.
    """

    name = "author"
    parents = (ITEM,)
    key = "author_email"
    text = TEXT
    source = f"{_SPEC}#ltauthorgtSubelementOfLtitemgt"
    example = "tea@tea.example (Tea & Toast)"


class Comments(Tag):
    """The page where the episode is talked about."""

    name = "comments"
    parents = (ITEM,)
    key = "comments"
    text = URL
    source = f"{_SPEC}#ltcommentsgtSubelementOfLtitemgt"
    example = "https://tea.example/1?a=1&b=2#talk"


class Source(Tag):
    """The feed that an episode was taken from, and its name."""

    name = "source"
    parents = (ITEM,)
    key = "source"
    text = TEXT
    text_key = "title"
    text_required = False
    attributes = (Attribute("url", URL),)
    source = f"{_SPEC}#ltsourcegtSubelementOfLtitemgt"
    example: ClassVar[dict[str, str]] = {
        "title": "Jam & Cream",
        "url": "https://jam.example/feed.xml?a=1&b=2",
    }
