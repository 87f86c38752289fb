"""The vocabulary: one class an XML element, declared once, and the register of them all."""

from __future__ import annotations

from podfeed.tags import atom, content, itunes, podcast, rss
from podfeed.tags.base import (
    ALL,
    CHANNEL,
    ITEM,
    Attribute,
    Tag,
    by_key,
    by_name,
    field_of,
    in_parent,
    of_element,
)
from podfeed.tags.names import (
    ALIASES,
    ATOM,
    CONTENT,
    DC,
    GOOGLEPLAY,
    ITUNES,
    MEDIA,
    NAMESPACES,
    PODCAST,
    PODCAST_ALIAS,
    PSC,
    RSS,
    SY,
    label,
    qualified,
)
from podfeed.tags.pages import page

__all__ = [
    "ALIASES",
    "ALL",
    "ATOM",
    "CHANNEL",
    "CONTENT",
    "DC",
    "GOOGLEPLAY",
    "ITEM",
    "ITUNES",
    "MEDIA",
    "NAMESPACES",
    "PODCAST",
    "PODCAST_ALIAS",
    "PSC",
    "RSS",
    "SY",
    "Attribute",
    "Tag",
    "atom",
    "by_key",
    "by_name",
    "content",
    "field_of",
    "in_parent",
    "itunes",
    "label",
    "of_element",
    "page",
    "podcast",
    "qualified",
    "rss",
]
