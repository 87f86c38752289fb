"""What several processes save on many feeds, by the clock on the wall.

On a machine that is busy with something else there is little to save: look at the note.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.check import feed
from tests.bench.table import Row
from tests.needs import ROOT

FEEDS, ITEMS, ROUNDS = 100, 1_000, 3


def _seconds(folder: str, *options: str) -> float:
    """How long the command takes, from its start to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1780300800"}
    command = [sys.executable, "-m", "podfeed", "check", folder, *options]
    begun = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert f"{FEEDS} feeds, {FEEDS * ITEMS:,} episodes" in run.stdout, run.stdout
    return time.perf_counter() - begun


def run() -> list[Row]:
    data = feed(ITEMS)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FEEDS):
            (Path(folder) / f"{number:03}.xml").write_bytes(data)
        one, many = float("inf"), float("inf")
        for _ in range(ROUNDS):
            one = min(one, _seconds(folder, "--jobs", "1"))
            many = min(many, _seconds(folder))
    note = f"{one:.1f} s and {many:.1f} s, load {os.getloadavg()[0]:.1f}"
    what = f"check, {FEEDS} feeds of {ITEMS:,} items, against one process"
    return [Row(what, one / many, 1.7, note=note, least=True)]
