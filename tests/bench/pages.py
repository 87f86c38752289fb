"""Web pages of a long show: what they cost beside its feed, and what they weigh."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.table import Row
from tests.bench.workspace import PODFEED, cpu, make

ROUNDS = 5


def _cold(root: Path, *, pages: bool) -> float:
    """CPU seconds of a build from nothing."""
    for name in (".podfeed", "feeds"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "seeds/tea.lock").unlink(missing_ok=True)
    network = root / "seeds/network.yaml"
    text = network.read_text(encoding="utf-8").replace("pages: false\n", "")
    network.write_text(text if pages else f"{text}pages: false\n", encoding="utf-8")
    return cpu(*PODFEED, "-C", str(root), "build", "--quiet")


def _weight(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 6)) / 1000


def run() -> Iterator[Row]:
    """The pages of 1,000 episodes against the feed alone, and the bytes that a listener loads."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make(root, 1000)
        alone, both = [], []
        for _ in range(ROUNDS):
            alone.append(_cold(root, pages=False))
            both.append(_cold(root, pages=True))
        feed, whole = min(alone), min(both)
        note = f"{whole - feed:.2f} s for {feed:.2f} s"
        what = "pages of 1,000 episodes, against the build of the feed alone"
        yield Row(what, (whole - feed) / feed, 3, note=note)
        feeds = root / "feeds"
        shared = _weight(feeds / "pages.css") + _weight(feeds / "pages.js")
        page = _weight(feeds / "tea/index.html")
        yield Row("a show's page with its style and script, gzip", page + shared, 150, "kB")
        search = _weight(feeds / "tea/search.js")
        yield Row("what its search loads on top, gzip", search, 150, "kB")
