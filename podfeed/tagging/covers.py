"""Any picture → a cover that apps take: square, sRGB, small enough, and nothing else in the file.

Source: https://podcasters.apple.com/support/896-artwork-requirements
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Literal, NamedTuple, TypeAlias

from PIL import Image, ImageCms, ImageOps

from podfeed.errors import MediaError
from podfeed.probes.artwork import FORMATS, PIXEL_LIMIT

SMALLEST = 1400
LARGEST = 3000
"""Pixels of a side."""

WEIGHT = 500_000
"""Bytes that a cover has at the most, so that it is there at once on a phone."""

Fit: TypeAlias = Literal["crop", "pad"]
"""What becomes of a picture that is not square: its middle, or all of it with bars beside it."""

_QUALITIES = (92, 86, 80, 75)
_LAST_QUALITIES = (60, 50, 40)
_SIDES = (2400, 2000, 1400)
_LOSSLESS = ("PNG", "GIF", "BMP")
_ENDS = {"JPEG": ".jpg", "PNG": ".png"}


class Cover(NamedTuple):
    """A cover that was made: its bytes, how its name ends, and what was done, in words."""

    data: bytes
    suffix: str
    side: int
    done: tuple[str, ...]

    def name(self, stem: str) -> str:
        """What to call it: another name for other content, so that no app keeps the old picture."""
        return f"{stem}-{hashlib.sha256(self.data).hexdigest()[:8]}{self.suffix}"


def make(data: bytes, *, fit: Fit = "crop") -> Cover | None:
    """A cover of the picture in these bytes; None if it is one already.

    Raises MediaError for what is no picture, or too small: nothing is enlarged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                return _make(image, len(data), fit)
    except MediaError:
        raise
    except Image.DecompressionBombError as reason:
        raise _too_large("far too many") from reason
    except Exception as reason:
        problem = f"is no picture that can be read ({type(reason).__name__})"
        raise MediaError(problem, remedy="export it as JPEG or PNG") from reason


def _make(image: Image.Image, weight: int, fit: Fit) -> Cover | None:
    if image.width * image.height > PIXEL_LIMIT:
        raise _too_large(f"{image.width * image.height:,}")
    faults = list(_faults(image, weight))
    if not faults:
        return None
    kept = image.format
    lossless = kept in _LOSSLESS
    picture = _square(_srgb(ImageOps.exif_transpose(image)), fit)
    side = picture.width
    if side < SMALLEST:
        raise MediaError(
            f"gives a square of {side}×{side} pixels, and apps want {SMALLEST}×{SMALLEST} or more",
            remedy="take a larger picture: enlarging one makes it no sharper",
        )
    for found, format_ in _attempts(picture, lossless=lossless):
        if len(found) < WEIGHT:
            made = Image.open(BytesIO(found)).width
            done = [*faults, f"now {made}×{made}, {len(found):,} bytes"]
            return Cover(found, _ENDS[format_], made, tuple(done))
    raise MediaError(f"does not get below {WEIGHT:,} bytes", remedy="take a calmer picture")


def _too_large(pixels: str) -> MediaError:
    return MediaError(f"has {pixels} pixels", remedy="export it with 3000×3000 pixels")


def _faults(image: Image.Image, weight: int) -> Iterator[str]:
    """Why a picture is no cover yet, in words."""
    width, height = image.size
    if image.format not in _ENDS:
        yield f"was {image.format}"
    if width != height:
        yield f"was {width}×{height}"
    elif not SMALLEST <= width <= LARGEST:
        yield f"had {width}×{height} pixels"
    if "A" in image.mode or "transparency" in image.info:
        yield "had transparency"
    elif image.mode != "RGB":
        yield f"had {image.mode} colours"
    if _profile(image) is not None:
        yield "had a colour profile other than sRGB"
    if image.getexif():
        yield "had EXIF data"
    if weight >= WEIGHT:
        yield f"had {weight:,} bytes"


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The colour profile, if it is another than sRGB, and can be read."""
    data = image.info.get("icc_profile")
    if not isinstance(data, bytes) or not data:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        described = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if "srgb" in described.casefold() else profile


def _srgb(image: Image.Image) -> Image.Image:
    """The picture in RGB as screens have it, on white where it was transparent."""
    profile = _profile(image)
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda shade: shade * (1 / 256)).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        layers = image.convert("RGBA")
        image = Image.new("RGBA", image.size, "white")
        image.alpha_composite(layers)
        image = image.convert("RGB")
    if profile is not None and image.mode in ("RGB", "CMYK", "L"):
        try:
            target = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, profile, target, outputMode="RGB")
        except ImageCms.PyCMSError:  # a profile for other colours than those of the picture
            found = None
        if found is not None:
            return found
    return image.convert("RGB")


def _square(image: Image.Image, fit: Fit) -> Image.Image:
    """The square of it, with nothing but pixels: no EXIF, profile or text comes along."""
    width, height = image.size
    side = min(width, height) if fit == "crop" else max(width, height)
    square = Image.new("RGB", (side, side), _edge(image))
    square.paste(image, ((side - width) // 2, (side - height) // 2))
    return square


def _edge(image: Image.Image) -> tuple[int, ...]:
    """The colour of the corner, which bars continue."""
    found = image.getpixel((0, 0))
    return found if isinstance(found, tuple) else (255, 255, 255)


def _attempts(image: Image.Image, *, lossless: bool) -> Iterator[tuple[bytes, str]]:
    """Encodings, the best first: PNG if it was lossless, then JPEG, coarser and smaller."""
    largest = min(image.width, LARGEST)
    sides = [largest, *(side for side in _SIDES if side < largest)]
    for side in sides:
        scaled = image if side == image.width else _scaled(image, side)
        if lossless and side == largest:
            yield _encoded(scaled, "PNG", optimize=True), "PNG"
        for quality in _QUALITIES:
            yield _encoded(scaled, "JPEG", quality=quality, optimize=True), "JPEG"
    for quality in _LAST_QUALITIES:
        yield _encoded(scaled, "JPEG", quality=quality, optimize=True), "JPEG"


def _scaled(image: Image.Image, side: int) -> Image.Image:
    return image.resize((side, side), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, format_: str, **options: int) -> bytes:
    file = BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()
