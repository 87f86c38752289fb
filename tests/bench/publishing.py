"""The whole of ``podfeed publish``: to S3 against obstore alone, and the memory that it takes."""

from __future__ import annotations

import os
import secrets
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.table import Row
from tests.bench.workspace import PODFEED, cpu, make, peak
from tests.stores import S3, moto
from tests.workspaces import NETWORK, mp3

EPISODES, SECONDS, ROUNDS = 200, 250, 3  # an episode of these has 1 MB
LARGE = 2_000_000_000

_OBSTORE = """
import asyncio, os, sys
from pathlib import Path
import obstore
from obstore.store import S3Store
folder, bucket, prefix, endpoint = sys.argv[1:]
store = S3Store(bucket, prefix=prefix, config={"endpoint": endpoint, "region": "us-east-1"},
                client_options={"allow_http": True})
files = [path for name in ("media", "feeds") for path in Path(folder, name).rglob("*")]
async def put():
    await asyncio.gather(*(obstore.put_async(store, str(path.relative_to(folder)), path)
                           for path in files if path.is_file()))
asyncio.run(put())
os._exit(0)  # obstore's threads may abort a process that ends in its own way
"""


def _build(root: Path) -> None:
    network = root / "seeds/network.yaml"
    local = NETWORK.replace("https://tea.example", "http://127.0.0.1:9")
    network.write_text(local, encoding="utf-8")
    subprocess.run([*PODFEED, "-C", str(root), "build", "--quiet"], check=True, capture_output=True)


def _publish(root: Path, place: str) -> tuple[str, ...]:
    options = ("--yes", "--no-verify", "--quiet", "--allow", "local-address")
    return (*PODFEED, "-C", str(root), "publish", "--to", place, *options)


def _seconds(*command: str) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def _first(server: S3) -> Row:
    """A first publish, in rounds that take turns; either side is a process."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make(root, EPISODES)
        for path in (root / "media/tea").iterdir():
            path.write_bytes(mp3(SECONDS))
            os.utime(path, (1_700_000_000, 1_700_000_000))
        _build(root)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            prefix = secrets.token_hex(6)
            ours.append(_seconds(*_publish(root, f"s3://{server.bucket}/{prefix}")))
            bare = (sys.executable, "-c", _OBSTORE, name, server.bucket, f"{prefix}-bare")
            theirs.append(_seconds(*bare, server.url))
            (root / ".podfeed/probes.json").unlink()  # so that the digests are made again
    note = f"{min(ours):.2f} s and {min(theirs):.2f} s, load {os.getloadavg()[0]:.1f}"
    what = f"publish of {EPISODES} episodes of 1 MB to S3, against obstore alone"
    return Row(what, min(ours) / min(theirs), 1.5, note=note)


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
            subprocess.run(publish, check=True, capture_output=True)
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
