"""The figures of a show: rhythm, lengths, numbers, levels; and the plots and the page of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from podfeed.findings import Place
from podfeed.rules import RULES
from podfeed.survey import Entry, Subject, document, figures
from podfeed.survey.advice import advice
from podfeed.survey.calendars import MOST_YEARS
from podfeed.survey.cells import MOST_NUMBERS
from podfeed.survey.drawing import LEFT, RIGHT, ticks
from podfeed.survey.measures import spread
from podfeed.survey.rhythm import Hole
from tests.surveys import NOW, TUESDAY, days, entry, seen, show, weekly

HOSTILE = '</title></svg><script>alert(1)</script>" onload="x" &amp; {{ 7 * 7 }} \x08\u202e'


def told(subject: Subject) -> list[str]:
    return [one.text for one in advice(figures(subject))]


# Rhythm


def test_a_pause_of_twice_the_usual_distance_is_a_hole() -> None:
    beat = figures(show(*weekly([0, 1, 2, 3, 5, 6, 10, 12]))).rhythm
    assert beat.usual == 7
    assert beat.holes == (
        Hole(date(2026, 3, 24), date(2026, 4, 7), 14),
        Hole(date(2026, 4, 14), date(2026, 5, 12), 28),
    )


def test_a_pause_that_lasts_is_a_hole_unless_the_next_episode_is_due() -> None:
    silent = show(*weekly([0, 1, 2, 3]))
    assert figures(silent).rhythm.holes[-1] == Hole(date(2026, 3, 24), None, 57)
    assert figures(silent).rhythm.expected == date(2026, 3, 31)
    assert told(silent) == [
        "Nothing is scheduled; the last episode came out 57 days ago, and 7 days from one to the"
        " next are usual."
    ]
    waiting = show(*weekly([0, 1, 2, 3, 20]))
    assert figures(waiting).rhythm.holes == ()
    assert figures(waiting).rhythm.expected is None
    assert figures(waiting).rhythm.due == TUESDAY + timedelta(weeks=20)
    assert told(waiting) == []


def test_a_daily_show_may_rest_on_sundays() -> None:
    out = [entry(NOW - timedelta(days=n)) for n in range(28) if n % 7]
    assert figures(show(*out)).rhythm.holes == ()


def test_days_and_hours_are_those_of_the_shows_zone() -> None:
    late = datetime(2026, 5, 3, 23, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    beat = figures(show(entry(late))).rhythm
    assert beat.days == {date(2026, 5, 4): 1}
    assert beat.hours == {(0, 1): 1}


def test_an_episode_that_listeners_do_not_have_is_no_release() -> None:
    made = figures(
        show(
            entry(TUESDAY, state="draft"),
            entry(TUESDAY, state="no audio"),
            entry(None),
            entry(NOW + timedelta(days=2)),
        )
    )
    assert made.rhythm.days == {}
    assert made.rhythm.hours == {}
    assert made.rhythm.coming == {date(2026, 5, 22): 1}
    assert made.states == {"draft": 1, "due": 1, "no audio": 1, "undated": 1}


# Lengths, numbers, levels


def test_an_episode_out_of_the_ordinary_is_told_and_a_trailer_is_not() -> None:
    usual = weekly(range(9))
    odd = entry(NOW - timedelta(days=1), "Marathon", duration=9000.0)
    trailer = entry(NOW - timedelta(days=2), "Trailer", type="trailer", duration=60.0)
    made = figures(show(*usual, odd, trailer))
    assert [one.title for one in made.odd] == ["Marathon"]
    assert made.lengths is not None
    assert (made.lengths.count, made.lengths.median) == (10, 1800)
    page = seen(show(*usual, odd, trailer))
    assert page.marks("lengths", "odd") == 1
    assert page.marks("lengths", "mark faint") == 1


def test_few_episodes_have_no_ordinary() -> None:
    assert figures(show(*weekly(range(6)), entry(NOW, duration=9000.0))).odd == ()


def test_the_spread_of_one_value_is_that_value() -> None:
    one = spread([7.0])
    assert one is not None
    assert {one.least, one.lower, one.median, one.upper, one.most, one.mean} == {7.0}
    assert spread([]) is None


def test_numbers_missing_and_doubled_are_told_by_season() -> None:
    numbers = [(1, 1), (1, 2), (1, 5), (2, 1), (2, 2), (2, 2), (2, 4)]
    entries = [entry(TUESDAY, season=season, number=number) for season, number in numbers]
    made = show(*entries, entry(TUESDAY, number=None), entry(TUESDAY, type="bonus"))
    found = figures(made).numbering
    assert [(one.season, one.gaps, one.doubles) for one in found.seasons] == [
        (1, ((3, 4),), ()),
        (2, ((3, 3),), (2,)),
    ]
    assert found.unnumbered == 1
    assert [text for text in told(made) if "umber" in text] == [
        "Numbers 3–4 are missing in season 1.",
        "Number 3 is missing in season 2.",
        "Number 2 is used more than once in season 2.",
    ]
    page = seen(made)
    assert page.marks("numbers", "hole") == 3
    assert page.marks("numbers", "odd") == 1


def test_no_cell_of_the_numbers_is_empty_where_there_are_no_seasons() -> None:
    made = show(*(entry(TUESDAY, number=number) for number in (1, 2, 4)))
    row = seen(made).all("//h:table[h:caption='Numbers by season']/h:tbody/h:tr")[-1]
    assert ["".join(cell.itertext()) for cell in row] == ["none", "3", "3", "none"]


def test_a_number_that_a_bonus_has_is_not_missing_and_may_be_shared() -> None:
    kinds = [(1, "full"), (2, "full"), (2, "bonus"), (3, "bonus"), (4, "full"), (4, "full")]
    made = show(*(entry(TUESDAY, number=number, type=kind) for number, kind in kinds))
    assert [text for text in told(made) if "umber" in text] == ["Number 4 is used more than once."]
    page = seen(made)
    assert (page.marks("numbers", "mark"), page.marks("numbers", "hole")) == (3, 0)


def test_what_is_due_weighs_nothing_yet() -> None:
    made = show(*weekly([0, 1, 2, 30], size=1_000_000))
    assert "all that are out have 3.0 MB together" in seen(made).words()


def test_a_day_is_told_as_one() -> None:
    made = show(*(entry(NOW - timedelta(days=n)) for n in range(5, 10)))
    assert told(made)[0].endswith("and 1 day from one to the next is usual.")


def test_today_is_told_from_a_release_without_any_colour() -> None:
    shown = seen(show(*weekly([0, 1, 2, 3])))
    (today,) = shown.all("//h:figcaption//*[@class='today']")
    (out,) = shown.all("//h:figcaption//*[@class='day']")
    assert (today.tag.rpartition("}")[2], out.tag.rpartition("}")[2]) == ("path", "rect")


def test_a_number_that_is_far_off_costs_nothing() -> None:
    made = show(entry(TUESDAY, number=1), entry(TUESDAY, number=10**9))
    assert told(made)[-1] == "Numbers 2–999999999 are missing."
    page = seen(made)
    assert "numbers" not in page.pictures()
    assert f"more than {MOST_NUMBERS:,} numbers" in page.words()


def test_levels_off_the_mark_are_told_and_those_at_its_edge_are_not() -> None:
    levels = [-17.1, -17.0, -16.0, -15.0, -14.9, None]
    peaks = [-1.0, -0.9, -3.0, -3.0, 0.2, None]
    entries = [
        entry(TUESDAY + timedelta(days=n), f"E{n}", loudness=level, peak=peak, heard=True)
        for n, (level, peak) in enumerate(zip(levels, peaks, strict=True))
    ]
    made = show(*entries, entry(TUESDAY, "Unheard"))
    assert [one.title for one in figures(made).off] == ["E0", "E4"]
    assert [one.title for one in figures(made).over] == ["E1", "E4"]
    assert (figures(made).heard, figures(made).recordings) == (6, 7)
    page = seen(made)
    assert page.marks("loudness", "odd") == 2
    assert page.marks("loudness", "mark") == 3
    assert page.marks("peaks", "odd") == 2
    assert "1 recording was not listened to yet: podfeed report tea --audio" in page.words()
    assert "Nothing can be heard in \u2068E5\u2069." in page.words()


def test_findings_come_worst_first() -> None:
    kinds = sorted((one.kind for one in RULES.values()), key=lambda one: one.severity.rank)
    worst, least = kinds[0], kinds[-1]
    place = Place("seeds/tea.yaml", 3)
    found = [one.at(place, "x") for one in (least, worst, worst)]
    made = figures(show(findings=tuple(found)))
    assert [(one.code, one.count) for one in made.found] == [(worst.code, 2), (least.code, 1)]


# The page


def test_columns_stand_on_zero_and_are_as_high_as_what_they_show() -> None:
    page = seen(show(entry(TUESDAY, duration=600.0), entry(NOW, duration=1200.0)))
    columns = list(page.pictures()["lengths"].iter("{*}rect"))
    low, high = (float(one.get("height")) for one in columns)
    assert high == pytest.approx(2 * low, abs=0.02)
    feet = {round(float(one.get("y")) + float(one.get("height")), 1) for one in columns}
    assert len(feet) == 1
    labels = [one.text for one in page.pictures()["lengths"].iter("{*}text")]
    assert "0:00" in labels


@pytest.mark.parametrize("most", [0.4, 1, 7, 99, 12_345, 6e9])
def test_an_axis_begins_at_zero_and_ends_above_all_values(most: float) -> None:
    marks = ticks(most)
    assert marks[0] == 0
    assert marks[-2] < most <= marks[-1]
    assert len(marks) <= 5


@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_a_show_of_any_length_has_a_page(count: int) -> None:
    entries = [
        entry(
            NOW - timedelta(days=3 * n),
            f"E{n}",
            number=n + 1,
            loudness=-16.0,
            peak=-2.0,
            heard=True,
        )
        for n in range(count)
    ]
    page = seen(show(*entries, tallies=days(3, 2)))
    drawn = {"calendar", "week", "lengths", "loudness", "peaks", "sizes", "numbers"}
    assert set(page.pictures()) == (drawn if count else set()) | {"findings-days", "weights"}
    if count:
        assert page.marks("lengths", "mark") == count
        assert len(page.all("//h:table[h:caption='Length of each episode']/h:tbody/h:tr")) == count
        for picture in ("lengths", "sizes"):
            for column in page.pictures()[picture].iter("{*}rect"):
                left = float(column.get("x"))
                assert left >= LEFT
                assert left + float(column.get("width")) <= RIGHT + 0.02


def test_dates_at_the_ends_of_time_are_borne() -> None:
    ends = [entry(datetime(year, 1, 1, tzinfo=UTC)) for year in (1, 1970, 9999)]
    page = seen(show(*ends))
    years = [one.text for one in page.pictures()["calendar"].iter("{*}text")]
    assert sum(1 for text in years if text and re.fullmatch(r"\d{4}", text)) <= MOST_YEARS
    rows = page.all("//h:table[h:caption='Episodes by month']/h:tbody/h:tr/h:td[1]//text()")
    assert rows == ["Jan 1", "Jan 1970", "Jan 9999"]
    last = datetime(9999, 12, 31, tzinfo=UTC)
    late = [entry(last - timedelta(days=n), state="out") for n in range(5)]
    assert figures(show(*late)).rhythm.expected is None


def test_each_plot_is_named_described_and_followed_by_its_table() -> None:
    made = show(
        *weekly(range(12), loudness=-16.0, peak=-2.0, heard=True, number=1), tallies=days(3, 2)
    )
    page = seen(made)
    assert len(page.pictures()) == 9
    for picture in page.pictures().values():
        names = picture.get("aria-labelledby").split()
        assert [page.all(f"//*[@id='{name}']")[0].tag.split("}")[1] for name in names] == [
            "title",
            "desc",
        ]
        assert all(page.all(f"//*[@id='{name}']")[0].text.strip() for name in names)
        following = [one.tag.split("}")[1] for one in picture.getparent().itersiblings()]
        until_next = following[: following.index("figure")] if "figure" in following else following
        assert "details" in until_next
    identifiers = page.all("//@id")
    assert len(identifiers) == len(set(identifiers))
    for target in page.all("//h:a/@href"):
        assert target[1:] in identifiers


def test_hostile_titles_stay_text() -> None:
    entries = [
        entry(
            TUESDAY + timedelta(days=n),
            HOSTILE + "long " * 2000,
            duration=60.0 + 999 * n,
            loudness=-9.0,
            heard=True,
        )
        for n in range(12)
    ]
    page = seen(show(*entries, entry(None, HOSTILE), title=HOSTILE, tallies=days(1, 2)))
    assert page.all("//h:script") == []
    assert [one for one in page.all("//@*") if str(one).startswith("x")] == []
    assert {
        name for one in page.all("//*") for name in one.attrib if name.startswith("on")
    } == set()
    assert "<script>alert(1)</script>" in page.words()
    assert "{{ 7 * 7 }}" in page.words()
    assert "\x08" not in page.text
    assert "\u202e" not in page.text
    assert len(page.text) < 200_000


def test_a_title_written_from_the_right_keeps_to_itself() -> None:
    entries = [entry(NOW - timedelta(days=n), "شاي", loudness=-9.0, heard=True) for n in range(3)]
    page = seen(show(*entries, title="حديث"))
    assert "\u2068شاي\u2069 (−9.0)" in page.words()
    assert [one.text for one in page.all("//h:h1/h:bdi")] == ["حديث"]


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    page = seen(show(*weekly(range(4)), tallies=days(1, 2)))
    assert page.all("//@src") == []
    assert [one for one in page.all("//h:link/@href") if one != "data:,"] == []
    assert "@import" not in page.text
    assert "url(" not in page.text
    policy = page.all("//h:meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
        " form-action 'none'"
    ]


def test_the_same_facts_give_the_same_page_and_every_picture_is_well_formed_alone() -> None:
    made = show(*weekly(range(9), number=3), tallies=days(4, 1, 3))
    assert seen(made).text == seen(replace(made)).text
    found = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", seen(made).text, re.DOTALL)
    assert len(found) == len(seen(made).pictures())
    for text in found:
        etree.fromstring(text)


def test_what_was_found_is_drawn_day_by_day() -> None:
    assert "findings-days" not in seen(show(tallies=days(3))).pictures()
    page = seen(show(tallies=days(3, 2, 0)))
    bars = list(page.pictures()["findings-days"].iter("{*}rect"))
    heights = [float(one.get("height")) for one in bars]
    assert len(heights) == 2  # a day with nothing has no column
    assert heights[0] == pytest.approx(1.5 * heights[1], abs=0.02)
    assert "1 May 2026" in page.words()


def test_the_figures_are_json() -> None:
    made = show(*weekly([0, 1, 2, 3, 40]), entry(None, "Later"), tallies=days(3, 2))
    data = json.loads(json.dumps(document(figures(made))))
    assert data["episodes"] == {"due": 1, "out": 4, "undated": 1}
    assert data["rhythm"]["usual_days"] == 7
    assert data["rhythm"]["hours"] == [{"weekday": 2, "hour": 6, "episodes": 4}]
    assert data["lengths"]["median"] == 1800
    assert data["over_time"][0]["findings"] == {"warning": {"RSS001": 3}}
    assert [one["title"] for one in data["list"]][-1] == "Later"


def test_an_episode_without_anything_is_borne() -> None:
    page = seen(show(Entry("x", "draft"), Entry("y", "due", published=NOW + timedelta(days=1))))
    assert "1 due and 1 draft." in page.words()
