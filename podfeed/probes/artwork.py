"""Pictures → facts: type, size, shape, colours. The only module that knows Pillow.

Only headers are read; a picture whose end is missing is noticed by its last bytes. Whether a
picture is right for an app is for rules to judge, not for this module.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from pydantic import model_validator

from podfeed.errors import MediaError
from podfeed.files import open_regular
from podfeed.findings import Finding, Kind, Place, Severity, has_errors
from podfeed.models import Artwork, Model
from podfeed.values import ByteSize, MediaType

if TYPE_CHECKING:
    from PIL.Image import Image

UNREADABLE = Kind(
    "ART001",
    "artwork-unreadable",
    Severity.ERROR,
    """The picture is missing, may not be read, or is no regular file.

Without artwork a show is refused by Apple, and shown as a grey square elsewhere.

Put a JPEG or PNG file there, and let the user who builds read it.
""",
)
NOT_A_PICTURE = Kind(
    "ART002",
    "not-a-picture",
    Severity.ERROR,
    """The bytes are of no picture that podfeed knows.

Often a web page that was saved under the name of a picture, or an empty file. Apps show nothing.

Export the cover as JPEG or PNG.
""",
)
TOO_MANY_PIXELS = Kind(
    "ART003",
    "artwork-too-large",
    Severity.ERROR,
    """The picture has so many pixels that opening it could use up all memory.

Covers have 3000×3000 pixels at the most; apps and directories refuse what is far larger.

Export it with 3000×3000 pixels.
""",
)
CUT_SHORT = Kind(
    "ART004",
    "artwork-cut-short",
    Severity.ERROR,
    """The end of the picture is missing.

An upload or download broke off. Apps show the upper part, or nothing.

Copy or export the file again.
""",
)

PIXEL_LIMIT = 100_000_000
"""The most pixels of a picture that is accepted."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82", "GIF": b";"}


class Probed(Model):
    """What a picture turned out to be. ``artwork`` is None if, and only if, a finding is an error.

    ``artwork.mode`` is Pillow's name for the colours: RGB, L (grey), CMYK, P (palette) and
    so on. ``dpi`` is the resolution it states, if any.
    """

    artwork: Artwork | None = None
    alpha: bool = False
    animated: bool = False
    dpi: int | None = None
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.artwork is None) != has_errors(self.findings):
            raise ValueError("either facts, or an error that says why there are none")
        return self

    @property
    def grey(self) -> bool:
        """Whether it has shades of grey only."""
        return self.artwork is not None and (self.artwork.mode or "").startswith(("L", "1", "I"))

    @property
    def cmyk(self) -> bool:
        """Whether its colours are those of a printing press, which apps show wrong."""
        return self.artwork is not None and self.artwork.mode == "CMYK"


def probe(path: Path, *, shown: str) -> Probed:
    """Measure a picture. Whatever is wrong with it becomes a finding; nothing is raised."""
    from PIL import UnidentifiedImageError
    from PIL.Image import DecompressionBombError

    place = Place(shown)
    try:
        with open_regular(path, shown=shown) as file:
            return _probe(file, place)
    except MediaError as reason:
        return Probed(findings=(UNREADABLE.of(reason, shown),))
    except UnidentifiedImageError:
        finding = NOT_A_PICTURE.at(place, "is no picture", remedy="export it as JPEG or PNG")
    except DecompressionBombError:
        finding = _too_large(place, "far too many")
    except Exception as reason:  # noqa: BLE001 (hostile bytes may upset any decoder)
        finding = NOT_A_PICTURE.at(
            place,
            f"is a damaged picture: reading it fails ({type(reason).__name__})",
            remedy="export it again as JPEG or PNG",
        )
    return Probed(findings=(finding,))


class Colour(Model):
    """The colour that a picture is remembered by, as ``#rrggbb``; None if it is grey or unread."""

    colour: str | None = None
    findings: tuple[Finding, ...] = ()


def colour(path: Path, *, shown: str) -> Colour:
    """The colour that fills most of a picture, of those that are colours. Raises nothing."""
    from PIL.Image import Resampling

    try:
        with open_regular(path, shown=shown) as file, _opened(file) as image:
            if image.width * image.height > PIXEL_LIMIT:
                return Colour()
            image.draft("RGB", (_SIDE, _SIDE))
            small = image.convert("RGB").resize((_SIDE, _SIDE), Resampling.BOX)
            return Colour(colour=_strongest(small.tobytes()))
    except Exception:  # noqa: BLE001 (hostile bytes may upset any decoder; the probe tells of them)
        return Colour()


def smaller(data: bytes, side: int) -> bytes | None:
    """A square picture as a JPEG of so many pixels a side, for a screen; None if it is no use."""
    from PIL.Image import Resampling

    try:
        with _opened(BytesIO(data)) as image:
            if image.width * image.height > PIXEL_LIMIT:
                return None
            image.draft("RGB", (side * 2, side * 2))
            small = image.convert("RGB")
            small.thumbnail((side, side), Resampling.LANCZOS)
            file = BytesIO()
            small.save(file, "JPEG", quality=82, optimize=True, progressive=True)
            return file.getvalue()
    except Exception:  # noqa: BLE001 (hostile bytes may upset any decoder; the probe tells of them)
        return None


_SIDE = 64
_BITS = 4
"""Colours count as one if they agree in so many bits of each part."""

_GREY = 0.12
"""Parts that differ by less than this share of the whole range are a grey."""


def _strongest(pixels: bytes) -> str | None:
    """The mean of the pixels of that colour whose area and strength come to most."""
    shift = 8 - _BITS
    alike: dict[tuple[int, int, int], list[int]] = {}
    for place in range(0, len(pixels), 3):
        red, green, blue = pixels[place : place + 3]
        sums = alike.setdefault((red >> shift, green >> shift, blue >> shift), [0, 0, 0, 0])
        for part, value in enumerate((red, green, blue, 1)):
            sums[part] += value
    best, most = None, 0.0
    for _, (red, green, blue, count) in sorted(alike.items()):
        mean = (red // count, green // count, blue // count)
        strength = (max(mean) - min(mean)) / 255
        if strength >= _GREY and count * strength > most:
            best, most = mean, count * strength
    return "#{:02x}{:02x}{:02x}".format(*best) if best is not None else None


def look(data: bytes) -> Artwork | None:
    """The facts of a picture in memory; None if it is none."""
    try:
        with _opened(BytesIO(data)) as image:
            return _facts(image, len(data))
    except Exception:  # noqa: BLE001 (hostile bytes may upset any decoder)
        return None


def _probe(file: IO[bytes], place: Place) -> Probed:
    size = file.seek(0, 2)
    if size == 0:
        remedy = "export it as JPEG or PNG"
        return Probed(findings=(NOT_A_PICTURE.at(place, "is empty", remedy=remedy),))
    with _opened(file) as image:
        pixels = image.width * image.height
        if pixels > PIXEL_LIMIT:
            return Probed(findings=(_too_large(place, f"{pixels:,}"),))
        facts = _facts(image, size)
        probed = Probed(
            artwork=facts,
            alpha=image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info,
            animated=bool(getattr(image, "is_animated", False)),
            dpi=_dpi(image),
        )
        if not _whole(file, image, size):
            message = "is cut short: the end of the picture is missing"
            remedy = "copy or export the file again"
            return Probed(findings=(CUT_SHORT.at(place, message, remedy=remedy),))
    return probed


def _opened(file: IO[bytes]) -> Image:
    from PIL.Image import open as open_image  # a build without pictures does without Pillow

    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return open_image(file, formats=FORMATS)


def _facts(image: Image, size: int) -> Artwork:
    from PIL.Image import MIME

    return Artwork(
        type=MediaType(MIME.get(image.format or "", "application/octet-stream")),
        length=ByteSize(size),
        width=image.width,
        height=image.height,
        mode=image.mode,
    )


def _whole(file: IO[bytes], image: Image, size: int) -> bool:
    """Whether the picture ends as its format does; if that is in doubt, it is decoded."""
    file.seek(max(0, size - 64))
    end = _ENDS.get(image.format or "")
    if end and file.read().rstrip(b"\0\r\n ").endswith(end):
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError):
        return False
    return True


def _dpi(image: Image) -> int | None:
    found = image.info.get("dpi")
    try:
        return round(float(found[0])) if found else None
    except (TypeError, ValueError, IndexError, OverflowError, ZeroDivisionError):
        return None


def _too_large(place: Place, pixels: str) -> Finding:
    return TOO_MANY_PIXELS.at(
        place, f"has {pixels} pixels", remedy="export it with 3000×3000 pixels"
    )
