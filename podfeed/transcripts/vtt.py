"""WebVTT: cues whose speakers are named by voices, ``<v Ann>``.

Source: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape

from podfeed.transcripts.cues import Cue, Reading
from podfeed.transcripts.timed import Block, blocks, clock, times, wrapped

LINE = 65
"""Characters that a line of captions may have."""

SIGNATURE = re.compile(r"WEBVTT(?:[ \t][^\r\n]*)?(?:\r|\n|$)")
"""How a file begins."""

_STRICT = re.compile(
    r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
    r"(?:[ \t]+.*)?",
    re.ASCII,
)
_ELSE = ("NOTE", "STYLE", "REGION", "WEBVTT", "X-TIMESTAMP-MAP")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]+([^<>]*))?>|</v>")
MARKUP = re.compile(r"</?(?:[a-z]+(?:\.[^\s<>]*)?(?:\s[^<>]*)?|\d[\d:.]*)>")
"""Tags in the text of a cue."""


def read(data: bytes, shown: str) -> Reading:
    """The cues of a file; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    text = reading.decode(data)
    if not SIGNATURE.match(text):
        reading.fault(1, "does not begin with WEBVTT", "write WEBVTT into the first line")
    for block in blocks(text):
        if block.timing is not None:
            _take(reading, block)
        elif not block.lines[0].startswith(_ELSE):
            problem = f'"{block.lines[0].strip()[:40]}" belongs to no cue'
            reading.fault(block.number, problem, "write a line with its times above it")
    return reading.close()


def _take(reading: Reading, block: Block) -> None:
    timing = str(block.timing)
    found = times(timing)
    if found is None:
        problem = f'"{timing.strip()[:60]}" is no pair of times, so the cue is left out'
        reading.fault(block.number, problem, "write 00:01:02.500 --> 00:01:05.000")
        return
    if not _STRICT.fullmatch(timing.strip()):
        problem = f'"{timing.strip()[:60]}" is not how WebVTT writes times'
        reading.fault(block.number, problem, "write 00:01:02.500 --> 00:01:05.000")
    taken = [
        reading.add(block.number, *found, words, speaker)
        for speaker, words in voices("\n".join(block.lines))
    ]
    if not any(taken):
        reading.fault(block.number, "a cue holds no words", "take it out")


def voices(payload: str) -> Iterator[tuple[str | None, str]]:
    """Who says what in a cue, without markup.

    >>> list(voices("<v.loud Ann>Yes &amp; <i>no</i></v>\\n<v Bob>Well"))
    [('Ann', 'Yes & no\\n'), ('Bob', 'Well')]
    """
    if "<" not in payload:
        if payload.strip():
            yield None, unescape(payload)
        return
    speaker: str | None = None
    begun, words = 0, ""
    for match in _VOICE.finditer(payload):
        words += payload[begun : match.start()]
        begun = match.end()
        if match[0] == "</v>":
            continue
        if words.strip():
            yield speaker, _plain(words)
        words, speaker = "", unescape(match[1] or "") or None
    words += payload[begun:]
    if words.strip():
        yield speaker, _plain(words)


def _plain(words: str) -> str:
    return unescape(MARKUP.sub("", words)) if "<" in words or "&" in words else words


def write(cues: Sequence[Cue]) -> bytes:
    """A file of these cues.

    >>> print(write([Cue(0, 1500, "Leaves & water", "Ann")]).decode())
    WEBVTT
    <BLANKLINE>
    00:00:00.000 --> 00:00:01.500
    <v Ann>Leaves &amp; water
    <BLANKLINE>
    """
    parts = ["WEBVTT\n"]
    for cue in cues:
        lines = [escape(line, quote=False) for line in wrapped(cue.text, LINE)]
        if cue.speaker:
            lines[0] = f"<v {escape(cue.speaker, quote=False)}>{lines[0]}"
        timing = f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}"
        parts.append("\n".join((timing, *lines, "")))
    return "\n".join(parts).encode()
