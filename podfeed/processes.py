"""Work spread over several processes, none of which outlives what it was started for.

What starts them is imported when there is more than one: a single show needs none.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from podfeed.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from contextlib import AbstractContextManager

Task = TypeVar("Task")
Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def paying(weights: Iterable[int], *, each: int, jobs: int | None = None) -> int:
    """How many processes to use: at most ``jobs``; unless told, as many as save time.

    ``each`` is the weight of what is done in the time in which a process starts, twice.
    """
    known = list(weights)
    return max(1, min(processors(), len(known), sum(known) // each) if jobs is None else jobs)


def spread(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    jobs: int,
    weight: Callable[[Task], int],
    doing: str,
    pool: AbstractContextManager[Executor] | None = None,
) -> Generator[Result, None, None]:
    """What comes of each task, in the order given, in so many processes; in this one if it is one.

    With ``pool``, that is where it is done, however many there are; many tasks go there a few at a
    time. ``work`` is sent to them, so it has to be a function of a module, or a ``partial`` of one.
    The heaviest tasks are begun first. ``doing`` is as in ``local_pool``, which tells what is
    raised.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1 and pool is None:
        yield from map(work, tasks)
        return
    size = 1 if pool is None else max(1, min(_TOGETHER, len(tasks) // _PARTS))
    parts = [tasks[begin : begin + size] for begin in range(0, len(tasks), size)]
    with pool or local_pool(jobs, doing=doing) as executor:
        futures: dict[int, Future[list[Result]]] = {}
        # So that none of the heaviest is begun when all others are done.
        with _interrupts_held():
            for number in sorted(range(len(parts)), key=lambda n: -sum(map(weight, parts[n]))):
                futures[number] = executor.submit(_each, work, parts[number])
        for number in range(len(parts)):
            yield from futures.pop(number).result()


_TOGETHER, _PARTS = 8, 100
"""How many tasks go to another machine together at most, and how many such parts are wanted."""


def _each(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    return [work(task) for task in tasks]


AHEAD = 8
"""How many tasks wait for each process where there are more than can be held at once."""


def stream(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, jobs: int, doing: str
) -> Generator[Result, None, None]:
    """What comes of each of very many tasks, in the order given; few of them are held at once.

    ``work``, ``jobs`` and ``doing`` are as in ``spread``.
    """
    if jobs <= 1:
        yield from map(work, tasks)
        return
    coming = iter(tasks)
    with local_pool(jobs, doing=doing) as pool:
        with _interrupts_held():
            futures = deque(pool.submit(work, task) for task in islice(coming, jobs * AHEAD))
        while futures:
            yield futures.popleft().result()
            futures.extend(pool.submit(work, task) for task in islice(coming, 1))


@contextmanager
def local_pool(jobs: int, *, doing: str) -> Iterator[Executor]:
    """So many processes of this machine; none of them is left when the block ends.

    ``doing`` is what they do, in the past tense, for the UsageError that is raised if one of them
    is ended from outside.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context(_start_method())
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        yield pool
        pool.shutdown()
    except BrokenProcessPool as reason:
        raise UsageError(
            f"a process that {doing} was ended from outside",
            remedy="see whether memory is short, and run again with --jobs 1",
        ) from reason
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()


def _start_method() -> str:
    """How processes are started: as forks, which are ready at once, only where those are safe."""
    # A fork of a process with threads can hang, and so can any on macOS.
    single = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if single else "spawn"


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait; processes that are started meanwhile never see one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
