"""Pictures: facts from the header, findings for what is none."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from podfeed.findings import has_errors
from podfeed.probes import artwork


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    file = io.BytesIO()
    image = Image.effect_noise(size, 90).convert(mode)
    image.save(file, kind, **more)
    return file.getvalue()


def probe(folder: Path, data: bytes) -> artwork.Probed:
    path = folder / "cover.jpg"
    path.write_bytes(data)
    return artwork.probe(path, shown="media/cover.jpg")


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_facts_come_from_the_bytes(kind: str, media_type: str, tmp_path: Path) -> None:
    data = picture(kind)
    probed = probe(tmp_path, data)
    assert probed.findings == ()
    assert probed.artwork is not None
    found = probed.artwork
    assert (found.type, found.length, found.width, found.height) == (media_type, len(data), 60, 40)


def test_colours_and_transparency_are_told(tmp_path: Path) -> None:
    for mode, kind, alpha, grey, cmyk in (
        ("RGB", "JPEG", False, False, False),
        ("L", "JPEG", False, True, False),
        ("CMYK", "JPEG", False, False, True),
        ("RGBA", "PNG", True, False, False),
        ("LA", "PNG", True, True, False),
    ):
        probed = probe(tmp_path, picture(kind, mode))
        assert probed.artwork is not None
        assert probed.artwork.mode == mode
        assert (probed.alpha, probed.grey, probed.cmyk) == (alpha, grey, cmyk)


def test_a_transparent_colour_of_a_palette_is_told(tmp_path: Path) -> None:
    assert probe(tmp_path, picture("PNG", "P", transparency=0)).alpha


def test_resolution_is_told(tmp_path: Path) -> None:
    assert probe(tmp_path, picture("JPEG", dpi=(72, 72))).dpi == 72
    assert probe(tmp_path, picture("PNG")).dpi is None


def test_an_animation_is_told(tmp_path: Path) -> None:
    frames = [Image.effect_noise((20, 20), 50 + n) for n in range(3)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert probe(tmp_path, file.getvalue()).animated
    assert not probe(tmp_path, picture("GIF")).animated


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_without_its_end_is_cut_short(kind: str, tmp_path: Path) -> None:
    data = picture(kind, size=(200, 200))
    probed = probe(tmp_path, data[: len(data) * 2 // 3])
    assert [finding.name for finding in probed.findings] in (
        ["artwork-cut-short"],
        ["not-a-picture"],
    )
    assert probed.artwork is None


def test_bytes_behind_the_end_do_no_harm(tmp_path: Path) -> None:
    assert probe(tmp_path, picture("JPEG") + b"camera notes").artwork is not None


def bomb() -> bytes:
    """A PNG whose header claims 20,000×20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "not-a-picture"),
        (b"<html>Log in</html>", "not-a-picture"),
        (b"\xff\xd8\xff", "not-a-picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not-a-picture"),
        (bomb(), "artwork-too-large"),
    ],
)
def test_what_is_no_use_is_refused_with_one_finding(data: bytes, name: str, tmp_path: Path) -> None:
    probed = probe(tmp_path, data)
    assert [finding.name for finding in probed.findings] == [name]
    assert has_errors(probed.findings)
    assert probed.artwork is None
    assert probed.findings[0].path == "media/cover.jpg"
    assert artwork.look(data) is None or name == "artwork-too-large"


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.png")
    for path in (tmp_path / "fifo.png", tmp_path, tmp_path / "missing.png"):
        probed = artwork.probe(path, shown="cover.png")
        assert [finding.name for finding in probed.findings] == ["artwork-unreadable"]
