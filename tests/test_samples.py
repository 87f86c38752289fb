"""The project's own two shows: their facts, their recordings and their covers."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import av
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from PIL import Image

from media.make import GOLD, INK, SAMPLES
from podfeed.claims import stated_in
from podfeed.values import slug
from podfeed.workspace import open_workspace, read_show
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.models import Show

MEDIA = ROOT / "media"
SLUGS = ("ai-training", "mastering-language-models")


def facts() -> dict[str, tuple[str, str, list[tuple[int | None, str]]]]:
    """Title, host and the numbers and titles of each show, from the table of facts."""
    found: dict[str, tuple[str, str, list[tuple[int | None, str]]]] = {}
    table = (ROOT / "tests/data/samples/titles.txt").read_text("utf-8")
    for line in table.splitlines():
        if head := re.fullmatch(r"\[(.+?)\] (.+?) \|(.*)", line):
            found[head[1]] = (head[2], head[3].strip(), [])
        elif line and not line.startswith("#"):
            number, bar, title = line.partition(" | ")
            episode = (int(number), title) if bar else (None, line)
            found[list(found)[-1]][2].append(episode)
    return found


FACTS = facts()
assert sorted(FACTS) == sorted(SAMPLES) == list(SLUGS)


def read(name: str) -> Show:
    reading, _ = read_show(open_workspace(ROOT), name)
    assert reading.show is not None, reading.findings
    return reading.show


def recordings(name: str) -> list[Path]:
    return sorted((MEDIA / name).glob(f"*{SAMPLES[name].suffix}"))


@pytest.mark.parametrize("name", SLUGS)
def test_names_titles_numbers_and_their_order_are_the_facts(name: str) -> None:
    show = read(name)
    title, host, episodes = FACTS[name]
    assert show.title == title
    assert show.author == (host or open_workspace(ROOT).network.title)
    assert [(e.number if e.numbered else None, e.title) for e in show.episodes] == episodes


@pytest.mark.parametrize("name", SLUGS)
def test_every_episode_is_described_in_words_of_its_own(name: str) -> None:
    told = [e.description for e in read(name).episodes]
    assert len(told) == len(set(told)) == len(FACTS[name][2])
    assert all(80 < len(text) < 400 and text.endswith((".", "?")) for text in told)


def test_there_is_one_small_recording_for_each_of_the_38_episodes() -> None:
    files = [path for name in SLUGS for path in recordings(name)]
    assert len(files) == 38
    assert sum(path.stat().st_size for path in files) <= 6_000_000
    strangers = [p for p in MEDIA.glob("*/*") if p not in files and p.name != "cover.jpg"]
    assert strangers == []


def test_the_mp3s_are_named_and_tagged_after_their_episodes() -> None:
    name = "mastering-language-models"
    title, host, episodes = FACTS[name]
    by_number = {stated_in(path.name)[1]: path for path in recordings(name)}
    assert sorted(number or 0 for number in by_number) == list(range(5, 22))
    for number, episode in episodes:
        path = by_number[number]
        audio = MP3(path)
        tags = ID3(path)
        assert tags.version == (2, 4, 0)
        told = [str(tags[frame]) for frame in ("TIT2", "TPE1", "TALB", "TRCK")]
        assert told == [episode, host, title, str(number)]
        assert (audio.info.channels, audio.info.sample_rate) == (1, 44_100)
        assert 10 < audio.info.length < 60
        assert b"Info" in path.read_bytes()[tags.size : tags.size + 64]
        (cover,) = tags.getall("APIC")
        assert len(cover.data) <= 12_000
        with Image.open(BytesIO(cover.data)) as image:
            assert (image.format, image.size) == ("JPEG", (300, 300))


def test_the_m4as_are_named_after_their_titles_and_have_chapters() -> None:
    name = "ai-training"
    title, _, episodes = FACTS[name]
    stems = [slug(episode) for _, episode in episodes]
    assert len(set(stems)) == len(stems)
    assert sorted(stems) == [path.stem for path in recordings(name)]
    for stem, (_, episode) in zip(stems, episodes, strict=True):
        assert stem.isascii()
        path = MEDIA / name / f"{stem}.m4a"
        audio = MP4(path)
        assert audio.tags is not None
        told = [audio.tags[key] for key in ("©nam", "©ART", "©alb")]
        assert told == [[episode], [open_workspace(ROOT).network.title], [title]]
        with av.open(path) as opened:  # the MP4 header says 2 for any number of channels
            stream = opened.streams.audio[0]
            assert (stream.channels, stream.sample_rate) == (1, 44_100)
        starts = [chapter.start for chapter in audio.chapters]
        assert [chapter.title for chapter in audio.chapters][1:] == ["The idea", "In practice"]
        assert starts[0] == 0
        gaps = [b - a for a, b in zip(starts, [*starts[1:], audio.info.length], strict=True)]
        assert all(gap > 1 for gap in gaps)


@pytest.mark.parametrize("name", SLUGS)
def test_the_cover_is_what_every_app_takes(name: str) -> None:
    path = MEDIA / name / "cover.jpg"
    assert path.stat().st_size < 500_000
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (3000, 3000))
        assert image.info["dpi"] == (72, 72)


@pytest.mark.parametrize("name", SLUGS)
@pytest.mark.parametrize("side", [3000, 55])
def test_the_cover_stands_out_from_its_ground_in_large_and_small(name: str, side: int) -> None:
    ground = rgb(SAMPLES[name].ground)
    with Image.open(MEDIA / name / "cover.jpg") as full:
        image = full.resize((side, side), Image.Resampling.BOX)
    counted = image.getcolors(side * side)
    assert counted is not None
    shares = {
        colour: sum(n for n, seen in counted if near(seen, rgb(colour))) / side**2
        for colour in (SAMPLES[name].ground, INK, GOLD)
    }
    assert shares[SAMPLES[name].ground] > 0.5
    assert shares[INK] > 0.05
    assert shares[GOLD] > 0.005
    assert contrast(rgb(INK), ground) >= 4.5
    assert contrast(rgb(GOLD), ground) >= 4.5


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def near(seen: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(a - b) <= 6 for a, b in zip(seen, wanted, strict=True))


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast ratio of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
