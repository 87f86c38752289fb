"""Two versions of a feed, compared in listeners' terms: what their apps would do about it."""

from __future__ import annotations

from podfeed.history.changes import Change, compare, findings
from podfeed.history.feeds import Item, Past, read_feed

__all__ = ["Change", "Item", "Past", "compare", "findings", "read_feed"]
