"""Many feeds → what was found in each, in several processes where that is quicker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Protocol, TypeAlias

from podfeed.errors import PodfeedError, UsageError
from podfeed.rules import LIMIT, Examined

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from podfeed.targets import Target

BYTES_A_PROCESS = 12_000_000
"""A process takes as long to start as one takes to judge about half of these."""

Verdict: TypeAlias = Examined | PodfeedError
"""What was found in a feed, or why it could not be read."""


class Judge(Protocol):
    """What judges the bytes of one feed: ``examine``, with all that it is to know.

    It is sent to other processes, so it has to be a function of a module, or a ``partial`` of one.
    """

    def __call__(self, data: bytes, *, path: str) -> Examined:
        """What was found in these bytes; ``path`` is what findings show."""


def examine_all(
    targets: Sequence[Target], judge: Judge, *, jobs: int | None = None
) -> Generator[tuple[Target, Verdict], None, None]:
    """Each target with what came of it, in the order given.

    ``jobs`` is how many processes to use at most; without it as many as there are processors, and
    only where they save time. Raises PodfeedError if a process is ended from outside.
    """
    wanted = processes(targets) if jobs is None else min(jobs, len(targets))
    if wanted > 1:
        yield from _side_by_side(targets, judge, wanted)
    else:
        for target in targets:
            yield target, _examine(target, judge)


def processes(targets: Sequence[Target]) -> int:
    """How many processes pay for these."""
    size = sum(target.size for target in targets)
    return max(1, min(_processors(), len(targets), size // BYTES_A_PROCESS))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _examine(target: Target, judge: Judge) -> Verdict:
    try:
        data = target.read(limit=LIMIT)
    except PodfeedError as error:
        return error
    return judge(data, path=target.shown)


def _side_by_side(
    targets: Sequence[Target], judge: Judge, jobs: int
) -> Generator[tuple[Target, Verdict], None, None]:
    # Started anew and not forked: this process may have threads, and forks of those can hang.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        futures: dict[int, Future[Verdict]] = {}
        # The largest first, so that none of them is begun when all others are done.
        for number in sorted(range(len(targets)), key=lambda n: -targets[n].size):
            futures[number] = pool.submit(_examine, targets[number], judge)
        for number, target in enumerate(targets):
            yield target, futures.pop(number).result()
        pool.shutdown()
    except BrokenProcessPool as reason:
        raise UsageError(
            "a process that judged feeds was ended from outside",
            remedy="see whether memory is short, and run again with --jobs 1",
        ) from reason
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
