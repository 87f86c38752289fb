"""Memory of a check of very many feeds, against one of a tenth of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.table import Row
from tests.bench.workspace import PODFEED, peak
from tests.feeds import GOOD

FEW, MANY, FILES = 10_000, 100_000, 100


def run() -> list[Row]:
    """The peak of the process that holds the list and the report."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for number in range(FILES):
            (root / f"{number}.xml").write_bytes(GOOD)
        most = []
        for count in (FEW, MANY):
            listed, report = root / f"{count}.txt", root / f"{count}.jsonl"
            listed.write_text("".join(f"{root}/{n % FILES}.xml\n" for n in range(count)))
            paths = ("--from-list", str(listed), "--output", str(report))
            most.append(peak(*PODFEED, "check", *paths, "--jobs", "1"))
            assert len(report.read_bytes().splitlines()) == count + 1
    what = f"peak memory, {MANY:,} feeds checked, against {FEW:,}"
    return [Row(what, most[1] / most[0], 1.2, note=f"{most[1]:.0f} MB for {most[0]:.0f} MB")]
