"""Texts in media/ as they are served: each is read and packed once, and never by the event loop."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import MediaError
from podfeed.files import read_regular
from podfeed.serving.site import file_of

if TYPE_CHECKING:
    from os import stat_result

    from podfeed.serving.site import File

_LARGEST = 5_000_000  # bytes of a text that is packed
_KEPT = 50_000_000  # bytes that are held of all of them


class _State(NamedTuple):
    """What tells one version of a file from another."""

    place: int
    size: int
    changed: int

    @classmethod
    def of(cls, status: stat_result) -> _State:
        return cls(status.st_ino, status.st_size, status.st_mtime_ns)


def is_text(path: str) -> bool:
    """Whether a file is of a kind that packing makes smaller, by its name."""
    return file_of(path, b"").is_text


class Texts:
    """Holds those that were asked for last."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[_State, File]] = {}
        self._reading = asyncio.Lock()

    async def get(self, path: str, status: stat_result) -> File | None:
        """The file of this status, or None if it is too large or cannot be read as one."""
        if status.st_size > _LARGEST:
            return None
        state = _State.of(status)
        if (file := self._known(path, state)) is not None:
            return file
        async with self._reading:  # another asker may have waited for the same
            if (file := self._known(path, state)) is not None:
                return file
            file = await asyncio.to_thread(_read, path)
            if file is not None:
                self._hold(path, state, file)
            return file

    def _known(self, path: str, state: _State) -> File | None:
        held, file = self._held.get(path, (None, None))
        return file if held == state else None

    def _hold(self, path: str, state: _State, file: File) -> None:
        self._held.pop(path, None)
        self._held[path] = (state, file)
        total = sum(_weight(held) for _, held in self._held.values())
        for oldest in list(self._held)[:-1]:
            if total <= _KEPT:
                break
            total -= _weight(self._held.pop(oldest)[1])


def _weight(file: File) -> int:
    return len(file.data) + len(file.packed or b"")


def _read(path: str) -> File | None:
    try:
        return file_of(path, read_regular(Path(path), limit=_LARGEST))
    except MediaError:
        return None
