"""Plan + Store → published: what is named before what names it, and each feed by a swap.

Killed at any moment, the store has the old feed or the new one, whole, and all that it names.
Applying again then sends what is missing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podfeed.errors import PublishError
from podfeed.files import read_regular
from podfeed.publish import former
from podfeed.publish.content import sha256_of
from podfeed.publish.plan import Live, Stage, State
from podfeed.publish.record import is_same
from podfeed.publish.sending import THREADS, Upload, put_all
from podfeed.publish.store import conflict

if TYPE_CHECKING:
    from collections.abc import Collection

    from podfeed.publish.plan import File, Plan, Present, Step
    from podfeed.publish.record import Memory, Record
    from podfeed.publish.store import Store, Stored

Told = Callable[[int, int], None]
"""Told how many bytes of how many have been sent."""

_PAUSE = 30.0
"""Seconds after which what was sent is recorded, so that a publisher that dies loses little."""


@dataclass(slots=True)
class Applied:
    """What was sent: keys with the files, and of each feed that was swapped what it replaced."""

    sent: dict[str, File] = field(default_factory=dict)
    feeds: dict[str, Live | None] = field(default_factory=dict)


class _Meter:
    """Bytes sent by several threads, told as one sum."""

    def __init__(self, total: int, told: Told | None) -> None:
        self._total = total
        self._told = told
        self._sent: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, key: str, sent: int) -> None:
        with self._lock:
            self._sent[key] = sent
            if self._told is not None:
                self._told(sum(self._sent.values()), self._total)


def apply(
    plan: Plan, store: Store, *, present: Present, memory: Memory, told: Told | None = None
) -> Applied:
    """Do what a plan says. Nothing is taken away but what is older than the last ten feeds.

    Raises ConflictError if a feed is not any more the one that the plan was made from, and other
    PublishErrors; what was done until then stays, and no feed names what is not there.
    """
    return _Application(plan, store, present, memory, told).run()


class _Application:
    def __init__(
        self, plan: Plan, store: Store, present: Present, memory: Memory, told: Told | None
    ) -> None:
        self.plan = plan
        self.store = store
        self.present = present
        self.memory = memory
        self.record: Record = present.record
        self.done = Applied()
        self._meter = _Meter(sum(step.size for step in plan.sent()), told)
        self._lock = threading.Lock()
        self._recorded = time.monotonic()
        self._fresh = False

    def run(self) -> Applied:
        """All stages, in their order."""
        self._recall()
        try:
            for stage in (Stage.MEDIA, Stage.COMPANIONS, Stage.PAGES):
                self._send(stage)
            self._keep_record()  # before a feed names them, so that the next plan knows them
            for step in self.plan.sent(Stage.FEEDS):  # in one order, so that of two publishers
                self._swap(step)  # one loses at the first feed, and changes no other
            self._send(Stage.COPIES)
        except PublishError:
            with suppress(PublishError):  # what was sent need not be sent again
                self._keep_record()
            raise
        self._keep_record()
        return self.done

    def _recall(self) -> None:
        """Record what was recognised as there already, and forget what is not there any more.

        What is orphaned and was told of, and is published all the same, is not told of again.
        """
        told = {notice.subject for notice in self.plan.notices}
        gone = {step.key for step in self.plan.of(State.ORPHANED) if step.key in told}
        there = self.present.listing.keys() - gone
        known = {key: stored for key, stored in self.record.files.items() if key in there}
        self._fresh = known != self.record.files
        self.record.files = known
        self.record.unproved &= there
        for step in self.plan.of(State.UNCHANGED):
            if step.file is None or step.there is None:
                continue
            entry = known.get(step.key)
            if entry and is_same(entry, step.there) and entry.digest == step.file.digest:
                continue
            if entry is None and step.file.stage is Stage.FEEDS:
                self.record.unproved.add(step.key)  # whoever put it did not come to its end
            known[step.key] = step.there._replace(digest=step.file.digest)
            self._fresh = True

    def _require_feeds(self) -> None:
        """Raise ConflictError if a feed that is to be replaced is not the one that was seen."""
        steps = self.plan.sent(Stage.FEEDS)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self._require_seen, (step.key for step in steps)))

    def _require_seen(self, key: str) -> None:
        live, there = self.present.feeds.get(key), self.store.stat(key)
        if live is None and there is None:
            return
        if live is not None and there is not None:
            if is_same(live.stored, there):
                return
            found = self.store.read(key, limit=former.LIMIT)
            if found is not None and found[0] == live.data:
                return
        raise conflict(self.store, key)

    def _send(self, stage: Stage) -> None:
        steps = self.plan.sent(stage)
        files = {step.key: step.file for step in steps if step.file is not None}
        if not files:
            return
        if stage < Stage.FEEDS:
            self._require_feeds()  # whoever comes too late overwrites no page of the winner's
        for file in files.values():
            _require_same(file)
        put_all(
            self.store,
            [Upload(key, file.path, file.headers) for key, file in files.items()],
            begun=lambda key: _require_same(files[key]),  # its turn may come an hour later
            progress=self._meter,
            done=lambda key, stored: self._take(files[key], stored),
        )

    def _take(self, file: File, stored: Stored) -> None:
        """Note that a file is there; told by the threads that send."""
        if stored.digest != file.digest:
            raise PublishError(
                "was changed after the plan was made",
                path=str(file.path),
                remedy="let whatever writes it finish, and publish again",
            )
        with self._lock:
            self.record.files[file.key] = stored
            self.record.unproved.add(file.key)
            self.done.sent[file.key] = file
            self._fresh = True
            late = time.monotonic() - self._recorded > _PAUSE
            if late:
                self._recorded = time.monotonic()
                data = self.record.copy()
        if late:
            self.memory.keep(self.store, data)

    def _swap(self, step: Step) -> None:
        """Put one feed in the place of the one that the plan saw, which is kept."""
        assert step.file is not None
        file, live = step.file, self.present.feeds.get(step.key)
        data = read_regular(file.path, limit=former.LIMIT, error=PublishError)
        if sha256_of(data) != file.digest:
            raise PublishError(
                "was changed after the plan was made",
                path=str(file.path),
                remedy="publish again",
            )
        keys = list(self.present.listing)
        if live is not None:
            keys += former.keep(self.store, file.key, live.data, keys=keys, withdrawn=False)
        stored = self.store.swap(
            file.key, data, file.headers, seen=live.stored if live is not None else None
        )
        self._meter(file.key, len(data))
        self._take(file, stored)
        self.done.feeds[file.key] = live
        former.trim(self.store, file.key, keys=keys)

    def _keep_record(self) -> None:
        if self._fresh:
            self.memory.keep(self.store, self.record)
            self._fresh = False


def _require_same(file: File) -> None:
    """Raise PublishError if a file is not what it was when the plan was made."""
    try:
        state = file.path.stat()
    except OSError:
        state = None
    if state is None or (state.st_size, state.st_mtime_ns) != (file.size, file.mtime_ns):
        raise PublishError(
            "was changed after the plan was made" if state else "is gone since the plan was made",
            path=str(file.path),
            remedy="build, and publish again",
        )


def prune(store: Store, keys: Collection[str], *, record: Record, memory: Memory) -> None:
    """Take away keys, and forget them. Raises PublishError."""
    for key in keys:
        store.delete(key)
        record.files.pop(key, None)
        record.unproved.discard(key)
    if keys:
        memory.keep(store, record)
