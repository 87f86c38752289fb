"""Which folder stands for which store: in the process that was asked, and in those that help it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed import manifest
from podfeed.errors import PublishError, UnreachableError, UsageError, WorkspaceError
from podfeed.remote import HERE, mounted
from podfeed.remote.mirror import Mirror

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.publish.objects import ObjectStore
    from podfeed.remote.mirror import Changes

ANSWER = 30.0
"""Seconds in which a store has to answer when its workspace is opened, where nothing else is said:
nothing is begun then, so there is nothing to be patient for."""

_PREFIX = "podfeed-store-"
_VISITING = threading.Lock()


@contextmanager
def opened(address: str, *, answer: float = ANSWER) -> Iterator[Path]:
    """A folder that stands for the workspace in a store, which has to ``answer`` in so many s.

    Raises UsageError for what is no address of one, WorkspaceError if there is none, PublishError.
    """
    store = _store_at(address)
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_own_prefix(), ignore_cleanup_errors=True) as name:
        mirror = Mirror(store, Path(name))
        with _answering(mirror, answer):
            mirror.look("seeds/", "media/", "feeds/")
        if not (mirror.root / "seeds").is_dir():
            raise WorkspaceError(
                "holds no seeds/", path=address, remedy="name the bucket and the prefix of it"
            )
        own = mirror.look(".podfeed/")
        mirror.bring_all([*mirror.COMMON, f".podfeed/{manifest.NAME}"])
        HERE[mirror.root] = mirror
        try:
            with mirror.active():
                yield mirror.root
        finally:
            del HERE[mirror.root]
            with suppress(PublishError):
                mirror.give_back(own)


@contextmanager
def _answering(mirror: Mirror, answer: float) -> Iterator[None]:
    """Let what is asked have so many seconds for each answer. Raises UnreachableError."""
    from podfeed.publish.clouds import Patience

    store = mirror.store
    connect = min(answer, Patience().connect)
    mirror.store = store.with_patience(Patience(connect, request=answer, total=answer))
    try:
        yield
    except UnreachableError as error:
        raise UnreachableError(
            f"{error.problem.partition(',')[0]}: it was given {answer:g} s",
            path=store.address,
            remedy="see whether the store and the connection to it are well, and run again",
        ) from error
    finally:
        mirror.store = store


def _store_at(address: str) -> ObjectStore:
    from podfeed.publish.addresses import open_store, scheme_of

    if scheme_of(address) != "s3":
        raise UsageError(
            f"{address} is no workspace",
            remedy="name a folder, or a bucket and the prefix in it: s3://BUCKET/PREFIX",
        )
    store = open_store(address)
    from podfeed.publish.objects import ObjectStore

    assert isinstance(store, ObjectStore)
    return store


@contextmanager
def visit(address: str, root: Path, show: str) -> Iterator[tuple[Mirror, Changes]]:
    """A mirror with what one show of a workspace needs; what is changed of it is sent back.

    ``root`` is the folder of the process that was asked for it; in another, on whatever machine,
    there is a folder of its own. The changes are known when the block has ended; if it raises,
    there are none. Raises PublishError.
    """
    with _VISITING:  # a mirror is in one pair of hands, whatever threads a process has
        yield from _visit(address, root, show)


def _visit(address: str, root: Path, show: str) -> Iterator[tuple[Mirror, Changes]]:
    mirror = mounted(root) or _beside(address, root)
    folders = (f"media/{show}/", f"feeds/{show}/", f"seeds/{show}/")
    names = [f"seeds/{show}{suffix}" for suffix in (".yaml", ".yml", ".lock")]
    names += [f"feeds/{show}.xml", f"feeds/{show}.xml.gz"]
    names += [f".podfeed/probes/{show}.json", ".podfeed/probes.json"]
    part = mirror.look(*folders, keys=names)
    changes: Changes = {}
    try:
        with mirror.active():
            mirror.bring_all(key for key in part.known if key.startswith("feeds/"))
            yield mirror, changes
            changes |= mirror.give_back(part)
    except BaseException:
        mirror.restore(part)
        raise
    finally:
        mirror.empty(part)


def _beside(address: str, root: Path) -> Mirror:
    """The mirror of a process that helps, kept until it helps with something else."""
    if root not in HERE:
        for mirror in HERE.values():
            shutil.rmtree(mirror.root, ignore_errors=True)
        HERE.clear()
        _sweep()
        # Beside the first on the same machine, so that it goes when that does.
        within, hidden = (root, ".") if root.is_dir() else (None, "")
        folder = tempfile.mkdtemp(prefix=f"{hidden}{_own_prefix()}", dir=within)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        mirror = Mirror(_store_at(address), Path(folder))
        mirror.look("seeds/", "media/")
        HERE[root] = mirror
    return HERE[root]


def _own_prefix() -> str:
    return f"{_PREFIX}{os.getpid()}-"


def _sweep() -> None:
    """Take away what processes have left that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = path.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not _is_alive(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True  # there, 0 would end it
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
