"""``check: ignore:`` in the sources: rules that a show or network has reasons not to follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workspaces import Bench, tea

HINT = "PSP005"  # the episodes of this workspace have no page of their own


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = tea(tmp_path)
    text = (bench.root / "seeds/tea.yaml").read_text()
    bench.write("seeds/tea.yaml", text + "defaults: {description: A cup of it.}\n")
    bench.build()
    return bench


def ignore(bench: Bench, name: str, *rows: str) -> None:
    text = (bench.root / name).read_text()
    bench.write(name, text + "check:\n  ignore:\n" + "".join(f"    - {row}\n" for row in rows))


@pytest.mark.parametrize("name", ["seeds/tea.yaml", "seeds/network.yaml"])
@pytest.mark.parametrize("code", [HINT, "episode-link-missing"])
def test_what_is_ignored_with_a_reason_is_not_told(bench: Bench, name: str, code: str) -> None:
    assert HINT in {one["code"] for one in bench.check()}
    ignore(bench, name, f"{{code: {code}, reason: episodes have no pages}}")
    assert {one["code"] for one in bench.check()} & {HINT, "SRC206"} == set()


@pytest.mark.parametrize("name", ["seeds/tea.yaml", "seeds/network.yaml"])
@pytest.mark.parametrize("code", ["APL037", "APL999"])
def test_an_ignore_that_is_of_no_use_is_told(bench: Bench, name: str, code: str) -> None:
    ignore(bench, name, f"{{code: {code}, reason: once it was}}")
    (unused,) = [one for one in bench.check() if one["code"] == "SRC206"]
    assert unused["path"] == name
    assert unused["severity"] == "warning"
    assert code in unused["message"]


def test_an_ignore_of_rules_that_were_not_asked_for_is_not_unused(bench: Bench) -> None:
    ignore(bench, "seeds/tea.yaml", "{code: APL037, reason: once it was}")
    assert bench.check("--select", "SRC206,RSS") == []


def test_an_ignore_is_not_called_unused_where_a_profile_leaves_rules_out(bench: Bench) -> None:
    ignore(bench, "seeds/tea.yaml", f"{{code: {HINT}, reason: episodes have no pages}}")
    assert bench.check("--profile", "apple", "--select", "SRC206,PSP") == []


def test_an_ignore_without_a_reason_is_an_error(bench: Bench) -> None:
    ignore(bench, "seeds/tea.yaml", f"{{code: {HINT}}}")
    assert "reason" in json.dumps([one for one in bench.check() if one["severity"] == "error"])
