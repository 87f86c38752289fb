"""What it costs to ask for help."""

from __future__ import annotations

import sys

from tests.bench.table import Row
from tests.bench.workspace import PODFEED, cpu


def run() -> list[Row]:
    """``podfeed --help`` against an interpreter that does nothing."""
    cpu(*PODFEED, "--help")
    ours = min(cpu(*PODFEED, "--help") for _ in range(9))
    nothing = min(cpu(sys.executable, "-c", "pass") for _ in range(9))
    note = f"{ours * 1000:.0f} ms for {nothing * 1000:.0f} ms"
    return [Row("podfeed --help, against python -c pass", ours / nothing, 6, note=note)]
