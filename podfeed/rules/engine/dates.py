"""Dates as feeds have to write them: RFC 2822, which is RFC 822 with a year of four digits.

Source: https://www.rfc-editor.org/rfc/rfc2822#section-3.3, with the zones of section 4.3.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MONTH = {
    written: f"{number:02}"
    for number, name in enumerate(MONTHS, 1)
    for written in (name, name.lower(), name.upper())
}
_DAY = {name.lower(): number for number, name in enumerate(DAYS)}
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES = {zone: f"{hours:+03}:00" for zone, hours in _HOURS.items()}
_ZONES |= dict.fromkeys(("UT", "GMT", *"ABCDEFGHIKLMNOPQRSTUVWXYZ"), "+00:00")
"""The zones by name. Those of one letter were defined wrongly, and count as UTC."""

_DATE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d{1,2})\s+"
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+(\d{4}|\d{2})\s+"
    r"(\d{2}:\d{2}(?::\d{2})?)\s+(?:([+-]\d{2}[0-5]\d)|([a-z]{1,3}))(?:\s*\([^()]*\))?",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=64)  # the rules ask for the same date one after the other
def parse_rfc2822(text: str) -> datetime | None:
    """The moment, or None if it is written in any other form or does not exist.

    A year of two digits and the zones by name are old, but allowed; so is a comment at the end.

    >>> for date in ("Fri, 01 May 2026 08:00:00 +0200", "1 May 26 08:00 EST",
    ...              "2026-05-01T08:00:00Z", "Fri, 31 Feb 2026 08:00:00 GMT"):
    ...     print(parse_rfc2822(date))
    2026-05-01 08:00:00+02:00
    2026-05-01 08:00:00-05:00
    None
    None
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, month, year, time, offset, name = match.groups()
    zone = offset or _ZONES.get(name.upper())
    if zone is None:
        return None
    if len(year) == 2:
        year = f"20{year}" if year < "50" else f"19{year}"
    if time[6:] == "60":  # a leap second
        time = f"{time[:6]}59"
    number = _MONTH.get(month) or _MONTH[month.lower()]
    # Reading a feed means reading thousands of dates; this way is the quickest.
    try:
        return datetime.fromisoformat(f"{year}-{number}-{day:0>2}T{time}{zone}")
    except ValueError:
        return None


def stated_weekday(text: str) -> int | None:
    """The weekday that a date claims, Monday being 0, or None if it claims none.

    >>> stated_weekday("Sat, 02 May 2026 08:00:00 GMT"), stated_weekday("2 May 2026")
    (5, None)
    """
    return _DAY.get(text[:3].lower()) if "," in text else None
