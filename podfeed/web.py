"""Fetches addresses: the only importer of httpx. Limits, politeness, time-outs."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from podfeed import __version__
from podfeed.errors import UsageError, WebError
from podfeed.values import Url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from httpx import AsyncClient, Response

USER_AGENT = f"podfeed/{__version__} (podcast feed checker)"
"""How podfeed introduces itself."""

LIMIT = 100_000_000
"""Bytes of an answer that are read at most, as sent and as unpacked."""

REDIRECTS = 5
"""How many redirects are followed."""

TIMEOUT = 30.0
"""Seconds that a whole fetch may take."""


_LOOK = "open the address in a browser, and see what the server sends"
_MOVED = (301, 302, 303, 307, 308)
_REMEDIES = {
    401: "it asks for a password, which podfeed does not give",
    403: "see whether the server lets programs in",
    404: "see whether the address is right, and the feed published",
    410: "see whether the address is right, and the feed published",
    429: "try again later",
    503: "try again later",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: header names are lower case, ``url`` is where it came from in the end."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


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
    try:
        import httpx
    except ImportError:
        raise UsageError(
            "fetching from the web needs httpx, which is not installed",
            remedy="pip install 'podfeed[web]'",
        ) from None
    try:
        address = Url.parse(url)
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    try:
        return asyncio.run(asyncio.wait_for(_follow(httpx, address, limit, accept), timeout))
    except TimeoutError:
        raise WebError(
            f"has not answered in full within {timeout:g} seconds",
            path=url,
            remedy="try again later, or see whether the server is up",
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as reason:
        words = str(reason) or type(reason).__name__
        raise WebError(
            f"cannot be fetched: {words[0].lower()}{words[1:].rstrip('.')}",
            path=url,
            remedy="check the address, and whether this machine is online",
        ) from None


async def _follow(httpx: ModuleType, url: str, limit: int, accept: tuple[int, ...]) -> Fetched:
    """Ask, and go where redirects lead."""
    headers = {"user-agent": USER_AGENT, "accept": "*/*", "accept-encoding": "gzip"}
    client: AsyncClient = httpx.AsyncClient(headers=headers, timeout=None)
    start = url
    async with client:
        for _ in range(REDIRECTS + 1):
            async with client.stream("GET", url) as response:
                if response.status_code not in _MOVED or "location" not in response.headers:
                    return await _take(response, url, limit, accept)
                url = _target(url, response.headers["location"])
    raise WebError(
        f"redirects more than {REDIRECTS} times, at last to {url}",
        path=start,
        remedy="mend the redirects of the server",
    )


def _target(url: str, location: str) -> str:
    try:
        return Url.parse(urljoin(url, location))
    except ValueError:
        raise WebError(
            f'redirects to "{location}", which is no web address',
            path=url,
            remedy="mend the redirects of the server",
        ) from None


async def _take(response: Response, url: str, limit: int, accept: tuple[int, ...]) -> Fetched:
    status = response.status_code
    if not (response.is_success or status in accept):
        reason = response.reason_phrase or "an unknown status"
        raise WebError(f"answers {status} {reason}", path=url, remedy=_REMEDIES.get(status, _LOOK))
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        problem = f'is packed as "{encoding}", which was not asked for'
        raise WebError(problem, path=url, remedy="let the server send it plain or with gzip")
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and len(declared) < 20 and int(declared) > limit:
        raise _too_large(url, limit)
    parts, size = [], 0
    unpack = None if encoding in ("", "identity") else zlib.decompressobj(wbits=31)
    async for chunk in response.aiter_raw():
        try:
            # One byte more than is allowed tells a bomb without unpacking it.
            part = chunk if unpack is None else unpack.decompress(chunk, limit - size + 1)
        except zlib.error:
            problem = "is not packed with gzip as it says"
            raise WebError(problem, path=url, remedy=_LOOK) from None
        size += len(part)
        if size > limit:
            raise _too_large(url, limit)
        parts.append(part)
    if unpack is not None and not unpack.eof and size:
        raise WebError("is cut short: its gzip has no end", path=url, remedy=_LOOK)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(url, status, headers, b"".join(parts))


def _too_large(url: str, limit: int) -> WebError:
    problem = f"answers with more than the {limit:,} bytes that are read"
    return WebError(problem, path=url, remedy=_LOOK)
