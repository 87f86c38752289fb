"""``podfeed check`` on folders, patterns, standard input and many feeds at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner, Result

from podfeed import crew, processes
from podfeed.cli.check import command as check
from podfeed.cli.common import Settings
from podfeed.errors import UsageError
from podfeed.examining import Selection, check_feeds
from podfeed.targets import find_targets
from tests.feeds import GOOD, NOW, spoilt
from tests.needs import ROOT

NO_GUID = spoilt('<guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid>', "")
SELECTION = Selection(NOW)
METHODS = ("fork", "spawn") if sys.platform == "linux" else ("spawn",)
EITHER = pytest.mark.parametrize("method", METHODS)


def run(*args: str, stdin: bytes = b"") -> Result:
    environment = {"SOURCE_DATE_EPOCH": "1780300800", "GITHUB_WORKSPACE": ""}
    return CliRunner().invoke(check, args, obj=Settings("."), env=environment, input=stdin)


def found(*names: str) -> list[str]:
    return [target.shown for target in find_targets(names, stdin=lambda: GOOD)]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in (
        "feeds/tea.xml",
        "feeds/coffee.rss",
        "feeds/notes.txt",
        "feeds/old/2024/tea.XML",
        "feeds/.hidden/tea.xml",
        "feeds/.tea.xml",
        "other/[a].xml",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# What the arguments mean


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["feeds"], ["feeds/coffee.rss", "feeds/old/2024/tea.XML", "feeds/tea.xml"]),
        (["./feeds/"], ["feeds/coffee.rss", "feeds/old/2024/tea.XML", "feeds/tea.xml"]),
        (["feeds/*.xml"], ["feeds/tea.xml"]),
        (["*/*.[rx]*"], ["feeds/coffee.rss", "feeds/tea.xml", "other/[a].xml"]),
        (["feeds/**/*.XML"], ["feeds/old/2024/tea.XML"]),
        (["**/tea.*"], ["feeds/old/2024/tea.XML", "feeds/tea.xml"]),
        (["feeds/.hidden/*"], ["feeds/.hidden/tea.xml"]),
        (["feeds/notes.t?t"], ["feeds/notes.txt"]),
        (["other/[a].xml"], ["other/[a].xml"]),
        (["feeds/tea.xml", "feeds/*.*", "feeds"], None),
        (["-"], ["<stdin>"]),
        (["-", "feeds/tea.xml", "-"], ["<stdin>", "feeds/tea.xml"]),
        (["missing.xml"], ["missing.xml"]),
    ],
)
def test_a_name_is_a_file_a_folder_a_pattern_or_standard_input(
    tree: Path, names: list[str], shown: list[str] | None
) -> None:
    # Each feed once, where it is named first.
    mixed = ["feeds/tea.xml", "feeds/coffee.rss", "feeds/notes.txt", "feeds/old/2024/tea.XML"]
    assert found(*names) == (mixed if shown is None else shown)


MAP = b'<?xml version="1.0"?>\n<!-- a > b -->\n<%s xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'


@pytest.mark.parametrize("root", [b"urlset", b"sitemapindex"])
def test_a_sitemap_beside_feeds_is_no_feed_unless_it_is_all_there_is(
    tree: Path, root: bytes
) -> None:
    (tree / "feeds/sitemap.xml").write_bytes(MAP % root)
    (tree / "feeds/sitemap-of-tea.xml").write_bytes(GOOD)
    os.mkfifo(tree / "feeds/sitemaps.xml")
    feeds = ["feeds/sitemap-of-tea.xml", "feeds/sitemaps.xml", "feeds/tea.xml"]
    assert found("feeds/*.xml") == feeds
    assert found("feeds/sitemap.xml", "feeds/tea.xml") == ["feeds/tea.xml"]
    assert found("feeds/sitemap.xml") == ["feeds/sitemap.xml"]
    (tree / "feeds/sitemap.xml").write_bytes(GOOD)
    assert found("feeds/*.xml") == sorted([*feeds, "feeds/sitemap.xml"])


@pytest.mark.parametrize("name", ["other/none", "feeds/*.json", "feeds/**/x", "empty"])
def test_a_folder_or_pattern_without_a_feed_is_wrong_usage(tree: Path, name: str) -> None:
    (tree / "empty").mkdir()
    (tree / "other" / "none").mkdir()
    with pytest.raises(UsageError):
        found(name)


def test_feeds_are_looked_for_only_so_deep_and_what_is_passed_over_is_told(tree: Path) -> None:
    deep = tree / "feeds" / Path(*"abcdefghij")
    deep.mkdir(parents=True)
    (deep / "tea.xml").write_bytes(GOOD)
    targets = find_targets(["feeds"], stdin=bytes)
    told = {target.shown: target.problem for target in targets if target.problem}
    assert told == {"feeds/a/b/c/d/e/f/g/h/i": "is nested too deep"}
    checked = check_feeds(targets, SELECTION)
    assert [(f.code, f.path) for f in checked.findings] == [("SRC250", "feeds/a/b/c/d/e/f/g/h/i")]
    assert checked.feeds == 3


def test_a_link_in_a_circle_or_out_of_the_folder_is_not_followed(tree: Path) -> None:
    (tree / "feeds" / "circle").symlink_to(tree / "feeds")
    (tree / "feeds" / "away.xml").symlink_to(tree / "other" / "[a].xml")
    checked = check_feeds(find_targets(["feeds"], stdin=bytes), SELECTION)
    assert {f.path for f in checked.findings} == {"feeds/circle", "feeds/away.xml"}
    assert checked.feeds == 3


# Standard input


def test_a_feed_is_read_from_standard_input(tmp_path: Path) -> None:
    result = run("-", stdin=NO_GUID)
    assert result.exit_code == 1
    assert result.output.startswith("<stdin>\n")
    assert "│     <item>" in result.output
    named = run("-", "--stdin-name", "feeds/tea.xml", "--format", "json", stdin=NO_GUID)
    assert {one["path"] for one in json.loads(named.stdout)} == {"feeds/tea.xml"}
    assert run("-", stdin=GOOD).exit_code == 0
    assert run("-", stdin=b"").exit_code == 1


def test_standard_input_is_read_no_further_than_a_feed_can_be_long() -> None:
    from podfeed.rules import LIMIT

    result = run("-", "--format", "json", stdin=bytes(LIMIT + 10))
    (one,) = json.loads(result.stdout)
    assert one["severity"] == "error"
    assert f"{LIMIT:,}" in one["message"]


# One bad feed among many


def test_a_feed_that_cannot_be_read_keeps_no_other_from_being_judged(tree: Path) -> None:
    (tree / "bad.xml").write_bytes(b"<html>")
    names = ["missing.xml", "bad.xml", "feeds/tea.xml"]
    result = run(*names, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [one["path"] for one in told] == ["missing.xml", "bad.xml"]
    assert told[0]["code"] == "SRC250"
    assert "2 feeds, 2 episodes: 2 errors" in run(*names).output
    # What was not looked at must not pass as good because only some rules are asked for.
    assert run(*names[::2], "--select", "APL").exit_code == 1
    assert run(*names[::2], "--ignore", "feed-unreadable").exit_code == 0


def test_findings_come_in_the_order_of_the_names(tree: Path) -> None:
    for name in ("b.xml", "a.xml", "c.xml"):
        (tree / name).write_bytes(NO_GUID)
    for jobs in ("1", "3"):
        told = run("b.xml", "a.xml", "c.xml", "--jobs", jobs, "--format", "json").stdout
        assert [one["path"] for one in json.loads(told)] == ["b.xml", "a.xml", "c.xml"]


# The report


def test_a_report_is_written_to_a_file_and_its_summary_told(tree: Path) -> None:
    (tree / "bad.xml").write_bytes(NO_GUID)
    for form in ("text", "json", "github", "sarif", "junit"):
        plain = run("bad.xml", "--format", form)
        result = run("bad.xml", "--format", form, "-o", f"out/report.{form}")
        assert result.output == "1 feed, 2 episodes: 1 error\n"
        assert result.exit_code == plain.exit_code == 1
        assert (tree / f"out/report.{form}").read_text("utf-8") == plain.stdout


def test_a_report_is_never_written_over_a_feed_or_into_a_device(tree: Path) -> None:
    for output in ("feeds/tea.xml", "feeds/../feeds/tea.xml", "feeds", "/dev/null"):
        result = run("feeds/tea.xml", "--output", output)
        assert isinstance(result.exception, UsageError), output
    assert (tree / "feeds/tea.xml").read_bytes() == GOOD


def test_statistics_take_the_place_of_the_list(tree: Path) -> None:
    (tree / "bad.xml").write_bytes(NO_GUID)
    result = run("bad.xml", "bad.xml", "--statistics")
    assert result.exit_code == 1
    assert result.output.splitlines()[0].split()[:4] == ["1", "error", "RSS041", "guid-missing"]
    assert result.output.endswith("\n\n1 feed, 2 episodes: 1 error\n")
    (row,) = json.loads(run("bad.xml", "--statistics", "--format", "json").stdout)
    assert (row["code"], row["count"]) == ("RSS041", 1)
    assert run("feeds/tea.xml", "--statistics").output == "1 feed, 2 episodes: no findings\n"
    assert isinstance(run("bad.xml", "--statistics", "--format", "sarif").exception, UsageError)


def test_no_findings_are_no_annotations_and_valid_reports(tree: Path) -> None:
    assert run("feeds/tea.xml", "--format", "github").output == ""
    junit = run("feeds/tea.xml", "--format", "junit").stdout
    assert '<testsuite name="feeds/tea.xml" tests="1" failures="0"' in junit


# Several processes


def test_processes_are_started_only_where_they_save_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "processors", lambda: 4)

    def wanted(number: int, size: int, jobs: int | None = None) -> int:
        return processes.paying([size] * number, each=12_000_000, jobs=jobs)

    assert wanted(0, 0) == 1
    assert wanted(1, 10**9) == 1
    assert wanted(100, 10_000) == 1
    assert wanted(2, 10**8) == 2
    assert wanted(100, 2_000_000) == 4
    assert wanted(100, 10_000, jobs=7) == 7
    assert wanted(3, 10_000, jobs=7) == 3
    assert wanted(10_000, 10_000, jobs=99_999_999) == 16


@EITHER
def test_several_processes_find_what_one_finds(
    tree: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(crew, "start_method", lambda: method)
    names = []
    for number in range(12):
        path = tree / f"{number}.xml"
        path.write_bytes((GOOD, NO_GUID, b"<rss", b"\xff\xfe")[number % 4] + b"\n" * number)
        names.append(path.name)
    names[3:3] = ["missing.xml", "-"]
    targets = find_targets(names, stdin=lambda: NO_GUID)
    for selection in (SELECTION, Selection(NOW, ("SRC153", "RSS")), Selection(NOW, (), ("RSS0",))):
        one = check_feeds(targets, selection, jobs=1)
        assert check_feeds(targets, selection, jobs=2) == one
        assert one.findings


def test_progress_is_told_feed_by_feed(tree: Path) -> None:
    targets = find_targets(["feeds"], stdin=bytes)
    steps: list[tuple[int, int]] = []
    check_feeds(targets, SELECTION, jobs=2, progress=lambda *step: steps.append(step))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_nothing_is_forked_that_has_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "obstore", raising=False)  # another test may have used it
    for threads, method in ((1, METHODS[0]), (2, "spawn")):
        monkeypatch.setattr(threading, "active_count", lambda n=threads: n)
        assert crew.start_method() == method
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setitem(sys.modules, "obstore", threading)
    assert crew.start_method() == "spawn"


def test_a_wrong_selector_is_told_before_a_process_is_started(tree: Path) -> None:
    result = run("feeds", "--jobs", "2", "--select", "RSS41")
    assert isinstance(result.exception, UsageError)
    assert 'did you mean "RSS041"?' in str(result.exception)


MAIN = """
import sys
from podfeed import crew, processes
from podfeed.cli import main
method, sys.argv[1:] = sys.argv[1], sys.argv[2:]
crew.start_method = lambda: method
main()
"""


def children(process: psutil.Process) -> list[psutil.Process]:
    found = process.children(recursive=True)
    return [one for one in found if "resource_tracker" not in " ".join(one.cmdline())]


def begin(tree: Path, method: str) -> tuple[subprocess.Popen[bytes], list[psutil.Process]]:
    """A check that takes long, with its processes at work."""
    item = GOOD[GOOD.index(b"<item>") : GOOD.rindex(b"</item>") + len(b"</item>")]
    for number in range(4):
        (tree / f"{number}.xml").write_bytes(GOOD.replace(b"<item>", item * 6000 + b"<item>", 1))
    command = [sys.executable, "-c", MAIN, method, "check", "?.xml", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    started: list[psutil.Process] = []
    end = time.monotonic() + 60
    while len(started) < 2 and running.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
        started = children(psutil.Process(running.pid))
    assert len(started) == 2
    return running, started


def ends(process: psutil.Process) -> bool:
    try:
        process.wait(30)
    except psutil.TimeoutExpired:
        return False
    return True


@EITHER
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupt_ends_all_processes_with_one_line(tree: Path, method: str) -> None:
    running, started = begin(tree, method)
    # As a terminal does it, but one after the other: the first may have ended the others by then.
    for one in (running, *started):
        with suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert told.decode().strip().splitlines() == [
        "error: interrupted; every file is the old one or the new one, so run it again"
    ]
    assert all(ends(one) for one in started)


HELD = """
import multiprocessing, time
from pathlib import Path
from podfeed import crew
crew.start_method = lambda: "spawn"
spawn = multiprocessing.get_context("spawn")
processes = [spawn.Process(target=time.sleep, args=(60,)) for _ in "12"]
if __name__ == "__main__":
    with crew.interrupts_held():
        for process in processes:
            process.start()
            print(Path(f"/proc/{process.pid}/status").read_text().partition("SigBlk:")[2].split()[0])
    for process in processes:
        process.kill()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc of Linux")
def test_a_process_is_deaf_to_interrupts_before_it_has_begun() -> None:
    run = subprocess.run([sys.executable, "-c", HELD], cwd=ROOT, capture_output=True, check=True)
    masks = [int(line, 16) for line in run.stdout.splitlines()]
    assert [mask >> (signal.SIGINT - 1) & 1 for mask in masks] == [1, 1]


@EITHER
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_no_process_outlives_one_that_is_killed(tree: Path, method: str) -> None:
    running, started = begin(tree, method)
    running.kill()
    running.communicate(timeout=60)
    assert all(ends(one) for one in started)


@EITHER
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_that_is_ended_from_outside_costs_no_feed(tree: Path, method: str) -> None:
    running, started = begin(tree, method)
    started[0].kill()
    told, _ = running.communicate(timeout=120)
    assert running.returncode == 1, "guids are used twice"
    assert told.decode().splitlines()[-1].startswith("4 feeds, ")
    assert b"SRC17" not in told
    assert all(ends(one) for one in started)
