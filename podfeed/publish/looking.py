"""What a store has of what is wanted, found out with as few requests as it takes.

One listing is compared with what the last publish recorded. A feed is read only if it is not known
to be what is wanted: to compare it with the new one, and to replace nothing but what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import PublishError, UnreachableError
from podfeed.publish import former
from podfeed.publish.plan import File, Live, Present, Stage
from podfeed.publish.record import KEY
from podfeed.publish.sending import THREADS

if TYPE_CHECKING:
    from podfeed.publish.record import Memory, Record
    from podfeed.publish.store import Store, Stored


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a store that is looked at: what is below these folders, and these keys."""

    folders: tuple[str, ...]
    keys: frozenset[str]

    def __contains__(self, key: str) -> bool:
        return key in self.keys or key.startswith(self.folders)


class Looked(NamedTuple):
    """What is there, and what cannot be read: its key, and why."""

    present: Present
    unreadable: dict[str, PublishError]


def look(
    store: Store, memory: Memory, files: Mapping[str, File], *, scope: Scope | None = None
) -> Looked:
    """Look for these files, in all of a store or in a part of it.

    What lies outside of ``scope`` is taken to be as it was recorded. Raises PublishError.
    """
    listing = store.list() if scope is None else _list(store, scope)
    record = memory.record(store, listing)
    if scope is not None:
        outside = {key: known for key, known in record.files.items() if key not in scope}
        listing = outside | listing
    _recognise(store, files.values(), listing, record)
    keys = [file.key for file in files.values() if _is_to_read(file, listing, record)]
    feeds, unreadable = _read(store, keys)
    return Looked(Present(listing, feeds, record), unreadable)


def _list(store: Store, scope: Scope) -> dict[str, Stored]:
    single = [key for key in sorted({*scope.keys, KEY}) if not key.startswith(scope.folders)]
    with ThreadPoolExecutor(THREADS) as pool:
        below = pool.map(store.list, scope.folders)
        found = dict(zip(single, pool.map(store.stat, single), strict=True))
        listing = {key: stored for key, stored in found.items() if stored is not None}
        for listed in below:
            listing |= listed
    return listing


def _recognise(
    store: Store, files: Iterable[File], listing: dict[str, Stored], record: Record
) -> None:
    """Note in the listing which content is the wanted one, though podfeed has not recorded it."""
    for file in files:
        there = listing.get(file.key)
        if there is None or there.size != file.size or record.vouches(file.key, there):
            continue
        with suppress(PublishError):  # of the file here, which is told when it is sent
            if digest := store.recognise(file.key, there, file.path):
                listing[file.key] = there._replace(digest=digest)


def _is_to_read(file: File, listing: Mapping[str, Stored], record: Record) -> bool:
    """Whether a file is swapped, and what it replaces has to be read for that."""
    there = listing.get(file.key)
    if there is None or file.stage not in (Stage.FEEDS, Stage.NETWORK):
        return False
    if record.vouches(file.key, there):
        # Nobody asks what was in a page of all shows, and a swap goes by the record.
        return file.stage is Stage.FEEDS and record.files[file.key].digest != file.digest
    return there.digest != file.digest


def _read(store: Store, keys: Iterable[str]) -> tuple[dict[str, Live], dict[str, PublishError]]:
    def read(key: str) -> tuple[bytes, Stored] | PublishError | None:
        try:
            return store.read(key, limit=former.LIMIT)
        except UnreachableError:
            raise
        except PublishError as error:
            return error

    feeds, unreadable = {}, {}
    keys = list(keys)
    with ThreadPoolExecutor(THREADS) as pool:
        for key, found in zip(keys, pool.map(read, keys), strict=True):
            if isinstance(found, PublishError):
                unreadable[key] = found
            elif found is not None:
                feeds[key] = Live(*found)
    return feeds, unreadable
