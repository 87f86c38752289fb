"""The links of Atom that stand in an RSS feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import CHANNEL, Attribute, Tag
from podfeed.tags.forms import URL
from podfeed.tags.names import ATOM

if TYPE_CHECKING:
    from lxml.etree import _Element


class SelfLink(Tag):
    """The address of the feed itself.

    An app that was handed the file by another way learns here where to look for more.
    """

    name = "link"
    ns = ATOM
    parents = (CHANNEL,)
    attributes = (Attribute("href", URL),)
    fixed: ClassVar[dict[str, str]] = {"rel": "self", "type": "application/rss+xml"}
    source = "https://www.rssboard.org/rss-profile#namespace-elements-atom-link"
    example = "https://tea.example/feeds/tea.xml"

    @classmethod
    def matches(cls, element: _Element) -> bool:
        """Whether the link says it is of the feed itself."""
        return super().matches(element) and element.get("rel") == "self"
