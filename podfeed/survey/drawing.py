"""SVG by hand: elements, scales and axes. Whatever is put into an attribute or a text is escaped.

All pictures are ``WIDTH`` units wide and grow with the page; what they look like, the size of
their letters among it, is said by the style sheet alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from podfeed.render.templating import Markup

WIDTH = 340.0
"""Units of every picture: a phone shows them as about as many pixels."""

LEFT = 40.0
"""Where plots begin, beside the labels of their vertical axis."""

RIGHT = WIDTH - 2

Value: TypeAlias = str | float | None


def tag(name: str, *children: Markup | str, **attributes: Value) -> Markup:
    """An element. A trailing ``_`` of an attribute is left out, ``_`` within it is a hyphen.

    >>> print(tag("text", "R&B", x=1.50, class_="label", text_anchor="end", y=None))
    <text x="1.5" class="label" text-anchor="end">R&amp;B</text>
    """
    said = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), said, inner)


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else figure(value)


def figure(number: float) -> str:
    """A number as SVG needs it, to a hundredth.

    >>> figure(12.0), figure(1 / 3), figure(-0.0001)
    ('12', '0.33', '0')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def picture(name: str, title: str, about: str, height: float, *parts: Markup) -> Markup:
    """A whole picture with its text alternatives. ``name`` is unique on the page."""
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", about, id=f"{name}-desc"),
        *parts,
        viewBox=f"0 0 {figure(WIDTH)} {figure(height)}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def label(text: str, x: float, y: float, *, anchor: str = "start", class_: str = "label") -> Markup:
    """A short text in a picture."""
    return tag("text", text, x=x, y=y, text_anchor=anchor, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str = "rule") -> Markup:
    """A straight line."""
    return tag("path", d=f"M{figure(x1)} {figure(y1)}L{figure(x2)} {figure(y2)}", class_=class_)


def box(
    x: float, y: float, width: float, height: float, class_: str, *, title: str = "", **more: Value
) -> Markup:
    """A rectangle; ``title`` shows where a mouse rests on it."""
    inner = (tag("title", title),) if title else ()
    return tag("rect", *inner, x=x, y=y, width=width, height=height, class_=class_, **more)


def dot(x: float, y: float, class_: str, *, radius: float = 1.8, title: str = "") -> Markup:
    """A disc; ``title`` shows where a mouse rests on it."""
    inner = (tag("title", title),) if title else ()
    return tag("circle", *inner, cx=x, cy=y, r=radius, class_=class_)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to units: ``low`` is drawn at ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value is drawn; what is beyond the ends is drawn at them."""
        share = (value - self.low) / (self.high - self.low) if self.high != self.low else 0.0
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


DECIMAL = (1.0, 2.0, 5.0)
CLOCK = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0)


def ticks(most: float, *, steps: Sequence[float] = DECIMAL, least: float = 0.0) -> list[float]:
    """Round values from zero to at least ``most``, in four steps at most.

    Beyond its last one, ``steps`` goes on by powers of ten.

    >>> ticks(37), ticks(0), ticks(2500, steps=CLOCK)
    ([0.0, 10.0, 20.0, 30.0, 40.0], [0.0, 1.0], [0.0, 900.0, 1800.0, 2700.0])
    >>> ticks(3, least=1)
    [0.0, 1.0, 2.0, 3.0]
    """
    if most <= 0:
        return [0.0, max(1.0, least)]
    power = 1.0
    if steps is DECIMAL:
        power = 10.0 ** (math.floor(math.log10(most)) - 1)
    while True:
        for step in steps:
            size = step * power
            if size >= least and most <= 4 * size:
                count = math.ceil(most / size)
                return [size * number for number in range(count + 1)]
        power *= 10


def across(scale: Scale, marks: Iterable[float], say: Callable[[float], str]) -> list[Markup]:
    """The rules of a vertical axis, from the left to the right of the plot, with their labels."""
    parts = []
    for mark in marks:
        y = scale(mark)
        parts.append(line(LEFT, y, RIGHT, y))
        parts.append(label(say(mark), LEFT - 4, y, anchor="end", class_="label mid"))
    return parts


def spaced(marks: Iterable[tuple[float, str]], *, room: float = 30.0) -> list[tuple[float, str]]:
    """Those of some labels that have room beside each other, from the left.

    >>> spaced([(0, "2024"), (10, "2025"), (40, "2026")])
    [(0, '2024'), (40, '2026')]
    """
    kept: list[tuple[float, str]] = []
    for place, text in marks:
        if not kept or place - kept[-1][0] >= room:
            kept.append((place, text))
    return kept
