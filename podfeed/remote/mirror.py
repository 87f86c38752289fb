"""A store as a folder: files hold nothing until they are opened, and what is changed is sent back.

Each file has the size that the store tells, and a time of change that is made of its ETag. So what
was measured of it, and what a build remembers of it, holds as long as the content does, on whatever
machine it was learnt. A recording is fetched only if nothing is known of it.
"""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from podfeed import files, manifest, served
from podfeed.errors import ConflictError, OutputError, PublishError
from podfeed.files import writing_problem
from podfeed.publish.store import Headers, Stored
from podfeed.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from podfeed.publish.objects import ObjectStore

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

Changes: TypeAlias = dict[str, Stored | None]
"""What the store has now under some keys; None where there is nothing any more."""

ROOM = 1 << 30
"""Bytes of recordings and pictures that are kept, beside the one at hand."""

_AT_ONCE = 8
"""Requests at a time."""

_OWN = ".podfeed/"


class Part(NamedTuple):
    """What belongs together: all below ``folders``, and ``keys``. ``known`` are in the store."""

    folders: tuple[str, ...]
    keys: tuple[str, ...]
    known: frozenset[str]


class Mirror:
    """The workspace in ``store``, as the folder ``root``, of which this object is in charge."""

    COMMON = tuple(f"feeds/{name}" for name in manifest.COMMON)
    """What all shows have in common."""

    def __init__(self, store: ObjectStore, root: Path) -> None:
        self.store = store
        self.root = root.resolve()
        self._known: dict[str, Stored] = {}
        self._states: dict[str, tuple[int, int]] = {}
        self._hollow: set[str] = set()
        self._full: dict[str, int] = {}
        self._touched: set[str] = set()
        self._folders: set[Path] = set()
        self._lock = threading.RLock()

    @contextmanager
    def active(self) -> Iterator[None]:
        """Fetch what is opened while the block runs."""
        with files.fetching(self.bring):
            yield

    # What is there

    def look(self, *folders: str, keys: Iterable[str] = ()) -> Part:
        """See what the store has below these folders, and under these keys. Raises PublishError."""
        asked = tuple(keys)
        found: dict[str, Stored] = {}
        for listed in _together(self.store.list, folders):
            found |= listed
        for key, stored in zip(asked, _together(self.store.stat, asked), strict=True):
            if stored is not None:
                found[key] = stored
        part = self.part(*folders, keys=asked, known=found)
        for key in self._present(part) - part.known:
            self.learn({key: None})
        self.learn(dict(found))
        self._touched.clear()
        return part

    def part(
        self, *folders: str, keys: Iterable[str] = (), known: Iterable[str] | None = None
    ) -> Part:
        """What lies below these folders, and under these keys, which the store is known to have."""
        asked = tuple(keys)
        there = self._known.keys() & asked if known is None else known
        return Part(folders, asked, frozenset(there))

    def learn(self, changes: Changes) -> None:
        """Take in what the store has now under some keys."""
        for key, stored in changes.items():
            if stored is None:
                self._known.pop(key, None)
                self._full.pop(key, None)
                self._hollow.discard(key)
                with suppress(OSError):
                    (self.root / key).unlink()
                continue
            same = key in self._known and self._known[key].etag == stored.etag
            self._known[key] = stored
            if not same or _state(self.root / key) != self._states.get(key):
                self._lay(key)

    def _lay(self, key: str) -> None:
        """Make a file hollow: of its size and time, and without its content."""
        path, stored = self.root / key, self._known[key]
        try:
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            with suppress(FileNotFoundError):
                path.unlink()  # whoever has it open keeps what it held
            with path.open("xb") as file:
                file.truncate(stored.size)
            self._date(path, key)
        except OSError as reason:
            raise _unwritable(key, reason) from reason
        with self._lock:
            self._full.pop(key, None)
            if stored.size:
                self._hollow.add(key)

    # What is brought

    @contextmanager
    def bring(self, path: Path) -> Iterator[None]:
        """Fetch the content of a file; while the block opens it, it is there. Raises PublishError.

        Whoever has it open keeps it, whatever becomes of the place.
        """
        key = self._key(path)
        if key is None:
            yield
            return
        self._touched.add(key)
        while True:
            with self._lock:
                if key not in self._hollow:
                    yield
                    return
            self._fetch(key)

    def bring_all(self, keys: Iterable[str]) -> None:
        """Fetch all of these that are there. Raises PublishError."""
        _together(self._fetch, [key for key in keys if key in self._hollow])

    def _key(self, path: Path) -> str | None:
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return None

    def _fetch(self, key: str) -> None:
        path, stored = self.root / key, self._known[key]
        temporary = path.with_name(f".{threading.get_ident()}.part")
        try:
            with temporary.open("wb") as file, self._alone(key):
                self.store.fetch(key, file, seen=stored)
            with self._lock:
                temporary.replace(path)
                self._date(path, key)
                self._hollow.discard(key)
                self._full[key] = stored.size
                self._make_room()
        except OSError as reason:
            raise _unwritable(key, reason) from reason
        finally:
            with suppress(OSError):
                temporary.unlink()

    def _date(self, path: Path, key: str) -> None:
        """Give a file the time that stands for its content."""
        os.utime(path, ns=(0, _time(self._known[key])))
        if (state := _state(path)) is not None:  # as this file system keeps it
            self._states[key] = state

    def _make_room(self) -> None:
        media = [key for key in self._full if key.startswith("media/")]
        held = sum(self._full[key] for key in media)
        for key in media[:-1]:
            if held <= ROOM:
                return
            held -= self._full[key]
            self._lay(key)

    def empty(self, part: Part) -> None:
        """Let go of what was fetched of a part, and of all media."""
        own = (*part.folders, "media/")
        for key in list(self._full):
            if key.startswith(own) or key in part.keys:
                self._lay(key)

    # What is sent back

    def restore(self, part: Part) -> None:
        """Make a part what it was: nothing of it is to be sent."""
        for key in self._present(part):
            self.learn({key: self._known.get(key)})
        self.learn({key: self._known[key] for key in part.known if key in self._known})

    def give_back(self, part: Part) -> Changes:
        """Send what was changed of a part, on the condition that the store has what was read.

        The lock comes first, as the guids of all that follows are in it, and the feed after what it
        names. Raises PublishError, ConflictError among them; what is missing then is harmless.
        """
        present = self._present(part)
        candidates = part.known | present | self._touched
        changed = [key for key in candidates if _is_written(key) and self._is_changed(key)]
        gone = [key for key in candidates if key in self._known and key not in present]
        gone = [key for key in gone if _is_written(key) and not (self.root / key).exists()]
        changes: Changes = {}
        turns = sorted({_turn(key) for key in changed})
        for turn in turns:
            batch = sorted(key for key in changed if _turn(key) == turn)
            if turn == _FEED:  # a compressed copy must not outlive its feed
                self._delete([f"{k}.gz" for k in batch if f"{k}.gz" in self._known], changes)
            send = self._send_own if turn == _LAST else self._send
            changes |= dict(zip(batch, _together(send, batch), strict=True))
        self._delete(gone, changes)
        return changes

    def _present(self, part: Part) -> set[str]:
        found = {key for key in part.keys if (self.root / key).is_file()}
        for folder in part.folders:
            found |= {f"{folder}{path}" for path, *_ in scan(str(self.root / folder)).files}
        return found

    def _is_changed(self, key: str) -> bool:
        state = _state(self.root / key)
        return state is not None and (key not in self._known or state != self._states.get(key))

    def _send(self, key: str) -> Stored:
        path, seen = self.root / key, self._known.get(key)
        data = path.read_bytes()
        stored = seen
        proof = f"md5:{hashlib.md5(data, usedforsecurity=False).hexdigest()}"
        if seen is None or seen.digest != proof:
            with self._alone(key):
                sent = self.store.swap(key, data, _headers(key), seen=seen)
            stored = sent._replace(digest=proof)
        assert stored is not None
        with self._lock:
            self._known[key] = stored
            self._hollow.discard(key)
            self._full[key] = stored.size
            self._date(path, key)
        return stored

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """Raise ConflictError in the words of a workspace: nobody publishes here."""
        try:
            yield
        except ConflictError as reason:
            raise ConflictError(
                "somebody else has changed it meanwhile; nothing was overwritten",
                path=f"{self.store.address}/{key}",
                remedy="see whether another build is at work on it, and run again after it",
            ) from reason

    def _send_own(self, key: str) -> Stored | None:
        """Send what can be thrown away: where it cannot be written, it is learnt again."""
        with suppress(PublishError):
            return self._send(key)
        return self._known.get(key)

    def _delete(self, keys: Iterable[str], changes: Changes) -> None:
        for key in keys:
            self.store.delete(key)
            self._known.pop(key, None)
            self._hollow.discard(key)
            changes[key] = None


def _is_written(key: str) -> bool:
    """Whether a build may write this.

    >>> [_is_written(key) for key in ("seeds/tea.lock", "seeds/tea.yaml", "media/tea/1.mp3")]
    [True, False, False]
    """
    return key.startswith(("feeds/", _OWN)) or (key.startswith("seeds/") and key.endswith(".lock"))


_LOCK, _BESIDE, _PAGES, _FEED, _GZIP, _LAST = range(6)


def _turn(key: str) -> int:
    """When a file is sent: as in a build on a disk, so that at any time all that is named is there.

    >>> [_turn(f"feeds/tea{name}") for name in ("/a.html", "/page-2.xml", ".xml", ".xml.gz")]
    [1, 2, 3, 4]
    >>> _turn("seeds/tea.lock"), _turn(".podfeed/probes.json")
    (0, 5)
    """
    if key.startswith(_OWN):
        return _LAST
    if key.startswith("seeds/"):
        return _LOCK
    if key.endswith(".gz"):
        return _GZIP
    if not key.endswith(".xml"):
        return _BESIDE
    return _FEED if key.count("/") == 1 else _PAGES


def _headers(key: str) -> Headers:
    if key.endswith(".gz"):
        return Headers("application/gzip", served.SHORT)
    keeping = served.SHORT if key.startswith("feeds/") else "private, no-store"
    return Headers(served.media_type(key), keeping)


def _together(work: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> list[_Result]:
    """What comes of each, several at a time: a store takes as long for one as for all of them."""
    waiting = list(tasks)
    if len(waiting) < 2:
        return [work(task) for task in waiting]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(_AT_ONCE, len(waiting))) as pool:
        return list(pool.map(work, waiting))


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _time(stored: Stored) -> int:
    """A time of change, in ns since 1970, that stands for what the store has.

    It lies within twenty years from 2000 on, where no clock makes it look new.
    """
    mark = stored.etag or f"{stored.modified}"
    number = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8])
    return 946_684_800_000_000_000 + number % 630_000_000_000_000_000


def _unwritable(key: str, reason: OSError) -> OutputError:
    return OutputError(
        f"the copy of it here {writing_problem(reason)}",
        path=key,
        remedy="see whether there is room in the folder for temporary files, which TMPDIR names",
    )
