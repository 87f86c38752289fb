"""The elements of the podcast namespace (Podcasting 2.0)."""

from __future__ import annotations

from typing import ClassVar

from podfeed.tags.base import CHANNEL, Attribute, Tag
from podfeed.tags.forms import EMAIL, UUID_TEXT, YES_NO, choice
from podfeed.tags.names import PODCAST

_DOCS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags"

_MEDIA = (
    *("podcast", "music", "video", "film", "audiobook"),
    *("newsletter", "blog", "publisher", "course"),
)
MEDIUMS = (*_MEDIA, *(f"{medium}L" for medium in _MEDIA), "mixed")
"""What podcast:medium may say; those with L, and mixed, are lists of other feeds."""


class Guid(Tag):
    """The name of the show that never changes, whatever its address.

    By it directories and apps know the show again after it has moved.
    """

    name = "guid"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "guid"
    text = UUID_TEXT
    source = f"{_DOCS}/guid.md"
    example = "917393e3-1b1e-5cef-ace4-edaa54e1f810"


class Locked(Tag):
    """Whether other hosts are forbidden to take the show over.

    ``yes`` keeps strangers from moving the show, and its listeners, to an account of their own.
    ``owner`` is the address that may be asked.
    """

    name = "locked"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "locked"
    text = YES_NO
    text_key = "locked"
    attributes = (Attribute("owner", EMAIL, required=False),)
    source = f"{_DOCS}/locked.md"
    example: ClassVar[dict[str, object]] = {"locked": True, "owner": "tea@tea.example"}


class Medium(Tag):
    """What the feed holds: a podcast, music, an audiobook and so on.

    Apps choose by it how they show and play it.
    """

    name = "medium"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "medium"
    text = choice(*MEDIUMS)
    source = f"{_DOCS}/medium.md"
    example = "audiobook"
