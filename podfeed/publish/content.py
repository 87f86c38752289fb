"""What is sent, as a stream: opened safely, hashed as it goes by, and still the same at its end."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from podfeed.errors import PublishError
from podfeed.files import open_regular, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.publish.store import Content

BLOCK = 1 << 20
"""Bytes that are read at a time."""


class Source:
    """An opened content. ``read`` to the end, then ask for its ``digest``.

    A file that changes while it is read is a PublishError, at the latest from the ``read`` that
    finds its end, so that whoever streams it fails before the upload is complete.
    """

    def __init__(self, file: IO[bytes], size: int, *, path: Path | None) -> None:
        self.size = size
        self.position = 0
        self._file = file
        self._path = path
        self._noted = self._state()
        self._hash = hashlib.sha256()

    def read(self, size: int = BLOCK, /) -> bytes:
        """The next bytes, ``size`` of them if there are as many; none at the end."""
        try:
            data = self._file.read(size)
        except OSError as reason:
            raise unreadable(reason, str(self._path), error=PublishError) from reason
        self._hash.update(data)
        self.position += len(data)
        if self.position > self.size or (not data and size):
            self.require_whole()
        return data

    def rewind(self, position: int = 0) -> None:
        """Begin again; what lies before ``position`` is hashed on the way there."""
        self._file.seek(0)
        self._hash = hashlib.sha256()
        self.position = 0
        while self.position < position and self.read(min(BLOCK, position - self.position)):
            pass

    def require_whole(self) -> None:
        """Raise PublishError unless all was read, and the file is still as it was."""
        if self.position != self.size or self._state() != self._noted:
            raise PublishError(
                "was changed while it was being sent",
                path=str(self._path),
                remedy="let whatever writes it finish, and run again",
            )

    @property
    def digest(self) -> str:
        """``sha256:…`` of what was read since the beginning."""
        return f"sha256:{self._hash.hexdigest()}"

    def _state(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        stat = os.fstat(self._file.fileno())
        return stat.st_size, stat.st_mtime_ns


@contextmanager
def opened(content: Content) -> Iterator[Source]:
    """Open a content for the length of a block. Raises PublishError for what is no regular file."""
    if isinstance(content, bytes):
        yield Source(io.BytesIO(content), len(content), path=None)
        return
    with open_regular(content, error=PublishError) as file:
        yield Source(file, os.fstat(file.fileno()).st_size, path=content)


def sha256_of(data: bytes) -> str:
    """``sha256:…`` of bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
