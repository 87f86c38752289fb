"""Slots of a schedule: wall time, RFC 5545, and only for episodes that have no date yet."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from podfeed.errors import ListingError
from podfeed.models import Episode, Schedule
from podfeed.schedule import assign, slots
from tests.workspaces import Bench, mp3, tea

BERLIN = ZoneInfo("Europe/Berlin")


def days(schedule: Schedule, count: int, after: datetime | None = None) -> list[str]:
    return [
        f"{slot:%a %m-%d %H:%M%z}" for slot in islice(slots(schedule, BERLIN, after=after), count)
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY", ["Tue 01-06 06:00+0100", "Tue 01-13 06:00+0100"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,TH", ["Thu 01-08 06:00+0100", "Mon 01-12 06:00+0100"]),
        ("freq=daily; interval=2", ["Tue 01-06 06:00+0100", "Thu 01-08 06:00+0100"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["Sat 01-31 06:00+0100", "Sat 02-28 06:00+0100"]),
        ("FREQ=YEARLY;COUNT=1", ["Tue 01-06 06:00+0100"]),
    ],
)
def test_a_rule_gives_its_slots_in_wall_time(rule: str, expected: list[str]) -> None:
    assert days(Schedule(first="2026-01-06 06:00", rule=rule), 2) == expected


def test_the_hour_of_the_wall_stays_when_the_clocks_change() -> None:
    weekly = Schedule(first="2026-03-24 06:00", rule="FREQ=WEEKLY")
    assert days(weekly, 2) == ["Tue 03-24 06:00+0100", "Tue 03-31 06:00+0200"]
    daily = Schedule(first="2026-10-24 02:30", rule="FREQ=DAILY")
    assert days(daily, 3) == [
        "Sat 10-24 02:30+0200",
        "Sun 10-25 02:30+0200",
        "Mon 10-26 02:30+0100",
    ]


def test_until_is_a_moment_of_utc() -> None:
    daily = Schedule(first="2026-01-06 06:00", rule="FREQ=DAILY;UNTIL=20260107T050000Z")
    assert days(daily, 9) == ["Tue 01-06 06:00+0100", "Wed 01-07 06:00+0100"]
    daily = Schedule(first="2026-01-06 06:00", rule="FREQ=DAILY;UNTIL=20260107T045959Z")
    assert days(daily, 9) == ["Tue 01-06 06:00+0100"]


def test_slots_begin_after_the_newest_date() -> None:
    weekly = Schedule(first="2026-01-06 06:00", rule="FREQ=WEEKLY")
    after = datetime(2026, 1, 13, 5, tzinfo=UTC)
    assert days(weekly, 1, after) == ["Tue 01-20 06:00+0100"]


@pytest.mark.parametrize(
    ("schedule", "problem"),
    [
        (Schedule(first="soon", rule="FREQ=DAILY"), 'first "soon" is no date'),
        (Schedule(first="2026-01-06T06:00Z", rule="FREQ=DAILY"), "first has a zone of its own"),
        (Schedule(first="2026-01-06", rule="every week"), "no recurrence rule"),
        (Schedule(first="2026-01-06", rule="FREQ=FORTNIGHTLY"), "finer than|no recurrence rule"),
        (Schedule(first="2026-01-06", rule="FREQ=SECONDLY"), "finer than podcasts come out"),
        (Schedule(first="2026-01-06", rule="FREQ=DAILY;UNTIL=20260101T000000Z"), None),
        (Schedule(first="2026-01-06", rule="FREQ=DAILY;EXRULE:FREQ=DAILY"), "no recurrence rule"),
    ],
)
def test_a_schedule_that_cannot_be_followed_says_why(schedule: Schedule, problem: str) -> None:
    if problem is None:
        assert days(schedule, 1) == []
    else:
        with pytest.raises(ListingError, match=problem) as caught:
            days(schedule, 1)
        assert caught.value.remedy


def episodes(*facts: dict[str, Any]) -> list[Episode]:
    return [Episode(index=index, title=str(index), **fact) for index, fact in enumerate(facts)]


def order(waiting: list[Episode], way: str) -> list[int]:
    schedule = Schedule.model_validate({"first": "2026-01-06", "rule": "FREQ=DAILY", "order": way})
    found = assign(schedule, BERLIN, waiting, newest=None)
    return sorted(found, key=found.__getitem__)


def test_the_oldest_comes_out_first_unless_the_show_says_otherwise() -> None:
    waiting = episodes({}, {}, {})
    assert order(waiting, "oldest") == [2, 1, 0]
    assert order(waiting, "newest") == [0, 1, 2]


def test_stated_numbers_decide_over_the_order_of_the_file() -> None:
    waiting = episodes(
        {"number": 1, "numbered": True},
        {"number": 3, "numbered": True},
        {"number": 2, "numbered": True},
    )
    assert order(waiting, "oldest") == [0, 2, 1]


def test_episodes_without_a_slot_are_left_out_with_an_error(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write(
        "seeds/tea.yaml",
        "title: Tea\ndescription: About tea.\n"
        "schedule: {first: 2026-01-06 06:00, rule: FREQ=DAILY;COUNT=2}\n"
        "episodes:\n- title: Three\n- title: Two\n- title: One\n",
    )
    for number, name in ((1, "one"), (2, "two"), (3, "three")):
        (bench.root / f"media/tea/{number}.mp3").rename(bench.root / f"media/tea/{name}.mp3")
    built = bench.build()
    (finding,) = built["findings"]
    assert (finding["code"], finding["line"], built["exit"]) == ("SRC157", 5, 1)
    assert '"Three"' in finding["message"]
    assert built["shows"][0]["episodes"] == 2


def test_a_schedule_without_a_time_zone_builds_nothing(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/network.yaml", "  timezone: UTC\n", "")
    bench.write(
        "seeds/tea.yaml",
        "title: Tea\ndescription: About tea.\n"
        "schedule: {first: 2026-01-06 06:00, rule: FREQ=DAILY}\nepisodes:\n- title: One\n",
    )
    bench.write("media/tea/one.mp3", mp3())
    built = bench.build()
    assert (built["findings"][0]["code"], built["findings"][0]["line"]) == ("SRC158", 3)
    assert not (bench.root / "feeds/tea.xml").exists()


def test_an_episode_put_in_later_takes_a_later_slot_and_moves_nobody(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    tea(tmp_path)
    head = (
        "title: Tea\ndescription: About tea.\n"
        "schedule: {first: 2026-01-06 06:00, rule: FREQ=DAILY}\nepisodes:\n"
    )
    for number, name in ((1, "one"), (2, "two"), (3, "three")):
        (tmp_path / f"media/tea/{number}.mp3").rename(tmp_path / f"media/tea/{name}.mp3")
    bench.write("seeds/tea.yaml", head + "- title: Three\n- title: One\n")
    (tmp_path / "media/tea/two.mp3").rename(tmp_path / "two.mp3")
    bench.build()
    (tmp_path / "two.mp3").rename(tmp_path / "media/tea/two.mp3")
    bench.write("seeds/tea.yaml", head + "- title: Three\n- title: Two\n- title: One\n")
    bench.build()
    dates = {entry["title"]: entry["published"][:10] for entry in bench.lock()["episodes"]}
    assert dates == {"One": "2026-01-06", "Three": "2026-01-07", "Two": "2026-01-08"}
