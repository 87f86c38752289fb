"""How servers are asked: for what, how long, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed import web

if TYPE_CHECKING:
    from podfeed.web import Client


TIMEOUT = 10.0
"""Seconds that one address may take, with all its redirects."""

NEWEST = 10
"""Of how many episodes the files are looked at."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How to ask. ``media`` looks at the files of the ``newest`` episodes too.

    ``timeout`` and ``pause`` are in seconds, ``connections`` and ``pause`` for each host.
    """

    media: bool = False
    newest: int = NEWEST
    timeout: float = TIMEOUT
    connections: int = web.CONNECTIONS
    pause: float = web.PAUSE

    def client(self) -> Client:
        """What asks with these manners."""
        return web.Client(timeout=self.timeout, connections=self.connections, pause=self.pause)
