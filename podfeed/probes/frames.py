"""Streams of bare frames: MPEG audio (MP3) and ADTS (raw AAC). Found, walked, and counted.

A frame's header gives its length, so a whole file is followed from header to header. What
is counted is what a decoder puts out: samples, less the delay and padding of the encoder.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import TypeAlias

from podfeed.probes.facts import Source

Frame: TypeAlias = tuple[int, int, int]
"""Length in bytes, samples (of each channel), samples a second."""

Reader: TypeAlias = Callable[[bytes, int], Frame | None]
"""Reads the frame header at an offset; None if there is none."""

SEARCHED = 1 << 20
"""How far a first frame is searched for, in bytes."""

_CHUNK = 1 << 18
_HEADER = 7
_TAG_LIMIT = 100
_SYNC = re.compile(rb"\xff[\xe0-\xfe][\x10-\xef]")
_TRIES = 100_000
_NEAR = 1 << 14
_OVERLAP = 1 << 14
_GAPS = 100_000

_BITRATES = {  # (MPEG-1?, layer) → kbit/s by index 1–14
    (True, 1): range(32, 449, 32),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AAC_RATES = (
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
)  # fmt: skip


@cache
def _mpeg_frames() -> dict[bytes, Frame]:
    """Every valid start of an MPEG audio header (three bytes) and the frame it opens."""
    frames: dict[bytes, Frame] = {}
    for version, divisor in ((3, 1), (2, 2), (0, 4)):  # MPEG-1, 2, 2.5
        for layer in (1, 2, 3):
            samples = 384 if layer == 1 else 576 if layer == 3 and divisor > 1 else 1152
            for rate_index, base in enumerate((44100, 48000, 32000)):
                rate = base // divisor
                for index, kilobits in enumerate(_BITRATES[divisor == 1, layer], 1):
                    for padding in (0, 1):
                        slots = samples // 8 * kilobits * 1000 // rate
                        length = slots + padding
                        if layer == 1:
                            length = (12 * kilobits * 1000 // rate + padding) * 4
                        third = index << 4 | rate_index << 2 | padding << 1
                        second = 0xE0 | version << 3 | (4 - layer) << 1
                        for protection in (0, 1):
                            for private in (0, 1):
                                key = bytes((0xFF, second | protection, third | private))
                                frames[key] = (length, samples, rate)
    return frames


def mpeg(data: bytes, offset: int) -> Frame | None:
    """The frame of MPEG audio (MP3 and its elder layers) at an offset."""
    return _mpeg_frames().get(data[offset : offset + 3])


def adts(data: bytes, offset: int) -> Frame | None:
    """The ADTS frame (raw AAC) at an offset."""
    header = data[offset : offset + _HEADER]
    if len(header) < _HEADER or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return None
    index = header[2] >> 2 & 15
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    if index >= len(_AAC_RATES) or length <= _HEADER:
        return None
    return length, 1024 * ((header[6] & 3) + 1), _AAC_RATES[index]


def first(source: Source, end: int) -> tuple[int, Reader] | None:
    """Where the first frame begins, at or behind the source's start, and which kind it is.

    A header alone may be chance, so others must follow it at the right distance, up to the
    end of the audio. Behind junk more of them are asked for. Only a megabyte is searched.
    """
    for reader in (mpeg, adts):
        if _chained(source.head, 0, reader, source.start, end, 3):
            return source.start, reader
    return _search(source.read(source.start, SEARCHED), source.start, (mpeg, adts), end)


def _search(
    data: bytes, base: int, readers: tuple[Reader, ...], end: int
) -> tuple[int, Reader] | None:
    """The first chain of frames in bytes that lie at ``base``."""
    for match in islice(_SYNC.finditer(data), _TRIES):
        for reader in readers:
            if _chained(data, match.start(), reader, base, end, 5):
                return base + match.start(), reader
    return None


def _resync(source: Source, begin: int, reader: Reader, end: int) -> int | None:
    """Where frames go on behind bytes that are none, or None if they do not."""
    position, size = begin, _NEAR
    while position < end:
        data = source.read(position, min(size + _OVERLAP, end - position))
        found = _search(data, position, (reader,), end)
        if found:
            return found[0]
        position, size = position + size, SEARCHED
    return None


def _chained(data: bytes, offset: int, reader: Reader, base: int, end: int, wanted: int) -> bool:
    kind = None
    for number in range(wanted):
        found = reader(data, offset)
        if found is None or (kind is not None and found[1:] != kind):
            return False
        kind = found[1:]
        offset += found[0]
        if base + offset == end and number:
            return True
        if offset + _HEADER > len(data):  # the window ends before the next header
            return number > 0
    return True


@dataclass(slots=True)
class Walk:
    """What lies between the first frame and the end.

    ``gap`` is the widest run of bytes between frames that belongs to none: then only decoding
    tells the length. ``incomplete`` says that the last frame lacks bytes, or that far more
    than tags lies behind it.
    """

    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    bytes: int = 0
    gap: int = 0
    incomplete: bool = False

    @property
    def duration(self) -> float:
        """Seconds in whole frames."""
        return sum(n * samples / rate for (samples, rate), n in self.counts.items())

    @property
    def decodable(self) -> bool:
        """Whether a decoder may be asked: it keeps a gap in memory, so none may be wide."""
        return self.gap <= SEARCHED

    @property
    def doubtful(self) -> bool:
        """Whether a decoder would count otherwise: at gaps, and where the pace changes."""
        return self.gap > 0 or len(self.counts) > 1


def walk(source: Source, begin: int, end: int, reader: Reader) -> Walk:
    """Follow the frames from ``begin`` to ``end``, in memory that does not grow with the file."""
    seen = Walk()
    counts, gaps = seen.counts, 0
    position, base, data = begin, begin, b""
    while position < end:
        if position - base + _HEADER > len(data):
            base, data = position, source.read(position, min(_CHUNK, end - position))
        found = reader(data, position - base)
        if found is None:
            gaps += 1
            further = _resync(source, position, reader, end) if gaps <= _GAPS else None
            if further is None:
                rest = end - position
                partial = data[position - base : position - base + 1] == b"\xff"
                seen.incomplete = rest > SEARCHED or (rest < _HEADER and partial)
                if gaps > _GAPS:  # what lies further on is not known
                    seen.gap = max(seen.gap, rest)
                break
            seen.gap = max(seen.gap, further - position)
            position, base, data = further, further, b""
            continue
        length, samples, rate = found
        if position + length > end:
            seen.incomplete = True
            break
        counts[samples, rate] = counts.get((samples, rate), 0) + 1
        seen.bytes += length
        position += length
    return seen


def ends_whole(tail: bytes, like: bytes) -> bool:
    """Whether some frame of the same kind as ``like`` (its header) ends where ``tail`` ends.

    A file whose end was never written has the right size and zeros for an end.
    """
    second = like[1] & 0xFE
    at = len(tail)
    while (at := tail.rfind(b"\xff", 0, at)) >= 0:
        found = mpeg(tail, at)
        if found and at + found[0] == len(tail) and tail[at + 1] & 0xFE == second:
            return True
    return False


def end_of_audio(source: Source) -> int:
    """Where the audio ends and tags at the end of the file (ID3v1, APEv2, Lyrics3) begin."""
    end = source.size
    for _ in range(_TAG_LIMIT):
        if end <= source.start:
            break
        tail = source.read(max(source.start, end - 160), min(160, end - source.start))
        size = _tag_at_end(tail)
        if not size or size > end - source.start:
            break
        end -= size
    return end


def _tag_at_end(tail: bytes) -> int:
    """The size of the tag that ends where ``tail`` ends, or 0."""
    if tail[-128:-125] == b"TAG":
        return 128
    if tail[-32:-24] == b"APETAGEX":
        size = int.from_bytes(tail[-20:-16], "little")
        return size + 32 * (tail[-9] >> 7)  # the footer is counted, the header is not
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if tail[-10:-7] == b"3DI":
        return id3_size(b"ID3" + tail[-7:])
    return 0


def id3_size(header: bytes) -> int:
    """The size of the ID3v2 tag that this ten-byte header opens, or 0 if it opens none."""
    if header[:3] != b"ID3" or len(header) < 10 or max(header[6:10]) > 127:
        return 0
    size = header[6] << 21 | header[7] << 14 | header[8] << 7 | header[9]
    return size + (20 if header[5] & 0x10 else 10)
