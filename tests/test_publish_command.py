"""``podfeed publish`` as a person runs it: asked, refused, told what went wrong."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podfeed.errors import PodfeedError, UsageError
from tests.commands import environment, podfeed
from tests.publications import add_episode, files_in, publish, publishable, published
from tests.workspaces import SHOW


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("y", 0)])
def test_on_a_terminal_it_asks(tmp_path: Path, answer: str, code: int) -> None:
    import pty

    bench = publishable(tmp_path)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "podfeed", "publish", "--no-verify"],
        cwd=bench.root,
        env=environment(TERM="dumb"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen, until = b"", time.monotonic() + 60
    while b"publish 5 files? [y/N]" not in seen:
        assert time.monotonic() < until, seen
        if select.select([ours], [], [], 0.1)[0]:
            seen += os.read(ours, 65_536)
    assert not published(bench).exists()
    os.write(ours, f"{answer}\n".encode())
    assert process.wait(timeout=60) == code
    os.close(ours)
    assert published(bench).joinpath("feeds/tea.xml").exists() == (answer == "y")


def test_without_a_terminal_it_needs_yes(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    ran = podfeed("publish", cwd=bench.root)
    assert (ran.code, published(bench).exists()) == (2, False)
    assert "error: there is nobody to ask; add --yes" in ran.err


def test_what_it_prints_fits_a_narrow_window_and_holds_no_codes_in_a_pipe(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    ran = podfeed("publish", "--yes", "--no-verify", cwd=bench.root)
    assert ran.out.splitlines() == [
        "to ../www",
        "feeds/tea.xml",
        "  a new feed with 3 episodes",
        "files: 5 new (250.0 kB)",
        "  + feeds/tea.xml",
        "  + media/tea/1.mp3",
        "  + media/tea/2.mp3",
        "  + media/tea/3.mp3",
        "  + media/tea/cover.jpg",
        "published 5 files, 250.0 kB",
    ]
    assert ran.err == ""


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("publish", "tee"), 'there is no show "tee" in seeds/; did you mean "tea"?'),
        (("plan", "tea", "coffee"), 'there is no show "coffee" in seeds/'),
        (("publish", "--rollback", "--prune"), "--rollback puts a feed back and does nothing else"),
        (("publish", "--rollback", "coffee"), 'there is no show "coffee" in seeds/'),
        (("publish", "--allow", "guid-chagned"), 'did you mean "guid-changed"?'),
        (("plan", "--allow", "all"), '--allow: nothing is called "all"; there are'),
        (("publish", "--plan", "nowhere.json"), "nowhere.json: there is no such file"),
        (("plan", "--to", "s3://"), "names no bucket"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_done(
    tmp_path: Path, arguments: tuple[str, ...], problem: str
) -> None:
    bench = publishable(tmp_path)
    result = bench.run(*arguments)
    assert isinstance(result.exception, UsageError)
    assert problem in str(result.exception)
    assert not published(bench).exists()


def test_a_rollback_of_several_shows_wants_their_names(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    bench.write("seeds/chai.yaml", SHOW.partition("episodes:")[0].replace("title: Tea", "title: C"))
    result = bench.run("publish", "--rollback", "--yes")
    assert isinstance(result.exception, UsageError)
    assert "there are 2 shows, and none is named" in str(result.exception)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("a-file", "a file stands where a folder is needed"), ("closed/www", "permission denied")],
)
def test_a_place_that_cannot_be_written_is_an_error_and_no_traceback(
    tmp_path: Path, name: str, problem: str
) -> None:
    bench = publishable(tmp_path)
    (tmp_path / "a-file").write_text("")
    (tmp_path / "closed").mkdir(mode=0o500)
    target = str(tmp_path / name)
    ran = podfeed(
        "publish", "--to", target, "--yes", "--no-verify", cwd=bench.root, plain_user=True
    )
    assert ran.code in (1, 2), ran.err
    assert problem in ran.err
    assert "Traceback" not in ran.err


def test_a_full_disk_leaves_what_was_published(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    before = files_in(published(bench))
    add_episode(bench)
    ran = podfeed("publish", "--yes", "--no-verify", cwd=bench.root, file_limit=10_000)
    assert ran.code == 1
    assert "larger than this system allows" in ran.err
    assert files_in(published(bench)) == before
    assert podfeed("publish", "--yes", "--no-verify", cwd=bench.root).code == 0


def test_json_is_all_that_is_printed(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    ran = podfeed("publish", "--yes", "--no-verify", "--json", cwd=bench.root)
    document = json.loads(ran.out)
    assert document["feeds"] == ["feeds/tea.xml"]
    assert len(document["sent"]) == 5
    assert (document["verified"], document["exit"], ran.err) == (False, 0, "")


def test_a_plan_that_cannot_be_saved_is_told(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    result = bench.run("plan", "--save", str(tmp_path))
    assert isinstance(result.exception, PodfeedError)
    assert "a folder stands in its place" in str(result.exception)
