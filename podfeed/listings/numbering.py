"""The numbers that a listing states: how many episodes, which are missing, which twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Finding, Place, Severity
from podfeed.listings.kinds import MISSING_NUMBERS, REPEATED_NUMBER, WRONG_COUNT
from podfeed.listings.lines import DASHES, DOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.listings.records import Map


_MOST = 10
_COUNT = re.compile(
    rf"(?P<count>\d{{1,9}}|\d{{1,3}}(?:[,.' ]\d{{3}}){{1,2}})\s+episodes?"
    rf"\s*(?:[{DASHES}{DOTS}:]+\s*(?P<tagline>.*))?",
    re.IGNORECASE,
)


class Count(NamedTuple):
    """How many episodes a line states, and the text behind that, with where it starts."""

    number: int
    tagline: str
    start: int


def read_count(text: str) -> Count | None:
    """The count that a line states, or None if it is no such line.

    >>> read_count("1,234 episodes — on tea")
    Count(number=1234, tagline='on tea', start=17)
    """
    match = _COUNT.fullmatch(text)
    if match is None:
        return None
    number = int(re.sub(r"\D", "", match["count"]))
    return Count(number, match["tagline"] or "", match.start("tagline"))


def judge_count(stated: int, found: int, place: Place, *, remedy: str) -> list[Finding]:
    """A finding if a listing states another number of episodes than were found."""
    if stated == found:
        return []
    message = f"the listing states {stated} episodes, and {found} were found"
    return [WRONG_COUNT.at(place, message, remedy=remedy)]


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
