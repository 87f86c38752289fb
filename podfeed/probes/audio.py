"""Audio files → facts: type, length, duration, tags, cover, chapters.

Facts come from the bytes, never from the name. Durations are those of the decoded sound: a
header is believed where it agrees with the file in every byte it counts; otherwise frames and
packets are followed, and where they do not follow each other, the file is decoded.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Self

from pydantic import model_validator

from podfeed.errors import MediaError
from podfeed.files import open_regular
from podfeed.findings import Finding, Place, has_errors
from podfeed.models import Audio, Model
from podfeed.probes import containers, tagging
from podfeed.probes.facts import (
    EMPTY,
    INCOMPLETE_FRAME,
    LENGTH_MISSTATED,
    TAGS_UNREAD,
    UNREADABLE,
    WRONG_EXTENSION,
    Measured,
    Refused,
    Source,
    cut,
    damaged,
    seconds,
)
from podfeed.probes.frames import id3_size
from podfeed.probes.labels import Labels, Tags
from podfeed.values import ByteSize, Duration, MediaType


class Cover(Model):
    """The picture inside an audio file: its type, size in bytes, and size in pixels."""

    type: str
    bytes: int
    width: int
    height: int


class Probed(Model):
    """What a file turned out to be. ``audio`` is None if, and only if, a finding is an error.

    ``audio.path`` is not set: where the file lies in a workspace is for the caller to say.
    """

    audio: Audio | None = None
    tags: Tags = Tags()
    cover: Cover | None = None
    codec: str | None = None
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.audio is None) != has_errors(self.findings):
            raise ValueError("either facts, or an error that says why there are none")
        return self


@dataclass(frozen=True, slots=True)
class Format:
    """A format of audio: the media type by extension (the usual one first), and its tag reader.

    One container may go by several names, as MP4 does; the extension then picks the type, so
    that the two agree in the feed.
    """

    name: str
    types: Mapping[str, str]
    labels: tagging.Reader


def probe(path: Path, *, shown: str) -> Probed:
    """Measure an audio file. Whatever is wrong with it becomes a finding; nothing is raised."""
    return look(path, shown=shown)[0]


def look(path: Path, *, shown: str) -> tuple[Probed, Labels]:
    """Measure an audio file, and hand over its labels as well, with the bytes of its cover."""
    place = Place(shown)
    try:
        with open_regular(path, shown=shown) as file:
            suffix = os.path.splitext(shown)[1] or path.suffix  # noqa: PTH122 (half the cost)
            return _probe(file, suffix, place)
    except MediaError as reason:
        return Probed(findings=(UNREADABLE.of(reason, shown),)), Labels()
    except Refused as reason:
        return _refused(reason, place), Labels()
    except OSError as reason:
        words = os.strerror(reason.errno or 0).lower()
        finding = UNREADABLE.at(place, f"cannot be read to its end: {words}")
        return Probed(findings=(finding,)), Labels()
    except Exception as reason:  # noqa: BLE001 (hostile bytes may upset any of three libraries)
        return _refused(damaged(f"reading it fails ({type(reason).__name__})"), place), Labels()


def _refused(reason: Refused, place: Place) -> Probed:
    return Probed(findings=(reason.kind.at(place, reason.problem, remedy=reason.remedy),))


def _probe(file: IO[bytes], suffix: str, place: Place) -> tuple[Probed, Labels]:
    source = source_of(file)
    facts = containers.measure(source)
    format_ = FORMATS[facts.format]
    media_type = _type(format_, suffix)
    findings = _warnings(facts, place)
    told = Labels()
    try:
        told = tagging.read(format_.labels, source, facts)
    except Exception as reason:  # noqa: BLE001 (tags are no reason to lose an episode)
        problem = str(reason) if isinstance(reason, tagging.TooLarge) else type(reason).__name__
        findings.append(TAGS_UNREAD.at(place, f"its tags cannot be read: {problem}"))
    audio = Audio(
        type=media_type,
        length=ByteSize(source.size),
        duration=Duration(facts.duration),
        bitrate=facts.bitrate,
        sample_rate=facts.sample_rate,
        channels=facts.channels,
        chapters=told.chapters,
    )
    probed = Probed(
        audio=audio,
        tags=told.tags,
        cover=_cover(told.picture) if told.picture else None,
        codec=facts.codec,
        findings=tuple(findings),
    )
    return probed, told


def source_of(file: IO[bytes]) -> Source:
    """The open file, and where its bytes begin behind ID3v2 tags (there may be several)."""
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise Refused(EMPTY, "is empty", "export or copy the file again")
    head, start = file.read(4096), 0
    for _ in range(100):
        tag = id3_size(head)
        if not tag:
            break
        start += tag
        file.seek(start)
        head = file.read(4096)
    if start > size:
        raise cut(f"tags of {start:,} bytes", f"{size:,}")
    if start == size:
        raise Refused(EMPTY, "holds tags and no sound", "export or copy the file again")
    return Source(file, size, start, head)


def _type(format_: Format, suffix: str) -> MediaType:
    """The media type to write. Raises Refused if the extension is of another format."""
    found = format_.types.get(suffix.lower())
    if found is None:
        usual = next(iter(format_.types))
        called = f'is called "{suffix}"' if suffix else "has no extension"
        raise Refused(
            WRONG_EXTENSION,
            f"{called}, but its bytes are {format_.name}",
            f'rename it to end in "{usual}"',
        )
    return MediaType(found)


def _warnings(facts: Measured, place: Place) -> list[Finding]:
    found = []
    if facts.incomplete:
        found.append(
            INCOMPLETE_FRAME.at(
                place,
                "its last frame is incomplete, so the end may be missing",
                remedy="listen to the end; copy or export the file again",
            )
        )
    if facts.stated is not None:
        found.append(
            LENGTH_MISSTATED.at(
                place,
                f"its header states {seconds(facts.stated)}, but {seconds(facts.duration)} "
                "are heard",
                remedy="join or cut recordings in an audio editor, or rewrite the header",
            )
        )
    return found


def _cover(picture: bytes) -> Cover | None:
    return _looked(picture) if len(picture) <= 1 << 20 else _look(picture)


def _look(picture: bytes) -> Cover | None:
    from podfeed.probes import artwork

    found = artwork.look(picture)
    if found is None:
        return None
    return Cover(
        type=found.type or "", bytes=len(picture), width=found.width or 0, height=found.height or 0
    )


_looked = lru_cache(maxsize=8)(_look)  # the episodes of a show often share one cover

FORMATS = {
    "MP3": Format("MP3", {".mp3": "audio/mpeg"}, tagging.id3),
    "AAC": Format("AAC", {".aac": "audio/aac"}, tagging.id3),
    "M4A": Format("M4A", {".m4a": "audio/x-m4a", ".mp4": "audio/mp4"}, tagging.mp4),
    "MP4": Format("MPEG-4 video", {".mp4": "video/mp4", ".m4v": "video/x-m4v"}, tagging.mp4),
    "MOV": Format("QuickTime", {".mov": "video/quicktime"}, tagging.mp4),
    "Opus": Format("Opus", {".opus": "audio/opus", ".ogg": "audio/ogg"}, tagging.vorbis),
    "Vorbis": Format("Ogg Vorbis", {".ogg": "audio/ogg", ".oga": "audio/ogg"}, tagging.vorbis),
    "Ogg FLAC": Format("FLAC in Ogg", {".oga": "audio/ogg", ".ogg": "audio/ogg"}, tagging.vorbis),
    "FLAC": Format("FLAC", {".flac": "audio/flac"}, tagging.flac),
    "WAV": Format("WAV", {".wav": "audio/wav"}, tagging.wav),
}
"""Every format that is read, by the name its reader gives it."""

TYPES = {suffix: kind for row in FORMATS.values() for suffix, kind in row.types.items()}
"""The media type that a name states by its suffix, for audio whose bytes are elsewhere."""
