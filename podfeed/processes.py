"""Work spread over several processes, and brought back in order.

What starts them is imported when there is more than one: a single show needs none.
"""

from __future__ import annotations

import os
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from podfeed.attempts import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from podfeed.attempts import Fault

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 3600.0
"""Seconds that one task may take in a process of its own, unless told."""


class Engine(Protocol):
    """Where work is done: tasks with numbers go in, and what comes of them comes as it comes.

    ``ahead`` and what is raised are as in ``Crew.results``. One that works elsewhere takes None for
    a task as well, where there is none before something comes back.
    """

    def __call__(
        self,
        work: Callable[[Task], Result],
        tasks: Iterable[tuple[int, Task] | None],
        *,
        patience: float,
        ahead: int | None = None,
    ) -> Generator[tuple[int, Result | Fault], None, None]:
        """Each number with what came of its task."""


CROWD = 4
"""Processes to a processor at most: some may wait for a slow disk, more only crowd one another."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def paying(weights: Iterable[int], *, each: int, jobs: int | None = None) -> int:
    """How many processes to use: ``jobs``, if so many are of use; untold, as many as save time.

    ``each`` is the weight of what is done in the time in which a process starts, twice.
    """
    known = list(weights)
    if jobs is None:
        return max(1, min(processors(), len(known), sum(known) // each))
    return max(1, min(jobs, len(known), CROWD * processors()))


def spread(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    jobs: int,
    weight: Callable[[Task], int],
    timeout: float | None = None,
    elsewhere: Engine | None = None,
) -> Generator[Result | Fault, None, None]:
    """What comes of each task, in the order given, in so many processes; in this one if it is one.

    What nobody foresaw is a Fault, and costs no other task. ``timeout`` is how many seconds one may
    take, for which it needs a process of its own; there it may take an hour if nothing is said.
    With ``elsewhere``, that is where it is done. ``work`` is sent to them, so it has to be a
    function of a module, or a ``partial`` of one. The heaviest tasks are begun first. Raises the
    PodfeedErrors of the work.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1 and timeout is None and elsewhere is None:
        yield from map(partial(attempt, work), tasks)
        return
    # So that none of the heaviest is begun when all others are done.
    order = sorted(range(len(tasks)), key=lambda number: -weight(tasks[number]))
    numbered = ((number, tasks[number]) for number in order)
    engine = elsewhere or partial(_here, jobs)
    with closing(engine(work, numbered, patience=timeout or PATIENCE)) as found:
        yield from _in_order(found)


def _in_order(found: Iterable[tuple[int, Result]]) -> Generator[Result, None, None]:
    early: dict[int, Result] = {}
    due = 0
    for number, result in found:
        early[number] = result
        while due in early:
            yield early.pop(due)
            due += 1


AHEAD = 8
"""How many tasks are begun for each process before the first of them is done, where there are more
than can be held at once."""


def stream(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    jobs: int,
    timeout: float | None = None,
    elsewhere: Engine | None = None,
) -> Generator[Result | Fault, None, None]:
    """What comes of each of very many tasks, in the order given; few of them are held at once.

    All else is as in ``spread``.
    """
    if jobs <= 1 and timeout is None and elsewhere is None:
        yield from map(partial(attempt, work), tasks)
        return
    engine = elsewhere or partial(_here, jobs)
    asked = engine(work, enumerate(tasks), patience=timeout or PATIENCE, ahead=jobs * AHEAD)
    with closing(asked) as found:
        yield from _in_order(found)


def _here(
    jobs: int,
    work: Callable[[Task], Result],
    tasks: Iterable[tuple[int, Task]],
    *,
    patience: float,
    ahead: int | None = None,
) -> Generator[tuple[int, Result | Fault], None, None]:
    """The engine of this machine, with so many processes."""
    from podfeed.crew import Crew

    with Crew(work, jobs, patience=patience) as crew:
        yield from crew.results(tasks, ahead=ahead)
