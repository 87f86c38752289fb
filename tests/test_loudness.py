"""How recordings sound: tones of known loudness, peaks and silence, and the rules about them."""

from __future__ import annotations

import array
import io
import json
import math
import os
import time
import wave
from dataclasses import replace
from inspect import cleandoc
from pathlib import Path

import av
import psutil
import pytest

from podfeed.probes import audio, loudness
from podfeed.probes.cache import Cache
from podfeed.probes.loudness import Levels, measure
from podfeed.rules import RULES, SoundFacts, judge_sound
from tests.needs import ROOT
from tests.sounds import encoded, sample, send
from tests.workspaces import Bench, tea

RATE = 48_000


def tone(level: float, seconds: float = 4, *, hertz: float = 997, shift: float = 0) -> list[float]:
    """A sine whose peak is at that level in dB of full scale."""
    peak = 10 ** (level / 20)
    step = 2 * math.pi * hertz / RATE
    return [peak * math.sin(step * n + shift) for n in range(round(seconds * RATE))]


def faded(samples: list[float]) -> list[float]:
    """The same, fading in and out: where a sound begins at once, the peak overshoots."""
    ramp = RATE // 50
    last = len(samples) - 1
    return [s * min(n / ramp, (last - n) / ramp, 1) for n, s in enumerate(samples)]


def recorded(samples: list[float], *, layout: str = "mono", codec: str = "pcm_s16le") -> bytes:
    """The same samples in each channel, as a file."""
    container = {"pcm_s16le": "wav", "flac": "flac", "libmp3lame": "mp3", "aac": "ipod"}[codec]
    channels = {"mono": 1, "stereo": 2}[layout]
    whole = array.array("h", (round(max(-1, min(1, s)) * 32767) for s in samples))
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=RATE)
        stream.layout = layout
        stream.bit_rate = 128_000
        resampler = av.AudioResampler(
            format=stream.format, layout=layout, rate=RATE, frame_size=stream.frame_size or None
        )
        for start in range(0, len(whole), RATE):
            part = whole[start : start + RATE]
            frame = av.AudioFrame(format="s16", layout=layout, samples=len(part))
            raw = array.array("h", (s for s in part for _ in range(channels))).tobytes()
            frame.planes[0].update(raw.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate = RATE
            frame.pts = start
            send(frame, resampler, stream, out)
        send(None, resampler, stream, out)
        out.mux(stream.encode(None))
    return file.getvalue()


def heard(tmp_path: Path, data: bytes, name: str = "a.wav") -> Levels:
    path = tmp_path / name
    path.write_bytes(data)
    probed = audio.probe(path, shown=name)
    assert probed.audio is not None, probed.findings
    return measure(path, shown=name, type=str(probed.audio.type))


# EBU Tech 3341, case 1: a sine of 1 kHz at -23 dBFS in both channels is -23 LUFS; in one
# channel alone it is 3.01 LU less.
@pytest.mark.parametrize("level", [-33, -23, -16])
@pytest.mark.parametrize(("layout", "less"), [("stereo", 0.0), ("mono", 3.01)])
def test_a_tone_has_the_loudness_it_is_made_with(
    tmp_path: Path, level: float, layout: str, less: float
) -> None:
    levels = heard(tmp_path, recorded(tone(level), layout=layout))
    assert levels.loudness == pytest.approx(level - less, abs=0.2)
    assert levels.peak == pytest.approx(level, abs=0.2)
    assert levels.heard == pytest.approx(4, abs=0.01)


# LAME multiplies by 0.95 unless told otherwise: 0.45 dB less.
@pytest.mark.parametrize(
    ("codec", "name", "less"),
    [("flac", "a.flac", 0), ("libmp3lame", "a.mp3", 0.45), ("aac", "a.m4a", 0)],
)
def test_every_codec_is_decoded_for_it(tmp_path: Path, codec: str, name: str, less: float) -> None:
    data = recorded(faded(tone(-20, 3)), layout="stereo", codec=codec)
    levels = heard(tmp_path, data, name)
    assert levels.loudness == pytest.approx(-20 - less, abs=0.2)
    assert levels.peak == pytest.approx(-20 - less, abs=0.5)  # codecs round peaks off


def test_the_true_peak_lies_between_the_samples(tmp_path: Path) -> None:
    # A quarter of the sample rate, its samples at 45 degrees: each 3.01 dB below the peak.
    samples = faded(tone(0, 2, hertz=RATE / 4, shift=math.pi / 4))
    assert max(samples) < 0.71
    levels = heard(tmp_path, recorded(samples))
    assert levels.peak == pytest.approx(0, abs=0.2)
    assert not levels.clipped


def test_what_is_mixed_too_loud_is_clipped(tmp_path: Path) -> None:
    assert heard(tmp_path, recorded(tone(6, 1))).clipped
    assert not heard(tmp_path, recorded(tone(0, 1))).clipped
    assert not heard(tmp_path, recorded(tone(-1, 1, hertz=50))).clipped


@pytest.mark.parametrize(("lead", "trail"), [(0, 0), (4, 0), (0, 3), (2, 6)])
def test_silence_at_the_ends_is_measured(tmp_path: Path, lead: float, trail: float) -> None:
    middle = [*tone(-20, 2), *tone(-90, 2), *tone(-20, 2)]
    data = recorded([*tone(-90, lead), *middle, *tone(-90, trail)])
    levels = heard(tmp_path, data)
    assert (levels.lead, levels.trail) == pytest.approx((lead, trail), abs=0.1)


def test_silence_is_heard_as_nothing(tmp_path: Path) -> None:
    levels = heard(tmp_path, recorded([0.0] * RATE * 3))
    assert (levels.loudness, levels.peak) == (None, None)
    assert levels.lead == pytest.approx(3, abs=0.1)
    assert not levels.clipped


@pytest.mark.parametrize(
    ("data", "unindexed"),
    [
        (sample("plain.mp3"), True),
        (sample("xing.mp3"), False),
        (sample("constant.mp3"), False),
    ],
)
def test_a_variable_bit_rate_without_header_is_noticed(
    tmp_path: Path, data: bytes, unindexed: bool
) -> None:
    assert heard(tmp_path, data, "a.mp3").unindexed is unindexed


def test_recordings_joined_with_other_rates_are_heard_to_the_end(tmp_path: Path) -> None:
    first = recorded(tone(-20), layout="stereo", codec="libmp3lame")
    second = encoded("mp3", "libmp3lame", seconds=3)
    levels = heard(tmp_path, first + second, "a.mp3")
    assert levels.heard == pytest.approx(7, abs=0.2)
    assert levels.findings == ()


@pytest.mark.parametrize("data", [b"", b"RIFF", b"\xff\xfb\x90\x64" * 9, bytes(5000)])
def test_what_cannot_be_decoded_is_one_finding(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(data)
    (finding,) = measure(path, shown="media/tea/a.mp3", type="audio/mpeg").findings
    assert (finding.code, finding.path) == ("AUD011", "media/tea/a.mp3")


def test_a_file_that_is_gone_is_one_finding(tmp_path: Path) -> None:
    (finding,) = measure(tmp_path / "a.mp3", shown="a.mp3", type="audio/mpeg").findings
    assert finding.code == "AUD001"


def test_listening_costs_no_memory_that_grows_with_the_file(tmp_path: Path) -> None:
    second = array.array("h", (round(s * 32767) for s in tone(-20, 1))).tobytes()

    def listen(seconds: int) -> None:
        with wave.open(str(tmp_path / "a.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            for _ in range(seconds):
                file.writeframes(second)
        assert measure(tmp_path / "a.wav", shown="a.wav", type="audio/wav").heard == seconds

    listen(5)  # what is imported stays
    before = psutil.Process().memory_info().rss
    listen(150)  # as the meters see it, 57 MB of samples
    assert psutil.Process().memory_info().rss - before < 12 << 20


def _recording(tmp_path: Path, name: str) -> Path:
    """A second of sound below media/, old enough to be remembered."""
    path = tmp_path / "media" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(recorded(tone(-20, 1)))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def _entries(tmp_path: Path) -> set[str]:
    return set(json.loads((tmp_path / ".podfeed/probes.json").read_text())["files"])


def test_what_was_heard_is_remembered_beside_the_probe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _recording(tmp_path, "a.wav")
    with Cache(tmp_path) as cache:
        probed = cache.audio(path, shown="media/a.wav")
        first = cache.levels(path, shown="media/a.wav", type="audio/wav")
    monkeypatch.setattr(loudness, "measure", None)
    with Cache(tmp_path) as cache:
        assert cache.levels(path, shown="media/a.wav", type="audio/wav") == first
        assert cache.audio(path, shown="media/a.wav") == probed


def test_what_an_older_version_heard_is_heard_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _recording(tmp_path, "a.wav")
    with Cache(tmp_path) as cache:
        cache.levels(path, shown="media/a.wav", type="audio/wav")
    file = tmp_path / ".podfeed/probes.json"
    name = f"podfeed.probes.loudness {loudness.VERSION}"
    assert name in file.read_text()
    file.write_text(file.read_text().replace(name, "podfeed.probes.loudness 0"))
    again = Levels(heard=7.0)
    monkeypatch.setattr(loudness, "measure", lambda path, *, shown, type: again)
    with Cache(tmp_path) as cache:
        assert cache.levels(path, shown="media/a.wav", type="audio/wav") is again


def test_a_run_that_does_not_listen_keeps_what_was_heard_of_files_that_are_there(
    tmp_path: Path,
) -> None:
    heard_of, other = _recording(tmp_path, "a.wav"), _recording(tmp_path, "b.wav")
    with Cache(tmp_path) as cache:
        cache.levels(heard_of, shown="media/a.wav", type="audio/wav")
    with Cache(tmp_path) as cache:
        cache.audio(other, shown="media/b.wav")
    assert _entries(tmp_path) == {"heard:media/a.wav", "media/b.wav"}
    heard_of.unlink()
    third = _recording(tmp_path, "c.wav")
    with Cache(tmp_path) as cache:
        cache.audio(third, shown="media/c.wav")
    assert _entries(tmp_path) == {"media/b.wav", "media/c.wav"}


GOOD = SoundFacts(
    path="media/tea/oolong.mp3",
    codec="mp3",
    duration=1867.0,
    bitrate=96_000,
    sample_rate=44_100,
    channels=1,
    loudness=-16.2,
    peak=-1.4,
    lead=0.4,
    trail=2.0,
    chapters=((0.0, 750.0), (750.0, 1867.3)),
)
WRONG: dict[str, list[dict[str, object]]] = {
    "AUD200": [{"loudness": -17.2}, {"loudness": -14.9}, {"loudness": -30.0}],
    "AUD201": [{"peak": -0.9}, {"peak": 1.2}],
    "AUD202": [{"clipped": True}],
    "AUD203": [{"lead": 3.1}],
    "AUD204": [{"trail": 5.1}],
    "AUD205": [{"loudness": None, "peak": None, "lead": 1867.0, "trail": 1867.0}],
    "AUD206": [{"unindexed": True}],
    "AUD207": [
        {"chapters": ((0.0, None), (1900.0, None))},
        {"chapters": ((0.0, 1900.0),)},
        {"chapters": ((9.0, None), (3.0, None))},
        {"chapters": ((9.0, 8.0),)},
    ],
    "AUD208": [{"bitrate": 48_000}, {"bitrate": 320_000}, {"bitrate": 96_000, "channels": 2}],
    "AUD209": [{"sample_rate": 22_050}, {"sample_rate": 96_000}],
    "AUD210": [{"codec": "opus"}, {"codec": "pcm"}],
}
RIGHT: list[dict[str, object]] = [
    {},
    {"loudness": -15.0},
    {"loudness": -17.04},
    {"peak": -1.04},
    {"bitrate": 130_000},
    {"bitrate": 62_500},
    {"channels": 6, "bitrate": 384_000},
    {"chapters": ()},
    {"type": "video/mp4", "codec": "avc1", "bitrate": 3_000_000},
]


def found(**spoilt: object) -> list[str]:
    return [f.code for f in judge_sound([replace(GOOD, **spoilt)])]  # type: ignore[arg-type]


def test_every_rule_about_sound_has_its_cases() -> None:
    assert sorted(WRONG) == sorted(code for code, one in RULES.items() if one.on == "sound")
    assert all("Wrong:" in cleandoc(RULES[code].kind.page) for code in WRONG)


@pytest.mark.parametrize(
    ("code", "spoilt"), [(code, case) for code, cases in WRONG.items() for case in cases]
)
def test_a_fault_of_the_sound_is_told_once(code: str, spoilt: dict[str, object]) -> None:
    assert found(**spoilt) == [code]


@pytest.mark.parametrize("unusual", RIGHT)
def test_what_is_as_it_should_be_is_not_told(unusual: dict[str, object]) -> None:
    assert found(**unusual) == []


def test_far_off_loudness_is_a_warning_and_near_is_a_hint() -> None:
    near, far = (
        judge_sound([replace(GOOD, loudness=level)])[0].severity.value for level in (-18.0, -21.0)
    )
    assert (near, far) == ("info", "warning")


def test_findings_about_sound_point_at_the_file_and_can_be_left_out() -> None:
    (finding,) = judge_sound([replace(GOOD, loudness=-30.0)])
    assert finding.path == "media/tea/oolong.mp3"
    assert judge_sound([replace(GOOD, loudness=-30.0)], ignore=["AUD200"]) == []
    assert judge_sound([replace(GOOD, loudness=-30.0)], profiles=["spotify"]) == []


def listened(bench: Bench, *arguments: str) -> tuple[int, set[tuple[str, str]]]:
    result = bench.run("check", "--audio", "--format", "json", "--select", "AUD", *arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, {(f["code"], f["path"]) for f in json.loads(result.stdout)}


def test_check_audio_listens_to_the_workspace(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.mp3", recorded(tone(-30), layout="stereo", codec="libmp3lame"))
    bench.write("media/other/1.mp3", recorded(tone(-30), codec="libmp3lame"))
    bench.build()
    code, found = listened(bench)
    assert code == 0
    assert ("AUD200", "media/tea/3.mp3") in found
    assert ("AUD205", "media/tea/2.mp3") in found
    assert not [path for _, path in found if path.startswith("media/other")]
    assert not [c for c in bench.run("check").stdout.split() if c.startswith("AUD20")]


def test_a_file_that_no_sound_comes_out_of_fails_the_check(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    whole = recorded(tone(-16), codec="aac")
    start, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    bench.write("media/tea/3.m4a", whole[:start] + b"\xff" * (end - start) + whole[end:])
    (bench.root / "media/tea/3.mp3").unlink()
    bench.build()
    code, found = listened(bench)
    assert code == 1
    assert ("AUD011", "media/tea/3.m4a") in found


def test_the_projects_own_recordings_are_as_they_should_be() -> None:
    # By the clock of today: the feeds that are committed may be of yesterday.
    today = {"SOURCE_DATE_EPOCH": str(int(time.time()))}
    result = Bench(ROOT).run("check", "--audio", "--fail-on", "warning", env=today)
    assert result.exit_code == 0, result.stdout
