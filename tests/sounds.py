"""Sounds for tests: committed samples, longer ones encoded on the spot, and their true length."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from pathlib import Path

import av
import av.container
import av.error

SAMPLES = Path(__file__).parent / "data" / "audio"
RATE = 16000


def sample(name: str) -> bytes:
    """The bytes of a committed sample."""
    return (SAMPLES / name).read_bytes()


def decoded(path: Path) -> float:
    """The true length in seconds: the samples that a decoder puts out, counted."""
    total = 0.0
    with av.open(str(path)) as container:
        packets = container.demux(container.streams.audio[0])
        while True:
            try:
                for frame in next(packets).decode():
                    total += frame.samples / frame.sample_rate
            except (StopIteration, av.error.EOFError):
                return total
            except av.error.InvalidDataError:
                continue


class Pipe(io.BytesIO):
    """A file in which no program can go back to write sizes into a header."""

    def seekable(self) -> bool:
        return False

    seek = None  # type: ignore[assignment]


def encoded(
    container: str,
    codec: str,
    *,
    seconds: float = 6,
    pipe: bool = False,
    container_options: Mapping[str, str] | None = None,
    codec_options: Mapping[str, str] | None = None,
) -> bytes:
    """A mono recording of noise that swells and fades, so that variable bit rates do vary."""
    file = Pipe() if pipe else io.BytesIO()
    noise = random.Random(7)
    with av.open(
        file, "w", format=container, container_options=dict(container_options or {})
    ) as out:
        stream = out.add_stream(codec, rate=RATE, options=dict(codec_options or {}))
        stream.layout = "mono"
        resampler = av.AudioResampler(
            format=stream.format,
            layout="mono",
            rate=stream.rate,
            frame_size=stream.frame_size or None,
        )
        for block in range(round(seconds * RATE / 1000)):
            frame = av.AudioFrame(format="s16", layout="mono", samples=1000)
            loud = block // 8 % 2
            raw = noise.randbytes(2000) if loud else bytes(2000)
            frame.planes[0].update(raw.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate = RATE
            frame.pts = block * 1000
            send(frame, resampler, stream, out)
        send(None, resampler, stream, out)
        out.mux(stream.encode(None))
    return file.getvalue()


def send(
    frame: av.AudioFrame | None,
    resampler: av.AudioResampler,
    stream: av.AudioStream,
    out: av.container.OutputContainer,
) -> None:
    """Encode a frame in the form that the stream wants; None ends it."""
    for part in resampler.resample(frame):
        out.mux(stream.encode(part))
