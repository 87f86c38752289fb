"""``python -m tests.bench [NAME…]``: every measure, its bar, and whether it holds."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from tests.bench.table import Row

HERE = Path(__file__).parent
NAMES = sorted(
    p.stem
    for p in HERE.glob("*.py")
    if p.stem not in ("__init__", "__main__", "table", "workspace", "growth")
)


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"there is no bench {unknown[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print(f"{'measured':>10}  {'bar':>9}  {'':<12}  what")
    short = 0
    for name in wanted or NAMES:
        rows: list[Row] = import_module(f"tests.bench.{name}").run()
        for row in rows:
            sign = "≥" if row.least else "≤"
            verdict = "holds" if row.holds else "FALLS SHORT"
            short += not row.holds
            note = f"  ({row.note})" if row.note else ""
            print(
                f"{row.ratio:>8.2f} {row.unit:<2} {sign}{row.bar:>6.2f} {row.unit:<2}"
                f" {verdict:<12}  {row.what}{note}",
                flush=True,
            )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
