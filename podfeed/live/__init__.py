"""Feeds on the web, and the files that feeds name: fetched politely, and judged.

Every address becomes plain facts for the WEB, ART and AUD rules; whatever a server does is a
finding, and never an exception.
"""

from __future__ import annotations

from podfeed.live.judging import check_live, check_stream
from podfeed.live.manners import NEWEST, TIMEOUT, Manners

__all__ = [
    "NEWEST",
    "TIMEOUT",
    "Manners",
    "check_live",
    "check_stream",
]
