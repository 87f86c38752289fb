"""Labels in MP4: items by mutagen, chapters by FFmpeg.

Chapters are written twice, as Nero's list and as a track of QuickTime, because players read one
or the other. For that the packets are copied into a new container; nothing is encoded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import mutagen.mp4

from podfeed.models import Chapter
from podfeed.probes.audio import source_of
from podfeed.probes.mp4 import outline
from podfeed.tagging.wanted import Wanted, picture_type, spans

library: Any = mutagen.mp4  # it has no types

_TEXTS = {"title": "\xa9nam", "show": "\xa9alb", "artist": "\xa9ART", "date": "\xa9day"}
_PAIRS = {"number": "trkn", "season": "disk"}
_COVERS = {"image/jpeg": library.MP4Cover.FORMAT_JPEG, "image/png": library.MP4Cover.FORMAT_PNG}
_MUXERS = {b"M4A ": "ipod", b"M4B ": "ipod", b"qt  ": "mov"}


class Unwritable(Exception):  # noqa: N818 (an outcome, caught in one place)
    """Chapters cannot be written into this file without losing something else."""


def write(path: Path, wanted: Wanted, labels: Collection[str], *, duration: float) -> None:
    """Change these labels in a file; all others stay. Raises Unwritable."""
    items: dict[str, Any] = dict(library.MP4(path).tags or {})
    if "chapters" in labels:
        _rewrap(path, wanted.chapters or (), duration)
    file: Any = library.MP4(path)
    if file.tags is None:
        file.add_tags()
    file.tags.clear()
    file.tags.update(items)
    for label, name in _TEXTS.items():
        if label in labels:
            file.tags[name] = [getattr(wanted, label)]
    for label, name in _PAIRS.items():
        if label in labels:
            total = next((pair[1] for pair in items.get(name, [])), 0)
            number = getattr(wanted, label)
            file.tags[name] = [(number, total if total >= number else 0)]
    if "season" in labels and "tvsn" in items:
        file.tags["tvsn"] = [wanted.season]
    if "cover" in labels:
        data = wanted.cover or b""
        others = list(items.get("covr", []))[1:]
        file.tags["covr"] = [library.MP4Cover(data, _COVERS[picture_type(data) or ""]), *others]
    file.save()


def _rewrap(path: Path, chapters: Sequence[Chapter], duration: float) -> None:
    """Copy the packets into a new container with these chapters, and put it in the file's place."""
    import av
    import av.error
    from av.stream import Disposition

    open_: Any = av.open  # its types do not tell reading from writing here

    with path.open("rb") as file:
        brand, index, *_ = outline(source_of(file))
    tables = {number for track in index.tracks for number in track.chapters} if index else set()
    marks: Any = [
        {
            "id": number,
            "start": start,
            "end": end,
            "time_base": Fraction(1, 1000),
            "metadata": {"title": chapter.title},
        }
        for number, (start, end, chapter) in enumerate(spans(chapters, duration))
    ]
    fresh = path.with_name(f"{path.name}.new")
    try:
        with (
            path.open("rb") as file,
            open_(file, format="mov", metadata_errors="replace") as source,
            open_(
                str(fresh),
                "w",
                format=_MUXERS.get(brand, "mp4"),
                options={"movflags": "+faststart"},
            ) as target,
        ):
            streams = {}
            for stream in source.streams:
                if stream.id in tables or stream.disposition & Disposition.attached_pic:
                    continue
                if stream.type not in ("audio", "video"):
                    raise Unwritable(f"has a track of {stream.type} that would be lost")
                copied = target.add_stream_from_template(stream)
                copied.metadata.update(stream.metadata)
                streams[stream.index] = copied
            target.metadata.update(source.metadata)
            target.set_chapters(marks)
            for packet in source.demux([source.streams[number] for number in streams]):
                if packet.size:
                    packet.stream = streams[packet.stream.index]
                    target.mux(packet)
        fresh.replace(path)
    except av.error.FFmpegError as reason:
        # A full disk is told as such; numbers below zero are FFmpeg's own.
        raise OSError(max(0, reason.errno or 0), str(reason.strerror)) from reason
    finally:
        fresh.unlink(missing_ok=True)
