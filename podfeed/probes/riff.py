"""WAV: RIFF, RF64 and BW64, chunk by chunk."""

from __future__ import annotations

from podfeed.probes import decoding
from podfeed.probes.facts import (
    Measured,
    Refused,
    Source,
    bitrate,
    cut,
    cut_time,
    damaged,
    silent,
)

_LINEAR = {1: "pcm", 3: "pcm", 6: "alaw", 7: "mulaw"}
_EXTENSIBLE = 0xFFFE
_CHUNK_LIMIT = 10_000
_UNKNOWN = 0x7FFFF000
"""From here up, a size of data beyond the file's end is what programs write to a pipe."""

_INFO = {"INAM": "title", "IART": "artist", "IPRD": "album", "ICRD": "date", "ICMT": "comment"}


def measure(source: Source) -> Measured:
    """The facts of a WAV file. Raises Refused."""
    large = source.head[:4] in (b"RF64", b"BW64")
    chunks: dict[bytes, tuple[int, int]] = {}
    info: dict[str, str] = {}
    long_data = 0
    position = source.start + 12
    for _ in range(_CHUNK_LIMIT):
        head = source.read(position, 8)
        if len(head) < 8:
            break
        kind, size, body = head[:4], int.from_bytes(head[4:], "little"), position + 8
        if kind == b"ds64":
            long_data = int.from_bytes(source.read(body + 8, 8), "little")
        if kind == b"data" and large and size == 0xFFFFFFFF:
            size = long_data
        if kind == b"LIST" and size <= 1 << 20:
            info |= _info(source.read(body, size))
        chunks.setdefault(kind.lower(), (body, size))
        if kind == b"data" and (size == 0 or body + size > source.size):
            break
        position = body + size + size % 2
    if b"fmt " not in chunks:
        raise damaged("it has no fmt chunk")
    if b"data" not in chunks:
        raise cut("sound", "none")
    return _facts(source, chunks, info, large=large)


def _facts(
    source: Source,
    chunks: dict[bytes, tuple[int, int]],
    info: dict[str, str],
    *,
    large: bool,
) -> Measured:
    form = source.read(chunks[b"fmt "][0], min(40, chunks[b"fmt "][1]))
    if len(form) < 16:
        raise damaged("its fmt chunk is too short")
    tag = int.from_bytes(form[:2], "little")
    if tag == _EXTENSIBLE and len(form) >= 26:
        tag = int.from_bytes(form[24:26], "little")
    channels = int.from_bytes(form[2:4], "little")
    rate = int.from_bytes(form[4:8], "little")
    average = int.from_bytes(form[8:12], "little")
    block = int.from_bytes(form[12:14], "little")
    begin, size = chunks[b"data"]
    held = source.size - begin
    whole = int.from_bytes(source.head[4:8], "little") + 8 == source.size
    piped = not whole and (size == 0 or (size >= _UNKNOWN and size > held and not large))
    linear = tag in _LINEAR and block and rate
    if not piped and size > held:
        raise _cut(size, held, block * rate if linear else average)
    sound = held if piped else size
    duration = sound // block / rate if linear else decoding.walk(source.file, "wav").duration
    if duration <= 0:
        raise silent("a WAV file")
    tags = chunks.get(b"id3 ", (0, 0))
    id3 = source.read(*tags) if 0 < tags[1] <= 16 << 20 else None
    return Measured(
        format="WAV",
        codec=_LINEAR.get(tag, f"wav 0x{tag:04x}"),
        duration=duration,
        bitrate=bitrate(sound, duration),
        sample_rate=rate or None,
        channels=channels or None,
        incomplete=bool(piped and linear and sound % block),
        tags=id3,
        info=info,
        metadata=tags[1],
    )


def _cut(size: int, held: int, pace: int) -> Refused:
    if pace and (size - held) / pace >= 0.1:
        return cut_time(size / pace, held / pace)
    return cut(f"{size:,} bytes of sound", f"{held:,}")


def _info(data: bytes) -> dict[str, str]:
    """The texts of a LIST chunk of kind INFO, by our names."""
    found: dict[str, str] = {}
    if data[:4] != b"INFO":
        return found
    at = 4
    while at + 8 <= len(data):
        name = data[at : at + 4].decode("latin-1")
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if name in _INFO:
            raw = data[at + 8 : at + 8 + size]
            found[_INFO[name]] = raw.split(b"\0")[0].decode("utf-8", "replace").strip()
        at += 8 + size + size % 2
    return found
