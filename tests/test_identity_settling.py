"""What is carried from build to build, and what is minted."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from podfeed.errors import LockError, UsageError
from podfeed.findings import Finding, Severity
from podfeed.identity import (
    Entry,
    Lock,
    carry,
    derive_guid,
    known_audio,
    mint_guid,
    page_names,
    parse_lock,
)
from podfeed.models import Show
from tests.identities import (
    FEED_URL,
    SHOW_GUID,
    START,
    built,
    entry,
    episode,
    guids,
    lock,
    matched,
    show,
)

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
A, B = entry("Assam"), entry("Bancha")


def codes(found: tuple[Finding, ...]) -> list[tuple[str, Severity]]:
    return sorted((finding.code, finding.severity) for finding in found)


def test_a_moved_date_is_a_warning_and_wins() -> None:
    late = START + timedelta(days=9)
    sources = show(episode("Assam", published=late))
    found = matched(sources, lock(A))
    (finding,) = found.findings
    assert (finding.code, finding.severity, finding.line) == ("SRC110", WARNING, 10)
    assert finding.message == (
        '"Assam" came out on 2026-01-01 06:00:00+00:00 and is now dated 2026-01-10 06:00:00+00:00'
    )
    settled = built(sources, lock(A))
    assert [e.published for e in settled.show.episodes] == [late]
    assert matched(show(episode("Assam")), settled.lock).findings == ()
    assert carry(show(episode("Assam")), matched(show(episode("Assam")), settled.lock)).episodes[
        0
    ].published == (late)


def test_an_hour_that_a_zone_has_twice_is_no_moved_date() -> None:
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    for fold in (0, 1):
        sources = show(episode("Assam", published=twice.replace(fold=fold)))
        settled = built(sources)
        assert matched(sources, parse_lock(settled.lock.dump(), "x")).findings == ()
        assert built(sources, settled.lock).lock == settled.lock


def test_the_same_moment_in_another_zone_is_no_moved_date() -> None:
    sources = show(episode("Assam", published=START.astimezone(ZoneInfo("Asia/Tokyo"))))
    assert matched(sources, lock(A)).findings == ()


def test_guid_date_and_page_are_carried() -> None:
    sources = show(episode("Second flush", "tea/assam.mp3"), episode("New"))
    known, new = carry(sources, matched(sources, lock(A))).episodes
    assert (known.guid, known.published, known.slug) == ("g-assam", START, "assam")
    assert (new.guid, new.published, new.slug) == (None, None, None)


def test_a_removed_episode_comes_back_with_its_guid_and_date() -> None:
    old = lock(A._replace(present=False, removed=True))
    (finding,) = matched(show(episode("Assam")), old).findings
    assert (finding.code, finding.severity) == ("SRC112", INFO)
    settled = built(show(episode("Assam")), old)
    assert settled.lock.entries == (A,)
    assert settled.show.episodes[0].published == START


def test_a_new_episode_gets_the_documented_guid() -> None:
    settled = built(show(episode("LoRA — low-rank!"), guid=SHOW_GUID))
    (new,) = settled.show.episodes
    assert (new.slug, new.guid) == (
        "lora-low-rank",
        str(uuid5(UUID(SHOW_GUID), "lora-low-rank")),
    )
    assert mint_guid(SHOW_GUID, "lora-low-rank") == new.guid


def test_the_guid_of_a_show_is_derived_once_and_carried() -> None:
    namespace = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    settled = built(show(episode("Assam")))
    assert settled.show.guid == str(uuid5(namespace, "a.example/feeds/tea.xml"))
    assert (settled.lock.guid, settled.lock.feed_url) == (settled.show.guid, FEED_URL)
    moved = lock(A, guid=SHOW_GUID, feed_url="https://old.example/feed")
    carried = built(show(episode("Assam")), moved).lock
    assert (carried.guid, carried.feed_url) == (SHOW_GUID, "https://old.example/feed")


def test_a_derived_guid_agrees_with_the_example_of_the_namespace() -> None:
    # The example that the documentation of podcast:guid gives.
    assert derive_guid("https://mp3s.nashownotes.com/pc20rss.xml") == (
        "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    )


def test_a_stated_guid_of_the_show_is_taken_and_must_stay() -> None:
    settled = built(show(episode("Assam"), guid=SHOW_GUID))
    assert (settled.show.guid, settled.lock.feed_url) == (SHOW_GUID, None)
    assert built(show(episode("Assam"), guid=SHOW_GUID.upper()), settled.lock).lock == settled.lock
    other = "11111111-1111-4111-8111-111111111111"
    (finding,) = matched(show(episode("Assam"), guid=other), settled.lock).findings
    assert (finding.code, finding.severity, finding.line) == ("SRC111", ERROR, 1)
    assert finding.message == (
        f"guid: {other} is not the one the show was published under, {SHOW_GUID}"
    )
    assert finding.remedy == f"write guid: {SHOW_GUID}, or take the line out"


SLUGS = {
    "used by one in the feed": ([entry("Assam")], "Assam", "assam-2"),
    "used by one that is out": (
        [entry("X", slug="assam", present=False, removed=True)],
        "Assam",
        "assam-2",
    ),
    "used with a suffix": ([entry("X"), entry("Y", slug="assam-2")], "Assam", "assam"),
    "used with and without": ([entry("Assam"), entry("Y", slug="assam-2")], "Assam", "assam-3"),
    "empty": ([entry("X")], "¿?", "episode-1"),
    "empty again": ([entry("X", slug="episode-1")], "¿?", "episode-2"),
    "kept by the page of the show": ([entry("X")], "Index", "index-2"),
    "of another script": ([entry("X")], "日本語", "日本語"),
}


@pytest.mark.parametrize("name", SLUGS)
def test_a_page_name_is_never_used_twice(name: str) -> None:
    entries, title, expected = SLUGS[name]
    old = [episode(e.title, guid=e.guid) for e in entries if not e.removed]
    new = built(show(*old, episode(title, "x.mp3")), lock(*entries)).show.episodes
    assert (new[-1].slug, new[-1].guid) == (expected, mint_guid(SHOW_GUID, expected))


def test_a_long_title_still_names_a_file() -> None:
    name = next(page_names("茶" * 500))
    assert len(name.encode()) <= 200
    assert name == "茶" * 66
    assert next(page_names("a" * 199 + "-b")) == "a" * 199


def test_a_minted_guid_that_someone_has_is_passed_over() -> None:
    taken = mint_guid(SHOW_GUID, "assam")
    sources = show(episode("Assam"), episode("Other", guid=taken), guid=SHOW_GUID)
    new = {e.title: (e.slug, e.guid) for e in built(sources).show.episodes}
    assert new["Assam"] == ("assam-2", mint_guid(SHOW_GUID, "assam-2"))
    assert new["Other"] == ("other", taken)


def test_what_is_minted_does_not_hang_on_the_order_of_the_sources() -> None:
    days = [START + timedelta(days=n) for n in range(3)]
    new = [episode("¿?", f"{n}.mp3", published=day, guid=None) for n, day in enumerate(days)]
    for n, one in enumerate(new):
        new[n] = one.model_copy(update={"title": "¿" + "?" * n})
    one = {e.title: e.slug for e in built(show(*new)).show.episodes}
    two = {e.title: e.slug for e in built(show(*reversed(new))).show.episodes}
    assert one == two == {"¿": "episode-1", "¿?": "episode-2", "¿??": "episode-3"}


def test_a_thousand_episodes_of_one_title_each_get_a_page() -> None:
    sources = show(*(episode("News", f"{n}.mp3", guid=f"g{n}") for n in range(1000)))
    settled = built(sources)
    assert len({e.slug for e in settled.show.episodes}) == 1000
    found = matched(show(*(episode("News", f"{n}.mp3") for n in range(1000))), settled.lock)
    assert len(found.entries) == 1000
    assert codes(found.findings) == [("SRC105", WARNING)]


def test_an_episode_that_never_was_in_the_feed_leaves_no_entry() -> None:
    settled = built(show(episode("Assam"), episode("Draft")), left_out=["Draft"])
    assert [e.title for e in settled.lock.entries] == ["Assam"]
    assert [e.title for e in settled.show.episodes] == ["Assam"]
    assert settled.findings == ()


def test_a_published_episode_left_out_is_told_and_keeps_its_guid() -> None:
    sources = show(episode("Assam"), episode("Bancha", None))
    settled = built(sources, lock(A, B))
    (finding,) = settled.findings
    assert (finding.code, finding.severity, finding.line) == ("SRC113", ERROR, 20)
    assert finding.message == (
        '"Bancha" was published and would be left out of the feed: subscribers would lose it, so '
        "the feed stays as it is"
    )
    assert finding.remedy == "mend it, or take it out with podfeed build --remove bancha"
    assert settled.lock.entries == (A, B._replace(present=False))
    again = built(sources, settled.lock)
    assert (again.findings, again.lock) == (settled.findings, settled.lock)
    back = built(show(episode("Assam"), episode("Bancha")), again.lock)
    assert back.lock.entries == (A, B)


def test_a_waiting_episode_is_carried_as_the_sources_tell_it() -> None:
    one = built(show(episode("Assam"), episode("New title", None, guid="g-bancha")), lock(A, B))
    assert one.lock.entries[1].title == "New title"
    assert one.lock.entries[1].audio == B.audio
    assert guids(show(episode("New title", "x.mp3")), one.lock) == ["g-bancha"]


def test_an_episode_left_out_may_be_removed_for_good() -> None:
    sources = show(episode("Assam"), episode("Bancha", None))
    settled = built(sources, lock(A, B), remove=["bancha"])
    assert settled.findings == ()
    assert settled.lock.entries[1] == B._replace(present=False, removed=True)


def test_an_episode_still_in_the_sources_cannot_be_removed() -> None:
    with pytest.raises(UsageError) as caught:
        built(show(episode("Assam")), lock(A), remove=["assam"])
    assert caught.value.problem == (
        '"Assam" is to be removed from "Tea", but is still in the sources (seeds/tea.yaml:10:3)'
    )
    assert caught.value.remedy == "take it out there first"


def test_an_episode_without_a_date_is_an_error() -> None:
    from podfeed.identity import settle
    from tests.identities import origins_of

    sources = show(episode("Assam"))
    with pytest.raises(LockError, match='"Assam" has no date; add "published:"'):
        settle(
            sources,
            included=[0],
            lock=Lock(),
            matching=matched(sources, Lock()),
            feed_url=FEED_URL,
            origins=origins_of(sources),
        )


def test_taking_one_out_of_the_middle_moves_nobody() -> None:
    sources = [episode(f"E{n}", number=n + 1, numbered=False) for n in range(5)]
    before = built(show(*sources)).lock
    rest = [e.model_copy(update={"number": n + 1}) for n, e in enumerate(sources) if n != 2]
    after = built(show(*rest), before, remove=["E2"])
    assert after.lock.entries == tuple(
        e._replace(present=False, removed=True) if e.title == "E2" else e for e in before.entries
    )


def test_an_unchanged_show_leaves_its_lock_as_it_is() -> None:
    sources = show(*(episode(f"E{n}", number=n) for n in range(1, 30)))
    first = built(sources)
    read = parse_lock(first.lock.dump(), "seeds/tea.lock")
    assert built(sources, read).lock == first.lock
    assert built(show(*reversed(sources.episodes)), read).lock.dump() == first.lock.dump()


def test_a_title_of_nothing_but_control_characters_can_be_read_again() -> None:
    settled = built(show(episode("\x01", "x.mp3")))
    assert parse_lock(settled.lock.dump(), "x") == settled.lock


def test_the_carried_audio_is_known_by_guid_or_by_a_title_that_is_unique() -> None:
    old = lock(A, B, entry("News", "n1", audio="1.mp3"), entry("News", "n2", slug="n2"))
    sources = show(
        episode("Assam", None),
        episode("Other", None, guid="g-bancha"),
        episode("News", None),
        episode("Unknown", None),
    )
    assert known_audio(sources, old) == {0: "tea/assam.mp3", 1: "tea/bancha.mp3"}
    renamed: Show = show(episode("Assam", None), was="chai")
    chai: Entry = entry("Assam", audio="chai/assam.mp3")
    assert known_audio(renamed, lock(chai)) == {0: "tea/assam.mp3"}
