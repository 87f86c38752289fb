"""An episode, and what may be said of one in XML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field

from podfeed.models.base import Model, Number, Text
from podfeed.models.media import Alternative, Artwork, Audio, Chapter, ChapterFile, Transcript
from podfeed.values import Url


def _fragment(text: str) -> str:
    from podfeed.tags.fragments import parse_fragment

    parse_fragment(text)
    return text


def _whole_item(text: str) -> str:
    from podfeed.tags.fragments import parse_fragment

    if [one.tag for one in parse_fragment(text)] != ["item"]:
        raise ValueError("is not one <item>: write the whole of it")
    return text


EpisodeType: TypeAlias = Literal["full", "trailer", "bonus"]
"""What itunes:episodeType may say."""

Xml: TypeAlias = Annotated[str, AfterValidator(_fragment)]
"""One element or several as XML, written into the feed as they are."""

WholeItem: TypeAlias = Annotated[str, AfterValidator(_whole_item)]
"""An ``<item>`` as XML, written into the feed as it is."""


class Episode(Model):
    """One episode.

    ``elements`` holds what the vocabulary of the feed has beyond the other fields: the value of
    each further tag, as its ``parse`` gives it, by its key in YAML. ``xml`` is written as it is.

    ``index`` is its place in the sources, and its name in ``Origins``. ``number`` is
    derived (oldest = 1) unless ``numbered``; a derived one never matches anything and is
    published only if the show asks for it. ``guid``, ``published`` and ``slug`` are None
    until identity has set them. A ``draft`` is in no feed, whatever its date. ``notes`` are
    Markdown or HTML as written, and the HTML that apps get once they have been cleaned. ``formats``
    are other recordings of it; None if the sources do not say which, so that those of its name are
    taken.
    """

    index: int
    title: Text
    description: str = ""
    notes: Text | None = None
    number: Number | None = None
    numbered: bool = False
    season: Number | None = None
    type: EpisodeType = "full"
    explicit: bool | None = None
    author: Text | None = None
    link: Url | None = None
    image: Artwork | None = None
    audio: Audio | None = None
    formats: tuple[Alternative, ...] | None = None
    published: datetime | None = None
    guid: Text | None = None
    slug: str | None = None
    block: bool = False
    draft: bool = False
    elements: Mapping[str, Any] = Field(default_factory=dict)
    xml: tuple[Xml, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    chapter_file: ChapterFile | None = None
    transcripts: tuple[Transcript, ...] = ()
