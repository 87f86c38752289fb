"""The whole of ``podfeed publish``: to S3 against obstore alone, and the memory that it takes."""

from __future__ import annotations

import asyncio
import os
import secrets
import struct
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from podfeed.publishing.publication import Publication
from tests.bench.table import Row
from tests.bench.workspace import PODFEED, cpu, make, peak
from tests.stores import S3, moto
from tests.workspaces import NETWORK, mp3

EPISODES, SECONDS, ROUNDS = 200, 250, 4  # an episode of these has 1 MB
LARGE = 2_000_000_000
NOW = datetime.fromtimestamp(1_780_000_000, UTC)  # the clock of the commands


def _build(root: Path) -> None:
    network = root / "seeds/network.yaml"
    local = NETWORK.replace("https://tea.example", "http://127.0.0.1:9")
    network.write_text(local, encoding="utf-8")
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
            (root / ".podfeed/probes/tea.json").unlink()  # so that all files are hashed
            place = f"s3://{server.bucket}/{prefix}"
            with Publication(root, to=place, now=NOW) as one:
                assert len(one.apply(one.plan()).sent) == EPISODES + 1

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


def _idle() -> list[Row]:
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
    return [
        Row(what, ours / build, 1, note=note),
        Row("peak memory of that publish", most, 200, unit="MB"),
    ]


def run() -> list[Row]:
    """Time against obstore, and memory with large files and with many."""
    server = moto()
    os.environ.update(server.environment)
    return [_first(server), _large(), *_idle()]
