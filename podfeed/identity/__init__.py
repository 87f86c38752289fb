"""Identify: who an episode is from build to build. The lockfile, matching, minting.

``read_lock`` → ``match`` → ``carry`` → (dates are given, episodes left out) → ``settle`` →
``Lock.dump``. All but the reading is pure.
"""

from __future__ import annotations

from podfeed.identity.lock import Entry, Lock, require_unchanged
from podfeed.identity.lockfile import locate_lock, parse_lock, read_lock
from podfeed.identity.matching import Matching, known_audio, match, published_audio
from podfeed.identity.settling import Settled, carry, derive_guid, mint_guid, page_names, settle

__all__ = [
    "Entry",
    "Lock",
    "Matching",
    "Settled",
    "carry",
    "derive_guid",
    "known_audio",
    "locate_lock",
    "match",
    "mint_guid",
    "page_names",
    "parse_lock",
    "published_audio",
    "read_lock",
    "require_unchanged",
    "settle",
]
