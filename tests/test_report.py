"""``podfeed report``: a page for each show, figures as JSON, and what is remembered of each day."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from podfeed import tallies
from podfeed.errors import UsageError
from podfeed.examining import Checked
from podfeed.findings import Severity
from podfeed.probes.cache import Cache
from podfeed.tallies import MOST_DAYS, PLACE
from tests.browsers import browser, tab
from tests.needs import needs_node_package
from tests.servers import serve
from tests.sites import hostile
from tests.sounds import encoded
from tests.surveys import Seen
from tests.workspaces import NOW, Bench, mp3, tea

PAGE = ".podfeed/report/tea.html"
LATER = str(int(NOW) + 86_400)
OTHER = """\
title: Coffee
description: About coffee.
author: Tea Network
episodes: []
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three episodes that are out, one that is due, a draft, and one without a date."""
    bench = tea(tmp_path)
    waiting = (
        "- {title: Four, number: 5, season: 1, published: 2026-06-04 08:00}\n"
        "- {title: Someday, draft: true}\n"
        "- {title: Undated}\n"
        "- {title: Next year, published: 2027-01-01 08:00}\n"
    )
    bench.edit("seeds/tea.yaml", "episodes:\n", f"episodes:\n{waiting}")
    bench.write("media/tea/5.mp3", mp3(5))
    bench.write("media/tea/undated.mp3", mp3(2))
    for path in (bench.root / "media" / "tea").iterdir():
        os.utime(path, (1_770_000_000, 1_770_000_000))  # what is younger is not remembered
    return bench


def reported(bench: Bench, *arguments: str, now: str = NOW) -> dict[str, Any]:
    """The figures of tea, as --json has them."""
    result = bench.run("report", "tea", "--json", *arguments, env={"SOURCE_DATE_EPOCH": now})
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_a_page_is_written_and_its_place_printed(bench: Bench) -> None:
    result = bench.run("report", "tea")
    assert (result.exit_code, result.stdout) == (0, f"{bench.root / PAGE}\n")
    page = Seen((bench.root / PAGE).read_text(encoding="utf-8"))
    assert [one.text for one in page.all("//h:h1/h:bdi")] == ["Tea"]
    assert page.marks("calendar", "day") == 3
    assert page.marks("calendar", "coming") == 1
    assert not (bench.root / "feeds").exists()
    assert not (bench.root / "seeds" / "tea.lock").exists()


def test_the_figures_are_those_of_the_files(bench: Bench) -> None:
    found = reported(bench)
    assert found["episodes"] == {"draft": 1, "due": 1, "out": 3, "planned": 1, "undated": 1}
    listed = {one["title"]: one for one in found["list"]}
    assert listed["Three"]["duration"] == pytest.approx(3, abs=0.05)
    assert listed["Three"]["size"] == (bench.root / "media" / "tea" / "3.mp3").stat().st_size
    assert listed["Three"]["published"] == "2026-01-03T08:00:00+00:00"
    assert found["rhythm"]["next"] == "2026-06-04T08:00:00+00:00"
    codes = {one["code"]: one["count"] for one in found["findings"]}
    assert codes["SRC157"] == 1  # the episode without a date
    assert not (bench.root / ".podfeed" / "report").exists()


def test_without_a_name_every_show_has_a_page(bench: Bench) -> None:
    bench.write("seeds/coffee.yaml", OTHER)
    result = bench.run("report")
    folder = bench.root / ".podfeed" / "report"
    assert result.stdout == f"{folder / 'coffee.html'}\n{folder / 'tea.html'}\n"
    assert len(json.loads(bench.run("report", "--json").stdout)) == 2


def test_what_is_found_in_another_show_stays_there(bench: Bench) -> None:
    bench.write("seeds/coffee.yaml", OTHER.replace("episodes: []", "episodes: [{title: Bean}]"))
    (coffee,) = json.loads(bench.run("report", "coffee", "--json").stdout)
    assert "SRC157" in {one["code"] for one in coffee["findings"]}
    before = reported(bench)["findings"]
    (bench.root / "seeds" / "coffee.yaml").unlink()
    assert reported(bench)["findings"] == before


def test_a_file_of_ones_own_takes_the_page_or_the_figures(bench: Bench, tmp_path: Path) -> None:
    place = tmp_path / "deep" / "tea.html"
    assert bench.run("report", "tea", "--output", str(place)).stdout == f"{place}\n"
    assert place.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    figures = tmp_path / "tea.json"
    bench.run("report", "tea", "--json", "-o", str(figures))
    assert json.loads(figures.read_bytes())[0]["show"] == "tea"


def test_the_same_workspace_gives_the_same_page(bench: Bench) -> None:
    bench.run("report")
    first = (bench.root / PAGE).read_bytes()
    bench.run("report")
    assert (bench.root / PAGE).read_bytes() == first


def test_recordings_are_listened_to_once_and_then_known(bench: Bench) -> None:
    loud = bench.write("media/tea/1.mp3", encoded("mp3", "libmp3lame", seconds=3))
    os.utime(loud, (1_770_000_000, 1_770_000_000))
    assert reported(bench)["loudness"]["heard"] == 0
    heard = reported(bench, "--audio")
    assert heard["loudness"]["heard"] == 4  # of an undated one nobody asks yet
    level = next(one["loudness"] for one in heard["list"] if one["title"] == "One")
    assert -40 < level < 0
    assert reported(bench)["list"] == heard["list"]
    assert reported(bench)["loudness"] == heard["loudness"]


def test_only_the_recordings_of_the_show_are_listened_to(bench: Bench) -> None:
    bench.write("seeds/coffee.yaml", OTHER)
    bean = bench.write("media/coffee/bean.mp3", mp3(1))
    os.utime(bean, (1_770_000_000, 1_770_000_000))
    bench.run("report", "tea", "--audio")
    with Cache(bench.root) as cache:
        for path, known in (("media/tea/1.mp3", True), ("media/coffee/bean.mp3", False)):
            levels = cache.known_levels(bench.root / path, shown=path)
            assert (levels is not None) is known


def test_a_show_that_cannot_be_read_is_told_and_the_others_have_pages(bench: Bench) -> None:
    bench.write("seeds/coffee.yaml", "title: Coffee\n")
    result = bench.run("report")
    assert result.exit_code == 1
    assert result.stdout == f"{bench.root / PAGE}\n"
    assert "seeds/coffee.yaml:1:1: error" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("tee",), 'there is no show "tee" in seeds/'),
        (("--output", "x.html"), "--output is one file"),
        (("tea", "--output", "."), "is no file that a report can be written to"),
    ],
)
def test_what_cannot_be_done_is_refused(
    bench: Bench, arguments: tuple[str, ...], problem: str
) -> None:
    bench.write("seeds/coffee.yaml", OTHER)
    result = bench.run("report", *arguments)
    assert isinstance(result.exception, UsageError)
    assert problem in str(result.exception)


# Day by day


def test_check_and_report_remember_a_day_each(bench: Bench) -> None:
    bench.run("check")
    assert [one["day"] for one in reported(bench, now=LATER)["over_time"]] == [
        "2026-05-28",
        "2026-05-29",
    ]
    before, after = reported(bench, now=LATER)["over_time"]
    assert before["findings"] == after["findings"]
    assert before["findings"]["error"]["SRC157"] == 1


def test_the_last_run_of_a_day_takes_the_place_of_the_others(bench: Bench) -> None:
    bench.run("check")
    bench.edit("seeds/tea.yaml", "- {title: Undated}\n", "")
    (bench.root / "media" / "tea" / "undated.mp3").unlink()
    bench.build()
    bench.run("check")
    (today,) = reported(bench)["over_time"]
    assert "SRC157" not in today["findings"].get("error", {})
    assert today["feed"] == (bench.root / "feeds" / "tea.xml").stat().st_size


@pytest.mark.parametrize("some", ["--select=RSS", "--ignore=APL", "--profile=apple"])
def test_a_check_of_some_rules_is_no_day_to_compare_with(bench: Bench, some: str) -> None:
    bench.run("check", some)
    assert not (bench.root / PLACE).exists()


def test_what_only_listening_tells_does_not_make_a_day_look_worse(bench: Bench) -> None:
    result = bench.run("check", "--audio", "--format", "json")
    heard = {one["code"] for one in json.loads(result.stdout) if one["code"].startswith("AUD2")}
    assert heard
    (today,) = tallies.read(bench.root)["tea"]
    assert heard & {code for codes in today.counts.values() for code in codes} == set()


def test_the_days_are_bounded_and_the_oldest_go_first(tmp_path: Path) -> None:
    known: Any = {"findings": {}}
    checked = Checked(sources={"tea": frozenset()})
    first = date(2024, 1, 1).toordinal()
    lines = (
        json.dumps({"day": date.fromordinal(first + n).isoformat(), "shows": {"tea": known}})
        for n in range(MOST_DAYS + 5)
    )
    (tmp_path / PLACE).parent.mkdir()
    (tmp_path / PLACE).write_text("\n".join(lines), encoding="utf-8")
    tallies.note(tmp_path, date(2026, 1, 1), checked)
    known = tallies.read(tmp_path)["tea"]
    assert len(known) == MOST_DAYS
    assert known[0].day == date.fromordinal(first + 6)
    assert known[-1].day == date(2026, 1, 1)


def test_days_that_are_too_large_to_be_read_again_go_before_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = Checked(sources={f"show-{n}": frozenset() for n in range(100)})
    monkeypatch.setattr(tallies, "_LIMIT", 20_000)
    for day in range(1, 29):
        tallies.note(tmp_path, date(2026, 2, day), checked)
    assert (tmp_path / PLACE).stat().st_size <= 20_000
    known = [one.day for one in tallies.read(tmp_path)["show-7"]]
    assert len(known) > 1
    assert known == [date(2026, 2, day) for day in range(29 - len(known), 29)]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[" * 100_000,
        b'{"day": "yesterday", "shows": {}}',
        b'{"day": 5, "shows": {}}',
        b'{"day": "2026-05-01"}',
        b'{"day": "2026-05-01", "shows": ["tea"]}',
        b'{"day": "2026-05-01", "shows": {"tea": 1}}',
        b'{"day": "2026-05-01", "shows": {"tea": {"findings": {"error": {"RSS001": "many"}}}}}',
        b'{"day": "2026-05-01", "shows": {"tea": {"findings": {"error": {"RSS001": -1}}}}}',
        b'{"day": "2026-05-01", "shows": {"tea": {"findings": {"error": {"RSS001": 1e999}}}}}',
    ],
)
def test_a_line_that_is_spoilt_counts_as_absent(tmp_path: Path, line: bytes) -> None:
    good = b'{"day": "2026-05-02", "shows": {"tea": {"findings": {"warning": {"RSS001": 2}}}}}'
    (tmp_path / PLACE).parent.mkdir()
    (tmp_path / PLACE).write_bytes(line + b"\n" + good + b"\n")
    (known,) = tallies.read(tmp_path)["tea"]
    assert (known.day, known.total(Severity.WARNING), known.feed) == (date(2026, 5, 2), 2, None)


def test_a_place_that_cannot_be_written_to_is_no_error(bench: Bench) -> None:
    (bench.root / PLACE).mkdir(parents=True)
    result = bench.run("check")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)  # for its findings alone
    assert reported(bench)["over_time"] == []


# In a browser


@pytest.fixture(scope="module")
def chromium() -> Any:
    with browser() as found:
        yield found


def test_a_browser_shows_a_hostile_report_and_runs_nothing_of_it(
    chromium: Browser, tmp_path: Path
) -> None:
    bench = hostile(tmp_path)
    place = bench.root / "out" / "tea.html"
    assert bench.run("report", "tea", "--output", str(place)).exit_code == 0
    axe = (needs_node_package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    with serve(place.parent) as server:
        for scheme, width in (("light", 360), ("dark", 1280)):
            with tab(
                chromium,
                server.url,
                color_scheme=scheme,
                viewport={"width": width, "height": 800},
                bypass_csp=True,
            ) as opened:
                page = opened.open("tea.html")
                assert page.evaluate("window.harm === undefined")
                assert page.evaluate("document.scripts.length") == 0
                page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.evaluate(axe)
                found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
                told = [
                    (one["id"], [node["html"][:120] for node in one["nodes"]])
                    for one in found["violations"]
                ]
                assert told == []
                assert (opened.errors, opened.foreign) == ([], [])
