"""Chapters: text and bytes → ``models.Chapter``, and back. One dialect a file; nothing is opened.

``read`` takes a file of any dialect by what it holds, ``is_chapters`` tells whether it is one,
``judge`` finds what is wrong with the chapters of an episode.
"""

from __future__ import annotations

from podfeed.chapters import json, podlove, text
from podfeed.chapters.judging import judge
from podfeed.chapters.reading import Marked, Reading, listed
from podfeed.documents import parse_json

LIMIT = 4 << 20
"""The most bytes of a file of chapters that are read."""

__all__ = ["LIMIT", "Marked", "Reading", "is_chapters", "judge", "listed", "read"]


def is_chapters(data: bytes) -> bool:
    """Whether a file of any name holds chapters, and is not a transcript or other text.

    >>> is_chapters(b'{"version": "1.2.0", "chapters": []}'), is_chapters(b'{"segments": []}')
    (True, False)
    >>> is_chapters(b"00:00 Leaves\\n12:30 Water"), is_chapters(b"00:00 Well,\\n00:02 hello.")
    (True, False)
    """
    if podlove.matches(data):
        return True
    try:
        if _is_object(data):
            return json.matches(parse_json(data))
        return text.matches(data.decode("utf-8-sig"))
    except ValueError:
        return False


def read(data: bytes, shown: str) -> Reading:
    """The chapters of a file of any dialect. What is wrong is in the findings of the reading."""
    if podlove.matches(data) or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return podlove.read(data, shown)
    return json.read(data, shown) if _is_object(data) else text.read(data, shown)


def _is_object(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and not _is_time(data)


def _is_time(data: bytes) -> bool:
    """A list whose times stand in brackets begins as JSON might."""
    line = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return text.parse_line(line.decode("utf-8", "replace").strip()) is not None
