"""Findings as text for people, and as the list that scripts read."""

from __future__ import annotations

import json
import re

import pytest

from podfeed.findings import Finding, Severity
from podfeed.reports import summary, to_json, to_statistics, to_text
from podfeed.rules import RULES
from tests.findings import finding


def report(one: Finding, data: bytes | None, *, width: int = 100) -> str:
    return to_text([one], source=lambda path: data, width=width)


def test_a_finding_stands_below_its_file_with_its_line_and_a_caret() -> None:
    assert report(finding(), b"<rss>\n  <item>\n") == "\n".join(
        (
            "feeds/tea.xml",
            '  2:3  error  RSS041  episode "Oolong" has no guid',
            "    │",
            "  2 │   <item>",
            "    │   ^",
            "    = add a <guid>",
        )
    )


def test_findings_are_grouped_by_file() -> None:
    found = [finding(), finding(line=1), finding(path="feeds/ai.xml")]
    text = to_text(found, source=lambda path: None)
    assert [line for line in text.splitlines() if not line.startswith(" ")] == [
        "feeds/tea.xml",
        "",
        "feeds/ai.xml",
    ]


def many(count: int) -> list[Finding]:
    info = finding(code="TXT005", severity=Severity.INFO, message="blanks", line=1, column=1)
    return [info, *(finding(line=10 * number) for number in range(1, count + 1))]


def test_of_what_a_file_has_often_the_first_are_shown_and_the_places_of_the_others_listed() -> None:
    text = to_text(many(9), source=lambda path: None, most=5)
    assert text.count("has no guid") == 5
    assert text.splitlines()[-1] == "  … and 4 more of RSS041: 60:3, 70:3, 80:3, 90:3"
    assert to_text(many(9), source=lambda path: None).count("has no guid") == 9


def test_one_more_than_is_shown_is_shown_as_well() -> None:
    text = to_text(many(6), source=lambda path: None, most=5)
    assert text.count("has no guid") == 6
    assert "…" not in text


def test_ten_thousand_findings_stay_a_page_that_fits_the_terminal() -> None:
    text = to_text(many(10_000), source=lambda path: None, most=5, width=80)
    assert "… and 9,995 more of RSS041: 60:3," in text
    assert text.endswith(" …")
    assert len(text.splitlines()) < 30
    assert max(map(len, text.splitlines())) <= 80


def test_no_name_of_a_file_and_no_value_moves_or_colours_what_a_terminal_shows() -> None:
    hostile = "a\x1b[31m\nb\u202e.xml"
    one = finding(path=hostile, message=hostile, remedy=hostile)
    for text in (to_text([one], source=lambda path: None), to_statistics([one])):
        assert text.count("a�[31m�b�.xml") == (3 if "\n" in text else 1)
        assert not set("\x1b\u202e") & set(text)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("\t\t<item>", 3),
        ("日本語<item>", 4),
        ("e\u0301<item>", 3),
        ("\x1b[31m<item>", 6),
        ("\u202e<item>", 2),
        ("x" * 500 + "<item>" + "y" * 500, 501),
        ("日" * 500 + "<item>" + "本" * 500, 501),
        ("<item>" + "y" * 500, 1),
    ],
)
def test_the_caret_stands_below_its_column(line: str, column: int) -> None:
    from unicodedata import combining, east_asian_width

    shown = report(finding(column=column), b"\n" + line.encode(), width=60).splitlines()
    text, caret = shown[3], shown[4]
    before = text.partition("<item>")[0]
    cells = sum(2 if east_asian_width(c) in "WF" else not combining(c) for c in before)
    assert caret.index("^") == cells
    assert "<item>" in text
    assert "\x1b" not in text
    assert sum(2 if east_asian_width(c) in "WF" else 1 for c in text) <= 60


def test_the_lines_of_a_file_are_found_whatever_ends_them_and_however_it_is_written() -> None:
    for data in (b"a\r\n  <item>", b"a\r  <item>", "a\n  <item>".encode("utf-16")):
        assert "  2 │   <item>" in report(finding(), data)
    assert "│" not in report(finding(), None)
    assert "│" not in report(finding(line=9), b"a")
    assert "│" not in report(finding(line=None, column=None), b"a")


def test_colours_are_only_there_on_request() -> None:
    plain = to_text([finding()], source=lambda path: b"a\n  <item>")
    painted = to_text([finding()], source=lambda path: b"a\n  <item>", colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain
    assert "\x1b[1;31merror\x1b[0m" in painted


def test_json_has_every_part_and_the_name_of_the_kind() -> None:
    assert "RSS041" in RULES
    parsed = json.loads(to_json([finding(), finding(line=None, remedy=None)]))
    assert parsed[0] == {
        "code": "RSS041",
        "name": "guid-missing",
        "severity": "error",
        "message": 'episode "Oolong" has no guid',
        "path": "feeds/tea.xml",
        "line": 2,
        "column": 3,
        "element": "/rss/channel/item[1]",
        "url": RULES["RSS041"].kind.source,
        "fix": "add a <guid>",
    }
    assert parsed[1]["line"] is parsed[1]["fix"] is None
    assert json.loads(to_json([])) == []


def test_the_summary_counts_by_severity() -> None:
    found = [finding(), finding(), finding(severity=Severity.INFO)]
    assert summary(found, feeds=1, episodes=1200) == "1 feed, 1,200 episodes: 2 errors, 1 info"
