"""HTML transcripts: ``cite`` for the speaker, ``time`` for the start, ``p`` for the words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lxml import etree

from podfeed.transcripts.cues import Cue, Reading, one_line
from podfeed.values import Duration

_LAST = 1000  # milliseconds that the last cue lasts, of which nothing tells the end


def read(data: bytes, shown: str) -> Reading:
    """The cues of a page, as far as it marks any; one that marks none is for reading.

    ``shown`` is how it is called. Raises nothing.
    """
    reading = Reading(shown)
    text = reading.decode(data)
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None or not _words(tree):
        return reading.refuse("is empty", "export it again")
    _gather(reading, tree)
    coming = [cue.start for cue in reading.cues[1:]]
    for number, cue in enumerate(reading.cues):
        end = max(coming[number], cue.start) if number < len(coming) else cue.start + _LAST
        reading.cues[number] = cue._replace(end=end)
    return reading


def _gather(reading: Reading, tree: etree._Element) -> None:
    """Take in each paragraph that follows a time, in the order of the page."""
    speaker: str | None = None
    start: int | None = None
    for element in tree.iter("cite", "time", "p"):
        words = _words(element)
        if element.tag == "cite":
            speaker = words.rstrip(":").strip()
        elif element.tag == "time":
            start = _start(reading, element, words)
        elif start is not None:
            reading.add(_line(element) or 1, start, start, words, speaker)
            start, speaker = None, None


def _start(reading: Reading, element: etree._Element, text: str) -> int | None:
    try:
        return round(Duration.parse(text) * 1000)
    except ValueError:
        problem = f'<time> "{text[:40]}" is no time'
        reading.fault(_line(element), problem, "write it as 1:02 or 1:02:03")
        return None


def _words(element: etree._Element) -> str:
    return one_line("".join(str(part) for part in element.itertext()))


def _line(element: etree._Element) -> int | None:
    line = element.sourceline
    return line if isinstance(line, int) else None


def write(cues: Sequence[Cue]) -> bytes:
    """A page of these cues, a paragraph each.

    >>> print(write([Cue(0, 1500, "Leaves & water", "Ann")]).decode())
    <cite>Ann:</cite>
    <time>0:00</time>
    <p>Leaves &amp; water</p>
    <BLANKLINE>
    """
    lines = []
    for cue in cues:
        if cue.speaker:
            lines.append(f"<cite>{escape(cue.speaker, quote=False)}:</cite>")
        lines.append(f"<time>{Duration(cue.start // 1000)!s}</time>")
        lines.append(f"<p>{escape(cue.text, quote=False)}</p>")
    return "\n".join((*lines, "")).encode()
