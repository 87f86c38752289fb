"""What a survey is made of: plain facts about the episodes of one show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from podfeed.findings import Finding
    from podfeed.tallies import Tally

State: TypeAlias = Literal["out", "due", "planned", "undated", "draft", "no audio"]
"""Whether listeners have an episode.

``due`` is one whose date will come, ``planned`` the same without audio yet, and ``no audio`` one
whose date has come without any that can be used.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One episode. ``published`` is in the zone of the show.

    ``number`` is one that the feed states. ``duration`` is in seconds, ``size`` in bytes,
    ``loudness`` in LUFS, ``peak`` in dBTP; ``heard`` tells whether the recording was listened to.
    """

    title: str
    state: State
    published: datetime | None = None
    number: int | None = None
    season: int | None = None
    type: str = "full"
    duration: float | None = None
    size: int | None = None
    loudness: float | None = None
    peak: float | None = None
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """One show, looked at. ``made`` is when, in the zone of the show, which ``zone`` names.

    ``tallies`` are what was found on earlier days and today, the oldest first.
    """

    slug: str
    title: str
    made: datetime
    zone: str = "UTC"
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    tallies: tuple[Tally, ...] = ()

    def dated(self) -> list[tuple[datetime, Entry]]:
        """Episodes that are out or due, each with its date, the oldest first."""
        found = [(e.published, e) for e in self.entries if e.published and e.state in _SHOWN]
        return sorted(found, key=lambda pair: (pair[0], pair[1].title))


_SHOWN = ("out", "due")
