"""Plan + Store → published: what is named before what names it, and each feed by a swap.

Killed at any moment, the store has of each feed the old one or the new one, whole, and all that it
names. Applying again then sends what is missing. What goes wrong with one feed stops no other.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podfeed.errors import FullError, PublishError, RefusedError, UnreachableError
from podfeed.publish import former
from podfeed.publish.plan import Live, Stage, State
from podfeed.publish.record import is_same
from podfeed.publish.sending import THREADS, Meter, Upload, put_all
from podfeed.publish.sources import changed, read_same, require_same
from podfeed.publish.store import conflict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from podfeed.publish.plan import File, Plan, Present, Step
    from podfeed.publish.record import Memory, Record
    from podfeed.publish.sending import Told
    from podfeed.publish.store import Store, Stored

_PAUSE = 30.0
"""Seconds after which what was sent is recorded, so that a publisher that dies loses little."""

_MOST_MISSES = 8
"""Feeds in a row that the store has refused, after which nothing more is tried."""


_BATCH = 100
"""Files after which the feeds that name them are put, so that a publisher that dies has published
most of what it has sent."""

_STORE = (FullError, RefusedError, UnreachableError)
"""Errors that are mostly of the store, and seldom of a file."""


@dataclass(slots=True)
class Applied:
    """What was sent: keys with the files, and of each feed that was swapped what it replaced.

    ``failed`` are the feeds, and files of the stage NETWORK, that were left as they are, and why.
    """

    sent: dict[str, File] = field(default_factory=dict)
    feeds: dict[str, Live | None] = field(default_factory=dict)
    failed: dict[str, PublishError] = field(default_factory=dict)


def apply(
    plan: Plan,
    store: Store,
    *,
    present: Present,
    memory: Memory,
    told: Told | None = None,
    threads: int = THREADS,
) -> Applied:
    """Do what a plan says. Nothing is taken away but what is older than the last ten feeds.

    What keeps one feed from being published is noted in ``failed``, and the others go on: that it
    is not any more the one that the plan was made from (ConflictError), or that a file has changed
    or cannot be sent. No feed ever names what is not there. Raises PublishError if what was done
    cannot be recorded.
    """
    return _Application(plan, store, present, memory, told, threads).run()


class _Application:
    def __init__(
        self,
        plan: Plan,
        store: Store,
        present: Present,
        memory: Memory,
        told: Told | None,
        threads: int,
    ) -> None:
        self.plan = plan
        self.store = store
        self.present = present
        self.memory = memory
        self.record: Record = present.record
        self.done = Applied()
        self._threads = threads
        self._meter = Meter(sum(step.size for step in plan.sent()), told)
        self._history = former.by_feed(present.listing)
        self._lock = threading.Lock()
        self._recorded = time.monotonic()
        self._fresh = False
        self._misses = 0  # how many feeds in a row the store has refused
        self._over: PublishError | None = None

    def run(self) -> Applied:
        """All feeds with what they need, some at a time, and then what names them all."""
        self._recall()
        needs = self.plan.by_owner()
        needs = {owner: sent for owner, all_ in needs.items() if (sent := _sent(all_))}
        files = {step.key: step.file for step in self.plan.steps if step.file is not None}
        network = [owner for owner in needs if files[owner].stage is Stage.NETWORK]
        finished: set[str] = set()
        try:
            for batch in _batches({o: needs[o] for o in needs if o not in network}):
                self._publish(batch)
                finished.update(batch)
            for owner in network:
                self._follow(owner, needs[owner])
                finished.add(owner)
        except PublishError as error:
            self._over = error
        if self._over is not None:  # the store takes nothing any more
            self._fail(needs.keys() - finished, self._over)
            with suppress(PublishError):  # what was sent need not be sent again
                self._keep_record()
        else:
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
            if step.file.stage is Stage.FEEDS:
                self.record.unproved.add(step.key)  # whoever put it did not come to its end
            known[step.key] = step.there._replace(digest=step.file.digest)
            self._fresh = True

    def _publish(self, batch: dict[str, list[Step]]) -> None:
        """Some feeds with what they need: what is named before what names it."""
        steps = {step.key: step for sent in batch.values() for step in sent}
        for stage in (Stage.MEDIA, Stage.COMPANIONS, Stage.PAGES):
            self._send(stage, steps.values(), batch.keys())
        feeds = [steps[owner] for owner in batch if owner in steps]
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(self._swap, feeds))
        self._send(Stage.COPIES, steps.values(), batch.keys())

    def _follow(self, owner: str, sent: list[Step]) -> None:
        """A file that names feeds, and what it needs itself, if all that it names is there."""
        there = self.present.listing
        names = sorted(self.plan.relies.get(owner, ()))
        missing = next((k for k in names if k not in there and k not in self.done.sent), None)
        if missing is not None:
            self._fail([owner], unpublished(self.store, owner, missing))
            return
        for stage in (Stage.MEDIA, Stage.COMPANIONS, Stage.PAGES):
            self._send(stage, sent, [owner])
        for step in sent:
            if step.key == owner:
                self._swap(step)

    def _require_feeds(self, owners: Iterable[str]) -> None:
        """Leave out each of these feeds that is to be replaced and is not the one that was seen."""

        def require(key: str) -> None:
            try:
                self._require_seen(key)
            except PublishError as error:
                self._lose(frozenset((key,)), error)

        feeds = [s.key for s in self.plan.sent(Stage.FEEDS) if s.key in owners]
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(require, feeds))

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

    def _send(self, stage: Stage, steps: Iterable[Step], owners: Collection[str]) -> None:
        """Send the files of a stage, which these feeds need."""
        files = {s.key: s.file for s in steps if s.file is not None and s.file.stage is stage}
        files = {key: file for key, file in files.items() if key not in self.done.sent}
        if not files or self._over is not None:
            return
        if stage < Stage.FEEDS:  # whoever comes too late overwrites no page of the winner's
            needed = frozenset().union(*(file.owners for file in files.values()))
            self._require_feeds(needed.intersection(owners).difference(self.done.failed))

        def begun(key: str) -> bool:  # its turn may come an hour later
            if not self._is_needed(files[key]):
                return False
            require_same(files[key])
            return True

        put_all(
            self.store,
            [Upload(key, file.path, file.headers) for key, file in files.items()],
            threads=self._threads,
            begun=begun,
            progress=self._meter,
            done=lambda key, stored: self._take(files[key], stored),
            lost=lambda key, error: self._lose(files[key].owners, error),
        )

    def _is_needed(self, file: File) -> bool:
        """Whether there is still a feed to be published that needs a file."""
        owners = file.owners.difference(self.done.failed).difference(self.plan.held)
        return self._over is None and (bool(owners) or not file.owners)

    def _lose(self, owners: Iterable[str], error: PublishError) -> None:
        """Leave out what needs something that cannot be published.

        Raises the error again if the store has refused so many in a row that it will go on so.
        """
        with self._lock:
            others = set(owners).difference(self.done.failed)  # many files may be of one show
            self._fail(others, error)
            self._misses += bool(others) and isinstance(error, _STORE)
            if self._misses >= _MOST_MISSES:
                self._over = error
        if self._over is not None:
            raise self._over

    def _fail(self, owners: Iterable[str], error: PublishError) -> None:
        for owner in owners:
            if owner not in self.plan.held:
                self.done.failed.setdefault(owner, error)

    def _take(self, file: File, stored: Stored) -> None:
        """Note that a file is there; told by the threads that send."""
        if stored.digest != file.digest:
            raise changed(file)
        with self._lock:
            self._misses = 0
            self.record.files[file.key] = stored
            self.record.unproved.add(file.key)
            self.done.sent[file.key] = file
            self._fresh = True
            late = time.monotonic() - self._recorded > _PAUSE
            if late:
                self._recorded = time.monotonic()
                data = self.record.copy()
        if late:
            with suppress(PublishError):  # it only saves work, and is tried again
                self.memory.keep(self.store, data)

    def _swap(self, step: Step) -> None:
        """Put one feed in the place of the one that the plan saw, unless something keeps it."""
        assert step.file is not None
        if not self._is_needed(step.file):
            return
        try:
            self._replace(step.file)
        except PublishError as error:
            self._lose(step.file.owners, error)

    def _replace(self, file: File) -> None:
        """Put a file in the place of what the plan saw; a feed is kept."""
        data = read_same(file, limit=former.LIMIT)
        live = self.present.feeds.get(file.key)
        seen = live.stored if live is not None else None
        if file.stage is Stage.NETWORK and seen is None and file.key in self.present.listing:
            seen = self.record.files.get(file.key)  # by which it was recognised
        history = self._history.get(file.key, [])
        if live is not None and file.stage is Stage.FEEDS:
            history += former.keep(self.store, file.key, live.data, keys=history, withdrawn=False)
        stored = self.store.swap(file.key, data, file.headers, seen=seen)
        self._meter(file.key, len(data))
        self._take(file, stored)
        if file.stage is Stage.FEEDS:
            self.done.feeds[file.key] = live
            former.trim(self.store, file.key, keys=history)

    def _keep_record(self) -> None:
        if self._fresh:
            self.memory.keep(self.store, self.record)
            self._fresh = False


def _sent(steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if step.is_sent]


def _batches(needs: dict[str, list[Step]]) -> Iterator[dict[str, list[Step]]]:
    """Feeds with what they need, until there are enough files to send at a time."""
    batch: dict[str, list[Step]] = {}
    for owner, steps in needs.items():
        batch[owner] = steps
        if sum(map(len, batch.values())) >= _BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch


def unpublished(store: Store, owner: str, key: str) -> PublishError:
    """The error of a file that names what is not published."""
    return PublishError(
        f"names {key}, which is not published",
        path=f"{store.address}/{owner}",
        remedy="mend what keeps that from being published, and publish again",
    )


def prune(store: Store, keys: Collection[str], *, record: Record, memory: Memory) -> None:
    """Take away keys, and forget them. Raises PublishError."""
    for key in keys:
        store.delete(key)
        record.files.pop(key, None)
        record.unproved.discard(key)
    if keys:
        memory.keep(store, record)
