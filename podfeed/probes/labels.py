"""What an audio file says of itself: tags, cover and chapters, in plain types.

The readers take the tag objects of a tag library, or anything shaped like them, and import none.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from podfeed.models import Chapter, Model
from podfeed.values import Duration, Url


class Tags(Model):
    """The tags that a feed can use. ``number`` is the track, ``season`` the disc."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None
    number: int | None = None
    season: int | None = None
    date: str | None = None
    comment: str | None = None


class Labels(NamedTuple):
    """Tags, the bytes of the cover if there is one, and the chapters by their start."""

    tags: Tags = Tags()
    picture: bytes | None = None
    chapters: tuple[Chapter, ...] = ()


FRONT_COVER = 3
"""The type that ID3, FLAC and Ogg give a picture that is the front cover."""


def from_id3(tags: Any) -> Labels:
    """From ID3 frames, brought to version 2.4."""
    frames = _by_name(tags)
    return Labels(
        Tags(
            title=_id3_text(frames, "TIT2"),
            artist=_id3_text(frames, "TPE1"),
            album=_id3_text(frames, "TALB"),
            number=_number(_id3_text(frames, "TRCK")),
            season=_number(_id3_text(frames, "TPOS")),
            date=_id3_text(frames, "TDRC"),
            comment=_id3_comment(frames),
        ),
        _front(frames.get("APIC", [])),
        _id3_chapters(frames),
    )


def _by_name(tags: Any) -> dict[str, list[Any]]:
    """Frames by their four letters, in one pass: asking for each name costs a pass each time."""
    frames: dict[str, list[Any]] = {}
    for frame in tags.values():
        frames.setdefault(frame.FrameID, []).append(frame)
    return frames


def _id3_text(frames: dict[str, list[Any]], name: str) -> str | None:
    return _clean(frames[name][0].text) if name in frames else None


def _id3_comment(frames: dict[str, list[Any]]) -> str | None:
    """The comment without a description, or else any that iTunes did not put there for itself.

    FFmpeg writes it as a text of its own kind.
    """
    listed = [frame for frame in frames.get("COMM", []) if not frame.desc.startswith("iTun")]
    listed.sort(key=lambda frame: frame.desc != "")
    listed += [frame for frame in frames.get("TXXX", []) if frame.desc.lower() == "comment"]
    return _clean(listed[0].text) if listed else None


def _id3_chapters(frames: dict[str, list[Any]]) -> tuple[Chapter, ...]:
    """CHAP frames by start; where two start together, as the table of contents has them."""
    found = frames.get("CHAP", [])
    if not found:
        return ()
    tables = sorted(frames.get("CTOC", []), key=lambda table: not table.flags & 2)
    listed = [name for table in tables for name in table.child_element_ids]
    order = {name: place for place, name in reversed(list(enumerate(listed)))}
    found.sort(key=lambda one: (one.start_time, order.get(one.element_id, len(order))))
    return tuple(map(_id3_chapter, found))


def _id3_chapter(frame: Any) -> Chapter:
    inner = _by_name(frame.sub_frames)
    return chapter(
        frame.start_time / 1000,
        _id3_text(inner, "TIT2") or "",
        end=frame.end_time / 1000,
        url=next((link.url for link in inner.get("WXXX", [])), None),
    )


def from_vorbis(tags: Mapping[str, list[str]], pictures: Iterable[Any] = ()) -> Labels:
    """From Vorbis comments, as Opus, Vorbis and FLAC have them."""

    def text(*names: str) -> str | None:
        return next((found for name in names if (found := _clean(tags.get(name, ())))), None)

    return Labels(
        Tags(
            title=text("title"),
            artist=text("artist"),
            album=text("album"),
            number=_number(text("tracknumber")),
            season=_number(text("discnumber", "season")),
            date=text("date"),
            comment=text("comment", "description"),
        ),
        _front(pictures),
        _vorbis_chapters(tags),
    )


def vorbis_pictures(tags: Mapping[str, list[str]]) -> Iterable[bytes]:
    """The FLAC picture blocks that Ogg keeps in comments, decoded."""
    for text in tags.get("metadata_block_picture", ()):
        try:
            yield base64.b64decode(text, validate=True)
        except ValueError:
            continue


def _vorbis_chapters(tags: Mapping[str, list[str]]) -> tuple[Chapter, ...]:
    found = []
    for key in tags.keys():  # noqa: SIM118 (these mappings yield pairs when iterated)
        name = key.lower()
        if not re.fullmatch(r"chapter\d{1,4}", name):
            continue
        start = _clock(tags[key][0])
        if start is not None:
            title = _clean(tags.get(f"{name}name", ())) or ""
            found.append(chapter(start, title, url=_clean(tags.get(f"{name}url", ()))))
    return tuple(sorted(found, key=lambda one: one.start))


def _clock(text: str) -> float | None:
    try:
        return float(Duration.parse(text))
    except ValueError:
        return None


def from_mp4(tags: Mapping[str, Any]) -> Labels:
    """From the item list of MP4; chapters are not kept there."""

    def text(name: str) -> str | None:
        return _clean(tags.get(name, ()))

    def pair(name: str) -> int | None:
        return next((first for first, _ in tags.get(name, ()) if first > 0), None)

    season = next((number for number in tags.get("tvsn", ()) if number > 0), None)
    covers = tags.get("covr") or [None]
    return Labels(
        Tags(
            title=text("\xa9nam"),
            artist=text("\xa9ART"),
            album=text("\xa9alb"),
            number=pair("trkn"),
            season=season or pair("disk"),
            date=text("\xa9day"),
            comment=text("\xa9cmt") or text("desc"),
        ),
        bytes(covers[0]) if covers[0] else None,
    )


def chapter(
    start: float, title: str, *, end: float | None = None, url: str | None = None
) -> Chapter:
    """A chapter of an audio file; an address that is none is left out."""
    try:
        address = Url.parse(url) if url else None
    except ValueError:
        address = None
    length = Duration(end) if end is not None and end >= start else None
    return Chapter(start=Duration(max(0.0, start)), title=title, end=length, url=address)


def _front(pictures: Iterable[Any]) -> bytes | None:
    """The front cover, or else the first picture."""
    listed = [picture for picture in pictures if picture.data]
    listed.sort(key=lambda picture: picture.type != FRONT_COVER)
    return bytes(listed[0].data) if listed else None


def _clean(values: Any) -> str | None:
    """The first of the values that says something."""
    for value in values:
        text = str(value).replace("\0", " ").strip()
        if text:
            return text
    return None


def _number(text: str | None) -> int | None:
    """The number in ``3`` or ``3/12``.

    >>> [_number(text) for text in ("3/12", "07", "A1", None)]
    [3, 7, None, None]
    """
    match = re.match(r"\s*(\d{1,6})\s*(?:/|$)", text or "", re.ASCII)
    return int(match[1]) or None if match else None
