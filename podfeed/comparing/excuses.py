"""Why elements that are written differently, or left out, say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.comparing.elements import canonical, text_of
from podfeed.comparing.texts import address, looks_the_same
from podfeed.tags import CHANNEL, of_element
from podfeed.tags.forms import YES

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.tags import Tag

_TEXTS = frozenset(
    (
        "description",
        "content:encoded",
        "itunes:summary",
        "itunes:subtitle",
        "googleplay:description",
    )
)
"""Elements that apps render, so that what counts is what is seen."""


def excuse(parent: str, name: str, before: _Element, after: _Element) -> str | None:
    """Why two elements of one name in a channel or item (``parent``) say the same.

    Empty if they are equal, None if they do not.
    """
    if parent == CHANNEL and name in ("pubDate", "atom:link rel=self"):
        return f"{name}: that of the feed that is built"
    if canonical(before) == canonical(after):
        return "" if before.text == after.text else "white space"
    if name == "guid" and text_of(before) == text_of(after):
        return "guid: isPermaLink is said to be false"
    if name == "enclosure":
        return _same_enclosure(before, after)
    if name in _TEXTS and not len(before) and not len(after):
        return _same_text(name, before.text or "", after.text or "")
    tag = of_element(parent, before)
    if tag is not None and _reads_the_same(tag, before, after):
        return f"{name}: the same, in its usual form"
    return None


def says_no(parent: str, element: _Element) -> bool:
    """Whether an element that only says yes says no, as leaving it out does."""
    tag = of_element(parent, element)
    if tag is None or tag.text is not YES:
        return False
    try:
        return tag.read(element) is False
    except ValueError:
        return False


def _same_enclosure(before: _Element, after: _Element) -> str | None:
    if address(before.get("url", "")) != address(after.get("url", "")):
        return None
    kinds = [one.get("type", "").partition(";")[0].strip().lower() for one in (before, after)]
    if kinds[0] != kinds[1]:
        return "enclosure: a type where none was stated" if not kinds[0] else None
    sizes = [_size(one.get("length", "")) for one in (before, after)]
    if sizes[0] != sizes[1]:
        return None if sizes[0] else "enclosure: a length where none was stated"
    return "enclosure: the same, in its usual form"


def _size(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else None


def _same_text(name: str, before: str, after: str) -> str | None:
    if "".join(before.split()) == "".join(after.split()):
        return "white space"
    if not looks_the_same(before, after):
        return None
    return f"{name}: HTML written otherwise or made safe, and looks the same"


def _reads_the_same(tag: type[Tag], before: _Element, after: _Element) -> bool:
    try:
        old, new = tag.read_all([before])[0], tag.read_all([after])[0]
    except (ValueError, IndexError):
        return False
    if isinstance(old, float) and isinstance(new, float):
        return round(old) == round(new)  # a duration is written in whole seconds
    return bool(old == new)
