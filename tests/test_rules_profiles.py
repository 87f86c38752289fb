"""Profiles: whom a rule speaks for, and what is told when only some are asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from podfeed.cli.check import command as check
from podfeed.cli.common import Settings
from podfeed.errors import UsageError
from podfeed.findings import Finding, Severity
from podfeed.rules import PROFILES, RULES, lint, parse_profiles
from podfeed.rules.engine.profiles import ASKED_ONLY, is_meant, speaks_for, weigh
from tests.feeds import MEDIA, NOW, splice

NO_DATE = splice("<item><!-- no pubDate --></item>")
NO_SELF = splice("<channel><!-- no atom:link --></channel>")
NO_GUID = splice("<item><!-- no guid --></item>")
BAD_UUID = splice("<channel><podcast:guid>tea</podcast:guid></channel>")


def found(data: bytes, *profiles: str) -> dict[str, Finding]:
    told = lint(data, path="x", media=MEDIA, now=NOW, profiles=parse_profiles(profiles))
    return {finding.code: finding for finding in told}


def test_every_rule_belongs_to_profiles_that_exist() -> None:
    assert RULES
    for rule in RULES.values():
        assert rule.applies == speaks_for(rule.code)
        assert rule.applies <= set(PROFILES)


@pytest.mark.parametrize(
    ("code", "profiles"),
    [
        ("APL052", {"apple"}),
        ("POD046", {"podcast2"}),
        ("POD001", {"podcast2", "psp1"}),
        ("PSP007", {"apple", "psp1"}),
        ("PSP002", {"psp1"}),
        ("RSS041", set()),
    ],
)
def test_a_family_speaks_for_its_profile(code: str, profiles: set[str]) -> None:
    assert RULES[code].applies == profiles


def test_a_profile_drops_what_only_others_ask() -> None:
    assert "POD001" in found(BAD_UUID)
    assert "POD001" in found(BAD_UUID, "podcast2")
    assert "POD001" in found(BAD_UUID, "apple", "podcast2")
    assert "POD001" not in found(BAD_UUID, "apple")


DIFFERENT = ASKED_ONLY - {"APL024"}
"""Where the documents contradict each other. The good feed has no owner, which is told besides."""

NO_OWNER = splice("<channel><itunes:author>Ann Author</itunes:author></channel>")
EMPTY_OWNER = splice(
    "<channel><itunes:owner><itunes:name>Ann</itunes:name></itunes:owner></channel>"
)


@pytest.mark.parametrize("profile", ["spotify", "youtube", "amazon"])
def test_the_address_to_claim_a_show_by_is_asked_for_by_those_who_send_there(profile: str) -> None:
    assert "APL021" in found(EMPTY_OWNER, profile)
    assert "APL024" in found(NO_OWNER, profile)


def test_apple_which_reads_no_owner_asks_for_none_and_nobody_is_told_unasked() -> None:
    assert {"APL021", "APL024"}.isdisjoint(found(EMPTY_OWNER, "apple").keys())
    assert {"APL021", "APL024"}.isdisjoint(found(NO_OWNER, "apple").keys())
    assert "APL024" not in found(NO_OWNER)


def test_an_owner_whose_address_was_taken_out_against_spam_is_no_worse_than_a_hint() -> None:
    empty = "<itunes:owner><itunes:email></itunes:email></itunes:owner>"
    wrong = empty.replace("></itunes:email", ">ann</itunes:email")
    assert found(splice(f"<channel>{empty}</channel>"))["APL020"].severity is Severity.INFO
    assert found(splice(f"<channel>{wrong}</channel>"))["APL020"].severity is Severity.WARNING


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_what_everyone_asks_stays_in_every_profile(profile: str) -> None:
    assert found(NO_GUID, profile)["RSS041"].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("data", "code", "profile"), [(NO_DATE, "RSS063", "spotify"), (NO_SELF, "PSP001", "psp1")]
)
def test_a_profile_may_require_what_is_advice_to_others(
    data: bytes, code: str, profile: str
) -> None:
    assert found(data)[code].severity is Severity.WARNING
    strict = found(data, profile)[code]
    assert strict.severity is Severity.ERROR
    assert f"required by {PROFILES[profile]}" in strict.message


def finding(severity: Severity = Severity.ERROR) -> Finding:
    return Finding("SPO999", severity, "the title is long", "x")


@pytest.mark.parametrize("app", ["apple", "spotify", "youtube", "amazon"])
def test_what_one_app_alone_refuses_is_a_warning_that_names_it(app: str) -> None:
    told = weigh(finding(), frozenset((app,)), ())
    assert told.severity is Severity.WARNING
    assert told.message == f"the title is long (only {PROFILES[app]} objects)"
    assert weigh(finding(), frozenset((app,)), (app,)) == finding()


@pytest.mark.parametrize("applies", [(), ("apple", "psp1"), ("podcast2",)])
def test_what_the_field_agrees_on_stays_an_error(applies: tuple[str, ...]) -> None:
    assert weigh(finding(), frozenset(applies), ()) == finding()


def test_advice_of_one_app_stays_what_it_is() -> None:
    for severity in (Severity.WARNING, Severity.INFO):
        assert weigh(finding(severity), frozenset(("apple",)), ()) == finding(severity)


def test_without_profiles_every_rule_is_meant_that_no_other_contradicts() -> None:
    assert {code for code in RULES if not is_meant(code, ())} == ASKED_ONLY


def enclosed(kind: str, name: str) -> bytes:
    url = f"https://podcasts.example/{name}"
    return splice(f'<item><enclosure url="{url}" length="1" type="{kind}"/></item>')


@pytest.mark.parametrize(
    ("kind", "name", "objecting"),
    [
        ("audio/mpeg", "1.mp3", set()),
        ("audio/x-m4a", "1.m4a", {"psp1"}),
        ("audio/m4a", "1.m4a", {"apple"}),
        ("audio/mp4", "1.m4a", {"apple", "psp1"}),
        ("application/pdf", "1.pdf", {"psp1", "spotify"}),
        ("video/x-m4v", "1.m4v", {"psp1", "spotify"}),
    ],
)
def test_where_the_documents_differ_the_profile_that_objects_says_so(
    kind: str, name: str, objecting: set[str]
) -> None:
    data = enclosed(kind, name)
    assert not found(data).keys() & DIFFERENT
    told = {profile: found(data, profile).keys() & DIFFERENT for profile in PROFILES}
    assert {profile for profile, codes in told.items() if codes} == objecting


@pytest.mark.parametrize(
    ("tag", "objecting"),
    [
        ("p", set()),
        ("strong", {"apple", "spotify"}),
        ("h1", {"apple", "psp1"}),
        ("span", {"apple", "psp1", "spotify"}),
    ],
)
def test_tags_in_notes_are_judged_by_the_app_that_is_asked_for(
    tag: str, objecting: set[str]
) -> None:
    data = splice(f"<item><description>&lt;{tag}>Tea&lt;/{tag}></description></item>")
    assert not found(data).keys() & DIFFERENT
    told = {profile: found(data, profile).keys() & DIFFERENT for profile in PROFILES}
    assert {profile for profile, codes in told.items() if codes} == objecting


def test_profiles_are_named_in_any_case_and_a_wrong_one_is_told() -> None:
    assert parse_profiles(["Spotify", " apple", "apple"]) == ("apple", "spotify")
    with pytest.raises(UsageError, match='did you mean "spotify"'):
        parse_profiles(["spotfy"])


def test_the_command_takes_profiles_with_commas(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(NO_DATE)

    def run(*args: str) -> int:
        settings = Settings(str(tmp_path))
        env = {"SOURCE_DATE_EPOCH": "1780300800"}
        return CliRunner().invoke(check, [str(path), *args], obj=settings, env=env).exit_code

    assert run() == 0
    assert run("--profile", "psp1,apple") == 0
    assert run("--profile", "apple, spotify") == 1


def test_what_is_sent_to_other_processes_knows_the_profiles() -> None:
    from podfeed.examining import Selection, judge

    seen = judge(Selection(NOW, profiles=("apple",)))(BAD_UUID, path="x")
    assert "POD001" not in {one.code for one in seen.findings}
