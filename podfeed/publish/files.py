"""A folder of this machine as a store. Two publishers take turns by a lock of the system.

The lock is freed by the kernel when its holder dies, so a publisher that is killed blocks nobody.
What it had not finished is a file that begins with ``.podfeed-``, is in no listing, and is taken
away by a later upload into the same folder, once it is a day old.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import secrets
import stat
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from podfeed.errors import FullError, PublishError, RefusedError, UnreachableError
from podfeed.files import (
    open_regular,
    reading_problem,
    reading_remedy,
    sync_folder,
    writing_problem,
    writing_remedy,
)
from podfeed.publish.content import BLOCK, opened, sha256_of
from podfeed.publish.store import OWN, PRIVATE, Stored, check_key, conflict, is_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.publish.content import Source
    from podfeed.publish.store import Content, Headers, Progress

_DAY = 86_400
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_ABSENT = (errno.ENOENT, errno.ENOTDIR)


class FileStore:
    """A folder. Headers are up to the web server in front of it and are not kept.

    ``patience``: seconds to wait for another publisher's swap, which takes milliseconds.
    """

    def __init__(self, folder: Path, *, patience: float = 30.0) -> None:
        self.folder = folder
        self.address = str(folder)
        self.warnings: list[str] = []
        self._patience = patience
        self._swept: set[Path] = set()

    def __repr__(self) -> str:
        return f"FileStore({self.address!r})"

    def list(self, prefix: str = "") -> dict[str, Stored]:
        try:
            found = dict(_walk(self.folder, "", prefix, frozenset()))
        except OSError as reason:
            raise _failure(reason, reason.filename or self.address, reading=True) from reason
        return dict(sorted(found.items()))

    def stat(self, key: str) -> Stored | None:
        path = self._path(key)
        try:
            state = path.stat()
        except OSError as reason:
            if reason.errno in _ABSENT:
                return None
            raise _failure(reason, str(path), reading=True) from reason
        return _stored(state) if stat.S_ISREG(state.st_mode) else None

    def recognise(self, key: str, there: Stored, like: Path) -> str | None:
        del there, like
        with contextlib.suppress(PublishError):  # it may be gone, or for others to read
            return _digest(self._path(key))
        return None

    def read(self, key: str, *, limit: int) -> tuple[bytes, Stored] | None:
        if self.stat(key) is None:
            return None
        path = self._path(key)
        with open_regular(path, error=RefusedError) as file:
            data = file.read(limit + 1)
            state = os.fstat(file.fileno())
        if len(data) > limit:
            raise PublishError(
                f"has {state.st_size:,} bytes, more than the {limit:,} that are read",
                path=str(path),
                remedy="look whether it is what it should be",
            )
        return data, _stored(state, digest=sha256_of(data))

    def put(
        self, key: str, content: Content, headers: Headers, *, progress: Progress | None = None
    ) -> Stored:
        del headers  # a folder keeps none
        path = self._path(key)
        with opened(content) as source:
            try:
                if key.startswith(f"{PRIVATE}/"):
                    self.folder.mkdir(parents=True, exist_ok=True)
                    (self.folder / PRIVATE).mkdir(mode=0o700, exist_ok=True)
                path.parent.mkdir(parents=True, exist_ok=True)
                self._sweep(path.parent)
                return _write(path, source, progress)
            except OSError as reason:
                raise _failure(reason, str(path)) from reason

    def swap(self, key: str, data: bytes, headers: Headers, *, seen: Stored | None) -> Stored:
        path = self._path(key)
        with self._locked():
            if not self._is_still(key, path, seen):
                raise conflict(self, key)
            return self.put(key, data, headers)

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            path.unlink()
        except OSError as reason:
            if reason.errno not in _ABSENT:
                raise _failure(reason, str(path)) from reason
        self._drop_empty(path.parent)

    def close(self) -> None:
        pass

    def _path(self, key: str) -> Path:
        return self.folder.joinpath(*check_key(key).split("/"))

    def _is_still(self, key: str, path: Path, seen: Stored | None) -> bool:
        """Whether what is there is what was seen: by content where its hash is known."""
        present = self.stat(key)
        if present is None or seen is None:
            return present is None and seen is None
        if not (seen.digest or "").startswith("sha256:"):
            return present.etag == seen.etag
        return _digest(path) == seen.digest

    def _drop_empty(self, folder: Path) -> None:
        """Take away the folders that a deletion has left empty, up to the store's own."""
        while folder != self.folder and folder.is_relative_to(self.folder):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _sweep(self, folder: Path) -> None:
        """Take away what a publisher that died more than a day ago has left here."""
        if folder in self._swept:
            return
        self._swept.add(folder)
        for left in folder.glob(f"{OWN}*.part"):
            with contextlib.suppress(OSError):
                if time.time() - left.lstat().st_mtime > _DAY:
                    left.unlink()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the store's lock. Raises UnreachableError if another holds it for too long."""
        path = self.folder / f"{OWN}lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
        except OSError as reason:
            raise _failure(reason, str(path)) from reason
        with file:
            deadline = time.monotonic() + self._patience
            while not _lock(file, str(path)):
                if time.monotonic() > deadline:
                    raise UnreachableError(
                        f"another publisher has held the lock for {self._patience:g} seconds",
                        path=str(path),
                        remedy="see what it is waiting for, or end it",
                    )
                time.sleep(random.uniform(0.005, 0.05))
            yield  # closing the file lets go


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], shown: str) -> bool:
        """Try to take the lock."""
        del shown
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(file: IO[bytes], shown: str) -> bool:
        """Try to take the lock."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as reason:
            raise PublishError(
                f"this file system has no locks: {os.strerror(reason.errno or 0)}",
                path=shown,
                remedy="publish to a folder of this machine, or over sftp://",
            ) from reason
        return True


def _digest(path: Path) -> str:
    with opened(path) as source:
        while source.read():
            pass
        return source.digest


def _write(path: Path, source: Source, progress: Progress | None) -> Stored:
    """Write beside the place, flush, rename, flush the folder."""
    temporary = path.with_name(f"{OWN}{secrets.token_hex(8)}.part")
    try:
        with temporary.open("xb") as file:
            while block := source.read(BLOCK):
                file.write(block)
                if progress:
                    progress(source.position)
            file.flush()
            os.fsync(file.fileno())
            size = os.fstat(file.fileno()).st_size
        if size != source.size:
            raise PublishError(
                f"{size:,} bytes were written of {source.size:,}",
                path=str(path),
                remedy="see whether the disk is well, and run again",
            )
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)
    return _stored(path.stat(), digest=source.digest)


def _walk(
    folder: Path, base: str, prefix: str, above: frozenset[tuple[int, int]]
) -> Iterator[tuple[str, Stored]]:
    """Files below a folder. Links are followed, as a web server does, but not in a circle."""
    try:
        here = folder.stat()
        if (here.st_dev, here.st_ino) in above:
            return
        entries = os.scandir(folder)
    except OSError as reason:
        if reason.errno in _ABSENT:
            return
        raise
    with entries:
        for entry in entries:
            key = f"{base}{entry.name}"
            if not is_key(key):
                continue
            if entry.is_dir():
                if key.startswith(prefix) or prefix.startswith(f"{key}/"):
                    inner = above | {(here.st_dev, here.st_ino)}
                    yield from _walk(Path(entry.path), f"{key}/", prefix, inner)
            elif key.startswith(prefix) and entry.is_file():
                yield key, _stored(entry.stat())


def _stored(state: os.stat_result, *, digest: str | None = None) -> Stored:
    return Stored(
        size=state.st_size,
        etag=f'"{state.st_size:x}-{state.st_mtime_ns:x}-{state.st_ino:x}"',
        modified=state.st_mtime,
        digest=digest,
    )


def _failure(reason: OSError, path: str, *, reading: bool = False) -> PublishError:
    """What the system said, as the error of a store."""
    kinds = dict.fromkeys(_FULL, FullError) | dict.fromkeys(_DENIED, RefusedError)
    kind = kinds.get(reason.errno or 0, PublishError)
    problem, remedy = (
        (reading_problem(reason), reading_remedy(reason))
        if reading
        else (writing_problem(reason), writing_remedy(reason))
    )
    return kind(problem, path=path, remedy=remedy)
