"""Measuring MP3s with a Xing header, against mutagen's reading of the same files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from podfeed.probes import audio
from podfeed.probes.cache import Cache
from tests.bench.table import Row, cpu_of
from tests.sounds import sample

FILES = 1000
BAR = 1.5
CACHED_BAR = 0.5


def recordings(folder: Path) -> list[Path]:
    """MP3s with the tags that podcasts have."""
    (folder / "media").mkdir()
    paths = [folder / "media" / f"{number}.mp3" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_bytes(sample("xing.mp3"))
        tags = ID3(path)
        tags["TIT2"].text = [f"Cup {number}"]
        tags.save(path)
    return paths


def run() -> Iterator[Row]:
    """CPU of measuring every file, and of recalling it, against reading it with mutagen."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        paths = recordings(folder)
        yield _measuring(paths)
        yield _recalling(folder, paths)


def _measuring(paths: list[Path]) -> Row:
    plain, ours = cpu_of(
        lambda: [MP3(path) for path in paths],
        lambda: [audio.probe(path, shown=path.name) for path in paths],
    )
    return Row(f"probing {FILES:,} MP3s with Xing headers, against mutagen", ours / plain, BAR)


def _recalling(folder: Path, paths: list[Path]) -> Row:
    for path in paths:
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def recall() -> None:
        with Cache(folder) as cache:
            for path in paths:
                cache.audio(path, shown=f"media/{path.name}")

    recall()
    plain, ours = cpu_of(lambda: [MP3(path) for path in paths], recall)
    return Row(
        f"recalling {FILES:,} MP3s from the cache, against mutagen", ours / plain, CACHED_BAR
    )


if __name__ == "__main__":
    for row in run():
        print(f"{row.what}: {row.ratio:.2f} {row.unit} (bar {row.bar})")
