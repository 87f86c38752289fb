"""Feeds that are taken over, and what is to come of each: ``python -m tests.importing`` writes it.

Beside a feed of ``tests/data/import`` stand the YAML that it becomes and what is told of it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from podfeed.importing.reading import read_original
from podfeed.importing.taking import Taken, Wishes, take

HERE = Path(__file__).parent / "data" / "import"
FEEDS = sorted(HERE.glob("*.xml"))
assert FEEDS


def imported(feed: Path, root: Path, *, address: str | None = None) -> tuple[Taken, str]:
    """A feed taken over into a folder, and the YAML that it became."""
    original = read_original(feed.read_bytes(), feed.name, address=address)
    taken = take(original, Wishes(root, feed.stem), address=address)
    return taken, (root / f"seeds/{feed.stem}.yaml").read_text("utf-8")


def told(taken: Taken) -> str:
    """The findings of an import and what its proof allows, a line each."""
    lines = [str(finding) for finding in taken.findings]
    assert taken.proof is not None
    lines.append("")
    lines += [f"{name} ({number})" for name, number in sorted(taken.proof.allowed.items())]
    return "\n".join(lines) + "\n"


def write_expectations() -> None:
    """Write down what comes of each feed now; read the difference before you commit it."""
    for feed in FEEDS:
        with TemporaryDirectory() as folder:
            taken, page = imported(feed, Path(folder))
            feed.with_suffix(".yaml").write_text(page, "utf-8")
            feed.with_suffix(".txt").write_text(told(taken), "utf-8")


if __name__ == "__main__":
    write_expectations()
