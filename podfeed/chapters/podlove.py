"""Podlove Simple Chapters: files of them read, and what the feed says of an episode.

Source: https://podlove.org/simple-chapters/
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from xml.parsers import expat

from podfeed.chapters.reading import Reading, listed
from podfeed.models import Artwork, Chapter
from podfeed.tags.names import PSC
from podfeed.values import Duration

VERSION = "1.2"

_CHAPTERS = (f"{PSC} chapters", "chapters")
_KNOWN = frozenset(["start", "title", "href", "image"])


def matches(data: bytes) -> bool:
    """Whether the bytes begin as a document of chapters does."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] == b"<" and b"chapters" in head and b"<rss" not in head and b"<html" not in head


def read(data: bytes, shown: str) -> Reading:
    """The chapters of a file; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    reader = _Reader(reading)
    try:
        reader.parser.Parse(data, True)
    except _Refused as refused:
        return reading.refuse(refused.problem, refused.remedy, refused.line)
    except expat.ExpatError as reason:
        words = expat.ErrorString(reason.code)
        return reading.refuse(f"is no XML: {words}", "write it anew", reason.lineno)
    return reading.close()


class _Refused(Exception):  # noqa: N818 (an outcome, caught in one place)
    """The document is not read further."""

    def __init__(self, problem: str, remedy: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.line = line


class _Reader:
    """Takes in chapters as a parser meets them; lxml tells the last line of a tag, expat the first.

    A document with a DOCTYPE is refused before an entity of it could be expanded.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def doctype(self, *_: object) -> None:
        raise _Refused("has a DOCTYPE, which is never read", "take it out", self.line)

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        local = name.rpartition(" ")[2][:60]
        if self.depth == 1 and name not in _CHAPTERS:
            remedy = "write <psc:chapters> around its chapters"
            raise _Refused(f"holds <{local}>, no chapters", remedy, self.line)
        if self.depth == 2 and local == "chapter":
            self.take(attributes)
        elif self.depth > 1:
            self.reading.fault(self.line, f"<{local}> is no chapter", "it is left out")

    def end(self, _name: str) -> None:
        self.depth -= 1

    def take(self, attributes: dict[str, str]) -> None:
        written = attributes.get("start", "")
        try:
            start = Duration.parse(written)
        except ValueError:
            problem = f'the start "{written[:40]}" of a chapter is no time'
            self.reading.fault(self.line, problem, "it is left out; write it as 00:12:30.500")
            return
        for name in attributes:
            if name not in _KNOWN:
                problem = f'a chapter has an unknown "{name[:60]}"'
                self.reading.fault(self.line, problem, "it is left out")
        self.reading.add(
            self.line,
            start,
            attributes.get("title", ""),
            url=attributes.get("href"),
            image=attributes.get("image"),
        )


def value(
    chapters: Sequence[Chapter], *, address: Callable[[Artwork], str]
) -> dict[str, Any] | None:
    """What the tag psc:chapters is written from; None if there is nothing to list.

    >>> value([Chapter(start=Duration(0), title="Leaves")], address=str)
    {'version': '1.2', 'chapters': [{'start': 0.0, 'title': 'Leaves'}]}
    """
    found = []
    for chapter in listed(chapters):
        one: dict[str, Any] = {"start": chapter.start, "title": chapter.title}
        if chapter.url is not None:
            one["href"] = chapter.url
        if chapter.image is not None:
            one["image"] = address(chapter.image)
        found.append(one)
    return {"version": VERSION, "chapters": found} if found else None
