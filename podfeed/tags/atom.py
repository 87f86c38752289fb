"""The links of Atom that stand in an RSS feed: one element, told apart by ``rel``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import BYTES, LANGUAGE, MEDIA_TYPE, URI, URL
from podfeed.tags.names import ATOM, CHANNEL, ITEM, qualified
from podfeed.tags.shapes import TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROFILE = "https://www.rssboard.org/rss-profile#namespace-elements-atom-link"
_PAGING = "https://www.rfc-editor.org/rfc/rfc5005#section-3"


class _Relation(Tag):
    """A link of one relation, whose address is all that it says."""

    tolerated = ("type", "title", "hreflang", "length")

    @classmethod
    def matches(cls, element: _Element) -> bool:
        """Whether the link has the relation that this one is for."""
        return super().matches(element) and element.get("rel") == cls.fixed["rel"]


class SelfLink(_Relation):
    """The address of the feed itself.

    An app that was handed the file by another way learns here where to look for more.
    """

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "self", "type": "application/rss+xml"}
    source = _PROFILE
    example = "https://tea.example/feeds/tea.xml"


class Hub(_Relation):
    """The WebSub hub that tells subscribers of a new episode at once.

    Apps that listen there need not ask again and again, and have the episode within seconds.
    """

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    key = "hubs"
    multiple = True
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "hub"}
    source = "https://www.w3.org/TR/websub/#discovery"
    example = "https://hub.example/?a=1&b=2"


class FirstPage(_Relation):
    """The page of a long feed that holds the newest episodes."""

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "first"}
    source = _PAGING
    example = "https://tea.example/feeds/tea.xml"


class LastPage(_Relation):
    """The page of a long feed that holds the oldest episodes."""

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "last"}
    source = _PAGING
    example = "https://tea.example/feeds/tea-1.xml"


class NextPage(_Relation):
    """The page of a long feed that goes on with older episodes.

    Apps that follow it show the whole show; others know the first page alone.
    """

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "next"}
    source = _PAGING
    example = "https://tea.example/feeds/tea-2.xml"


class PreviousPage(_Relation):
    """The page of a long feed that holds newer episodes. Some feeds write ``prev``."""

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "previous"}
    source = _PAGING
    example = "https://tea.example/feeds/tea-3.xml"

    @classmethod
    def matches(cls, element: _Element) -> bool:
        """Whether the relation is previous, by either of its names."""
        return super().matches(element) or (
            qualified(str(element.tag)) == cls.qname and element.get("rel") == "prev"
        )


class Link(Tag):
    """Any other page or file that belongs to the show or episode; ``rel`` says how.

    ``alternate`` is the same as a web page, ``payment`` a way to give money, ``replies`` what
    others say about it.
    """

    name = "link"
    ns = ATOM
    parents = (CHANNEL, ITEM)
    key = "links"
    multiple = True
    attributes = (
        Attribute("href", URI),
        Attribute("rel", TEXT, required=False, default="alternate"),
        Attribute("type", MEDIA_TYPE, required=False),
        Attribute("hreflang", LANGUAGE, required=False, key="language"),
        Attribute("title", TEXT, required=False),
        Attribute("length", BYTES, required=False),
    )
    source = "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7"
    example: ClassVar[dict[str, object]] = {
        "href": "https://tea.example/de/?a=1&b=2",
        "rel": "alternate",
        "type": "text/html",
        "language": "de",
        "title": "Tee & Toast",
        "length": 1234,
    }

    @classmethod
    def matches(cls, element: _Element) -> bool:
        """Whether the link is of none of the relations that have a tag of their own."""
        rel = element.get("rel")
        return super().matches(element) and rel not in _SPECIAL


_SPECIAL = frozenset(("self", "hub", "first", "last", "next", "previous", "prev"))
