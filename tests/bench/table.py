"""One row of the table of measures, and the clock that fills it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measure and its bar: ``ratio`` must not exceed ``bar``, or not fall below if ``least``."""

    what: str
    ratio: float
    bar: float
    unit: str = "×"
    note: str = ""
    least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.ratio >= self.bar if self.least else self.ratio <= self.bar


def cpu_of(*jobs: Callable[[], object], rounds: int = 5) -> list[float]:
    """The least CPU seconds of each job over some rounds, the jobs taking turns."""
    best = [float("inf")] * len(jobs)
    for _ in range(rounds):
        for number, job in enumerate(jobs):
            gc.collect()
            begun = time.process_time()
            job()
            best[number] = min(best[number], time.process_time() - begun)
    return best
