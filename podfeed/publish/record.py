"""What was published last, so that nothing that a store has already is read or sent again.

A record holds, for each key that podfeed put, how the store told of it then and the SHA-256 of the
content. It is kept in the store, where every publisher finds it, and a copy of it here. It only
saves work: an entry counts as long as the store still tells the same of its key, and a record that
is lost or damaged is an empty one. What another publisher notes meanwhile is kept as well.
"""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podfeed.errors import ConflictError, OutputError, PodfeedError, PublishError
from podfeed.files import read_regular, write_whole
from podfeed.publish.store import PRIVATE, Headers, Stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podfeed.publish.store import Store

HISTORY = f"{PRIVATE}/"
"""Under which keys a store keeps what is for publishers only."""

KEY = f"{HISTORY}published.json"

LIMIT = 256 << 20
"""Bytes of a record that are read at most."""

_HEADERS = Headers("application/json", "private, no-store")
_VERSION = 1
_ATTEMPTS = 5


@dataclass(slots=True)
class Record:
    """Each key that podfeed put, with its size, etag, time and digest.

    ``unproved`` are those that were not yet fetched from their public addresses. A feed among them
    was not told to hubs either.
    """

    files: dict[str, Stored] = field(default_factory=dict)
    unproved: set[str] = field(default_factory=set)

    def vouches(self, key: str, there: Stored) -> bool:
        """Whether what a listing tells of a key is still what podfeed put there."""
        known = self.files.get(key)
        return known is not None and is_same(known, there)

    def dump(self) -> bytes:
        """As the store holds it."""
        files = {key: list(stored) for key, stored in sorted(self.files.items())}
        document = {"version": _VERSION, "files": files, "unproved": sorted(self.unproved)}
        return json.dumps(document, separators=(",", ":")).encode()

    def copy(self) -> Record:
        """One that goes its own way."""
        return Record(dict(self.files), set(self.unproved))

    @classmethod
    def parse(cls, data: bytes) -> Record:
        """From what ``dump`` gave; an empty one from anything else."""
        try:
            document = json.loads(data)
            if document["version"] != _VERSION:
                return cls()
            files = {str(key): stored_of(row) for key, row in document["files"].items()}
            return cls(files, {str(key) for key in document["unproved"]})
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()


def is_same(known: Stored, there: Stored) -> bool:
    """Whether two listings tell of the same content, as far as they can."""
    if known.size != there.size:
        return False
    if known.etag is not None or there.etag is not None:
        return known.etag == there.etag
    return known.modified is not None and known.modified == there.modified


def stored_of(row: Any) -> Stored:
    """A ``Stored`` from JSON. Raises ValueError or TypeError for what is none."""
    size, etag, modified, digest = row
    if not isinstance(size, int) or not isinstance(etag, str | None):
        raise TypeError("no size or etag")
    if not isinstance(modified, int | float | None) or not isinstance(digest, str | None):
        raise TypeError("no time or digest")
    return Stored(size, etag, modified, digest)


class Memory:
    """The records of one store, and the copy that this machine keeps of them.

    ``keep`` may be called from several threads.
    """

    def __init__(self, folder: Path, address: str) -> None:
        name = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._path = folder / f"published-{name}.json"
        self._origin = Record()  # as it was when ours began to differ from it
        self._latest = Record()  # as the store has it, for all we know
        self._seen: Stored | None = None
        self._lock = threading.Lock()

    def record(self, store: Store, listing: Mapping[str, Stored]) -> Record:
        """The record of a store, read from it only if the copy here is not the same."""
        there = listing.get(KEY)
        kept = self._load() if there is not None else None
        if there is None:
            self._seen, self._latest = None, Record()
        elif kept is not None and is_same(kept[0], there):
            self._seen, self._latest = kept
        else:
            self._read(store)
        self._origin = self._latest.copy()
        return self._latest.copy()

    def keep(self, store: Store, record: Record) -> None:
        """Write into the store, and here, what a record has come to. Raises PublishError."""
        with self._lock:
            for _ in range(_ATTEMPTS):
                merged = self._merged(record)
                data = merged.dump()
                try:
                    self._seen = store.swap(KEY, data, _HEADERS, seen=self._seen)
                except ConflictError:  # another publisher has noted something
                    self._read(store)
                    continue
                break
            else:
                self._seen = store.put(KEY, data, _HEADERS)
            self._latest = merged
            self._save(self._seen, data)

    def _merged(self, record: Record) -> Record:
        """What the store has, with what this record holds otherwise than it did at first."""
        origin, found = self._origin, self._latest.copy()
        for key in origin.files.keys() - record.files.keys():
            if found.files.get(key) == origin.files[key]:
                del found.files[key]
        found.files |= {k: v for k, v in record.files.items() if origin.files.get(k) != v}
        origin.unproved |= record.unproved  # so that what is proved later is known to be ours
        found.unproved = (found.unproved | record.unproved) - (origin.unproved - record.unproved)
        return found

    def _read(self, store: Store) -> None:
        found = store.read(KEY, limit=LIMIT)
        self._seen = found[1] if found is not None else None
        self._latest = Record.parse(found[0]) if found is not None else Record()
        if found is not None:
            self._save(found[1], found[0])

    def _load(self) -> tuple[Stored, Record] | None:
        try:
            document = json.loads(read_regular(self._path, limit=2 * LIMIT, error=PublishError))
            return stored_of(document["stored"]), Record.parse(document["record"].encode())
        except (PodfeedError, OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def _save(self, stored: Stored, data: bytes) -> None:
        document = {"stored": list(stored), "record": data.decode()}
        with suppress(OutputError, UnicodeDecodeError):  # the next run then reads the store's own
            write_whole(self._path, json.dumps(document).encode())
