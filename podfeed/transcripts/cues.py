"""What every format of transcripts yields: cues with their lines, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from podfeed import findings
from podfeed.transcripts.kinds import MALFORMED, UNUSABLE
from podfeed.values import xml_text

MOST = 200_000
"""How many cues of a file are read."""

_LONGEST_NAME = 100


class Cue(NamedTuple):
    """What is said, by whom, from when to when in milliseconds. ``text`` is one line."""

    start: int
    end: int
    text: str
    speaker: str | None = None


@dataclass
class Reading(findings.Reading):
    """The cues of a transcript as they stand there, and the faults found while reading.

    ``lines`` holds the line of each cue. A file that is not ``sound`` is not written as its format
    asks.
    """

    wrong = MALFORMED
    anew = "export it again"
    unusable = UNUSABLE

    cues: list[Cue] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    sound: bool = True

    def fault(self, line: int | None, problem: str, remedy: str) -> None:
        """Note what is not written as it should be; the file is then not sound."""
        self.sound = False
        super().fault(line, problem, remedy)

    def refuse(self, problem: str, remedy: str, line: int | None = None) -> Self:
        """Nothing can be read of it, and why not."""
        self.sound = False
        self.cues.clear()
        return super().refuse(problem, remedy, line)

    def close(self) -> Self:
        """The reading; one that holds no words with times is refused."""
        super().close()
        if not self.cues:
            return self.refuse("holds no words with times", self.anew)
        return self

    def decode(self, data: bytes) -> str:
        """The text of a file. One that is not UTF-8 is a fault, and read as what it looks like."""
        encoding = "utf-8-sig"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            encoding = "utf-16"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
            text = data.decode(encoding, "replace")
        if encoding != "utf-8-sig":
            self.fault(1, "is not UTF-8", "save it as UTF-8")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def add(self, line: int, start: int, end: int, text: str, speaker: str | None = None) -> bool:
        """Take in a cue, its white space put in order; False if it holds no words."""
        words = one_line(text)
        if not words:
            return False
        if len(self.cues) >= MOST:
            self.fault(line, f"has more than {MOST:,} cues", "the rest is left out")
            return True
        if end < start:
            self.fault(line, "a cue ends before it begins", "correct one of its times")
            end = start
        name = one_line(speaker or "")[:_LONGEST_NAME].strip() or None
        self.cues.append(Cue(start, end, words, name))
        self.lines.append(line)
        return True


def one_line(text: str) -> str:
    """A text in one line, without what no file of text can hold.

    >>> one_line(" a\\x00\\n  b ")
    'a b'
    """
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(xml_text(line).split())


class Spoken(NamedTuple):
    """What is said in an episode; ``language`` is None where it is the show's."""

    cues: Sequence[Cue]
    language: str | None
