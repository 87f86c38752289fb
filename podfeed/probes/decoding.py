"""FFmpeg, through PyAV: counts what a decoder puts out, and reads chapters. Imported when needed.

The container is always named, never guessed: FFmpeg knows formats that open other files.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from podfeed.probes.facts import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mark(NamedTuple):
    """A chapter as the container has it, in seconds."""

    start: float
    end: float
    title: str


class Walk(NamedTuple):
    """What the packets of a stream add up to; whether the last of them can be decoded."""

    duration: float
    bytes: int
    sound_end: bool


@contextmanager
def opened_with(file: IO[bytes], container: str) -> Iterator[Any]:
    """The file as a container of this name. Raises Refused, also for what is read later."""
    import av
    import av.error
    import av.logging

    av.logging.set_level(None)
    file.seek(0)
    try:
        with av.open(file, format=container, metadata_errors="replace") as opened:
            yield opened
    except (av.error.FFmpegError, ValueError, IndexError, OverflowError) as reason:
        raise damaged("no decoder can follow it") from reason


def stream_of(opened: Any) -> Any:
    """Its audio; its picture, if there is no audio. Raises Refused if there is neither."""
    streams = opened.streams.audio or opened.streams.video
    if not streams:
        raise damaged("it has no audio")
    return streams[0]


def count(file: IO[bytes], container: str) -> float:
    """Seconds that come out of the decoder. Raises Refused if nothing can be opened."""
    import av.error

    total: dict[int, int] = {}
    with opened_with(file, container) as opened:
        stream = stream_of(opened)
        packets = opened.demux(stream)
        while True:
            try:
                packet = next(packets)
                for frame in packet.decode():
                    total[frame.sample_rate] = total.get(frame.sample_rate, 0) + frame.samples
            except StopIteration:
                break
            except av.error.EOFError:
                break
            except av.error.InvalidDataError:
                continue
    return sum(samples / rate for rate, samples in total.items() if rate)


def walk(file: IO[bytes], container: str) -> Walk:
    """The packets of the audio (or of the picture, if there is no audio), added up."""
    import av.error

    duration, size, last = 0, 0, None
    with opened_with(file, container) as opened:
        stream = stream_of(opened)
        try:
            for packet in opened.demux(stream):
                if packet.size and not packet.is_discard:
                    duration += packet.duration or 0
                    size += packet.size
                    last = packet
        except av.error.InvalidDataError:
            last = None
        try:
            sound = bool(last is not None and last.decode())
        except av.error.FFmpegError:
            sound = False
        return Walk(float(duration * stream.time_base), size, sound)


def fingerprint(file: IO[bytes], container: str) -> str:
    """A digest of every packet of sound and moving picture: its bytes, its place, its length.

    Two files with the same one play the same, whatever their tags say. Raises Refused.
    """
    from av.stream import Disposition

    digest = hashlib.sha256()
    with opened_with(file, container) as opened:
        played = [*opened.streams.audio, *opened.streams.video]
        streams = [one for one in played if not one.disposition & Disposition.attached_pic]
        for packet in opened.demux(streams):
            if packet.size:
                unit = packet.stream.time_base
                times = [t and t * unit for t in (packet.pts, packet.dts, packet.duration)]
                digest.update(f"{packet.stream.type} {times} {packet.size}\n".encode())
                digest.update(packet)
    return digest.hexdigest()


def marks(file: IO[bytes], container: str) -> list[Mark]:
    """The chapters of a container: Nero's and QuickTime's in MP4."""
    with opened_with(file, container) as opened:
        return [
            Mark(
                float(chapter["start"] * chapter["time_base"]),
                float(chapter["end"] * chapter["time_base"]),
                str(chapter["metadata"].get("title", "")),
            )
            for chapter in opened.chapters()
        ]
