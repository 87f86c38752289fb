"""What ``check`` finds in the workspace, found by a process of its own.

A save is made at once, whatever that is at. What is saved while it is at it is judged after that,
once, however often it was saved.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from podfeed.attempts import Fault, attempt, fault_of
from podfeed.checking import check_workspace
from podfeed.crew import begin, interrupts_held
from podfeed.errors import PodfeedError
from podfeed.examining import Selection
from podfeed.findings import Finding, Kind, Severity
from podfeed.mishaps import mishap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

NO_PREVIEW = Kind(
    "SRC260",
    "no-preview",
    Severity.ERROR,
    """The workspace cannot be read, so the preview shows what it was before.

    Mend what the message names; the preview follows by itself.
    """,
)

_NOT_BUILT = ("SRC200", "SRC201", "SRC202")  # what is served is not what was built last


def judge(root: Path, now: datetime) -> list[Finding]:
    """What ``podfeed check`` finds; that files on the disk are not built yet is left out."""
    try:
        found = attempt(lambda _: check_workspace(root, Selection(now, ignore=_NOT_BUILT)), None)
    except PodfeedError as reason:
        return [NO_PREVIEW.of(reason, "seeds")]
    return [mishap(found, "seeds")] if isinstance(found, Fault) else found.findings


class Judging:
    """Judges the workspace at ``root`` whenever it is ``wanted``, and hands what it finds on."""

    def __init__(
        self, root: Path, clock: Callable[[], datetime], take: Callable[[list[Finding]], None]
    ) -> None:
        self.root = root
        self.clock = clock
        self.take = take
        self.wanted = asyncio.Event()

    async def run(self, *, told: Callable[[str], None]) -> None:
        """Go on for ever. ``told`` gets a line for people if the process is lost."""
        while True:
            with _process() as pool:
                try:
                    while True:
                        await self.wanted.wait()
                        self.wanted.clear()
                        with interrupts_held():
                            found = pool.submit(judge, self.root, self.clock())
                        self.take(await asyncio.wrap_future(found))
                except BrokenProcessPool:
                    told("check: its process was ended from outside; the next save starts another")
                except Exception as reason:  # noqa: BLE001 - the preview goes on without it
                    words = fault_of(reason).words
                    told(f"check: podfeed itself failed: {words}; the next save tries again")


@contextmanager
def _process() -> Iterator[ProcessPoolExecutor]:
    """A process that is started when it is first needed, and ended with the block."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
