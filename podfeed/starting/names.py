"""What the name of a recording says: date, season, number and title."""

from __future__ import annotations

import re
from typing import NamedTuple

from podfeed.claims import is_audio

_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<dash>[-._]?)(?P<m>\d\d)(?P=dash)(?P<d>\d\d)(?!\d)")
_NUMBER = re.compile(
    r"(?:s(?:eason)?[\s._-]*(?P<season>\d{1,3})[\s._-]*)?"
    r"(?:(?:episode|ep|e|no|nr|folge)[\s._-]*|\#)?"
    r"(?P<number>\d{1,4})(?=$|[\s._-])",
    re.IGNORECASE,
)
_EDGES = " ._-–—:#"


class Name(NamedTuple):
    """What a name says; ``date`` is ISO 8601."""

    title: str
    number: int | None = None
    season: int | None = None
    date: str | None = None


def read_name(name: str) -> Name:
    """The parts of a file name, or of a folder's.

    >>> for name in ("03_green-tea.mp3", "S2E05 Oolong.m4a", "2026-05-01 - Visit.mp3",
    ...              "20260501_7.mp3", "Tea & milk.mp3", "1984.mp3", "004.mp3"):
    ...     print(tuple(read_name(name)))
    ('Green tea', 3, None, None)
    ('Oolong', 5, 2, None)
    ('Visit', None, None, '2026-05-01')
    ('Episode 7', 7, None, '2026-05-01')
    ('Tea & milk', None, None, None)
    ('1984', None, None, None)
    ('Episode 4', 4, None, None)
    """
    stem = name[: name.rfind(".")] if is_audio(name) and name.rfind(".") > 0 else name
    rest, date = stem, None
    if found := _DATE.match(stem):
        date = f"{found['y']}-{found['m']}-{found['d']}"
        rest = stem[found.end() :].strip(_EDGES)
    number = season = None
    found = _NUMBER.match(rest)
    # Nobody counts to 1900, but many a title begins with a year.
    if found and not 1900 <= int(found["number"]) < 2100 and int(found["number"]):
        number, season = int(found["number"]), int(found["season"]) if found["season"] else None
        rest = rest[found.end() :].strip(_EDGES)
    title = _words(rest)
    if not title:
        title = f"Episode {number}" if number else date or stem
    return Name(title, number, season, date)


def _words(text: str) -> str:
    """Hyphens and low lines between words as blanks, and a capital to begin with."""
    if " " not in text.strip():
        text = text.replace("-", " ")
    text = " ".join(text.replace("_", " ").split()).strip(_EDGES)
    return f"{text[:1].upper()}{text[1:]}"
