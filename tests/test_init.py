"""What ``podfeed init`` makes: an example that builds at once, and nothing over what is there."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from podfeed.errors import OutputError, UsageError
from podfeed.listings import yaml
from podfeed.probes import artwork, audio
from podfeed.starting import sound
from podfeed.starting.cover import GROUNDS, PAPER, draw_cover
from podfeed.starting.yaml import scalar
from tests.beginnings import GUID, ITUNES, PODCAST, begin, init, items, made_once, titles, tree
from tests.workspaces import Bench

__all__ = ["made_once"]


def test_a_new_workspace_builds_at_once_and_nothing_is_found(tmp_path: Path) -> None:
    result = init(tmp_path, "new")
    assert (result.exit_code, result.stderr) == (0, "")
    bench = Bench(tmp_path / "new")
    built = bench.build()
    assert (built["exit"], built["findings"]) == (0, [])
    assert titles(bench, "my-show") == ["Hello, listeners"]
    (item,) = items(bench, "my-show")
    assert item.findtext(f"{ITUNES}duration") == "1"


def test_a_new_workspace_passes_check(tmp_path: Path) -> None:
    init(tmp_path)
    bench = Bench(tmp_path)
    bench.build()
    result = bench.run("check", "--fail-on", "info")
    assert (result.exit_code, result.exception) == (0, None), result.output


def test_the_show_has_a_random_guid_and_all_else_is_the_same_each_time(tmp_path: Path) -> None:
    init(tmp_path, "one")
    init(tmp_path, "two")
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == ["seeds/my-show.yaml"]
    stated = re.findall(rb"^guid: (.*)$", one["seeds/my-show.yaml"], re.MULTILINE)
    assert UUID(stated[0].decode()).version == 5
    assert begin(tmp_path / "a").files == begin(tmp_path / "b").files
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_the_guid_of_the_show_is_in_its_feed(tmp_path: Path) -> None:
    begin(tmp_path)
    bench = Bench(tmp_path)
    bench.build()
    assert etree.fromstring(bench.feed("my-show")).findtext(f"channel/{PODCAST}guid") == str(GUID)


def test_it_says_what_was_made_and_what_to_type_next(tmp_path: Path) -> None:
    result = init(tmp_path, "new folder")
    root = tmp_path / "new folder"
    for path in ("seeds/network.yaml", "seeds/my-show.yaml", "media/my-show/cover.jpg"):
        assert f"{root}/{path}  " in result.stdout
    assert f"  cd '{root}'\n  podfeed build\n" in result.stdout
    assert init(tmp_path, "quiet", "-q").output == ""


def test_title_and_name_are_those_that_are_wished_for(tmp_path: Path) -> None:
    begin(tmp_path / "a", title="Tea: a story")
    begin(tmp_path / "b", title="Network")
    begin(tmp_path / "c", title="…")
    begin(tmp_path / "d", title="茶の話", name="tea")
    begin(tmp_path / "e", title=f"Tea and {'very ' * 20}much milk")
    names = ("tea-a-story", "show", "show", "tea", "tea-and-very-very-very-very-very-very")
    for folder, name in zip("abcde", names, strict=True):
        bench = Bench(tmp_path / folder)
        built = bench.build()
        assert [(show["show"], built["exit"]) for show in built["shows"]] == [(name, 0)]
    assert etree.fromstring(Bench(tmp_path / "d").feed("tea")).findtext("channel/title") == "茶の話"


OPTION = re.compile(r"^( *)# ( *[a-z_]+:(?: .*)?)$", re.MULTILINE)
BLOCK = re.compile(r"^( *)# [a-z_]+:.*\n(?:\1#  +[a-z_]+:.*\n)*", re.MULTILINE)


def test_every_option_works_once_its_comment_is_taken_away(tmp_path: Path) -> None:
    begin(tmp_path)
    bench = Bench(tmp_path)
    text = (tmp_path / "seeds/my-show.yaml").read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) > 15
    ways = [text[: b.start()] + OPTION.sub(r"\1\2", b[0]) + text[b.end() :] for b in blocks]
    for way in (*ways, OPTION.sub(r"\1\2", text)):
        bench.write("seeds/my-show.yaml", way)
        for made in ("seeds/my-show.lock", "feeds/my-show.xml"):
            (tmp_path / made).unlink(missing_ok=True)
        built = bench.build()
        assert (built["exit"], built["findings"]) == (0, [])


def test_every_option_of_the_network_works_once_its_comment_is_taken_away(tmp_path: Path) -> None:
    begin(tmp_path)
    source = tmp_path / "seeds/network.yaml"
    text = source.read_text("utf-8")
    assert len(OPTION.findall(text)) == 7
    source.write_text(OPTION.sub(r"\1\2", text), "utf-8")
    built = Bench(tmp_path).build()
    assert (built["exit"], built["findings"]) == (0, [])
    assert (tmp_path / "feeds/my-show.xml.gz").exists()


def test_comments_and_lines_stay_within_a_hundred_columns(tmp_path: Path) -> None:
    begin(tmp_path)
    for path in (tmp_path / "seeds").iterdir():
        assert max(map(len, path.read_text("utf-8").splitlines())) <= 100


# ------------------------------------------------------------------------------ what is there


@pytest.mark.parametrize(
    "present",
    ["seeds/network.yaml", "seeds/my-show.yaml", "media/my-show/cover.jpg"],
)
def test_nothing_is_written_if_one_file_is_there(tmp_path: Path, present: str) -> None:
    Bench(tmp_path).write(present, "mine")
    before = tree(tmp_path)
    with pytest.raises(UsageError, match=f"{present}: is there already, so nothing was written"):
        begin(tmp_path)
    assert tree(tmp_path) == before


def test_a_dangling_link_counts_as_there(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/network.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(UsageError, match="is there already"):
        begin(tmp_path)
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_file_where_a_folder_is_needed_stops_it(tmp_path: Path) -> None:
    Bench(tmp_path).write("media", "mine")
    with pytest.raises(UsageError, match="media: is a file, where a folder is needed"):
        begin(tmp_path)
    assert tree(tmp_path) == {"media": b"mine"}


def test_other_files_are_no_hindrance(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("README.md", "mine")
    bench.write("media/other.txt", "mine")
    bench.write(".gitignore", "*.tmp\n")
    started = begin(tmp_path)
    assert started.notes == ('.gitignore is there already; add ".podfeed/" to it',)
    assert (tmp_path / ".gitignore").read_text() == "*.tmp\n"
    assert (tmp_path / "README.md").read_text() == "mine"
    assert bench.build()["exit"] == 0


def test_an_ignore_file_that_knows_podfeed_needs_no_word(tmp_path: Path) -> None:
    Bench(tmp_path).write(".gitignore", "*.tmp\n.podfeed/\n")
    assert begin(tmp_path).notes == ()


def test_folders_are_made_as_deep_as_need_be(tmp_path: Path) -> None:
    begin(tmp_path / "a/b/c")
    assert Bench(tmp_path / "a/b/c").build()["exit"] == 0


def test_what_cannot_be_finished_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def write(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise OutputError("cannot be written: the disk is full", path=str(path))
        path.write_bytes(data)
        written.append(path)

    monkeypatch.setattr("podfeed.starting.making.write_whole", write)
    (tmp_path / "mine").mkdir()
    with pytest.raises(OutputError, match="the disk is full; mend that and run again: nothing was"):
        begin(tmp_path / "mine/deep")
    assert len(written) == 2
    assert tree(tmp_path) == {"mine": b""}


# ------------------------------------------------------------------------------ sound and cover


def test_the_sound_is_a_second_long_and_tagged(tmp_path: Path) -> None:
    made = sound.make_chime(title="Hello", artist="Us")
    path = tmp_path / f"chime{made.suffix}"
    path.write_bytes(made.data)
    probed = audio.probe(path, shown=path.name)
    assert probed.findings == ()
    assert probed.audio is not None
    assert probed.audio.duration == pytest.approx(sound.SECONDS, abs=0.05)
    assert (probed.tags.title, probed.tags.artist) == ("Hello", "Us")


@pytest.mark.parametrize(
    ("encoders", "suffix"),
    [((("nothing", "mp3", ".mp3"), ("aac", "mp4", ".m4a")), ".m4a"), ((), ".wav")],
)
def test_without_an_encoder_another_format_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoders: tuple[str, ...], suffix: str
) -> None:
    monkeypatch.setattr(sound, "_ENCODERS", encoders)
    begin(tmp_path)
    assert (tmp_path / f"media/my-show/001-hello-listeners{suffix}").exists()
    built = Bench(tmp_path).build()
    assert (built["exit"], built["findings"]) == (0, [])


@pytest.mark.parametrize("title", ["Tea", "Wild Water", "Über", "茶", "…", "Ångström"])
def test_a_cover_is_what_directories_ask_for(tmp_path: Path, title: str) -> None:
    data = draw_cover(title)
    assert data == draw_cover(title)
    assert len(data) < 500_000
    (tmp_path / "cover.jpg").write_bytes(data)
    probed = artwork.probe(tmp_path / "cover.jpg", shown="cover.jpg")
    assert probed.findings == ()
    assert probed.artwork is not None
    facts = probed.artwork
    assert (facts.type, facts.width, facts.height, facts.mode) == ("image/jpeg", 3000, 3000, "RGB")
    assert probed.dpi == 72


def test_the_initial_stands_on_the_disc_and_within_it() -> None:
    with Image.open(BytesIO(draw_cover("W"))) as with_letter:
        lettered = with_letter.convert("L")
    with Image.open(BytesIO(draw_cover("茶"))) as without:
        bare = without.convert("L")
    dark = sum(lettered.crop((900, 900, 2100, 2100)).histogram()[:128])
    assert dark > 100_000
    assert sum(bare.crop((900, 900, 2100, 2100)).histogram()[:128]) == 0
    for angle_box in ((610, 1450, 680, 1550), (2320, 1450, 2390, 1550)):
        assert min(lettered.crop(angle_box).getextrema()) > 200


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("ground", [ground for ground, _ in GROUNDS])
def test_letter_and_disc_stand_out(ground: str) -> None:
    assert (luminance(PAPER) + 0.05) / (luminance(ground) + 0.05) >= 7


@given(st.text())
def test_any_text_survives_as_a_value_but_for_what_xml_cannot_hold(text: str) -> None:
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    assert yaml.load(f"key: {scalar(text)}\nlist:\n- {scalar(text)}\n", "x") == {
        "key": kept,
        "list": [kept],
    }
