"""Dates as feeds have to write them: RFC 2822, which is RFC 822 with a year of four digits.

Source: https://www.rfc-editor.org/rfc/rfc2822#section-3.3, with the zones of section 4.3.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MONTH = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_DAY = {name.lower(): number for number, name in enumerate(DAYS)}
_ZONES = {"ut": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5}
_ZONES |= {"mst": -7, "mdt": -6, "pst": -8, "pdt": -7}

_DATE = re.compile(
    r"(?:(mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d{1,2})\s+"
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+(\d{4}|\d{2})\s+"
    r"(\d{2}):(\d{2})(?::(\d{2}))?\s+(?:([+-])(\d{2})(\d{2})|([a-z]{1,3}))",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=16)  # several rules ask for the date of the item at hand
def parse_rfc2822(text: str) -> datetime | None:
    """The moment, or None if it is written in any other form or does not exist.

    A year of two digits and the zones by name are old, but allowed.

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
    _, day, month, year, hour, minute, second, sign, hours, minutes, name = match.groups()
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 50 else 1900
    zone = _zone(sign, hours, minutes, name)
    if zone is None:
        return None
    try:
        return datetime(
            number,
            _MONTH[month.lower()],
            int(day),
            int(hour),
            int(minute),
            59 if second == "60" else int(second or 0),  # a leap second
            tzinfo=zone,
        )
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _zone(
    sign: str | None, hours: str | None, minutes: str | None, name: str | None
) -> timezone | None:
    if name is not None:
        known = _ZONES.get(name.lower())
        if known is None and (len(name) > 1 or name in "jJ"):
            return None
        return timezone(timedelta(hours=known or 0)) if known else UTC
    away = int(hours or 0) * 60 + int(minutes or 0)
    if away >= 24 * 60 or int(minutes or 0) > 59:
        return None
    return timezone(timedelta(minutes=-away if sign == "-" else away)) if away else UTC


def stated_weekday(text: str) -> int | None:
    """The weekday that a date claims, Monday being 0, or None if it claims none.

    >>> stated_weekday("Sat, 02 May 2026 08:00:00 GMT"), stated_weekday("2 May 2026")
    (5, None)
    """
    return _DAY.get(text[:3].lower()) if "," in text else None
