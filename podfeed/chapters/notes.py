"""Times in show notes: found there, and written there for the apps that read no other chapters.

Spotify and YouTube make chapters of lines with times in the notes, if the first is 0:00.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from podfeed.chapters.reading import Marked, Reading, listed
from podfeed.chapters.text import TIME, clock
from podfeed.findings import Place
from podfeed.models import Chapter
from podfeed.values import Duration

_ANY_TIME = re.compile(r"\d:[0-5]\d", re.ASCII)
_BULLET = r"\s*(?:[-*+•·]\s+|\d{1,3}[.)]\s+|>\s+)?"
_STAMP = rf"(?:\*\*)?[\[(]?(?:\*\*)?(?P<start>{TIME})(?:\*\*)?[\])]?(?:\s?\([^()\s]*\))?(?:\*\*)?"
_UNTIL = rf"(?:\s*[-–—]\s*{TIME}[\])]?)?"
_FIRST = re.compile(rf"{_BULLET}{_STAMP}{_UNTIL}(?:\s*[-–—:|]\s+|\s+)(?P<title>\S.*?)\s*", re.ASCII)
_LAST = re.compile(
    rf"{_BULLET}(?P<title>\S.*?)(?:\s*[-–—:|]\s+|\s+(?=[\[(]))[\[(]?(?P<start>{TIME})[\])]?\s*",
    re.ASCII,
)
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_LINK_BEHIND = re.compile(r"(.*\S)\s+\((https?://[^\s()]+)\)")  # as it is in text made of HTML
_LONGEST_TITLE = 200
_LONGEST_LINE = 1000


def find(text: str, place: Place) -> list[Marked]:
    """The chapters that lines of the notes tell of; none unless they are a list.

    A list has at least two times, the first at 0:00, each later than the one before; a line that
    breaks the order is taken for a sentence, and nothing is read. ``place`` is that of the notes.

    >>> [(str(c.start), c.title) for c, _ in find("0:00 Leaves\\n- (1:02) Water", Place("a"))]
    [('0:00', 'Leaves'), ('1:02', 'Water')]
    >>> [c.title for c, _ in find("Leaves – 0:00\\nWater (12:30)", Place("a"))]
    ['Leaves', 'Water']
    >>> find("We start at 0:00\\nand end at 12:30", Place("a"))
    []
    """
    reading = Reading(place.path)
    last = -1.0
    if _ANY_TIME.search(text) is None:
        return []
    for written in text.splitlines():
        if len(written) > _LONGEST_LINE or _ANY_TIME.search(written) is None:
            continue
        match = _FIRST.fullmatch(written) or _LAST.fullmatch(written)
        if match is None or len(match["title"]) > _LONGEST_TITLE:
            continue
        start = Duration.parse(match["start"].replace(",", "."))
        if start <= last or (last < 0 and start > 0):
            return []
        last = float(start)
        title, url = _title(match["title"])
        reading.add(None, start, title, url=url)
    found = [Marked(chapter, place) for chapter, _ in reading.marked]
    return found if len(found) > 1 else []


def _title(written: str) -> tuple[str, str | None]:
    """The title without marks of Markdown, and the link that stands in it."""
    behind = _LINK_BEHIND.fullmatch(written)
    if behind is not None:
        return behind[1], behind[2]
    link = _LINK.search(written)
    plain = _LINK.sub(r"\1", written).replace("**", "").strip()
    return plain, link[2] if link else None


def html_list(chapters: Sequence[Chapter], *, opening: str) -> str:
    """The chapters as a paragraph of HTML, a line each; "" if there is nothing to list.

    The apps want the first at 0:00. Where it starts later, ``opening`` (the title of the
    episode) is put before it.

    >>> html_list([Chapter(start=Duration(90), title="Leaves & water")], opening="Tea")
    '<p>00:00:00 Tea<br>00:01:30 Leaves &amp; water</p>'
    """
    lines = [(clock(chapter.start), chapter.title) for chapter in listed(chapters)]
    if not lines:
        return ""
    if lines[0][0] != clock(0):
        lines.insert(0, (clock(0), opening))
    written = (f"{time} {escape(title, quote=False)}" for time, title in lines)
    return f"<p>{'<br>'.join(written)}</p>"
