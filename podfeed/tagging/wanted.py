"""What an audio file is to say of itself, and how that differs from what it does say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed.chapters import listed
from podfeed.chapters.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podfeed.models import Chapter
    from podfeed.probes.labels import Labels


@dataclass(frozen=True, slots=True)
class Wanted:
    """The labels to write; what is None is left as it is.

    ``artist`` is written only where there is none yet, for a file knows its guest better; so is a
    ``cover`` (JPEG or PNG) that is spare. ``chapters`` that are empty take out those there are.
    """

    title: str | None = None
    show: str | None = None
    artist: str | None = None
    number: int | None = None
    season: int | None = None
    date: str | None = None
    cover: bytes | None = None
    spare_cover: bool = False
    chapters: tuple[Chapter, ...] | None = None


class Change(NamedTuple):
    """A label that differs: ``before`` and ``after`` in words, None for nothing."""

    label: str
    before: str | None
    after: str | None


def picture_type(data: bytes) -> str | None:
    """The media type of a picture that may stand in a tag; None for any other.

    >>> picture_type(b"\\x89PNG\\r\\n..."), picture_type(b"GIF89a")
    ('image/png', None)
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if data.startswith(b"\x89PNG\r\n") else None


def differences(wanted: Wanted, present: Labels, *, links: bool = True) -> Iterator[Change]:
    """What writing would change; ``links`` says whether the format keeps those of chapters."""
    tags = present.tags
    texts: tuple[tuple[str, Any, Any], ...] = (
        ("title", tags.title, wanted.title),
        ("show", tags.album, wanted.show),
        ("artist", tags.artist, wanted.artist if tags.artist is None else None),
        ("number", tags.number, wanted.number),
        ("season", tags.season, wanted.season),
        ("date", tags.date, wanted.date),
    )
    for label, before, after in texts:
        more_exact = label == "date" and before is not None and before[:10] == after
        if after is not None and before != after and not more_exact:
            yield Change(label, None if before is None else str(before), str(after))
    kept = wanted.spare_cover and present.picture is not None
    if wanted.cover is not None and wanted.cover != present.picture and not kept:
        yield Change("cover", _picture(present.picture), _picture(wanted.cover))
    if wanted.chapters is not None:
        yield from _chapters(present.chapters, listed(wanted.chapters), links=links)


def _picture(data: bytes | None) -> str | None:
    if data is None:
        return None
    return f"{picture_type(data) or 'a picture'}, {len(data):,} bytes"


def _chapters(
    before: Sequence[Chapter], after: Sequence[Chapter], *, links: bool
) -> Iterator[Change]:
    if [_key(one, links=links) for one in before] == [_key(one, links=links) for one in after]:
        return
    words = [_words(before), _words(after)]
    if words[0] == words[1]:
        words = [f"{words[0] or 'none'} as they are", f"{words[1]} with other times or links"]
    yield Change("chapters", *words)


def _key(chapter: Chapter, *, links: bool) -> tuple[int, str, str | None]:
    return round(chapter.start * 1000), chapter.title, chapter.url if links else None


def _words(chapters: Sequence[Chapter]) -> str | None:
    """A few of them, to be recognised by."""
    if not chapters:
        return None
    shown = ", ".join(f"{clock(one.start)} {one.title}" for one in chapters[:3])
    return f"{len(chapters)}: {shown}" + (" …" if len(chapters) > 3 else "")


def spans(chapters: Sequence[Chapter], duration: float) -> list[tuple[int, int, Chapter]]:
    """Start and end of each listed chapter in thousandths of a second.

    Containers want an end: where a chapter has none, it lasts until the next, the last one
    until the recording is over.
    """
    shown = listed(chapters)
    found = []
    for chapter, after in zip_longest(shown, shown[1:]):
        limit = after.start if after is not None else duration
        start = round(chapter.start * 1000)
        end = round((chapter.end or limit) * 1000)
        found.append((start, max(start + 1, end), chapter))
    return found
