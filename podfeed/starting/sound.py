"""A second of sound for the first episode: two notes of a bell. It alone encodes, with PyAV."""

from __future__ import annotations

import io
import math
import wave
from array import array
from typing import NamedTuple

import av
import av.error

RATE = 44_100
"""Samples a second."""

SECONDS = 1.2

_NOTES = ((0.0, 659.26), (0.28, 987.77))  # E5 and B5, and when they are struck
_PARTIALS = ((1.0, 1.0), (2.0, 0.35), (3.01, 0.12))
_ENCODERS = (("mp3", "mp3", ".mp3"), ("aac", "mp4", ".m4a"))


class Sound(NamedTuple):
    """The bytes of an audio file, and the suffix that fits them."""

    data: bytes
    suffix: str


def make_chime(*, title: str, artist: str) -> Sound:
    """About a second of two soft notes, with tags: MP3, or what this machine can encode.

    A wheel of PyAV can encode all of them; one that was built otherwise may not, and WAV needs no
    encoder at all.
    """
    samples = _samples()
    for codec, container, suffix in _ENCODERS:
        try:
            data = _encode(samples, codec, container, {"title": title, "artist": artist})
        except (av.error.FFmpegError, ValueError, LookupError):
            continue
        return Sound(data, suffix)
    return Sound(_wave(samples), ".wav")


def _samples() -> array[int]:
    """16 bits, mono: each note fades as a bell does, and the end fades to nothing."""
    count = round(RATE * SECONDS)
    fade = RATE // 5
    samples = array("h", bytes(2 * count))
    for n in range(count):
        total = 0.0
        for begin, pitch in _NOTES:
            t = n / RATE - begin
            if t >= 0:
                strike = min(1.0, t / 0.004) * math.exp(-3.2 * t)
                for times, strength in _PARTIALS:
                    total += strike * strength * math.sin(2 * math.pi * pitch * times * t)
        samples[n] = round(13_500 * total * min(1.0, (count - n) / fade))
    return samples


def _encode(samples: array[int], codec: str, container: str, tags: dict[str, str]) -> bytes:
    """An audio file of these samples. Raises what PyAV raises where the encoder is missing."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        out.metadata.update(tags)
        stream = out.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        stream.bit_rate = 96_000
        resampler = av.AudioResampler(
            format=stream.format,
            layout="mono",
            rate=RATE,
            frame_size=stream.frame_size or None,  # most encoders take frames of one size only
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        raw = samples.tobytes()
        frame.planes[0].update(raw.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate = RATE
        frame.pts = 0
        for source in (frame, None):
            for part in resampler.resample(source):
                out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return file.getvalue()


def _wave(samples: array[int]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()
