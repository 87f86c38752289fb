"""What hosts read: the action, the hooks, the workflow, and what the README says of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_manifest

from podfeed.cli.check import command as check
from podfeed.cli.reporting import FORMATS
from tests.feeds import GOOD, spoilt
from tests.needs import ROOT, needs_program
from tests.workspaces import NOW, Bench, tea

NO_GUID = spoilt('<guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid>', "")


def load(path: str) -> dict[str, Any]:
    document = yaml.load((ROOT / path).read_text("utf-8"), yaml.BaseLoader)
    assert isinstance(document, dict)
    return document


ACTION = load("action.yml")
WORKFLOW = load(".github/workflows/check.yml")
HOOKS = {hook["id"]: hook for hook in load_manifest(ROOT / ".pre-commit-hooks.yaml")}
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.mark.parametrize(
    ("schema", "path"),
    [("github-actions", "action.yml"), ("github-workflows", ".github/workflows/check.yml")],
)
def test_what_github_reads_follows_its_schema(schema: str, path: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    run = subprocess.run([*command, path], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


# The action


def test_every_input_of_the_action_is_used_and_none_that_is_not_there() -> None:
    used = set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", (ROOT / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])
    assert all(given["description"] for given in ACTION["inputs"].values())


def test_nothing_from_outside_is_pasted_into_a_script() -> None:
    scripts = [step["run"] for step in STEPS.values() if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_the_action_offers_what_the_command_takes() -> None:
    options = {name: p for p in check.params for name in p.opts}
    assert set(options["--format"].type.choices) == set(FORMATS)  # type: ignore[attr-defined]
    for name in ("select", "ignore", "fail-on", "format", "output"):
        assert f"--{name}" in options
        assert f"--{name}=$" in STEPS["Check"]["run"]
    assert ACTION["inputs"]["format"]["default"] == "github"
    assert ACTION["inputs"]["fail-on"]["default"] == options["--fail-on"].default
    for form in FORMATS:
        assert form in ACTION["inputs"]["format"]["description"]


def perform(
    step: str, temp: Path, folder: Path, python: str = "", **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Run a step's script as the runner does, with the inputs that a workflow gives."""
    assert set(inputs) <= {name.replace("-", "_") for name in ACTION["inputs"]}
    context = {
        "runner.temp": str(temp),
        "github.action_path": str(folder / "an action"),
        "steps.python.outputs.python-path": python,
    }
    for name, given in ACTION["inputs"].items():
        context[f"inputs.{name}"] = inputs.get(name.replace("-", "_"), given["default"])

    def fill(match: re.Match[str]) -> str:
        return context[match[1]]

    environment = {
        name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", fill, value)
        for name, value in STEPS[step]["env"].items()
    }
    assert STEPS[step]["shell"] == "bash"
    script = temp / "script.sh"
    script.write_text(STEPS[step]["run"])
    return subprocess.run(
        [needs_program("bash"), "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "GITHUB_WORKSPACE": str(folder),
            "SOURCE_DATE_EPOCH": NOW,
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def temp(tmp_path: Path) -> Path:
    """A runner's folder in which podfeed is installed already."""
    temp = tmp_path / "runner temp"
    program = temp / "podfeed" / "bin" / "podfeed"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podfeed "$@"\n')
    program.chmod(0o755)
    return temp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    return folder


FAKE = """#!/bin/sh
printf '%s\\n' "$0" "$@" >> "{log}"
if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
"""


def test_podfeed_is_installed_from_the_actions_own_files(tmp_path: Path, folder: Path) -> None:
    log, fake, temp = tmp_path / "log", tmp_path / "a python", tmp_path / "runner temp"
    temp.mkdir()
    fake.write_text(FAKE.format(log=log))
    fake.chmod(0o755)
    done = perform("Install podfeed", temp, folder, python=str(fake))
    assert done.returncode == 0, done.stderr
    told = log.read_text().splitlines()
    assert told[:4] == [str(fake), "-m", "venv", f"{temp}/podfeed"]
    assert told[4:8] == [f"{temp}/podfeed/bin/python", "-m", "pip", "install"]
    assert told[-1] == str(folder / "an action")


def test_the_action_annotates_the_workspace_and_fails(temp: Path, folder: Path) -> None:
    bench: Bench = tea(folder / "my shows")
    bench.build()
    done = perform("Check", temp, folder, workspace="my shows")
    assert (done.returncode, done.stderr) == (0, "")
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    done = perform("Check", temp, folder, workspace="my shows")
    assert done.returncode == 1
    assert "::error file=my shows/feeds/tea.xml,line=6," in done.stdout


def test_the_action_takes_paths_one_a_line(temp: Path, folder: Path) -> None:
    for name in ("a b.xml", "feeds/c.xml", "feeds/deep/d.xml", "-e.xml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(NO_GUID)
    paths = "a b.xml\r\n\nfeeds/**/*.xml\n-e.xml"
    done = perform("Check", temp, folder, paths=paths, select="RSS041")
    assert done.returncode == 1
    found = re.findall(r"^::error file=([^,]+),line=\d+,col=\d+,title=RSS041 ", done.stdout, re.M)
    assert found == ["a b.xml", "feeds/c.xml", "feeds/deep/d.xml", "-e.xml"]
    done = perform("Check", temp, folder, paths=paths, ignore="RSS041", fail_on="info")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_action_writes_a_report_to_hand_over(temp: Path, folder: Path) -> None:
    (folder / "a.xml").write_bytes(NO_GUID)
    done = perform("Check", temp, folder, paths="a.xml", format="sarif", output="out/p.sarif")
    assert done.returncode == 1
    assert done.stdout == "1 feed, 2 episodes: 1 error\n"
    assert '"ruleId": "RSS041"' in (folder / "out/p.sarif").read_text()


HOSTILE = [
    '"; touch pwned; "',
    "$(touch pwned)",
    "`touch pwned`",
    "x' ; touch pwned #",
    "--help",
    "*",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_an_input_holds_is_run(temp: Path, folder: Path, text: str) -> None:
    log = folder / "log"
    program = temp / "podfeed" / "bin" / "podfeed"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{log}"\n')
    names = ("paths", "workspace", "select", "ignore", "fail_on", "format", "output")
    done = perform("Check", temp, folder, **dict.fromkeys(names, text))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    options = [f"--{n}={text}" for n in ("format", "fail-on", "select", "ignore", "output")]
    assert log.read_text().splitlines() == ["-C", text, "check", *options, "--", text]
    assert not (folder / "pwned").exists()


# The hooks


def test_the_hooks_call_a_command_that_is_there() -> None:
    assert set(HOOKS) == {"podfeed-check", "podfeed-check-feeds"}
    for hook in HOOKS.values():
        assert hook["entry"] == "podfeed check"
        assert hook["language"] == "python"
        assert hook["require_serial"] is True


@pytest.fixture
def committed(folder: Path, temp: Path, tmp_path: Path) -> Any:
    """A function that runs the hooks on files that are about to be committed."""
    git = needs_program("git")
    environment = {
        "PATH": f"{temp}/podfeed/bin{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": NOW,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    # As they are, but for the environment that would be made for them.
    hooks = [{**hook, "language": "unsupported"} for hook in HOOKS.values()]
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))

    def call(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    assert call(git, "init", "-q").returncode == 0

    def commit(hook: str, *paths: str) -> subprocess.CompletedProcess[str]:
        assert call(git, "add", "--", *paths).returncode == 0
        options = ("--config", str(config), "--color", "never", "--verbose")
        done = call(sys.executable, "-m", "pre_commit", "run", hook, *options)
        assert call(git, "rm", "-q", "-r", "--cached", "--", *paths).returncode == 0
        return done

    return commit


def test_a_change_of_the_workspace_has_it_judged_whole(folder: Path, committed: Any) -> None:
    bench: Bench = tea(folder)
    bench.build()
    bench.write("README.md", "Tea.")
    assert "Skipped" in committed("podfeed-check", "README.md").stdout
    done = committed("podfeed-check", "seeds")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 feed, 3 episodes: " in done.stdout
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    for changed in ("seeds", "media", "feeds"):
        done = committed("podfeed-check", changed)
        assert done.returncode == 1
        assert "SRC200" in done.stdout


def test_feeds_that_change_are_judged_together(folder: Path, committed: Any) -> None:
    (folder / "public").mkdir()
    for name, data in (("a b.xml", NO_GUID), ("c.rss", GOOD), ("d.txt", NO_GUID)):
        (folder / "public" / name).write_bytes(data)
    done = committed("podfeed-check-feeds", "public")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "public/a b.xml\n" in done.stdout
    assert "2 feeds, 4 episodes: 1 error" in done.stdout
    assert committed("podfeed-check-feeds", "public/c.rss").returncode == 0
    assert "Skipped" in committed("podfeed-check-feeds", "public/d.txt").stdout


# The project's own workflow, and the README


def test_the_workflow_checks_the_feeds_and_runs_all_that_has_to_hold() -> None:
    assert {"push", "pull_request"} <= set(WORKFLOW["on"])
    assert WORKFLOW["permissions"] == {"contents": "read"}
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    assert "./" in [step.get("uses") for step in steps]
    (script,) = [step["run"] for step in steps if "run" in step]
    assert os.access(ROOT / script, os.X_OK)


def uses(document: dict[str, Any]) -> list[dict[str, Any]]:
    jobs = document["jobs"].values()
    return [step for job in jobs for step in job["steps"] if "uses" in step]


def examples(name: str) -> dict[str, Any]:
    text = (ROOT / "README.md").read_text("utf-8")
    match = re.search(rf"<!-- {name} -->\n```yaml\n(.*?)```", text, re.DOTALL)
    assert match, f"the README has no example named {name}"
    document = yaml.load(match[1], yaml.BaseLoader)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("name", ["action", "sarif"])
def test_the_readme_uses_the_action_as_it_is(name: str, tmp_path: Path) -> None:
    document = examples(name)
    (step,) = [step for step in uses(document) if "/podfeed@" in step["uses"]]
    assert set(step.get("with", {})) <= set(ACTION["inputs"])
    path = tmp_path / "workflow.yml"
    path.write_text(yaml.safe_dump(document))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    command += ["vendor.github-workflows", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_readme_hands_over_the_report_that_it_writes() -> None:
    ours, upload = uses(examples("sarif"))[1:]
    assert ours["with"]["format"] == "sarif"
    assert upload["with"]["sarif_file"] == ours["with"]["output"]
    assert "failure()" in upload["if"]


def test_the_readme_names_hooks_that_are_there() -> None:
    (repository,) = examples("pre-commit")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == set(HOOKS)


def test_every_format_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(f"| `{form}` |" in text for form in FORMATS)


def test_actions_of_others_are_named_by_their_major_version() -> None:
    names = [s["uses"] for s in [*ACTION["runs"]["steps"], *uses(WORKFLOW)] if "uses" in s]
    others = [name for name in names if name != "./"]
    assert len(others) >= 3
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@v\d+", name) for name in others)
