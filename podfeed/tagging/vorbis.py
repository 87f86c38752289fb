"""Labels in Vorbis comments: FLAC, Ogg Vorbis, Opus, and FLAC in Ogg.

Source of the chapters: https://wiki.xiph.org/Chapter_Extension
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC, Picture
from mutagen.id3 import PictureType
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from podfeed.chapters.text import clock
from podfeed.tagging.wanted import Wanted, picture_type, spans

_FILES: dict[str, Any] = {"opus": OggOpus, "vorbis": OggVorbis, "flac": OggFLAC}
_TEXTS = {
    "title": "title",
    "show": "album",
    "artist": "artist",
    "number": "tracknumber",
    "season": "discnumber",
    "date": "date",
}
_CHAPTER = re.compile(r"chapter\d{1,4}(?:name|url)?")
_PICTURES = "metadata_block_picture"


def write(
    path: Path, wanted: Wanted, labels: Collection[str], *, duration: float, ogg: str | None
) -> None:
    """Change these labels in a file; all others stay. ``ogg`` is the codec in Ogg, else None."""
    file: Any = _FILES[ogg](path) if ogg else FLAC(path)  # type: ignore[no-untyped-call]
    if file.tags is None:
        file.add_tags()
    for label, name in _TEXTS.items():
        if label in labels:
            file.tags[name] = [str(getattr(wanted, label))]
    if "chapters" in labels:
        _chapters(file.tags, wanted, duration)
    if "cover" in labels:
        _cover(file, wanted.cover or b"", in_comments=ogg is not None)
    file.save()


def _chapters(tags: Any, wanted: Wanted, duration: float) -> None:
    for name in {name.lower() for name in tags.keys()}:  # noqa: SIM118 (iterated, it yields pairs)
        if _CHAPTER.fullmatch(name):
            del tags[name]
    for number, (start, _, chapter) in enumerate(spans(wanted.chapters or (), duration)):
        name = f"CHAPTER{number:03}"
        tags[name] = [clock(start / 1000, thousandths=True)]
        tags[f"{name}NAME"] = [chapter.title]
        if chapter.url is not None:
            tags[f"{name}URL"] = [chapter.url]


def _cover(file: Any, data: bytes, *, in_comments: bool) -> None:
    front: Any = Picture()  # type: ignore[no-untyped-call]
    front.data, front.type = data, PictureType.COVER_FRONT
    front.mime = picture_type(data)
    if in_comments:
        others = [text for text in file.tags.get(_PICTURES, []) if not _is_front(text)]
        file.tags[_PICTURES] = [base64.b64encode(front.write()).decode("ascii"), *others]
        return
    others = [one for one in file.pictures if one.type != PictureType.COVER_FRONT]
    file.clear_pictures()
    for picture in (front, *others):
        file.add_picture(picture)


def _is_front(text: str) -> bool:
    try:
        picture: Any = Picture(base64.b64decode(text, validate=True))  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 (what is no picture is none of ours)
        return False
    return bool(picture.type == PictureType.COVER_FRONT)
