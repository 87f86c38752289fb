"""Read: a listing in any of the dialects → a Listing of records.

A dialect is one file of this folder and one name in ``dialects``; that of a folder stands alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from podfeed.errors import ListingError
from podfeed.files import read_regular
from podfeed.listings import front_matter, markdown_folder
from podfeed.listings.lines import LIMIT, Line, check, decode, split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from podfeed.listings.records import Listing

__all__ = ["Dialect", "dialects", "read"]

_HEAD_BYTES = 1 << 16
_HEAD_LINES = 20


class Dialect(Protocol):
    """What every dialect has."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """What people call it."""

    @property
    def SIGNS(self) -> str:  # noqa: N802
        """What it is known by."""

    def recognise(self, head: Sequence[Line]) -> bool:
        """Whether the first lines of a file are of this dialect."""

    def read(self, data: bytes, path: str) -> Listing:
        """The listing. Raises ListingError; ``path`` is the one to print."""


@cache
def dialects() -> tuple[Dialect, ...]:
    """The dialects, those with the surest signs first. A show that is YAML alone imports none."""
    from podfeed.listings import directory_page, outline, yaml_show

    return directory_page, outline, yaml_show


def read(path: Path, *, shown: str) -> Listing:
    """Read a listing in whatever dialect it is written; ``shown`` is the path to print.

    A folder is read as its Markdown pages. Of a file, the first lines decide. The name counts only
    where they do not tell: a ``.yaml`` file is YAML, and a ``.md`` file with front matter a page.
    Raises ListingError, which says what was looked for if the file is no listing at all.
    """
    if path.is_dir():
        return markdown_folder.read_folder(path, shown)
    data = read_regular(path, limit=LIMIT, shown=shown, error=ListingError)
    check(data, shown)
    if path.suffix.lower() in front_matter.SUFFIXES and front_matter.is_page(data):
        return markdown_folder.read_single(data, shown)
    head = _head(data, shown)
    for dialect in dialects():
        if dialect.recognise(head):
            return dialect.read(data, shown)
    if path.suffix.lower() in (".yaml", ".yml"):
        from podfeed.listings import yaml_show

        return yaml_show.read(data, shown)
    decode(data, shown)
    known = [(one.SIGNS, one.NAME) for one in dialects()]
    known.append((markdown_folder.SIGNS, markdown_folder.NAME))
    wanted = "; or ".join(f"{signs} ({name})" for signs, name in known)
    raise ListingError("is no listing", path=shown, remedy=f"podfeed looked for {wanted}")


def _head(data: bytes, path: str) -> list[Line]:
    text = data[:_HEAD_BYTES].decode("utf-8", "ignore").removeprefix("\ufeff")
    return split(text, path)[:_HEAD_LINES]
