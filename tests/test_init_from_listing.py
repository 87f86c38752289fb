"""What ``podfeed init --from`` makes of a listing."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from lxml import etree

from podfeed.errors import ListingError, UsageError
from podfeed.listings import yaml
from tests.beginnings import GUID, ITUNES, begin, init, items, made_once, titles
from tests.needs import ROOT
from tests.workspaces import Bench, mp3

__all__ = ["made_once"]


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
