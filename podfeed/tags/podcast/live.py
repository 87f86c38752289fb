"""What is on air now, or will be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import URI
from podfeed.tags.names import CHANNEL, ITEM, LIVE_ITEM, PODCAST
from podfeed.tags.podcast.forms import DOCS, MOMENT
from podfeed.tags.problems import Problem, ProblemKind
from podfeed.tags.shapes import TEXT, choice
from podfeed.values import parse_date

if TYPE_CHECKING:
    from lxml.etree import _Element


class LiveItem(Tag):
    """A live stream: when it begins, whether it is on, and everything an episode may say.

    Apps tell listeners when it begins and play it. Its guid stays as long as it is the same
    stream.
    """

    name = "liveItem"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "live"
    multiple = True
    attributes = (
        Attribute("status", choice("pending", "live", "ended", exact=True)),
        Attribute("start", MOMENT),
        Attribute("end", MOMENT, recommended=True),
    )
    source = f"{DOCS}/live-item.md"
    example: ClassVar[dict[str, Any]] = {
        "status": "pending",
        "start": parse_date("2026-05-01T08:00:00Z", None),
        "end": parse_date("2026-05-01T09:30:00Z", None),
        "title": "Tea & Toast, live",
        "guid": "tea-live-1",
        "enclosure": {
            "url": "https://tea.example/live?a=1&b=2",
            "length": 0,
            "type": "audio/mpeg",
        },
        "people": [{"name": "Earl Grey", "role": "host"}],
        "alternatives": [{"type": "audio/mpeg", "sources": [{"uri": "https://tea.example/b"}]}],
        "content_links": [{"text": "Watch & chat", "href": "https://tea.example/watch"}],
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """It ends after it began."""
        start, end = element.get("start"), element.get("end")
        if not start or not end:
            return
        try:
            backwards = MOMENT.read(end) < MOMENT.read(start)
        except ValueError:
            return
        if backwards:
            message = f"{cls.label} ends before it starts"
            yield Problem(ProblemKind.WRONG_VALUE, message, "correct start or end", "end")


class ContentLink(Tag):
    """Another place where the episode or stream can be had, such as a page with video.

    Apps that cannot play the stream send the listener there. The text says where it leads.
    """

    name = "contentLink"
    ns = PODCAST
    parents = (ITEM,)
    required_in = (LIVE_ITEM,)
    key = "content_links"
    multiple = True
    text = TEXT
    text_required = False
    attributes = (Attribute("href", URI),)
    source = f"{DOCS}/content-link.md"
    example: ClassVar[dict[str, str]] = {
        "text": "Watch & chat",
        "href": "https://tea.example/watch?a=1&b=2",
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """Whoever is sent somewhere wants to know where."""
        if not (element.text or "").strip():
            message = f"{cls.label} does not say where it leads"
            yield Problem(ProblemKind.MISSING_RECOMMENDED, message, "write it as its text")
