"""Every requirement of the specifications is judged by a rule, or it is said why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from podfeed.findings import Severity
from podfeed.rules import PROFILES, RULES, lint
from podfeed.rules.engine.profiles import is_meant
from tests.feeds import GOOD, NOW, splice

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


VALUES: dict[str, list[dict[str, Any]]] = yaml.load(
    (HERE / "values.yaml").read_bytes(), yaml.BaseLoader
)


def values(kind: str) -> list[tuple[str, str, str]]:
    return [
        (name, place["at"], value)
        for name, places in VALUES.items()
        for place in places
        for value in place.get(kind, ())
    ]


def told(data: bytes) -> set[str]:
    found = lint(data, path="x.xml", now=NOW, profiles=tuple(PROFILES))
    return {finding.code for finding in found}


def test_every_place_has_values_that_are_wrong() -> None:
    assert all(place["wrong"] for places in VALUES.values() for place in places)
    assert len(values("wrong")) > 100


@pytest.mark.parametrize(("name", "place", "value"), values("wrong"))
def test_a_value_against_a_requirement_is_found_by_a_rule_of_it(
    name: str, place: str, value: str
) -> None:
    assert told(splice(place.replace("@", value))) & set(COVERAGE[name])


@pytest.mark.parametrize(("name", "place", "value"), values("right"))
def test_a_value_that_keeps_a_requirement_is_left_alone(name: str, place: str, value: str) -> None:
    assert told(splice(place.replace("@", value))) <= told(GOOD)


_PROFILE_OF = {**{name: name for name in PROFILES}, "podcast2.0": "podcast2"}


@pytest.mark.parametrize(
    ("requirement", "profile"),
    [
        (one["id"], _PROFILE_OF[who])
        for one in REQUIREMENTS
        for who in one["applies_to"]
        if who in _PROFILE_OF and isinstance(COVERAGE[one["id"]], list)
    ],
)
def test_who_asks_for_something_has_it_judged_in_a_profile_of_its_own(
    requirement: str, profile: str
) -> None:
    assert any(is_meant(code, (profile,)) for code in COVERAGE[requirement])


def test_what_a_profile_refuses_a_feed_for_is_an_error_in_it() -> None:
    one = "<item><description><!-- 4001 characters --></description></item>"
    assert severity(one, "PSP007", "psp1") is Severity.ERROR
    assert severity(one, "PSP007", "apple") is Severity.WARNING
    assert severity(one.replace("4001", "10001"), "PSP007", "apple") is Severity.ERROR
    bare = "<item><podcast:transcript type='text/vtt'/></item>"
    assert severity(bare, "POD013", "psp1") is Severity.ERROR
    assert severity(bare, "POD013", "podcast2") is Severity.ERROR
    assert severity(bare, "POD013") is Severity.WARNING


def severity(snippet: str, code: str, *profiles: str) -> Severity:
    (found,) = lint(splice(snippet), path="x.xml", select=[code], profiles=profiles)
    return found.severity
