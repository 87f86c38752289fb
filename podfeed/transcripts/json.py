"""JSON transcripts of Podcasting 2.0: segments with speaker, startTime, endTime and body.

What Whisper and its kin write (``start``, ``end``, ``text``) is read as well, and is a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from podfeed.documents import is_number, lines_of, parse_json
from podfeed.transcripts.cues import Cue, Reading

VERSION = "1.0.0"

_OTHERS = {"startTime": "start", "endTime": "end", "body": "text"}
_encode = json.JSONEncoder(ensure_ascii=False).encode
_SHORTEST = 1000  # milliseconds that the last segment lasts, if it does not say


def matches(document: object) -> bool:
    """Whether a decoded document is a transcript."""
    return isinstance(document, dict) and isinstance(document.get("segments"), list)


def read(data: bytes, shown: str) -> Reading:
    """The cues of a file; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    text = reading.decode(data)
    try:
        document = parse_json(text.encode("utf-8", "replace"))
    except ValueError as reason:
        place = re.search(r"in line (\d+)$", str(reason))
        problem = f"is no JSON: {reason}"
        return reading.refuse(problem, "export it again", int(place[1]) if place else None)
    if not matches(document):
        return reading.refuse('has no list "segments"', "export it as a transcript")
    segments = document["segments"]
    try:
        lines = list(lines_of(text, "segments"))
    except RecursionError:  # what was just not too deep for the one is for the other
        return reading.refuse("is no JSON: it is nested too deep", "export it again")
    if not isinstance(document.get("version"), str):
        reading.fault(1, "has no version", f'add "version": "{VERSION}"')
    if any(isinstance(one, dict) and "body" not in one and "text" in one for one in segments):
        problem = "names start, end and text what are startTime, endTime and body"
        reading.fault(lines[0] if lines else 1, problem, "it is read all the same")
        segments = [_renamed(one) for one in segments]
    for number, (line, one) in enumerate(zip(lines, segments, strict=True)):
        following = segments[number + 1] if number + 1 < len(segments) else None
        _take(reading, line, one, following)
    return reading.close()


def _renamed(segment: Any) -> Any:
    """A segment with the names of the format in place of those of Whisper."""
    if not isinstance(segment, dict):
        return segment
    return {key: segment.get(key, segment.get(other)) for key, other in _OTHERS.items()} | {
        "speaker": segment.get("speaker")
    }


def _take(reading: Reading, line: int, segment: Any, following: Any) -> None:
    if not isinstance(segment, dict):
        reading.fault(line, "a segment is no object", "it is left out")
        return
    start = _time(reading, line, segment, "startTime")
    body = segment.get("body")
    if start is None or not isinstance(body, str):
        if start is None and segment.get("startTime") is None:
            reading.fault(line, "a segment has no startTime in seconds", "it is left out")
        elif start is not None:
            reading.fault(line, "a segment has no body", "it is left out")
        return
    end = _time(reading, line, segment, "endTime")
    if end is None:
        coming = following.get("startTime") if isinstance(following, dict) else None
        end = round(coming * 1000) if is_number(coming) else -1
        end = end if end >= start else start + _SHORTEST
    speaker = segment.get("speaker")
    if not isinstance(speaker, str | None):
        reading.fault(line, "a segment has a speaker that is no text", "it is left out")
        speaker = None
    if not reading.add(line, start, end, body, speaker):
        reading.fault(line, "a segment holds no words", "take it out")


def _time(reading: Reading, line: int, segment: dict[str, Any], key: str) -> int | None:
    value = segment.get(key)
    if value is None:
        return None
    if is_number(value) and value >= 0:
        return round(value * 1000)
    try:
        seconds = float(value) if isinstance(value, str) else -1.0
    except ValueError:
        seconds = -1.0
    if is_number(seconds) and seconds >= 0:
        reading.fault(line, f'{key} "{value[:40]}" is text', f"write it as {seconds:g}")
        return round(seconds * 1000)
    shown = json.dumps(value)[:40]
    reading.fault(line, f"{key} {shown} is no time", "write a number of seconds")
    return None


def write(cues: Sequence[Cue]) -> bytes:
    """A file of these cues.

    >>> print(write([Cue(0, 1500, "Leaves", "Ann")]).decode())
    {
     "version": "1.0.0",
     "segments": [
      {"speaker": "Ann", "startTime": 0, "endTime": 1.5, "body": "Leaves"}
     ]
    }
    <BLANKLINE>
    """
    lines = []
    for cue in cues:
        segment: dict[str, Any] = {"speaker": cue.speaker} if cue.speaker else {}
        segment |= {"startTime": _seconds(cue.start), "endTime": _seconds(cue.end)}
        lines.append("  " + _encode(segment | {"body": cue.text}))
    segments = ",\n".join(lines)
    return f'{{\n "version": "{VERSION}",\n "segments": [\n{segments}\n ]\n}}\n'.encode()


def _seconds(milliseconds: int) -> float | int:
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000
