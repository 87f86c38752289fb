"""A file on its way from the web: what has come so far, and of which version it is."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from podfeed.errors import OutputError
from podfeed.files import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO


class Partial:
    """The beginning of a file, kept beside its place as ``.NAME.part`` until all of it is there.

    ``.NAME.mark`` holds the ETag or date of the version that it belongs to. Without one there is no
    telling, and it begins anew. Raises OutputError where a file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        self._mark = path.with_name(f".{path.name}.mark")
        self._file: IO[bytes] | None = None
        version = ""
        with contextlib.suppress(OSError):
            version = self._mark.read_text("utf-8", "replace").strip()
        with contextlib.suppress(OSError):
            if not version:
                self._part.unlink(missing_ok=True)
        self.version = version

    @property
    def size(self) -> int:
        """Bytes that are there."""
        with contextlib.suppress(OSError):
            return self._part.stat().st_size
        return 0

    def request(self) -> dict[str, str]:
        """The headers that ask for the rest, or for all of it if it is another version now."""
        plain = {"accept-encoding": "identity"}
        if not (self.version and self.size):
            return plain
        return plain | {"range": f"bytes={self.size}-", "if-range": self.version}

    def begin(self, headers: Mapping[str, str], *, rest: bool) -> None:
        """Get ready for what an answer brings: the ``rest`` of the file, or all of it."""
        etag = headers.get("etag", "")
        strong = etag if etag and not etag.startswith("W/") else ""
        self.version = strong or headers.get("last-modified", "")
        with self._writing():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._mark.write_text(self.version, "utf-8")
            self._file = self._part.open("ab" if rest else "wb")

    def write(self, data: bytes) -> None:
        """Add what has come."""
        assert self._file is not None
        with self._writing():
            self._file.write(data)

    def pause(self) -> None:
        """Keep what has come for another time."""
        if self._file is not None:
            with self._writing():
                self._file.close()
            self._file = None

    def finish(self) -> None:
        """Put the file in its place: all of it is there."""
        assert self._file is not None
        with self._writing():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None
            self._part.replace(self.path)
            self._mark.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget what has come."""
        with contextlib.suppress(OSError, OutputError):
            self.pause()
            self._part.unlink(missing_ok=True)
            self._mark.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as reason:
            raise unwritable(reason, str(self.path)) from reason
