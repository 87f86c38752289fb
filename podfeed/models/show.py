"""A show: who makes it, when it comes out, and its episodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, Field

from podfeed.models.base import AudioNames, Model, Text
from podfeed.models.episode import Episode, WholeItem, Xml
from podfeed.models.media import Artwork
from podfeed.values import Category, Language, TimeZone, Url


def _email(text: str) -> str:
    name, at, host = text.partition("@")
    if not (name and at and "." in host.strip(".")) or any(c.isspace() for c in text):
        raise ValueError(f'"{text}" is no e-mail address')
    return text


def _guid(text: str) -> str:
    try:
        if len(text) == 36 and str(UUID(text)) == text.lower():
            return text
    except ValueError:
        pass
    raise ValueError(f'"{text}" is no UUID: write one such as ead4c236-bf58-58c6-a2c6-a6b28d128cb6')


Medium: TypeAlias = Literal[
    "podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course",
    "mixed", "podcastL", "musicL", "videoL", "filmL", "audiobookL", "newsletterL", "blogL",
    "publisherL", "courseL",
]  # fmt: skip
"""What podcast:medium may say; those that end in L are lists of others."""


class Owner(Model):
    """Who answers for a show. Spotify, YouTube and Amazon send their claim code to ``email``."""

    name: Text
    email: Annotated[str, AfterValidator(_email)]


class Schedule(Model):
    """When episodes without a date of their own come out.

    ``first`` is wall time in the show's time zone, ``rule`` an RFC 5545 recurrence
    rule such as ``FREQ=WEEKLY;BYDAY=TU``; ``order`` says which episode takes the first slot.
    """

    first: str
    rule: Text
    order: Literal["oldest", "newest"] = "oldest"


class Ignored(Model):
    """A rule of ``podfeed check`` that is not to be told: a code or name, and why not."""

    code: Text
    reason: Text


class Check(Model):
    """What ``podfeed check`` is to know of a show or network."""

    ignore: tuple[Ignored, ...] = ()


class Show(Model):
    """A show with its episodes, in the order of its sources.

    ``slug`` is the name of its file below seeds/, and of its feed. ``notes``, ``elements`` and
    ``xml`` are as in an episode; ``items`` are whole items kept as XML, which take their place by
    their dates. ``page_size`` splits a long feed into pages of so many items. ``pages`` is whether
    there are web pages of it.
    """

    slug: str
    title: Text
    description: Text
    notes: Text | None = None
    author: Text
    language: Language
    categories: tuple[Category, ...] = Field(min_length=1)
    explicit: bool
    image: Artwork | None = None
    link: Url
    type: Literal["episodic", "serial"] = "episodic"
    owner: Owner | None = None
    copyright: Text | None = None
    guid: Annotated[str, AfterValidator(_guid)] | None = None
    locked: bool = True
    medium: Medium = "podcast"
    complete: bool = False
    block: bool = False
    new_feed_url: Url | None = None
    timezone: TimeZone | None = None
    schedule: Schedule | None = None
    numbering: Literal["stated", "derived"] = "stated"
    page_size: Annotated[int, Field(ge=10)] | None = None
    pages: bool = True
    chapters_in_notes: bool = True
    was: Text | None = None
    audio_names: AudioNames | None = None
    check: Check | None = None
    elements: Mapping[str, Any] = Field(default_factory=dict)
    xml: tuple[Xml, ...] = ()
    items: tuple[WholeItem, ...] = ()
    episodes: tuple[Episode, ...] = ()
