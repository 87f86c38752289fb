"""What ``--help`` says: whole lines at the top, and examples that work as they are pasted."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from podfeed.cli import COMMANDS
from podfeed.cli import podfeed as group
from tests.commands import podfeed
from tests.sounds import sample

ELSEWHERE = {
    "import": "asks a server that is not there",
    "publish": "publishes to a bucket",
    "serve": "does not end by itself",
}


def example(command: str) -> list[str]:
    """The words of a command's example, without ``podfeed``."""
    found = group.get_command(click.Context(group), command)
    assert found is not None
    first, *words = shlex.split((found.epilog or "").removeprefix("Example: "))
    assert first == "podfeed"
    return words


def test_the_list_of_commands_cuts_no_sentence_short() -> None:
    shown = CliRunner().invoke(group, ["--help"], terminal_width=80).output
    listed = shown.partition("Commands:")[2].splitlines()
    assert len(listed) > len(COMMANDS)
    assert [line for line in listed if line.endswith("...")] == []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with recordings, and with the workspace that init makes."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "recordings").mkdir()
    (folder / "recordings/1.mp3").write_bytes(sample("constant.mp3"))
    assert podfeed("init", "my-podcast", cwd=folder).code == 0
    bench = folder / "my-podcast"
    network = bench / "seeds/network.yaml"
    text = network.read_text("utf-8")
    network.write_text(text.replace("podcasts.example", "my-podcasts.net"), "utf-8")
    assert podfeed("build", cwd=bench).code == 0
    return folder


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in ELSEWHERE])
def test_an_example_works_as_it_is_pasted(home: Path, command: str) -> None:
    words = []
    for word in example(command):
        word = word.replace("~", str(home))
        matching = sorted((home / "my-podcast").glob(word)) if "*" in word else []
        words += [str(path) for path in matching] or [word]
    cwd = home if command == "init" else home / "my-podcast"
    if command == "init":
        words = ["other" if word == "my-podcast" else word for word in words]
    ran = podfeed(*words, cwd=cwd)
    assert ran.code == 0, (words, ran.err)


@pytest.mark.parametrize("command", ELSEWHERE)
def test_an_example_that_cannot_be_run_here_can_be_understood(command: str) -> None:
    name, *words = example(command)
    assert name == command
    found = group.get_command(click.Context(group), command)
    assert found is not None
    assert found.make_context(command, words).params
