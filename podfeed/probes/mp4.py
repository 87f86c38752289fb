"""MP4, M4A and QuickTime: boxes followed, their tables compared with the bytes that are there."""

from __future__ import annotations

from podfeed.probes import decoding
from podfeed.probes.boxes import BOX_LIMIT, Index, head, read_index
from podfeed.probes.facts import (
    UNKNOWN_FORMAT,
    Measured,
    Refused,
    Source,
    bitrate,
    cut,
    cut_time,
    damaged,
    silent,
)

INDEX_LIMIT = 64 << 20
"""The largest moov box that is read: ten hours of video have 30 MB."""

_PICTURES = {b"jpeg", b"png ", b"mjpa", b"mjpb"}
_ENCRYPTED = {b"enca", b"encv", b"drms", b"drmi", b"p608"}
_CODECS = {b"mp4a": "aac", b".mp3": "mp3", b"Opus": "opus", b"fLaC": "flac", b"alac": "alac"}


def measure(source: Source) -> Measured:
    """The facts of an MP4 file. Raises Refused."""
    brand, index, fragments, overrun = outline(source)
    if index is None:
        if overrun:
            raise cut(f"{overrun:,} bytes and an index behind them", f"{source.size:,}")
        raise damaged("its index (moov) is missing")
    pictures = {number for track in index.tracks for number in track.chapters}
    sound = next((t for t in index.tracks if t.handler == b"soun"), None)
    moving = [
        track
        for track in index.tracks
        if track.handler == b"vide"
        and track.codec not in _PICTURES
        and track.number not in pictures
    ]
    played = [track for track in (sound, *moving) if track]
    if not played:
        raise damaged("it has neither an audio nor a video track")
    if any(track.codec in _ENCRYPTED for track in played):
        raise Refused(
            UNKNOWN_FORMAT,
            "is encrypted (DRM), so no podcast app can play it",
            "export it without protection",
        )
    main = sound or moving[0]
    format_ = "MOV" if brand == b"qt  " else "MP4" if moving else "M4A"
    if fragments:
        walked = decoding.walk(source.file, "mov")
        duration, promised = walked.duration, index.promised / (index.scale or 1)
    else:
        duration = max(track.duration(index.scale) for track in played)
        promised = duration
    needed = max(overrun, *(track.end() for track in index.tracks)) if index.tracks else overrun
    if needed > source.size or (fragments and promised > duration + 1):
        raise _cut(source, promised, needed)
    if duration <= 0:
        raise silent("an MP4 file")
    return Measured(
        format=format_,
        codec=_CODECS.get(main.codec, main.codec.decode("latin-1").strip().lower()),
        duration=duration,
        bitrate=bitrate(source.size - len(index.data), duration),
        sample_rate=sound.rate if sound else None,
        channels=sound.channels if sound else None,
        tags=index.data,
        chapters=index.nero or bool(pictures),
    )


def _cut(source: Source, promised: float, needed: int) -> Refused:
    try:
        held = decoding.walk(source.file, "mov").duration
    except Refused:
        held = 0
    if promised > held + 0.05:
        return cut_time(promised, held)
    return cut(f"{needed:,} bytes", f"{source.size:,}")


def outline(source: Source) -> tuple[bytes, Index | None, bool, int]:
    """The brand, the index, whether there are fragments, and where a box ends beyond the file."""
    brand, index, fragments, overrun = b"qt  ", None, False, 0
    position, count = source.start, 0
    while position + 8 <= source.size and count < BOX_LIMIT:
        count += 1
        kind, body, end = head(source.read(position, 16), position, source.size)
        if not (kind.isascii() and kind.replace(b" ", b"").isalnum()) or end < body:
            break  # padding behind the last box
        if end > source.size:
            overrun = end
        if kind == b"ftyp":
            brand = source.read(body, 4)
        elif kind == b"moof":
            fragments = True
        elif kind == b"moov" and index is None and not overrun:
            if end - position > INDEX_LIMIT:
                raise damaged(f"its index has {end - position:,} bytes")
            index = read_index(source.read(position, end - position))
        position = end
    if index and index.fragmented and not any(track.media for track in index.tracks):
        fragments = True
    return brand, index, fragments, overrun
