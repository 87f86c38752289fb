"""Plain-text transcripts, which are for reading: they have words, and no times to follow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from podfeed.transcripts.cues import Cue, Reading


def read(data: bytes, shown: str) -> Reading:
    """A file without cues; ``shown`` is how it is called. Raises nothing."""
    reading = Reading(shown)
    if not reading.decode(data).strip():
        return reading.refuse("is empty", "export it again")
    return reading


def write(cues: Sequence[Cue]) -> bytes:
    """A file of these cues, a paragraph for as long as one speaks.

    >>> print(write([Cue(0, 1, "Yes.", "Ann"), Cue(1, 2, "No.", "Ann"), Cue(2, 3, "Oh!")]).decode())
    Ann: Yes. No.
    <BLANKLINE>
    Oh!
    <BLANKLINE>
    """
    paragraphs = []
    for speaker, said in groupby(cues, key=lambda cue: cue.speaker):
        words = " ".join(cue.text for cue in said)
        paragraphs.append(f"{speaker}: {words}\n" if speaker else f"{words}\n")
    return "\n".join(paragraphs).encode()
