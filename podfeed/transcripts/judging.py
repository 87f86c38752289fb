"""What is wrong with the times of a transcript."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from podfeed.findings import Finding, few
from podfeed.transcripts.cues import Cue, Reading
from podfeed.transcripts.kinds import BEYOND_END, ORDER, OVERLAP
from podfeed.values import Duration

_ORDER = 50  # milliseconds: programs that recognise speech round the times of words
_OVERLAP = 1_000
_END = 5_000  # many exports let the last caption stand for a while


def judge(reading: Reading, duration: float | None) -> list[Finding]:
    """What is to be said of cues that were read; ``duration`` is that of the recording in seconds.

    Of each kind the first few are told, with the number of the rest.
    """
    marked = list(zip(reading.cues, reading.lines, strict=True))
    found = (
        _order(marked, reading),
        _overlaps(marked, reading),
        _beyond(marked, reading, duration),
    )
    return few(chain.from_iterable(found))


def _order(marked: list[tuple[Cue, int]], reading: Reading) -> Iterator[Finding]:
    latest = 0
    for cue, line in marked:
        if cue.start < latest - _ORDER:
            yield ORDER.at(
                reading.place(line),
                f"{_named(cue)} stands below one that begins later",
                remedy="put it in its place, or correct its time",
            )
        latest = max(latest, cue.start)


def _overlaps(marked: list[tuple[Cue, int]], reading: Reading) -> Iterator[Finding]:
    for (cue, line), (after, _) in pairwise(marked):
        same = cue.speaker == after.speaker
        if same and cue.start <= after.start and cue.end > after.start + _OVERLAP:
            yield OVERLAP.at(
                reading.place(line),
                f"{_named(cue)} lasts until {_time(cue.end)}, and the next begins at "
                f"{_time(after.start)}",
                remedy="correct its end",
            )


def _beyond(
    marked: list[tuple[Cue, int]], reading: Reading, duration: float | None
) -> Iterator[Finding]:
    if duration is None or not marked:
        return
    late = [one for one in marked if one[0].end > duration * 1000 + _END]
    if late:
        last = max(cue.end for cue, _ in late)
        yield BEYOND_END.at(
            reading.place(late[0][1]),
            f"the transcript goes on until {_time(last)}, the recording ends at "
            f"{Duration(duration)!s}",
            remedy="export it for this recording",
        )


def _named(cue: Cue) -> str:
    words = cue.text if len(cue.text) <= 40 else f"{cue.text[:40]}…"
    return f'the cue "{words}" ({_time(cue.start)})'


def _time(milliseconds: int) -> str:
    return str(Duration(milliseconds / 1000))
