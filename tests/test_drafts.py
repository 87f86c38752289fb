"""Drafts, and episodes that wait for their date: in no feed, no lock and no companion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.workspaces import Bench, mp3, tea

DRAFT = """\
- title: Secret blend
  draft: true
  number: 9
  description: Nobody may know of Hesperides yet.
  chapters: [0:00 Hesperides, 0:01 Secret garden]
  image: hesperides.jpg
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three episodes, and a draft whose audio and picture lie there already."""
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "episodes:\n", f"episodes:\n{DRAFT}")
    bench.write("media/tea/secret-blend.mp3", mp3(4))
    bench.write("media/tea/hesperides.jpg", (bench.root / "media/tea/cover.jpg").read_bytes())
    return bench


def titles(bench: Bench) -> list[str]:
    return [item.findtext("title") or "" for item in etree.fromstring(bench.feed()).iter("item")]


def reveal(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "  draft: true\n", "  published: 2026-05-01 08:00\n")


def test_a_draft_stays_out_without_a_word_of_blame(bench: Bench) -> None:
    built = bench.build()
    assert (built["findings"], built["exit"]) == ([], 0)
    assert titles(bench) == ["Three", "Two", "One"]
    (outcome,) = built["shows"]
    assert outcome["left_out"] == [
        {"title": "Secret blend", "reason": "it is a draft", "due": None}
    ]
    assert built["next"] is None


def test_nothing_of_what_is_not_out_is_in_any_file_below_feeds_or_in_the_lock(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "base_url:", "gzip: true\nbase_url:")
    waiting = "- title: Tomorrowland\n  published: 2027-01-01\n  chapters: [0:00 Hesperides]\n"
    bench.edit("seeds/tea.yaml", "episodes:\n", f"episodes:\n{waiting}")
    bench.write("media/tea/tomorrowland.mp3", mp3(4))
    bench.edit("seeds/tea.yaml", "- title: One\n", "- title: One\n  chapters: [0:00 Leaves]\n")
    built = bench.build()
    assert built["exit"] == 0
    assert built["next"] == "2027-01-01T00:00:00+00:00"
    made = [path for path in (bench.root / "feeds").rglob("*") if path.is_file()]
    assert len(made) >= 3  # the feed, its compressed copy, and chapters of what is out
    for path in [*made, bench.root / "seeds/tea.lock"]:
        data = path.read_bytes()
        if path.suffix == ".gz":
            import gzip

            data = gzip.decompress(data)
        for word in (b"ecret", b"esperides", b"omorrowland", b"2027"):
            assert word not in data, path
            assert word.decode() not in path.name


def test_a_draft_comes_out_once_it_is_none(bench: Bench) -> None:
    bench.build()
    reveal(bench)
    built = bench.build()
    assert (built["findings"], built["shows"][0]["new"]) == ([], ["Secret blend"])
    assert titles(bench)[0] == "Secret blend"


def test_a_draft_needs_neither_audio_nor_a_date_nor_its_picture(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "  draft: true\n", "  draft: true\n  audio: not-yet.mp3\n")
    (bench.root / "media/tea/hesperides.jpg").unlink()
    (bench.root / "media/tea/secret-blend.mp3").unlink()
    built = bench.build()
    assert (built["findings"], built["exit"]) == ([], 0)


def test_the_files_of_a_draft_are_not_opened(bench: Bench) -> None:
    bench.write("media/tea/secret-blend.mp3", "not recorded yet")
    assert bench.build()["findings"] == []
    reveal(bench)
    assert "AUD003" in bench.codes(bench.build())


def test_a_draft_takes_no_slot_of_the_schedule(bench: Bench) -> None:
    bench.edit(
        "seeds/tea.yaml",
        "episodes:\n",
        "schedule: {first: 2026-02-01 06:00, rule: FREQ=DAILY}\nepisodes:\n- title: Four\n",
    )
    bench.write("media/tea/four.mp3", mp3())
    bench.edit(
        "seeds/tea.yaml", "- title: Three", "- title: Half-done\n  draft: true\n- title: Three"
    )
    bench.build()
    dates = {entry["title"]: entry["published"][:10] for entry in bench.lock()["episodes"]}
    assert dates["Four"] == "2026-02-01"


def test_a_draft_like_a_published_episode_hinders_nobody(bench: Bench) -> None:
    bench.build()
    bench.edit("seeds/tea.yaml", "title: Secret blend", "title: Two")
    bench.edit("seeds/tea.yaml", "  number: 9\n", "  number: 2\n  audio: secret-blend.mp3\n")
    before = bench.feed(), bench.lock()
    built = bench.build()
    assert built["findings"] == []
    assert (bench.feed(), bench.lock()) == before


def test_a_draft_like_an_episode_that_gets_new_audio_leaves_it_its_guid(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Secret blend", "title: Two")
    bench.edit("seeds/tea.yaml", "  number: 9\n", "  audio: secret-blend.mp3\n")
    bench.build()
    guid = bench.lock()["episodes"][1]["guid"]
    (bench.root / "media/tea/2.mp3").rename(bench.root / "media/tea/2-new.mp3")
    assert bench.build()["findings"] == []
    entry = bench.lock()["episodes"][1]
    assert (entry["guid"], entry["audio"]) == (guid, "tea/2-new.mp3")


def test_a_published_episode_that_is_a_draft_again_is_an_error_until_it_is_removed(
    bench: Bench,
) -> None:
    bench.build()
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  draft: true\n")
    built = bench.build()
    (finding,) = built["findings"]
    assert (finding["code"], finding["line"], built["exit"]) == ("SRC113", 15, 1)
    assert "is a draft again" in finding["message"]
    assert "--remove two" in finding["remedy"]
    assert bench.build("--remove", "two")["findings"] == []
    assert bench.build()["findings"] == []  # it is not told that it comes back: it does not
    assert titles(bench) == ["Three", "One"]


def test_check_judges_a_workspace_with_drafts_as_one_without(bench: Bench) -> None:
    plain = tea(bench.root.parent / "plain")
    found = []
    for one in (plain, bench):
        one.build()
        result = one.run("check", "--format", "json")
        found.append(json.loads(result.stdout))
    assert [f["code"] for f in found[1]] == [f["code"] for f in found[0]]


def test_show_marks_drafts_and_says_when_others_are_due(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "2026-01-03 08:00", "2026-06-07 08:00")
    shown = bench.run("show", "tea").stdout
    assert "[draft] Secret blend" in shown
    assert "[due in 9 days] Three" in shown
    document = json.loads(bench.run("show", "tea", "--json").stdout)
    assert [(one["draft"], one.get("due")) for one in document["episodes"]] == [
        (True, None),
        (False, "in 9 days"),
        (False, None),
        (False, None),
    ]


def test_a_build_with_nothing_to_do_looks_again_when_an_episode_is_due(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "2026-01-03 08:00", "2026-05-29 20:00")
    first = bench.build()
    assert first["next"] == "2026-05-29T20:00:00+00:00"
    idle = bench.build(now="1780000060")
    assert idle["shows"][0]["state"] == "unchanged"
    assert idle["next"] == first["next"]
    assert "Three" not in titles(bench)
    last = bench.build(now="1780084799")  # a second before
    assert (last["shows"][0]["state"], last["next"]) == ("unchanged", first["next"])
    due = bench.build(now="1780084800")
    assert (due["shows"][0]["new"], due["next"]) == (["Three"], None)


def test_check_finds_a_feed_out_of_date_once_an_episode_is_due(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "2026-01-03 08:00", "2026-05-29 20:00")
    bench.build()
    codes = [
        [f["code"] for f in json.loads(result.stdout)]
        for now in ("1780084799", "1780084800")
        for result in [bench.run("check", "--format", "json", env={"SOURCE_DATE_EPOCH": now})]
    ]
    assert "SRC200" not in codes[0]
    assert "SRC200" in codes[1]
