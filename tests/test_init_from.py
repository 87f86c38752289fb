"""What ``podfeed init --from`` makes of a listing, and of a folder of audio."""

from __future__ import annotations

import os
import wave
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from lxml import etree
from mutagen.id3 import COMM, ID3, TALB, TDRC, TIT2, TPE1, TRCK
from PIL import Image

from podfeed.errors import ListingError, OutputError, UsageError
from podfeed.files import copy_whole
from podfeed.listings import yaml
from tests.beginnings import GUID, ITUNES, MOMENT, begin, init, items, made_once, titles
from tests.needs import ROOT
from tests.workspaces import Bench, mp3

__all__ = ["made_once"]

# ------------------------------------------------------------------------------ from a listing

OUTLINE = """\
Tea Talk: what is in the cup
3 episodes — Leaves, water and time.

Oolong — half way
Half way between green and black.

Sencha
Steamed and rolled.

Assam
Strong.
"""

PAGE = """\
PODCAST · Leisure
Tea Talk
by A Circle of Friends
What is in the cup.
-
2
Oolong
Half way.
-
1
Sencha
Steamed.
"""


def test_a_listing_becomes_a_show_that_builds(tmp_path: Path) -> None:
    source = tmp_path / "old.txt"
    source.write_text(OUTLINE, "utf-8")
    root = tmp_path / "new"
    result = init(tmp_path, "new", "--from", str(source))
    assert result.exit_code == 0
    assert (root / "seeds/tea-talk-what-is-in-the-cup.txt").read_text("utf-8") == OUTLINE
    bench = Bench(root)
    built = bench.build()
    assert built["exit"] == 0
    assert bench.codes(built) == ["SRC150"] * 3
    for name in ("oolong", "sencha", "assam"):
        bench.write(f"media/tea-talk-what-is-in-the-cup/{name}.mp3", mp3())
    built = bench.build()
    assert (built["exit"], built["findings"]) == (0, [])
    show = "tea-talk-what-is-in-the-cup"
    assert titles(bench, show) == ["Oolong — half way", "Sencha", "Assam"]
    dates = [item.findtext("pubDate") for item in items(bench, show)]
    assert dates == [
        "Tue, 26 May 2026 06:00:00 +0000",
        "Tue, 19 May 2026 06:00:00 +0000",
        "Tue, 12 May 2026 06:00:00 +0000",
    ]


def test_category_and_host_of_a_listing_are_kept(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    started = begin(tmp_path / "new", source=tmp_path / "page.txt", name="tea")
    assert started.show == "tea"
    bench = Bench(tmp_path / "new")
    for number in (1, 2):
        bench.write(f"media/tea/{number}.mp3", mp3())
    built = bench.build()
    assert (built["exit"], built["findings"]) == (0, [])
    channel = etree.fromstring(bench.feed("tea"))[0]
    assert channel.findtext(f"{ITUNES}author") == "A Circle of Friends"
    category = channel.find(f"{ITUNES}category")
    assert category is not None
    assert category.get("text") == "Leisure"


def test_a_category_that_apple_has_not_is_told_and_another_put_over_it(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE.replace("Leisure", "Beverages"), "utf-8")
    begin(tmp_path / "new", source=tmp_path / "page.txt")
    text = (tmp_path / "new/seeds/tea-talk.yaml").read_text("utf-8")
    assert "# The listing says Beverages, which is no category of Apple Podcasts." in text
    assert Bench(tmp_path / "new").build()["exit"] == 0


SHOW = """\
title: Tea
episodes:
- title: Oolong
  published: 2026-02-01 08:00
- title: Sencha
"""


@pytest.mark.parametrize("head", ["", "# My show\n\n", "---\n", "# Mine\n---\n", "\ufeff"])
def test_a_show_in_yaml_keeps_its_text_and_gets_what_it_lacks(tmp_path: Path, head: str) -> None:
    (tmp_path / "tea.yaml").write_text(head + SHOW, "utf-8")
    started = begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    assert started.show == "tea"
    text = (tmp_path / "new/seeds/tea.yaml").read_text("utf-8")
    assert text.endswith(SHOW)
    assert f"guid: {GUID}" in text
    bench = Bench(tmp_path / "new")
    for name in ("oolong", "sencha"):
        bench.write(f"media/tea/{name}.mp3", mp3())
    built = bench.build()
    assert (built["exit"], built["findings"]) == (0, [])
    assert sorted(titles(bench, "tea")) == ["Oolong", "Sencha"]


def test_a_yaml_that_lacks_nothing_is_copied_to_the_letter(tmp_path: Path) -> None:
    whole = (
        f"title: Tea\ndescription: About tea.\ncategories: [Arts]\nguid: {GUID}\nepisodes:\n"
        "- title: Oolong\n  published: 2026-02-01\n"
    )
    (tmp_path / "tea.yaml").write_text(whole, "utf-8")
    begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    assert (tmp_path / "new/seeds/tea.yaml").read_text("utf-8") == whole


def test_a_yaml_over_a_listing_brings_the_listing_along(tmp_path: Path) -> None:
    source = ROOT / "seeds" / "ai-training.yaml"
    begin(tmp_path, source=source)
    assert (tmp_path / "seeds/ai-training.txt").exists()
    built = Bench(tmp_path).build()
    assert (built["exit"], {f["severity"] for f in built["findings"]}) == (0, {"warning"})


@pytest.mark.parametrize(
    "text",
    [
        SHOW.replace("title: Tea\n", "title: Tea\nguid:\ndescription: ~ # later\nschedule: null\n"),
        SHOW.replace("title: Tea\n", "title: Tea\n'category':\n"),
        f"%YAML 1.2\n---\n{SHOW}",
        f"--- # mine\n# more\n\n{indent(SHOW, '  ')}",
        SHOW.replace("\n", "\r\n"),
    ],
)
def test_however_a_yaml_is_laid_out_it_gets_what_it_lacks(tmp_path: Path, text: str) -> None:
    (tmp_path / "tea.yaml").write_bytes(text.encode())
    begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    document: Any = yaml.read(tmp_path / "new/seeds/tea.yaml", shown="x")
    assert (document["title"], document["guid"]) == ("Tea", str(GUID))
    assert set(document) == {"title", "guid", "description", "categories", "schedule", "episodes"}
    built = Bench(tmp_path / "new").build()
    assert (built["exit"], {f["code"] for f in built["findings"]}) == (0, {"SRC150"})


@pytest.mark.parametrize(
    "text",
    [
        "title: Tea\nguid:\n  ~\nepisodes:\n- title: Oolong\n",
        "{title: Tea, episodes: [{title: Oolong}]}\n",
    ],
)
def test_a_yaml_that_cannot_be_given_what_it_lacks_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "tea.yaml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match="cannot be written into it") as caught:
        begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    assert caught.value.remedy
    assert not (tmp_path / "new").exists()


def test_a_title_that_was_asked_for_replaces_that_of_a_yaml(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(SHOW, "utf-8")
    begin(tmp_path / "new", source=tmp_path / "tea.yaml", title="Cups")
    document: Any = yaml.read(tmp_path / "new/seeds/tea.yaml", shown="x")
    assert document["title"] == "Cups"


def test_a_listing_in_a_folder_beside_a_yaml_is_brought_along(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("old/lists/x.txt", OUTLINE)
    source = bench.write("old/tea.yaml", "title: Tea\nlisting: ./lists/x.txt\n")
    begin(tmp_path / "new", source=source)
    assert (tmp_path / "new/seeds/lists/x.txt").read_text("utf-8") == OUTLINE
    assert Bench(tmp_path / "new").build()["exit"] == 0


@pytest.mark.parametrize("name", ["gone.txt", "../x.txt", "/x.txt", "[x.txt]"])
def test_a_listing_that_cannot_be_brought_along_is_refused(tmp_path: Path, name: str) -> None:
    bench = Bench(tmp_path)
    bench.write("x.txt", OUTLINE)
    source = bench.write("old/tea.yaml", f"title: Tea\nlisting: {name}\n")
    with pytest.raises(UsageError, match="listing: "):
        begin(tmp_path / "new", source=source)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["old.xml", "feed.txt"])
def test_a_feed_cannot_be_taken_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('<?xml version="1.0"?>\n<rss/>\n', "utf-8")
    with pytest.raises(UsageError, match="feeds cannot be taken over yet"):
        begin(tmp_path / "new", source=tmp_path / name)
    assert not (tmp_path / "new").exists()


def test_that_a_feed_without_audio_is_empty_is_told(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(SHOW, "utf-8")
    started = begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    assert "the feed is empty, and podfeed check reports APL015" in started.notes[-1]
    bench = Bench(tmp_path / "new")
    assert bench.build()["exit"] == 0
    assert "APL015" in bench.run("check").output


@pytest.mark.parametrize("cover", ["art.jpg", "media/tea/art.jpg"])
def test_a_cover_that_is_named_and_missing_is_drawn(tmp_path: Path, cover: str) -> None:
    (tmp_path / "tea.yaml").write_text(f"image: {cover}\n{SHOW}", "utf-8")
    started = begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    assert "media/tea/art.jpg is a drawing: put the cover of the show there" in started.notes
    assert Bench(tmp_path / "new").build()["exit"] == 0


@pytest.mark.parametrize("cover", ["cover.jpg", "https://a.example/art.jpg"])
def test_a_cover_that_needs_no_file_is_not_told(tmp_path: Path, cover: str) -> None:
    (tmp_path / "tea.yaml").write_text(f"image: {cover}\n{SHOW}", "utf-8")
    started = begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    assert not any("drawing" in note or "image:" in note for note in started.notes)


def test_audio_and_pictures_that_are_named_and_missing_are_told(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "new")
    bench.write("media/tea/here.mp3", mp3())
    text = (
        "title: Tea\nimage: art.png\nepisodes:\n"
        "- title: Oolong\n  audio: gone.mp3\n  image: e.jpg\n"
        "- title: Sencha\n  file: here.mp3\n  image: cover.jpg\n"
        "- title: Assam\n  audio: https://a.example/a.mp3\n"
    )
    (tmp_path / "tea.yaml").write_text(text, "utf-8")
    started = begin(tmp_path / "new", source=tmp_path / "tea.yaml")
    (note,) = (note for note in started.notes if "image:" in note)
    assert "not in media/tea/: art.png, gone.mp3, e.jpg. Put them there" in note


def test_a_listing_that_lies_in_the_workspace_stays_where_it_is(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    source = bench.write("seeds/tea.txt", OUTLINE)
    started = begin(tmp_path, source=source, name="tea")
    assert "seeds/tea.txt" not in dict(started.files)
    assert source.read_text("utf-8") == OUTLINE
    assert bench.build()["exit"] == 0


def test_a_bad_listing_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "prose.txt").write_text("Once upon a time.\n", "utf-8")
    with pytest.raises(ListingError):
        begin(tmp_path / "new", source=tmp_path / "prose.txt")
    assert not (tmp_path / "new").exists()


# ------------------------------------------------------------------------------ from a folder


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
