"""Tags, covers and chapters, as each format keeps them."""

from __future__ import annotations

import base64
import io
import zlib
from pathlib import Path

import pytest
from mutagen.flac import Picture
from mutagen.id3 import APIC, CHAP, COMM, CTOC, ID3, TIT2, TXXX, WXXX, CTOCFlags
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from PIL import Image

from podfeed.probes import audio
from podfeed.probes.audio import Probed
from podfeed.probes.labels import Tags
from tests.sounds import SAMPLES, sample

EXPECTED = Tags(
    title="One second",
    artist="The Tea Table",
    album="Cups",
    number=3,
    season=2,
    date="2026",
    comment="A sample",
)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp3"
    path.write_bytes(sample("info.mp3"))
    return path


def probe(path: Path) -> Probed:
    return audio.probe(path, shown=path.name)


def marks(probed: Probed) -> list[tuple[float, str]]:
    assert probed.audio is not None, probed.findings
    return [(chapter.start, chapter.title) for chapter in probed.audio.chapters]


@pytest.mark.parametrize("name", ["chapters.mp3", "one.m4a", "one.opus", "one.ogg", "one.flac"])
def test_tags_say_the_same_in_every_format(name: str) -> None:
    assert probe(SAMPLES / name).tags == EXPECTED


def test_lame_and_wav_tags_are_read() -> None:
    assert probe(SAMPLES / "xing.mp3").tags == EXPECTED.model_copy(update={"season": None})
    assert probe(SAMPLES / "one.wav").tags == Tags(title="One second")


def test_a_file_without_tags_has_none() -> None:
    for name in ("plain.mp3", "one.aac", "fragmented.m4a", "piped.wav", "piped.flac"):
        probed = probe(SAMPLES / name)
        assert (probed.tags, probed.cover) == (Tags(), None)


@pytest.mark.parametrize("name", ["chapters.mp3", "one.m4a", "quicktime-chapters.m4a", "one.opus"])
def test_chapters_are_read_from_every_format_that_keeps_them(name: str) -> None:
    assert marks(probe(SAMPLES / name)) == [
        (pytest.approx(0), "Leaf"),
        (pytest.approx(0.4), "Wäter"),
    ]


def test_the_oldest_tags_at_the_end_are_read(mp3: Path) -> None:
    old = b"TAG" + b"One second".ljust(30, b"\0") + b"The Tea Table".ljust(30, b"\0") + bytes(65)
    mp3.write_bytes(sample("info.mp3") + old)
    probed = probe(mp3)
    assert (probed.tags.title, probed.tags.artist) == ("One second", "The Tea Table")


def test_id3_chapters_are_ordered_by_start_and_then_by_the_table_of_contents(mp3: Path) -> None:
    tags = ID3()
    for name, start in (("c", 400), ("a", 0), ("z", 700), ("b", 400)):
        tags.add(
            CHAP(
                element_id=name,
                start_time=start,
                end_time=start + 100,
                sub_frames=[
                    TIT2(text=[f"Cup {name}"]),
                    WXXX(desc="", url=f"https://tea.example/{name}"),
                ],
            )
        )
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    tags.add(CTOC(element_id="toc", flags=flags, child_element_ids=["a", "b", "c"]))
    tags.save(mp3)
    probed = probe(mp3)
    assert marks(probed) == [(0, "Cup a"), (0.4, "Cup b"), (0.4, "Cup c"), (0.7, "Cup z")]
    assert probed.audio is not None
    first = probed.audio.chapters[0]
    assert (first.end, first.url) == (0.1, "https://tea.example/a")


def test_vorbis_chapters_are_ordered_and_their_addresses_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(sample("one.ogg"))
    tags = OggVorbis(path)
    tags["CHAPTER002"], tags["CHAPTER002NAME"] = "00:00:00.000", "Leaf"
    tags["CHAPTER001"], tags["CHAPTER001NAME"] = "00:00:00.500", "Water"
    tags["CHAPTER001URL"] = "no address"
    tags["CHAPTER003"] = "later"
    tags.save()
    probed = probe(path)
    assert marks(probed) == [(0, "Leaf"), (0.5, "Water")]
    assert probed.audio is not None
    assert probed.audio.chapters[1].url is None


def test_the_comment_is_not_what_itunes_notes_for_itself(mp3: Path) -> None:
    tags = ID3()
    tags.add(COMM(lang="eng", desc="iTunNORM", text=["00000DB7"]))
    tags.add(COMM(lang="eng", desc="note", text=["described"]))
    tags.add(COMM(lang="eng", desc="", text=["plain"]))
    tags.save(mp3)
    assert probe(mp3).tags.comment == "plain"


def test_the_front_cover_is_found_in_every_format(mp3: Path, tmp_path: Path) -> None:
    data = picture()
    tags = ID3()
    tags.add(APIC(mime="image/png", type=4, desc="back", data=b"\x89PNG"))
    tags.add(APIC(mime="image/jpeg", type=3, desc="front", data=data))
    tags.save(mp3)

    m4a = tmp_path / "a.m4a"
    m4a.write_bytes(sample("one.m4a"))
    items = MP4(m4a)
    items["covr"] = [MP4Cover(data, MP4Cover.FORMAT_JPEG)]
    items.save()

    opus = tmp_path / "a.opus"
    opus.write_bytes(sample("one.opus"))
    block = Picture()
    block.data, block.type, block.mime = data, 3, "image/jpeg"
    comments = OggOpus(opus)
    comments["metadata_block_picture"] = [
        "not base64!",
        base64.b64encode(block.write()).decode("ascii"),
    ]
    comments.save()

    for path in (mp3, m4a, opus):
        cover = probe(path).cover
        assert cover is not None, path.name
        assert cover.model_dump() == {
            "type": "image/jpeg",
            "bytes": len(data),
            "width": 40,
            "height": 30,
        }


def test_a_cover_that_is_no_picture_is_no_cover(mp3: Path) -> None:
    tags = ID3()
    tags.add(APIC(mime="image/jpeg", type=3, desc="", data=b"<html>"))
    tags.save(mp3)
    probed = probe(mp3)
    assert probed.audio is not None
    assert probed.cover is None


def spoiled(frames: bytes, *, version: int = 4) -> bytes:
    size = len(frames)
    head = bytes((version, 0, 0, size >> 21, size >> 14 & 127, size >> 7 & 127, size & 127))
    return b"ID3" + head + frames + sample("info.mp3")


def test_tags_too_large_to_be_true_are_left_unread_with_a_warning(mp3: Path) -> None:
    mp3.write_bytes(spoiled(bytes(17 << 20)))
    probed = probe(mp3)
    assert probed.audio is not None
    assert [finding.name for finding in probed.findings] == ["audio-tags-unread"]


def test_a_tag_of_very_many_frames_is_left_unread_with_a_warning(mp3: Path) -> None:
    mp3.write_bytes(spoiled(b"PRIV\0\0\0\x02\0\0a\0" * 60_000))
    assert [finding.name for finding in probe(mp3).findings] == ["audio-tags-unread"]


def test_a_compressed_frame_does_not_become_gigabytes(mp3: Path) -> None:
    bomb = zlib.compress(b"\0" + b"A" * 30_000_000)
    assert len(bomb) < 50_000
    packed = len(bomb).to_bytes(4, "big")
    frame = b"TIT2" + (len(bomb) + 4).to_bytes(4, "big") + b"\0\x80" + packed + bomb
    mp3.write_bytes(spoiled(frame, version=3))
    probed = probe(mp3)
    assert probed.audio is not None
    assert len(probed.tags.title or "") < 1000


def test_a_modestly_compressed_frame_is_read(mp3: Path) -> None:
    text = b"\0A title that is long enough to be packed, and packed it is"
    small = zlib.compress(text)
    frame = (
        b"TIT2"
        + (len(small) + 4).to_bytes(4, "big")
        + b"\0\x80"
        + len(text).to_bytes(4, "big")
        + small
    )
    mp3.write_bytes(spoiled(frame, version=3))
    assert probe(mp3).tags.title == text[1:].decode("ascii")


def test_unknown_frames_and_texts_do_not_matter(mp3: Path) -> None:
    tags = ID3()
    tags.add(TXXX(desc="Tea", text=["oolong"]))
    tags.add(TIT2(text=["", "\0", " Cup "]))
    tags.save(mp3)
    assert probe(mp3).tags == Tags(title="Cup")
