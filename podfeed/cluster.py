"""The workers of a dask cluster, as processes that work is done in; the only importer of dask.

Workers do what a process of this machine would, with the same files: they lie on a file system that
all of them share, at the same path. What is scheduled where, and done again when a worker is lost,
is dask's business.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from concurrent.futures import CancelledError, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from podfeed.attempts import Fault, attempt
from podfeed.errors import UsageError
from podfeed.peers import Peer, look, require_same

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from podfeed.processes import Engine

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 10
"""Seconds in which a scheduler has to answer, and to have a worker."""

LOST = 60
"""Seconds in which a cluster that has lost its last worker may get another one."""

_OFTEN = 5
"""Seconds after which it is looked how many workers there are."""

TOGETHER = 8
"""How many tasks go to a worker together at most: each way costs as much as a small task."""

_ALONE = 25
"""How many go one by one before they go in twos, and so on: of a few, each worker gets some."""

_UNDER_WAY = 4
"""How many such parts are with the cluster for each of its threads."""


def engine_of(address: str, root: Path | None, *, together: int = TOGETHER) -> Engine:
    """The workers behind the scheduler at ``address`` as what work is done by.

    All of them have to see the workspace ``root``, if there is one. So many tasks go to a worker
    ``together`` at most. It raises UsageError if dask is not installed, no scheduler or worker
    answers, a worker has another podfeed or does not see the workspace, whenever it came, or if the
    scheduler or all workers go away.
    """
    return partial(_results, address, None if root is None else str(root), together)


def _results(
    address: str,
    root: str | None,
    together: int,
    work: Callable[[Task], Result],
    tasks: Iterable[tuple[int, Task] | None],
    *,
    patience: float,
    ahead: int | None = None,
) -> Generator[tuple[int, Result | Fault], None, None]:
    with _connected(address, root) as (client, executor):
        each: Callable[..., list[Any]] = partial(_each, look(root), root)
        run = _Run(partial(executor.submit, each, work), tasks, patience, ahead, together)
        watch = _Watch(client, address)
        while run.hand_out(_UNDER_WAY * watch.threads):
            done, _ = wait(run.parts, timeout=2, return_when="FIRST_COMPLETED")
            watch.look(none_done=not done)
            for future in done:
                yield from run.results(future)


class _Run(Generic[Task]):
    """Which tasks are with the cluster, in ``parts`` of a few, and which are to go there."""

    def __init__(
        self,
        submit: Callable[[list[Task], float], Future[Any]],
        tasks: Iterable[tuple[int, Task] | None],
        patience: float,
        ahead: int | None,
        together: int,
    ) -> None:
        self.parts: dict[Future[Any], list[tuple[int, Task]]] = {}
        self._submit = submit
        self._patience = patience
        self._ahead = ahead
        self._together = together
        self._coming = iter(tasks)
        self._begun = 0
        self._again: deque[list[tuple[int, Task]]] = deque()
        self._suspect: deque[list[tuple[int, Task]]] = deque()
        self._alone: Future[Any] | None = None

    def hand_out(self, most: int) -> bool:
        """Let so many parts be with the cluster; False if all is done."""
        while len(self.parts) < most and not self._lags(most):
            size = min(self._together, 1 + self._begun // _ALONE)
            part = self._again.popleft() if self._again else self._take(size)
            if not part:
                break
            self._hand(part)
        if not self.parts and self._suspect:
            self._alone = self._hand(self._suspect.popleft())
        return bool(self.parts)

    def _take(self, size: int) -> list[tuple[int, Task]]:
        """So many tasks, or as many as there are before one that has to wait."""
        part: list[tuple[int, Task]] = []
        for one in islice(self._coming, size):
            if one is None:
                break
            part.append(one)
        return part

    def _hand(self, part: list[tuple[int, Task]]) -> Future[Any]:
        self._begun += len(part)
        future = self._submit([task for _, task in part], self._patience)
        self.parts[future] = part
        return future

    def _lags(self, most: int) -> bool:
        """Whether a part is so far behind the others that what comes after it had better wait."""
        begun = [part[0][0] for part in self.parts.values()] if self._ahead else []
        return bool(begun) and max(begun) - min(begun) > 4 * most * self._together

    def results(self, future: Future[Any]) -> Iterator[tuple[int, Any]]:
        """What came of a part that is done; what did not come to it goes there again, one by one.

        dask blames a worker that ends on all that was to be done there. So what is blamed again and
        again is done once more when nothing else is, which tells.
        """
        import distributed

        part = self.parts.pop(future)
        results: list[Any] = []
        try:
            results = future.result()
            self._again += [[one] for one in part[len(results) :]]
        except distributed.KilledWorker as reason:
            if future is self._alone:
                ended = reason.allowed_failures + 1
                results = [Fault("ended", f"{ended} workers ended at it, one after another")]
            else:
                self._suspect += [[one] for one in part]
        for (number, _), one in zip(part, results, strict=False):
            yield number, one


class _Watch:
    """Whether a cluster is still there, and with how many threads."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._looked = self._seen = time.monotonic()
        self.threads: int = sum(client.nthreads().values())

    def look(self, *, none_done: bool) -> None:
        """Raise UsageError if no worker was there for long, or CancelledError if no scheduler."""
        now = time.monotonic()
        if not none_done:
            self._seen = now
            if now < self._looked + _OFTEN:
                return
        if self._client.status != "running":
            raise CancelledError
        self._looked = now
        threads = sum(self._client.nthreads().values())
        self.threads = threads or self.threads
        if threads:
            self._seen = now
        elif now > self._seen + LOST:
            raise UsageError(
                f"the scheduler at {self._address} has lost all its workers",
                remedy="start some, and run this again: it goes on from here",
            )


def _each(
    expected: Peer,
    root: str | None,
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    patience: float,
) -> list[Result | Fault]:
    """What comes of tasks, one after the other, up to the first that takes too long.

    A thread cannot be ended: the worker then is, once it has told so, and its nanny starts another.
    Workers come at any time, so each looks at itself first. Raises UsageError if it is not as
    ``expected``.
    """
    from distributed import get_worker

    require_same(get_worker().address, look(root), expected, root)
    results: list[Result | Fault] = []
    for task in tasks:
        done: list[Callable[[], Result | Fault]] = []
        one = threading.Thread(target=_try, args=(work, task, done), daemon=True)
        one.start()
        one.join(patience)
        if not done:
            threading.Timer(_TELLING, os._exit, (1,)).start()
            return [*results, Fault("late", f"{patience:g} s")]
        results.append(done[0]())
    return results


_TELLING = 2.0
"""Seconds in which a worker that is at something that hangs tells so, before it ends."""


def _try(
    work: Callable[[Task], Result], task: Task, done: list[Callable[[], Result | Fault]]
) -> None:
    try:
        result = attempt(work, task)
    except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
        done.append(partial(_raise, error))
    else:
        done.append(lambda: result)


def _raise(error: BaseException) -> Any:
    raise error


@contextmanager
def _connected(address: str, root: str | None) -> Iterator[tuple[Any, Executor]]:
    """A client of the scheduler, and its workers; raises as in ``engine_of``."""
    try:
        import distributed
    except ImportError:
        raise UsageError("--cluster needs dask", remedy="pip install 'podfeed[cluster]'") from None
    for name in list(logging.root.manager.loggerDict):  # what dask has to say, we say
        if name.partition(".")[0] in ("asyncio", "distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    client = _connect(distributed, address)
    try:
        _require_same(client, root)
        # Work here is not pure: that it was done once is no reason to do it no more.
        executor = client.get_executor(pure=False)
        yield client, executor
    except (CancelledError, distributed.CancelledError, OSError) as reason:
        if client.status == "running" and not isinstance(reason, CancelledError):
            raise
        raise UsageError(
            f"the scheduler at {address} has gone",
            remedy="start it and its workers again, and run this again: it goes on from here",
        ) from reason
    finally:
        client.close(timeout=1)  # which lets go of what is still to be done


def _connect(distributed: Any, address: str) -> Any:
    """A client of the scheduler, which has a worker at least."""
    if not address.strip():
        raise UsageError(
            "--cluster names no scheduler", remedy="write its address: tcp://HOST:PORT"
        )
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except TypeError as reason:  # which is how dask says that it has no certificates
        raise UsageError(
            f"dask has no certificates, with which to talk to {address}",
            remedy="name them in its own configuration, below distributed.comm.tls",
        ) from reason
    except (OSError, TimeoutError, ValueError) as reason:
        raise UsageError(
            f"no scheduler answers at {address}",
            remedy='start one: "dask scheduler", which tells its address',
        ) from reason
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError) as reason:
        client.close(timeout=1)
        raise UsageError(
            f"the scheduler at {address} has no workers",
            remedy=f'start some on each machine: "dask worker {address} --nthreads 1"',
        ) from reason
    return client


def _require_same(client: Any, root: str | None) -> None:
    """Raise UsageError for a worker that would do something else than this process."""
    expected = look(root)
    for worker, told in client.run(look, root, on_error="return").items():
        require_same(worker, told, expected, root)
