"""Five feeds in the manner of real hosts, with findings that were each judged by reading them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from podfeed.rules import lint
from tests.feeds import NOW

FEEDS = sorted((Path(__file__).parent / "data" / "feeds" / "judged").glob("*.xml"))

Told = tuple[str, str, int | None, int | None, str | None]


def expected(feed: Path) -> list[Told]:
    rows: list[dict[str, Any]] = json.loads(feed.with_suffix(".expected.json").read_bytes())
    return [
        (row["code"], row["severity"], row["line"], row["column"], row["element"]) for row in rows
    ]


def told(feed: Path) -> list[Told]:
    return [
        (one.code, one.severity.value, one.line, one.column, one.element)
        for one in lint(feed.read_bytes(), path=feed.name, now=NOW)
    ]


def test_there_are_five_and_each_has_its_list() -> None:
    assert len(FEEDS) == 5
    assert all(expected(feed) for feed in FEEDS)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.stem)
def test_errors_and_warnings_are_those_that_were_judged_true(feed: Path) -> None:
    found = [one for one in told(feed) if one[1] != "info"]
    assert found == [one for one in expected(feed) if one[1] != "info"]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.stem)
def test_advice_that_was_judged_true_is_given(feed: Path) -> None:
    assert set(expected(feed)) <= set(told(feed))
