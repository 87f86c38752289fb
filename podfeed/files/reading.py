"""Files that are read: opened only if regular, and never more of them than is allowed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from podfeed.errors import MediaError, PodfeedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


_E = TypeVar("_E", bound=PodfeedError)

_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # opening a FIFO must not wait for a writer
BINARY = getattr(os, "O_BINARY", 0)
"""The flag that keeps Windows from changing line ends; nothing elsewhere."""


_FETCHING: list[Callable[[Path], AbstractContextManager[None]]] = []


@contextlib.contextmanager
def fetching(fetch: Callable[[Path], AbstractContextManager[None]]) -> Iterator[None]:
    """While the block runs, every file is opened for reading within a ``fetch`` of its own.

    For files that are there with size and time only, and come from elsewhere when they are wanted.
    """
    _FETCHING.append(fetch)
    try:
        yield
    finally:
        _FETCHING.remove(fetch)


def open_regular(
    path: Path, *, shown: str | None = None, error: type[PodfeedError] = MediaError
) -> IO[bytes]:
    """Open a regular file for reading; a folder, FIFO, socket or device is refused.

    ``shown`` is the path to print. Raises ``error``.
    """
    name = shown or str(path)
    try:
        with _FETCHING[-1](path) if _FETCHING else contextlib.nullcontext():
            descriptor = os.open(path, os.O_RDONLY | _NONBLOCK | BINARY)
    except OSError as reason:
        raise unreadable(reason, name, error=error) from reason
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise error(
                f"is {_kind(mode)}, not a file", path=name, remedy="put a regular file there"
            )
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(
    path: Path,
    *,
    limit: int,
    shown: str | None = None,
    error: type[PodfeedError] = MediaError,
) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes. Raises ``error``."""
    with open_regular(path, shown=shown, error=error) as file:
        size = os.fstat(file.fileno()).st_size
        data = b"" if size > limit else file.read(limit + 1)
    if size > limit or len(data) > limit:
        raise error(
            f"has {max(size, len(data)):,} bytes, more than the {limit:,} that are read",
            path=shown or str(path),
            remedy="split it or make it smaller",
        )
    return data


def unreadable(reason: OSError, shown: str, *, error: type[_E]) -> _E:
    """The error that tells what kept a file from being read; ``shown`` is its path to print."""
    return error(reading_problem(reason), path=shown, remedy=reading_remedy(reason))


def reading_problem(reason: OSError) -> str:
    """What kept a file from being read, in words."""
    match reason.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return "there is no such file"
        case errno.EACCES | errno.EPERM:
            return "may not be read: permission denied"
        case errno.EISDIR:
            return "is a folder, not a file"
        case errno.ELOOP:
            return "is a symbolic link that leads in a circle"
        case errno.ENAMETOOLONG:
            return "the name is too long for this file system"
    return f"cannot be read: {os.strerror(reason.errno or 0)}"


def reading_remedy(reason: OSError) -> str:
    """What to do about it."""
    match reason.errno:
        case errno.EACCES | errno.EPERM:
            return "give yourself the right to read it"
        case errno.EISDIR:
            return "put a regular file there"
        case errno.ENOENT | errno.ENOTDIR | errno.ENAMETOOLONG:
            return "check the name"
        case errno.ELOOP:
            return "put the file itself there"
    return "see whether the disk is well, and run again"


def _kind(mode: int) -> str:
    kinds: tuple[tuple[Callable[[int], bool], str], ...] = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((name for test, name in kinds if test(mode)), "something else")


def is_file(path: Path) -> bool:
    """Whether a regular file is there that one may look at; never raises."""
    return os.path.isfile(path)  # noqa: PTH113 (the method of a path raises where access is denied)


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether a folder is there that one may look at; never raises."""
    return os.path.isdir(path)  # noqa: PTH112 (the method of a path or an entry raises for a circle)


def is_other(path: Path) -> bool:
    """Whether something is there that is neither a file nor a folder; never raises."""
    there = os.path.exists(path)  # noqa: PTH110
    return there and not is_file(path) and not os.path.isdir(path)  # noqa: PTH112
