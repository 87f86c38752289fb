"""Transcripts: bytes → cues, and cues → bytes. One format a file; nothing is opened.

``read`` takes a file of a format, ``Format.write`` makes one of cues, ``judge`` finds what is wrong
with cues. The parsers are our own: webvtt-py, pysubs2 and srt were tried, and each of them drops
cues whose times are wrong without a word, or takes them for the text of the cue before; none keeps
a second voice in a cue, and srt takes ``05.5`` for five seconds and five thousandths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from podfeed.transcripts import html, json, srt, text, vtt
from podfeed.transcripts.cues import Cue, Reading, Spoken
from podfeed.transcripts.judging import judge

LIMIT = 16 << 20
"""The most bytes of a transcript that are read."""

__all__ = [
    "FORMATS",
    "LIMIT",
    "TIMED",
    "Cue",
    "Format",
    "Reading",
    "Spoken",
    "judge",
    "of_name",
    "of_type",
]


class Format(NamedTuple):
    """A format of transcripts. ``types`` are its media types, the one to write first.

    The cues of ``timed`` ones can be written in any other; ``rel`` is what the feed says of it.
    """

    name: str
    suffixes: tuple[str, ...]
    types: tuple[str, ...]
    read: Callable[[bytes, str], Reading]
    write: Callable[[Sequence[Cue]], bytes]
    timed: bool = True
    rel: str | None = None

    @property
    def type(self) -> str:
        """The media type that a feed states."""
        return self.types[0]


FORMATS = (
    Format("vtt", (".vtt",), ("text/vtt",), vtt.read, vtt.write, rel="captions"),
    Format("srt", (".srt",), srt.TYPES, srt.read, srt.write, rel="captions"),
    Format("json", (".json",), ("application/json",), json.read, json.write),
    Format("html", (".html", ".htm"), ("text/html",), html.read, html.write, timed=False),
    Format("txt", (".txt",), ("text/plain",), text.read, text.write, timed=False),
)
"""All formats, in the order in which a feed names them: Apple takes the first that it knows."""

TIMED = tuple(one for one in FORMATS if one.timed)
"""The formats of which any can be made from any other."""


def of_name(name: str) -> Format | None:
    """The format of a file by the end of its name, in whatever letter case.

    >>> of_name("ai/lora.en.VTT").type, of_name("lora.docx")
    ('text/vtt', None)
    """
    folded = name.lower()
    return next((one for one in FORMATS if folded.endswith(one.suffixes)), None)


def of_type(type_: str) -> Format | None:
    """The format of a media type.

    >>> of_type("application/srt").name
    'srt'
    """
    return next((one for one in FORMATS if type_ in one.types), None)
