"""``podfeed check --from-list``: very many feeds, and a report that survives being stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from podfeed.cli.check import command as check
from podfeed.cli.common import Settings
from podfeed.errors import UsageError
from tests.feeds import GOOD, spoilt
from tests.needs import ROOT
from tests.servers import serve

NO_GUID = spoilt('<guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid>', "")
MANY = 40


def run(*args: str) -> Result:
    environment = {"SOURCE_DATE_EPOCH": "1780300800"}
    return CliRunner().invoke(check, args, obj=Settings("."), env=environment)


def whole(*args: str) -> Result:
    return run("--from-list", "list.txt", "--output", "out.jsonl", *args)


def records(path: Path) -> list[dict[str, Any]]:
    head, *rest = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert "podfeed" in head
    return rest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of many feeds, each third of which has a fault, and one that is missing."""
    monkeypatch.chdir(tmp_path)
    names = []
    for number in range(MANY):
        path = tmp_path / f"{number:02}.xml"
        path.write_bytes(NO_GUID if number % 3 == 0 else GOOD)
        names.append(path.name)
    names[5:5] = ["# a comment", "", "missing.xml"]
    (tmp_path / "list.txt").write_text("\n".join(names) + "\n")
    return tmp_path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_feed_has_a_line_with_what_is_found_in_it(folder: Path, jobs: str) -> None:
    result = whole("--jobs", jobs)
    assert result.exit_code == 1
    assert result.stdout == f"{MANY + 1} feeds, {MANY * 2} episodes: 15 errors\n"
    told = records(folder / "out.jsonl")
    assert [one["feed"] for one in told[:6]] == [f"0{n}.xml" for n in range(5)] + ["missing.xml"]
    assert told[5]["line"] == 8
    assert [one["code"] for one in told[5]["findings"]] == ["SRC250"]
    alone = json.loads(run("03.xml", "--format", "json").stdout)
    assert told[3] == {"feed": "03.xml", "line": 4, "episodes": 2, "findings": alone}
    assert told[4]["findings"] == []


def test_a_report_that_was_cut_off_anywhere_is_gone_on_with(folder: Path) -> None:
    whole("--jobs", "1")
    report = folder / "out.jsonl"
    complete = report.read_bytes()
    lines = complete.splitlines(keepends=True)
    for end in (0, 5, len(lines[0]), len(b"".join(lines[:20])), len(b"".join(lines[:20])) + 17):
        report.write_bytes(complete[:end])
        if end == 5:  # nothing of it shows that it was a report
            assert isinstance(whole().exception, UsageError)
            assert report.read_bytes() == complete[:5]
            continue
        result = whole("--jobs", "1")
        assert result.exit_code == 1
        assert report.read_bytes() == complete
        assert result.stdout == f"{MANY + 1} feeds, {MANY * 2} episodes: 15 errors\n"


def test_what_was_checked_before_is_not_looked_at_again(folder: Path) -> None:
    whole()
    for path in folder.glob("*.xml"):
        path.unlink()
    result = whole()
    assert result.stdout == f"{MANY + 1} feeds, {MANY * 2} episodes: 15 errors\n"
    assert result.stderr.splitlines()[-1] == "went on from 41 feeds that were checked before"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_check_that_is_killed_goes_on_and_looks_at_each_feed_once(
    folder: Path, jobs: str
) -> None:
    item = GOOD[GOOD.index(b"<item>") : GOOD.rindex(b"</item>") + len(b"</item>")]
    for path in folder.glob("*.xml"):
        path.write_bytes(GOOD.replace(b"<item>", item * 300 + b"<item>", 1))
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "podfeed", "check", "--jobs", jobs),
            *("--from-list", "list.txt", "-o", "out.jsonl"),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1780300800"},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    report = folder / "out.jsonl"
    end = time.monotonic() + 60
    while time.monotonic() < end and not (report.exists() and report.read_bytes().count(b"\n") > 2):
        time.sleep(0.01)
    running.kill()
    running.wait(60)
    before = report.read_bytes().count(b"\n") - 1
    assert 0 < before < MANY
    result = whole("--jobs", jobs)
    assert result.exit_code == 1, "one is missing"
    told = [one["line"] for one in records(report)]
    assert told == sorted(set(told))
    assert len(told) == MANY + 1


def test_a_report_about_something_else_is_left_as_it_is(folder: Path) -> None:
    whole()
    before = (folder / "out.jsonl").read_bytes()
    for arguments in (("--select", "RSS"), ("--profile", "apple")):
        result = whole(*arguments)
        assert isinstance(result.exception, UsageError)
        assert "out.jsonl:1: is there already, and no report of this list" in str(result.exception)
    with (folder / "list.txt").open("a") as file:
        file.write("another.xml\n")
    assert isinstance(whole().exception, UsageError)
    assert (folder / "out.jsonl").read_bytes() == before
    (folder / "out.jsonl").write_bytes(b"my notes\n")
    assert isinstance(whole().exception, UsageError)
    assert (folder / "out.jsonl").read_bytes() == b"my notes\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "list.txt: names no feed"),
        (b"# nothing\n\n", "list.txt: names no feed"),
        (b"a.xml\n\xff\xfe\n", "list.txt:2: is no path or address of a feed"),
        (b"a\0b\n", "list.txt:1: is no path or address of a feed"),
        (b"x" * 100_000, "list.txt:1: is no path or address of a feed"),
    ],
)
def test_a_list_that_is_none_is_told_with_its_line(folder: Path, text: bytes, words: str) -> None:
    (folder / "list.txt").write_bytes(text)
    result = whole()
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith(words)
    assert not (folder / "out.jsonl").exists()


def test_a_list_goes_without_what_cannot_be_had_with_it(folder: Path) -> None:
    for arguments in (
        ("--from-list", "list.txt"),
        ("--from-list", "list.txt", "-o", "list.txt"),
        ("--from-list", "none.txt", "-o", "out.jsonl"),
        ("--from-list", ".", "-o", "out.jsonl"),
        ("--from-list", "list.txt", "-o", "/dev/null"),
        ("--from-list", "list.txt", "-o", "out.jsonl", "00.xml"),
        ("--from-list", "list.txt", "-o", "out.jsonl", "--media"),
        ("--from-list", "list.txt", "-o", "out.jsonl", "--format", "json"),
    ):
        assert isinstance(run(*arguments).exception, UsageError), arguments
    assert not (folder / "out.jsonl").exists()


def test_addresses_are_asked_for_and_judged_with_the_way_they_are_served(folder: Path) -> None:
    (folder / "www").mkdir()
    (folder / "www/tea.xml").write_bytes(NO_GUID)
    with serve(folder / "www") as server:
        names = ["http://127.0.0.1:9/no.xml", "https://", f"{server.url}/tea.xml", "01.xml"]
        (folder / "list.txt").write_text("\n".join(names))
        result = whole()
        assert result.exit_code == 1
        asked = len(server.seen)
        assert asked > 0
        again = whole()
        assert len(server.seen) == asked, "what was fetched before is not fetched again"
    assert again.stdout == result.stdout
    told = {one["line"]: one for one in records(folder / "out.jsonl")}
    assert [told[line]["feed"] for line in (1, 3, 4)] == [names[0], names[2], names[3]]
    codes = {line: {f["code"] for f in one["findings"]} for line, one in told.items()}
    assert any(code.startswith("WEB") for code in codes[1])
    assert codes[2] == {"SRC250"}
    assert "RSS041" in codes[3]
    assert any(code.startswith("WEB") for code in codes[3])
    assert codes[4] == set()


def test_an_address_that_feeds_are_not_fetched_from_is_told_as_such(folder: Path) -> None:
    names = ["ftp://podcasts.example/tea.xml", "file:///srv/tea.xml", "01.xml"]
    (folder / "list.txt").write_text("\n".join(names))
    assert whole("--jobs", "1").exit_code == 1
    found = [one["findings"] for one in records(folder / "out.jsonl")]
    assert found[2] == []
    for name, (told,) in zip(names, found[:2], strict=False):
        assert (told["code"], told["path"]) == ("SRC250", name)
        assert told["message"] == "is no address that feeds are fetched from"
        assert told["fix"] == "begin it with https://, or name a file"
