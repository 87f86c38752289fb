"""Title → a cover: a flat ground, rings of sound, and the initial. It alone draws with Pillow.

It is a stand-in that directories accept (3000×3000 pixels, RGB, far below 500 KB) until the show
has a picture of its own.
"""

from __future__ import annotations

import math
import unicodedata
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE = 3000
"""Pixels of each side: the most that Apple takes."""

PAPER = "#FFF6E5"
GROUNDS = (
    ("#1F3A8A", "#3B5BC4"),
    ("#7A1F4B", "#A8457A"),
    ("#14532D", "#2E8250"),
    ("#7C2D12", "#B25430"),
    ("#4C1D95", "#7443C8"),
    ("#134E5E", "#2C8093"),
)
"""Grounds, each with the lighter colour of its rings; on all of them paper stands out by 7:1."""

_CENTRE = SIDE // 2
_DISC = 900
_RINGS = (1090, 1270)
_WIDTH = 80
_LETTER = 1060
"""The height of a capital, in pixels."""
_REACH = 0.84
"""How far from the middle of the disc a letter may reach, as a part of the disc."""
_SMOOTH = 2  # shapes are drawn so many times larger and scaled down, which rounds their edges


def draw_cover(title: str) -> bytes:
    """A JPEG for a show of this title: the same bytes for the same title.

    A title that begins with no letter the built-in font has gets the rings alone.
    """
    ground, ring = GROUNDS[zlib.crc32(title.encode("utf-8", "replace")) % len(GROUNDS)]
    image = Image.new("RGB", (SIDE, SIDE), ground)
    _paint(image, ring, _draw_rings)
    _paint(image, PAPER, lambda draw: _ring(draw, _DISC, _DISC))
    _paint(image, ground, lambda draw: _write(draw, _initial(title)))
    out = BytesIO()
    image.save(out, "JPEG", quality=90, optimize=True, dpi=(72, 72))
    return out.getvalue()


def _paint(image: Image.Image, colour: str, shape: Callable[[ImageDraw.ImageDraw], None]) -> None:
    """Lay a shape in one colour over the picture."""
    mask = Image.new("L", (SIDE * _SMOOTH, SIDE * _SMOOTH))
    shape(ImageDraw.Draw(mask))
    image.paste(colour, mask=mask.reduce(_SMOOTH))


def _initial(title: str) -> str:
    """The first letter or digit, as a capital without its accent.

    >>> [_initial(title) for title in ("tea", "«Über»", "3 Bells", "…")]
    ['T', 'U', '3', '']
    """
    plain = unicodedata.normalize("NFKD", title)
    return next((character.upper() for character in plain if character.isalnum()), "")


def _draw_rings(draw: ImageDraw.ImageDraw) -> None:
    for radius in _RINGS:
        _ring(draw, radius + _WIDTH, _WIDTH)


def _ring(draw: ImageDraw.ImageDraw, radius: int, width: int) -> None:
    near, far = (_CENTRE - radius) * _SMOOTH, (_CENTRE + radius) * _SMOOTH
    draw.ellipse((near, near, far, far), outline=255, width=width * _SMOOTH)


def _write(draw: ImageDraw.ImageDraw, letter: str) -> None:
    """The letter in the middle of the disc, a little bolder than the font has it."""
    if not letter:
        return
    try:
        probe = ImageFont.load_default(1000)
    except (ImportError, OSError):  # Pillow without FreeType has no font that scales
        return
    if not isinstance(probe, ImageFont.FreeTypeFont) or _is_missing(probe, letter):
        return
    _, top, _, bottom = probe.getbbox("H")
    size = 1000 * _LETTER * _SMOOTH / (bottom - top)
    left, top, right, bottom = probe.getbbox(letter)
    reach = math.hypot(right - left, bottom - top) / 2000
    size = min(size, _REACH * _DISC * _SMOOTH / reach)
    font = probe.font_variant(size=round(size))
    bold = round(size * 0.022)
    left, top, right, bottom = font.getbbox(letter, stroke_width=bold)
    middle = _CENTRE * _SMOOTH
    place = (middle - (left + right) / 2, middle - (top + bottom) / 2)
    draw.text(place, letter, 255, font, stroke_width=bold, stroke_fill=255)


def _is_missing(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether the font draws its box for letters that it does not have."""
    return bytes(font.getmask(letter)) == bytes(font.getmask("\U000f0000"))
