"""Amounts: how long a recording lasts, and how many bytes it has."""

from __future__ import annotations

import re
from typing import Self

from podfeed.values.parsed import Parsed

_DURATION = re.compile(r"\s*(?:(?:(\d{1,9}):)?(\d{1,3}):)?(\d{1,9}(?:\.\d{1,30})?)\s*", re.ASCII)
"""Bounded, so that every duration which is read can be written again."""


class Duration(Parsed, float):
    """A length of time in seconds; fractions are kept.

    >>> [int(Duration.parse(t)) for t in ("61", "1:01", "0:01:01", "01:01:01", "61.9")]
    [61, 61, 61, 3661, 61]
    >>> Duration.parse("1:" + 400 * "9")
    Traceback (most recent call last):
    ValueError: that is no duration: write seconds, M:SS or H:MM:SS
    >>> [str(Duration(s)) for s in (0, 61, 3661.4)]
    ['0:00', '1:01', '1:01:01']
    """

    @classmethod
    def parse(cls, text: str) -> Self:
        """From seconds, M:SS or H:MM:SS."""
        match = _DURATION.fullmatch(text)
        if match is None:
            what = f'"{text}"' if len(text) <= 100 else "that"
            raise ValueError(f"{what} is no duration: write seconds, M:SS or H:MM:SS")
        hours, minutes, seconds = match.groups()
        return cls(int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds))

    @classmethod
    def _accept(cls, value: object) -> Self:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return cls(value)
        return super()._accept(value)

    def __str__(self) -> str:
        minutes, seconds = divmod(round(self), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class ByteSize(Parsed, int):
    """A number of bytes.

    >>> [int(ByteSize.parse(t)) for t in ("1234", "1,234", "1.5 kB", "2 MiB", "3 MB")]
    [1234, 1234, 1500, 2097152, 3000000]
    >>> [str(ByteSize(n)) for n in (0, 999, 1500, 2_097_152)]
    ['0 B', '999 B', '1.5 kB', '2.1 MB']
    """

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a whole number of bytes, or a number with kB, MB, GB, KiB, MiB or GiB."""
        match = re.fullmatch(
            r"\s*(\d[\d,_]*(?:\.\d+)?)\s*(?:([kmg])(i?)b|b|bytes)?\s*", text, re.IGNORECASE
        )
        if match is None:
            raise ValueError(f'"{text}" is no size: write a number of bytes, or such as 12 MB')
        number, unit, binary = match.groups()
        power = " kmg".index(unit.lower()) if unit else 0
        return cls(float(re.sub("[,_]", "", number)) * (1024 if binary else 1000) ** power)

    @classmethod
    def _accept(cls, value: object) -> Self:
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(value)
        return super()._accept(value)

    def __str__(self) -> str:
        size = float(self)
        for unit in ("B", "kB", "MB"):
            if size < 1000:
                return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
            size /= 1000
        return f"{size:.1f} GB"
