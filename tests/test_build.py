"""What ``podfeed build`` makes of a workspace, and what it refuses."""

from __future__ import annotations

import gzip
import os
import unicodedata
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from lxml import etree

from podfeed.errors import LockError, UsageError, WorkspaceError
from tests.workspaces import Bench, mp3, tea

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return tea(tmp_path)


def titles(bench: Bench, show: str = "tea") -> list[str]:
    root = etree.fromstring(bench.feed(show))
    return [item.findtext("title") or "" for item in root.iter("item")]


def guids(bench: Bench, show: str = "tea") -> dict[str, str]:
    root = etree.fromstring(bench.feed(show))
    return {i.findtext("title") or "": i.findtext("guid") or "" for i in root.iter("item")}


def test_a_workspace_becomes_a_feed(bench: Bench) -> None:
    built = bench.build()
    assert built["exit"] == 0
    assert built["findings"] == []
    (outcome,) = built["shows"]
    assert (outcome["show"], outcome["state"], outcome["episodes"]) == ("tea", "new", 3)
    assert titles(bench) == ["Three", "Two", "One"]


def test_durations_and_lengths_are_those_of_the_files(bench: Bench) -> None:
    bench.build()
    for item in etree.fromstring(bench.feed()).iter("item"):
        number = int(item.findtext(f"{ITUNES}episode") or 0)
        enclosure = item.find("enclosure")
        assert enclosure is not None
        assert enclosure.get("length") == str(len(mp3(number)))
        assert enclosure.get("url") == f"https://tea.example/media/tea/{number}.mp3"
        assert int(item.findtext(f"{ITUNES}duration") or 0) == number


def test_guids_are_minted_from_the_feed_address_and_the_title(bench: Bench) -> None:
    bench.build()
    show = uuid5(UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), "tea.example/feeds/tea.xml")
    assert guids(bench)["One"] == str(uuid5(show, "one"))
    assert bench.lock()["guid"] == str(show)


def test_a_second_build_finds_nothing_to_do(bench: Bench) -> None:
    first = bench.build()
    feed = bench.root / "feeds" / "tea.xml"
    before = feed.stat().st_mtime_ns
    second = bench.build()
    assert bench.run("build").exit_code == 0
    assert [show["state"] for show in second["shows"]] == ["unchanged"]
    assert second["findings"] == first["findings"]
    assert feed.stat().st_mtime_ns == before


def test_a_forced_build_gives_the_same_bytes_a_day_later(bench: Bench) -> None:
    bench.build()
    before = bench.feed()
    built = bench.build("--force", now="1780086400")
    assert built["shows"][0]["state"] == "unchanged"
    assert bench.feed() == before


def test_only_a_changed_feed_takes_a_new_build_date(bench: Bench) -> None:
    bench.build()
    before = etree.fromstring(bench.feed()).findtext("channel/lastBuildDate")
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    built = bench.build(now="1780086400")
    after = etree.fromstring(bench.feed()).findtext("channel/lastBuildDate")
    assert built["shows"][0]["state"] == "changed"
    assert (before, after) == (
        "Thu, 28 May 2026 20:26:40 +0000",
        "Fri, 29 May 2026 20:26:40 +0000",
    )


def test_the_summary_tells_new_and_changed_episodes_apart(bench: Bench) -> None:
    bench.build()
    bench.edit("seeds/tea.yaml", "- title: Two", "- title: Two\n  description: Changed.")
    bench.edit(
        "seeds/tea.yaml",
        "episodes:",
        "episodes:\n- title: Four\n  number: 4\n  published: 2026-01-04",
    )
    bench.write("media/tea/4.mp3", mp3())
    (outcome,) = bench.build()["shows"]
    assert (outcome["new"], outcome["changed"], outcome["gone"]) == (["Four"], ["Two"], [])


def test_an_episode_of_the_future_stays_out_until_it_is_due(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "2026-01-03 08:00", "2026-05-29 20:00")
    built = bench.build()
    assert titles(bench) == ["Two", "One"]
    assert b"3.mp3" not in bench.feed()
    assert built["next"] == "2026-05-29T20:00:00+00:00"
    assert built["shows"][0]["left_out"][0]["title"] == "Three"
    assert [entry["title"] for entry in bench.lock()["episodes"]] == ["One", "Two"]
    waiting = bench.build(now="1780000001")
    assert waiting["shows"][0]["state"] == "unchanged"
    later = bench.build(now="1780086400")
    assert titles(bench) == ["Three", "Two", "One"]
    assert later["next"] is None


SCHEDULED = """\
title: Tea
description: About tea.
schedule: {first: 2026-05-26 06:00, rule: FREQ=DAILY}
timezone: Europe/Berlin
episodes:
- title: Three
- title: Two
- title: One
"""


def scheduled(bench: Bench) -> None:
    bench.write("seeds/tea.yaml", SCHEDULED)
    for number, name in ((1, "one"), (2, "two"), (3, "three")):
        (bench.root / f"media/tea/{number}.mp3").rename(bench.root / f"media/tea/{name}.mp3")


def test_slots_go_to_the_oldest_first_in_wall_time(bench: Bench) -> None:
    scheduled(bench)
    bench.build()
    dates = [item.findtext("pubDate") for item in etree.fromstring(bench.feed()).iter("item")]
    assert dates == [
        "Thu, 28 May 2026 04:00:00 +0000",
        "Wed, 27 May 2026 04:00:00 +0000",
        "Tue, 26 May 2026 04:00:00 +0000",
    ]


def test_a_new_episode_takes_the_slot_after_the_newest_that_came_out(bench: Bench) -> None:
    scheduled(bench)
    bench.build()
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n- title: Between\n")
    bench.write("media/tea/between.mp3", mp3())
    built = bench.build()
    assert built["next"] == "2026-05-29T06:00:00+02:00"
    assert titles(bench) == ["Three", "Two", "One"]


def test_taking_an_old_episode_out_moves_no_date(bench: Bench) -> None:
    scheduled(bench)
    bench.build()
    before = {e["title"]: e["published"] for e in bench.lock()["episodes"]}
    bench.edit("seeds/tea.yaml", "- title: Two\n", "")
    (bench.root / "media/tea/two.mp3").unlink()
    assert bench.build("--remove", "Two")["exit"] == 0
    after = {e["title"]: e["published"] for e in bench.lock()["episodes"]}
    assert after == before
    assert titles(bench) == ["Three", "One"]


def test_an_episode_that_is_gone_is_an_error_until_the_host_says_so(bench: Bench) -> None:
    bench.build()
    before = bench.feed()
    bench.edit("seeds/tea.yaml", "- title: Two\n  number: 2\n  published: 2026-01-02 08:00\n", "")
    (bench.root / "media/tea/2.mp3").unlink()
    built = bench.build()
    assert built["exit"] == 1
    assert built["shows"][0]["state"] == "failed"
    assert "--remove" in built["findings"][0]["remedy"]
    assert bench.feed() == before
    assert bench.build("--remove", "two")["exit"] == 0
    assert titles(bench) == ["Three", "One"]


def test_a_rename_keeps_the_guid_and_so_does_a_moved_file(bench: Bench) -> None:
    bench.build()
    before = guids(bench)
    bench.edit("seeds/tea.yaml", "title: Two", "title: Two, retold")
    bench.build()
    assert guids(bench)["Two, retold"] == before["Two"]
    (bench.root / "media/tea/2.mp3").rename(bench.root / "media/tea/02-two.mp3")
    bench.build()
    assert guids(bench)["Two, retold"] == before["Two"]


def test_remove_of_an_unknown_episode_names_the_nearest(bench: Bench) -> None:
    bench.build()
    with pytest.raises(UsageError, match="Thre"):
        bench.build("--remove", "Thre")


def test_locked_fails_instead_of_changing_a_lock(bench: Bench) -> None:
    built = bench.build("--locked")
    assert built["exit"] == 1
    assert not (bench.root / "seeds/tea.lock").exists()
    assert not (bench.root / "feeds/tea.xml").exists()
    bench.build()
    again = bench.build("--locked", "--force")
    assert (again["exit"], again["findings"]) == (0, [])


def test_a_gzipped_copy_stands_beside_the_feed_and_holds_the_same(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "defaults:", "gzip: true\ndefaults:")
    bench.build()
    assert gzip.decompress((bench.root / "feeds/tea.xml.gz").read_bytes()) == bench.feed()
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    bench.build()
    assert gzip.decompress((bench.root / "feeds/tea.xml.gz").read_bytes()) == bench.feed()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "AUD"),
        (b"<!doctype html><title>404</title>" * 50, "AUD"),
        (mp3(30)[:2000], "AUD"),
        (b"RIFF\x24\x00\x00\x00WAVE" + bytes(200), "AUD"),
    ],
    ids=["empty", "html", "cut", "broken wave"],
)
def test_bad_audio_is_one_finding_and_the_rest_is_built(
    bench: Bench, content: bytes, code: str
) -> None:
    bench.write("media/tea/2.mp3", content)
    built = bench.build()
    assert built["exit"] == 1
    errors = [f for f in built["findings"] if f["severity"] == "error"]
    assert [(f["code"][:3], f["path"]) for f in errors] == [(code, "media/tea/2.mp3")]
    assert titles(bench) == ["Three", "One"]
    assert built["shows"][0]["left_out"][0]["title"] == "Two"


def test_an_episode_without_audio_is_left_out_with_a_warning(bench: Bench) -> None:
    (bench.root / "media/tea/2.mp3").unlink()
    built = bench.build()
    assert built["exit"] == 0
    assert bench.codes(built) == ["SRC150"]
    assert built["findings"][0]["line"] == 8
    assert titles(bench) == ["Three", "One"]


def test_a_published_episode_without_audio_is_an_error_until_it_is_mended(bench: Bench) -> None:
    bench.build()
    before, feed, lock = guids(bench), bench.feed(), bench.lock()
    (bench.root / "media/tea/2.mp3").unlink()
    for _ in range(3):
        built = bench.build()
        assert (built["exit"], sorted(bench.codes(built))) == (1, ["SRC113", "SRC150"])
        assert built["shows"][0]["state"] == "failed"
        assert (bench.feed(), bench.lock()) == (feed, lock)
    bench.write("media/tea/2.mp3", mp3(2))
    assert bench.build()["exit"] == 0
    assert guids(bench) == before


def test_an_audio_file_without_an_episode_is_reported(bench: Bench) -> None:
    bench.write("media/tea/9-nobody.mp3", mp3())
    bench.write("media/stray.mp3", mp3())
    built = bench.build()
    assert bench.build()["findings"] == built["findings"]
    assert "SRC153" in bench.run("build").stderr
    assert {(f["code"], f["path"]) for f in built["findings"]} == {
        ("SRC153", "media/tea/9-nobody.mp3"),
        ("SRC153", "media/stray.mp3"),
    }


def test_two_files_for_one_episode_are_an_error_that_names_both(bench: Bench) -> None:
    bench.write("media/tea/2-other.mp3", mp3(2))
    built = bench.build()
    (finding,) = (f for f in built["findings"] if f["code"] == "SRC151")
    assert "media/tea/2-other.mp3" in finding["message"]
    assert "media/tea/2.mp3" in finding["message"]


@pytest.mark.parametrize("name", ["../../secret.mp3", "/etc/passwd", "../other/../../x.mp3"])
def test_audio_outside_the_workspace_is_refused(bench: Bench, name: str) -> None:
    (bench.root / "secret.mp3").write_bytes(mp3())
    bench.edit("seeds/tea.yaml", "- title: Two\n", f"- title: Two\n  audio: {name}\n")
    built = bench.build()
    assert built["exit"] == 1
    assert titles(bench) == ["Three", "One"]


def test_a_link_out_of_the_workspace_is_refused(bench: Bench, tmp_path_factory: object) -> None:
    outside = bench.root.parent / f"{bench.root.name}-outside.mp3"
    outside.write_bytes(mp3())
    target = bench.root / "media/tea/2.mp3"
    target.unlink()
    target.symlink_to(outside)
    built = bench.build()
    assert "SRC156" in bench.codes(built)
    assert titles(bench) == ["Three", "One"]


def test_a_fifo_is_refused_and_nothing_hangs(bench: Bench) -> None:
    target = bench.root / "media/tea/2.mp3"
    target.unlink()
    os.mkfifo(target)
    built = bench.build()
    assert "SRC156" in bench.codes(built)
    assert titles(bench) == ["Three", "One"]


def test_names_that_differ_only_by_case_are_reported(bench: Bench) -> None:
    bench.write("media/tea/One.mp3", mp3())
    bench.write("media/tea/one.mp3", mp3())
    assert "SRC155" in bench.codes(bench.build())


def test_a_decomposed_name_becomes_a_composed_url(bench: Bench) -> None:
    name = unicodedata.normalize("NFD", "Café.mp3")
    (bench.root / "media/tea/2.mp3").rename(bench.root / "media/tea" / name)
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  audio: Café.mp3\n")
    assert bench.build()["exit"] == 0
    assert b"/media/tea/Caf%C3%A9.mp3" in bench.feed()


def test_a_windows_path_is_understood(bench: Bench) -> None:
    (bench.root / "media/tea/sub").mkdir()
    (bench.root / "media/tea/2.mp3").rename(bench.root / "media/tea/sub/x.mp3")
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  audio: sub\\x.mp3\n")
    assert bench.build()["exit"] == 0
    assert b"/media/tea/sub/x.mp3" in bench.feed()


def test_audio_on_another_host_keeps_its_declared_facts(bench: Bench) -> None:
    bench.edit(
        "seeds/tea.yaml",
        "- title: Two\n",
        "- title: Two\n  audio: {url: 'https://old.example/2.mp3', type: audio/mpeg,"
        " length: 1234, duration: '1:01'}\n",
    )
    (bench.root / "media/tea/2.mp3").unlink()
    assert bench.build()["exit"] == 0
    item = etree.fromstring(bench.feed()).findall("channel/item")[1]
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert dict(enclosure.attrib) == {
        "url": "https://old.example/2.mp3",
        "length": "1234",
        "type": "audio/mpeg",
    }
    assert item.findtext(f"{ITUNES}duration") == "61"


def test_one_broken_show_does_not_stop_the_others(bench: Bench) -> None:
    bench.write("seeds/broken.yaml", "title: [")
    built = bench.build()
    states = {show["show"]: show["state"] for show in built["shows"]}
    assert states == {"broken": "failed", "tea": "new"}
    assert built["exit"] == 1


def test_a_show_that_fails_keeps_feed_and_lock(bench: Bench) -> None:
    bench.build()
    feed, lock = bench.feed(), bench.lock()
    bench.edit("seeds/tea.yaml", "number: 2", "number: two")
    built = bench.build()
    assert built["shows"][0]["state"] == "failed"
    assert (built["findings"][0]["path"], built["findings"][0]["line"]) == ("seeds/tea.yaml", 9)
    assert (bench.feed(), bench.lock()) == (feed, lock)


def test_control_characters_are_reported_and_the_feed_stays_valid(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", 'title: "Two\\b!"')
    built = bench.build()
    (finding,) = built["findings"]
    assert (finding["code"], finding["line"]) == ("SRC053", 8)
    assert "U+0008" in finding["message"]
    assert titles(bench) == ["Three", "Two!", "One"]


@pytest.mark.parametrize(
    "text",
    ["a & b", "<b>", "]]>", "🍵", "שלום עולם", "日本語の題名", "\u202ereversed", "&amp;", "x" * 99],
)
def test_any_text_is_written_right(bench: Bench, text: str) -> None:
    quoted = text.replace("'", "''")
    bench.edit("seeds/tea.yaml", "title: Two", f"title: '{quoted}'\n  description: '{quoted}'")
    assert bench.build()["exit"] == 0
    assert titles(bench)[1] == text
    item = etree.fromstring(bench.feed()).findall("channel/item")[1]
    assert item.findtext("description") == text


def test_a_description_of_100_kb_is_written_whole(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", f"title: Two\n  description: {'word ' * 20_000}")
    bench.build()
    item = etree.fromstring(bench.feed()).findall("channel/item")[1]
    assert len(item.findtext("description") or "") >= 99_999


def test_a_workspace_that_is_none_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="podfeed init"):
        Bench(tmp_path).build()


def test_an_unknown_show_gets_the_nearest_name(bench: Bench) -> None:
    with pytest.raises(UsageError, match='did you mean "tea"'):
        bench.build("teaa")


def test_a_renamed_show_keeps_its_guids(bench: Bench) -> None:
    bench.build()
    before, show = guids(bench), bench.lock()["guid"]
    (bench.root / "seeds/tea.yaml").rename(bench.root / "seeds/chai.yaml")
    (bench.root / "media/tea").rename(bench.root / "media/chai")
    bench.edit("seeds/chai.yaml", "title: Tea\n", "title: Tea\nwas: tea\n")
    assert bench.build()["exit"] == 0
    assert guids(bench, "chai") == before
    assert bench.lock("chai")["guid"] == show


def test_a_lock_with_conflict_markers_is_an_error_with_its_line(bench: Bench) -> None:
    bench.build()
    path = bench.root / "seeds/tea.lock"
    path.write_text(f"<<<<<<< ours\n{path.read_text()}", encoding="utf-8")
    built = bench.build()
    assert built["exit"] == 1
    assert built["findings"][0]["path"] == "seeds/tea.lock"


def test_against_a_published_feed_a_lost_lock_is_noticed(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    bench.build()
    published = bench.write("published.xml", bench.feed())
    (bench.root / "seeds/tea.lock").unlink()
    bench.edit("seeds/tea.yaml", "title: Deux", "title: Two")
    built = bench.build("--against", str(published))
    assert built["exit"] == 1
    assert any(code.startswith("HIS") for code in bench.codes(built))
    assert not (bench.root / "seeds/tea.lock").exists()
    assert LockError.exit_code == 1
