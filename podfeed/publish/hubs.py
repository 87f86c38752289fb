"""Tells hubs that a feed has changed, so that apps need not ask for it: WebSub and podping.

A hub that fails costs nobody an episode: apps find it when they next ask.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlsplit

from podfeed import web

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.web import Client, Reply

TIMEOUT = 20.0
"""Seconds that a hub has to answer."""

ANSWER = 65_536
"""Bytes of its answer that are read at most."""


class Ping(NamedTuple):
    """One hub to tell of one feed, by its public address.

    With a ``token`` the hub is a podping gateway, otherwise one of WebSub.
    """

    hub: str
    feed: str
    token: str | None = None


class Told(NamedTuple):
    """What came of a ping: None if it was taken, else what went wrong."""

    ping: Ping
    problem: str | None


def tell(pings: Iterable[Ping], *, timeout: float = TIMEOUT) -> list[Told]:
    """Tell hubs of feeds. Raises UsageError if httpx is not installed, and nothing else."""
    web.load()
    return asyncio.run(_tell_all(list(pings), timeout))


async def _tell_all(pings: list[Ping], timeout: float) -> list[Told]:
    async with web.Client(timeout=timeout) as client:
        return [Told(ping, _problem(await _tell(client, ping))) for ping in pings]


async def _tell(client: Client, ping: Ping) -> Reply:
    if ping.token is None:
        # Some hubs want the topic, as the specification of 2018 calls it, and some the url of 2014.
        form = {"hub.mode": "publish", "hub.url": ping.feed, "hub.topic": ping.feed}
        return await client.ask(ping.hub, method="POST", form=form, limit=ANSWER)
    join = "&" if urlsplit(ping.hub).query else "?"
    address = f"{ping.hub}{join}{urlencode({'url': ping.feed, 'reason': 'update'})}"
    headers = {"authorization": ping.token}
    return await client.ask(address, headers=headers, limit=ANSWER, follow=False)


def _problem(reply: Reply) -> str | None:
    if reply.trouble:
        return reply.words
    if reply.status is not None and 200 <= reply.status < 300:
        return None
    return f"answers {reply.status} {reply.reason}".rstrip()
