"""When episodes without a date of their own come out: the slots of an RFC 5545 rule."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from podfeed.errors import ListingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from dateutil.rrule import rrule

    from podfeed.models import Episode, Schedule

_MOST_SLOTS = 100_000


def slots(schedule: Schedule, zone: ZoneInfo, *, after: datetime | None) -> Iterator[datetime]:
    """The moments of a schedule, as wall time in the zone, that come after a given one.

    A wall time that the zone skips (the spring change) is moved on by the gap; one that it has
    twice is the first. Raises ListingError if the rule or the first date cannot be read.

    >>> from podfeed.models import Schedule
    >>> from zoneinfo import ZoneInfo
    >>> weekly = Schedule(first="2026-03-22 02:30", rule="FREQ=WEEKLY")
    >>> [d.isoformat() for d in islice(slots(weekly, ZoneInfo("Europe/Berlin"), after=None), 3)]
    ['2026-03-22T02:30:00+01:00', '2026-03-29T03:30:00+02:00', '2026-04-05T02:30:00+02:00']
    """
    from dateutil.tz import resolve_imaginary

    rule = _rule(schedule, _first(schedule), zone)
    for wall in islice(rule, _MOST_SLOTS):
        moment = resolve_imaginary(wall.replace(tzinfo=zone))
        if after is None or moment > after:
            after = moment
            yield moment


def _first(schedule: Schedule) -> datetime:
    try:
        first = datetime.fromisoformat(schedule.first)
    except ValueError:
        raise ListingError(
            f'schedule: first "{schedule.first}" is no date',
            remedy="write one such as 2026-01-06 06:00",
        ) from None
    if first.tzinfo is not None:
        raise ListingError(
            "schedule: first has a zone of its own",
            remedy="write it without; it is wall time in the show's timezone:",
        )
    return first


def _rule(schedule: Schedule, first: datetime, zone: ZoneInfo) -> rrule:
    from dateutil.rrule import rrule, rrulestr

    text = re.sub(r"\s", "", schedule.rule).upper().removeprefix("RRULE:")
    # Rules finer than a day could look for a slot that never comes until the year 9999.
    frequency = re.search(r"(?:^|;)FREQ=([A-Z]+)", text)
    if frequency and frequency[1] not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ListingError(
            f"schedule: FREQ={frequency[1]} is finer than podcasts come out",
            remedy="use DAILY, WEEKLY, MONTHLY or YEARLY",
        )
    if re.search(r"(?:^|;)INTERVAL=0*(?:;|$)", text):
        raise ListingError(
            "schedule: INTERVAL=0 never moves on", remedy="write INTERVAL=1, or leave it out"
        )
    try:
        # RFC 5545 states UNTIL in UTC where the first date is wall time; dateutil wants it alike.
        text = re.sub(r"(?<=UNTIL=)(\d{8}T\d{6}Z)", lambda m: _wall(m[0], zone), text)
        rule = rrulestr(text, dtstart=first)
        if not isinstance(rule, rrule):
            raise ValueError("several rules")
        return rule
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise ListingError(
            f'schedule: "{schedule.rule}" is no recurrence rule of RFC 5545',
            remedy="write one such as FREQ=WEEKLY;BYDAY=TU",
        ) from None


def _wall(moment: str, zone: ZoneInfo) -> str:
    """A moment of UTC, as RFC 5545 writes it, as wall time in the zone.

    >>> from zoneinfo import ZoneInfo
    >>> _wall("20260701T040000Z", ZoneInfo("Europe/Berlin"))
    '20260701T060000'
    """
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y%m%dT%H%M%S}"


def assign(
    schedule: Schedule,
    zone: ZoneInfo,
    waiting: Sequence[Episode],
    *,
    newest: datetime | None,
) -> dict[int, datetime]:
    """Slots for the waiting episodes (given newest first), by ``Episode.index``.

    They start after the newest date that an episode ever came out with. An episode for which
    the rule has no slot left is missing from the answer.
    """
    order = list(waiting)
    if waiting and all(episode.numbered for episode in waiting):
        order.sort(key=lambda e: (e.season or 0, e.number or 0), reverse=True)
    if schedule.order == "oldest":
        order.reverse()
    found = slots(schedule, zone, after=newest)
    return {episode.index: slot for episode, slot in zip(order, found, strict=False)}
