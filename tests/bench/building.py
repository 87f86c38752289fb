"""A build from nothing, and one with nothing to do: their time, and what memory they take."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.table import Row
from tests.bench.workspace import PLAIN_BUILD, PLAIN_SCAN, PODFEED, cpu, make, peak

ROUNDS = 5


def _from_nothing(root: Path) -> None:
    for name in (".podfeed", "feeds"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "seeds/tea.lock").unlink(missing_ok=True)


def run() -> Iterator[Row]:
    """Cold builds of 1,000 and 10,000 MP3 episodes, their peak, and the build after them."""
    for episodes in (1000, 10_000):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            make(root, episodes)
            build = (*PODFEED, "-C", name, "build", "--quiet")
            ours, plain = [], []
            for _ in range(ROUNDS):
                _from_nothing(root)
                ours.append(cpu(*build))
                plain.append(cpu(sys.executable, "-c", PLAIN_BUILD, name))
            what = f"cold build of {episodes:,} MP3 episodes, against mutagen and plain lxml"
            note = f"{min(ours):.2f} s for {min(plain):.2f} s"
            yield Row(what, min(ours) / min(plain), 2.5, note=note)
            if episodes == 10_000:
                _from_nothing(root)
                most = peak(*build)
                yield Row("peak memory of that build", most, 250, unit="MB")
                idle = min(cpu(*build) for _ in range(5))
                scan = min(cpu(sys.executable, "-c", PLAIN_SCAN, name) for _ in range(5))
                what = "build with nothing to do, 10,000 episodes, against scan and stat"
                note = f"{idle * 1000:.0f} ms for {scan * 1000:.0f} ms"
                yield Row(what, idle / scan, 3, note=note)
    yield _memory(told=False)
    yield _memory(told=True)


_FEW, _MANY = 1_000, 5_000


def _memory(*, told: bool) -> Row:
    """What each episode adds to the peak of a cold build."""
    peaks = []
    for episodes in (_FEW, _MANY):
        with tempfile.TemporaryDirectory() as name:
            make(Path(name), episodes, told=told)
            peaks.append(peak(*PODFEED, "-C", name, "build", "--quiet"))
    each = (peaks[1] - peaks[0]) * 1024 / (_MANY - _FEW)
    what = "memory of an episode, notes and chapters among it" if told else "memory of an episode"
    return Row(what, each, 20, unit="kB")
