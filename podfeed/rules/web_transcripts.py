"""WEB080–WEB089: transcripts, as they are served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.documents import is_number, parse_json
from podfeed.findings import Severity
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.web_chapters import told
from podfeed.transcripts import json, srt, vtt
from podfeed.transcripts.timed import blocks, times

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Item

_SOURCE = (
    "https://github.com/Podcastindex-org/podcast-namespace"
    "/blob/main/docs/examples/transcripts/transcripts.md"
)


def _content(transcript: _Element, item: Item) -> tuple[str, bytes | None]:
    """The type that the feed states, and the file if it came."""
    kind = (transcript.get("type") or "").partition(";")[0].strip().lower()
    web = item.feed.media.web
    facts = web.files.get((transcript.get("url") or "").strip()) if web is not None else None
    if facts is None or not facts.answer.ok:
        return kind, None
    if kind != "text/html" and facts.answer.type == "text/html":
        return kind, None  # that a page came is told already
    return kind, facts.content


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


@rule(
    "WEB080",
    "transcript-unusable",
    Severity.ERROR,
    on="item/podcast:transcript",
    source=_SOURCE,
    needs="web",
)
def transcript_unusable(transcript: _Element, item: Item) -> Hits:
    """A transcript is not of the format that the feed says.

    Apps show none then; those who cannot hear the episode have nothing.

    Wrong:

    ```vtt
    00:00:00.000 --> 00:00:02.000
    Leaves first, water second.
    ```

    Right:

    ```vtt
    WEBVTT

    00:00:00.000 --> 00:00:02.000
    Leaves first, water second.
    ```
    """
    kind, content = _content(transcript, item)
    if content is None:
        return
    problem = None
    if not content.strip():
        problem = "is empty"
    elif kind == "text/vtt":
        if not vtt.SIGNATURE.match(_text(content)):
            problem = "is no WebVTT: it does not begin with WEBVTT"
    elif kind in srt.TYPES:
        if not any(_cues(_text(content))):
            problem = "is no SRT: it has no line such as 00:00:01,000 --> 00:00:02,500"
    elif kind == "application/json":
        try:
            found = parse_json(content)
        except ValueError as reason:
            problem = f"is no JSON: {reason}"
        else:
            if not json.matches(found):
                problem = 'has no list "segments"'
    if problem:
        yield Hit(transcript, f"the transcript {problem}", "export it again", "url")


@rule(
    "WEB081",
    "transcript-segments",
    Severity.WARNING,
    on="item/podcast:transcript",
    source=_SOURCE,
    needs="web",
)
def transcript_segments(transcript: _Element, item: Item) -> Hits:
    """A transcript of JSON lacks its version, or a segment its time or words.

    Apps pass over such segments, or over the whole file.

    Wrong:

    ```segments
    {"version": "1.0.0", "segments": [{"start": 0, "body": "Leaves first."}]}
    ```

    Right:

    ```segments
    {"version": "1.0.0", "segments": [{"startTime": 0, "endTime": 2, "body": "Leaves first."}]}
    ```
    """
    kind, content = _content(transcript, item)
    if kind != "application/json" or content is None:
        return
    try:
        document = parse_json(content)
    except ValueError:
        return
    segments = document.get("segments") if isinstance(document, dict) else None
    if not isinstance(segments, list):
        return
    found = [] if isinstance(document.get("version"), str) else ["the transcript has no version"]
    for number, one in enumerate(segments, 1):
        called = f"segment {number} of the transcript"
        if not isinstance(one, dict):
            found.append(f"{called} is no object")
        elif not is_number(one.get("startTime")):
            found.append(f"{called} has no startTime in seconds")
        elif not isinstance(one.get("body"), str):
            found.append(f"{called} has no body")
        elif one.get("endTime") is not None and not is_number(one["endTime"]):
            found.append(f"{called} has an endTime that is no number")
        elif not isinstance(one.get("speaker", ""), str):
            found.append(f"{called} has a speaker that is no text")
    for message in told(found):
        yield Hit(transcript, message, "write it as the format has it", "url")


@rule(
    "WEB082",
    "transcript-lines",
    Severity.INFO,
    on="item/podcast:transcript",
    source=_SOURCE,
    needs="web",
)
def transcript_lines(transcript: _Element, item: Item) -> Hits:
    """Lines of a transcript are longer than captions should be.

    65 characters are recommended for WebVTT, and for SRT two lines of 32: more does not fit
    under a picture, or on a small screen. Told once for a file.

    Wrong:

    ```srt
    1
    00:00:00,000 --> 00:00:04,000
    Leaves first, water second, and then a little patience.
    ```

    Right:

    ```srt
    1
    00:00:00,000 --> 00:00:04,000
    Leaves first, water second,
    and then a little patience.
    ```
    """
    kind, content = _content(transcript, item)
    if content is None or kind not in ("text/vtt", *srt.TYPES):
        return
    limit = vtt.LINE if kind == "text/vtt" else srt.LINE
    long = tall = 0
    for cue in _cues(_text(content)):
        long += sum(1 for line in cue if len(vtt.MARKUP.sub("", line)) > limit)
        tall += kind != "text/vtt" and len(cue) > srt.LINES
    if long:
        message = (
            f"{_many(long, 'line')} of the transcript {_have(long)} more than {limit} characters"
        )
        yield Hit(transcript, message, "export it with shorter lines", "url")
    if tall:
        message = f"{_many(tall, 'caption')} of the transcript {_have(tall)} more than two lines"
        yield Hit(transcript, message, "export it with shorter captions", "url")


def _cues(text: str) -> Iterable[list[str]]:
    """The lines of words below each timing."""
    for block in blocks(text):
        if block.timing is not None and times(block.timing) is not None:
            yield [line.strip() for line in block.lines]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


@rule(
    "WEB083",
    "transcript-page",
    Severity.INFO,
    on="item/podcast:transcript",
    source=_SOURCE,
    needs="web",
)
def transcript_page(transcript: _Element, item: Item) -> Hits:
    """A transcript of HTML does not mark who speaks, when, and what.

    With `cite`, `time` and `p`, apps can follow the sound; otherwise it is a page to read.

    Wrong:

    ```html
    <p>Leaves first, water second.</p>
    ```

    Right:

    ```html
    <cite>Ann:</cite> <time>0:00</time> <p>Leaves first, water second.</p>
    ```
    """
    kind, content = _content(transcript, item)
    if kind != "text/html" or not content:
        return
    text = _text(content).lower()
    absent = [name for name in ("cite", "time", "p") if not re.search(rf"<{name}[\s>]", text)]
    if absent:
        message = f"the transcript has no {' and no '.join(absent)}"
        yield Hit(transcript, message, "mark speaker, time and words", "url")
