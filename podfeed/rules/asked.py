"""What the rules share that are judged only for a profile: other types, other tags in notes."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits
from podfeed.rules.engine.texts import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Feed, Item

NOTES = "item/description item/content:encoded"
"""The elements that hold show notes."""

_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})(?=[\s/>])")
_MOST_TAGS = 1000


def other_types(feed: Feed, wanted: tuple[str, ...], who: str) -> Hits:
    """Enclosures of a type that is not in the list of an app."""
    for brief in feed.briefs:
        kind = brief.media_type.partition(";")[0].strip().lower()
        if kind and kind not in wanted:
            message = f"the type {quoted(kind)} of {brief.called} is not in the list of {who}"
            yield Hit(brief.at("enclosure"), message, f"it has {', '.join(wanted)}", "type")


def other_tags(notes: _Element, item: Item, code: str, known: str, who: str) -> Hits:
    """Tags that an app leaves out; told once, at the first episode that has one."""
    text = text_of(notes)
    if "<" not in text or code in item.feed.noted:
        return
    for match in islice(_TAG.finditer(text), _MOST_TAGS):
        if match[1].lower() not in known.split():
            item.feed.noted.add(code)
            message = f"{who} does not show <{match[1].lower()}> in notes (told once for the feed)"
            yield Hit(notes, message, f"it shows {', '.join(known.split())}")
            return
