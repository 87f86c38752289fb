"""What ``podfeed init --from`` makes of a folder of recordings."""

from __future__ import annotations

import os
import wave
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from mutagen.id3 import COMM, ID3, TALB, TDRC, TIT2, TPE1, TRCK
from PIL import Image

from podfeed.errors import OutputError, UsageError
from podfeed.files import copy_whole
from podfeed.listings import yaml
from tests.beginnings import ITUNES, MOMENT, begin, init, items, made_once, titles
from tests.workspaces import Bench, mp3

__all__ = ["made_once"]


def tagged(path: Path, *, title: str = "", **tags: str) -> Path:
    """An MP3 with these tags; more ``seconds`` make no difference to a file's name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = {"album": TALB, "artist": TPE1, "date": TDRC, "number": TRCK}
    labels = ID3()
    if title:
        labels.add(TIT2(encoding=3, text=title))
    if "comment" in tags:
        labels.add(COMM(encoding=3, lang="eng", desc="", text=tags.pop("comment")))
    for name, value in tags.items():
        labels.add(frames[name](encoding=3, text=value))
    out = BytesIO()
    labels.save(out)
    path.write_bytes(out.getvalue() + mp3())
    return path


def aged(path: Path, date: datetime) -> Path:
    """The file, last changed at that time."""
    os.utime(path, (date.timestamp(), date.timestamp()))
    return path


def episodes_of(root: Path, show: str) -> list[dict[str, str]]:
    document: Any = yaml.read(root / f"seeds/{show}.yaml", shown="x")
    return [dict(episode) for episode in document["episodes"]]


def test_each_recording_of_a_folder_becomes_an_episode(tmp_path: Path) -> None:
    source = tmp_path / "Tea Talk"
    names = ("01_green-tea.mp3", "02 Oolong.mp3", "003-assam & milk.mp3")
    for number, name in enumerate(names, 1):
        aged(tagged(source / name), datetime(2026, 1, number, 8, tzinfo=UTC))
    result = init(tmp_path, "new", "--from", str(source))
    assert result.exit_code == 0
    assert episodes_of(tmp_path / "new", "tea-talk") == [
        {
            "title": "Assam & milk",
            "number": "3",
            "published": "2026-01-03 08:00:00",
            "audio": "003-assam & milk.mp3",
        },
        {
            "title": "Oolong",
            "number": "2",
            "published": "2026-01-02 08:00:00",
            "audio": "02 Oolong.mp3",
        },
        {
            "title": "Green tea",
            "number": "1",
            "published": "2026-01-01 08:00:00",
            "audio": "01_green-tea.mp3",
        },
    ]
    bench = Bench(tmp_path / "new")
    built = bench.build()
    assert (built["exit"], built["findings"]) == (0, [])
    assert titles(bench, "tea-talk") == ["Assam & milk", "Oolong", "Green tea"]


def test_tags_say_more_than_names_and_dates_of_files(tmp_path: Path) -> None:
    common = {"album": "Tea: a history", "artist": "Us"}
    source = tmp_path / "rec"
    tagged(source / "a.mp3", title="Oolong", date="2026-03-01", number="4/9", **common)
    tagged(source / "b.mp3", title="Sencha", date="2026-04-01", comment="Steamed.", **common)
    started = begin(tmp_path / "new", source=source)
    assert started.show == "tea-a-history"
    newest, oldest = episodes_of(tmp_path / "new", "tea-a-history")
    assert (newest["title"], newest["published"]) == ("Sencha", "2026-04-01 00:00:00")
    assert (oldest["title"], oldest["number"]) == ("Oolong", "4")
    bench = Bench(tmp_path / "new")
    assert bench.build()["exit"] == 0
    channel = etree.fromstring(bench.feed("tea-a-history"))[0]
    assert channel.findtext("title") == "Tea: a history"
    assert channel.findtext(f"{ITUNES}author") == "Us"
    assert items(bench, "tea-a-history")[0].findtext("description") == "Steamed."


def test_a_date_in_the_name_dates_the_episode(tmp_path: Path) -> None:
    aged(tagged(tmp_path / "rec/2026-02-03 Visit.mp3"), MOMENT)
    begin(tmp_path / "new", source=tmp_path / "rec")
    (episode,) = episodes_of(tmp_path / "new", "rec")
    assert (episode["title"], episode["published"]) == ("Visit", "2026-02-03 00:00:00")
    assert "number" not in episode


def test_files_of_one_moment_or_of_the_future_get_dates_that_differ_and_have_passed(
    tmp_path: Path,
) -> None:
    for name in ("one", "two", "three"):
        aged(tagged(tmp_path / f"rec/{name}.mp3"), MOMENT + timedelta(days=9))
    begin(tmp_path / "new", source=tmp_path / "rec")
    dates = [e["published"] for e in episodes_of(tmp_path / "new", "rec")]
    assert dates == ["2026-05-28 20:26:40", "2026-05-28 20:25:40", "2026-05-28 20:24:40"]
    bench = Bench(tmp_path / "new")
    assert bench.build()["exit"] == 0
    assert len(items(bench, "rec")) == 3


def test_numbers_decide_the_order_of_files_that_were_copied_in_any(tmp_path: Path) -> None:
    for number, day in ((1, 3), (2, 1), (3, 2)):
        aged(tagged(tmp_path / f"rec/{number}.mp3"), datetime(2026, 1, day, tzinfo=UTC))
    begin(tmp_path / "new", source=tmp_path / "rec")
    found = [(e["number"], e["published"][:10]) for e in episodes_of(tmp_path / "new", "rec")]
    assert found == [("3", "2026-01-03"), ("2", "2026-01-02"), ("1", "2026-01-01")]


def test_titles_and_numbers_that_two_files_share_are_told_apart(tmp_path: Path) -> None:
    tagged(tmp_path / "rec/one.mp3", title="Tea", number="1")
    tagged(tmp_path / "rec/two.mp3", title="Tea", number="1")
    tagged(tmp_path / "rec/first_part/intro.mp3")
    tagged(tmp_path / "rec/second_part/intro.mp3")
    begin(tmp_path / "new", source=tmp_path / "rec")
    found = episodes_of(tmp_path / "new", "rec")
    assert sorted(episode["title"] for episode in found) == [
        "Intro (First part)",
        "Intro (Second part)",
        "One",
        "Two",
    ]
    assert not any("number" in episode for episode in found)
    built = Bench(tmp_path / "new").build()
    assert (built["exit"], built["findings"]) == (0, [])


def wave_file(path: Path) -> Path:
    """A second of silence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(16_000))
    return path


@pytest.mark.parametrize(
    ("names", "tag", "expected"),
    [
        (("a/tea.mp3", "a/a/tea.wav"), "", ["Tea (A)", "Tea (A) (2)"]),
        (("03 tea.mp3", "04 tea.mp3"), "Same", ["Tea", "Tea (2)"]),
        (("01.mp3", "1.mp3"), "", ["Episode 1", "Episode 1 (2)"]),
        (
            ("x/b/tea.mp3", "y/b/tea.mp3", "z/b/tea.mp3"),
            "",
            ["Tea (B)", "Tea (B) (2)", "Tea (B) (3)"],
        ),
        (("03 tea.mp3", "04 tea.mp3", "Tea (2).mp3"), "", ["Tea", "Tea (2)", "Tea (3)"]),
        (("A.mp3", "a.mp3"), "", ["A", "A (2)"]),
    ],
)
def test_titles_that_stay_the_same_are_counted(
    tmp_path: Path, names: tuple[str, ...], tag: str, expected: list[str]
) -> None:
    for name in names:
        path = tmp_path / "rec" / name
        wave_file(path) if name.endswith(".wav") else tagged(path, title=tag)
    if len([*(tmp_path / "rec").rglob("*.*")]) < len(names):
        pytest.skip("this file system knows no case")
    begin(tmp_path / "new", source=tmp_path / "rec")
    found = sorted(e["title"] for e in episodes_of(tmp_path / "new", "rec"))
    assert found == expected
    assert Bench(tmp_path / "new").build()["exit"] == 0


@pytest.mark.parametrize("date", ["0001-01-01", "0001-01-01T00:00:00+14:00", "1904-01-01"])
def test_dates_before_there_were_podcasts_are_passed_over(tmp_path: Path, date: str) -> None:
    for name in ("one", "two"):
        aged(
            tagged(tmp_path / f"rec/{name}.mp3", date=date),
            datetime(2026, 1, 1, tzinfo=UTC),
        )
    begin(tmp_path / "new", source=tmp_path / "rec")
    dates = [e["published"] for e in episodes_of(tmp_path / "new", "rec")]
    assert dates == ["2026-01-01 00:00:00", "2025-12-31 23:59:00"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ((b"t\xff.mp3",), '"t\\xff.mp3"'),
        ((b"d\xfe/x.mp3",), '"d\\xfe/x.mp3"'),
        ((b"b\\c.mp3",), '"b\\c.mp3"'),
        ((b" t.mp3",), '" t.mp3"'),
        ((b"t\x1b[2J.mp3",), '"t\\x1b[2J.mp3"'),
        (("caf\u00e9.mp3".encode(), "cafe\u0301.mp3".encode()), "written in two ways"),
    ],
)
def test_names_that_no_feed_can_use_are_told_and_left_alone(
    tmp_path: Path, names: tuple[bytes, ...], shown: str
) -> None:
    tagged(tmp_path / "rec/one.mp3")
    for name in names:
        path = os.path.join(os.fsencode(tmp_path), b"rec", name)  # noqa: PTH118 (bytes)
        try:
            Path(os.fsdecode(path)).parent.mkdir(exist_ok=True)
            Path(os.fsdecode(path)).write_bytes(mp3())
        except OSError:
            pytest.skip("this file system has no such names")
    if len([*(tmp_path / "rec").rglob("*.mp3")]) <= len(names):
        pytest.skip("this file system has no such names")
    result = init(tmp_path, "new", "--from", str(tmp_path / "rec"))
    assert result.exit_code == 0
    assert shown in " ".join(result.stdout.split())
    assert len(episodes_of(tmp_path / "new", "rec")) == len(names)
    built = Bench(tmp_path / "new").build()
    assert (built["exit"], built["findings"]) == (0, [])


def test_audio_is_linked_where_that_can_be_done_and_keeps_its_date(tmp_path: Path) -> None:
    source = aged(tagged(tmp_path / "rec/one.mp3"), datetime(2026, 1, 1, tzinfo=UTC))
    begin(tmp_path / "new", source=tmp_path / "rec")
    made = tmp_path / "new/media/rec/one.mp3"
    assert made.read_bytes() == source.read_bytes()
    assert made.stat().st_mtime == source.stat().st_mtime
    if made.stat().st_dev == source.stat().st_dev:
        assert made.samefile(source)


def test_audio_is_copied_where_it_cannot_be_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    source = aged(tagged(tmp_path / "one.mp3"), datetime(2026, 1, 1, tzinfo=UTC))
    copy_whole(source, tmp_path / "two.mp3")
    assert (tmp_path / "two.mp3").read_bytes() == source.read_bytes()
    assert (tmp_path / "two.mp3").stat().st_mtime == source.stat().st_mtime
    with pytest.raises(OutputError, match="cannot be written: "):
        copy_whole(source, tmp_path / "two.mp3")


def test_a_cover_among_the_recordings_is_taken_along(tmp_path: Path) -> None:
    tagged(tmp_path / "rec/one.mp3")
    Image.new("RGB", (1400, 1400), "teal").save(tmp_path / "rec/Folder.jpg")
    begin(tmp_path / "new", source=tmp_path / "rec")
    taken = (tmp_path / "new/media/rec/cover.jpg").read_bytes()
    assert taken == (tmp_path / "rec/Folder.jpg").read_bytes()


@pytest.mark.parametrize("size", [(300, 300), (1500, 1400), (3100, 3100)])
def test_a_cover_that_directories_refuse_is_told_and_another_drawn(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    tagged(tmp_path / "rec/one.mp3")
    Image.new("RGB", size, "teal").save(tmp_path / "rec/cover.jpg")
    started = begin(tmp_path / "new", source=tmp_path / "rec")
    assert any(f"cover.jpg was not taken along: it is {size[0]}×" in n for n in started.notes)
    with Image.open(tmp_path / "new/media/rec/cover.jpg") as taken:
        assert taken.size == (3000, 3000)


def test_recordings_that_apple_lists_not_are_taken_and_told(tmp_path: Path) -> None:
    tagged(tmp_path / "rec/one.mp3")
    wave_file(tmp_path / "rec/two.wav")
    started = begin(tmp_path / "new", source=tmp_path / "rec")
    (note,) = started.notes
    assert "APL030 for two.wav. Convert it" in note
    bench = Bench(tmp_path / "new")
    assert bench.build()["exit"] == 0
    result = bench.run("check")
    assert result.exit_code == 1
    assert "APL030" in result.output


def test_only_names_without_use_leave_nothing_to_begin_with(tmp_path: Path) -> None:
    tagged(tmp_path / "rec/ t.mp3")
    with pytest.raises(UsageError, match=r'" t\.mp3" was not taken along'):
        begin(tmp_path / "new", source=tmp_path / "rec")
    assert not (tmp_path / "new").exists()


def test_what_is_no_use_is_told_and_left_alone(tmp_path: Path) -> None:
    tagged(tmp_path / "rec/one.mp3")
    (tmp_path / "rec/two.mp3").write_bytes(b"<!doctype html><title>404</title>" * 50)
    (tmp_path / "rec/cover.jpg").write_bytes(b"no picture")
    (tmp_path / "rec/three.mp3").symlink_to(tmp_path / "elsewhere.mp3")
    result = init(tmp_path, "new", "--from", str(tmp_path / "rec"))
    assert result.exit_code == 0
    assert f"{tmp_path}/rec/two.mp3: error AUD003 is a web page, not audio" in result.stderr
    assert "note: 1 file cannot be used, and not taken along: see above" in result.stdout
    assert "three.mp3 is a symbolic link" in " ".join(result.stdout.split())
    built = Bench(tmp_path / "new").build()
    assert (built["exit"], built["findings"]) == (0, [])
    taken = sorted(path.name for path in (tmp_path / "new/media/rec").iterdir())
    assert taken == ["cover.jpg", "one.mp3"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "is empty"),
        ({"a.txt": b"x"}, "holds no audio, only a.txt"),
        ({"a.txt": b"x", "b.txt": b"x", "c.txt": b"x"}, "holds no audio, only a.txt and 2 more"),
        ({"a.mp3": b""}, "holds no audio that can be used: a.mp3 is empty"),
    ],
)
def test_a_folder_without_audio_is_refused(
    tmp_path: Path, files: dict[str, bytes], problem: str
) -> None:
    source = tmp_path / "rec"
    source.mkdir()
    for name, data in files.items():
        (source / name).write_bytes(data)
    with pytest.raises(UsageError) as caught:
        begin(tmp_path / "new", source=source)
    assert (caught.value.problem, caught.value.path) == (problem, str(source))
    assert caught.value.remedy
    assert not (tmp_path / "new").exists()


def test_recordings_that_lie_in_the_workspace_stay_where_they_are(tmp_path: Path) -> None:
    source = tagged(tmp_path / "media/tea/one.mp3")
    before = source.stat()
    started = begin(tmp_path, source=tmp_path / "media/tea", name="tea")
    assert source.stat().st_ino == before.st_ino
    assert source.stat().st_nlink == 1
    assert "media/tea/one.mp3" not in dict(started.files)
    assert Bench(tmp_path).build()["exit"] == 0
