"""Files that are written: whole or not at all, and flushed to the disk."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from podfeed.errors import OutputError
from podfeed.files.reading import BINARY, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _beside(path: Path) -> Path:
    """A name beside a file that nobody else writes to: no thread, and no other machine either."""
    return path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")


def write_whole(path: Path, data: bytes, *, shown: str | None = None) -> None:
    """Write beside the place, flush to the disk, rename. A reader sees old or new, whole.

    Raises OutputError; what stood there before is then still there.
    """
    temporary = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as reason:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise unwritable(reason, shown or str(path)) from reason
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


@contextlib.contextmanager
def rewriting(path: Path, *, shown: str | None = None) -> Iterator[Path]:
    """A copy of a regular file beside it, to be changed; it takes the file's place at the end.

    If the block raises, or the file is changed by somebody else meanwhile, what stood there stays.
    Raises OutputError.
    """
    name = shown or str(path)
    temporary = _beside(path)
    try:
        with open_regular(path, shown=name, error=OutputError) as source:
            before = os.fstat(source.fileno())
            with temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
        yield temporary
        with temporary.open("rb+") as copy:
            os.fsync(copy.fileno())
        now = path.stat()
        if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise OutputError(
                "was changed by somebody else meanwhile", path=name, remedy="run again"
            )
        temporary.chmod(stat.S_IMODE(before.st_mode))
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as reason:
        raise unwritable(reason, name) from reason
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


_AT_ONCE = 256
"""Files that are written before the first of them is put in its place."""

_FLUSHING = 8
"""Files that are flushed side by side: a disk takes as long for one as for all of them."""


def write_many(files: Iterable[tuple[Path, bytes, str]]) -> int:
    """Write files whole, as ``write_whole`` does, many together; how many there were.

    Each is a path, its bytes, and the path to print. Raises OutputError; every file is then what
    it was, or new.
    """
    count = 0
    files = iter(files)
    while some := list(islice(files, _AT_ONCE)):
        count += len(some)
        if len(some) < _FLUSHING:
            for path, data, shown in some:
                write_whole(path, data, shown=shown)
        else:
            _write_together(some)
    return count


def _write_together(files: list[tuple[Path, bytes, str]]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    folders = list(dict.fromkeys(path.parent for path, *_ in files))
    written: list[str] = []
    shown = files[0][2]
    try:
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path, data, name in files:
            shown = name
            written.append(str(_beside(path)))
            with open(written[-1], "wb") as file:  # noqa: PTH123 (a path's own takes longer)
                file.write(data)
        with ThreadPoolExecutor(_FLUSHING) as pool:
            list(pool.map(_flush, written))
        for temporary, (path, _, name) in zip(written, files, strict=True):
            shown = name
            os.replace(temporary, path)  # noqa: PTH105
        for folder in folders:
            sync_folder(folder)
    except BaseException as reason:
        for temporary in written:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
        if not isinstance(reason, OSError):
            raise
        raise unwritable(reason, shown) from reason


def _flush(name: str) -> None:
    descriptor = os.open(name, os.O_RDWR | BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Flush the rename itself, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as reason:  # some network file systems refuse to flush a folder
        if reason.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def unwritable(reason: OSError, shown: str) -> OutputError:
    """The error that tells what kept a file from being written; ``shown`` is its path to print."""
    return OutputError(writing_problem(reason), path=shown, remedy=writing_remedy(reason))


def writing_problem(reason: OSError) -> str:
    """What kept a file from being written, in words."""
    words = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EFBIG: "the file would be larger than this system allows",
        errno.EROFS: "the file system is read-only",
        errno.EACCES: "may not be written: permission denied",
        errno.EPERM: "may not be written: permission denied",
        errno.EISDIR: "a folder stands in its place",
        errno.ENOTDIR: "a file stands where a folder is needed",
        errno.EEXIST: "a file stands where a folder is needed",
    }
    detail = words.get(reason.errno or 0, os.strerror(reason.errno or 0).lower())
    return f"cannot be written: {detail}" if not detail.startswith("may") else detail


def writing_remedy(reason: OSError) -> str:
    """What to do about it."""
    if reason.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room and run again: the old file is untouched"
    return "mend that and run again: the old file is untouched"


def copy_whole(source: Path, target: Path, *, shown: str | None = None) -> None:
    """Give a regular file a second place: as a hard link where the system can, else as a copy.

    Nothing is overwritten, and the time of change is kept. Raises MediaError for a source that
    cannot be read, OutputError for a target that cannot be written.
    """
    with open_regular(source) as file:
        try:
            os.link(source.resolve(), target)
        except OSError:
            _copy(file, target, shown or str(target))


def _copy(file: IO[bytes], target: Path, shown: str) -> None:
    try:
        with target.open("xb") as copy:
            try:
                while block := file.read(1 << 20):
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
                stat_ = os.fstat(file.fileno())
                os.utime(target, ns=(stat_.st_atime_ns, stat_.st_mtime_ns))
            except BaseException:
                with contextlib.suppress(OSError):
                    target.unlink()
                raise
    except OSError as reason:
        raise unwritable(reason, shown) from reason
