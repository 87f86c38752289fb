"""Which episode is which: what is known again, what is in doubt, and what is gone."""

from __future__ import annotations

import pytest

from podfeed.errors import LockError
from podfeed.findings import Finding, Severity
from podfeed.identity import Lock
from podfeed.models import Audio, Episode
from tests.identities import (
    built,
    entry,
    episode,
    guids,
    lock,
    matched,
    show,
)

ERROR, WARNING = Severity.ERROR, Severity.WARNING
A, B = entry("Assam"), entry("Bancha")


def codes(found: tuple[Finding, ...]) -> list[tuple[str, Severity]]:
    return sorted((finding.code, finding.severity) for finding in found)


MATCHES: dict[str, tuple[Lock, list[Episode], list[str | None]]] = {
    "title and audio": (
        lock(A, B),
        [episode("Bancha"), episode("Assam")],
        ["g-bancha", "g-assam"],
    ),
    "title alone": (lock(A), [episode("Assam", "tea/new.mp3")], ["g-assam"]),
    "title without audio": (lock(A), [episode("Assam", None)], ["g-assam"]),
    "audio alone": (lock(A), [episode("Second flush", "tea/assam.mp3")], ["g-assam"]),
    "explicit guid alone": (
        lock(A),
        [episode("Quite new", guid="g-assam")],
        ["g-assam"],
    ),
    "explicit guid against title and audio": (
        lock(A, B),
        [episode("Assam", guid="g-bancha"), episode("Renamed", "x.mp3", guid="g-assam")],
        ["g-bancha", "g-assam"],
    ),
    "title in another Unicode form and spacing": (
        lock(entry("Café  au lait", "g")),
        [episode("Cafe\u0301 au\u00a0lait", "x.mp3")],
        ["g"],
    ),
    "audio in another Unicode form": (
        lock(entry("Thé", "g", audio="tea/the\u0301.mp3")),
        [episode("New", "tea/th\u00e9.mp3")],
        ["g"],
    ),
    "audio at an address": (
        lock(entry("Assam", audio="https://old.example/1.mp3")),
        [
            episode("New", None).model_copy(
                update={"audio": Audio.model_validate({"url": "https://old.example/1.mp3"})}
            )
        ],
        ["g-assam"],
    ),
    "title used twice, told apart by audio": (
        lock(entry("News", "g1", audio="1.mp3"), entry("News", "g2", audio="2.mp3", slug="n2")),
        [episode("News", "2.mp3"), episode("Other", "1.mp3")],
        ["g2", "g1"],
    ),
    "a second episode of an old title is new": (
        lock(A),
        [episode("Assam"), episode("Assam", "tea/other.mp3")],
        ["g-assam", None],
    ),
    "renamed to the title of another that still has it": (
        lock(A, B),
        [episode("Assam", "tea/bancha.mp3"), episode("Assam")],
        ["g-bancha", "g-assam"],
    ),
    "a removed one comes back": (
        lock(A._replace(present=False, removed=True)),
        [episode("Assam", "x.mp3")],
        ["g-assam"],
    ),
    "a number is no match where title and audio are": (
        lock(entry("Assam", number=1), entry("Bancha", number=2)),
        [episode("Assam", number=2), episode("Bancha", number=1)],
        ["g-assam", "g-bancha"],
    ),
    "one put in the middle takes the number of one that is known": (
        lock(entry("Assam", number=1), entry("Bancha", number=2)),
        [episode("Assam", number=1), episode("New", number=2), episode("Bancha", number=3)],
        ["g-assam", None, "g-bancha"],
    ),
    "a derived number never matches": (
        lock(A, entry("Bancha", number=1, present=False, removed=True)),
        [episode("Assam"), episode("New", number=1, numbered=False)],
        ["g-assam", None],
    ),
}


@pytest.mark.parametrize("name", MATCHES)
def test_an_episode_is_found_by(name: str) -> None:
    old, episodes, expected = MATCHES[name]
    found = matched(show(*episodes), old)
    assert not found.failed, found.findings
    if expected:
        assert guids(show(*episodes), old) == expected
    else:
        assert sorted(e.guid for e in found.entries.values()) == sorted(e.guid for e in old.entries)


def test_files_moved_with_a_renamed_show_are_known() -> None:
    moved = show(episode("New", "tea/assam.mp3"), was="chai")
    assert guids(moved, lock(entry("Assam", audio="chai/assam.mp3"))) == ["g-assam"]
    kept = show(episode("New", "chai/assam.mp3"), was="chai")
    assert guids(kept, lock(entry("Assam", audio="chai/assam.mp3"))) == ["g-assam"]


OWN = "or a guid: of its own if it is another"
DOUBTS: dict[str, tuple[Lock, list[Episode], str, int, str, str]] = {
    "title and audio name different ones": (
        lock(A, B),
        [episode("Assam", "tea/bancha.mp3")],
        "SRC100",
        10,
        'the title of "Assam" is that of "Assam" of 2026-01-01, its audio that of "Bancha" of '
        "2026-01-01",
        f'add guid: "g-assam" or guid: "g-bancha" to say which it is, {OWN}',
    ),
    "a title names two": (
        lock(entry("News", "g1", audio="1.mp3"), entry("News", "g2", audio="2.mp3", slug="n2")),
        [episode("News", "3.mp3")],
        "SRC100",
        10,
        'the title of "News" is that of "News" of 2026-01-01 and "News" of 2026-01-01',
        f'add guid: "g1" or guid: "g2" to say which it is, {OWN}',
    ),
    "an audio names two": (
        lock(A._replace(audio="1.mp3", removed=True), B._replace(audio="1.mp3")),
        [episode("New", "1.mp3")],
        "SRC100",
        10,
        'the audio of "New" is that of "Assam" of 2026-01-01 and "Bancha" of 2026-01-01',
        f'add guid: "g-assam" or guid: "g-bancha" to say which it is, {OWN}',
    ),
    "only the number is that of another": (
        lock(entry("Assam", season=2, number=5)),
        [episode("New", season=2, number=5)],
        "SRC101",
        10,
        '"New" has season 2, number 5 of "Assam" of 2026-01-01, but neither its title nor its '
        "audio",
        f'add guid: "g-assam" to say which it is, {OWN}',
    ),
    "two are found as one": (
        lock(A),
        [episode("Assam", "x.mp3"), episode("New", "tea/assam.mp3")],
        "SRC102",
        20,
        '"New" and "Assam" (seeds/tea.yaml:10:3) are both found as "Assam" of 2026-01-01',
        f'add guid: "g-assam" to say which it is, {OWN}',
    ),
    "two of one title are found as one": (
        lock(A),
        [episode("Assam", "x.mp3"), episode("Assam", "y.mp3")],
        "SRC102",
        20,
        '"Assam" and "Assam" (seeds/tea.yaml:10:3) are both found as "Assam" of 2026-01-01',
        f'add guid: "g-assam" to say which it is, {OWN}',
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_in_doubt_is_an_error_with_the_remedy(name: str) -> None:
    old, episodes, code, line, message, remedy = DOUBTS[name]
    (finding, *others) = matched(show(*episodes), old).findings
    assert (finding.code, finding.severity) == (code, ERROR)
    assert (finding.path, finding.line) == ("seeds/tea.yaml", line)
    assert (finding.message, finding.remedy) == (message, remedy)
    assert {other.severity for other in others} <= {WARNING}


@pytest.mark.parametrize("name", DOUBTS)
def test_the_remedy_of_a_doubt_ends_it(name: str) -> None:
    old, (*before, last), _, _, _, remedy = DOUBTS[name]
    guid = remedy.split('"')[1]
    decided = show(*before, last.model_copy(update={"guid": guid}))
    found = matched(decided, old, [e.guid for e in old.entries if e.guid != guid])
    assert not found.failed, found.findings
    assert found.entries[last.index or len(before)].guid == guid


@pytest.mark.parametrize("name", DOUBTS)
def test_nothing_is_settled_while_there_is_doubt(name: str) -> None:
    with pytest.raises(LockError) as caught:
        built(show(*DOUBTS[name][1]), DOUBTS[name][0])
    assert caught.value.problem == 'the episodes of "Tea" cannot be told apart'


@pytest.mark.parametrize(
    ("season", "number", "kind"),
    [(1, 5, "full"), (2, 6, "full"), (2, 5, "bonus"), (None, 5, "full")],
)
def test_a_number_is_that_of_another_only_with_season_and_type(
    season: int | None, number: int, kind: str
) -> None:
    old = lock(entry("Assam", season=2, number=5))
    found = matched(show(episode("New", season=season, number=number, type=kind)), old)
    assert codes(found.findings) == [("SRC109", ERROR)]


def test_the_number_of_a_removed_one_is_free() -> None:
    sources = show(episode("New", number=5))
    assert matched(sources, lock(entry("Assam", number=5, removed=True))).findings == ()
    assert matched(sources, lock(entry("Assam", number=5)), ["Assam"]).findings == ()


GONE = (
    '"Bancha" of 2026-01-01 was published and is gone from the sources',
    'put it back, or add guid: "g-bancha" to the episode it became, or take it out of the feed '
    "with podfeed build --remove bancha",
)


@pytest.mark.parametrize("present", [True, False])
def test_a_published_episode_that_is_gone_is_an_error_until_it_is_removed(present: bool) -> None:
    old = lock(A, B._replace(present=present))
    (finding,) = matched(show(episode("Assam")), old).findings
    assert (finding.code, finding.severity, finding.path) == ("SRC109", ERROR, "seeds/tea.yaml")
    assert (finding.message, finding.remedy) == GONE
    settled = built(show(episode("Assam")), old, remove=["Bancha"])
    assert settled.lock.entries[1] == B._replace(present=False, removed=True)
    assert matched(show(episode("Assam")), settled.lock).findings == ()
    assert built(show(episode("Assam")), settled.lock, remove=["Bancha"]).lock == settled.lock


def test_an_episode_whose_title_and_audio_both_changed_is_gone_and_not_minted_anew() -> None:
    found = matched(show(episode("Other", "x.mp3")), lock(A))
    assert codes(found.findings) == [("SRC109", ERROR)]


def test_many_gone_episodes_are_told_in_one_line_after_the_twentieth() -> None:
    old = lock(*(entry(f"E{n}") for n in range(1025)))
    found = matched(show(), old).findings
    assert len(found) == 21
    assert found[-1].message == "1,005 more published episodes are gone from the sources"


def test_an_explicit_guid_that_replaces_a_carried_one_is_an_error_until_it_is_meant() -> None:
    sources = show(episode("Assam", guid="mine"))
    (finding,) = matched(sources, lock(A)).findings
    assert (finding.code, finding.severity, finding.line) == ("SRC108", ERROR, 10)
    assert finding.message == (
        '"Assam" was published under the guid "g-assam" and now has "mine": every app downloads '
        "it again"
    )
    assert finding.remedy == (
        'write guid: "g-assam", or if the change is meant run podfeed build --remove assam'
    )
    (warning,) = matched(sources, lock(A), ["g-assam"]).findings
    assert (warning.code, warning.severity, warning.remedy) == ("SRC108", WARNING, None)
    settled = built(sources, lock(A), remove=["g-assam"])
    assert [e.guid for e in settled.show.episodes] == ["mine"]
    assert [e.slug for e in settled.show.episodes] == ["assam-2"]
    assert matched(sources, settled.lock).findings == ()


def test_an_explicit_guid_may_go_once_it_is_in_the_lock() -> None:
    settled = built(show(episode("Assam", guid="mine")))
    assert guids(show(episode("Assam")), settled.lock) == ["mine"]
