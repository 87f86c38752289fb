"""Audio files → how they sound: loudness, true peak, silence at the ends, clipping.

All of a file is decoded, a frame at a time, through FFmpeg's own meters. That is slow (some 200
times as fast as listening), so it is done only when asked for, and remembered.
"""

from __future__ import annotations

import math
import os
from fractions import Fraction
from typing import IO, TYPE_CHECKING, Any

from podfeed.errors import MediaError
from podfeed.files import open_regular
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.models import Model
from podfeed.probes import decoding, frames, mp3
from podfeed.probes.audio import source_of
from podfeed.probes.facts import UNREADABLE, Refused, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = 1
"""Counted up whenever something is measured otherwise than before."""

UNDECODABLE = Kind(
    "AUD011",
    "audio-undecodable",
    Severity.ERROR,
    """The headers of the audio file are in order, but no sound comes out of it.

Apps show the episode and play nothing, or stop at the place where the damage begins.

Export or copy the file again.
""",
)

SILENCE = -50.0
"""What stays below this, in dB of full scale, counts as silence."""

_SHORTEST = 1.0  # seconds of silence that are noticed
_FLAT = 8.0  # dB: two and a half samples in a row, on average, stand at the very peak
_OFTEN = 50  # times that the peak is reached
_LOUD = -12.0  # dB: what is flat and more quiet is hardly a recording
_FLOOR = -69.9  # LUFS: the meter shows -70 for what it cannot hear

_METERS = (
    ("ebur128", "metadata=1:peak=true:framelog=quiet"),
    ("silencedetect", f"noise={SILENCE}dB:duration={_SHORTEST}"),
    (
        "astats",
        "metadata=1:measure_perchannel=none:measure_overall=Flat_factor+Peak_count+Peak_level",
    ),
)

CONTAINERS = {
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/x-m4a": "mov",
    "audio/mp4": "mov",
    "video/mp4": "mov",
    "video/x-m4v": "mov",
    "video/quicktime": "mov",
    "audio/opus": "ogg",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
}
"""The container, as FFmpeg calls it, by the media type that the probe found."""


class Levels(Model):
    """How a file sounds.

    ``loudness`` is the integrated loudness in LUFS (EBU R 128), ``peak`` the true peak in dBTP;
    both are None where nothing is heard. ``lead`` and ``trail`` are the seconds of silence at
    the ends, ``heard`` is the whole, in seconds. ``clipped`` tells whether peaks are cut off
    flat, ``unindexed`` whether it is an MP3 of variable bit rate whose header says nothing.
    """

    loudness: float | None = None
    peak: float | None = None
    lead: float = 0.0
    trail: float = 0.0
    heard: float = 0.0
    clipped: bool = False
    unindexed: bool = False
    findings: tuple[Finding, ...] = ()


def measure(path: Path, *, shown: str, type: str) -> Levels:
    """Listen to a file whose media type is known. Whatever is wrong with it becomes a finding."""
    place = Place(shown)
    try:
        with open_regular(path, shown=shown) as file:
            return _measure(file, CONTAINERS[type])
    except MediaError as reason:
        return Levels(findings=(UNREADABLE.of(reason, shown),))
    except Refused as reason:
        problem, remedy = reason.problem, reason.remedy
    except OSError as reason:
        words = os.strerror(reason.errno or 0).lower()
        return Levels(findings=(UNREADABLE.at(place, f"cannot be read to its end: {words}"),))
    except Exception as reason:  # noqa: BLE001 (hostile bytes may upset any decoder)
        problem = f"cannot be decoded ({reason.__class__.__name__})"
        remedy = "copy or export the file again"
    return Levels(findings=(UNDECODABLE.at(place, problem, remedy=remedy),))


def _measure(file: IO[bytes], container: str) -> Levels:
    unindexed = container == "mp3" and not _has_header(file)
    meters: _Meters | None = None
    with decoding.opened_with(file, container) as opened:
        stream = decoding.stream_of(opened)
        if stream.type != "audio":
            raise damaged("it has no audio")
        sizes = _Sizes()
        for frame in _decode(opened, stream, sizes):
            if meters is None:
                meters = _Meters(frame)
            meters.push(frame)
    if meters is None:
        raise damaged("no sound comes out of it")
    return meters.finish(unindexed=unindexed and sizes.vary)


class _Sizes:
    """The sizes of packets; of a constant bit rate they differ by the byte that pads."""

    def __init__(self) -> None:
        self._before: int | None = None
        self._least = self._most = 0

    def add(self, size: int) -> None:
        # The last may be cut short: each counts when the next is there.
        if self._before is not None:
            self._least = min(self._least or self._before, self._before)
            self._most = max(self._most, self._before)
        self._before = size

    @property
    def vary(self) -> bool:
        """Whether that is a variable bit rate."""
        return self._most - self._least > 1


def _decode(opened: Any, stream: Any, sizes: _Sizes) -> Iterator[Any]:
    """The frames, passing over what is damaged."""
    import av.error

    packets = opened.demux(stream)
    while True:
        try:
            packet = next(packets)
            if packet.size:
                sizes.add(packet.size)
            yield from packet.decode()
        except (StopIteration, av.error.EOFError):
            return
        except av.error.InvalidDataError:
            continue


def _has_header(file: IO[bytes]) -> bool:
    """Whether the first frame of an MP3 states how many there are."""
    source = source_of(file)
    return frames.mpeg(source.head, 0) is not None and mp3.stated(source.head) is not None


class _Meters:
    """FFmpeg's meters, one behind the other, and what they show."""

    def __init__(self, first: Any) -> None:
        import av.error
        import av.filter

        self._form = (first.format.name, first.layout.name, first.sample_rate)
        self._rate: int = first.sample_rate
        self._samples = 0
        self._resampler: Any = None
        self._shown: dict[str, str] = {}
        self._silences: list[tuple[float, float | None]] = []
        self._nothing = (av.error.BlockingIOError, av.error.EOFError)
        graph = self._graph = av.filter.Graph()
        last = self._source = graph.add_abuffer(
            sample_rate=self._rate,
            format=self._form[0],
            layout=self._form[1],
            time_base=Fraction(1, self._rate),
        )
        for name, settings in _METERS:
            meter = graph.add(name, settings)
            last.link_to(meter)
            last = meter
        self._sink = graph.add("abuffersink")
        last.link_to(self._sink)
        graph.configure()

    def push(self, frame: Any) -> None:
        """Take a frame in, in whatever form it comes."""
        for part in self._fitted(frame):
            part.pts = self._samples  # what the file says may jump
            part.time_base = Fraction(1, self._rate)
            self._samples += part.samples
            self._source.push(part)
            self._read()

    def _fitted(self, frame: Any) -> list[Any]:
        """The frame in the form of the first: files joined together may change it."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form == self._form:
            return [frame]
        import av

        if self._resampler is None or self._resampler[0] != form:
            name, layout, rate = self._form
            self._resampler = (form, av.AudioResampler(format=name, layout=layout, rate=rate))
        frame.pts = None
        found: list[Any] = self._resampler[1].resample(frame)
        return found

    def _read(self) -> None:
        while True:
            try:
                frame = self._sink.pull()
            except self._nothing:
                return
            shown = frame.metadata
            if (start := _number(shown.get("lavfi.silence_start"))) is not None:
                self._silences.append((start, None))
            if (end := _number(shown.get("lavfi.silence_end"))) is not None and self._silences:
                self._silences[-1] = (self._silences[-1][0], end)
                del self._silences[1:-1]  # only the first and the last are of interest
            self._shown.update(shown)

    def finish(self, *, unindexed: bool) -> Levels:
        """What they show at the end."""
        self._source.push(None)
        self._read()
        heard = self._samples / self._rate
        loudness = _number(self._shown.get("lavfi.r128.I"))
        # The meter shows the peak as a factor, not in dB.
        factor = _number(self._shown.get("lavfi.r128.true_peak")) or 0.0
        lead, trail = self._ends(heard)
        return Levels(
            loudness=loudness if loudness is not None and loudness > _FLOOR else None,
            peak=round(20 * math.log10(factor), 2) if factor > 0 else None,
            lead=lead,
            trail=trail,
            heard=heard,
            clipped=self._is_clipped(),
            unindexed=unindexed,
        )

    def _ends(self, heard: float) -> tuple[float, float]:
        """Seconds of silence at the beginning and at the end."""
        if not self._silences:
            return 0.0, 0.0
        start, end = self._silences[0]
        lead = (heard if end is None else end) if start < 0.1 else 0.0
        start, end = self._silences[-1]
        trail = heard - start if end is None or heard - end < 0.1 else 0.0
        return round(min(lead, heard), 2), round(max(trail, 0.0), 2)

    def _is_clipped(self) -> bool:
        """Whether many samples in a row stand at the highest level there is."""
        flat, often, peak = (
            _number(self._shown.get(f"lavfi.astats.Overall.{name}"))
            for name in ("Flat_factor", "Peak_count", "Peak_level")
        )
        if flat is None or often is None or peak is None:
            return False
        return flat >= _FLAT and often >= _OFTEN and peak >= _LOUD


def _number(text: str | None) -> float | None:
    """A finite number, or None."""
    try:
        found = float(text) if text else math.nan
    except ValueError:
        return None
    return found if math.isfinite(found) else None
