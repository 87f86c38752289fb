"""Plain lists of chapters: ``00:12:30.500 Title <https://…>``, a chapter a line.

So write Podlove Publisher, mp4chaps and Auphonic; the labels of Audacity (``start TAB end TAB
title``) are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from podfeed.chapters.reading import Reading, listed
from podfeed.models import Chapter
from podfeed.values import Duration

TIME = r"(?:\d{1,3}:[0-5]?\d|\d{1,3}):[0-5]\d(?:[.,]\d{1,9})?"
"""A time as people write it: minutes and seconds at the least."""

_LINE = re.compile(
    rf"\s*[\[(]?(?P<start>{TIME})[\])]?(?:\s+|$)(?:[-–—|•]\s+)?"
    r"(?P<title>.*?)(?:\s*<(?P<url>[^<>\s]+)>)?\s*",
    re.ASCII,
)
_LABEL = re.compile(
    r"(?P<start>\d+(?:[.,]\d+)?)\t(?P<end>\d+(?:[.,]\d+)?)\t(?P<title>.*)", re.ASCII
)
_LONGEST_TITLE = 200
_LONGEST_LINE = 2000
_MOST_IN_A_LIST = 500
_USUAL_LENGTH = 10.0


class Line(NamedTuple):
    """What a line of a list says."""

    start: Duration
    title: str
    url: str | None = None
    end: Duration | None = None


def parse_line(text: str) -> Line | None:
    """What a line says, or None if it is no chapter.

    >>> parse_line("00:01:02.500 Leaves <https://tea.example>")
    Line(start=62.5, title='Leaves', url='https://tea.example', end=None)
    >>> [parse_line(t).title for t in ("1:02 - Leaves", "[1:02:03] Leaves", "0:00")]
    ['Leaves', 'Leaves', '']
    >>> parse_line("61.5\\t70\\tLeaves")
    Line(start=61.5, title='Leaves', url=None, end=70.0)
    >>> parse_line("Leaves at 1:02")
    """
    if len(text) > _LONGEST_LINE:
        return None
    label = _LABEL.fullmatch(text)
    if label is not None:
        start, end = _time(label["start"]), _time(label["end"])
        return Line(start, label["title"].strip(), end=end if end > start else None)
    line = _LINE.fullmatch(text)
    if line is None:
        return None
    return Line(_time(line["start"]), line["title"].strip(), line["url"])


def _time(text: str) -> Duration:
    return Duration.parse(text.replace(",", "."))


def matches(text: str) -> bool:
    """Whether a text is a list of chapters, and no transcript with times in it.

    Every line has a time, they ascend, the titles are short, and the chapters are longer
    than what a person says in one breath.
    """
    lines = _written(text)
    if not 2 <= len(lines) <= _MOST_IN_A_LIST:
        return False
    found = [parse_line(line) for _, line in lines]
    known = [line for line in found if line is not None and len(line.title) <= _LONGEST_TITLE]
    if len(known) < len(lines):
        return False
    steps = [float(after.start - before.start) for before, after in pairwise(known)]
    return min(steps) >= 0 and median(steps) >= _USUAL_LENGTH


def _written(text: str) -> list[tuple[int, str]]:
    """The lines that say something, counted from 1."""
    lines = enumerate(text.splitlines(), 1)
    return [(n, line) for n, line in lines if line.strip() and not line.lstrip().startswith("#")]


def read(data: bytes, shown: str) -> Reading:
    """The chapters of a file; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return reading.refuse("is not UTF-8", "save it as UTF-8")
    for number, written in _written(text):
        line = parse_line(written)
        if line is None:
            problem = f'"{written.strip()[:60]}" does not begin with a time'
            reading.fault(number, problem, 'it is left out; write "00:12:30 Title"')
        else:
            reading.add(number, line.start, line.title, end=line.end, url=line.url)
    return reading.close()


def clock(time: float, *, thousandths: bool = False) -> str:
    """A time with hours, as players look for it.

    >>> clock(3661.5), clock(3661.5, thousandths=True)
    ('01:01:01', '01:01:01.500')
    """
    seconds, rest = divmod(round(time * 1000), 1000)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{rest:03}" if thousandths else text


def write(chapters: Sequence[Chapter]) -> bytes:
    """The list for these chapters.

    >>> write([Chapter(start=Duration(90), title="Leaves")])
    b'00:01:30.000 Leaves\\n'
    """
    lines = []
    for chapter in listed(chapters):
        link = f" <{chapter.url}>" if chapter.url else ""
        lines.append(f"{clock(chapter.start, thousandths=True)} {chapter.title}{link}\n")
    return "".join(lines).encode()
