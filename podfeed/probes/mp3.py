"""MP3: its Xing, Info or VBRI header believed where it agrees with the bytes, else walked."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from podfeed.probes import decoding, frames
from podfeed.probes.facts import (
    UNKNOWN_FORMAT,
    Measured,
    Refused,
    Source,
    bitrate,
    cut,
    cut_time,
    silent,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the header frame states: frames and bytes that follow, samples not to be heard."""

    frames: int
    bytes: int
    trimmed: int


def stated(data: bytes) -> Stated | None:
    """The Xing, Info or VBRI header in the first frame, or None.

    Xing counts its own frame among the bytes, though some encoders do not.
    """
    mono = data[3] >> 6 == 3
    offset = 4 + ((17 if mono else 32) if data[1] & 8 else (9 if mono else 17))
    if data[offset : offset + 4] in (b"Xing", b"Info"):
        return _xing(data, offset)
    if data[36:40] == b"VBRI" and len(data) >= 54:
        size, count = struct.unpack_from(">II", data, 46)
        return Stated(count, size, 0)
    return None


def _xing(data: bytes, offset: int) -> Stated:
    flags = int.from_bytes(data[offset + 4 : offset + 8], "big")
    at = offset + 8
    values = []
    for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)):
        present = bool(flags & bit)
        values.append(int.from_bytes(data[at : at + 4], "big") if present else 0)
        at += size * present
    trimmed = 0
    if data[at : at + 4] in (b"LAME", b"Lavf", b"Lavc"):
        pair = int.from_bytes(data[at + 21 : at + 24], "big")
        trimmed = (pair >> 12) + (pair & 0xFFF)
    return Stated(values[0], values[1], trimmed)


def measure_stated(source: Source) -> Measured | None:
    """The facts of an MP3 whose first frame is a header; None if this is none. Raises Refused."""
    frame, header = _opening(source.head)
    if frame is None or header is None:
        return None
    span = source.start, frames.end_of_audio(source)
    return _measure_mp3(source, span, source.head, frame, header)


def measure(source: Source) -> Measured | None:
    """The facts of an MP3 or of raw AAC; None if these bytes are neither. Raises Refused."""
    plain = measure_stated(source)
    if plain is not None:
        return plain
    end = frames.end_of_audio(source)
    found = frames.first(source, end)
    if found is None:
        return None
    begin, reader = found
    if reader is not frames.mpeg:
        return _measure_aac(source, begin, end)
    head = source.head if begin == source.start else source.read(begin, 1024)
    frame, header = _opening(head)
    return _measure_mp3(source, (begin, end), head, frame, header) if frame else None


def _opening(head: bytes) -> tuple[frames.Frame | None, Stated | None]:
    """The frame that these bytes begin with, and the header in it."""
    frame = frames.mpeg(head, 0)
    return frame, stated(head) if frame else None


def _measure_mp3(
    source: Source, span: tuple[int, int], head: bytes, frame: frames.Frame, header: Stated | None
) -> Measured:
    """What is heard between the bytes of ``span``, which begin with ``head``. Raises Refused."""
    length, samples, rate = frame
    layer = 4 - (head[1] >> 1 & 3)
    facts = Measured(
        format="MP3",
        codec=f"mp{layer}",
        duration=0,
        bitrate=None,
        sample_rate=rate,
        channels=1 if head[3] >> 6 == 3 else 2,
        metadata=source.start,
    )
    if header and _agrees(source, header, span, head, frame):
        whole = header.frames * samples
        facts.duration = max(0, whole - header.trimmed) / rate
        facts.bitrate = bitrate(header.bytes - length, whole / rate)
    else:
        _count(source, facts, header, span, frame)
    if facts.duration <= 0:
        raise silent("an MP3")
    return facts


def _agrees(
    source: Source, header: Stated, span: tuple[int, int], head: bytes, frame: frames.Frame
) -> bool:
    """Whether the header's count of bytes is the file's, and its frames can be that many."""
    length, samples, rate = frame
    begin, end = span
    held = end - begin
    if not (header.frames and header.bytes) or header.bytes not in (held, held - length):
        return False
    average = header.bytes * 8 * rate / (header.frames * samples)
    if not 7_000 <= average <= 460_000:
        return False
    return frames.ends_whole(source.read(max(begin, end - 2048), min(held, 2048)), head)


def _count(
    source: Source,
    facts: Measured,
    header: Stated | None,
    span: tuple[int, int],
    frame: frames.Frame,
) -> None:
    """Fill in what walking, or where frames do not follow each other, decoding, finds."""
    begin, end = span
    length, samples, rate = frame
    first = begin + length if header else begin  # a header frame is not heard
    walked = frames.walk(source, first, end, frames.mpeg)
    trimmed = header.trimmed / rate if header else 0
    whole = walked.duration
    if walked.doubtful and walked.decodable:
        whole = decoding.count(source.file, "mp3") + trimmed
    facts.duration = max(0, whole - trimmed)
    facts.bitrate = bitrate(walked.bytes, whole)
    if header is None:
        facts.incomplete = walked.incomplete
        return
    held = length + walked.bytes
    claimed = header.frames * samples / rate
    # Some encoders count the header frame too; a count of bytes that is too high settles it.
    slack = 0.5 if header.bytes > held else 1.5
    if claimed and claimed > whole + slack * samples / rate:
        raise cut_time(claimed, whole)
    if not claimed and header.bytes > held + length:
        raise cut(f"{header.bytes:,} bytes", f"{held:,}")
    if claimed and abs(claimed - whole) > 1:
        facts.stated = claimed
    facts.incomplete = walked.incomplete


def _measure_aac(source: Source, begin: int, end: int) -> Measured | None:
    head = source.read(begin, 7)
    walked = frames.walk(source, begin, end, frames.adts)
    frame = frames.adts(head, 0)
    if frame is None:
        return None
    whole = walked.duration
    if walked.doubtful and walked.decodable:
        whole = decoding.count(source.file, "aac")
    if whole <= 0:
        raise silent("an AAC file")
    return Measured(
        format="AAC",
        codec="aac",
        duration=whole,
        bitrate=bitrate(walked.bytes, whole),
        sample_rate=frame[2],
        channels=((head[2] & 1) << 2 | head[3] >> 6) or None,
        incomplete=walked.incomplete,
        metadata=source.start,
    )


def refuse_free_format(source: Source) -> None:
    """Raise Refused for an MP3 of free format: no bit rate is stated, and no app plays it."""
    head = source.head
    if len(head) > 4 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 == 0:
        raise Refused(
            UNKNOWN_FORMAT,
            "is a free-format MP3, which apps do not play",
            "encode it with a usual bit rate, such as 128 kbit/s",
        )
