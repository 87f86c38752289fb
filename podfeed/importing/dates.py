"""Dates as feeds write them, right or wrong → moments that keep their offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from podfeed.rules.engine.dates import parse_rfc2822, stated_weekday

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_DASHED = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}\b")
# Days in any spelling, and "GMT" before an offset, which dateutil takes to turn the offset round.
_NOISE = re.compile(
    r"\A(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+|\b(?:GMT|UTC)(?=[+-]\d)", re.IGNORECASE
)
_LONGEST = 60
_ZONES = {
    "WET": 0, "BST": 1, "IST": 5.5, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "JST": 9, "KST": 9, "AWST": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
"""Hours that zones by name are ahead of UTC, those of RFC 2822 and others that feeds use."""

_ODD = "is not written as feeds have to write it"


class Read(NamedTuple):
    """A moment, and what is odd about how it was written, if anything is."""

    date: datetime
    oddity: str | None = None


def read_date(text: str) -> Read | None:
    """The moment that a feed means; None if that cannot be told for certain.

    >>> for date in ("Fri, 01 May 2026 08:00:00 +0200", "Mon, 01 May 2026 08:00:00 GMT",
    ...              "2026-05-01T08:00:00", "May 1, 2026 8:00 pm", "1/5/2026", "soon",
    ...              "Fri May 01 2026 08:00:00 GMT+0200", "Fri, 01 May 2026 08:00 CEST"):
    ...     print(*(read_date(date) or ("-",)))
    2026-05-01 08:00:00+02:00 None
    2026-05-01 08:00:00+00:00 names the wrong day of the week
    2026-05-01 08:00:00+00:00 names no time zone that is known, so it is taken for UTC
    2026-05-01 20:00:00+00:00 names no time zone that is known, so it is taken for UTC
    -
    -
    2026-05-01 08:00:00+02:00 is not written as feeds have to write it
    2026-05-01 08:00:00+02:00 is not written as feeds have to write it
    """
    written = " ".join(text.split())
    date = parse_rfc2822(written)
    if date is not None:
        day = stated_weekday(written)
        wrong = day is not None and day != date.weekday()
        return Read(date, "names the wrong day of the week" if wrong else None)
    date = _iso(written) or _in_words(written)
    if date is None:
        return None
    if date.tzinfo is None:
        return Read(
            date.replace(tzinfo=UTC), "names no time zone that is known, so it is taken for UTC"
        )
    return Read(date, _ODD)


def _iso(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written[:4].isdigit() else None
    except ValueError:
        return None


def _in_words(written: str) -> datetime | None:
    """A date that names its month; never one of numbers alone, which can be read in two ways."""
    wordy = _YEAR.search(written) and _MONTH.search(written)
    if len(written) > _LONGEST or not (wordy or _DASHED.match(written)):
        return None
    from dateutil.parser import parse

    try:
        date = parse(_NOISE.sub("", written), default=datetime(2000, 1, 1), tzinfos=_zone)  # noqa: DTZ001
        date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date


def _zone(name: str | None, seconds: int | None) -> int | None:
    """The offset of a zone in seconds, as dateutil asks for it."""
    if seconds is not None:
        return seconds
    hours = _ZONES.get((name or "").upper())
    return None if hours is None else int(hours * 3600)
