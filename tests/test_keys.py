"""Every key that may be written has a page, and ``podfeed explain`` finds it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from podfeed.cli.explain import command as explain
from podfeed.errors import UsageError
from podfeed.keys import EXAMPLES, SETTINGS, Key, every_key
from podfeed.starting.yaml import lines
from podfeed.tags.podcast.show import Funding
from podfeed.workspace import open_workspace, read_show

NETWORK = {"title": "Tea Network", "base_url": "https://tea.example"}
SHOW = {
    "title": "Tea",
    "description": "About tea.",
    "author": "Tea Network",
    "language": "en",
    "explicit": False,
    "categories": ["Leisure"],
    "timezone": "UTC",
}
EPISODE = {"title": "Three", "number": 3}
OUTLINE = "Tea\n1 episode — About tea.\n\nThree — the cup\nHalf way.\n"
KEYS = every_key()
assert KEYS


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.owner}/{key.name}")
def test_every_key_has_a_page_that_begins_with_a_sentence(key: Key) -> None:
    assert key.page
    assert key.summary.endswith((".", "…")), key.summary


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.owner}/{key.name}")
def test_the_example_of_every_key_is_read_without_a_finding(key: Key, tmp_path: Path) -> None:
    network, show, episode = dict(NETWORK), dict(SHOW), dict(EPISODE)
    {"network": network, "show": show, "episode": episode}[key.owner][key.name] = key.example
    if key.owner != "show" or key.name not in ("episodes", "listing"):
        show["episodes"] = [episode]
    for name, values in (("network", network), ("tea", show)):
        path = tmp_path / "seeds" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(lines(*one) for one in values.items()), encoding="utf-8")
    path.with_name("tea.txt").write_text(OUTLINE, encoding="utf-8")
    workspace = open_workspace(tmp_path)
    reading, _ = read_show(workspace, "tea")
    assert [*workspace.findings, *reading.findings] == []
    assert reading.show is not None


def test_what_explain_prints_as_yaml_may_be_pasted() -> None:
    printed = CliRunner().invoke(explain, ["funding"]).output
    text = printed.partition("```yaml\n")[2].partition("```")[0]
    assert yaml.safe_load(text) == {"funding": [Funding.example]}


@pytest.mark.parametrize("told", [SETTINGS, EXAMPLES])
def test_nothing_is_told_of_a_key_that_is_gone(told: Mapping[tuple[str, str], object]) -> None:
    known = {(key.owner, key.name) for key in KEYS}
    for owner, name in told:
        assert (owner, name) in known or (owner == "*" and name in {k for _, k in known})


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("funding", ("funding: a key of a show", "# podcast:funding", "<podcast:funding")),
        ("podcast:funding", ("funding: a key of a show", "# podcast:funding")),
        ("schedule", ("schedule: a key of a show", "RFC 5545")),
        ("xml", ("xml: a key of a show and of an episode", "as they are")),
        ("title", ("of the network", "of a show", "# title")),
        ("cover", ("image: a key", "# itunes:image")),
        ("itunes:explicit", ("explicit: a key of a show and of an episode",)),
    ],
)
def test_the_page_of_a_key_is_found_by_its_name_or_element(
    word: str, parts: tuple[str, ...]
) -> None:
    result = CliRunner().invoke(explain, [word])
    assert result.exit_code == 0
    for part in parts:
        assert part in result.output


def test_all_keys_are_listed_a_line_each() -> None:
    lines = CliRunner().invoke(explain, ["--keys"]).output.splitlines()
    assert len(lines) == len(KEYS)
    assert all(line.split()[0] in ("network", "show", "episode") for line in lines)


def test_a_key_that_is_not_there_gets_the_nearest() -> None:
    result = CliRunner().invoke(explain, ["fundin"])
    assert isinstance(result.exception, UsageError)
    assert 'did you mean "funding"?' in str(result.exception)
