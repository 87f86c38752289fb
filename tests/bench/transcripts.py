"""An hour of captions, read and written in the other formats, against the splitting of its text."""

from __future__ import annotations

import json

from podfeed.transcripts import TIMED, Cue, of_type
from tests.bench.table import Row, cpu_of

BAR = 12.0
CUES = 20_000


def run() -> list[Row]:
    """CPU of reading WebVTT and writing SRT and JSON, by that of a script that knows the file."""
    vtt = of_type("text/vtt")
    assert vtt is not None
    words = "Leaves first, water second, and then a little patience."
    cues = [Cue(n * 180, n * 180 + 170, f"{n}. {words}", f"Guest {n % 3}") for n in range(CUES)]
    data = vtt.write(cues)

    def ours() -> None:
        found = vtt.read(data, "a.vtt").cues
        assert len(found) == CUES
        for format_ in TIMED[1:]:
            format_.write(found)

    def script() -> None:
        segments, lines = [], []
        for number, block in enumerate(data.decode().split("\n\n")[1:]):
            timing, text = block.strip().split("\n", 1)
            start, _, end = timing.partition(" --> ")
            speaker, _, body = text.removeprefix("<v ").partition(">")
            segments.append({"speaker": speaker, "startTime": start, "endTime": end, "body": body})
            lines.append(f"{number}\n{timing.replace('.', ',')}\n{speaker}: {body}\n")
        assert len(segments) == CUES
        json.dumps(segments)
        "\n".join(lines).encode()

    job, plain = cpu_of(ours, script, rounds=3)
    what = f"{CUES:,} cues of WebVTT to SRT and JSON / split and joined by a script"
    return [Row(what, job / plain, BAR, note=f"{job:.2f} s / {plain:.3f} s")]
