"""Records → typed shows and episodes, with every fault a finding at its line.

Types, other names for keys, and messages live here, once, for all dialects. Values come in
layers, the strongest first (overlay, listing, defaults); each is looked up in the first
layer that has it, and so is the place it came from.
"""

from __future__ import annotations

from podfeed.reader.episodes import is_recording
from podfeed.reader.shows import Reading, type_network, type_show
from podfeed.reader.words import (
    EPISODE_FIELDS,
    EPISODE_KEYS,
    EPISODE_TAGS,
    NETWORK_KEYS,
    SHOW_FIELDS,
    SHOW_KEYS,
    SHOW_TAGS,
)

__all__ = [
    "EPISODE_FIELDS",
    "EPISODE_KEYS",
    "EPISODE_TAGS",
    "NETWORK_KEYS",
    "SHOW_FIELDS",
    "SHOW_KEYS",
    "SHOW_TAGS",
    "Reading",
    "is_recording",
    "type_network",
    "type_show",
]
