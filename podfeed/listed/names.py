"""The list: a path or address of a feed on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import UsageError
from podfeed.files import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST = 8192
"""The most bytes of a line of a list."""


class Named(NamedTuple):
    """A feed of a list: the line that names it, counted from 1, and its path or address."""

    line: int
    name: str

    @property
    def is_address(self) -> bool:
        """Whether it is on the web."""
        return self.name.lower().startswith(("http://", "https://"))


def read_list(source: Path) -> Iterator[Named]:
    """The feeds of a list: a path or address on each line; ``#`` begins a comment line.

    Raises UsageError if it cannot be read, or for a line that is no text or far too long.
    """
    with open_regular(source, shown=str(source), error=UsageError) as file:
        for number in range(1, 1 << 60):
            raw = file.readline(_LONGEST + 1)
            if not raw:
                return
            try:
                name = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError:
                name = "\0"
            if len(raw) > _LONGEST or "\0" in name:
                raise UsageError(
                    "is no path or address of a feed",
                    path=str(source),
                    line=number,
                    remedy="write one on each line, in UTF-8",
                )
            if name and not name.startswith("#"):
                yield Named(number, name)
