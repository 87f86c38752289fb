"""The text of an element, for rules that are called with the same one, each in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


class _Last:
    """The element that was asked for last, and its text."""

    seen: tuple[_Element | None, str] = (None, "")


def text_of(element: _Element) -> str:
    """The text of an element, empty if it has none; lxml decodes it once for all rules."""
    last, text = _Last.seen
    if last is not element:
        text = element.text or ""
        _Last.seen = element, text
    return text
