"""Two versions of a feed, compared in listeners' terms: what their apps would do about it."""

from __future__ import annotations

from podfeed.history.changes import Change, compare, findings
from podfeed.history.feeds import Item, Past, joined, read_feed, read_pages

__all__ = ["Change", "Item", "Past", "compare", "findings", "joined", "read_feed", "read_pages"]
