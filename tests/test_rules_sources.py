"""The SRC rules: feeds and locks against what a build would write now."""

from __future__ import annotations

import pytest

from podfeed.rules import Made, SourceFacts, judge_sources

FEED = Made("feeds/tea.xml", b"<a>\n<b>\n", b"<a>\n<b>\n")
LOCK = Made("seeds/tea.lock", b"{}\n", b"{}\n")


def test_nothing_is_told_of_a_workspace_in_step() -> None:
    facts = SourceFacts((FEED,), (LOCK,), ("media/a.jpg",), frozenset(("media/a.jpg",)))
    assert judge_sources(facts) == []


@pytest.mark.parametrize(
    ("facts", "code", "path", "line"),
    [
        (SourceFacts(feeds=(Made("f", b"a\nb\n", b"a\nc\n"),)), "SRC200", "f", 2),
        (SourceFacts(feeds=(Made("f", b"a\n", b"a\nc\n"),)), "SRC200", "f", 1),
        (SourceFacts(feeds=(Made("f", b"", b"a\n"),)), "SRC200", "f", 1),
        (SourceFacts(feeds=(Made("f", None, b"a\n"),)), "SRC201", "f", None),
        (SourceFacts(locks=(Made("l", b"1\n2\n", b"1\n3\n"),)), "SRC202", "l", 2),
        (SourceFacts(locks=(Made("l", None, b"1\n"),)), "SRC202", "l", None),
        (SourceFacts(feeds=(Made("f", b"a\n", None),)), "SRC203", "f", None),
        (SourceFacts(locks=(Made("l", b"1\n", None),)), "SRC204", "l", None),
        (SourceFacts(media=("m",)), "SRC205", "m", None),
        (SourceFacts(companions=(Made("c", b"a", b"b"),)), "SRC200", "c", None),
        (SourceFacts(companions=(Made("c", None, b"b"),)), "SRC200", "c", None),
        (SourceFacts(companions=(Made("c", b"a", None),)), "SRC209", "c", None),
    ],
)
def test_what_is_out_of_step_is_told_where_it_is(
    facts: SourceFacts, code: str, path: str, line: int | None
) -> None:
    (finding,) = judge_sources(facts)
    assert (finding.code, finding.path, finding.line) == (code, path, line)
    assert finding.remedy


def test_what_is_not_there_is_left_behind_by_nobody() -> None:
    facts = SourceFacts((Made("f", None, None),), (Made("l", None, None),))
    assert judge_sources(facts) == []


def test_many_files_left_in_one_folder_are_told_at_once_with_the_way_to_be_rid_of_them() -> None:
    left = [Made(f"feeds/tea/{n}.html", b"", None) for n in range(1000)]
    few = [Made("feeds/pot/one.html", b"", None), Made("feeds/index.html", b"", None)]
    found = judge_sources(SourceFacts(companions=(*left, *few)))
    assert [(one.code, one.path) for one in found] == [
        ("SRC209", "feeds/index.html"),
        ("SRC209", "feeds/pot/one.html"),
        ("SRC209", "feeds/tea/"),
    ]
    assert "1,000" in found[2].message
    assert "delete feeds/tea/" in str(found[2].remedy)


def test_rules_can_be_left_out() -> None:
    facts = SourceFacts(media=("m",), locks=(Made("l", None, b"1\n"),))
    assert [f.code for f in judge_sources(facts, ignore=["SRC205"])] == ["SRC202"]
    assert [f.code for f in judge_sources(facts, select=["SRC205"])] == ["SRC205"]
