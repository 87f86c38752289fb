"""Tags, covers and chapters inside audio files, within bounds.

The only module that knows mutagen.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeAlias

import mutagen.id3
import mutagen.id3._frames

from podfeed.probes import decoding, labels
from podfeed.probes.facts import Measured, Source
from podfeed.probes.labels import Labels
from podfeed.probes.mp4 import INDEX_LIMIT

Reader: TypeAlias = Callable[[Source, Measured], Labels]
"""Reads the labels of one format."""

TAG_LIMIT = 16 << 20
"""The largest tags that are read, in bytes; a cover of 3000×3000 has a tenth of that."""


class TooLarge(Exception):  # noqa: N818 (an outcome, caught in one place)
    """Tags beyond what is read."""


def read(reader: Reader, source: Source, facts: Measured) -> Labels:
    """The labels of a file, by the reader of its format.

    Raises TooLarge, and whatever mutagen raises for damaged tags.
    """
    size = len(facts.tags) if facts.tags is not None else facts.metadata
    if size > (INDEX_LIMIT if facts.format in ("M4A", "MP4", "MOV") else TAG_LIMIT):
        raise TooLarge(f"they have {size:,} bytes")
    told = reader(source, facts)
    if facts.chapters:
        marks = decoding.marks(source.file, "mov")
        chapters = tuple(labels.chapter(mark.start, mark.title, end=mark.end) for mark in marks)
        told = told._replace(chapters=tuple(sorted(chapters, key=lambda one: one.start)))
    return told


def id3(source: Source, facts: Measured) -> Labels:
    """ID3 at the start or, in its old form, at the end; mutagen is asked only if there is one."""
    if source.start == 0 and b"TAG" not in source.read(max(0, source.size - 160), 160):
        return Labels()
    return _read_id3(source.file, facts.metadata)


def _read_id3(file: IO[bytes], size: int) -> Labels:
    file.seek(0)
    if size > _CROWDED and _crowded(file.read(size)):
        raise TooLarge("they have more frames than any player would read")
    file.seek(0)
    try:
        tags = mutagen.id3.ID3(file)  # type: ignore[no-untyped-call]
    except mutagen.id3.ID3NoHeaderError:
        return Labels()
    return labels.from_id3(tags)


_CROWDED = 1 << 18
_FRAME_LIMIT = 50_000


def _crowded(data: bytes) -> bool:
    """Whether a large tag is made of very many frames instead of a large picture."""
    names = re.finditer(rb"[A-Z][A-Z0-9]{3}\0" if data[3] > 2 else rb"[A-Z]{2}[A-Z0-9]\0", data)
    return sum(1 for _ in names) > _FRAME_LIMIT


class _BoundedZlib:
    """zlib for ID3 frames, which may be compressed: a small frame must not become gigabytes."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        reader = zlib.decompressobj()
        found = reader.decompress(data, 10 * len(data) + 64)
        if reader.unconsumed_tail:
            raise zlib.error("far larger than its frame")
        return found


vars(mutagen.id3._frames)["zlib"] = _BoundedZlib


def mp4(_source: Source, facts: Measured) -> Labels:
    """The item list of MP4; and, as the configuration of the codec tells it, the sample rate."""
    from mutagen.mp4 import MP4

    read: Any = MP4(BytesIO(facts.tags or b""))  # type: ignore[no-untyped-call]
    if read.info.codec in ("mp4a.6B", "mp4a.69"):
        facts.codec = "mp3"
    facts.sample_rate = read.info.sample_rate or facts.sample_rate
    return labels.from_mp4(read.tags or {})


def vorbis(source: Source, facts: Measured) -> Labels:
    """The Vorbis comments of Ogg, whatever codec it holds."""
    from mutagen.flac import Picture
    from mutagen.oggflac import OggFLAC
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    readers: dict[str, Callable[[Any], Any]] = {
        "opus": OggOpus,
        "vorbis": OggVorbis,
        "flac": OggFLAC,
    }
    source.file.seek(0)
    tags = readers[facts.codec](source.file).tags or {}
    pictures = [Picture(data) for data in labels.vorbis_pictures(tags)]  # type: ignore[no-untyped-call]
    return labels.from_vorbis(tags, pictures)


def flac(source: Source, _facts: Measured) -> Labels:
    """The Vorbis comments and pictures of a FLAC file."""
    from mutagen.flac import FLAC

    source.file.seek(0)
    read: Any = FLAC(source.file)  # type: ignore[no-untyped-call]
    return labels.from_vorbis(read.tags or {}, read.pictures)


def wav(_source: Source, facts: Measured) -> Labels:
    """The ID3 tags in a WAV file; where they are silent, its INFO list."""
    told = _read_id3(BytesIO(facts.tags), len(facts.tags)) if facts.tags else Labels()
    missing = {
        name: text
        for name, text in (facts.info or {}).items()
        if text and getattr(told.tags, name) is None
    }
    return told._replace(tags=told.tags.model_copy(update=missing))
