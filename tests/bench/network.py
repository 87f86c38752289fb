"""A network of a thousand shows: what a second process saves, and what the next build costs."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.table import Row
from tests.bench.workspace import PLAIN_SCAN, PODFEED, cpu
from tests.clusters import end, scheduler, worker
from tests.workspaces import NETWORK, mp3

SHOWS, EPISODES, ROUNDS = 1_000, 50, 2

_TEXT = "Leaves are steamed, rolled and dried; what stays in the cup is a matter of patience. " * 4


def make(root: Path, shows: int = SHOWS, episodes: int = EPISODES) -> None:
    """So many shows in YAML, with an MP3 for each episode."""
    (root / "seeds").mkdir(parents=True)
    (root / "seeds/network.yaml").write_text(NETWORK, encoding="utf-8")
    audio = mp3(2)
    for show in range(shows):
        folder = root / f"media/show-{show:04}"
        folder.mkdir(parents=True)
        lines = [f"title: Show {show}", "description: About it.", "author: Me", "episodes:"]
        for number in range(episodes, 0, -1):
            path = folder / f"{number:05}.mp3"
            path.write_bytes(audio)
            os.utime(path, (1_700_000_000, 1_700_000_000))
            lines += [
                f"- title: Cup number {number} & its leaf",
                f"  description: {_TEXT}",
                f"  number: {number}",
                f"  published: {2000 + number // 12}-{number % 12 + 1:02}-01 08:00",
            ]
        text = "\n".join(lines) + "\n"
        (root / f"seeds/show-{show:04}.yaml").write_text(text, encoding="utf-8")


def _from_nothing(root: Path) -> None:
    for name in (".podfeed", "feeds"):
        shutil.rmtree(root / name, ignore_errors=True)
    for lock in (root / "seeds").glob("*.lock"):
        lock.unlink()


def _time(*command: str) -> tuple[float, float]:
    """Seconds by the clock on the wall, which is what processes are for, and of CPU in all."""
    begun = time.perf_counter()
    used = cpu(*command)
    return time.perf_counter() - begun, used


def _cluster(root: Path, build: tuple[str, ...]) -> Row:
    """A cluster of two workers on this machine, against a pool of two processes, by turns."""
    best = {"pool": float("inf"), "cluster": float("inf")}
    with tempfile.TemporaryDirectory() as name:
        head, address = scheduler(Path(name))
        hands = [worker(address, Path(name, str(number))) for number in range(2)]
        ways = {"pool": ("--jobs", "2"), "cluster": ("--cluster", address)}
        try:
            for _ in range(ROUNDS):
                for way, arguments in ways.items():
                    _from_nothing(root)
                    best[way] = min(best[way], _time(*build, *arguments)[0])
        finally:
            end(*hands, head)
    note = f"{best['cluster']:.1f} s for {best['pool']:.1f} s, load {os.getloadavg()[0]:.1f}"
    what = f"cold build of {SHOWS:,} shows by 2 workers of dask, against 2 processes"
    return Row(what, best["cluster"] / best["pool"], 1.3, note=note)


def run() -> Iterator[Row]:
    """Two processes against one, nothing changed against a scan, and one show that changed."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make(root)
        build = (*PODFEED, "-C", name, "build", "--quiet")
        best = {1: (float("inf"), 0.0), 2: (float("inf"), 0.0)}
        for _ in range(ROUNDS):
            for jobs in best:
                _from_nothing(root)
                best[jobs] = min(best[jobs], _time(*build, "--jobs", str(jobs)))
        (one, one_cpu), (two, two_cpu) = best.values()
        note = f"{one:.1f} s and {two:.1f} s, of CPU {one_cpu:.1f} s and {two_cpu:.1f} s, "
        note += f"load {os.getloadavg()[0]:.1f}"
        what = f"cold build of {SHOWS:,} shows of {EPISODES} episodes, 2 processes against one"
        yield Row(what, one / two, 1.7, note=note, least=True)
        yield _cluster(root, build)
        idle = min(cpu(*build) for _ in range(5))
        scan = min(cpu(sys.executable, "-c", PLAIN_SCAN, name) for _ in range(5))
        note = f"{idle * 1000:.0f} ms for {scan * 1000:.0f} ms"
        yield Row(f"nothing changed, {SHOWS:,} shows, against a scan", idle / scan, 3, note=note)
        changed = []
        for text in ("a", "b", "c"):
            with (root / "seeds/show-0500.yaml").open("a", encoding="utf-8") as file:
                file.write(f"# {text}\n")
            changed.append(cpu(*build))
        with tempfile.TemporaryDirectory() as other:
            make(Path(other), 1)
            alone = (*PODFEED, "-C", other, "build", "--quiet")
            cpu(*alone)
            own = min(cpu(*alone, "--force") for _ in range(3))
        note = f"{min(changed) * 1000:.0f} ms, for {idle * 1000:.0f} ms and {own * 1000:.0f} ms"
        what = f"one show changed of {SHOWS:,}, against nothing changed and that show alone"
        yield Row(what, min(changed) / (idle + own), 1.2, note=note)
