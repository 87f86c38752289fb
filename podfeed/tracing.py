"""Findings about a feed that podfeed built → the lines of the sources a person would edit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.tags import NAMESPACES, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podfeed.findings import Finding, Origins

# Where only one of the two is stated, the other is made from it.
_MADE_FROM = {"description": "notes", "notes": "description"}
_ELEMENT = re.compile(r"/rss/channel(?:/(item)\[(\d+)\])?(?:/([^/\[]+))?(?:\[\d+\])?")


def field_at(element: str | None) -> tuple[int | None, str]:
    """The position of the item (from 0) and the field that an element of a feed comes from.

    The position is None for the show itself; the field is empty where none is meant.

    >>> field_at("/rss/channel/item[3]/guid"), field_at("/rss/channel/itunes:image/@href")
    ((2, 'guid'), (None, 'image'))
    >>> field_at("/rss/channel/item[1]"), field_at(None)
    ((0, ''), (None, ''))
    """
    match = _ELEMENT.match(element or "")
    if match is None:
        return None, ""
    item, number, name = match.groups()
    position = int(number) - 1 if item else None
    prefix, colon, _ = (name or "@").partition(":")
    if prefix.startswith("@") or (colon and prefix not in NAMESPACES):
        return position, ""
    return position, field_of(item or "channel", name) or ""


def trace(
    findings: Iterable[Finding], *, items: Sequence[int | None], origins: Origins
) -> list[Finding]:
    """The findings, each at the place in the sources that its element comes from.

    ``items`` holds the ``Episode.index`` of each item, in the order of the feed, None for one that
    the show keeps as XML. ``element`` stays, so that the way back to the feed is not lost.
    """
    traced = []
    for finding in findings:
        position, field = field_at(finding.element)
        episode = items[position] if position is not None and position < len(items) else None
        if position is not None and episode is None:
            field = "items"  # kept as XML in the show
        stated = origins.show if episode is None else origins.episodes.get(episode, {})
        if field in _MADE_FROM and field not in stated:
            field = _MADE_FROM[field]
        traced.append(finding.moved(origins.place(episode, field)))
    return traced
