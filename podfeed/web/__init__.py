"""Addresses fetched with limits, politeness and time-outs: the only importer of httpx.

``fetch`` gets one address or raises. A ``Client`` asks many at once without crowding a server,
and tells what came of each as a ``Reply``, whatever went wrong on the way.
"""

from __future__ import annotations

from podfeed.web.bodies import Sink
from podfeed.web.client import CONNECTIONS, PAUSE, TIMEOUT, USER_AGENT, Client, load
from podfeed.web.fetching import fetch
from podfeed.web.replies import LIMIT, Fetched, Hop, Reply, Trouble

__all__ = [
    "CONNECTIONS",
    "LIMIT",
    "PAUSE",
    "TIMEOUT",
    "USER_AGENT",
    "Client",
    "Fetched",
    "Hop",
    "Reply",
    "Sink",
    "Trouble",
    "fetch",
    "load",
]
