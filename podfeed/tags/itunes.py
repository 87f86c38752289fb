"""The elements of Apple's namespace, which nearly every podcast app reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from lxml.etree import SubElement

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import CATEGORY, EMAIL, SECONDS, TRUE_FALSE, URL, WHOLE, YES
from podfeed.tags.names import CHANNEL, ITEM, ITUNES, LIVE_ITEM
from podfeed.tags.shapes import TEXT, choice
from podfeed.tags.writers import Writer
from podfeed.values import Category as Name

if TYPE_CHECKING:
    from lxml.etree import _Element

_GUIDE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"


class EpisodeTitle(Tag):
    """The title of the episode, without numbers, as Apple Podcasts shows it.

    podfeed writes the title of the episode; one of its own says here what else it is to be.
    """

    name = "title"
    ns = ITUNES
    parents = (ITEM,)
    key = "itunes_title"
    text = TEXT
    source = _GUIDE
    example = "Oolong & friends"


class Author(Tag):
    """Who makes the show, or this episode of it.

    Apps show it below the title, and listeners search for it.
    """

    name = "author"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "author"
    text = TEXT
    source = _GUIDE
    example = "Tea & Toast"


class Category(Tag):
    """A category of Apple Podcasts, or one of its subcategories: ``Arts > Food``.

    Listeners browse by it and charts are made of it. Apple takes the first for the main one.
    """

    name = "category"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "categories"
    multiple = True
    attributes = (Attribute("text", CATEGORY),)
    source = "https://podcasters.apple.com/support/1691-apple-podcasts-categories"
    example = Name("Arts > Food")

    @classmethod
    def single_part(cls) -> bool:
        """A category and its subcategory are one value."""
        return True

    @classmethod
    def only_child(cls) -> None:
        """The subcategory is no part of its own."""

    @classmethod
    def writer(cls) -> Writer:
        """Writes a subcategory inside its category."""
        qname = cls.qname

        def write(parent: _Element, value: Any) -> None:
            outer, inner = Name(value).parts
            element = SubElement(parent, qname, {"text": outer})
            if inner is not None:
                SubElement(element, qname, {"text": inner})

        return write

    @classmethod
    def read(cls, element: _Element) -> Any:
        """The category, or its first subcategory if it holds one."""
        return cls.read_all([element])[0]

    @classmethod
    def read_all(cls, elements: Iterable[_Element]) -> list[Any]:
        """One value for each subcategory, and one for each category without any."""
        found: list[Any] = []
        for element in elements:
            outer = element.get("text", "")
            inner = [child.get("text", "") for child in element.iterchildren(cls.qname)]
            found += [Name.parse(f"{outer} > {name}") for name in inner] or [Name.parse(outer)]
        return found


class Subcategory(Tag):
    """A subcategory, inside its category. It holds no further ones."""

    name = "category"
    ns = ITUNES
    parents = ("itunes:category",)
    multiple = True
    attributes = (Attribute("text", TEXT),)
    source = Category.source
    example = "Food"

    @classmethod
    def children(cls) -> tuple[type[Tag], ...]:
        """None, although it has the name of its parent."""
        return ()


class Explicit(Tag):
    """Whether the show or episode has words that are not for children.

    Where explicit content is barred, such as on a child's phone or in some countries, apps hide
    what says ``true``.
    """

    name = "explicit"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "explicit"
    text = TRUE_FALSE
    source = _GUIDE
    example = False


class Image(Tag):
    """The cover of the show or episode: square, 1400 to 3000 pixels, JPEG or PNG.

    It is what a listener sees on the phone's home screen. Some apps keep a cover for ever,
    so a new picture wants a new name.
    """

    name = "image"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "image"
    attributes = (Attribute("href", URL),)
    source = _GUIDE
    example = "https://tea.example/cover.jpg?v=2&s=3000"


class Type(Tag):
    """Whether the show is heard newest first (``episodic``) or in order (``serial``)."""

    name = "type"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "type"
    text = choice("episodic", "serial")
    source = _GUIDE
    example = "serial"


class Owner(Tag):
    """Who answers for the show, and their e-mail address.

    Spotify, YouTube and Amazon send the code there by which a show is claimed. The address
    is public.
    """

    name = "owner"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "owner"
    source = _GUIDE
    example: ClassVar[dict[str, str]] = {"name": "Tea & Toast", "email": "tea@tea.example"}


class OwnerName(Tag):
    """The name of who answers for the show."""

    name = "name"
    ns = ITUNES
    parents = ("itunes:owner",)
    key = "name"
    text = TEXT
    source = _GUIDE
    example = "Tea & Toast"


class OwnerEmail(Tag):
    """The e-mail address of who answers for the show."""

    name = "email"
    ns = ITUNES
    parents = ("itunes:owner",)
    required_in = ("itunes:owner",)
    key = "email"
    text = EMAIL
    source = _GUIDE
    example = "tea@tea.example"


class NewFeedUrl(Tag):
    """The new address of the feed after a move.

    Apps that read it follow the show to its new host and stay there.
    """

    name = "new-feed-url"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "new_feed_url"
    text = URL
    source = _GUIDE
    example = "https://new.example/feeds/tea.xml"


class Block(Tag):
    """Keeps the show or episode out of Apple Podcasts. Written only if it is so."""

    name = "block"
    ns = ITUNES
    parents = (CHANNEL, ITEM)
    key = "block"
    text = YES
    source = _GUIDE
    example = True


class Complete(Tag):
    """Says that no more episodes will come. Written only if it is so.

    Apps may then stop looking for new ones.
    """

    name = "complete"
    ns = ITUNES
    parents = (CHANNEL,)
    key = "complete"
    text = YES
    source = _GUIDE
    example = True


class Duration(Tag):
    """How long the recording lasts, in whole seconds.

    Listeners choose by it what fits their way to work.
    """

    name = "duration"
    ns = ITUNES
    parents = (ITEM,)
    key = "audio"
    keys: ClassVar[dict[str, str]] = {LIVE_ITEM: "duration"}
    text = SECONDS
    source = _GUIDE
    example = 3661


class Season(Tag):
    """The number of the season that the episode belongs to."""

    name = "season"
    ns = ITUNES
    parents = (ITEM,)
    key = "season"
    text = WHOLE
    source = _GUIDE
    example = 2


class Episode(Tag):
    """The number of the episode, within its season if there are seasons.

    Serial shows are played in this order.
    """

    name = "episode"
    ns = ITUNES
    parents = (ITEM,)
    key = "number"
    text = WHOLE
    source = _GUIDE
    example = 21


class EpisodeType(Tag):
    """Whether it is a whole episode (``full``), a ``trailer`` or a ``bonus``.

    Apps offer the trailer to those who have never heard the show.
    """

    name = "episodeType"
    ns = ITUNES
    parents = (ITEM,)
    key = "type"
    text = choice("full", "trailer", "bonus")
    source = _GUIDE
    example = "trailer"
