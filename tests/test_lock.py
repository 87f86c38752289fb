"""The lockfile: what it looks like, what of it is refused, and which one speaks for a show."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed.errors import LockError, PodfeedError, UsageError
from podfeed.identity import Entry, Lock, locate_lock, parse_lock, read_lock, require_unchanged
from tests.identities import SHOW_GUID, START, entry, lock

SHOWN = "seeds/tea.lock"
RESTORE = "restore it from version control; never delete it, it holds every guid"

GOOD = """{
 "written_by": "podfeed build; commit this file, and neither edit nor delete it",
 "version": 1,
 "guid": "6c0ab8b2-4b1b-4a2f-8b76-0d1f2e5a9c11",
 "feed_url": "https://a.example/feeds/tea.xml",
 "episodes": [
  {"published": "2026-01-01T08:00:00+02:00", "title": "Grüner Tee", "guid": "g1", \
"slug": "grüner-tee", "audio": "tea/1.mp3", "number": 1, "season": 2, "type": "bonus", "in": true},
  {"published": "2026-01-02T06:00:00+00:00", "title": "Oolong", "guid": "g2", \
"slug": "oolong", "in": false, "removed": true}
 ]
}
"""
FIRST = Entry(
    "g1",
    datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=2))),
    "Grüner Tee",
    "grüner-tee",
    "tea/1.mp3",
    1,
    2,
    "bonus",
)
SECOND = Entry(
    "g2", datetime(2026, 1, 2, 6, tzinfo=UTC), "Oolong", "oolong", present=False, removed=True
)


def test_a_lock_is_json_with_one_episode_a_line_oldest_first() -> None:
    written = Lock(SHOW_GUID, "https://a.example/feeds/tea.xml", (SECOND, FIRST)).dump()
    assert written.decode() == GOOD
    assert json.loads(written)["version"] == 1


def test_a_lock_is_read_as_it_was_written() -> None:
    assert parse_lock(GOOD.encode(), SHOWN).entries == (FIRST, SECOND)
    assert parse_lock(GOOD.encode(), SHOWN).dump() == GOOD.encode()
    assert parse_lock(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), SHOWN).guid == (
        SHOW_GUID
    )


def test_a_show_never_built_has_an_empty_lock(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "tea.lock", SHOWN) == Lock()
    assert parse_lock(Lock().dump(), SHOWN) == Lock()


texts = st.text(min_size=1).filter(lambda text: text.strip())
dates = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.timezones(),
)


@given(st.lists(st.builds(Entry, texts, dates, texts, st.just("x"), st.none() | texts)))
def test_any_text_and_date_survive_the_file(entries: list[Entry]) -> None:
    old = lock(*(e._replace(guid=f"{n} {e.guid}", slug=f"s{n}") for n, e in enumerate(entries)))
    new = parse_lock(old.dump(), SHOWN)
    assert {as_text(e) for e in new.entries} == {as_text(e) for e in old.entries}
    assert new.dump() == old.dump()


def as_text(one: Entry) -> tuple[object, ...]:
    return (one.published.isoformat(), *one._replace(published=START))


def test_adding_an_episode_changes_only_the_end_of_the_file() -> None:
    old = lock(FIRST, SECOND).dump().splitlines()
    new = lock(FIRST, SECOND, entry("Sencha", published=START + timedelta(days=9))).dump()
    changed = [line for line in new.splitlines() if line not in old]
    assert len(changed) == 2  # the new line, and the comma before it


def spoil(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


CONFLICT = GOOD.replace('  {"published": "2026-01-02', '<<<<<<< HEAD\n  {"published": "2026-01-02')
BAD = {
    "empty": ("", 1, "cannot be read as JSON: Expecting value", RESTORE),
    "cut": (GOOD[:-60], 8, "cannot be read as JSON: ", RESTORE),
    "conflict": (
        CONFLICT,
        8,
        "holds the marks of a merge that was not finished",
        "keep the episode lines of both sides, take the marks out, and mind the comma between "
        "lines; never delete the file, it holds every guid",
    ),
    "other json": ("[1]", 1, "is no lockfile of podfeed", RESTORE),
    "no episodes": ('{"version": 1}', 1, "is no lockfile of podfeed", RESTORE),
    "deep": ("[" * 100_000, 1, "cannot be read as JSON", RESTORE),
    "newer": (
        spoil('"version": 1', '"version": 2'),
        3,
        "has version 2; this podfeed reads version 1",
        "bring podfeed up to date",
    ),
    "no version": (
        spoil('"version": 1', '"version": "1"'),
        3,
        "does not say which version of the format it has",
        RESTORE,
    ),
    "show guid": (spoil(SHOW_GUID, "tea"), 4, "the guid of the show is no UUID", RESTORE),
    "feed url": (spoil('"https://a.example/feeds/tea.xml"', "7"), 5, "feed_url is no", RESTORE),
    "guid twice": (
        spoil('"guid": "g2"', '"guid": "g1"'),
        8,
        'guid "g1" is that of line 7 as well',
        RESTORE,
    ),
    "slug twice": (
        spoil('"slug": "oolong"', '"slug": "grüner-tee"'),
        8,
        'slug "grüner-tee" is that of line 7 as well',
        RESTORE,
    ),
    "no guid": (spoil('"guid": "g2", ', ""), 8, "an episode has no guid", RESTORE),
    "guid of another type": (spoil('"g2"', "2"), 8, "an episode has no guid", RESTORE),
    "no title": (spoil('"Oolong"', "null"), 8, 'the episode with guid "g2" has no title', RESTORE),
    "no slug": (spoil('"oolong"', '""'), 8, '"Oolong" has no slug that can name a page', RESTORE),
    "slug leads out": (
        spoil('"oolong"', '"../oolong"'),
        8,
        '"Oolong" has no slug that can name a page',
        RESTORE,
    ),
    "audio": (spoil('"tea/1.mp3"', "1"), 7, 'the audio of "Grüner Tee" is no text', RESTORE),
    "number": (
        spoil('"number": 1', '"number": true'),
        7,
        'the number of "Grüner Tee" is no whole number above zero',
        RESTORE,
    ),
    "season": (
        spoil('"season": 2', '"season": 0'),
        7,
        'the season of "Grüner Tee" is no whole number above zero',
        RESTORE,
    ),
    "type": (
        spoil('"bonus"', '"extra"'),
        7,
        'the type of "Grüner Tee" is none of full, trailer, bonus',
        RESTORE,
    ),
    "in": (
        spoil('"in": false', '"in": 0'),
        8,
        '"Oolong" does not say whether it is in the feed: "in": true or false',
        RESTORE,
    ),
    "no zone": (
        spoil("T06:00:00+00:00", "T06:00:00"),
        8,
        'the date of "Oolong" is no ISO 8601 date with a zone',
        RESTORE,
    ),
    "no date": (
        spoil("2026-01-02T06:00:00+00:00", "yesterday"),
        8,
        'the date of "Oolong" is no ISO 8601 date with a zone',
        RESTORE,
    ),
    "year 0": (
        spoil("2026-01-02T06:00:00+00:00", "0001-01-01T00:00:00+02:00"),
        8,
        'the date of "Oolong" is no ISO 8601 date with a zone',
        RESTORE,
    ),
    "no object": (
        spoil(' "episodes": [\n', ' "episodes": [\n 7,\n'),
        7,
        "an episode is no",
        RESTORE,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_damaged_lock_is_one_error_with_its_line_and_remedy(name: str) -> None:
    text, line, problem, remedy = BAD[name]
    with pytest.raises(LockError) as caught:
        parse_lock(text.encode(), SHOWN)
    error = caught.value
    assert (error.path, error.line, error.remedy) == (SHOWN, line, remedy)
    assert error.problem.startswith(problem)


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    with pytest.raises(LockError) as caught:
        parse_lock(GOOD.encode("latin-1"), SHOWN)
    assert (caught.value.problem, caught.value.line) == ("is not UTF-8 text", 7)


def test_lines_are_found_however_the_file_is_laid_out() -> None:
    spread = json.dumps(json.loads(spoil('"g2"', '"g1"')), indent=2)
    with pytest.raises(LockError, match="is that of line 7 as well") as caught:
        parse_lock(spread.encode(), SHOWN)
    assert spread.splitlines()[(caught.value.line or 0) - 1].strip() == "{"
    assert "Oolong" in spread.splitlines()[(caught.value.line or 0) + 1]


@pytest.mark.parametrize("bad", [b"", b"\x00" * 50, b"{" * 50, b'{"episodes": []}', b"\xff"])
@pytest.mark.parametrize("cut", [0, 1, 100, 300])
def test_whatever_stands_in_the_file_is_never_a_traceback(bad: bytes, cut: int) -> None:
    data = GOOD.encode()
    with pytest.raises(LockError):
        parse_lock(data[:cut] + bad + data[cut * 2 + 9 :] + b"]", SHOWN)


def test_a_lock_that_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tea.lock").mkdir()
    with pytest.raises(LockError, match="is a folder, not a file"):
        read_lock(tmp_path / "tea.lock", SHOWN)


@pytest.mark.parametrize("name", ["g-oolong", "oolong", "Oolong", "  Oolong "])
def test_an_episode_is_named_by_guid_page_or_title(name: str) -> None:
    assert lock(entry("Oolong"), entry("Sencha")).named([name]) == {"g-oolong"}


def test_a_name_that_no_episode_has_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        lock(entry("Oolong"), entry("Sencha")).named(["Olong"])
    assert caught.value.problem == 'no episode "Olong" was ever in the feed'
    assert caught.value.remedy in ('did you mean "Oolong"?', 'did you mean "oolong"?')


def test_a_name_that_two_episodes_have_is_an_error_with_their_pages() -> None:
    with pytest.raises(UsageError) as caught:
        lock(entry("News"), entry("News", "g2", slug="news-2")).named(["News"])
    assert caught.value.problem == '"News" could be any of 2 episodes'
    assert caught.value.remedy == "name it by its page: news or news-2"


def test_a_page_name_decides_before_a_title_does() -> None:
    old = lock(entry("News", slug="news"), entry("news", "g2", slug="news-2"))
    assert old.named(["news"]) == {"g-news"}


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).touch()
    return folder


LOCATED = {
    "own": (["tea.yaml", "tea.lock"], None, "tea.lock"),
    "never built": (["tea.yaml"], None, "tea.lock"),
    "renamed": (["tea.yaml", "chai.lock"], "chai", "chai.lock"),
    "built since": (["tea.yaml", "tea.lock", "chai.lock", "chai.yaml"], "chai", "tea.lock"),
}


@pytest.mark.parametrize("name", LOCATED)
def test_a_show_finds_its_lock_or_that_of_its_former_name(name: str, tmp_path: Path) -> None:
    files, was, expected = LOCATED[name]
    assert locate_lock(touch(tmp_path, *files), "tea", was) == tmp_path / expected


NOT_LOCATED = {
    "both there": (
        ["tea.yaml", "chai.yml", "chai.lock"],
        "chai",
        '"was: chai" says this show was renamed, but seeds/chai.yml is still there',
        'delete seeds/chai.yml, or take "was:" out if this is another show',
    ),
    "no lock": (
        ["tea.yaml"],
        "chai",
        '"was: chai" names a show that left no lock: there is no seeds/chai.lock',
        "restore seeds/chai.lock from version control, or mend the name",
    ),
    "itself": (
        ["tea.yaml"],
        "tea",
        '"was: tea" is no name that this show had',
        "write the name of its former file in seeds/, without .yaml",
    ),
    "elsewhere": (
        ["tea.yaml"],
        "../chai",
        '"was: ../chai" is no name that this show had',
        "write the name of its former file in seeds/, without .yaml",
    ),
}


@pytest.mark.parametrize("name", NOT_LOCATED)
def test_a_former_name_that_cannot_be_is_an_error(name: str, tmp_path: Path) -> None:
    files, was, problem, remedy = NOT_LOCATED[name]
    with pytest.raises(LockError) as caught:
        locate_lock(touch(tmp_path, *files), "tea", was)
    error: PodfeedError = caught.value
    assert (error.path, error.problem, error.remedy) == ("seeds/tea.yaml", problem, remedy)


OLD = lock(entry("Oolong"), entry("Sencha"))
CHANGED = {
    "new": (lock(*OLD.entries, entry("Matcha")), '"Matcha" is new'),
    "lost": (lock(entry("Oolong")), '"Sencha" is lost'),
    "out": (lock(entry("Oolong", present=False), entry("Sencha")), '"Oolong" leaves the feed'),
    "title": (
        lock(entry("Oolong"), entry("Sencha", "g-sencha")._replace(title="Tea", audio="x")),
        '"Sencha" has another title and audio',
    ),
    "zone": (
        lock(
            entry("Oolong", published=START.astimezone(timezone(timedelta(hours=1)))),
            entry("Sencha"),
        ),
        '"Oolong" has another time zone',
    ),
    "show": (Lock("x", None, OLD.entries), f"guid of the show {SHOW_GUID} → x"),
    "many": (
        lock(*OLD.entries, *(entry(f"T{n}") for n in range(5))),
        '"T0" is new, "T1" is new, "T2" is new and 2 more',
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_lock_that_would_change_is_an_error_where_it_may_not(name: str) -> None:
    new, words = CHANGED[name]
    with pytest.raises(LockError) as caught:
        require_unchanged(OLD, new, SHOWN)
    assert caught.value.problem == f"is out of date with its sources: {words}"
    assert (caught.value.path, caught.value.remedy) == (
        SHOWN,
        "run podfeed build and commit the lock",
    )


def test_a_lock_that_stays_as_it_is_passes() -> None:
    require_unchanged(OLD, Lock(OLD.guid, None, OLD.entries[::-1]), SHOWN)
    assert re.search(r"commit this file", OLD.dump().decode())
