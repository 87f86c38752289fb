"""One address, got or refused."""

from __future__ import annotations

import asyncio

from podfeed.errors import UsageError, WebError
from podfeed.values import Url
from podfeed.web.client import TIMEOUT, Client, load
from podfeed.web.replies import LIMIT, LOOK, Fetched, Reply, Trouble

_REMEDIES = {
    401: "it asks for a password, which podfeed does not give",
    403: "see whether the server lets programs in",
    404: "see whether the address is right, and the feed published",
    410: "see whether the address is right, and the feed published",
    429: "try again later",
    503: "try again later",
}


def fetch(
    url: str,
    *,
    limit: int = LIMIT,
    timeout: float = TIMEOUT,
    accept: tuple[int, ...] = (),
) -> Fetched:
    """Get an address over http or https.

    ``limit`` is in bytes, ``timeout`` in seconds and for everything together. ``accept`` are
    statuses besides 2xx that are an answer too. Raises WebError for anything else, UsageError
    if the address is none, or httpx is not installed.
    """

    async def ask() -> Reply:
        async with Client(timeout=timeout) as client:
            return await client.ask(address, limit=limit)

    load()
    try:
        address = Url.parse(url)
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    reply = asyncio.run(ask())
    path = reply.url if reply.trouble in (Trouble.REDIRECTS, Trouble.TIME) else reply.final
    status = reply.status or 0
    if reply.status is not None and not (200 <= status < 300 or status in accept):
        reason = reply.reason or "an unknown status"
        raise WebError(f"answers {status} {reason}", path=path, remedy=_REMEDIES.get(status, LOOK))
    if reply.trouble:
        raise WebError(reply.words, path=path, remedy=reply.remedy)
    return Fetched(reply.final, status, reply.headers, reply.content)
