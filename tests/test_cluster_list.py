"""``check --from-list`` by a dask cluster: a real scheduler and two real workers, on loopback."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from podfeed.listed.hosts import _Hosts
from podfeed.listed.names import Named
from tests.clusters import end, scheduler, worker
from tests.needs import ROOT
from tests.servers import serve
from tests.test_check_list import GOOD, MANY, NO_GUID, records


def begin(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "podfeed", "check", "--from-list", "list.txt"),
            *("-o", "out.jsonl", *arguments),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1780300800"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    running = begin(folder, *arguments)
    out, err = running.communicate(timeout=120)
    return running.returncode, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list of many feeds, each third of which has a fault, and one that is missing."""
    work = tmp_path / "work"
    work.mkdir()
    for number in range(MANY):
        (work / f"{number:02}.xml").write_bytes(NO_GUID if number % 3 == 0 else GOOD)
    names = [f"{number:02}.xml" for number in range(MANY)]
    (work / "list.txt").write_text("\n".join([*names[:5], "missing.xml", *names[5:]]))
    return work


@contextmanager
def cluster(scratch: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its process with those of two workers."""
    scratch.mkdir()
    head, address = scheduler(scratch)
    hands = [worker(address, scratch / str(number)) for number in range(2)]
    try:
        yield address, [head, *hands]
    finally:
        end(*hands, head)


def test_a_cluster_writes_the_report_that_one_process_writes(folder: Path, tmp_path: Path) -> None:
    code, told, _ = run(folder, "--jobs", "1")
    expected = (folder / "out.jsonl").read_bytes()
    (folder / "out.jsonl").unlink()
    with cluster(tmp_path / "cluster") as (address, _):
        assert run(folder, "--cluster", address)[:2] == (code, told)
        assert (folder / "out.jsonl").read_bytes() == expected
        lines = expected.splitlines(keepends=True)
        (folder / "out.jsonl").write_bytes(b"".join(lines[:12]) + lines[12][:20])
        assert run(folder, "--cluster", address)[:2] == (code, told), "it goes on"
        assert (folder / "out.jsonl").read_bytes() == expected


def test_a_cluster_asks_for_addresses_as_one_process_does(folder: Path, tmp_path: Path) -> None:
    with serve(folder) as server, cluster(tmp_path / "cluster") as (address, _):
        port = server.url.rpartition(":")[2]
        hosts = ("127.0.0.1", "localhost", "127.0.0.2")
        names = [f"http://{host}:{port}/0{n}.xml" for n in range(2) for host in hosts]
        (folder / "list.txt").write_text("\n".join([*names, "https://", "01.xml"]))
        run(folder)
        expected = {one["line"]: one for one in records(folder / "out.jsonl")}
        asked = Counter(path for _, path, _ in server.seen)
        (folder / "out.jsonl").unlink()
        server.seen.clear()
        code, _, err = run(folder, "--cluster", address)
        assert code == 1, err
        told = {one["line"]: one for one in records(folder / "out.jsonl")}
        assert Counter(path for _, path, _ in server.seen) == asked
    assert len(told) == len(expected) == 8
    assert {line: one["feed"] for line, one in told.items()} == {
        line: one["feed"] for line, one in expected.items()
    }
    for line, one in told.items():
        codes = [[each["code"] for each in found["findings"]] for found in (one, expected[line])]
        assert codes[0] == codes[1]


LONG = GOOD.replace(
    b"<item>",
    GOOD[GOOD.index(b"<item>") : GOOD.rindex(b"</item>") + len(b"</item>")] * 300 + b"<item>",
    1,
)


def interrupted(folder: Path, address: str, stop: Callable[[], None]) -> tuple[int, str, int]:
    """A check that something happens to while it writes: exit code, what is told, lines so far."""
    for path in folder.glob("*.xml"):
        path.write_bytes(LONG)
    running = begin(folder, "--cluster", address)
    report = folder / "out.jsonl"
    limit = time.monotonic() + 60
    while time.monotonic() < limit and not (report.exists() and report.stat().st_size > 5000):
        time.sleep(0.01)
    stop()
    so_far = report.read_bytes().count(b"\n") - 1
    _, err = running.communicate(timeout=120)
    return running.returncode, err, so_far


def test_when_a_worker_is_killed_each_feed_is_in_the_report_once(
    folder: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path / "cluster") as (address, (_, hand, _)):
        kill = psutil.Process(hand.pid).kill
        code, err, so_far = interrupted(folder, address, kill)
    assert code == 1, err
    assert so_far < MANY
    told = [one["line"] for one in records(folder / "out.jsonl")]
    assert sorted(told) == list(range(1, MANY + 2))


def test_when_the_scheduler_goes_away_that_is_told_and_the_report_gone_on_with(
    folder: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path / "cluster") as (address, (head, *_)):
        code, err, so_far = interrupted(folder, address, lambda: end(head))
    assert code == 2
    (line,) = (one for one in err.splitlines() if not one.startswith("Checking"))
    assert f"the scheduler at {address} has gone; start it and its workers again" in line
    assert 0 < so_far <= len(records(folder / "out.jsonl")) < MANY
    assert run(folder)[0] == 1
    told = [one["line"] for one in records(folder / "out.jsonl")]
    assert sorted(told) == list(range(1, MANY + 2))


@pytest.mark.parametrize("seed", range(3))
def test_no_host_is_asked_by_two_at_a_time(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"https://{chance.choice('abcdefgh')}.example/{n}.xml" for n in range(3_000)]
    names += [f"https://one.example/{n}.xml" for n in range(200)]
    hosts = _Hosts(Named(line, name) for line, name in enumerate(names, 1))
    coming = hosts.batches()
    under_way: dict[int, list[Named]] = {}
    seen: list[Named] = []
    while True:
        found = next(coming, None) if len(under_way) < 5 else None
        if found is not None:
            number, batch = found
            busy = {one.name.split("/")[2] for each in under_way.values() for one in each}
            assert not busy & {one.name.split("/")[2] for one in batch}
            assert 0 < len(batch) <= 50
            under_way[number] = batch
            continue
        if not under_way:
            break
        number = chance.choice(list(under_way))
        seen += hosts.done(number)
        under_way.pop(number)
    assert sorted(one.line for one in seen) == list(range(1, 3_201))
