"""What nobody foresaw happens to one show, and the others are done: faults, crashes, hangs."""

from __future__ import annotations

import json
import os
import re
import signal
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
from tests.test_network import network
from tests.workspaces import NOW, Bench

SPOILT = """
import os, resource, signal, sys, time
from podfeed import pipeline
identify = pipeline.Job.identify
def deeper(number):
    return deeper(number + 1)
def spoilt(job):
    with open(os.path.join(job.workspace.root, "begun"), "a") as file:
        file.write(f"{os.getpid()} {job.slug}\\n")
    match os.environ.get(job.slug.replace("-", "_")):
        case "fault": {}["nothing"]
        case "memory": raise MemoryError
        case "recursion": deeper(0)
        case "crash":
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.kill(os.getpid(), signal.SIGSEGV)
        case "slow": time.sleep(1)
        case "hang": time.sleep(1000)
        case "once":
            mark = os.path.join(job.workspace.root, "once")
            if not os.path.exists(mark):
                open(mark, "w").close()
                os._exit(3)
    return identify(job)
pipeline.Job.identify = spoilt
"""
"""What is run first in every process: a show does what the environment says of it."""


def spoiling(bench: Bench, what: dict[str, str]) -> dict[str, str]:
    """The environment in which shows do what is said of them."""
    spoilt = bench.root / ".spoilt"
    spoilt.mkdir(exist_ok=True)
    (spoilt / "sitecustomize.py").write_text(SPOILT)
    return {**what, "PYTHONPATH": f"{spoilt}{os.pathsep}{ROOT}"}


def begin(bench: Bench, *arguments: str, **what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "podfeed", "-C", str(bench.root), *arguments],
        env={**os.environ, **spoiling(bench, what), "SOURCE_DATE_EPOCH": NOW},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(bench: Bench, *arguments: str, **what: str) -> tuple[int, str, str]:
    running = begin(bench, *arguments, **what)
    out, err = running.communicate(timeout=120)
    return running.returncode, out.decode(), err.decode()


def begun(bench: Bench) -> list[list[str]]:
    """Process and show of each that was begun."""
    path = bench.root / "begun"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def states(out: str) -> dict[str, str]:
    return {one["show"]: one["state"] for one in json.loads(out)["shows"]}


def told(out: str) -> dict[str, tuple[str, str]]:
    """Code and message of what is told of each show, beside that it has no cover."""
    found = json.loads(out)
    findings = found["findings"] if isinstance(found, dict) else found
    return {
        one["path"]: (one["code"], one["message"])
        for one in findings
        if one["code"] in ("SRC171", "SRC172", "SRC173")
    }


FAULTS = {"show_00": "fault", "show_01": "memory", "show_02": "recursion"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_of_podfeed_itself_costs_one_show(tmp_path: Path, jobs: str) -> None:
    bench = network(tmp_path, 3 + 3)
    code, out, err = run(bench, "build", "--json", "--jobs", jobs, **FAULTS)
    assert code == 1
    assert list(states(out).values()) == ["failed"] * 4 + ["new"] * 2, "the fourth is broken"
    found = told(out)
    code_, problem = found["seeds/show-00.yaml"]
    assert code_ == "SRC171"
    assert re.fullmatch(
        r"podfeed itself failed: KeyError: 'nothing' \(pipeline/job.py:\d+\)", problem
    )
    assert found["seeds/show-01.yaml"][1].startswith("podfeed itself failed: MemoryError (")
    assert "RecursionError: maximum recursion depth" in found["seeds/show-02.yaml"][1]
    assert "Traceback" not in out + err
    code, out, err = run(bench, "check", "--format", "json", "--jobs", jobs, **FAULTS)
    assert code == 1
    assert set(told(out)) == {f"seeds/show-0{number}.yaml" for number in range(3)}
    assert any("show-05" in one["path"] for one in json.loads(out)), "others are judged"
    assert "Traceback" not in out + err


def test_with_debug_the_traceback_of_a_fault_is_shown(tmp_path: Path) -> None:
    bench = network(tmp_path, 2)
    for jobs in ("1", "2"):
        _, _, err = run(bench, "build", "--debug", "--jobs", jobs, **FAULTS)
        assert 'in spoilt\n    case "fault": {}["nothing"]' in err.replace("        ", "    ")


def test_a_fault_in_a_show_alone_is_told_as_one_among_many_is(tmp_path: Path) -> None:
    bench = network(tmp_path, 2)
    code, out, err = run(bench, "build", "show-00", "--json", **FAULTS)
    assert code == 1
    assert told(out)["seeds/show-00.yaml"][0] == "SRC171"
    assert "Traceback" not in err


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_show_that_crashes_its_process_is_named_and_the_others_are_done(
    tmp_path: Path, command: str
) -> None:
    bench = network(tmp_path, 9)
    how = ("--json",) if command == "build" else ("--format", "json")
    what = {"show_02": "crash", "show_05": "crash", "show_08": "once"}
    code, out, err = run(bench, command, *how, "--jobs", "2", **what)
    assert code == 1
    problem = "its process was ended twice, by SIGSEGV"
    assert told(out) == {
        "seeds/show-02.yaml": ("SRC172", problem),
        "seeds/show-05.yaml": ("SRC172", problem),
    }
    assert not err
    tried = [slug for _, slug in begun(bench)]
    assert [tried.count(f"show-0{number}") for number in (0, 2, 5, 8)] == [1, 2, 2, 2]
    if command == "build":
        made = [slug for slug, state in states(out).items() if state == "new"]
        assert made == [f"show-0{number}" for number in (0, 1, 4, 6, 8)]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_show_that_hangs_is_timed_out_and_named(tmp_path: Path, command: str, jobs: str) -> None:
    bench = network(tmp_path, 9)
    how = ("--json",) if command == "build" else ("--format", "json")
    running = begin(bench, command, *how, "--jobs", jobs, "--timeout", "4", show_04="slow")
    limit = time.monotonic() + 60
    while "show-04" not in {slug for _, slug in begun(bench)} and time.monotonic() < limit:
        time.sleep(0.02)
    (hanging,) = {int(pid) for pid, slug in begun(bench) if slug == "show-04"}
    os.kill(hanging, signal.SIGSTOP)  # as if its files stalled
    out, err = running.communicate(timeout=120)
    assert running.returncode == 1
    assert told(out.decode()) == {"seeds/show-04.yaml": ("SRC173", "was given up after 4 s")}
    assert not err
    assert not psutil.pid_exists(hanging), "it is ended"
    assert {slug for _, slug in begun(bench)} == {f"show-0{number}" for number in range(9)}
    if command == "build":
        made = states(out.decode())
        assert [slug for slug, state in made.items() if state == "failed"] == [
            *("show-03", "show-04", "show-07")
        ]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    bench = network(tmp_path, 3)
    running = begin(bench, "build", "--json", "--jobs", "2", show_00="slow")
    limit = time.monotonic() + 60
    while "show-00" not in {slug for _, slug in begun(bench)} and time.monotonic() < limit:
        time.sleep(0.02)
    started = psutil.Process(running.pid).children()
    (first,) = (int(pid) for pid, slug in begun(bench) if slug == "show-00")
    psutil.Process(first).kill()
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")
    assert states(out.decode()) == {f"show-0{number}": "new" for number in range(3)}
    assert [slug for _, slug in begun(bench)].count("show-00") == 2
    psutil.wait_procs(started, timeout=30)
    assert not any(one.is_running() for one in started)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_lock_or_feed_that_cannot_be_read_stops_no_other_show(tmp_path: Path) -> None:
    bench = network(tmp_path, 3)
    bench.build()
    for name in ("seeds/show-00.lock", "feeds/show-01.xml"):
        (tmp_path / name).unlink()
        os.mkfifo(tmp_path / name)
    result = bench.run("check", "--format", "json")
    assert result.exit_code == 1
    paths = {one["path"] for one in json.loads(result.stdout) if "FIFO" in one["message"]}
    assert paths == {"seeds/show-00.lock", "feeds/show-01.xml"}


# On a cluster


@contextmanager
def cluster(bench: Bench, scratch: Path, **what: str) -> Iterator[str]:
    """Two workers with nannies, in which shows do what is said of them."""
    head, address = scheduler(scratch, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
    environment = spoiling(bench, what)
    hands = [worker(address, scratch / str(n), nanny=True, **environment) for n in range(2)]
    try:
        yield address
    finally:
        end(*hands, head)


def test_on_a_cluster_a_show_that_fails_crashes_or_hangs_is_named_and_the_others_are_done(
    tmp_path: Path,
) -> None:
    bench = network(tmp_path / "shows", 9)
    what = {"show_00": "fault", "show_02": "crash", "show_05": "hang", "show_08": "once"}
    with cluster(bench, tmp_path / "cluster", **what) as address:
        for command, how in (("build", ("--json",)), ("check", ("--format", "json"))):
            code, out, err = run(bench, command, *how, "--cluster", address, "--timeout", "3")
            found = told(out)
            assert code == 1, err
            assert found.pop("seeds/show-00.yaml")[0] == "SRC171"
            assert found == {
                "seeds/show-02.yaml": (
                    "SRC172",
                    "2 workers ended at it, one after another",
                ),
                "seeds/show-05.yaml": ("SRC173", "was given up after 3 s"),
            }
            assert "Traceback" not in err
            if command == "build":
                # One that was whole when its worker ended may have been done again.
                made = [slug for slug, state in states(out).items() if state != "failed"]
                assert made == [f"show-0{number}" for number in (1, 4, 6, 8)]


def test_a_cluster_that_has_lost_all_workers_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "LOST", 1)
    bench = network(tmp_path / "shows", 9)
    head, address = scheduler(tmp_path / "cluster")
    hand = worker(address, tmp_path / "cluster/0", **spoiling(bench, {"show_02": "crash"}))
    try:
        result = bench.run("build", "--cluster", address)
    finally:
        end(hand, head)
    assert isinstance(result.exception, UsageError)
    assert "has lost all its workers; start some" in str(result.exception)
    built = bench.build()
    assert sorted(show["state"] for show in built["shows"]).count("failed") == 2
