"""The elements of Apple's namespace that Apple no longer reads, and those that few use."""

from __future__ import annotations

from podfeed.tags.base import Tag
from podfeed.tags.forms import WHOLE_OR_ZERO, YES
from podfeed.tags.names import CHANNEL, ITEM, ITUNES
from podfeed.tags.shapes import TEXT, limited

_GUIDE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"
_OLD = "https://podcasters.apple.com/support/823-podcast-requirements"


class ShowTitle(Tag):
    """The name of the show, again. Apps take it from title."""

    name = "title"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "itunes_title"
    text = TEXT
    source = _GUIDE
    example = "Tea & Toast"


class Verification(Tag):
    """The word by which Apple makes sure that a show is claimed by who makes it."""

    name = "applepodcastsverify"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "apple_verify"
    text = TEXT
    source = _GUIDE
    example = "b9c0a1d0-4b7e-11ef-9b0a-0800200c9a66"


class Summary(Tag):
    """What the show or episode is about, as Apple once read it. Older apps still do.

    In YAML, `"{description}"` and `"{notes}"` stand for those texts once more.
    """

    name = "summary"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "summary"
    text = limited(4000)
    legacy = "write description"
    source = _OLD
    example = "How leaves become tea.\n\nWith five cups & a pot."


class Subtitle(Tag):
    """The show or episode in one line, as Apple once showed it. Older apps still do."""

    name = "subtitle"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "subtitle"
    text = limited(255)
    legacy = "write description"
    source = _OLD
    example = "Leaves & water"


class Keywords(Tag):
    """Words to be found by, with commas between. They were misused, and no app looks any more."""

    name = "keywords"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "keywords"
    text = limited(255)
    legacy = "leave it out; what is said in title and description is found"
    source = _OLD
    example = "tea, toast & more"


class Order(Tag):
    """The place of the episode in the list, once. Now its number and date decide."""

    name = "order"
    ns = ITUNES
    parents = (ITEM,)
    key = "order"
    text = WHOLE_OR_ZERO
    legacy = "write itunes:episode, with itunes:type serial"
    source = _OLD
    example = 3


class ClosedCaptioned(Tag):
    """Says that a video carries captions. Written only if it is so."""

    name = "isClosedCaptioned"
    ns = ITUNES
    parents = (ITEM,)
    key = "closed_captioned"
    text = YES
    legacy = "write podcast:transcript"
    source = _OLD
    example = True
