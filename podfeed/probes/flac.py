"""FLAC: its stated total checked against the packets, which state no sizes themselves."""

from __future__ import annotations

import re

from podfeed.probes import decoding
from podfeed.probes.facts import Measured, Source, bitrate, cut, cut_time, damaged, seconds, silent

_BLOCK_LIMIT = 10_000
_SYNC = re.compile(rb"\xff[\xf8\xf9]")
_CHUNK = 1 << 20
_BARE_LIMIT = 4  # in chunks; the longest frame that can be has two of them


def measure(source: Source) -> Measured:
    """The facts of a FLAC file. Raises Refused."""
    begin, info = _metadata(source)
    rate = int.from_bytes(info[10:13], "big") >> 4
    total = int.from_bytes(info[13:18], "big") & 0xF_FFFF_FFFF
    if not rate:
        raise damaged("its header states no sample rate")
    if begin >= source.size:
        if total:
            raise cut(seconds(total / rate), "no sound")
        raise silent("a FLAC file")
    _require_frames(source, begin)
    stated = total / rate
    duration, incomplete = stated, False
    walked = decoding.walk(source.file, "flac")
    if not total or not walked.sound_end or abs(walked.duration - stated) > 0.01:
        duration = decoding.count(source.file, "flac")
        incomplete = not walked.sound_end
    if total and duration < stated - 0.001:
        raise cut_time(stated, duration)
    if duration <= 0:
        raise silent("a FLAC file")
    return Measured(
        format="FLAC",
        codec="flac",
        duration=duration,
        bitrate=bitrate(source.size - begin, duration),
        sample_rate=rate,
        channels=(info[12] >> 1 & 7) + 1,
        stated=stated if total and duration > stated + 1 else None,
        incomplete=incomplete,
        metadata=begin,
    )


def _require_frames(source: Source, begin: int) -> None:
    """Raise Refused if a stretch has no mark of a frame: a decoder would keep it all in memory."""
    bare = 0
    for position in range(begin, source.size, _CHUNK):
        data = source.read(position, _CHUNK + 1)
        bare = 0 if _SYNC.search(data) else bare + 1
        if bare > _BARE_LIMIT:
            raise damaged(
                f"{bare * _CHUNK:,} bytes at {position - (bare - 1) * _CHUNK:,} hold no sound"
            )


def _metadata(source: Source) -> tuple[int, bytes]:
    """Where the sound begins, and the STREAMINFO block."""
    position, info = source.start + 4, b""
    for _ in range(_BLOCK_LIMIT):
        head = source.read(position, 4)
        if len(head) < 4:
            break
        size = int.from_bytes(head[1:], "big")
        if head[0] & 0x7F == 0 and not info:
            info = source.read(position + 4, 34)
        position += 4 + size
        if head[0] & 0x80:
            break
    if len(info) < 34:
        raise damaged("its header is incomplete")
    return position, info
