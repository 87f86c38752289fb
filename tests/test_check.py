"""``podfeed check`` and ``podfeed explain``, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podfeed.cli.check import command as check
from podfeed.cli.common import Settings
from podfeed.cli.explain import command as explain
from podfeed.errors import UsageError, WorkspaceError
from podfeed.findings import KINDS
from podfeed.rules import RULES
from tests.feeds import GOOD, spoilt

NO_GUID = spoilt('<guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid>', "")
INFO_ONLY = spoilt("<title>Oolong", "<title>Episode 2: Oolong")


def run(*args: str, folder: Path | None = None) -> Result:
    settings = Settings(str(folder or "."))
    return CliRunner().invoke(check, args, obj=settings, env={"SOURCE_DATE_EPOCH": "1780300800"})


def write(path: Path, data: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def test_a_good_feed_passes_and_says_how_much_was_looked_at(tmp_path: Path) -> None:
    result = run(write(tmp_path / "good.xml", GOOD))
    assert result.output == "1 feed, 2 episodes: no findings\n"
    assert result.exit_code == 0


def test_an_error_fails_and_shows_its_line(tmp_path: Path) -> None:
    result = run(write(tmp_path / "bad.xml", NO_GUID), write(tmp_path / "good.xml", GOOD))
    assert result.exit_code == 1
    assert 'error  RSS041  episode "Oolong" has no guid' in result.output
    assert "│     <item>" in result.output
    assert result.output.endswith("2 feeds, 4 episodes: 1 error\n")


@pytest.mark.parametrize(
    ("data", "fail_on", "code"),
    [
        (NO_GUID, "error", 1),
        (INFO_ONLY, "error", 0),
        (INFO_ONLY, "warning", 0),
        (INFO_ONLY, "info", 1),
        (GOOD, "info", 0),
    ],
)
def test_fail_on_decides_the_exit_code(
    tmp_path: Path, data: bytes, fail_on: str, code: int
) -> None:
    assert run(write(tmp_path / "x.xml", data), "--fail-on", fail_on).exit_code == code


def test_rules_are_selected_and_ignored(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.xml", NO_GUID)
    assert run(path, "--ignore", "APL, RSS041").exit_code == 0
    assert run(path, "--ignore", "guid-missing").exit_code == 0
    assert run(path, "--select", "APL", "--select", "PSP").exit_code == 0
    assert run(path, "--select", "RSS04").exit_code == 1
    result = run(path, "--select", "RSS41")
    assert isinstance(result.exception, UsageError)
    assert 'did you mean "RSS041"?' in str(result.exception)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--select", ""], "names no rule"),
        (["--select", " , "], "names no rule"),
        (["--select", "RSS", "--ignore", "RSS"], "no rule is left"),
        (["--select", "RSS041", "--ignore", "guid-missing"], "no rule is left"),
        (["--ignore", "ALL"], "no rule is left"),
    ],
)
def test_judging_by_no_rule_is_wrong_usage(tmp_path: Path, options: list[str], words: str) -> None:
    result = run(write(tmp_path / "bad.xml", NO_GUID), *options)
    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)


def test_json_is_all_that_is_printed(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.xml", NO_GUID)
    result = run(path, "--format", "json")
    (finding,) = json.loads(result.stdout)
    assert finding["code"] == "RSS041"
    assert finding["path"] == Path(path).as_posix()
    assert finding["element"] == "/rss/channel/item[1]"
    assert result.exit_code == 1
    assert json.loads(run(write(tmp_path / "g.xml", GOOD), "--format", "json").stdout) == []


def test_the_feeds_of_a_folder_are_judged(tmp_path: Path) -> None:
    write(tmp_path / "feeds" / "tea.xml", GOOD)
    write(tmp_path / "feeds" / "ai.xml", NO_GUID)
    write(tmp_path / "feeds" / "notes.txt", b"")
    result = run(str(tmp_path / "feeds"))
    assert result.output.startswith(f"{tmp_path.as_posix()}/feeds/ai.xml\n")
    assert "│     <item>" in result.output
    assert result.output.endswith("2 feeds, 4 episodes: 1 error\n")


def test_an_empty_name_is_not_the_folder_one_is_in() -> None:
    result = run("")
    assert "an empty name is no feed" in str(result.exception)


@pytest.mark.parametrize("name", ["ftp://a.example/tea.xml", "file:///etc/passwd"])
def test_an_address_that_nobody_fetches_is_shown_as_it_was_written(name: str) -> None:
    result = CliRunner().invoke(check, [name], obj=Settings("."))
    assert isinstance(result.exception, UsageError)
    assert f"{name}: is no address that feeds are fetched from" in str(result.exception)


def test_what_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.xml", "no such file"), (tmp_path, "holds no feed")):
        result = run(str(path))
        assert isinstance(result.exception, UsageError)
        assert words in str(result.exception)
    assert isinstance(run(folder=tmp_path).exception, WorkspaceError)


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 50, b"<html></html>", b"<rss"])
def test_what_is_no_feed_is_a_finding(tmp_path: Path, data: bytes) -> None:
    result = run(write(tmp_path / "x.xml", data))
    assert result.exit_code == 1
    assert result.output.endswith("1 feed, 0 episodes: 1 error\n")


def test_a_page_is_found_by_code_and_by_name() -> None:
    by_code = CliRunner().invoke(explain, ["rss041"])
    assert by_code.exit_code == 0
    assert by_code.output == CliRunner().invoke(explain, ["guid-missing"]).output
    for part in ("RSS041 guid-missing (error)", "downloads the episode once more", "Wrong:"):
        assert part in by_code.output
    assert f"Source: {RULES['RSS041'].kind.source}" in by_code.output


def test_all_kinds_are_listed_a_line_each() -> None:
    result = CliRunner().invoke(explain, [])
    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines] == sorted(KINDS)
    assert len(lines) > len(RULES) > 100


def test_an_unknown_code_gets_the_nearest() -> None:
    result = CliRunner().invoke(explain, ["guid-mising"])
    assert isinstance(result.exception, UsageError)
    assert 'did you mean "guid-missing"?' in str(result.exception)
