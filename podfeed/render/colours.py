"""The colour of a show on its pages: that of its cover, light or dark enough to be seen."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls

PAPER = {"light": "#fdfcfb", "dark": "#161514"}
"""The ground of the pages, as pages.css has it."""

VISIBLE = 3.0
"""The least contrast of what is no text, as are the disc of the player and the sign on it.

Source: https://www.w3.org/TR/WCAG22/#non-text-contrast
"""

_STEPS = 100


def visible(colour: str, *, on: str, least: float = VISIBLE) -> str:
    """The colour of the same hue that is nearest in lightness and can be seen on a ground.

    >>> visible("#ffd23f", on="#ffffff"), visible("#101040", on="#161514")
    ('#b88d00', '#5353d4')
    >>> visible("#123456", on="#ffffff")
    '#123456'
    """
    ground = _rgb(on)
    red, green, blue = _rgb(colour)
    if contrast((red, green, blue), ground) >= least:
        return colour
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    darker = _luminance(ground) > 0.18
    for step in range(1, _STEPS + 1):
        end = 0.0 if darker else 1.0
        mixed = hls_to_rgb(hue, lightness + (end - lightness) * step / _STEPS, saturation)
        found = "#" + "".join(f"{round(part * 255):02x}" for part in mixed)
        if contrast(_rgb(found), ground) >= least:
            return found
    return "#000000" if darker else "#ffffff"


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The contrast ratio of two colours, from 1 to 21.

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def properties(colour: str) -> str:
    """The custom property of CSS that gives pages this colour, in light and dark."""
    light, dark = (visible(colour, on=PAPER[scheme]) for scheme in ("light", "dark"))
    return (
        f":root{{--accent:{light}}}@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"
    )
