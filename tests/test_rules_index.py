"""The index of all rules is up to date, whole, and linked."""

from __future__ import annotations

from podfeed.rules import RULES
from tests.needs import ROOT
from tests.rules_index import FAMILIES, INDEX, index


def test_the_index_is_what_the_rules_make_of_it() -> None:
    written = INDEX.read_text(encoding="utf-8")
    assert written == index(), "run python -m tests.rules_index"


def test_every_rule_is_in_the_index_once() -> None:
    lines = INDEX.read_text(encoding="utf-8").splitlines()
    codes = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    assert sorted(set(codes) - {"code"}) == sorted(RULES)
    assert len([code for code in codes if code != "code"]) == len(RULES)


def test_every_family_has_rules() -> None:
    assert {code[:3] for code in RULES} == set(FAMILIES)


def test_the_readme_links_the_index() -> None:
    assert "(podfeed/rules/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
