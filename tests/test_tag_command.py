"""``podfeed tag``: the recordings of a workspace are given the labels of their episodes."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from podfeed.models import Chapter
from podfeed.probes import audio
from podfeed.tagging.wanted import Wanted
from podfeed.tagging.writing import tag
from podfeed.values import Duration
from tests.commands import permissions_count, podfeed
from tests.sounds import encoded
from tests.workspaces import Bench, mp3, tea

TEXT = """\
title: Tea
description: About tea.
author: Tea Network
episodes:
- title: Two
  number: 2
  season: 1
  published: 2026-01-02 23:30
  chapters: [0:00 Leaves, 0:30 Water]
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = tea(tmp_path)
    bench.write("seeds/tea.yaml", TEXT)
    for name in ("1", "3"):
        (tmp_path / f"media/tea/{name}.mp3").unlink()
    bench.write("media/tea/2.mp3", mp3(60))
    return bench


def sound(bench: Bench) -> Path:
    return bench.root / "media/tea/2.mp3"


def changes(bench: Bench, *arguments: str) -> dict[str, str]:
    document = json.loads(bench.run("tag", "--json", *arguments).stdout)
    return {one["label"]: one["after"] for file in document["files"] for one in file["changes"]}


def test_without_yes_it_only_tells_what_would_change(bench: Bench) -> None:
    data = sound(bench).read_bytes()
    result = bench.run("tag")
    assert result.exit_code == 0
    size = f"{len((bench.root / 'media/tea/cover.jpg').read_bytes()):,}"
    assert result.stdout == (
        "media/tea/2.mp3\n"
        "  title     Two\n"
        "  show      Tea\n"
        "  artist    Tea Network\n"
        "  number    2\n"
        "  season    1\n"
        "  date      2026-01-02\n"
        f"  cover     image/jpeg, {size} bytes\n"
        "  chapters  2: 00:00:00 Leaves, 00:00:30 Water\n"
        '1 to change, 0 as they should be; "--yes" writes\n'
    )
    assert sound(bench).read_bytes() == data


def test_yes_writes_and_then_there_is_nothing_to_do(bench: Bench) -> None:
    assert bench.build()["exit"] == 0
    guid = bench.lock()["episodes"][0]["guid"] if "episodes" in bench.lock() else None
    result = bench.run("tag", "tea", "--yes")
    assert result.exit_code == 0
    assert "1 written, 0 as they were" in result.stdout
    before = sound(bench).stat().st_mtime_ns
    assert bench.run("tag", "tea", "--yes").stdout == "0 written, 1 as they were\n"
    assert bench.run("tag").stdout == "Nothing to do.\n"
    assert sound(bench).stat().st_mtime_ns == before
    built = bench.build()
    assert (built["exit"], bench.codes(built)) == (0, [])
    assert f'length="{sound(bench).stat().st_size}"'.encode() in bench.feed()
    if guid:
        assert guid.encode() in bench.feed()


def test_the_date_is_that_of_the_shows_time_zone(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "2026-01-02 23:30", "2026-01-02T23:30:00+00:00")
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\ntimezone: Europe/Berlin\n")
    assert changes(bench)["date"] == "2026-01-03"


def test_chapters_of_the_recording_itself_are_left(bench: Bench) -> None:
    bench.run("tag", "--yes")
    bench.edit("seeds/tea.yaml", "  chapters: [0:00 Leaves, 0:30 Water]\n", "")
    assert bench.run("tag").stdout == "Nothing to do.\n"
    bench.write("media/tea/2.chapters.txt", "0:00 Leaves\n0:40 Sugar\n")
    assert set(changes(bench)) == {"chapters"}
    (bench.root / "media/tea/2.chapters.txt").unlink()
    bench.edit("seeds/tea.yaml", "season: 1", "season: 1\n  chapters: []")
    document = json.loads(bench.run("tag", "--json").stdout)
    assert [one["label"] for one in document["files"][0]["changes"]] == ["chapters"]
    assert document["files"][0]["changes"][0]["after"] is None


def test_a_number_that_was_derived_is_not_written(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "  number: 2\n", "  audio: 2.mp3\n")
    assert "number" not in changes(bench)
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\nnumbering: derived\n")
    assert changes(bench)["number"] == "1"


def test_the_shows_cover_takes_the_place_of_another_only_if_asked(bench: Bench) -> None:
    bench.run("tag", "--yes")
    cover = bench.root / "media/tea/cover.jpg"
    cover.write_bytes(cover.read_bytes()[:-2] + b"\0\xff\xd9")
    assert changes(bench) == {}
    assert set(changes(bench, "--covers")) == {"cover"}
    shutil.copy(cover, bench.root / "media/tea/own.jpg")
    bench.edit("seeds/tea.yaml", "season: 1", "season: 1\n  image: own.jpg")
    assert set(changes(bench)) == {"cover"}


def test_drafts_are_left(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "season: 1", "draft: true")
    assert bench.run("tag", "--yes").stdout == "0 written, 0 as they were\n"


def test_a_recording_of_two_shows_is_left(bench: Bench) -> None:
    twin = TEXT.replace("title: Tea", "title: Twin").replace("number: 2", "audio: tea/2.mp3")
    bench.write("seeds/twin.yaml", twin)
    result = bench.run("tag", "--yes")
    assert result.exit_code == 0
    assert result.stderr.count("warning TAG003 is the recording of") == 2
    assert sound(bench).read_bytes() == mp3(60)
    assert bench.run("tag", "tea", "--yes").stdout.startswith("media/tea/2.mp3\n")


def test_a_recording_outside_media_is_never_written(bench: Bench, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.mp3"
    outside.write_bytes(mp3(60))
    sound(bench).unlink()
    sound(bench).symlink_to(outside)
    bench.run("tag", "--yes")
    assert outside.read_bytes() == mp3(60)
    outside.unlink()


def test_a_link_within_media_stays_a_link(bench: Bench) -> None:
    real = bench.write("media/shared/real.mp3", mp3(60))
    sound(bench).unlink()
    sound(bench).symlink_to(real)
    assert bench.run("tag", "--yes").exit_code == 0
    assert sound(bench).is_symlink()
    assert audio.probe(real, shown="a.mp3").tags.title == "Two"


def test_an_unknown_show_and_a_broken_recording_are_told(bench: Bench) -> None:
    result = podfeed("tag", "te", cwd=bench.root)
    assert result.code == 2
    assert 'there is no show "te" in seeds/; did you mean "tea"?' in result.err
    sound(bench).write_bytes(b"<html>Log in</html>")
    result = podfeed("tag", "--yes", cwd=bench.root)
    assert result.code == 1
    assert "AUD003" in result.err
    assert sound(bench).read_bytes() == b"<html>Log in</html>"


def test_a_full_disk_leaves_the_recording_and_nothing_else(bench: Bench) -> None:
    size = sound(bench).stat().st_size
    for limit in (size // 2, size + 1000):
        result = podfeed("tag", "--yes", cwd=bench.root, file_limit=limit)
        assert result.code == 1, result
        assert "TAG001 cannot be written: the file would be larger than this system" in result.err
        assert sound(bench).read_bytes() == mp3(60)
        left = sorted(path.name for path in sound(bench).parent.iterdir())
        assert left == ["2.mp3", "cover.jpg"]


def test_a_full_disk_leaves_an_m4a_as_well(bench: Bench) -> None:
    data = encoded("ipod", "aac", seconds=60)
    sound(bench).unlink()
    path = bench.write("media/tea/2.m4a", data)
    for limit in (len(data) // 2, len(data) + 500, 2 * len(data)):
        result = podfeed("tag", "--yes", cwd=bench.root, file_limit=limit)
        if limit < 2 * len(data):
            assert (result.code, "TAG001" in result.err) == (1, True), result
            assert path.read_bytes() == data
        assert sorted(p.name for p in path.parent.iterdir()) == ["2.m4a", "cover.jpg"]


def test_a_folder_that_may_not_be_written_is_told(bench: Bench) -> None:
    if not permissions_count():
        pytest.skip("needs permissions that count")
    folder = sound(bench).parent
    folder.chmod(0o555)
    try:
        result = podfeed("tag", "--yes", cwd=bench.root, plain_user=True)
    finally:
        folder.chmod(0o755)
    assert result.code == 1
    assert "may not be written: permission denied" in result.err
    assert hashlib.sha256(sound(bench).read_bytes()).digest() == hashlib.sha256(mp3(60)).digest()


def test_the_other_formats_of_a_recording_are_tagged_as_well(bench: Bench) -> None:
    bench.write("media/tea/2.m4a", encoded("ipod", "aac", seconds=60))
    bench.edit("seeds/tea.yaml", "  chapters: [0:00 Leaves, 0:30 Water]\n", "")
    chapters = (Chapter(start=Duration(0), title="Of the MP3"),)
    assert tag(
        sound(bench), Wanted(chapters=chapters), shown="2.mp3", write=True, version=None
    ).written
    result = bench.run("tag", "--yes")
    assert result.exit_code == 0
    assert "2 written" in result.stdout
    for name in ("2.mp3", "2.m4a"):
        found = audio.probe(bench.root / "media/tea" / name, shown=name)
        assert found.tags.title == "Two"
        assert found.audio is not None
        assert [one.title for one in found.audio.chapters] == ["Of the MP3"]
    assert bench.run("tag").stdout == "Nothing to do.\n"
