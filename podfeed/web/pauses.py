"""When a host may be asked next: one request after the other, and later where the host says so."""

from __future__ import annotations

import time
from asyncio import Semaphore, sleep
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from podfeed.web.replies import Trouble

if TYPE_CHECKING:
    from podfeed.web.replies import Reply

PATIENCE = 2
"""How often in a row a host may keep silent, or ask to be spared, before it is asked no more."""

BEARABLE = 30.0
"""Seconds for which a host is waited for that asks to be spared. One that wants more is not asked
until then, so that a check has an end."""

_BUSY = (429, 503)
_LONGEST = 86_400.0


class Host:
    """What is kept of a host to be polite to it."""

    def __init__(self, connections: int, pause: float) -> None:
        self.connections = Semaphore(connections)
        self.askers = 0
        self._pause = pause
        self._next = 0.0
        self._rest = 0.0
        self._silent = 0
        self._busy = 0

    def is_over(self, now: float) -> bool:
        """Whether nothing of it would be missed: nobody asks, and anybody may ask at once."""
        return not (self.askers or self._silent or self._busy) and self._next <= now

    async def turn(self) -> None:
        """Wait until it is polite to ask, unless it is to be asked no more."""
        while self.refusal() is None:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._pause
            await sleep(turn - now)
            if self._rest <= turn:  # it asked for nothing else meanwhile
                return

    def refusal(self) -> str | None:
        """Why it is not asked, if so."""
        if self._silent >= PATIENCE:
            return f"is not asked: its server kept silent {PATIENCE} times before"
        if self._busy >= PATIENCE:
            return f"is not asked: its server asked to be spared {PATIENCE} times before"
        left = self._rest - time.monotonic()
        if left > BEARABLE:
            return f"is not asked: its server wants to be spared for {left:,.0f} seconds"
        return None

    def learn(self, reply: Reply) -> None:
        """Take in what came of a request."""
        self._silent = self._silent + 1 if reply.trouble is Trouble.TIME else 0
        wait = _wait(reply)
        self._busy = 0 if wait is None else self._busy + 1
        if wait is not None:
            self._rest = max(self._rest, time.monotonic() + wait)
            self._next = max(self._next, self._rest)


def _wait(reply: Reply) -> float | None:
    """The seconds for which a server asks to be spared, a day at most.

    Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after and
    https://www.rfc-editor.org/rfc/rfc6585#section-4.
    """
    text = reply.headers.get("retry-after", "").strip()
    if reply.status not in _BUSY or not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError, OSError):
        return None
    return min(max(seconds, 0.0), _LONGEST)
