"""What the README says is so: commands, lines to paste, samples of output."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podfeed.cli import COMMANDS
from tests.commands import podfeed
from tests.needs import ROOT
from tests.readme import commands
from tests.workspaces import Bench

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"podfeed {command}" in README


def test_what_is_pasted_is_one_line_each() -> None:
    found = commands()
    assert {"setup", "test"} <= set(found)
    for name in ("setup", "test"):
        assert "\n" not in found[name]
        assert found[name].startswith("python3 -m venv .venv && ")


def test_the_set_up_line_ends_with_a_build_that_works(tmp_path: Path) -> None:
    build = commands()["setup"].rpartition(" && ")[2]
    assert build == ".venv/bin/podfeed build"
    for folder in ("seeds", "media", "feeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    result = subprocess.run(
        [sys.executable, "-m", "podfeed", *build.split()[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    shown = re.search(r"\$ podfeed build\n(.*?)\n```", README, re.DOTALL)
    assert shown is not None
    assert shown[1] in result.stdout


TOUR = re.findall(
    r"^```sh\n(.*?)^```$",
    README.partition("## A tour in five minutes")[2].partition("\n## ")[0],
    re.DOTALL | re.MULTILINE,
)
"""The blocks of commands of the tour."""


def test_the_tour_can_be_pasted_and_prints_what_it_shows(tmp_path: Path) -> None:
    begin, others, check, *_ = (block.splitlines() for block in TOUR)
    assert begin[-1] == "podfeed init my-podcast && cd my-podcast"
    assert all(line.startswith("podfeed init my-podcast --from ") for line in others)
    assert podfeed("init", "my-podcast", cwd=tmp_path).code == 0
    shown = re.findall(r"^\$ podfeed build\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)[1]
    built = podfeed("build", cwd=tmp_path / "my-podcast")
    assert built.out + built.err == shown
    assert len(check) == 4
    for line in check:
        words = shlex.split(line, comments=True)
        assert words[0] == "podfeed"
        ran = podfeed(*words[1:], cwd=tmp_path / "my-podcast")
        assert (ran.code, ran.err) == (0, ""), line


def test_the_finding_that_it_shows_is_what_check_prints(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for folder in ("seeds", "media", "feeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    bench.edit("seeds/ai-training.yaml", "  - Technology\n", "  - Technologie\n")
    shown = re.search(r"```text\n(seeds/ai-training\.yaml\n.*?)\n```", README, re.DOTALL)
    assert shown is not None
    assert shown[1] in bench.run("check", "--ignore", "PSP").stdout


def test_every_link_in_it_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
