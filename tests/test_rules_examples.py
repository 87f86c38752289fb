"""Every rule fires on its Wrong and is silent on its Right, and its page is whole."""

from __future__ import annotations

import re
from inspect import cleandoc

import pytest

from podfeed.findings import KINDS, Severity
from podfeed.history import read_feed
from podfeed.rules import FAMILIES, RULES, lint
from podfeed.rules.engine.profiles import ASKED_ONLY
from tests.feeds import GOOD, MEDIA, NOW, splice

_BLOCK = re.compile(r"^(Wrong|Right):\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAST = read_feed(GOOD, "good.xml")


def examples(code: str) -> dict[str, list[tuple[str, str]]]:
    """The blocks of a rule's page: Wrong and Right, each with its language and text."""
    found: dict[str, list[tuple[str, str]]] = {"Wrong": [], "Right": []}
    for heading, language, text in _BLOCK.findall(cleandoc(RULES[code].kind.page)):
        found[heading].append((language, text))
    return found


XML = sorted(code for code in RULES if any(lang == "xml" for lang, _ in examples(code)["Wrong"]))


def judge(code: str, data: bytes) -> list[str]:
    profiles = RULES[code].applies if code in ASKED_ONLY else ()
    findings = lint(
        data, path="x.xml", media=MEDIA, past=PAST, now=NOW, select=[code], profiles=profiles
    )
    return [finding.code for finding in findings]


def test_there_are_rules() -> None:
    assert len(XML) > 80


@pytest.mark.parametrize("code", XML)
def test_wrong_fires_and_right_is_silent(code: str) -> None:
    shown = examples(code)
    for _, snippet in shown["Wrong"]:
        assert set(judge(code, splice(snippet))) == {code}, snippet
    for _, snippet in shown["Right"]:
        assert judge(code, splice(snippet)) == [], snippet


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_page_says_what_and_shows_wrong_and_right(code: str) -> None:
    kind = RULES[code].kind
    shown = examples(code)
    assert shown["Wrong"]
    assert shown["Right"]
    first = cleandoc(kind.page).partition("\n\n")[0]
    assert first.rstrip().endswith(".")
    assert kind.source
    assert kind.source.startswith("https://")


def test_nothing_at_all_is_wrong_with_the_good_feed() -> None:
    assert lint(GOOD, path="good.xml", media=MEDIA, past=PAST, now=NOW) == []


def test_codes_and_names_are_unique_and_well_formed() -> None:
    kinds = [rule.kind for rule in RULES.values()]
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", kind.code) for kind in kinds)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.name) for kind in kinds)
    assert len({kind.name for kind in kinds}) == len(kinds)
    assert all(KINDS[code] is rule.kind for code, rule in RULES.items())


def test_a_family_has_one_prefix() -> None:
    prefixes: dict[str, set[str]] = {}
    for code, rule in RULES.items():
        function = getattr(rule.judge, "func", rule.judge)
        prefixes.setdefault(function.__module__.rpartition(".")[2], set()).add(code[:3])
    assert set(prefixes) == set(FAMILIES)
    assert all(len(found) == 1 for found in prefixes.values())


def test_a_rule_on_the_good_feed_costs_no_other_finding() -> None:
    """An error of one kind must not be told by three rules at once."""
    for code in XML:
        if RULES[code].kind.severity is not Severity.ERROR or code in ("RSS006", "RSS008"):
            continue
        snippet = examples(code)["Wrong"][0][1]
        if not snippet.lstrip().startswith("<?xml") and "<rss" not in snippet:
            found = lint(splice(snippet), path="x.xml", media=MEDIA, now=NOW)
            errors = {f.code for f in found if f.severity is Severity.ERROR}
            assert len(errors) <= 2, (code, errors)
