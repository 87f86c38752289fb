"""SRT: numbered cues of two short lines; a speaker is a name and a colon where he begins.

A cue without a name goes on with the speaker before it, as AntennaPod reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from podfeed.transcripts.cues import Cue, Reading
from podfeed.transcripts.timed import ARROW, Block, blocks, clock, times, wrapped

LINE, LINES = 32, 2
"""Characters of a line, and lines of a cue, that captions may have."""

TYPES = ("application/x-subrip", "application/srt", "text/srt")
"""Its media types: that of the podcast namespace, Apple's other one, and one seen in feeds."""

_STRICT = re.compile(
    r"\d\d+:[0-5]\d:[0-5]\d,\d{3} --> \d\d+:[0-5]\d:[0-5]\d,\d{3}(?:[ \t]+.*)?", re.ASCII
)
_MARKUP = re.compile(
    r"</?(?:b|c|font|i|s|u|v|em|strong)(?:[\s.][^<>]*)?>|\{\\?an?\d[^{}]*\}", re.IGNORECASE
)
_NAME = re.compile(r"(?:>>+\s*|-\s+)?([^\s:.?!,;\"<>()][^:.?!;\"<>\n]{0,39}?)\s*:\s+")
_SMALL = frozenset([
    "al", "and", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le",
    "of", "san", "the", "und", "van", "von", "y",
])  # fmt: skip


def read(data: bytes, shown: str) -> Reading:
    """The cues of a file; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    speaker: str | None = None
    for block in blocks(reading.decode(data)):
        if block.timing is not None:
            speaker = _take(reading, block, speaker)
            continue
        line = block.lines[0].strip()
        if not line.isdigit() or len(block.lines) > 1:
            problem = f'"{line[:40]}" stands behind an empty line, and belongs to no cue'
            reading.fault(block.number, problem, "take the empty line out")
            if reading.cues:
                last = reading.cues[-1]
                words = " ".join((last.text, *" ".join(block.lines).split()))
                reading.cues[-1] = last._replace(text=words)
    return reading.close()


def _take(reading: Reading, block: Block, speaker: str | None) -> str | None:
    """Take in a cue, and give back who is speaking now."""
    timing = str(block.timing)
    found = times(timing)
    if found is None:
        problem = f'"{timing.strip()[:60]}" is no pair of times, so the cue is left out'
        reading.fault(block.number, problem, "write 00:01:02,500 --> 00:01:05,000")
        return speaker
    if not _STRICT.fullmatch(timing.strip()):
        problem = f'"{timing.strip()[:60]}" is not how SRT writes times'
        reading.fault(block.number, problem, "write 00:01:02,500 --> 00:01:05,000")
    name, words = named(_MARKUP.sub("", "\n".join(block.lines)).strip())
    if not reading.add(block.number, *found, words, name or speaker):
        reading.fault(block.number, "a cue holds no words", "take it out")
    return name or speaker


def named(words: str) -> tuple[str | None, str]:
    """The speaker that words begin with, if they do, and the rest.

    Each word of a name begins with a capital, a digit or a letter of a script that has none.

    >>> named("Ann: Leaves"), named(">> DR VAN DYKE: water"), named("Guest 2:  Yes")
    (('Ann', 'Leaves'), ('DR VAN DYKE', 'water'), ('Guest 2', 'Yes'))
    >>> named("The answer is: 42"), named("At 10:30 we"), named("司会: はい")
    ((None, 'The answer is: 42'), (None, 'At 10:30 we'), ('司会', 'はい'))
    """
    match = _NAME.match(words)
    if match is None:
        return None, words
    parts = match[1].split()
    if len(parts) > 4 or any(part[0].islower() and part not in _SMALL for part in parts):
        return None, words
    return match[1], words[match.end() :]


def write(cues: Sequence[Cue]) -> bytes:
    """A file of these cues; what is too long for two lines becomes several cues.

    >>> print(write([Cue(0, 1500, "Leaves, water", "Ann")]).decode())
    1
    00:00:00,000 --> 00:00:01,500
    Ann: Leaves, water
    <BLANKLINE>
    """
    parts: list[str] = []
    speaker: str | None = None
    for cue in cues:
        name = f"{cue.speaker}: " if cue.speaker and cue.speaker != speaker else ""
        speaker = cue.speaker or speaker
        for start, end, lines in _pieces(cue, name):
            timing = f"{clock(start, ',')} --> {clock(end, ',')}"
            parts.append("\n".join((str(len(parts) + 1), timing, *lines, "")))
    return "\n".join(parts).encode()


def _pieces(cue: Cue, name: str) -> Iterator[tuple[int, int, list[str]]]:
    """A cue in pieces of two lines, each with its share of the time."""
    lines = wrapped(name + cue.text.replace(ARROW, "→"), LINE)
    lines = [piece for line in lines for piece in _short(line)]
    if len(lines) <= LINES:
        yield cue.start, cue.end, lines
        return
    whole = sum(map(len, lines))
    said = 0
    length = cue.end - cue.start
    for begin in range(0, len(lines), LINES):
        piece = lines[begin : begin + LINES]
        start = cue.start + length * said // whole
        said += sum(map(len, piece))
        yield start, cue.start + length * said // whole, piece


def _short(line: str) -> list[str]:
    """A line without blanks, as Japanese has them, cut into lines that fit."""
    if len(line) <= LINE or " " in line:
        return [line]
    return [line[at : at + LINE] for at in range(0, len(line), LINE)]
