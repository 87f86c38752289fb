"""What is wrong with the chapters of an episode, and the chapters as they can be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from podfeed.chapters.kinds import (
    BEYOND_END,
    INSECURE,
    LATE_START,
    MANY,
    ORDER,
    OVERLAP,
    SAME_TIME,
    UNTITLED,
)
from podfeed.chapters.reading import Marked
from podfeed.findings import Finding, few
from podfeed.models import Chapter
from podfeed.values import Duration

MOST = 200
"""Chapters that an episode has at the most, before it looks like a mistake."""

_MOST_TOLD = 5
_NO_GAP = 0.05  # seconds
_LEEWAY = 1.0  # seconds: durations are rounded somewhere on nearly every way


def judge(
    marked: Sequence[Marked], duration: float | None
) -> tuple[tuple[Chapter, ...], list[Finding]]:
    """The chapters in order of time, those beyond the end left out, and what was found.

    ``duration`` is that of the recording, in seconds, if it is known.
    """
    findings = [*_order(marked)]
    ordered = sorted(marked, key=lambda one: one.chapter.start)
    kept = [one for one in ordered if duration is None or one.chapter.start < duration + _LEEWAY]
    findings += _beyond(ordered[len(kept) :], duration)
    findings += _times(kept)
    findings += _ends(kept, duration)
    findings += _contents(kept)
    return tuple(_mended(kept, duration)), few(findings, _MOST_TOLD)


def _order(marked: Sequence[Marked]) -> Iterator[Finding]:
    latest = 0.0
    for chapter, place in marked:
        if chapter.start < latest:
            yield ORDER.at(
                place,
                f"{_named(chapter)} stands below one that starts later",
                remedy="put it in its place, or correct its time",
            )
        latest = max(latest, chapter.start)


def _beyond(marked: Sequence[Marked], duration: float | None) -> Iterator[Finding]:
    for chapter, place in marked:
        end = Duration(duration or 0)
        yield BEYOND_END.at(
            place,
            f"{_named(chapter)} starts after the end of the episode ({end!s}), so it is left out",
            remedy="correct its time, or take it out",
        )


def _times(marked: Sequence[Marked]) -> Iterator[Finding]:
    shown = [one for one in marked if one.chapter.toc]
    for one, after in pairwise(shown):
        if one.chapter.start == after.chapter.start:
            other = f'"{one.chapter.title}"' if one.chapter.title else "another"
            yield SAME_TIME.at(
                after.place,
                f"{_named(after.chapter)} starts at the same moment as {other}",
                remedy="correct one of the two",
            )
        elif one.chapter.end is not None and one.chapter.end > after.chapter.start + _LEEWAY:
            yield OVERLAP.at(
                one.place,
                f"{_named(one.chapter)} ends at {one.chapter.end!s}, after the next has begun",
                remedy="correct its end, or leave it out",
            )
    if shown and shown[0].chapter.start >= _LEEWAY:
        yield LATE_START.at(
            shown[0].place,
            f"the first chapter starts at {shown[0].chapter.start!s}",
            remedy="add one at 0:00",
        )


def _ends(marked: Sequence[Marked], duration: float | None) -> Iterator[Finding]:
    for chapter, place in marked:
        if chapter.end is None:
            continue
        if chapter.end <= chapter.start:
            problem = "before it has begun"
        elif duration is not None and chapter.end > duration + _LEEWAY:
            problem = f"after the end of the episode ({Duration(duration)!s})"
        else:
            continue
        yield OVERLAP.at(
            place,
            f"{_named(chapter)} ends at {chapter.end!s}, {problem}",
            remedy="correct its end, or leave it out",
        )


def _contents(marked: Sequence[Marked]) -> Iterator[Finding]:
    if len(marked) > MOST:
        yield MANY.at(
            marked[0].place,
            f"there are {len(marked):,} chapters",
            remedy="keep those that a listener would look for",
        )
    for chapter, place in marked:
        if chapter.toc and not chapter.title:
            yield UNTITLED.at(
                place,
                f"the chapter at {chapter.start!s} has no title",
                remedy="name it, or write toc: false",
            )
        picture = chapter.image.url if chapter.image else None
        if picture is not None and not picture.startswith("https://"):
            yield INSECURE.at(
                place, f'the picture "{picture[:80]}" has no https', remedy="write https://…"
            )


def _mended(marked: Sequence[Marked], duration: float | None) -> Iterator[Chapter]:
    """The chapters with the ends that say something: before the next, or before all is over."""
    chapters = [chapter for chapter, _ in marked]
    nexts = iter([*(chapter.start for chapter in chapters if chapter.toc)])
    coming = next(nexts, None)
    for chapter in chapters:
        while coming is not None and coming <= chapter.start:
            coming = next(nexts, None)
        limit = min(t for t in (coming, duration, float("inf")) if t is not None)
        end = chapter.end
        if end is not None and not chapter.start < end < limit - _NO_GAP:
            end = None
        yield chapter if end == chapter.end else chapter.model_copy(update={"end": end})


def _named(chapter: Chapter) -> str:
    title = chapter.title if len(chapter.title) <= 60 else f"{chapter.title[:60]}…"
    at = str(chapter.start)
    return f'the chapter "{title}" ({at})' if title else f"the chapter at {at}"
