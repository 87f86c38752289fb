"""Fetches addresses: the only importer of httpx. Limits, politeness, time-outs.

``fetch`` gets one address or raises. A ``Client`` asks many at once without crowding a server,
and tells what came of each as a ``Reply``, whatever went wrong on the way.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

from podfeed import __version__
from podfeed.errors import UsageError, WebError
from podfeed.values import Url

if TYPE_CHECKING:
    from types import ModuleType, TracebackType

    from httpx import AsyncClient, Response

    from podfeed.partial import Partial

USER_AGENT = f"podfeed/{__version__} (podcast feed checker)"
"""How podfeed introduces itself."""

LIMIT = 100_000_000
"""Bytes of an answer that are read at most, as sent and as unpacked."""

REDIRECTS = 5
"""How many redirects are followed."""

TIMEOUT = 30.0
"""Seconds that a whole fetch may take."""

CONNECTIONS = 4
"""How many connections to one host are open at a time."""

PAUSE = 1.0
"""Seconds from one request to a host to the next."""

PATIENCE = 2
"""How often in a row a host may keep silent before it is not asked any more."""


_AT_ONCE = 32  # requests under way, to all hosts together

_LOOK = "open the address in a browser, and see what the server sends"
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_MOVED = (301, 302, 303, 307, 308)
_REMEDIES = {
    401: "it asks for a password, which podfeed does not give",
    403: "see whether the server lets programs in",
    404: "see whether the address is right, and the feed published",
    410: "see whether the address is right, and the feed published",
    429: "try again later",
    503: "try again later",
}


class Trouble(StrEnum):
    """Why no whole answer came."""

    TIME = "time"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"
    SIZE = "size"
    PACKING = "packing"


_HELP = {
    Trouble.TIME: "try again later, or see whether the server is up",
    Trouble.CONNECTION: "check the address, and whether this machine is online",
    Trouble.CERTIFICATE: "renew the certificate of the server",
    Trouble.REDIRECTS: "mend the redirects of the server",
    Trouble.SIZE: _LOOK,
    Trouble.PACKING: _LOOK,
}


class Hop(NamedTuple):
    """A redirect that was followed: where from, with which status, where to."""

    url: str
    status: int
    target: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: header names are lower case, ``url`` is where it came from in the end."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking for ``url``; header names are lower case.

    ``sent`` counts the bytes of the body as they were sent, ``content`` is unpacked. ``seconds``
    went by from the first request to the last byte, without waiting out of politeness.
    ``words`` and ``remedy`` tell of the ``trouble``, if there was any.
    """

    url: str
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    sent: int = 0
    seconds: float = 0.0
    trouble: Trouble | None = None
    words: str = ""
    remedy: str | None = None

    @property
    def final(self) -> str:
        """Where it came from in the end."""
        return self.hops[-1].target if self.hops else self.url


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
        raise WebError(f"answers {status} {reason}", path=path, remedy=_REMEDIES.get(status, _LOOK))
    if reply.trouble:
        raise WebError(reply.words, path=path, remedy=reply.remedy)
    return Fetched(reply.final, status, reply.headers, reply.content)


def load() -> ModuleType:
    """httpx. Raises UsageError if it is not installed."""
    try:
        import httpx
    except ImportError:
        raise UsageError(
            "fetching from the web needs httpx, which is not installed",
            remedy="pip install 'podfeed[web]'",
        ) from None
    return httpx


class _Host:
    """What is kept of a host to be polite to it; ``silent`` counts what it did not answer."""

    def __init__(self, connections: int) -> None:
        self.connections = asyncio.Semaphore(connections)
        self.next = 0.0
        self.silent = 0


class Client:
    """Asks for many addresses at once, and crowds no host; used with ``async with``.

    ``timeout`` is in seconds, for each address with all its redirects. ``connections`` are the
    most to one host at a time, ``pause`` the seconds between requests to it.
    """

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT,
        connections: int = CONNECTIONS,
        pause: float = PAUSE,
    ) -> None:
        self._httpx = load()
        self._timeout = timeout
        self._connections = connections
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Self:
        headers = {"user-agent": USER_AGENT, "accept": "*/*", "accept-encoding": "gzip"}
        self._client: AsyncClient = self._httpx.AsyncClient(headers=headers, timeout=None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        limit: int = LIMIT,
        enough: int | None = None,
        follow: bool = True,
        sink: Sink | None = None,
    ) -> Reply:
        """Ask, and go where redirects lead. Raises nothing that a server can bring about.

        ``form`` is sent along as a web form. More than ``limit`` bytes are trouble; after
        ``enough`` of them reading simply ends. Without ``follow`` a redirect is the answer, as it
        has to be where the headers hold something that is for this host alone.
        """
        hops: list[Hop] = []
        current, spent = url, 0.0
        seen = {url}
        while True:
            async with self._turn(current) as host:
                if host.silent >= PATIENCE:
                    words = f"is not asked: its server kept silent {PATIENCE} times before"
                    reply = _troubled(Reply(url), Trouble.TIME, words)
                    return replace(reply, hops=tuple(hops), seconds=spent)
                async with self._room:
                    began = time.monotonic()
                    left = self._timeout - spent
                    reply = await self._once(
                        current, method, headers or {}, form, limit, enough, sink, left
                    )
                    spent += time.monotonic() - began
                host.silent = host.silent + 1 if reply.trouble is Trouble.TIME else 0
            reply = replace(reply, url=url, hops=tuple(hops), seconds=spent)
            location = reply.headers.get("location")
            if reply.trouble or reply.status not in _MOVED or location is None or not follow:
                return reply
            try:
                target = Url.parse(urljoin(current, location))
            except ValueError:
                words = f'redirects to "{location}", which is no web address'
                return _troubled(reply, Trouble.REDIRECTS, words)
            hops.append(Hop(current, reply.status, target))
            if len(hops) > REDIRECTS:
                words = f"redirects more than {REDIRECTS} times, at last to {target}"
                if target in seen:
                    words += ", where it has been"
                return _troubled(replace(reply, hops=tuple(hops)), Trouble.REDIRECTS, words)
            seen.add(target)
            current = target

    async def save(
        self,
        url: str,
        part: Partial,
        *,
        limit: int,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Reply:
        """Bring a file home, going on where an earlier try ended; its reply holds no content.

        ``progress`` is called with the bytes of each piece. Raises OutputError if the file cannot
        be written. Whatever else goes wrong is in the reply, and what has come stays for next time.
        """
        try:
            return await self.ask(
                url, headers=part.request(), limit=limit, sink=Sink(part, progress)
            )
        finally:
            part.pause()

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[_Host]:
        """Wait until it is polite to ask this host."""
        host = self._hosts.setdefault(urlsplit(url).netloc.lower(), _Host(self._connections))
        async with host.connections:
            if host.silent < PATIENCE:
                now = time.monotonic()
                wait = host.next - now
                host.next = max(now, host.next) + self._pause
                await asyncio.sleep(max(wait, 0))
            yield host

    async def _once(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
        limit: int,
        enough: int | None,
        sink: Sink | None,
        left: float,
    ) -> Reply:
        """One request, and its answer or what hindered it."""
        httpx = self._httpx
        blank = Reply(url)
        try:
            async with (
                asyncio.timeout(max(left, 0)),
                self._client.stream(method, url, headers=headers, data=form) as response,
            ):
                if sink is not None:
                    return await _pour(response, url, limit, sink)
                return await _take(response, url, limit, 0 if method == "HEAD" else enough)
        except TimeoutError:
            words = f"has not answered in full within {self._timeout:g} seconds"
            return _troubled(blank, Trouble.TIME, words)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as reason:
            if problem := _certificate(reason):
                words = f"has a certificate that is not valid: {problem}"
                return _troubled(blank, Trouble.CERTIFICATE, words)
            words = _ERRNO.sub("", str(reason)) or type(reason).__name__
            words = f"cannot be fetched: {words[0].lower()}{words[1:].rstrip('.')}"
            return _troubled(blank, Trouble.CONNECTION, words)


def _troubled(reply: Reply, trouble: Trouble, words: str, remedy: str | None = None) -> Reply:
    return replace(
        reply, status=None, trouble=trouble, words=words, remedy=remedy or _HELP[trouble]
    )


def _certificate(reason: BaseException) -> str | None:
    """What is wrong with the certificate, if that is the reason."""
    cause: BaseException | None = reason
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        cause = cause.__cause__ or cause.__context__
    return None


async def _take(response: Response, url: str, limit: int, enough: int | None) -> Reply:
    """What a server answers, with as much of the body as is asked for."""
    reply = Reply(
        url,
        status=response.status_code,
        reason=response.reason_phrase,
        headers={name.lower(): value for name, value in response.headers.items()},
    )
    if enough == 0 or not response.is_success:
        return reply
    encoding = reply.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        words = f'is packed as "{encoding}", which was not asked for'
        remedy = "let the server send it plain or with gzip"
        return _troubled(reply, Trouble.PACKING, words, remedy)
    declared = reply.headers.get("content-length", "")
    stated = (
        int(declared) if declared.isascii() and declared.isdigit() and declared[20:] == "" else 0
    )
    if enough is None and stated > limit:
        return _too_large(reply, limit)
    parts, size, sent = [], 0, 0
    most = limit if enough is None else enough
    unpack = None if encoding in ("", "identity") else zlib.decompressobj(wbits=31)
    async for chunk in response.aiter_raw():
        sent += len(chunk)
        try:
            # One byte more than is allowed tells a bomb without unpacking it.
            part = chunk if unpack is None else unpack.decompress(chunk, most - size + 1)
        except zlib.error:
            return _troubled(reply, Trouble.PACKING, "is not packed with gzip as it says")
        size += len(part)
        parts.append(part)
        if enough is not None and size > most:
            break
        if max(size, sent) > limit:
            return _too_large(reply, limit)
        if unpack is not None and unpack.eof:
            break  # what follows would only fill the memory
    else:
        if unpack is not None and size:
            return _troubled(reply, Trouble.PACKING, "is cut short: its gzip has no end")
    return replace(reply, content=b"".join(parts)[:most], sent=sent)


class Sink(NamedTuple):
    """Where a body goes that is too large to be held, and who is told of each piece."""

    part: Partial
    progress: Callable[[int], None]


IDLE = 30.0
"""Seconds that a server may keep silent in the middle of a file."""


async def _pour(response: Response, url: str, limit: int, sink: Sink) -> Reply:
    """What a server answers, its body written as it comes."""
    reply = Reply(
        url,
        status=response.status_code,
        reason=response.reason_phrase,
        headers={name.lower(): value for name, value in response.headers.items()},
    )
    if not response.is_success:
        if response.status_code == 416:  # the rest that was asked for does not exist
            sink.part.drop()
        return reply
    if reply.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        return _troubled(reply, Trouble.PACKING, "is packed, which was not asked for")
    begun = sink.part.size if response.status_code == 206 else 0
    there = re.match(r"bytes (\d{1,18})-", reply.headers.get("content-range", ""))
    if begun and (there is None or int(there[1]) != begun):
        sink.part.drop()
        words = "answers with another part of the file than was asked for"
        return _troubled(reply, Trouble.CONNECTION, words)
    declared = reply.headers.get("content-length", "")
    if declared.isdigit() and begun + int(declared[:18]) > limit:
        return _too_large(reply, limit)
    sink.part.begin(reply.headers, rest=begun > 0)
    sink.progress(begun)
    size = begun
    pieces = aiter(response.aiter_raw())
    while True:
        try:
            async with asyncio.timeout(IDLE):
                piece = await anext(pieces, None)
        except TimeoutError:
            words = f"kept silent for {IDLE:g} seconds in the middle of the file"
            return _troubled(reply, Trouble.TIME, words)
        if piece is None:
            break
        size += len(piece)
        if size > limit:
            sink.part.drop()
            return _too_large(reply, limit)
        sink.part.write(piece)
        sink.progress(len(piece))
    sink.part.finish()
    return replace(reply, sent=size)


def _too_large(reply: Reply, limit: int) -> Reply:
    words = f"answers with more than the {limit:,} bytes that are read"
    return _troubled(reply, Trouble.SIZE, words)
