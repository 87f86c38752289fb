"""Labels in ID3, as MP3 and AAC have them.

Source of the chapter frames: https://id3.org/id3v2-chapters-1.0
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeAlias

import mutagen.id3
from mutagen.id3 import CTOCFlags, ID3NoHeaderError, PictureType

from podfeed.tagging.wanted import Wanted, picture_type, spans

_Tags: TypeAlias = Any  # mutagen has no types

frames: Any = mutagen.id3

UTF8 = 3
_TABLE = "toc"

_TEXTS = {
    "title": "TIT2",
    "show": "TALB",
    "artist": "TPE1",
    "number": "TRCK",
    "season": "TPOS",
    "date": "TDRC",
}


def version(path: Path) -> int | None:
    """The version after the 2 of the tag that a file begins with: 2, 3 or 4; None without one."""
    with path.open("rb") as file:
        head = file.read(4)
    return head[3] if head[:3] == b"ID3" and len(head) == 4 else None


def write(
    path: Path, wanted: Wanted, labels: Collection[str], *, duration: float, version: int
) -> None:
    """Change these labels in a file, in ID3v2.``version`` (3 or 4); all others stay."""
    try:
        tags = frames.ID3(path)
    except ID3NoHeaderError:
        tags = frames.ID3()
    for label, name in _TEXTS.items():
        if label in labels:
            text = str(getattr(wanted, label))
            tags.setall(name, [getattr(frames, name)(encoding=UTF8, text=[text])])
    if "cover" in labels:
        _cover(tags, wanted.cover or b"")
    if "chapters" in labels:
        _chapters(tags, wanted, duration)
    if version == 3:
        tags.update_to_v23()
    tags.save(path, v2_version=version)
    _in_order(path)


def _cover(tags: _Tags, data: bytes) -> None:
    # Some encoders call the cover no cover but a picture.
    covers = (PictureType.COVER_FRONT, PictureType.OTHER)
    others = [one for one in tags.getall("APIC") if one.type not in covers]
    taken = {one.desc for one in others}  # a tag may hold one picture of a description
    front = frames.APIC(
        encoding=UTF8,
        mime=picture_type(data),
        type=PictureType.COVER_FRONT,
        desc="cover" if "" in taken else "",
        data=data,
    )
    tags.setall("APIC", [front, *others])


def _chapters(tags: _Tags, wanted: Wanted, duration: float) -> None:
    """The chapters and the table that lists them; a picture stays with the start that has it."""
    pictures = {one.start_time: one.sub_frames.getall("APIC") for one in tags.getall("CHAP")}
    tags.delall("CHAP")
    tags.delall("CTOC")
    names = []
    for number, (start, end, chapter) in enumerate(spans(wanted.chapters or (), duration)):
        names.append(f"ch{number:04}")
        inner = [frames.TIT2(encoding=UTF8, text=[chapter.title])]
        if chapter.url is not None:
            inner.append(frames.WXXX(encoding=UTF8, desc="", url=chapter.url))
        inner += pictures.get(start, [])
        tags.add(
            frames.CHAP(
                element_id=names[-1],
                start_time=start,
                end_time=end,
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=inner,
            )
        )
    if names:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        tags.add(
            frames.CTOC(element_id=_TABLE, flags=flags, child_element_ids=names, sub_frames=[])
        )


_NO_OFFSET = 0xFFFFFFFF


def _in_order(path: Path) -> None:
    """Put the chapter frames of a file into the order of time.

    mutagen writes the smallest frame first, and some players list chapters as they stand.
    """
    with path.open("r+b") as file:
        head = file.read(10)
        if head[:3] != b"ID3":
            return
        body = file.read(_unsynchronised(head[6:10]))
        ordered = reordered(body, version=head[3])
        if ordered != body:
            file.seek(10)
            file.write(ordered)


def reordered(body: bytes, *, version: int) -> bytes:
    """The frames of a tag with those of chapters by their start, and of the same length.

    ``body`` is what follows the ten bytes of the tag's own head.
    """
    parts: list[bytes] = []
    at = 0
    while body[at : at + 4].strip(b"\0") and at + 10 <= len(body):
        size = body[at + 4 : at + 8]
        end = at + 10 + (_unsynchronised(size) if version > 3 else int.from_bytes(size, "big"))
        parts.append(body[at:end])
        at = end
    places = [number for number, part in enumerate(parts) if part[:4] == b"CHAP"]
    found = sorted((parts[number] for number in places), key=_start)
    for number, part in zip(places, found, strict=True):
        parts[number] = part
    return b"".join(parts) + body[at:]


def _start(frame: bytes) -> int:
    after_name = frame.index(b"\0", 10) + 1
    return int.from_bytes(frame[after_name : after_name + 4], "big")


def _unsynchronised(size: bytes) -> int:
    """A size whose bytes have seven bits each.

    >>> _unsynchronised(bytes([0, 0, 1, 1]))
    129
    """
    return size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]
