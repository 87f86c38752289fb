"""Forms of value that only the podcast namespace has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from podfeed.languages import COUNTRIES
from podfeed.tags.forms import UUID_TEXT, plain_number
from podfeed.tags.problems import ProblemKind, Remark
from podfeed.tags.shapes import Form, choice, pattern, shape
from podfeed.values import Duration, parse_date, rfc2822, utc

DOCS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags"
"""Where each element has its page."""

_NAMED = (
    *("podcast", "music", "video", "film", "audiobook"),
    *("newsletter", "blog", "publisher", "course"),
)
MEDIUMS = (*_NAMED, *(f"{medium}L" for medium in _NAMED), "mixed")
"""What a feed may hold; those with L, and mixed, are lists of other feeds."""

MEDIUM = choice(*MEDIUMS, exact=True)


def _country(text: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", text.strip(), re.ASCII) is None:
        raise ValueError(f'"{text}" is no country code: write two letters, such as DE')
    return text.strip().upper()


def _odd_country(text: str) -> Remark | None:
    code = text.strip().upper()
    if code == "UK":
        return Remark(ProblemKind.WRONG_VALUE, "is no country code", "write GB")
    if code in COUNTRIES:
        return Remark(ProblemKind.UNUSUAL_VALUE, "is not in capitals", f"write {code}")
    return None if len(code) != 2 else Remark(ProblemKind.WRONG_VALUE, "is no country of ISO 3166")


def _geo(text: str) -> str:
    found = _GEO.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" is no place: write it as in geo:52.52,13.405')
    if abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        raise ValueError(f'"{text}" is nowhere on earth: write latitude, then longitude')
    return text.strip()


_GEO = re.compile(
    r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:,-?\d+(?:\.\d+)?)?(?:;[a-z0-9-]+(?:=[^;\s]+)?)*",
    re.IGNORECASE | re.ASCII,
)


def _moment(text: str) -> datetime:
    return utc(parse_date(text, None))


def _write_moment(moment: datetime) -> str:
    written = utc(moment).isoformat()
    return written.replace("+00:00", "Z")


def _odd_moment(text: str) -> Remark | None:
    """What to say about a moment that is no ISO 8601, or has no zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        remedy = "write it as in 2026-05-01T08:00:00Z"
        return Remark(ProblemKind.WRONG_VALUE, "is no time of ISO 8601", remedy)
    if moment.tzinfo is None:
        remedy = "add one, such as Z or +02:00"
        return Remark(ProblemKind.UNUSUAL_VALUE, "has no time zone", remedy)
    return None


def _day(text: str) -> str:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f'"{text}" is no date of ISO 8601: write one such as 2026-05-01') from None
    return text.strip()


def _odd_mail_date(text: str) -> Remark | None:
    if re.match(r"\d{4}-", text.strip()) is None:
        return None
    remedy = "write it as in Fri, 01 May 2026 08:00:00 +0000"
    return Remark(ProblemKind.WRONG_VALUE, "is no date as mail and RSS write it", remedy)


_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_RULE_PARTS = frozenset(
    (
        *("FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYSETPOS"),
        *("BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY"),
        *("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH"),
    )
)


def _rule(text: str) -> str:
    parts = rule_parts(text)
    if parts.get("FREQ") not in _FREQUENCIES or not parts.keys() <= _RULE_PARTS:
        raise ValueError(f'"{text}" is no recurrence rule: write one such as FREQ=WEEKLY;BYDAY=TU')
    return text.strip()


def rule_parts(text: str) -> dict[str, str]:
    """The parts of a recurrence rule (RFC 5545), whatever they are.

    >>> rule_parts("RRULE:FREQ=weekly;COUNT=3")
    {'FREQ': 'WEEKLY', 'COUNT': '3'}
    """
    bare = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    return {
        name.strip(): value.strip()
        for name, _, value in (p.partition("=") for p in bare.split(";"))
    }


_WEEKDAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_PLACE = r"[+-]?(?:[1-9]\d{0,2})"


def _listed(one: str) -> re.Pattern[str]:
    """What recognises one or more of these, with commas between."""
    return re.compile(rf"{one}(?:,{one})*", re.ASCII)


_PART_VALUES = {
    **dict.fromkeys(("COUNT", "INTERVAL"), re.compile(r"0*[1-9]\d*", re.ASCII)),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z?)?|\d{4}-.*", re.ASCII),  # hyphens are told apart
    "WKST": re.compile(_WEEKDAY),
    "BYDAY": _listed(rf"(?:[+-]?\d{{1,2}})?{_WEEKDAY}"),
    "BYMONTH": _listed(r"(?:0?[1-9]|1[0-2])"),
    "BYMONTHDAY": _listed(r"[+-]?(?:0?[1-9]|[12]\d|3[01])"),
    **dict.fromkeys(("BYYEARDAY", "BYWEEKNO", "BYSETPOS"), _listed(_PLACE)),
    "BYHOUR": _listed(r"(?:[01]?\d|2[0-3])"),
    **dict.fromkeys(("BYMINUTE", "BYSECOND"), _listed(r"[0-5]?\d")),
}
"""What each part of a recurrence rule may hold (RFC 5545, section 3.3.10)."""


def _odd_rule(text: str) -> Remark | None:
    parts = rule_parts(text)
    if len(parts) < text.strip().rstrip(";").count(";") + 1:
        return Remark(ProblemKind.WRONG_VALUE, "says the same thing twice", "keep one of them")
    for name, value in parts.items():
        if name in _PART_VALUES and not _PART_VALUES[name].fullmatch(value):
            remedy = "write it as in FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR"
            return Remark(ProblemKind.WRONG_VALUE, f"has a {name} that is none", remedy)
    if "COUNT" in parts and "UNTIL" in parts:
        problem = "has COUNT and UNTIL, of which a rule may have one"
        return Remark(ProblemKind.WRONG_VALUE, problem, "keep one of them")
    if "BYMONTHDAY" in parts and parts.get("FREQ") == "WEEKLY":
        problem = "counts days of the month in a week"
        return Remark(ProblemKind.UNUSUAL_VALUE, problem, "write FREQ=MONTHLY")
    if "-" in parts.get("UNTIL", ""):
        problem, remedy = "has an UNTIL with hyphens", "write it as in UNTIL=20261231T000000Z"
        return Remark(ProblemKind.UNUSUAL_VALUE, problem, remedy)
    return None


def _odd_seconds(text: str) -> Remark | None:
    if ":" not in text:
        return None
    try:
        seconds = plain_number(Duration.parse(text))
    except ValueError:
        return None
    return Remark(ProblemKind.WRONG_VALUE, "is no number of seconds", f"write {seconds}")


def _pictures_not_secure(text: str) -> Remark | None:
    if _PICTURES.accepts is None or not _PICTURES.accepts(text.strip()):
        return None
    return Remark(ProblemKind.NOT_HTTPS, "is fetched unprotected", "write https://…")


def _not_version_five(text: str) -> Remark | None:
    if re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-[^5][0-9a-f-]{21}", text.strip(), re.I) is None:
        return None
    return Remark(
        ProblemKind.UNUSUAL_VALUE,
        "is no UUID of version 5",
        "leave it if the feed was published with it: it must never change",
    )


def _percent(text: str) -> float:
    if re.fullmatch(_NUMBER, text.strip(), re.ASCII) is None or float(text) > 100:
        raise ValueError(f'"{text}" is no number from 0 to 100')
    number = float(text)
    return int(number) if number.is_integer() else number


_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_ZONE = r"[+-](?:0\d|1[0-4])"
_MOMENT = rf"[12]\d{{3}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T{_CLOCK}(?:Z|{_ZONE}:[0-5]\d)"
_MAIL_DATE = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|1\d|2[0-8]) "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rf"[12]\d{{3}} {_CLOCK} (?:GMT|{_ZONE}[0-5]\d)"
)
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"

GUID = replace(
    UUID_TEXT,
    accepts=pattern(
        r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-5[0-9A-Fa-f]{3}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
    ),
    remark=_not_version_five,
)
COUNTRY = Form("a country code", _country, None, COUNTRIES.__contains__, _odd_country)
GEO = Form("a geo URI", _geo, None, pattern(r"geo:-?[0-8]?\d(?:\.\d+)?,-?\d{1,2}(?:\.\d+)?"))
OSM = shape("an object of OpenStreetMap", r"[NWR]\d+(?:#\d+)?", example="R62422")
MOMENT = Form("a time of ISO 8601", _moment, _write_moment, pattern(_MOMENT), _odd_moment)
DAY = Form(
    "a date or time of ISO 8601",
    _day,
    accepts=pattern(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"),
)
MAIL_DATE = Form(
    "a date", _moment, lambda date: rfc2822(utc(date)), pattern(_MAIL_DATE), _odd_mail_date
)
RULE = Form("a recurrence rule", _rule, remark=_odd_rule)
POSITION = Form("seconds", Duration.parse, plain_number, pattern(_NUMBER), _odd_seconds)
"""A place in a recording, or a stretch of it; hours and minutes are read all the same."""
HOST = shape(
    "the name of a host",
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?",
    example="irc.tea.example",
)
RATIO = shape("a ratio", r"\d*\.?\d+(?:\s*/\s*\d*\.?\d+)?", example="16/9")
_PICTURES = shape(
    "a list of pictures",
    r"https?://\S+\s+\d+w(?:\s*,\s*https?://\S+\s+\d+w)*\s*,?",
    example="https://tea.example/a.jpg 600w, https://tea.example/b.jpg 300w",
)
SRCSET = replace(
    _PICTURES,
    accepts=pattern(r"https://\S+\s+\d+w(?:\s*,\s*https://\S+\s+\d+w)*\s*,?"),
    remark=_pictures_not_secure,
)
PERCENT = Form(
    "a number from 0 to 100", _percent, plain_number, pattern(r"100|\d{1,2}(?:\.\d{1,9})?")
)
