"""The enclosure of an item → what ``audio:`` says of a recording on another host."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from podfeed.findings import Kind, Severity
from podfeed.importing.addresses import make_absolute
from podfeed.probes.audio import TYPES
from podfeed.reader import is_recording
from podfeed.tags import rss
from podfeed.values import ByteSize, Duration, MediaType, Url

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.importing.reading import Original

NAME = "enclosure"

ENCLOSURE = Kind(
    "IMP014",
    "enclosure-mended",
    Severity.WARNING,
    """An enclosure without a type, or with a length that is no number.

    By the type an app chooses its player, and the length tells how much there is to download. The
    type was taken from the end of the address, and a length that is not known is written as 0.
    """,
)


class NotAnEpisodeError(Exception):
    """Why an item is kept as it is."""


def choose(original: Original, item: _Element) -> tuple[_Element, list[_Element]]:
    """The first enclosure that can be played, and the others. Raises NotAnEpisodeError."""
    listed = list(item.iterchildren(NAME))
    if not listed:
        raise NotAnEpisodeError("has no enclosure")
    reason = ""
    for one in listed:
        make_absolute(original, one, rss.Enclosure)
        problem = _unplayable(one)
        if problem is None:
            return one, [other for other in listed if other is not one]
        reason = reason or problem
    raise NotAnEpisodeError(reason)


def _unplayable(enclosure: _Element) -> str | None:
    """Why no app could play an enclosure; None if one could."""
    address = enclosure.get("url", "").strip()
    try:
        Url.parse(address)
    except ValueError:
        return f'has an enclosure without a web address: "{address[:100]}"'
    kind = _kind(enclosure)
    if kind is None:
        return "has an enclosure of which nothing tells the type"
    return None if is_recording(kind) else f"has an enclosure of the type {kind}"


def _kind(enclosure: _Element) -> str | None:
    """The type of an enclosure, as it is declared, or as its address ends."""
    try:
        return str(MediaType.parse(enclosure.get("type", "")))
    except ValueError:
        path = urlsplit(enclosure.get("url", "").strip()).path
        return TYPES.get(PurePosixPath(unquote(path)).suffix.lower())


def audio_of(original: Original, enclosure: _Element, duration: Duration | None) -> dict[str, Any]:
    """What ``audio:`` says of a recording on another host."""
    written, stated = enclosure.get("type"), enclosure.get("length", "").strip()
    kind = _kind(enclosure)
    audio: dict[str, Any] = {"url": str(Url.parse(enclosure.get("url", ""))), "type": kind}
    length = int(stated) if re.fullmatch(r"\d{1,18}", stated, re.ASCII) else None
    if length is None and stated:
        length = _size(stated)
        words = f"an enclosure has the length {stated[:40]!r}"
        told = f"{length} is written" if length is not None else "0 is written"
        original.tell(ENCLOSURE, enclosure, words, remedy=told)
    if written is None or written.partition(";")[0].strip().lower() != kind:
        words = f"an enclosure has the type {written!r}" if written else "an enclosure has no type"
        original.tell(ENCLOSURE, enclosure, words, remedy=f"{kind} is written")
    # A length of 0 stands for one that nobody knows, and is what is written for such.
    audio["length"] = length or 0
    if duration is not None:
        audio["duration"] = str(Duration(round(duration)))
    return audio


def _size(stated: str) -> int | None:
    """A length in words, such as 12 MB or 1,234."""
    try:
        return int(ByteSize.parse(stated))
    except ValueError:
        return None
