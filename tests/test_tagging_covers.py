"""Covers made of any picture: what apps take, under a name that tells the content."""

from __future__ import annotations

import json
import random
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from podfeed.errors import MediaError
from podfeed.tagging.covers import WEIGHT, Fit, make
from tests.commands import podfeed
from tests.workspaces import Bench, tea


def saved(image: Image.Image, format_: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def halves(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture that is red on the left, and blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill="blue")
    return image.convert(mode)


def noise(side: int) -> Image.Image:
    return Image.frombytes("RGB", (side, side), random.Random(7).randbytes(3 * side * side))


def made(data: bytes, fit: Fit = "crop") -> Image.Image:
    cover = make(data, fit=fit)
    assert cover is not None
    assert len(cover.data) < WEIGHT
    image = Image.open(BytesIO(cover.data))
    image.load()
    assert (image.mode, image.format) == ("RGB", {".jpg": "JPEG", ".png": "PNG"}[cover.suffix])
    assert image.width == image.height == cover.side
    assert 1400 <= image.width <= 3000
    assert not image.getexif()
    assert not set(image.info) & {"icc_profile", "transparency", "comment", "exif"}
    return image


def near(found: Any, expected: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(found, expected, strict=True))


RED, BLUE, WHITE = (254, 0, 0), (0, 0, 254), (255, 255, 255)


def test_a_cover_that_is_one_already_is_left() -> None:
    assert make(saved(halves(1400, 1400), "JPEG")) is None
    assert make(saved(halves(3000, 3000), "PNG")) is None


PICTURES = {
    "too large": saved(halves(4000, 4000)),
    "webp": saved(halves(1500, 1500), "WEBP"),
    "gif": saved(halves(1500, 1500, "P"), "GIF"),
    "tiff": saved(halves(1500, 1500), "TIFF"),
    "palette": saved(halves(1500, 1500, "P")),
    "printing colours": saved(halves(1500, 1500, "CMYK"), "JPEG"),
    "exif": saved(
        halves(1500, 1500),
        "JPEG",
        exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\1\0\0\0\0\0\0",
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_any_picture_becomes_a_cover(name: str) -> None:
    image = made(PICTURES[name])
    side = image.width
    assert side == (3000 if name == "too large" else 1500)
    assert near(image.getpixel((10, side // 2)), RED)
    assert near(image.getpixel((side - 10, side // 2)), BLUE)


def test_of_a_wide_picture_the_middle_is_taken_or_all_of_it_with_bars() -> None:
    data = saved(halves(2400, 1400))
    middle = made(data)
    assert middle.width == 1400
    assert near(middle.getpixel((690, 5)), RED)
    assert near(middle.getpixel((710, 5)), BLUE)
    whole = made(data, "pad")
    assert whole.width == 2400
    assert near(whole.getpixel((2390, 10)), RED), "the bars are of the colour of the corner"
    assert near(whole.getpixel((2390, 1200)), BLUE)


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    image = made(saved(halves(1500, 1500), "JPEG", exif=exif))
    assert near(image.getpixel((750, 10)), RED)
    assert near(image.getpixel((750, 1490)), BLUE)


def test_what_is_transparent_becomes_white() -> None:
    image = halves(1500, 1500, "RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 750, 1500))
    found = made(saved(image))
    assert near(found.getpixel((10, 10)), WHITE)
    assert near(found.getpixel((1490, 10)), BLUE)
    grey = Image.new("LA", (1500, 1500), (0, 0))
    assert near(made(saved(grey)).getpixel((1, 1)), WHITE)
    indexed = halves(1500, 1500, "P")
    corner = indexed.getpixel((0, 0))
    found = made(saved(indexed, transparency=corner))
    assert near(found.getpixel((10, 10)), WHITE)


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    deep = Image.new("I;16", (1500, 1500), 32768)
    assert near(made(saved(deep)).getpixel((1, 1)), (128, 128, 128))


def test_colours_of_another_profile_are_those_that_a_screen_shows() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    plain = make(saved(halves(1500, 1500), "JPEG", icc_profile=lab))
    assert plain is not None, "a profile that is none of the picture's is left out"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert make(saved(halves(1500, 1500), "JPEG", icc_profile=srgb)) is None


def test_a_busy_picture_gets_small_enough() -> None:
    busy = noise(500).resize((2800, 2800))
    assert len(saved(busy, "JPEG")) > WEIGHT
    assert made(saved(busy)).width in (1400, 2000, 2400, 2800)
    with pytest.raises(MediaError, match="does not get below 500,000 bytes"):
        make(saved(noise(1500)))


def test_a_drawing_stays_without_loss() -> None:
    cover = make(saved(halves(1600, 1500)))
    assert cover is not None
    assert cover.suffix == ".png"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (saved(halves(1399, 3000)), "gives a square of 1399×1399 pixels, and apps want 1400×1400"),
        (saved(halves(40, 30)), "gives a square of 30×30"),
        (b"<html>", "is no picture that can be read"),
        (b"", "is no picture that can be read"),
        (saved(halves(1500, 1400))[:-300], "is no picture that can be read"),
        (saved(Image.new("1", (20_000, 20_000))), "has far too many pixels"),
        (saved(Image.new("1", (10_001, 10_001))), "has 100,020,001 pixels"),
    ],
)
def test_what_is_no_use_is_refused_with_the_reason(data: bytes, words: str) -> None:
    with pytest.raises(MediaError) as caught:
        make(data)
    assert caught.value.problem.startswith(words)
    assert caught.value.remedy


# The command.


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = tea(tmp_path)
    bench.write("media/tea/photo.png", saved(halves(2000, 1500)))
    return bench


def names(bench: Bench) -> list[str]:
    return sorted(p.name for p in (bench.root / "media/tea").iterdir() if "photo" in p.name)


def test_it_tells_and_with_yes_writes_beside_the_picture(bench: Bench) -> None:
    told = bench.run("tag", "--artwork", "tea/photo.png")
    assert told.exit_code == 0
    assert '"--yes" writes it' in told.stdout
    assert names(bench) == ["photo.png"]
    before = (bench.root / "media/tea/photo.png").read_bytes()
    document = json.loads(
        bench.run("tag", "--artwork", "media/tea/photo.png", "--yes", "--json").stdout
    )
    target = document["files"][0]["target"]
    assert re.fullmatch(r"media/tea/photo-[0-9a-f]{8}\.png", target)
    assert names(bench) == sorted(["photo.png", target.rpartition("/")[2]])
    assert (bench.root / "media/tea/photo.png").read_bytes() == before
    stamp = (bench.root / target).stat().st_mtime_ns
    again = bench.run("tag", "--artwork", "media/tea/photo.png", "--yes")
    assert again.exit_code == 0
    assert (bench.root / target).stat().st_mtime_ns == stamp
    assert "is a cover as apps want it" in bench.run("tag", "--artwork", target).stdout


def test_another_content_has_another_name_and_the_old_one_stays(bench: Bench) -> None:
    bench.run("tag", "--artwork", "tea/photo.png", "--yes")
    bench.write("media/tea/photo.png", saved(halves(1700, 1600)))
    bench.run("tag", "--artwork", "tea/photo.png", "--yes")
    assert len(names(bench)) == 3


def test_what_is_no_use_is_told_and_the_others_are_made(bench: Bench) -> None:
    bench.write("media/tea/photo-small.png", saved(halves(300, 300)))
    result = bench.run("tag", "--artwork", "tea/photo-small.png", "tea/photo.png", "--yes")
    assert result.exit_code == 1
    assert "media/tea/photo-small.png: error TAG005 gives a square of 300×300" in result.stderr
    assert len(names(bench)) == 3


def test_only_pictures_in_media_are_taken(bench: Bench, tmp_path: Path) -> None:
    outside = bench.write("cover.png", saved(halves(2000, 1500)))
    (tmp_path / "media/tea/link.png").symlink_to(outside)
    for name, words in (
        ("cover.png", "does not lie in media/"),
        ("media/tea/link.png", "does not lie in media/"),
        ("none.png", "there is no such file"),
    ):
        result = podfeed("tag", "--artwork", name, "--yes", cwd=bench.root)
        assert result.code == 2
        assert words in result.err
    assert podfeed("tag", "--artwork", cwd=bench.root).code == 2
    result = podfeed("tag", "--artwork", "media/tea", "--yes", cwd=bench.root)
    assert result.code == 1
    assert "is a folder" in result.err


def test_a_full_disk_leaves_nothing_behind(bench: Bench) -> None:
    result = podfeed("tag", "--artwork", "tea/photo.png", "--yes", cwd=bench.root, file_limit=2000)
    assert result.code == 1
    assert "TAG005 cannot be written" in result.err
    assert names(bench) == ["photo.png"]
