"""``python -m tests.bench [NAME…]``: every measure, its bar, and whether it holds.

A row is printed as soon as it is measured. A bench that fails is told of, and the next one begun.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest

from tests.bench.table import Row

HERE = Path(__file__).parent
NAMES = sorted(
    p.stem
    for p in HERE.glob("*.py")
    if p.stem not in ("__init__", "__main__", "table", "workspace", "growth")
)

_SKIPPED = pytest.skip.Exception
"""What is raised where a program that a bench drives is not there."""


def main(wanted: list[str]) -> int:
    """Print the rows of these benches, or of all; 1 if one falls short or a bench fails."""
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"there is no bench {unknown[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print(f"{'measured':>10}  {'bar':>9}  {'':<12}  what", flush=True)
    short, failed = 0, []
    for name in wanted or NAMES:
        try:
            rows: Iterable[Row] = import_module(f"tests.bench.{name}").run()
            for row in rows:
                _tell(row)
                short += not row.holds
        except (Exception, _SKIPPED) as error:  # noqa: BLE001 - the others are measured all the same
            traceback.print_exc()
            failed.append(f"{name} ({type(error).__name__}: {error})")
    for told in failed:
        print(f"not measured to its end: {told}", file=sys.stderr)
    return 1 if short or failed else 0


def _tell(row: Row) -> None:
    sign = "≥" if row.least else "≤"
    verdict = "holds" if row.holds else "FALLS SHORT"
    note = f"  ({row.note})" if row.note else ""
    print(
        f"{row.ratio:>8.2f} {row.unit:<2} {sign}{row.bar:>6.2f} {row.unit:<2}"
        f" {verdict:<12}  {row.what}{note}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
