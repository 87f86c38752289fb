"""Makes what lies beside it: the covers and the spoken episodes of the two sample shows.

    python -m media.make              everything
    python -m media.make --covers     the covers only
    python -m media.make --audio      the episodes only (they carry the cover that is there)

Titles, descriptions and numbers are read from seeds/, so a text that changes there is spoken
anew. It needs podfeed itself and, from a Debian or Ubuntu,

    apt-get install espeak-ng ffmpeg fonts-inter

With the same versions of these the same files come out: nothing in them depends on the day or
the machine. Other versions may draw or speak a little differently; the facts that
tests/test_samples.py asks for hold all the same.
"""

from __future__ import annotations

import io
import math
import re
import subprocess
import sys
import tempfile
import wave
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click
from PIL import Image, ImageCms, ImageDraw, ImageFont

from podfeed.values import slug
from podfeed.workspace import open_workspace, read_show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from podfeed.models import Episode, Show

    Point = tuple[float, float]

MEDIA = Path(__file__).resolve().parent

# ---------------------------------------------------------------------------------- covers
#
# One family: a ground of one colour, one figure drawn with a broad line, one golden dot at the
# same spot where the line ends, and the name below in the figure's full width.

INK = "#FFF4E0"
GOLD = "#FFC53D"
SIDE = 3000
MARGIN = 270
FLOOR = 1680
"""Where the figure stands."""
FOOT = 2710
"""Where the name stands."""
DOT, GOAL, GAP = 140, 200, 48
"""The radius of a dot and of the golden one, and the width of the ring around that."""
FONT = "/usr/share/fonts/opentype/inter/InterDisplay-Bold.otf"
SHARPNESS = 4
"""Shapes are drawn so many times larger, then scaled down: their edges become smooth."""


class Sheet:
    """A square of one colour to draw on, in the units of the finished cover."""

    def __init__(self, ground: str) -> None:
        self._ground = ground
        self.image = Image.new("RGB", (SIDE, SIDE), ground)

    @contextmanager
    def _shape(self, colour: str) -> Iterator[ImageDraw.ImageDraw]:
        mask = Image.new("L", (SIDE * SHARPNESS, SIDE * SHARPNESS))
        yield ImageDraw.Draw(mask)
        self.image.paste(colour, mask=mask.reduce(SHARPNESS))

    def dot(self, centre: Point, radius: float, colour: str = INK) -> None:
        """A disc."""
        x, y = centre
        box = [SHARPNESS * v for v in (x - radius, y - radius, x + radius, y + radius)]
        with self._shape(colour) as shape:
            shape.ellipse(box, fill=255)

    def goal(self, centre: Point) -> None:
        """The golden dot, in a ring of ground that keeps the line off it."""
        self.dot(centre, GOAL + GAP, self._ground)
        self.dot(centre, GOAL, GOLD)

    def line(self, points: Sequence[Point], width: float) -> None:
        """A broad line through points that lie close together."""
        left, right = [], []
        for i, (x, y) in enumerate(points):
            (x0, y0), (x1, y1) = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
            reach = width / 2 / math.hypot(x1 - x0, y1 - y0)
            dx, dy = (y0 - y1) * reach, (x1 - x0) * reach
            left.append((SHARPNESS * (x + dx), SHARPNESS * (y + dy)))
            right.append((SHARPNESS * (x - dx), SHARPNESS * (y - dy)))
        with self._shape(INK) as shape:
            shape.polygon(left + right[::-1], fill=255)

    def name(self, *lines: str) -> None:
        """The show's name, the longest line as wide as the figure."""
        left, _, right, _ = ImageFont.truetype(FONT, 1000).getbbox(max(lines, key=len))
        size = 1000 * (SIDE - 2 * MARGIN) / (right - left)
        font = ImageFont.truetype(FONT, size * SHARPNESS)
        with self._shape(INK) as shape:
            for up, line in enumerate(reversed(lines)):
                x = MARGIN * SHARPNESS - font.getbbox(line, anchor="ls")[0]
                y = (FOOT - up * size * 1.04) * SHARPNESS
                shape.text((x, y), line, 255, font, anchor="ls")


def draw_attention(sheet: Sheet) -> None:
    """The newest token looks back at those before it, at some harder than at others."""
    last = SIDE - MARGIN - GOAL
    step = (last - MARGIN - DOT) / 3
    for back, weight in ((3, 190), (2, 90), (1, 140)):
        radius = back * step / 2
        turns = [math.pi * k / 360 for k in range(361)]
        arc = [(last - radius + radius * math.cos(t), FLOOR - radius * math.sin(t)) for t in turns]
        sheet.line(arc, weight)
        sheet.dot((last - back * step, FLOOR), DOT)
    sheet.goal((last, FLOOR))
    sheet.name("Mastering", "Language Models")


def draw_loss(sheet: Sheet) -> None:
    """The loss of a run that goes well: down fast, then slowly, to where it was meant to be."""
    first, last = MARGIN + DOT, SIDE - MARGIN - GOAL
    top = FLOOR - 1210

    def fall(t: float) -> float:
        return float((1 + 14 * t) ** -1.3)

    scale = (FLOOR - top) / (1 - fall(1))
    times = [k / 500 for k in range(501)]
    curve = [(first + t * (last - first), FLOOR - scale * (fall(t) - fall(1))) for t in times]
    sheet.line(curve, 190)
    sheet.dot((first, top), DOT)
    sheet.goal((last, FLOOR))
    sheet.name("AI Training")


def jpeg(image: Image.Image, quality: int, *, subsampling: str = "4:4:4") -> bytes:
    """The image as a JPEG that says it is sRGB at 72 dpi."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07ea 0001 0001 0000 0000 0000")  # its date, now always the same
    out = io.BytesIO()
    image.save(
        out,
        "JPEG",
        quality=quality,
        subsampling=subsampling,
        optimize=True,
        dpi=(72, 72),
        icc_profile=bytes(profile),
    )
    return out.getvalue()


# ------------------------------------------------------------------------------------ shows


@dataclass(frozen=True)
class Sample:
    """How one of the shows looks and sounds."""

    ground: str
    draw: Callable[[Sheet], None]
    voice: str
    suffix: str


SAMPLES = {
    "mastering-language-models": Sample("#2438B5", draw_attention, "en-gb", ".mp3"),
    "ai-training": Sample("#9B1B4A", draw_loss, "en-us", ".m4a"),
}


def read(name: str) -> Show:
    """A show with its episodes, as seeds/ describes it."""
    reading, _ = read_show(open_workspace(MEDIA.parent), name)
    if reading.show is None:
        raise click.ClickException("\n".join(map(str, reading.findings)))
    return reading.show


def stem(episode: Episode) -> str:
    """What a recording is called: its number and the name before the colon, or its slug."""
    if not episode.numbered:
        return slug(episode.title)
    return f"{episode.number:02}-{slug(episode.title.partition(':')[0])}"


# ------------------------------------------------------------------------------------ audio

PACE = 165
"""Words a minute."""
RATE = 22_050
"""Samples a second, as espeak-ng speaks."""
LOUDNESS = -16.0
"""LUFS, what podcast apps expect."""
BITRATE = "48k"

SAYING = {
    "QLoRA": "Q-Lora",
    "LoRA": "Lora",
    "ZeRO": "Zero",
    "FLOPs": "flops",
    "IO-": "I O ",
    "vs": "versus",
    "&": "and",
    "GPUs": "G P U's",
}
"""What the voice would misread, and how it reads well."""


def say(text: str, voice: str) -> array[int]:
    """The text spoken, without the silence around it: samples of 16 bits, mono."""
    spoken = re.sub(
        "|".join(rf"\b{word}\b" if word.isalpha() else re.escape(word) for word in SAYING),
        lambda match: SAYING[match.group()],
        text,
    )
    made = run("espeak-ng", "-v", voice, "-s", str(PACE), "--stdout", spoken).stdout
    samples = array("h", made[44:])  # the header of a piped WAV tells no length
    if sys.byteorder == "big":
        samples.byteswap()
    loud = [i for i, sample in enumerate(samples) if abs(sample) > 200]
    return samples[max(loud[0] - RATE // 50, 0) : loud[-1] + RATE // 10]


def compose(parts: Iterable[str], voice: str) -> tuple[array[int], list[float]]:
    """The parts one after another with pauses between; and when each begins, in seconds."""
    whole, starts = array("h", bytes(2 * (RATE // 4))), []
    for part in parts:
        starts.append(len(whole) / RATE)
        whole += say(part, voice)
        whole += array("h", bytes(2 * (RATE * 6 // 10)))
    return whole[: -RATE * 3 // 10], starts


def write_episode(show: Show, episode: Episode, path: Path, cover: Path) -> None:
    """Speak one episode into a file: an MP3 with a cover, or an M4A with chapters."""
    chaptered = path.suffix == ".m4a"
    told = re.split(r"(?<=[.?!]) ", episode.description) if chaptered else [episode.description]
    samples, starts = compose([episode.title, *told], SAMPLES[show.slug].voice)
    notes = _tags(show, episode)
    if chaptered:
        names = [episode.title.partition(" — ")[0], "The idea", "In practice"]
        notes += _chapters(names, [0, *starts[1:], len(samples) / RATE])
    with tempfile.TemporaryDirectory() as scratch:
        speech, told_of = Path(scratch, "speech.wav"), Path(scratch, "notes.txt")
        told_of.write_text("\n".join([";FFMETADATA1", *notes, ""]), "utf-8")
        with wave.open(str(speech), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples.tobytes())
        given: list[str | Path] = ["-i", speech, "-i", told_of]
        if chaptered:
            # This coder keeps the peaks; ffmpeg's usual one adds up to 4 dB to them.
            given += ["-map", "0:a", "-c:a", "aac", "-aac_coder", "fast"]
            given += ["-map_chapters", "1", "-movflags", "+faststart"]
        else:
            given += ["-i", cover, "-map", "0:a", "-map", "2:v", "-c:v", "copy"]
            given += ["-disposition:v", "attached_pic", "-metadata:s:v", "comment=Cover (front)"]
            given += ["-c:a", "libmp3lame", "-id3v2_version", "4"]
        given += ["-map_metadata", "1", "-ar", "44100", "-ac", "1", "-b:a", BITRATE]
        given += ["-fflags", "+bitexact", "-flags:a", "+bitexact", "-flags:v", "+bitexact"]
        gain = 0.0
        for _ in range(5):  # limiter and codec change the loudness, so the finished file is asked
            level = f"volume={gain:.1f}dB,alimiter=limit=-2.5dB:level=disabled"
            level = f"highpass=f=70,aresample=44100,{level}"
            run("ffmpeg", "-hide_banner", "-nostdin", "-y", *given, "-af", level, path)
            off = LOUDNESS - loudness(path)
            if abs(off) <= 0.3:
                break
            gain += 1.5 * off


def _tags(show: Show, episode: Episode) -> list[str]:
    # Both these and the chapters in ffmpeg's own format.
    tags = {"title": episode.title, "artist": show.author, "album": show.title}
    if episode.numbered:
        tags["track"] = str(episode.number)
    return [f"{key}={_escaped(value)}" for key, value in tags.items()]


def _chapters(names: Sequence[str], edges: Sequence[float]) -> list[str]:
    lines = []
    for name, (start, end) in zip(names, pairwise(edges), strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start * 1000:.0f}"]
        lines += [f"END={end * 1000:.0f}", f"title={_escaped(name)}"]
    return lines


def _escaped(text: str) -> str:
    return re.sub(r"([=;#\\\n])", r"\\\1", text)


def loudness(path: Path) -> float:
    """The integrated loudness of a recording, in LUFS."""
    asked = ["-map", "0:a", "-af", "ebur128", "-f", "null", "-"]
    told = run("ffmpeg", "-hide_banner", "-nostdin", "-i", path, *asked).stderr.decode()
    return float(re.findall(r"I:\s+(-[\d.]+) LUFS", told)[-1])


def run(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a program; what it said on stderr is shown if it fails."""
    try:
        return subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        raise click.ClickException(f"{command[0]} is missing: see the top of make.py") from None
    except subprocess.CalledProcessError as error:
        raise click.ClickException(error.stderr.decode(errors="replace")) from None


@click.command()
@click.option("--covers", is_flag=True, help="Draw the covers only.")
@click.option("--audio", is_flag=True, help="Speak the episodes only.")
def main(*, covers: bool, audio: bool) -> None:
    """Make the covers and the spoken episodes of the sample shows."""
    for name in SAMPLES:
        (MEDIA / name).mkdir(exist_ok=True)
        if covers or not audio:
            make_cover(name)
        if audio or not covers:
            make_audio(name)


def make_cover(name: str) -> None:
    """Draw the cover of a show."""
    sheet = Sheet(SAMPLES[name].ground)
    SAMPLES[name].draw(sheet)
    path = MEDIA / name / "cover.jpg"
    path.write_bytes(jpeg(sheet.image, 90))
    click.echo(f"{path.relative_to(MEDIA)}  {path.stat().st_size:,} bytes")


def make_audio(name: str) -> None:
    """Speak all episodes of a show; recordings that no episode asks for are removed."""
    show, folder, suffix = read(name), MEDIA / name, SAMPLES[name].suffix
    wanted = {folder / f"{stem(episode)}{suffix}": episode for episode in show.episodes}
    if len(wanted) != len(show.episodes):
        raise click.ClickException(f"two episodes of {name} would share one file")
    for old in set(folder.glob(f"*{suffix}")) - set(wanted):
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        cover = Path(scratch, "cover.jpg")
        with Image.open(folder / "cover.jpg") as image:
            thumb = image.resize((300, 300), Image.Resampling.LANCZOS)
            cover.write_bytes(jpeg(thumb, 72, subsampling="4:2:0"))
        for path, episode in wanted.items():
            write_episode(show, episode, path, cover)
            click.echo(f"{path.relative_to(MEDIA)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
