"""Processes of this machine side by side, each at one task at a time.

So it is known what a process was at when it died or hung, and no other task is lost with it.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from podfeed.attempts import Fault, attempt, fault_of
from podfeed.errors import PodfeedError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from types import TracebackType

Task = TypeVar("Task")
Result = TypeVar("Result")


class _Order(NamedTuple, Generic[Task]):
    """A task with its number, and both as they are sent."""

    number: int
    task: Task
    sent: bytes


_STARTING = 60.0
"""Seconds that a process may take to start, beside those for its first task."""

_SMALL = 4096
"""Bytes that a pipe takes at once, whatever its other end is at."""


class _Hand(Generic[Task]):
    """A process, and what it was handed: the first is what it is at."""

    def __init__(self, work: Callable[[Task], Any]) -> None:
        context: Any = multiprocessing.get_context(start_method())
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self.orders: deque[_Order[Task]] = deque()
        self.since = 0.0
        self.starting = _STARTING
        with interrupts_held():
            self.process: BaseProcess = context.Process(
                target=_serve, args=(theirs, work), daemon=True
            )
            self.process.start()
        theirs.close()

    def give(self, order: _Order[Task]) -> None:
        if not self.orders:
            self.since = time.monotonic()
        self.orders.append(order)
        with suppress(OSError):  # it has died, which is seen where answers are waited for
            self.connection.send_bytes(order.sent)

    def takes(self, order: _Order[Task]) -> bool:
        """Whether it can be given one more, without waiting for it to take it."""
        return not self.orders or (len(self.orders) < 2 and len(order.sent) <= _SMALL)

    def answer(self) -> tuple[int, bool, Any] | None:
        """The next answer, whether it is an error to raise, and the number; None if there is none.

        Raises EOFError or OSError if the process died while it answered.
        """
        if not self.connection.poll():
            return None
        answer = self.connection.recv()
        self.since, self.starting = time.monotonic(), 0.0
        if answer is None:  # it is there
            return self.answer()
        self.orders.popleft()
        number, raised, result = answer
        return number, raised, result

    def deadline(self, patience: float) -> float:
        """When what it is at takes too long, by the monotonic clock."""
        return self.since + self.starting + patience

    def end(self) -> str:
        """End the process, whatever it is at; says what ended it."""
        self.process.kill()
        self.process.join(5)
        self.connection.close()
        code = self.process.exitcode or 0
        with suppress(ValueError):
            return signal.Signals(-code).name if code < 0 else f"an exit with code {code}"
        return f"signal {-code}"


class Crew(Generic[Task, Result]):
    """So many processes for one kind of work; none of them is left when the block ends.

    ``work`` is sent to them, so it has to be a function of a module, or a ``partial`` of one.
    ``patience`` is how many seconds a task may take.
    """

    def __init__(self, work: Callable[[Task], Result], size: int, *, patience: float) -> None:
        self._work = work
        self._patience = patience
        self._again: list[_Order[Task]] = []
        self._suspect: set[int] = set()
        self._hands: list[_Hand[Task]] = []
        try:
            # All are started before anything is sent: while there are no threads, they are forks.
            for _ in range(size):
                self._hands.append(_Hand(work))
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for hand in self._hands:
            if not hand.orders:
                with suppress(OSError):
                    hand.connection.send(None)
        for hand in self._hands:
            if not hand.orders:
                hand.process.join(1)
            hand.end()

    def results(
        self, tasks: Iterable[tuple[int, Task]], *, ahead: int | None = None
    ) -> Generator[tuple[int, Result | Fault], None, None]:
        """What comes of each task, with its number, as it comes.

        With ``ahead``, numbers count up, and none is begun that is so far ahead of one that is
        under way. Raises the PodfeedErrors of the work.
        """
        coming = iter(tasks)
        while True:
            self._hand_out(coming, ahead)
            busy = [hand for hand in self._hands if hand.orders]
            if not busy:
                return
            nearest = min(one.deadline(self._patience) for one in busy) - time.monotonic()
            watched = [each for one in busy for each in (one.connection, one.process.sentinel)]
            wait(watched, max(0.0, nearest))
            for hand in busy:
                yield from self._collect(hand)

    def _hand_out(self, coming: Iterator[tuple[int, Task]], ahead: int | None) -> None:
        """Give everybody something to do, and then something to go on with."""
        for depth in range(2):
            for hand in self._hands:
                if len(hand.orders) > depth:
                    continue
                if not self._again:
                    found = next(coming, None)
                    if found is None:
                        return
                    self._again.append(_Order(*found, pickle.dumps(found)))
                order = self._again[-1]
                under_way = [one.number for each in self._hands for one in each.orders]
                if ahead and under_way and order.number >= min(under_way) + ahead:
                    return
                if hand.takes(order):
                    hand.give(self._again.pop())

    def _collect(self, hand: _Hand[Task]) -> Iterator[tuple[int, Result | Fault]]:
        """What a process has answered; where it died or takes too long, another takes its place."""
        died = False
        try:
            while hand.orders and (found := hand.answer()) is not None:
                number, raised, answer = found
                if raised:
                    raise answer
                yield number, answer
        except (EOFError, OSError):
            died = True
        late = bool(hand.orders) and time.monotonic() >= hand.deadline(self._patience)
        if died or late or not hand.process.is_alive():
            yield from self._replace(hand, late=late and not died)

    def _replace(self, hand: _Hand[Task], *, late: bool) -> Iterator[tuple[int, Fault]]:
        how = hand.end()
        self._hands[self._hands.index(hand)] = _Hand(self._work)
        if not hand.orders:
            return
        first = hand.orders.popleft()
        self._again += reversed(hand.orders)
        if late:
            yield first.number, Fault("late", f"{self._patience:g} s")
        elif first.number in self._suspect:
            yield first.number, Fault("ended", f"its process was ended twice, by {how}")
        else:
            self._suspect.add(first.number)
            self._again.append(first)


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    """Do what is asked for, until that is None."""
    begin()
    connection.send(None)
    while (order := connection.recv()) is not None:
        number, task = order
        raised = False
        try:
            answer = attempt(work, task)
        except PodfeedError as error:
            answer, raised = error, True
        try:
            connection.send((number, raised, answer))
        except Exception as reason:  # noqa: BLE001 - what cannot be pickled is our fault
            connection.send((number, False, fault_of(reason)))


def begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End when the process does that started this one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def start_method() -> str:
    """How processes are started: as forks, which are ready at once, only where those are safe."""
    # A fork of a process with threads can hang, and so can any on macOS. obstore has its own.
    single = threading.active_count() == 1 and "obstore" not in sys.modules
    single = single and sys.platform == "linux"
    return "fork" if single else "spawn"


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait; processes that are started meanwhile never see one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if start_method() == "spawn":
        # It is started with the first process, and lets interrupts through to that one.
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
