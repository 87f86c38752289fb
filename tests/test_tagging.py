"""Labels written into audio files: read back by others, the sound the same, or nothing at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import mutagen
import pytest
from mutagen.id3 import APIC, CHAP, COMM, CTOC, ID3, TIT2, TXXX, USLT
from mutagen.mp4 import MP4

from podfeed.models import Chapter
from podfeed.probes import audio
from podfeed.probes.audio import source_of
from podfeed.probes.mp4 import outline
from podfeed.tagging import id3, writing
from podfeed.tagging.wanted import Wanted, differences
from podfeed.tagging.writing import Tagged, tag
from podfeed.values import Duration, Url
from tests.needs import ROOT, needs_program
from tests.sounds import SAMPLES
from tests.workspaces import mp3

COVER = (ROOT / "media" / "ai-training" / "cover.jpg").read_bytes()
CHAPTERS = (
    Chapter(start=Duration(0), title="A title far longer than those of the others"),
    Chapter(start=Duration(0.3), title="Wäter", url=Url("https://tea.example/water")),
    Chapter(start=Duration(0.45), toc=False, url=Url("https://tea.example/kettle")),
    Chapter(start=Duration(0.6), title="茶"),
)
WANTED = Wanted(
    title="Tea & wäter",
    show="The Table",
    artist="Somebody",
    number=7,
    season=4,
    date="2026-01-02",
    cover=COVER,
    chapters=CHAPTERS,
)
TAGGABLE = sorted(path.name for path in SAMPLES.iterdir() if path.suffix not in (".sh", ".wav"))


def copied(name: str, folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / name, folder / name))


def write(path: Path, wanted: Wanted = WANTED, *, version: int | None = None) -> Tagged:
    return tag(path, wanted, shown=path.name, write=True, version=version)


def heard(path: Path) -> tuple[str, str]:
    """What FFmpeg itself makes of the sound: a digest of its packets, and of its samples."""
    ffmpeg = needs_program("ffmpeg")
    command = [ffmpeg, "-v", "error", "-i", str(path), "-map", "0:a"]
    found = []
    for coding in (["-c", "copy"], []):
        done = subprocess.run(
            [*command, *coding, "-f", "md5", "-"], capture_output=True, text=True, check=True
        )
        found.append(done.stdout)
    return found[0], found[1]


def marks(path: Path) -> list[tuple[float, str]]:
    """The chapters as ffprobe tells them."""
    ffprobe = needs_program("ffprobe")
    done = subprocess.run(
        [ffprobe, "-v", "error", "-show_chapters", "-of", "json", str(path)],
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)["chapters"]
    return [(float(one["start_time"]), one["tags"]["title"]) for one in found]


@pytest.mark.parametrize("name", TAGGABLE)
def test_every_format_says_what_it_is_to_say_and_sounds_the_same(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    before = heard(path)
    told = audio.probe(path, shown=name)
    tagged = write(path)
    assert (tagged.written, tagged.findings) == (True, ())
    assert heard(path) == before
    probed, labels = audio.look(path, shown=name)
    assert probed.audio is not None
    assert told.audio is not None
    assert (probed.audio.duration, probed.codec) == (told.audio.duration, told.codec)
    assert labels.tags.title == "Tea & wäter"
    assert labels.tags.album == "The Table"
    assert labels.tags.artist == (told.tags.artist or "Somebody")
    assert (labels.tags.number, labels.tags.season) == (7, 4)
    assert (labels.tags.date, labels.tags.comment) == ("2026-01-02", told.tags.comment)
    assert labels.picture == COVER
    assert [(round(c.start, 3), c.title) for c in labels.chapters] == [
        (0, "A title far longer than those of the others"),
        (0.3, "Wäter"),
        (0.6, "茶"),
    ]
    links = [c.url for c in labels.chapters]
    in_mp4 = path.suffix in (".m4a", ".mp4", ".m4v", ".mov")
    assert links == [None, None if in_mp4 else "https://tea.example/water", None]
    assert list(tmp_path.iterdir()) == [path], "something was left behind"


@pytest.mark.parametrize("name", TAGGABLE)
def test_a_second_run_has_nothing_to_do_and_touches_nothing(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    write(path)
    os.utime(path, ns=(1, 1_000_000_000))
    data = path.read_bytes()
    again = write(path)
    assert (again.changes, again.written) == ((), False)
    assert path.stat().st_mtime_ns == 1_000_000_000
    assert path.read_bytes() == data


@pytest.mark.parametrize("name", ["info.mp3", "one.m4a", "one.flac", "one.opus", "one.mp4"])
def test_other_programs_read_the_chapters(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    write(path)
    expected = [(0, CHAPTERS[0].title), (0.3, "Wäter"), (0.6, "茶")]
    if name == "one.flac":  # FFmpeg reads chapters of Ogg only
        found: Any = mutagen.File(path)  # type: ignore[attr-defined]
        assert found["CHAPTER001"] == ["00:00:00.300"]
        assert found["CHAPTER001NAME"] == ["Wäter"]
    else:
        assert marks(path) == expected


@pytest.mark.parametrize("version", [3, 4])
def test_chapter_frames_stand_in_the_order_of_time(version: int, tmp_path: Path) -> None:
    path = copied("info.mp3", tmp_path)
    write(path, version=version)
    data = path.read_bytes()
    assert data[:4] == b"ID3" + bytes([version])
    at = [data.index(name) for name in (b"ch0000\0\0", b"ch0001\0\0", b"ch0002\0\0")]
    assert at == sorted(at)
    tags: Any = ID3(path)  # type: ignore[no-untyped-call]
    table = tags.getall("CTOC")[0]
    assert table.child_element_ids == ["ch0000", "ch0001", "ch0002"]
    assert table.flags == 3  # top level, ordered
    ends = [one.end_time for one in sorted(tags.getall("CHAP"), key=lambda one: one.start_time)]
    assert ends[:2] == [300, 600]
    assert ends[2] >= 1000


def test_frames_are_put_in_order_whatever_stands_between_them() -> None:
    def frame(name: bytes, body: bytes) -> bytes:
        return name + len(body).to_bytes(4, "big") + b"\0\0" + body

    late = frame(b"CHAP", b"a\0" + (9).to_bytes(4, "big") + bytes(12))
    text = frame(b"TIT2", b"\3Tea")
    early = frame(b"CHAP", b"longer\0" + (2).to_bytes(4, "big") + bytes(12))
    padding = bytes(20)
    for version in (3, 4):
        found = id3.reordered(late + text + early + padding, version=version)
        assert found == early + text + late + padding
    assert id3.reordered(b"", version=4) == b""


def test_id3_is_brought_to_another_version_only_if_that_is_asked_for(tmp_path: Path) -> None:
    path = copied("info.mp3", tmp_path)
    write(path, version=3)
    assert write(path).changes == ()
    again = write(path, version=4)
    assert [tuple(change) for change in again.changes] == [("ID3", "2.3", "2.4")]
    assert id3.version(path) == 4
    assert list(differences(WANTED, audio.look(path, shown="a.mp3")[1])) == []


def test_other_frames_of_an_mp3_stay(tmp_path: Path) -> None:
    path = copied("info.mp3", tmp_path)
    tags: Any = ID3()  # type: ignore[no-untyped-call]
    for frame in (
        COMM(lang="eng", desc="", text=["mine"]),
        TXXX(desc="Tea", text=["oolong"]),
        USLT(lang="eng", desc="", text="Words"),
        APIC(mime="image/png", type=4, desc="back", data=b"\x89PNG\r\n"),
        CHAP(
            element_id="x",
            start_time=0,
            end_time=9,
            sub_frames=[
                TIT2(text=["Old"]),
                APIC(mime="image/png", type=3, desc="", data=b"\x89PNG\r\nleaf"),
            ],
        ),
        CTOC(element_id="old", flags=3, child_element_ids=["x"]),
    ):
        tags.add(frame)
    tags.save(path)
    write(path)
    found: Any = ID3(path)  # type: ignore[no-untyped-call]
    assert str(found["COMM::eng"]) == "mine"
    assert str(found["TXXX:Tea"]) == "oolong"
    assert found["USLT::eng"].text == "Words"
    assert found["APIC:back"].data == b"\x89PNG\r\n"
    first = found["CHAP:ch0000"]
    assert first.sub_frames.getall("APIC")[0].data == b"\x89PNG\r\nleaf"
    assert "CTOC:old" not in found


def test_other_items_of_an_mp4_stay_and_chapters_are_kept_both_ways(tmp_path: Path) -> None:
    path = copied("one.m4a", tmp_path)
    items: Any = MP4(path)  # type: ignore[no-untyped-call]
    items["\xa9lyr"] = ["Words"]
    items["----:com.apple.iTunes:iTunSMPB"] = [b" 00000000 00000840"]
    items["cpil"] = True
    items.save()
    write(path)
    found: Any = MP4(path)  # type: ignore[no-untyped-call]
    assert found["\xa9lyr"] == ["Words"]
    assert found["----:com.apple.iTunes:iTunSMPB"] == [b" 00000000 00000840"]
    assert found["cpil"] is True
    assert found["\xa9cmt"] == ["A sample"]
    assert [one.title for one in found.chapters] == [CHAPTERS[0].title, "Wäter", "茶"]
    with path.open("rb") as file:
        _, index, *_ = outline(source_of(file))
    assert index is not None
    assert [len(track.chapters) for track in index.tracks if track.handler == b"soun"] == [1]
    assert path.read_bytes().index(b"moov") < path.read_bytes().index(b"mdat"), "streams badly"


def test_a_track_that_would_be_lost_keeps_the_file_as_it_is(tmp_path: Path) -> None:
    ffmpeg = needs_program("ffmpeg")
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    path = tmp_path / "a.mp4"
    subprocess.run(
        [
            *(ffmpeg, "-v", "error", "-i", SAMPLES / "one.mp4", "-i", tmp_path / "a.srt"),
            *("-c", "copy", "-c:s", "mov_text", path),
        ],
        check=True,
    )
    data = path.read_bytes()
    tagged = write(path)
    assert [str(finding) for finding in tagged.findings] == [
        "a.mp4: error TAG001 has a track of subtitle that would be lost; take the track out, or "
        "write no chapters"
    ]
    assert path.read_bytes() == data
    assert write(path, Wanted(title="Tea")).written


def test_chapters_are_taken_out_where_there_are_to_be_none(tmp_path: Path) -> None:
    for name in ("chapters.mp3", "one.m4a", "quicktime-chapters.m4a", "one.opus", "one.flac"):
        path = copied(name, tmp_path)
        before = heard(path)
        write(path)
        assert write(path, Wanted(chapters=())).written
        probed = audio.probe(path, shown=name)
        assert probed.audio is not None
        assert probed.audio.chapters == ()
        assert heard(path) == before


def test_what_is_not_wanted_is_left_and_nothing_wanted_is_nothing_to_do(tmp_path: Path) -> None:
    path = copied("chapters.mp3", tmp_path)
    assert write(path, Wanted()).changes == ()
    assert write(path, Wanted(title="New", spare_cover=True, cover=COVER)).written
    probed = audio.probe(path, shown="a.mp3")
    assert (probed.tags.title, probed.tags.album) == ("New", "Cups")
    assert probed.audio is not None
    assert len(probed.audio.chapters) == 2
    other = COVER[:-2] + b"\0\xff\xd9"
    assert write(path, Wanted(spare_cover=True, cover=other)).changes == ()
    assert write(path, Wanted(cover=other)).written


def test_a_comparison_alone_writes_nothing(tmp_path: Path) -> None:
    path = copied("info.mp3", tmp_path)
    data = path.read_bytes()
    tagged = tag(path, WANTED, shown="a.mp3", write=False, version=None)
    assert len(tagged.changes) == 8
    assert not tagged.written
    assert path.read_bytes() == data


def test_sound_that_would_change_keeps_the_file_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(path: Path, *_: object) -> None:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    path = copied("constant.mp3", tmp_path)
    data = path.read_bytes()
    monkeypatch.setitem(writing._WRITERS, "mp3", spoil)
    tagged = write(path)
    assert not tagged.written
    assert [finding.code for finding in tagged.findings] == ["TAG001"]
    assert "byte for byte" in tagged.findings[0].message
    assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_a_label_that_does_not_stay_keeps_the_file_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied("info.mp3", tmp_path)
    data = path.read_bytes()
    monkeypatch.setitem(writing._WRITERS, "mp3", lambda *_: None)
    tagged = write(path)
    assert "cannot be read back" in tagged.findings[0].message
    assert path.read_bytes() == data


def test_a_writer_that_fails_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise mutagen.MutagenError("odd")

    path = copied("info.mp3", tmp_path)
    monkeypatch.setitem(writing._WRITERS, "mp3", fail)
    assert [finding.message for finding in write(path).findings] == [
        "its tags cannot be written: odd"
    ]


def test_a_file_changed_meanwhile_is_left_to_who_changed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied("info.mp3", tmp_path)
    former = writing._WRITERS["mp3"]

    def meddle(copy: Path, *rest: Any) -> None:
        former(copy, *rest)
        path.write_bytes(path.read_bytes() + b"\0")

    monkeypatch.setitem(writing._WRITERS, "mp3", meddle)
    tagged = write(path)
    assert not tagged.written
    assert [finding.message for finding in tagged.findings] == [
        "was changed by somebody else meanwhile"
    ]
    assert path.read_bytes() == (SAMPLES / "info.mp3").read_bytes() + b"\0"


@pytest.mark.parametrize("name", ["info.mp3", "one.m4a"])
def test_a_kill_leaves_the_file_as_it_was(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from podfeed.tagging import writing\n"
        "from podfeed.tagging.wanted import Wanted\n"
        "former, calls = writing._fingerprint, []\n"
        "def stop(*a):\n"
        "    calls.append(a)\n"
        "    if len(calls) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return former(*a)\n"
        "writing._fingerprint = stop\n"
        "writing.tag(Path(sys.argv[1]), Wanted(title='Tea', chapters=()), shown='a', write=True,"
        " version=None)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == (SAMPLES / name).read_bytes()
    assert write(path).written


def test_a_wav_is_told_and_left(tmp_path: Path) -> None:
    path = copied("one.wav", tmp_path)
    tagged = write(path)
    assert [str(finding) for finding in tagged.findings] == [
        "one.wav: info TAG002 is WAV; convert it to MP3 or M4A"
    ]
    assert path.read_bytes() == (SAMPLES / "one.wav").read_bytes()


def test_a_cover_of_another_kind_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    path = copied("info.mp3", tmp_path)
    tagged = write(path, Wanted(title="Tea", cover=b"RIFF....WEBP"))
    assert [finding.code for finding in tagged.findings] == ["TAG004"]
    assert tagged.written


def test_a_long_recording_is_tagged_with_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.mp3"
    wanted = Wanted(title="Tea", chapters=CHAPTERS)
    path.write_bytes(mp3(1))
    assert write(path, wanted).written  # what is imported is no part of it
    path.write_bytes(mp3(900))
    tracemalloc.start()
    assert write(path, wanted).written
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 3_500_000
    assert peak < 2_500_000, "more than the two buffers of a copy"
