"""References to other feeds: shows that are recommended, and who publishes this one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import HTTPS, UUID_TEXT
from podfeed.tags.names import CHANNEL, PODCAST, label
from podfeed.tags.podcast.forms import DOCS, MEDIUM
from podfeed.tags.problems import Problem, ProblemKind
from podfeed.tags.shapes import TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

PODROLL = "podcast:podroll"
PUBLISHER = "podcast:publisher"
SPLIT = "podcast:valueTimeSplit"


class Podroll(Tag):
    """Other shows that this one recommends.

    Listeners find what the people they like to hear like to hear.
    """

    name = "podroll"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "podroll"
    source = f"{DOCS}/podroll.md"
    example: ClassVar[list[dict[str, str]]] = [
        {"feed_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "title": "Jam & Cream"},
        {"feed_guid": "9b024349-ccf0-5f69-a609-6b82873eab3c"},
    ]


class Publisher(Tag):
    """The feed of who publishes the show; that feed names the show in return.

    A listener sees all shows of one house, and cannot be misled, as both sides say so.
    """

    name = "publisher"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "publisher"
    source = f"{DOCS}/publisher.md"
    example: ClassVar[dict[str, str]] = {
        "feed_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        "feed_url": "https://tea.example/feeds/house.xml?a=1&b=2",
        "medium": "publisher",
    }


class RemoteItem(Tag):
    """A feed, or one item of a feed, that is somewhere else, named by its guid.

    The guid holds good even after that feed has moved, so that the listener's way there does
    too. ``medium`` is needed where the other is no podcast.
    """

    name = "remoteItem"
    ns = PODCAST
    parents = (CHANNEL, PODROLL, PUBLISHER, SPLIT)
    required_in = (PODROLL, PUBLISHER)
    key = "remote_items"
    keys: ClassVar[dict[str, str]] = {SPLIT: "remote_item"}
    multiple = True
    single_in = (PUBLISHER, SPLIT)
    attributes = (
        Attribute("feedGuid", UUID_TEXT),
        Attribute("feedUrl", HTTPS, required=False),
        Attribute("itemGuid", TEXT, required=False),
        Attribute("medium", MEDIUM, required=False, default="podcast"),
        Attribute("title", TEXT, required=False),
    )
    source = f"{DOCS}/remote-item.md"
    example: ClassVar[dict[str, str]] = {
        "feed_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        "feed_url": "https://jam.example/feeds/jam.xml?a=1&b=2",
        "item_guid": "jam & cream 1",
        "medium": "music",
        "title": "Jam & Cream",
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """A publisher is of the medium publisher; what is recommended is a whole show."""
        holder = element.getparent()
        name = label(str(holder.tag)) if holder is not None else ""
        if name == PUBLISHER:
            if (element.get("medium") or "").strip() != "publisher":
                message = f"the {cls.label} in {name} is not of the medium publisher"
                kind, remedy = ProblemKind.WRONG_VALUE, 'write medium="publisher"'
                yield Problem(kind, message, remedy, "medium")
            if element.get("feedUrl") is None:
                message = f"the {cls.label} in {name} is advised to have feedUrl"
                yield Problem(ProblemKind.MISSING_RECOMMENDED, message, "add feedUrl")
        elif name == PODROLL and element.get("itemGuid") is not None:
            message = f"the {cls.label} in {name} names one item, not a show"
            remedy = "take itemGuid out"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, remedy, "itemGuid")
