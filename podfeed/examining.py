"""Feeds → what was found in them, in several processes where that is quicker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from podfeed.errors import PodfeedError, UsageError
from podfeed.findings import Finding, Kind, Severity
from podfeed.rules import LIMIT, RULES, Examined, chosen, examine

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from datetime import datetime

    from podfeed.targets import Target

FEED_UNREADABLE = Kind(
    "SRC250",
    "feed-unreadable",
    Severity.ERROR,
    """
A feed that is to be checked cannot be read.

Nothing is known of it: it may be missing, closed to the one who runs the check, no regular file,
or larger than any feed. The others are judged all the same. Where it is the only one, this is
no finding but an error, with exit code 2.

Check the name and the rights of the file.
""",
)


@dataclass(slots=True)
class Checked:
    """What was found, in how many feeds and episodes; ``paths`` are those of the feeds."""

    findings: list[Finding] = field(default_factory=list)
    feeds: int = 0
    episodes: int = 0
    paths: list[str] = field(default_factory=list)

    def count(self, shown: str, seen: Examined) -> None:
        """Take in that a feed was looked at."""
        self.feeds += 1
        self.episodes += seen.items
        self.paths.append(shown)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules are asked for, for which profiles, and the time they judge by."""

    now: datetime
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


def check_feeds(
    targets: Sequence[Target],
    selection: Selection,
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Lint feeds; findings come in the order of the targets.

    ``jobs`` is how many processes to use at most, without it as many as pay. One of several feeds
    that cannot be read is a finding; raises UsageError if it is the only one.
    """
    checked = Checked()
    wanted = chosen((), selection.ignore)
    with closing(examine_all(targets, judge(selection), jobs=jobs)) as examined:
        for number, (target, seen) in enumerate(examined, 1):
            if not isinstance(seen, PodfeedError):
                checked.count(target.shown, seen)
                checked.findings += seen.findings
            elif len(targets) == 1:
                raise seen
            elif FEED_UNREADABLE.code in wanted:
                checked.findings.append(FEED_UNREADABLE.of(seen, target.shown))
            if progress is not None:
                progress(number, len(targets))
    return checked


def judge(selection: Selection) -> partial[Examined]:
    """The linter, with what it is to know of every feed. Raises UsageError for a wrong selector."""
    # Told as codes of rules: another process knows no kinds that are declared elsewhere.
    unwanted = RULES.keys() - chosen(selection.select, selection.ignore)
    return partial(
        examine,
        now=selection.now,
        ignore=tuple(sorted(unwanted)),
        profiles=selection.profiles,
    )


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
    targets: Sequence[Target], lint: Judge, *, jobs: int | None = None
) -> Generator[tuple[Target, Verdict], None, None]:
    """Each target with what came of it, in the order given.

    ``jobs`` is how many processes to use at most; without it as many as there are processors, and
    only where they save time. Raises PodfeedError if a process is ended from outside.
    """
    wanted = processes(targets) if jobs is None else min(jobs, len(targets))
    if wanted > 1:
        yield from _side_by_side(targets, lint, wanted)
    else:
        for target in targets:
            yield target, _examine(target, lint)


def processes(targets: Sequence[Target]) -> int:
    """How many processes pay for these."""
    size = sum(target.size for target in targets)
    return max(1, min(_processors(), len(targets), size // BYTES_A_PROCESS))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _examine(target: Target, lint: Judge) -> Verdict:
    try:
        data = target.read(limit=LIMIT)
    except PodfeedError as error:
        return error
    return lint(data, path=target.shown)


def _side_by_side(
    targets: Sequence[Target], lint: Judge, jobs: int
) -> Generator[tuple[Target, Verdict], None, None]:
    context = multiprocessing.get_context(_start_method())
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        futures: dict[int, Future[Verdict]] = {}
        # The largest first, so that none of them is begun when all others are done.
        with _interrupts_held():
            for number in sorted(range(len(targets)), key=lambda n: -targets[n].size):
                futures[number] = pool.submit(_examine, targets[number], lint)
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
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
