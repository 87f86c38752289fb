"""Podlove Simple Chapters: the chapters of an episode within the feed."""

from __future__ import annotations

from typing import ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import URI
from podfeed.tags.names import ITEM, PSC
from podfeed.tags.shapes import TEXT, Form, pattern
from podfeed.values import Duration

_SPEC = "https://podlove.org/simple-chapters/"
_CHAPTERS = "psc:chapters"


def _write_time(start: Duration) -> str:
    """As players take it: hours, minutes, seconds and thousandths.

    >>> _write_time(Duration(3661.5))
    '01:01:01.500'
    """
    minutes, thousandths = divmod(round(start * 1000), 60_000)
    seconds, thousandths = divmod(thousandths, 1000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{thousandths:03}"


TIME: Form[Duration] = Form(
    "a time such as 01:02:03.500",
    Duration.parse,
    _write_time,
    pattern(r"(?:(?:\d{1,3}:)?[0-5]?\d:)?[0-5]?\d(?:\.\d{1,9})?"),
)
"""Normal Play Time."""


class Chapters(Tag):
    """The chapters of the episode.

    Listeners see what comes and go there at once, in the apps that read no other kind.
    """

    name = "chapters"
    ns = PSC
    parents = (ITEM,)
    key = "simple_chapters"
    attributes = (Attribute("version", TEXT, required=False, default="1.0"),)
    source = _SPEC
    example: ClassVar[dict[str, object]] = {
        "version": "1.2",
        "chapters": [
            {"start": Duration(0), "title": "Milk & sugar"},
            {"start": Duration(3661.5), "title": "Lemon", "href": "https://tea.example/lemon"},
        ],
    }


class Chapter(Tag):
    """Where a chapter begins and what it is called, with a page and a picture of it."""

    name = "chapter"
    ns = PSC
    parents = (_CHAPTERS,)
    required_in = (_CHAPTERS,)
    key = "chapters"
    multiple = True
    attributes = (
        Attribute("start", TIME),
        Attribute("title", TEXT),
        Attribute("href", URI, required=False),
        Attribute("image", URI, required=False),
    )
    source = _SPEC
    example: ClassVar[dict[str, object]] = {
        "start": Duration(3661.5),
        "title": "Milk & sugar",
        "href": "https://tea.example/milk?a=1&b=2",
        "image": "https://tea.example/milk.jpg",
    }
