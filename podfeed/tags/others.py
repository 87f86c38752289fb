"""Elements of other namespaces that podcast feeds carry: Dublin Core, syndication, Google Play."""

from __future__ import annotations

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import DATE, EMAIL, LANGUAGE, TRUE_FALSE, URL, WHOLE, YES
from podfeed.tags.names import CHANNEL, DC, GOOGLEPLAY, ITEM, SY
from podfeed.tags.shapes import TEXT, choice
from podfeed.values import parse_date

_TERMS = "https://www.dublincore.org/specifications/dublin-core/dcmi-terms/"
_SYNDICATION = "https://web.resource.org/rss/1.0/modules/syndication/"
_PLAY = "https://support.google.com/podcast-publishers/answer/9889544"
_GONE = "leave it out; Google's podcast apps are gone"


class Creator(Tag):
    """Who made the show or episode, by name. Readers of blogs show it."""

    name = "creator"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "creators"
    multiple = True
    text = TEXT
    source = f"{_TERMS}#creator"
    example = "Tea & Toast"


class Contributor(Tag):
    """Who helped to make the show or episode, by name."""

    name = "contributor"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "contributors"
    multiple = True
    text = TEXT
    source = f"{_TERMS}#contributor"
    example = "Jam & Cream"


class Publisher(Tag):
    """Who publishes the show or episode, by name."""

    name = "publisher"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "dc_publisher"
    text = TEXT
    source = f"{_TERMS}#publisher"
    example = "Pot & Kettle"


class Rights(Tag):
    """Who holds the rights, in words."""

    name = "rights"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "rights"
    text = TEXT
    source = f"{_TERMS}#rights"
    example = "Pot & Kettle, all rights reserved"


class Date(Tag):
    """When it came out. Podcast apps take pubDate."""

    name = "date"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "dc_date"
    text = DATE
    source = f"{_TERMS}#date"
    example = parse_date("2026-05-01T08:00:00Z", None)


class Language(Tag):
    """The language that is spoken. Podcast apps take it from the show's language."""

    name = "language"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "dc_language"
    text = LANGUAGE
    source = f"{_TERMS}#language"
    example = "pt-BR"


class Subject(Tag):
    """What the show or episode is about, in a word."""

    name = "subject"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "subjects"
    multiple = True
    text = TEXT
    source = f"{_TERMS}#subject"
    example = "tea & toast"


class Title(Tag):
    """The title once more, as Dublin Core has it."""

    name = "title"
    ns = DC
    parents = (CHANNEL, ITEM)
    key = "dc_title"
    text = TEXT
    source = f"{_TERMS}#title"
    example = "Tea & Toast"


class UpdatePeriod(Tag):
    """In what stretch of time the feed changes ``sy:updateFrequency`` times."""

    name = "updatePeriod"
    ns = SY
    parents = (CHANNEL,)
    key = "update_period"
    text = choice("hourly", "daily", "weekly", "monthly", "yearly")
    source = _SYNDICATION
    example = "weekly"


class UpdateFrequency(Tag):
    """How often the feed changes in that stretch of time. Podcast apps do not look."""

    name = "updateFrequency"
    ns = SY
    parents = (CHANNEL,)
    key = "updates_per_period"
    text = WHOLE
    source = _SYNDICATION
    example = 2


class UpdateBase(Tag):
    """A moment from which those stretches are counted."""

    name = "updateBase"
    ns = SY
    parents = (CHANNEL,)
    key = "update_base"
    text = DATE
    source = _SYNDICATION
    example = parse_date("2026-05-01T08:00:00Z", None)


class PlayAuthor(Tag):
    """Who makes the show, as Google Play read it."""

    name = "author"
    ns = GOOGLEPLAY
    parents = (CHANNEL, ITEM)
    key = "play_author"
    text = TEXT
    legacy = _GONE
    source = _PLAY
    example = "Tea & Toast"


class PlayOwner(Tag):
    """The e-mail address of who answers for the show, as Google Play read it."""

    name = "owner"
    ns = GOOGLEPLAY
    parents = (CHANNEL,)
    key = "play_owner"
    text = EMAIL
    legacy = _GONE
    source = _PLAY
    example = "tea@tea.example"


class PlayDescription(Tag):
    """What the show or episode is about, as Google Play read it."""

    name = "description"
    ns = GOOGLEPLAY
    parents = (CHANNEL, ITEM)
    key = "play_description"
    text = TEXT
    legacy = _GONE
    source = _PLAY
    example = "Leaves & water"


class PlayExplicit(Tag):
    """Whether there are words not for children, as Google Play read it."""

    name = "explicit"
    ns = GOOGLEPLAY
    parents = (CHANNEL, ITEM)
    key = "play_explicit"
    text = TRUE_FALSE
    legacy = _GONE
    source = _PLAY
    example = True


class PlayBlock(Tag):
    """Kept the show or episode out of Google Play. Written only if it is so."""

    name = "block"
    ns = GOOGLEPLAY
    parents = (CHANNEL, ITEM)
    key = "play_block"
    text = YES
    legacy = _GONE
    source = _PLAY
    example = True


class PlayImage(Tag):
    """The cover, as Google Play read it."""

    name = "image"
    ns = GOOGLEPLAY
    parents = (CHANNEL, ITEM)
    key = "play_image"
    attributes = (Attribute("href", URL),)
    legacy = _GONE
    source = _PLAY
    example = "https://tea.example/cover.jpg?a=1&b=2"


class PlayCategory(Tag):
    """The category of the show, as Google Play read it."""

    name = "category"
    ns = GOOGLEPLAY
    parents = (CHANNEL,)
    key = "play_categories"
    multiple = True
    attributes = (Attribute("text", TEXT),)
    legacy = _GONE
    source = _PLAY
    example = "Arts & crafts"
