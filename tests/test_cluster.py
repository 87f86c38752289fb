"""Shows built by a dask cluster: a real scheduler and two real workers, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from podfeed import cluster as clusters
from podfeed.errors import UsageError
from tests.clusters import end, scheduler, worker
from tests.needs import ROOT
from tests.stores import free_port
from tests.test_network import files, network, states
from tests.workspaces import NOW, Bench


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    scratch = tmp_path_factory.mktemp("cluster")
    head, address = scheduler(scratch)
    hands = [worker(address, scratch / str(number)) for number in range(2)]
    yield address
    end(*hands, head)


def test_a_cluster_builds_and_judges_what_one_process_does(tmp_path: Path, cluster: str) -> None:
    one, many = network(tmp_path / "one", 9), network(tmp_path / "many", 9)
    for arguments in ((), ("--force",), ("--drafts",)):
        expected = one.build("--jobs", "1", *arguments)
        assert many.build("--cluster", cluster, *arguments) == expected
        assert files(many) == files(one)
    told = [
        bench.run("check", "--format", "json", *how).stdout
        for bench, how in ((one, ("--jobs", "1")), (many, ("--cluster", cluster)))
    ]
    assert told[0] == told[1] != ""
    assert states(many.build("--cluster", "tcp://127.0.0.1:9", "show-00")) == {
        "show-00": "unchanged"
    }, "where nothing is to be done, no cluster is asked"


SLOW = """
import os, time
from podfeed import making
prepare = making.Job.identify
def slow(job):
    with open(os.path.join(job.workspace.root, "begun"), "a") as file:
        file.write(f"{os.getpid()} {job.slug}\\\\n")
    time.sleep(0.5)
    return prepare(job)
making.Job.identify = slow
"""


def begun(bench: Bench) -> list[list[str]]:
    """Process and show of each that was begun to be built, by workers that are slow."""
    path = bench.root / "begun"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.split() for line in lines]


@contextmanager
def building(
    bench: Bench, scratch: Path, command: str = "build"
) -> Iterator[tuple[list[subprocess.Popen[bytes]], int]]:
    """A build by slow workers that is under way: scheduler, workers, build; and who began first."""
    (scratch / "slow").mkdir(parents=True)
    (scratch / "slow/sitecustomize.py").write_text(SLOW.replace("\\\\n", "\\n"))
    path = f"{scratch / 'slow'}{os.pathsep}{ROOT}"
    head, address = scheduler(scratch)
    hands = [worker(address, scratch / str(n), PYTHONPATH=path) for n in range(2)]
    build = subprocess.Popen(
        [sys.executable, "-m", "podfeed", "-C", str(bench.root), command, "--cluster", address],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": NOW},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        limit = time.monotonic() + 60
        while len(begun(bench)) < 4 and build.poll() is None and time.monotonic() < limit:
            time.sleep(0.05)
        assert build.poll() is None, build.stderr and build.stderr.read().decode()
        yield [head, *hands, build], int(begun(bench)[0][0])
    finally:
        end(build, *hands, head)


def test_the_shows_of_a_worker_that_is_killed_are_done_again(tmp_path: Path) -> None:
    one, many = network(tmp_path / "one", 9), network(tmp_path / "many", 9)
    one.build("--jobs", "1")
    with building(many, tmp_path / "cluster") as ((*_, build), first):
        psutil.Process(first).kill()
        told, _ = build.communicate(timeout=120)
    assert build.returncode == 1, "two shows cannot be read"
    words = [line.split()[:2] for line in told.decode().splitlines() if line.startswith("show-")]
    # A show that was whole when its worker died is done again with the others it was handed.
    built = [state for _, state in words if state in ("new", "unchanged")]
    assert len(built) == 7, words
    assert built.count("unchanged") < 4, words
    assert {slug for _, slug in begun(many)} == {f"show-0{n}" for n in range(9)}
    assert {int(pid) for pid, _ in begun(many)} > {first}
    (many.root / "begun").unlink()
    assert files(many) == files(one)


def test_a_scheduler_that_goes_away_is_told_and_the_next_build_goes_on(tmp_path: Path) -> None:
    bench = network(tmp_path / "shows", 9)
    with building(bench, tmp_path / "cluster") as ((head, *_, build), _):
        end(head)
        _, told = build.communicate(timeout=120)
    assert build.returncode == 2
    lines = [line for line in told.decode().splitlines() if not line.startswith("Building")]
    assert len(lines) == 1, told.decode()
    assert "has gone; start it and its workers again" in lines[0]
    built = bench.build()
    assert sorted(states(built).values()).count("failed") == 2
    assert "unchanged" in states(built).values()


def test_a_scheduler_that_goes_away_while_a_workspace_is_judged_is_told(tmp_path: Path) -> None:
    bench = network(tmp_path / "shows", 9)
    bench.build()
    with building(bench, tmp_path / "cluster", "check") as ((head, *_, check), _):
        end(head)
        _, told = check.communicate(timeout=120)
    assert check.returncode == 2
    lines = [line for line in told.decode().splitlines() if not line.startswith("Probing")]
    assert len(lines) == 1, told.decode()
    assert "has gone; start it and its workers again" in lines[0]
    assert bench.run("check").exit_code == 1, "two shows cannot be read"


def test_what_keeps_a_cluster_from_building_is_told(tmp_path: Path, cluster: str) -> None:
    bench = network(tmp_path / "shows", 2)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense", "http://127.0.0.1:1"):
        result = bench.run("build", "--cluster", address)
        assert isinstance(result.exception, UsageError), address
        assert f"no scheduler answers at {address}" in str(result.exception)
    for address, words in {
        "tls://127.0.0.1:1": "has no certificates, with which to talk to tls://127.0.0.1:1; name",
        "": "--cluster names no scheduler; write its address",
    }.items():
        result = bench.run("build", "--cluster", address)
        assert isinstance(result.exception, UsageError), address
        assert words in str(result.exception)
    assert not (bench.root / "feeds").exists()


def test_a_scheduler_without_workers_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 3)
    bench = network(tmp_path / "shows", 2)
    head, address = scheduler(tmp_path / "cluster")
    try:
        limit = time.monotonic() + 60
        while "has no workers" not in (
            told := str(bench.run("build", "--cluster", address).exception)
        ):
            assert time.monotonic() < limit, told
        assert told.endswith(f'"dask worker {address} --nthreads 1"')
    finally:
        end(head)


OLDER = 'import podfeed\npodfeed.__version__ = "0.0"\n'
OTHER = 'from podfeed import peers\npeers.digest_of = lambda: "another commit"\n'
BLIND = 'from podfeed import peers\nplace = peers.Path("nowhere")\npeers.Path = lambda *_: place\n'
NONE = 'import sys\nsys.modules["podfeed"] = None\n'
STRANGERS = {
    "has podfeed 0.0, not ": OLDER,
    "has other files of podfeed ": OTHER,
    "does not see ": BLIND,
    "has no podfeed": NONE,
}


def stranger(address: str, scratch: Path, own: str) -> subprocess.Popen[bytes]:
    """A worker that is something else than the others: what it begins with makes it so."""
    (scratch / "own").mkdir(parents=True)
    (scratch / "own/sitecustomize.py").write_text(own)
    return worker(address, scratch, PYTHONPATH=f"{scratch / 'own'}{os.pathsep}{ROOT}")


def test_a_worker_with_another_podfeed_builds_nothing(tmp_path: Path) -> None:
    bench = network(tmp_path / "shows", 2)
    for number, (words, own) in enumerate(STRANGERS.items()):
        head, address = scheduler(tmp_path / f"head-{number}")
        hand = stranger(address, tmp_path / str(number), own)
        try:
            result = bench.run("build", "--cluster", address)
            assert isinstance(result.exception, UsageError)
            assert words in str(result.exception)
            assert not (bench.root / "feeds").exists()
        finally:
            end(hand, head)


def test_a_worker_without_podfeed_that_comes_later_costs_nothing(tmp_path: Path) -> None:
    bench = network(tmp_path / "shows", 40)
    with building(bench, tmp_path / "cluster") as ((*_, build), _):
        assert isinstance(build.args, list)
        hand = stranger(str(build.args[-1]), tmp_path / "late", NONE)
        try:
            told, _ = build.communicate(timeout=120)
            hand.wait(60)  # it ends at the first thing it is to do
        finally:
            end(hand)
    assert b"40 shows, 76 episodes: 38 new, 2 failed" in told, told.decode()


LATE = {words: own for words, own in STRANGERS.items() if own != NONE}


@pytest.mark.parametrize(("words", "own"), LATE.items(), ids=list(LATE))
def test_a_worker_with_another_podfeed_that_comes_later_builds_nothing(
    tmp_path: Path, words: str, own: str
) -> None:
    bench = network(tmp_path / "shows", 60)
    with building(bench, tmp_path / "cluster") as ((*_, build), _):
        assert isinstance(build.args, list)
        hand = stranger(str(build.args[-1]), tmp_path / "late", own)
        try:
            told, problem = build.communicate(timeout=120)
        finally:
            end(hand)
    assert build.returncode == 2, told.decode()
    lines = [line for line in problem.decode().splitlines() if not line.startswith("Building")]
    assert len(lines) == 1, problem.decode()
    assert words in lines[0]
    built = {path.stem for path in (bench.root / "feeds").glob("show-*.xml")}
    assert built <= {slug for _, slug in begun(bench)}, "the others built them"
    assert len(built) < 58
    assert "unchanged" in states(bench.build()).values(), "it goes on"
