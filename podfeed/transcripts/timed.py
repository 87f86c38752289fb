"""What WebVTT and SRT have in common: blocks with a line of two times, and short lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_PAIR = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)
ARROW = "-->"


class Block(NamedTuple):
    """The lines below a line with an arrow. ``number`` is the line, from 1, of ``timing``.

    A block without timing is loose text: what stands in a paragraph before its first timing, but
    for the line right above, which is the name of the cue.
    """

    number: int
    timing: str | None
    lines: list[str]


def blocks(text: str) -> Iterator[Block]:
    """All blocks of a text, in order.

    >>> [tuple(b) for b in blocks("NOTE x\\n\\n1\\n0:01 --> 0:02\\na\\n2\\n0:03 --> 0:04\\nb\\nc")]
    [(1, None, ['NOTE x']), (4, '0:01 --> 0:02', ['a']), (7, '0:03 --> 0:04', ['b', 'c'])]
    """
    block: Block | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if ARROW in line:
            if block is not None:
                named = block.timing is None or (block.lines and block.lines[-1].strip().isdigit())
                if named and block.lines:
                    block.lines.pop()
                if block.timing is not None or block.lines:
                    yield block
            block = Block(number, line, [])
        elif not line.strip():
            if block is not None:
                yield block
            block = None
        elif block is None:
            block = Block(number, None, [line])
        else:
            block.lines.append(line)
    if block is not None:
        yield block


def times(timing: str) -> tuple[int, int] | None:
    """Both times of a line, in milliseconds, or None if it has none that make sense.

    >>> times("00:01.500 --> 01:00:02,000 align:left"), times("00:0x --> 00:02")
    ((1500, 3602000), None)
    >>> times("00:75.000 --> 02:00.000")
    """
    match = _PAIR.fullmatch(timing)
    if match is None:
        return None
    parts = match.groups()
    start, end = _milliseconds(parts[:4]), _milliseconds(parts[4:8])
    return None if start is None or end is None else (start, end)


def _milliseconds(parts: Sequence[str | None]) -> int | None:
    hours, minutes, seconds, fraction = parts
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        return None
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def clock(milliseconds: int, mark: str) -> str:
    """A time with hours and thousandths.

    >>> clock(3_661_005, ","), clock(360_000_000, ".")
    ('01:01:01,005', '100:00:00.000')
    """
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of so many characters, as far as there are blanks to break them at.

    >>> wrapped("Leaves and water", 12), wrapped("Lapsangsouchong and water", 5)
    (['Leaves and', 'water'], ['Lapsangsouchong', 'and', 'water'])
    """
    lines = []
    while len(text) > width:
        at = text.rfind(" ", 0, width + 1)
        if at < 0:
            at = text.find(" ", width)
        if at < 0:
            break
        lines.append(text[:at])
        text = text[at + 1 :]
    return [*lines, text] if lines else [text]
