"""The numbers that a listing states: which are missing, and which stand there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.listings.records import Map

MISSING_NUMBERS = Kind(
    "SRC004",
    "missing-numbers",
    Severity.WARNING,
    """Episodes that the numbers of a listing promise but the listing does not hold.

    Listeners who begin with the first episode, as Apple Podcasts offers for serial shows, find
    that it is not there. Add the episodes, or leave it so if they were taken down. A listing
    that only begins late is told as an info.
    """,
)
REPEATED_NUMBER = Kind(
    "SRC005",
    "repeated-number",
    Severity.WARNING,
    """Two episodes of a listing with the same number.

    Apps sort and name episodes by number, so one of the two seems to be missing. Correct the
    number, or give one of them a `season:` of its own in the show's YAML.
    """,
)


_MOST = 10


def _gaps(episodes: Sequence[Map]) -> list[tuple[int, int]]:
    """The numbers below the highest that no episode has, in runs with their first and last."""
    known = sorted({_number(episode) for episode in episodes})
    return [
        (below + 1, number - 1)
        for below, number in zip([0, *known], known, strict=False)
        if number > below + 1
    ]


def judge_numbers(episodes: Sequence[Map], path: str) -> list[Finding]:
    """A finding for each number that is stated twice, and one for all that are missing."""
    findings = []
    by_number: dict[int, Map] = {}
    for episode in episodes:
        number = _number(episode)
        first = by_number.setdefault(number, episode)
        if first is not episode:
            place = Place(path, *episode.marks["number"])
            line = first.marks["number"][0]
            message = f"number {number} is also that of the episode in line {line}"
            remedy = "correct one of the two"
            findings.append(REPEATED_NUMBER.at(place, message, remedy=remedy))
    gaps = _gaps(episodes)
    if gaps:
        late = gaps[-1][0] == 1
        after = by_number[gaps[-1][1] + 1]
        words = (
            f"episode {gaps[0][0]} is"
            if gaps == [gaps[0][:1] * 2]
            else f"episodes {in_words(gaps)} are"
        )
        begin = f"the numbers begin at {_number(after)}: " if late else ""
        findings.append(
            MISSING_NUMBERS.at(
                Place(path, *after.marks["number"]),
                f"{begin}{words} missing",
                remedy="add what is still to be heard",
                severity=Severity.INFO if late else None,
            )
        )
    return findings


def _number(episode: Map) -> int:
    return int(str(episode["number"]))


def in_words(runs: Sequence[tuple[int, int]]) -> str:
    """Runs of numbers, each with its first and last, as a sentence names them.

    >>> in_words([(1, 3), (5, 5), (7, 8)])
    '1–3, 5 and 7–8'
    """
    words = [f"{first}–{last}" if last > first else f"{first}" for first, last in runs]
    if len(words) > _MOST:
        words[_MOST:] = ["others"]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
