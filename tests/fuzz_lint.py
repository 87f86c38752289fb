"""Coverage-guided fuzzing of the linter, by hand and outside CI: pytest does not collect it.

Needs atheris (``pip install atheris``, Linux with Clang or a wheel):

    python -m tests.fuzz_lint -max_total_time=600 CORPUS_FOLDER
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def judge(data: bytes) -> None:
    """Lint these bytes, and hold what is told to what readers rely on."""
    rules: Any = import_module("podfeed.rules")
    rules.links(data)
    for finding in rules.lint(data, path="x.xml", now=NOW):
        assert finding.line is None or finding.line >= 1, finding
        assert finding.column is None or finding.column >= 1, finding
        assert len(finding.message) < 400, finding


def main() -> None:
    """Run until a fault is found or the time given is over."""
    try:
        atheris: Any = import_module("atheris")
    except ModuleNotFoundError:
        sys.exit("atheris is not installed: pip install atheris")
    with atheris.instrument_imports(include=["podfeed"]):
        import_module("podfeed.rules")
    atheris.Setup(sys.argv, judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
