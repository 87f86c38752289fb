"""Every requirement of the specifications is judged by a rule, or it is said why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from podfeed.rules import RULES, lint
from tests.feeds import splice

HERE = Path(__file__).parent / "data" / "spec"
REQUIREMENTS: list[dict[str, Any]] = yaml.safe_load((HERE / "requirements.yaml").read_bytes())


class _Unique(yaml.SafeLoader):
    """A loader that takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), sorted({key for key in keys if keys.count(key) > 1})
        return super().construct_mapping(node, deep)


COVERAGE: dict[str, Any] = yaml.load((HERE / "coverage.yaml").read_bytes(), _Unique)


def wanted(checkable: str) -> set[str]:
    return {one["id"] for one in REQUIREMENTS if one["checkable"] == checkable}


def test_the_requirements_are_there() -> None:
    ids = [one["id"] for one in REQUIREMENTS]
    assert len(ids) == len(set(ids)) > 400
    assert {one["checkable"] for one in REQUIREMENTS} == {"static", "media", "network"}


@pytest.mark.parametrize("checkable", ["static", "media", "network"])
def test_every_requirement_is_judged_or_excepted(checkable: str) -> None:
    assert wanted(checkable) - set(COVERAGE) == set()


def test_nothing_is_covered_that_nobody_requires() -> None:
    assert set(COVERAGE) - {one["id"] for one in REQUIREMENTS} == set()


@pytest.mark.parametrize("name", sorted(COVERAGE))
def test_a_requirement_has_rules_that_exist_or_a_reason(name: str) -> None:
    entry = COVERAGE[name]
    if isinstance(entry, list):
        assert entry
        assert len(entry) == len(set(entry))
        assert [code for code in entry if code not in RULES] == []
    else:
        assert set(entry) == {"exception"}
        assert len(entry["exception"].split()) > 4


def test_what_is_required_is_seldom_excepted() -> None:
    required = {one["id"] for one in REQUIREMENTS if one["level"] in ("required", "forbidden")}
    static = required & wanted("static")
    excepted = {name for name in static if not isinstance(COVERAGE[name], list)}
    assert len(static) > 100
    assert len(excepted) / len(static) < 0.02, sorted(excepted)


SPOILT = yaml.safe_load((HERE / "spoilt.yaml").read_bytes())


@pytest.mark.parametrize(("name", "snippet"), sorted(SPOILT.items()))
def test_a_feed_against_a_requirement_is_found_by_a_rule_of_it(name: str, snippet: str) -> None:
    codes = {finding.code for finding in lint(splice(snippet), path="x.xml")}
    assert codes & set(COVERAGE[name]), codes
