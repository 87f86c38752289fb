"""What ``import podfeed`` offers: each name is there, is documented, and costs nothing before."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import podfeed
from tests.feeds import GOOD
from tests.needs import ROOT
from tests.workspaces import tea


def test_all_is_exact() -> None:
    assert set(podfeed.__all__) == {*podfeed._PLACES, "__version__"}
    assert sorted(podfeed.__all__) == podfeed.__all__
    assert set(podfeed.__all__) <= set(dir(podfeed))


@pytest.mark.parametrize("name", sorted(podfeed._PLACES))
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(podfeed, name)
    assert found.__doc__
    assert found.__module__.startswith("podfeed.")
    hinted = (ROOT / "podfeed/__init__.py").read_text(encoding="utf-8").partition("__version__ =")
    assert name in hinted[0], "type checkers do not see it"


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = podfeed.nothing


def test_the_import_alone_loads_nothing() -> None:
    code = (
        "import sys, podfeed; print([m for m in sys.modules if m.startswith(('podfeed.', 'lxml',"
        " 'pydantic', 'yaml', 'mutagen', 'av', 'PIL', 'click'))])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "[]"


def test_a_workspace_is_built_and_checked_from_python(tmp_path: Path) -> None:
    tea(tmp_path)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    built = podfeed.build_workspace(tmp_path, (), podfeed.Options(now))
    assert [outcome.state for outcome in built.outcomes] == ["new"]
    checked = podfeed.check_workspace(tmp_path, podfeed.Selection(now))
    assert all(one.severity is not podfeed.Severity.ERROR for one in checked.findings)
    reading, _ = podfeed.read_show(podfeed.open_workspace(tmp_path), "tea")
    assert reading.show is not None
    assert [one.title for one in reading.show.episodes] == ["Three", "Two", "One"]
    feed = (tmp_path / "feeds/tea.xml").read_bytes()
    assert len(podfeed.read_feed(feed, "tea.xml").items) == 3
    assert podfeed.probe(tmp_path / "media/tea/1.mp3", shown="1.mp3").audio is not None


def test_a_feed_is_linted_from_python() -> None:
    found = podfeed.lint(GOOD, path="good.xml", now=datetime(2026, 6, 1, tzinfo=UTC))
    assert all(isinstance(one, podfeed.Finding) for one in found)
