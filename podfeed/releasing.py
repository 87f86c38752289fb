"""Which episodes are out: their dates from the schedule, and why one stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed import schedule
from podfeed.errors import ListingError
from podfeed.findings import Kind, Severity
from podfeed.outcome import LeftOut

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from podfeed.findings import Finding, Origins
    from podfeed.models import Episode, Show

NO_DATE = Kind(
    "SRC157",
    "no-date",
    Severity.ERROR,
    """An episode without a date: neither `published:` nor a slot of the show's `schedule:`.

    Apps sort by date, and some hide an episode that has none. It is left out until it has one.
    """,
)
BAD_SCHEDULE = Kind(
    "SRC158",
    "wrong-schedule",
    Severity.ERROR,
    """A `schedule:` that cannot be followed: no date, no recurrence rule, or no time zone.

    Without it the show's episodes have no dates, so nothing is built until it is mended.
    """,
)


class Releasing:
    """Decides which episodes of a show are out at the moment ``now``.

    ``findings`` gather on the way, and in ``left_out``, by ``Episode.index``, what stays out and
    why. ``due`` is when the next episode comes out, None if no date is known.
    """

    def __init__(self, origins: Origins, now: datetime) -> None:
        self.origins = origins
        self.now = now
        self.findings: list[Finding] = []
        self.left_out: dict[int, LeftOut] = {}
        self.due: datetime | None = None

    def date(self, show: Show, newest: datetime | None) -> Show:
        """The show with a date for each episode that has a slot of the schedule.

        Slots are given after ``newest``, the latest date that an episode ever came out with.
        """
        waiting = [one for one in show.episodes if one.published is None and not one.draft]
        if show.schedule is None or not waiting:
            return show
        place = self.origins.place(None, "schedule")
        if show.timezone is None:
            problem = "schedule: is wall time, but the show names no time zone"
            self.findings.append(
                BAD_SCHEDULE.at(place, problem, remedy='add "timezone: Europe/Berlin"')
            )
            return show
        try:
            slots = schedule.assign(show.schedule, show.timezone.info, waiting, newest=newest)
        except ListingError as error:
            self.findings.append(BAD_SCHEDULE.at(place, error.problem, remedy=error.remedy))
            return show
        episodes = tuple(
            episode.model_copy(update={"published": slots[episode.index]})
            if episode.index in slots
            else episode
            for episode in show.episodes
        )
        return show.model_copy(update={"episodes": episodes})

    def out(self, show: Show, broken: Collection[int]) -> set[int]:
        """The episodes, by index, that are out: with usable audio, and a date that has come."""
        included = set()
        for episode in show.episodes:
            if episode.draft:
                self.leave_out(episode, "it is a draft")
            elif episode.index in broken:
                self.leave_out(episode, "its audio cannot be used")
            elif episode.published is None:
                self.undated(episode, show)
            elif episode.published > self.now:
                self.leave_out(episode, "it is not out yet", episode.published)
                if episode.audio is not None and (self.due is None or episode.published < self.due):
                    self.due = episode.published
            elif episode.audio is None:
                self.leave_out(episode, "it has no audio")
            else:
                included.add(episode.index)
        return included

    def leave_out(self, episode: Episode, reason: str, due: datetime | None = None) -> None:
        """Note an episode that will not be in the feed."""
        moment = due.isoformat() if due else None
        self.left_out[episode.index] = LeftOut(episode.title, reason, moment)

    def undated(self, episode: Episode, show: Show) -> None:
        """An episode without a date is left out, and that is an error."""
        self.leave_out(episode, "it has no date")
        remedy = 'add "published: 2026-05-01"'
        if show.schedule is not None:
            remedy += ", or let the rule of schedule: go on"
        self.findings.append(
            NO_DATE.at(
                self.origins.place(episode.index),
                f'episode "{episode.title}" has no date, so it is left out',
                remedy=remedy,
            )
        )
