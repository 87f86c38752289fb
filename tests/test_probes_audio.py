"""Durations are those of the decoded sound, whatever the file says; what is no use is refused."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.apev2 import APEv2
from mutagen.ogg import OggPage

from podfeed.findings import Severity
from podfeed.probes import audio
from podfeed.probes.audio import Probed
from tests.needs import ROOT
from tests.sounds import SAMPLES, decoded, encoded, sample

CLOSE = 0.15
ALL = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".sh")
assert ALL


def probe(folder: Path, name: str, data: bytes) -> Probed:
    path = folder / name
    path.write_bytes(data)
    return audio.probe(path, shown=f"media/{name}")


def only_error(probed: Probed) -> str:
    """The name of the one error of a file that is refused."""
    errors = [one for one in probed.findings if one.severity is Severity.ERROR]
    assert probed.audio is None
    assert len(errors) == 1
    assert errors[0].remedy
    return errors[0].name


def names(probed: Probed) -> list[str]:
    return [finding.name for finding in probed.findings]


TYPES = {
    "one.wav": ("audio/wav", "pcm", 8000),
    "one.m4a": ("audio/x-m4a", "aac", 16000),
    "one.aac": ("audio/aac", "aac", 16000),
    "one.opus": ("audio/opus", "opus", 48000),
    "one.ogg": ("audio/ogg", "vorbis", 16000),
    "one.oga": ("audio/ogg", "flac", 16000),
    "one.flac": ("audio/flac", "flac", 16000),
    "one.mp4": ("video/mp4", "aac", 16000),
    "one.m4v": ("video/x-m4v", "aac", 16000),
    "one.mov": ("video/quicktime", "aac", 16000),
    "xing.mp3": ("audio/mpeg", "mp3", 16000),
    "alac.m4a": ("audio/x-m4a", "alac", 16000),
}


@pytest.mark.parametrize("name", TYPES)
def test_type_codec_rate_and_channels_come_from_the_bytes(name: str) -> None:
    probed = audio.probe(SAMPLES / name, shown=name)
    assert probed.audio is not None
    assert (probed.audio.type, probed.codec, probed.audio.sample_rate) == TYPES[name]
    assert probed.audio.channels == 1
    assert probed.audio.length == (SAMPLES / name).stat().st_size


def test_every_format_of_the_table_has_a_sample() -> None:
    written = {kind for kind, _, _ in TYPES.values()}
    for name, format_ in audio.FORMATS.items():
        assert next(iter(format_.types.values())) in written, name


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_a_whole_sample_is_measured_without_a_finding(path: Path) -> None:
    probed = audio.probe(path, shown=path.name)
    assert names(probed) == []
    assert probed.audio is not None
    assert probed.audio.duration == pytest.approx(decoded(path), abs=CLOSE)
    assert probed.audio.bitrate is not None
    assert probed.audio.bitrate > 8000


FRAME = 288
SOUND = sample("info.mp3")[FRAME:]
FRAMES = len(SOUND) // FRAME


def header_frame(magic: bytes, frames: int, size: int | None) -> bytes:
    """A header frame for the sound of info.mp3, with the counts that are given."""
    start = sample("info.mp3")[:4]
    if magic == b"VBRI":
        body = b"VBRI" + struct.pack(">HHHII", 1, 0, 75, size or 0, frames)
        return (start + bytes(32) + body).ljust(FRAME, b"\0")
    counts = struct.pack(">II", 1, frames) if size is None else struct.pack(">III", 3, frames, size)
    return (start + bytes(9) + magic + counts).ljust(FRAME, b"\0")


ID3V1 = b"TAG" + bytes(125)


def tag(size: int) -> bytes:
    """An ID3v2 tag of padding."""
    return b"ID3\x04\0\0" + bytes((0, 0, size >> 7, size & 127)) + bytes(size)


def ape(data: bytes) -> bytes:
    """The bytes with an APEv2 tag behind them."""
    file = io.BytesIO(data)
    tags = APEv2()
    tags["Title"] = "One second"
    tags.save(file)
    return file.getvalue()


def shifted(data: bytes, samples: int) -> bytes:
    """An Ogg recording that begins late, as one of a running stream does."""
    file, out = io.BytesIO(data), b""
    while file.tell() < len(data):
        page = OggPage(file)
        if page.position > 0:
            page.position += samples
        out += page.write()
    return out


def holed(data: bytes) -> bytes:
    """The bytes with some in the middle overwritten."""
    return data[:20_000] + bytes(300) + data[20_300:]


def widened(data: bytes) -> bytes:
    """An MP4 file whose mdat has a size of 64 bits (in the place of the free box before it)."""
    at = data.index(b"\0\0\0\x08free")
    size = int.from_bytes(data[at + 8 : at + 12], "big")
    return data[:at] + struct.pack(">I4sQ", 1, b"mdat", size + 8) + data[at + 16 :]


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


MONO_8 = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)

WHOLE: dict[str, Callable[[], bytes]] = {
    "vbr-without-header.mp3": lambda: sample("plain.mp3") * 30,
    "abr-without-header.mp3": lambda: encoded(
        "mp3",
        "libmp3lame",
        container_options={"write_xing": "0", "id3v2_version": "0"},
        codec_options={"abr": "1"},
    ),
    "low-rate-with-delay.mp3": lambda: encoded("mp3", "libmp3lame"),
    "tag-padding.mp3": lambda: tag(9000) + sample("plain.mp3"),
    "two-tags.mp3": lambda: tag(100) + tag(200) + sample("info.mp3"),
    "zeros-before.mp3": lambda: bytes(70_000) + sample("plain.mp3") * 3,
    "junk-before.mp3": lambda: b"\xff\xfb\x90junk" * 500 + sample("plain.mp3") * 3,
    "zeros-behind.mp3": lambda: sample("xing.mp3") + bytes(70_000),
    "id3v1-behind.mp3": lambda: sample("info.mp3") + ID3V1,
    "ape-behind.mp3": lambda: ape(sample("info.mp3")),
    "lyrics-behind.mp3": lambda: (
        sample("info.mp3") + b"LYRICSBEGIN" + bytes(9) + b"000020LYRICS200" + ID3V1
    ),
    "header-without-bytes.mp3": lambda: header_frame(b"Xing", FRAMES, None) + SOUND,
    "header-without-own-frame.mp3": lambda: header_frame(b"Xing", FRAMES, len(SOUND)) + SOUND,
    "fraunhofer.mp3": lambda: header_frame(b"VBRI", FRAMES, len(SOUND) + FRAME) + SOUND,
    "fragmented.m4a": lambda: encoded(
        "ipod",
        "aac",
        container_options={"movflags": "frag_keyframe+empty_moov", "frag_duration": "1000000"},
    ),
    "index-behind.m4a": lambda: encoded("ipod", "aac"),
    "large-mdat.m4a": lambda: widened(sample("quicktime-chapters.m4a")),
    "padding-behind.m4a": lambda: sample("one.m4a") + bytes(500),
    "free-and-second-mdat.m4a": lambda: (
        sample("one.m4a") + struct.pack(">I4s8x", 16, b"free") + struct.pack(">I4s8x", 16, b"mdat")
    ),
    "raw-vbr.aac": lambda: encoded("adts", "aac"),
    "joined.aac": lambda: sample("one.aac") * 5,
    "tags-between.aac": lambda: sample("one.aac") + ID3V1 + tag(300) + sample("one.aac"),
    "long.opus": lambda: encoded("opus", "libopus"),
    "opus.ogg": lambda: sample("one.opus"),
    "chained.opus": lambda: sample("one.opus") + encoded("opus", "libopus"),
    "chained.ogg": lambda: sample("one.ogg") * 2,
    "late.opus": lambda: shifted(encoded("opus", "libopus"), 480_000),
    "late.ogg": lambda: shifted(sample("one.ogg"), 480_000),
    "hole.opus": lambda: holed(encoded("opus", "libopus")),
    "hole.mp3": lambda: holed(sample("plain.mp3") * 5),
    "hole.aac": lambda: holed(sample("one.aac") * 5),
    "piped.flac": lambda: encoded("flac", "flac", pipe=True),
    "tag-before.flac": lambda: tag(300) + sample("one.flac"),
    "piped.wav": lambda: encoded("wav", "pcm_s16le", pipe=True),
    "sizes-of-zero.wav": lambda: riff((b"fmt ", MONO_8), (b"data", b""))[:-4] + bytes(4 + 8000),
    "odd-chunks.wav": lambda: riff(
        (b"LIST", b"INFOodd"), (b"fmt ", MONO_8), (b"junk", b"abc"), (b"data", b"\x80" * 7999),
        (b"LIST", b"INFO"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_the_duration_is_that_of_the_decoded_sound(name: str, tmp_path: Path) -> None:
    probed = probe(tmp_path, name, WHOLE[name]())
    assert probed.audio is not None, probed.findings
    assert probed.audio.duration is not None
    assert probed.audio.duration == pytest.approx(decoded(tmp_path / name), abs=CLOSE)
    assert probed.audio.duration > 0.5
    assert names(probed) == []


MISSTATED = {
    "joined.mp3": lambda: sample("info.mp3") + sample("info.mp3") + sample("plain.mp3"),
    "joined-with-tags.mp3": lambda: (sample("xing.mp3") + ID3V1) * 4,
    "joined-with-hole.mp3": lambda: sample("info.mp3") + bytes(900) + sample("info.mp3") * 3,
    "joined-with-other-rates.mp3": lambda: sample("info.mp3") + sample("chapters.mp3") * 3,
}


@pytest.mark.parametrize("name", MISSTATED)
def test_joined_files_are_counted_whole_and_their_header_is_reported(
    name: str, tmp_path: Path
) -> None:
    probed = probe(tmp_path, name, MISSTATED[name]())
    assert probed.audio is not None, probed.findings
    assert probed.audio.duration == pytest.approx(decoded(tmp_path / name), abs=CLOSE)
    assert names(probed) == ["length-misstated"]


STATING = {
    "xing.mp3": lambda: sample("xing.mp3"),
    "info.mp3": lambda: sample("info.mp3"),
    "fraunhofer.mp3": WHOLE["fraunhofer.mp3"],
    "without-bytes.mp3": WHOLE["header-without-bytes.mp3"],
    "long.mp3": lambda: encoded("mp3", "libmp3lame"),
    "index-behind.m4a": lambda: encoded("ipod", "aac"),
    "index-before.m4a": lambda: sample("quicktime-chapters.m4a"),
    "large-mdat.m4a": WHOLE["large-mdat.m4a"],
    "fragmented.m4a": WHOLE["fragmented.m4a"],
    "one.mp4": lambda: sample("one.mp4"),
    "one.mov": lambda: sample("one.mov"),
    "one.wav": lambda: sample("one.wav"),
    "rf64.wav": lambda: sample("rf64.wav"),
    "adpcm.wav": lambda: sample("adpcm.wav"),
    "long.flac": lambda: encoded("flac", "flac"),
    "long.opus": lambda: encoded("opus", "libopus"),
    "one.ogg": lambda: sample("one.ogg"),
    "one.oga": lambda: sample("one.oga"),
}


@pytest.mark.parametrize("name", STATING)
@pytest.mark.parametrize("part", ["half", "all-but-three-bytes"])
def test_a_file_shorter_than_it_states_is_cut_short(name: str, part: str, tmp_path: Path) -> None:
    data = STATING[name]()
    if part != "half" and name == "without-bytes.mp3":
        data = data[:-FRAME]  # counts frames only, and whether its own is one of them is unsure
    less = data[: len(data) // 2] if part == "half" else data[:-3]
    assert probe(tmp_path, name, data).audio is not None or name == "without-bytes.mp3"
    probed = probe(tmp_path, name, less)
    assert only_error(probed) == "audio-cut-short"
    assert "states" in probed.findings[0].message


def test_a_file_of_the_right_size_whose_end_was_never_written_is_cut_short(tmp_path: Path) -> None:
    data = encoded("mp3", "libmp3lame")
    probed = probe(tmp_path, "a.mp3", data[:9000] + bytes(len(data) - 9000))
    assert only_error(probed) == "audio-cut-short"


def test_a_cut_inside_the_tags_is_a_cut(tmp_path: Path) -> None:
    assert only_error(probe(tmp_path, "a.mp3", tag(9000)[:5000])) == "audio-cut-short"


def test_how_much_is_stated_and_held_is_told(tmp_path: Path) -> None:
    data = encoded("wav", "pcm_s16le")
    probed = probe(tmp_path, "a.wav", data[: len(data) // 2])
    assert "states 6.0 s and holds 3.0 s" in probed.findings[0].message


SILENT_ABOUT_LENGTH = {
    "vbr.mp3": lambda: sample("plain.mp3") * 10,
    "one.aac": lambda: sample("one.aac") * 10,
    "piped.flac": WHOLE["piped.flac"],
    "piped.wav": lambda: encoded("wav", "pcm_s16le", pipe=True),
}


@pytest.mark.parametrize("name", SILENT_ABOUT_LENGTH)
def test_where_nothing_states_a_length_an_incomplete_last_frame_is_a_warning(
    name: str, tmp_path: Path
) -> None:
    data = SILENT_ABOUT_LENGTH[name]()
    probed = probe(tmp_path, name, data[: len(data) // 4 * 2 + 1])
    assert probed.audio is not None
    assert probed.audio.duration == pytest.approx(decoded(tmp_path / name), abs=CLOSE)
    assert names(probed) == ["last-frame-incomplete"]


REFUSED = {
    "empty": ("a.mp3", b"", "audio-empty"),
    "tags only": ("a.mp3", tag(500), "audio-empty"),
    "wav without sound": ("a.wav", riff((b"fmt ", MONO_8), (b"data", b"")), "audio-empty"),
    "web page": ("a.mp3", b"\xef\xbb\xbf\n<!DOCTYPE html><html><p>Log in</p>", "not-audio"),
    "web page behind a tag": ("a.mp3", tag(30) + b"<html><p>Log in</p></html>", "not-audio"),
    "text": ("a.m4a", "Kein Ton hier: ü\n".encode() * 400, "not-audio"),
    "text in UTF-16": ("a.mp3", "Kein Ton".encode("utf-16") * 4000, "not-audio"),
    "noise": ("a.mp3", bytes(range(256)) * 40, "audio-format-unknown"),
    "zeros": ("a.mp3", bytes(100_000), "audio-format-unknown"),
    "one byte": ("a.mp3", b"\xff", "audio-format-unknown"),
    "picture": ("a.mp3", b"\x89PNG\r\n\x1a\n" + bytes(99), "audio-format-unknown"),
    "Matroska": ("a.mp3", b"\x1aE\xdf\xa3" + bytes(99), "audio-format-unknown"),
    "free format": ("a.mp3", b"\xff\xfb\x00\x00" + b"\x55" * 4000, "audio-format-unknown"),
    "Ogg of something else": ("a.ogg", b"OggS\0\x02" + bytes(300), "audio-format-unknown"),
    "mp4 without index": ("a.m4a", b"\0\0\0\x10ftypM4A \0\0\0\0", "audio-damaged"),
    "flac header only": ("a.flac", sample("one.flac")[:30], "audio-damaged"),
    "wav without data": ("a.wav", riff((b"fmt ", MONO_8)), "audio-cut-short"),
    "m4a called mp3": ("a.mp3", sample("one.m4a"), "audio-extension-wrong"),
    "mp3 called m4a": ("a.m4a", sample("xing.mp3"), "audio-extension-wrong"),
    "video called m4a": ("a.m4a", sample("one.mp4"), "audio-extension-wrong"),
    "opus called mp3": ("a.mp3", sample("one.opus"), "audio-extension-wrong"),
    "no extension": ("a", sample("xing.mp3"), "audio-extension-wrong"),
    "boxes in boxes": (
        "a.m4a",
        b"".join(struct.pack(">I4s", 800 - 8 * n, b"moov") for n in range(100)),
        "audio-damaged",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_use_is_refused_with_one_finding(case: str, tmp_path: Path) -> None:
    name, data, expected = REFUSED[case]
    assert only_error(probe(tmp_path, name, data)) == expected


@pytest.mark.parametrize(("case", "free"), [("free format", True), ("noise", False)])
def test_only_a_free_format_mp3_is_called_one(case: str, free: bool, tmp_path: Path) -> None:
    name, data, _ = REFUSED[case]
    (finding,) = probe(tmp_path, name, data).findings
    assert ("free-format" in finding.message) is free


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    data = sample("one.m4a").replace(b"mp4a", b"drms", 1)
    probed = probe(tmp_path, "a.m4a", data)
    assert only_error(probed) == "audio-format-unknown"
    assert "DRM" in probed.findings[0].message


def test_the_extension_picks_among_the_types_that_the_bytes_allow(tmp_path: Path) -> None:
    for name, expected in (
        ("a.MP4", "audio/mp4"),
        ("a.m4a", "audio/x-m4a"),
    ):
        probed = probe(tmp_path, name, sample("one.m4a"))
        assert probed.audio is not None
        assert probed.audio.type == expected


def test_a_finding_names_the_file_as_it_is_shown(tmp_path: Path) -> None:
    probed = probe(tmp_path, "a.mp3", b"")
    assert probed.findings[0].path == "media/a.mp3"


PEAK = """
import json, sys
from pathlib import Path
from podfeed.probes import audio
found = [audio.probe(Path(name), shown=name) for name in sys.argv[1:]]
# ru_maxrss would begin with the peak of the process that started this one.
peak = next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(json.dumps([peak, [one.audio and one.audio.duration for one in found]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_a_wide_hole_costs_no_memory(tmp_path: Path) -> None:
    names = ("plain.mp3", "one.aac", "one.ogg", "piped.flac")
    for name in names:
        path = tmp_path / name
        path.write_bytes(sample(name))
        os.truncate(path, 256 << 20)
        with path.open("ab") as file:
            file.write(sample(name))
    arguments = [sys.executable, "-c", PEAK, *(str(tmp_path / name) for name in names)]
    told = subprocess.run(arguments, capture_output=True, check=True, cwd=ROOT)
    peak, durations = json.loads(told.stdout)
    assert peak < 160 << 10, "kilobytes"
    assert durations[:2] == pytest.approx(
        [decoded(SAMPLES / name) * 2 for name in names[:2]], abs=CLOSE
    )
    assert durations[3] is None


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.mp3")
    (tmp_path / "folder.mp3").mkdir()
    (tmp_path / "circle.mp3").symlink_to(tmp_path / "circle.mp3")
    for name in ("fifo.mp3", "folder.mp3", "circle.mp3", "missing.mp3"):
        probed = audio.probe(tmp_path / name, shown=name)
        assert names(probed) == ["audio-unreadable"]
    assert names(audio.probe(Path("/dev/zero"), shown="zero.mp3")) == ["audio-unreadable"]


def test_an_absurd_count_of_frames_is_not_believed(tmp_path: Path) -> None:
    data = header_frame(b"Xing", FRAMES * 50, len(SOUND) + FRAME) + SOUND
    assert only_error(probe(tmp_path, "a.mp3", data)) == "audio-cut-short"


SEEDS = [
    path
    for path in ALL
    if path.name in {"xing.mp3", "one.m4a", "fragmented.m4a", "one.aac", "one.opus", "one.ogg",
                     "one.flac", "one.wav", "one.mov"}
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(max_size=12)), max_size=6),
    kept=st.integers(0, 30_000),
)
def test_damaged_bytes_are_findings_and_never_exceptions(
    seed: Path, edits: list[tuple[int, bytes]], kept: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(seed.read_bytes())
    for at, new in edits:
        start = at % len(data)
        data[start : start + len(new)] = new
    probed = probe(tmp_path_factory.getbasetemp(), f"damaged{seed.suffix}", bytes(data[:kept]))
    errors = [one for one in probed.findings if one.severity is Severity.ERROR]
    assert len(errors) == (probed.audio is None)
