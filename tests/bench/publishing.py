"""The whole of ``podfeed publish``: to S3 against obstore alone, and the memory that it takes."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import shutil
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from podfeed.publishing.publication import Publication
from tests.bench.network import make as make_network
from tests.bench.table import Row
from tests.bench.workspace import PODFEED, cpu, make, peak
from tests.publications import Count, watched
from tests.stores import S3, moto
from tests.workspaces import NETWORK, mp3

EPISODES, SECONDS, ROUNDS = 200, 250, 4  # an episode of these has 1 MB
LARGE = 2_000_000_000
NOW = datetime.fromtimestamp(1_780_000_000, UTC)  # the clock of the commands


def _local(root: Path) -> None:
    """Give a workspace an address that may be published to a folder."""
    network = root / "seeds/network.yaml"
    local = NETWORK.replace("https://tea.example", "http://127.0.0.1:9")
    network.write_text(local, encoding="utf-8")


def _build(root: Path) -> None:
    _local(root)
    cpu(*PODFEED, "-C", str(root), "build", "--quiet")  # by the clock of what is measured


def _publish(root: Path, place: str) -> tuple[str, ...]:
    options = ("--yes", "--no-verify", "--quiet", "--allow", "local-address")
    return (*PODFEED, "-C", str(root), "publish", "--to", place, *options)


def _first(server: S3) -> Row:
    """A first publish against obstore putting the same files, in rounds that take turns."""
    import obstore
    from obstore.store import S3Store

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make(root, EPISODES)
        for path in (root / "media/tea").iterdir():
            path.write_bytes(mp3(SECONDS))
            os.utime(path, (1_700_000_000, 1_700_000_000))
        _build(root)
        files = [*(root / "media").rglob("*.mp3"), root / "feeds/tea.xml"]
        options: Any = {
            "config": {"endpoint": server.url, "region": "us-east-1"},
            "client_options": {"allow_http": True},
        }

        async def put(prefix: str) -> None:
            bare = S3Store(server.bucket, prefix=prefix, **options)
            await asyncio.gather(
                *(obstore.put_async(bare, str(f.relative_to(root)), f) for f in files)
            )

        def publish(prefix: str) -> None:
            for known in ("probes", "gathered"):  # so that all files are hashed
                shutil.rmtree(root / ".podfeed" / known, ignore_errors=True)
            place = f"s3://{server.bucket}/{prefix}"
            with Publication(root, to=place, now=NOW) as one:
                assert len(one.apply(one.plan()).sent) == EPISODES + 1
            hashed = (root / ".podfeed/probes/tea.json").read_text("utf-8").count('"hashed:')
            assert hashed == EPISODES, hashed

        jobs: tuple[Callable[[str], None], ...] = (publish, lambda p: asyncio.run(put(p)))
        best = [float("inf")] * 2
        for _ in range(ROUNDS):
            for number, job in enumerate(jobs):
                begun = time.perf_counter()
                job(secrets.token_hex(6))
                best[number] = min(best[number], time.perf_counter() - begun)
    note = f"{best[0]:.2f} s and {best[1]:.2f} s, load {os.getloadavg()[0]:.1f}"
    what = f"publish of {EPISODES} episodes of 1 MB to S3, against obstore alone"
    return Row(what, best[0] / best[1], 1.5, note=note)


def _large() -> Row:
    """Two recordings of 2 GB: WAV headers, and nothing but silence after them."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "workspace"
        make(root, 2)
        for path in (root / "media/tea").iterdir():
            path.unlink()
        data = LARGE - 44
        head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", LARGE - 8, b"WAVE", b"fmt ", 16, 1, 2,
                           44100, 176400, 4, 16, b"data", data)  # fmt: skip
        for number in (1, 2):
            with (root / f"media/tea/{number:05}.wav").open("wb") as file:
                file.write(head)
                file.truncate(LARGE)
        _build(root)
        most = peak(*_publish(root, str(Path(name) / "www")))
    return Row("publish of two files of 2 GB to a folder: peak memory", most, 120, unit="MB")


def _idle() -> Iterator[Row]:
    """A publish that finds nothing to do, of 10,000 episodes, against the build that does."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "workspace"
        make(root, 10_000)
        for path in (root / "media/tea").iterdir():
            os.utime(path, (1_700_000_000, 1_700_000_000))
        _build(root)
        publish = _publish(root, str(Path(name) / "www"))
        for _ in range(2):
            cpu(*publish)
        ours = min(cpu(*publish) for _ in range(3))
        build = min(cpu(*PODFEED, "-C", str(root), "build", "--force", "-q") for _ in range(3))
        most = peak(*publish)
    note = f"{ours:.2f} s for {build:.2f} s"
    what = "publish with nothing to do, 10,000 episodes, against building them again"
    yield Row(what, ours / build, 1, note=note)
    yield Row("peak memory of that publish", most, 200, unit="MB")


def _asked(root: Path, place: str, *shows: str, publish: bool = False) -> tuple[Count, float]:
    """What a plan, or a publish, asks of the store, and the CPU seconds that it takes."""
    count = Count()
    gc.collect()
    begun = time.process_time()
    with watched(count), Publication(root, to=place, now=NOW) as one:
        planned = one.plan(shows)
        assert not planned.findings
        if publish:
            assert not one.apply(planned).failed
    return count, time.process_time() - begun


def _network() -> Iterator[Row]:
    """1,000 shows: what a plan and a publish ask for, and what the first plan costs afterwards."""
    shows, episodes = 1_000, 50
    with tempfile.TemporaryDirectory() as name:
        root, www = Path(name, "workspace"), str(Path(name, "www"))
        make_network(root, shows, episodes)
        _local(root)
        build = cpu(*PODFEED, "-C", str(root), "build", "--quiet", "--jobs", "1")
        first, _ = _asked(root, www, publish=True)
        note = f"{len(first.seen):,} in all"
        least = shows * (episodes + 2)  # each file, and of each feed whether nothing is there
        what = f"requests of the first publish of {shows:,} shows, against its files and feeds"
        yield Row(what, len(first.seen) / least, 1.01, note=note)
        _asked(root, www)  # what has just been built is remembered from the second time on
        idle, seconds = min((_asked(root, www) for _ in range(3)), key=lambda one: one[1])
        said = f"plan of {shows:,} shows, nothing changed"
        yield Row(f"{said}: requests", len(idle.seen), 1, unit="")
        note = f"{seconds:.1f} s for {build:.1f} s"
        yield Row(f"{said}, against building them", seconds / build, 0.25, note=note)
        seed = root / "seeds/show-0500.yaml"
        seed.write_text(seed.read_text("utf-8").replace("About it", "About tea"), "utf-8")
        cpu(*PODFEED, "-C", str(root), "build", "--quiet")
        changed, _ = _asked(root, www)
        yield Row("the same with one changed: requests", len(changed.seen), 2, unit="")
        named, _ = _asked(root, www, "show-0500")
        yield Row("plan of that show, named: requests", len(named.seen), 8, unit="")
        sent, _ = _asked(root, www, publish=True)
        yield Row("publish of all, one changed: requests", len(sent.seen), 5, unit="")
        most = peak(*PODFEED, "-C", str(root), "plan", "--to", www, "--quiet")
        yield Row(f"{said}: peak memory", most, 250, unit="MB")


def _at_once() -> Row:
    """Files sent eight at a time against one, to a store that takes 20 ms to answer."""
    took = {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "workspace")
        make_network(root, 100, 2)
        _local(root)
        cpu(*PODFEED, "-C", str(root), "build", "--quiet")
        for jobs in (1, 8):
            place = str(Path(name, f"www-{jobs}"))
            slow = watched(lambda *_: time.sleep(0.02))
            with slow, Publication(root, to=place, now=NOW) as one:
                planned = one.plan()
                begun = time.perf_counter()
                one.apply(planned, jobs=jobs)
                took[jobs] = time.perf_counter() - begun
    note = f"{took[1]:.1f} s and {took[8]:.1f} s"
    what = "publish of 100 shows, 8 files at a time against one, 20 ms a request"
    return Row(what, took[1] / took[8], 4, note=note, least=True)


def run() -> Iterator[Row]:
    """Time against obstore, memory with large files and with many, and what a network asks for."""
    server = moto()
    os.environ.update(server.environment)
    yield _first(server)
    yield _large()
    yield from _idle()
    yield from _network()
    yield _at_once()
