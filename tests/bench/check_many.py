"""What several processes save on many feeds, by the clock on the wall.

On a machine that is busy with something else there is little to save. The note tells the load, and
the CPU seconds of both: what they differ by is the price of starting processes.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.check import feed
from tests.bench.table import Row
from tests.needs import ROOT

FEEDS, ITEMS, ROUNDS = 100, 1_000, 3


class Took(NamedTuple):
    """Seconds from start to end, and of CPU in all processes."""

    wall: float
    cpu: float


def _time(folder: str, *options: str) -> Took:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1780300800"}
    command = [sys.executable, "-m", "podfeed", "check", folder, *options]
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert f"{FEEDS} feeds, {FEEDS * ITEMS:,} episodes" in run.stdout, run.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - begun, cpu)


def run() -> list[Row]:
    data = feed(ITEMS)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FEEDS):
            (Path(folder) / f"{number:03}.xml").write_bytes(data)
        rounds = [(_time(folder, "--jobs", "1"), _time(folder)) for _ in range(ROUNDS)]
    (one, one_cpu), (many, many_cpu) = (
        map(min, zip(*side, strict=True)) for side in zip(*rounds, strict=True)
    )
    note = (
        f"{one:.1f} s and {many:.1f} s, of CPU {one_cpu:.1f} s and {many_cpu:.1f} s, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    what = f"check, {FEEDS} feeds of {ITEMS:,} items, against one process"
    return [Row(what, one / many, 1.7, note=note, least=True)]
