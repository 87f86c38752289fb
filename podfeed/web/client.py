"""Asks many servers at once, and crowds none."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

from podfeed import __version__
from podfeed.errors import UsageError
from podfeed.values import Url
from podfeed.web.bodies import Sink, pour, take
from podfeed.web.pauses import Host
from podfeed.web.replies import LIMIT, Hop, Reply, Trouble, troubled

if TYPE_CHECKING:
    from types import ModuleType, TracebackType

    from httpx import AsyncClient

    from podfeed.partial import Partial


USER_AGENT = f"podfeed/{__version__} (podcast feed checker)"
"""How podfeed introduces itself."""

REDIRECTS = 5
"""How many redirects are followed."""

TIMEOUT = 30.0
"""Seconds that a whole fetch may take."""

CONNECTIONS = 4
"""How many connections to one host are open at a time."""

PAUSE = 1.0
"""Seconds from one request to a host to the next."""

_AT_ONCE = 32  # requests under way, to all hosts together
_MOST_HOSTS = 1_000  # that are remembered before some are forgotten
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_MOVED = (301, 302, 303, 307, 308)


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


class _Question(NamedTuple):
    """What every host on the way is asked; see ``Client.ask``."""

    method: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None
    limit: int
    enough: int | None
    sink: Sink | None


class Client:
    """Asks for many addresses at once, and crowds no host; used with ``async with``.

    ``timeout`` is in seconds, for each address with all its redirects. ``connections`` are the
    most to one host at a time, ``pause`` the seconds between requests to it, which is spared for
    longer if it asks for that with ``Retry-After``.
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
        self._hosts: dict[str, Host] = {}
        self._most = _MOST_HOSTS
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
        question = _Question(method, headers or {}, form, limit, enough, sink)
        hops: list[Hop] = []
        current, spent = url, 0.0
        seen = {url}
        while True:
            async with self._turn(current) as host:
                if (words := host.refusal()) is not None:
                    reply = troubled(Reply(url), Trouble.TIME, words)
                    return replace(reply, hops=tuple(hops), seconds=spent)
                async with self._room:
                    began = time.monotonic()
                    left = self._timeout - spent
                    reply = await self._once(current, question, left)
                    spent += time.monotonic() - began
                host.learn(reply)
            reply = replace(reply, url=url, hops=tuple(hops), seconds=spent)
            location = reply.headers.get("location")
            if reply.trouble or reply.status not in _MOVED or location is None or not follow:
                return reply
            try:
                target = Url.parse(urljoin(current, location))
            except ValueError:
                words = f'redirects to "{location}", which is no web address'
                return troubled(reply, Trouble.REDIRECTS, words)
            hops.append(Hop(current, reply.status, target))
            if len(hops) > REDIRECTS:
                words = f"redirects more than {REDIRECTS} times, at last to {target}"
                if target in seen:
                    words += ", where it has been"
                return troubled(replace(reply, hops=tuple(hops)), Trouble.REDIRECTS, words)
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
    async def _turn(self, url: str) -> AsyncIterator[Host]:
        """Wait until it is polite to ask this host."""
        host = self._host(urlsplit(url).netloc.lower())
        host.askers += 1
        try:
            async with host.connections:
                await host.turn()
                yield host
        finally:
            host.askers -= 1

    def _host(self, name: str) -> Host:
        """What is kept of a host. Of very many, those are forgotten that need no politeness now."""
        if name not in self._hosts:
            if len(self._hosts) >= self._most:
                now = time.monotonic()
                self._hosts = {n: h for n, h in self._hosts.items() if not h.is_over(now)}
                self._most = max(_MOST_HOSTS, 2 * len(self._hosts))
            self._hosts[name] = Host(self._connections, self._pause)
        return self._hosts[name]

    async def _once(self, url: str, question: _Question, left: float) -> Reply:
        """One request, and its answer or what hindered it; ``left`` are the seconds it may take."""
        httpx = self._httpx
        method, headers, form, limit, enough, sink = question
        blank = Reply(url)
        try:
            async with (
                asyncio.timeout(max(left, 0)),
                self._client.stream(method, url, headers=headers, data=form) as response,
            ):
                if sink is not None:
                    return await pour(response, url, limit, sink)
                return await take(response, url, limit, 0 if method == "HEAD" else enough)
        except TimeoutError:
            words = f"has not answered in full within {self._timeout:g} seconds"
            return troubled(blank, Trouble.TIME, words)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as reason:
            if problem := _certificate(reason):
                words = f"has a certificate that is not valid: {problem}"
                return troubled(blank, Trouble.CERTIFICATE, words)
            words = _ERRNO.sub("", str(reason)) or type(reason).__name__
            words = f"cannot be fetched: {words[0].lower()}{words[1:].rstrip('.')}"
            return troubled(blank, Trouble.CONNECTION, words)


def _certificate(reason: BaseException) -> str | None:
    """What is wrong with the certificate, if that is the reason."""
    cause: BaseException | None = reason
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        cause = cause.__cause__ or cause.__context__
    return None
