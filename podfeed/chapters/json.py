"""JSON chapters 1.2, the file that podcast:chapters names: read leniently, written strictly.

Source: https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from podfeed.chapters.reading import Reading
from podfeed.documents import is_number, lines_of, parse_json
from podfeed.models import Artwork, Chapter, Spot
from podfeed.values import Duration

VERSION = "1.2.0"

_Map: TypeAlias = dict[str, Any]
_DOCUMENT = frozenset(
    ["version", "chapters", "author", "title", "podcastName", "description", "fileName"]
) | {"waypoints"}
_CHAPTER = ("startTime", "title", "img", "url", "toc", "endTime", "location")
_FALSE = {"false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}


def matches(document: object) -> bool:
    """Whether a decoded document is one of chapters."""
    return isinstance(document, dict) and isinstance(document.get("chapters"), list)


def read(data: bytes, shown: str) -> Reading:
    """The chapters of a file; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    try:
        document = parse_json(data)
    except ValueError as reason:
        place = re.search(r"in line (\d+)$", str(reason))
        problem = f"is no JSON: {reason}"
        return reading.refuse(problem, "write it anew", int(place[1]) if place else None)
    if not matches(document):
        remedy = 'write {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "…"}]}'
        return reading.refuse('has no list "chapters"', remedy)
    if not isinstance(document.get("version"), str):
        reading.fault(None, "has no version", f'add "version": "{VERSION}"')
    for key in document.keys() - _DOCUMENT:
        reading.fault(None, f'has an unknown key "{key[:100]}"', "it is left out")
    lines = list(lines_of(data.decode("utf-8-sig"), "chapters"))
    for line, one in zip(lines, document["chapters"], strict=True):
        if isinstance(one, dict):
            _Reader(reading, line).take(one)
        else:
            reading.fault(line, "a chapter is no object", "it is left out")
    return reading.close()


class _Reader:
    """Reads one chapter; what it mends or leaves out is a fault of its line."""

    def __init__(self, reading: Reading, line: int) -> None:
        self.reading = reading
        self.line = line

    def take(self, one: _Map) -> None:
        start = self.time(one, "startTime")
        if start is None:
            if one.get("startTime") is None:
                self.fault("a chapter has no startTime in seconds", "it is left out; add one")
            return
        for key in one.keys() - set(_CHAPTER):
            self.fault(f'a chapter has an unknown key "{key[:100]}"', "it is left out")
        self.reading.add(
            self.line,
            start,
            self.text(one, "title") or "",
            end=self.time(one, "endTime"),
            url=self.text(one, "url"),
            image=self.text(one, "img"),
            toc=self.flag(one),
            location=self.location(one.get("location")),
        )

    def fault(self, problem: str, remedy: str) -> None:
        self.reading.fault(self.line, problem, remedy)

    def time(self, one: _Map, key: str) -> Duration | None:
        value = one.get(key)
        if is_number(value) and value >= 0:
            return Duration(value)
        if value is None:
            return None
        try:
            found = Duration.parse(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is not None and is_number(float(found)):
            self.fault(f'{key} "{value[:40]}" is text', f"write it as {_seconds(found)}")
            return found
        shown = json.dumps(value)[:40]
        self.fault(f"{key} {shown} is no time", "it is left out; write a number of seconds")
        return None

    def text(self, one: _Map, key: str) -> str | None:
        value = one.get(key)
        if value is None or isinstance(value, str):
            return value
        if is_number(value):
            self.fault(f"{key} {value} is no text", f'write it as "{value}"')
            return str(value)
        self.fault(f"{key} of a chapter is no text", "it is left out")
        return None

    def flag(self, one: _Map) -> bool:
        value = one.get("toc", True)
        if isinstance(value, bool):
            return value
        found = _FALSE.get(str(value).casefold(), True)
        word = "true" if found else "false"
        self.fault("toc of a chapter is neither true nor false", f"write it as {word}")
        return found

    def location(self, value: object) -> Spot | None:
        if value is None:
            return None
        if isinstance(value, dict):
            name, geo, osm = value.get("name"), value.get("geo"), value.get("osm")
            if isinstance(name, str) and isinstance(geo, str) and name.strip() and geo.strip():
                known = osm if isinstance(osm, str) and osm.strip() else None
                return Spot(name=name, geo=geo, osm=known)
        self.fault("location of a chapter has not both name and geo", "it is left out")
        return None


def write(chapters: Sequence[Chapter], *, address: Callable[[Artwork], str]) -> bytes:
    """The file for these chapters; ``address`` tells where a picture is served.

    >>> print(write([Chapter(start=Duration(1.5), title="Leaves")], address=str).decode())
    {
     "version": "1.2.0",
     "chapters": [
      {
       "startTime": 1.5,
       "title": "Leaves"
      }
     ]
    }
    <BLANKLINE>
    """
    found = [_plain(chapter, address) for chapter in chapters]
    text = json.dumps({"version": VERSION, "chapters": found}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _plain(chapter: Chapter, address: Callable[[Artwork], str]) -> _Map:
    found: _Map = {"startTime": _seconds(chapter.start)}
    if chapter.end is not None:
        found["endTime"] = _seconds(chapter.end)
    if chapter.title:
        found["title"] = chapter.title
    if chapter.image is not None:
        found["img"] = address(chapter.image)
    if chapter.url is not None:
        found["url"] = chapter.url
    if not chapter.toc:
        found["toc"] = False
    if chapter.location is not None:
        found["location"] = chapter.location.model_dump(exclude_none=True)
    return found


def _seconds(time: float) -> float | int:
    """Whole seconds as a whole number, others with thousandths."""
    rounded = round(time, 3)
    return int(rounded) if rounded == int(rounded) else rounded
