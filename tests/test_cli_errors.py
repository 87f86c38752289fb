"""What each command says to wrong input: whole messages, exit codes, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from podfeed.cli import COMMANDS
from podfeed.starting import start
from tests.commands import environment, permissions_count, podfeed
from tests.needs import ROOT
from tests.spoiling import NETWORK, SHOW, Case, Spoil, gone, write
from tests.wrong_arguments import OUTSIDE
from tests.wrong_workspaces import INSIDE

GUID = UUID("11111111-2222-4333-8444-555555555555")


def test_every_command_is_driven_with_wrong_input() -> None:
    driven = {case.command for case in (*OUTSIDE, *INSIDE)}
    assert set(COMMANDS) <= driven, "add rows for the commands that are missing"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace and with files that are no use."""
    root = tmp_path_factory.mktemp("desk")
    now = datetime(2026, 5, 1, tzinfo=UTC)
    start(root / "w", guid=GUID, now=now)
    (root / "empty").touch()
    (root / "hollow").mkdir()
    (root / "binary").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    (root / "prose.txt").write_text("Once upon a time.\nThere was tea.\n", "utf-8")
    (root / "broken.yaml").write_text("a: [1\n", "utf-8")
    shutil.copy(ROOT / "tests/data/import/tea.xml", root / "feed.xml")
    (root / "atom.xml").write_text('<feed xmlns="http://www.w3.org/2005/Atom"/>', "utf-8")
    (root / "broken").mkdir()
    (root / "broken/a.mp3").write_text("<html>404</html>", "utf-8")
    (root / "broken/b.mp3").touch()
    os.mkfifo(root / "fifo")
    return root


@contextmanager
def copied(desk: Path, folder: Path) -> Iterator[Path]:
    """A workspace ``w`` of its own beside useless files, and readable again at the end."""
    shutil.copytree(desk / "w", folder / "w")
    (folder / "empty").touch()
    (folder / "hollow").mkdir()
    yield folder
    assert not (folder / "n").exists()
    (folder / "w").chmod(0o755)
    for path in (folder / "w").rglob("*"):
        if path.is_dir():
            path.chmod(0o755)


@pytest.fixture
def copy(desk: Path, tmp_path: Path) -> Iterator[Path]:
    """Such a workspace for a test."""
    with copied(desk, tmp_path) as folder:
        yield folder


def run(case: Case, cwd: Path) -> tuple[str, int]:
    """What it says, with the last line of a file instead of ``{last}``, and the exit code."""
    if case.spoil is not None:
        case.spoil(cwd / "w")
    ran = podfeed(
        *case.arguments.split(),
        cwd=cwd,
        env={"SOURCE_DATE_EPOCH": case.env} if case.env else None,
        plain_user=case.plain_user,
        file_limit=case.file_limit,
    )
    err = ran.err
    if "{last}" in case.err:
        source = cwd / "w" / case.err.partition(":")[0]
        last = source.read_text("utf-8").count("\n")
        err = err.replace(f":{last}:", ":{last}:", 1)
    return err, ran.code


@pytest.fixture(scope="module")
def answers(
    request: pytest.FixtureRequest, desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Case], tuple[str, int]]]:
    """The answer to a case. All cases that are asked for run beforehand, side by side."""

    def answer(case: Case) -> tuple[str, int]:
        if case in OUTSIDE:
            return run(case, desk)
        with TemporaryDirectory(dir=folder) as name, copied(desk, Path(name)) as cwd:
            return run(case, cwd)

    folder = tmp_path_factory.mktemp("spoilt")
    params = [getattr(item, "callspec", None) for item in request.session.items]
    cases = {case for one in params if one and isinstance(case := one.params.get("case"), Case)}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {case: pool.submit(answer, case) for case in cases}
        yield lambda case: running[case].result()


@pytest.mark.parametrize("case", OUTSIDE, ids=lambda case: f"{case.arguments} {case.env}".strip())
def test_wrong_input_is_told(
    case: Case, desk: Path, answers: Callable[[Case], tuple[str, int]]
) -> None:
    assert answers(case) == (case.err, case.code)
    assert not (desk / "n").exists()
    assert sorted(path.name for path in (desk / "w").iterdir()) == [
        ".gitignore",
        "feeds",
        "media",
        "seeds",
    ]


@pytest.mark.parametrize(
    "case", INSIDE, ids=lambda case: f"{case.arguments}: {case.err[:60].strip()}"
)
def test_a_spoilt_workspace_is_told(case: Case, answers: Callable[[Case], tuple[str, int]]) -> None:
    if case.plain_user and not permissions_count():
        pytest.skip("permissions do not count for this user")
    assert answers(case) == (case.err, case.code)


@pytest.mark.parametrize(
    ("arguments", "code", "lines"),
    [
        ("check empty", 1, ["empty", "  1:1  error  RSS006  the file is empty"]),
        ("check prose.txt", 1, []),
        ("check binary", 1, []),
    ],
)
def test_a_feed_that_is_none_is_a_finding(
    desk: Path, arguments: str, code: int, lines: list[str]
) -> None:
    ran = podfeed(*arguments.split(), cwd=desk)
    assert (ran.code, ran.err) == (code, "")
    assert ran.out.splitlines()[: len(lines)] == lines
    assert ": 1 error" in ran.out.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments", ["--debug show none", "show none --debug", "show --debug none"]
)
def test_debug_adds_the_traceback_wherever_it_stands(desk: Path, arguments: str) -> None:
    quiet = podfeed("show", "none", cwd=desk)
    ran = podfeed(*arguments.split(), cwd=desk)
    assert ran.err.startswith("Traceback (most recent call last):\n")
    assert ran.err.endswith(f"\n{quiet.err}")
    assert ran.code == quiet.code == 2


BROKEN = """\
import sys
from podfeed import cli
from podfeed.cli import show
def fail(*_):
    raise ValueError("a fault\\nof our own")
show._read = fail
sys.argv = ["podfeed", "show", "x", *sys.argv[1:]]
cli.main()
"""


def test_a_fault_of_our_own_is_one_line_too(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BROKEN]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (
        2,
        "error: internal fault: ValueError: a fault\\nof our own; run again with --debug and report"
        " it\n",
    )
    done = subprocess.run(
        [*command, "--debug"], env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    "arguments", ["-C w build", "-C w build --json", "explain", "--help", "-C w show my-show"]
)
def test_a_reader_that_goes_away_is_no_fault(copy: Path, arguments: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "podfeed", *arguments.split()],
        cwd=copy,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stderr:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_is_told(copy: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "podfeed", "-C", "w", "build"],
            cwd=copy,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        2,
        "error: the output: no space left on device; mend that and run again\n",
    )


def test_an_interrupt_ends_with_one_line(copy: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/feed.xml"
        process = subprocess.Popen(
            [sys.executable, "-m", "podfeed", "-C", "w", "build", "--against", address],
            cwd=copy,
            env=environment(no_proxy="*"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        with process:
            connection, _ = server.accept()  # it now waits for an answer that never comes
            with connection:
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err.strip()) == (
        "",
        "error: interrupted; every file is the old one or the new one, so run it again",
    )
    assert not list((copy / "w/feeds").iterdir())


def on_a_terminal(copy: Path, **env: str) -> bytes:
    """What a build of a spoilt show prints to a terminal."""
    ours, theirs = os.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "podfeed", "-C", "w", "build"],
            cwd=copy,
            env=environment(TERM="xterm-256color", **env),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            check=False,
        )
        os.set_blocking(ours, False)
        return b"".join(iter(lambda: _read(ours), b""))
    finally:
        os.close(ours)
        os.close(theirs)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except BlockingIOError:
        return b""


@pytest.mark.parametrize("spoil", [gone(NETWORK), write(SHOW, "")], ids=["error", "finding"])
def test_colours_are_for_terminals_and_for_those_who_want_them(copy: Path, spoil: Spoil) -> None:
    spoil(copy / "w")
    assert b"\x1b[31m\x1b[1merror" in on_a_terminal(copy)
    plain = on_a_terminal(copy, NO_COLOR="1")
    assert b"error" in plain
    assert re.findall(rb"\x1b\[[0-9;]*m", plain) == []
    piped = podfeed("-C", "w", "build", cwd=copy)
    assert "\x1b" not in piped.out + piped.err


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_eighty_columns_and_has_an_example(command: str, tmp_path: Path) -> None:
    ran = podfeed(*command.split(), "--help", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert f"Example: podfeed {command or '-C'} " in " ".join(ran.out.split())


def test_without_a_command_help_is_shown(tmp_path: Path) -> None:
    ran = podfeed(cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.startswith("Usage: podfeed [OPTIONS] [COMMAND] [ARGS]...\n")


def test_names_that_are_no_text_are_shown_and_not_stumbled_over(copy: Path) -> None:
    strange = os.fsdecode(b"caf\xe9\x1b[2J.mp3")
    source = copy / "w/media/my-show/001-hello-listeners.mp3"
    try:
        shutil.copyfile(source, copy / "w/media/my-show" / strange)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    ran = podfeed("-C", "w", "build", cwd=copy)
    assert ran.code == 0
    assert 'media/my-show/caf\\udce9\\x1b[2J.mp3: warning SRC153 no episode of "My Show"' in ran.err
    ran = podfeed("-C", "w", "build", "--json", cwd=copy)
    assert ran.code == 0
    assert f"media/my-show/{strange}" in {f["path"] for f in json.loads(ran.out)["findings"]}
