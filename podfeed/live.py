"""Feeds on the web, and the files that feeds name: fetched politely, and judged.

Every address becomes plain facts for the WEB, ART and AUD rules; whatever a server does is a
finding, and never an exception.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from podfeed import web
from podfeed.errors import UsageError
from podfeed.examining import FEED_UNREADABLE, Checked, judge
from podfeed.findings import Place, sort_key
from podfeed.rules import (
    LIMIT,
    Answer,
    ArtworkFacts,
    FileFacts,
    Hop,
    MediaFacts,
    WebFacts,
    judge_web,
    links,
    web_facts,
)
from podfeed.values import Url

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
    from functools import partial

    from podfeed.examining import Selection
    from podfeed.rules import Examined
    from podfeed.web import Client, Reply

_T = TypeVar("_T")
_K = TypeVar("_K")

TIMEOUT = 10.0
"""Seconds that one address may take, with all its redirects."""

NEWEST = 10
"""Of how many episodes the files are looked at."""

_PICTURE = 262_144
"""Bytes of a picture that are asked for: its headers, and what cameras write before them."""

_PLAIN = {"accept-encoding": "identity"}  # so that lengths are those of the file

_DOCUMENT = 5_000_000
"""The most bytes of chapters or a transcript that are read."""


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


@dataclass(slots=True)
class Visit:
    """What was learnt of a feed: its bytes if there are any, and the facts."""

    data: bytes | None = None
    facts: MediaFacts = field(default_factory=MediaFacts)


def check_live(
    checked: Checked,
    addresses: Iterable[str],
    feeds: Mapping[str, bytes],
    selection: Selection,
    manners: Manners,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, bytes]:
    """Judge feeds on the web, and feeds that are here already, with their files on the web.

    What is found goes into ``checked``; gives the bytes of the feeds by what is shown, an address
    without a login or a key of ``feeds``. Raises UsageError for an address that is none, or if
    httpx is not installed.
    """
    linter = judge(selection)
    visits = visit(addresses, feeds, manners, progress=progress)
    for shown, seen in visits.items():
        _judge(checked, shown, seen, selection, linter)
    return {shown: seen.data for shown, seen in visits.items() if seen.data}


async def check_stream(
    addresses: Iterable[tuple[_K, str]],
    selection: Selection,
    manners: Manners,
    *,
    window: int = 64,
) -> AsyncGenerator[tuple[_K, Checked], None]:
    """What was found in each of very many feeds on the web, in the order in which they answer.

    Each address comes and goes with something to know it by. No more than ``window`` are held at
    once. One that is no address is a finding. Raises UsageError if httpx is not installed.
    """
    web.load()
    linter = judge(selection)
    tour = _Tour(manners, lambda *_: None)

    async def look(client: Client, key: _K, address: str) -> tuple[_K, Checked]:
        checked, shown = Checked(), without_login(address)
        try:
            url = Url.parse(address)
        except ValueError as problem:
            checked.findings = [FEED_UNREADABLE.at(Place(shown), without_login(str(problem)))]
            checked.feeds = 1
        else:
            _judge(checked, shown, await tour.feed(client, url), selection, linter)
        return key, checked

    async with manners.client() as client:
        under_way: set[asyncio.Task[tuple[_K, Checked]]] = set()
        try:
            for key, address in addresses:
                under_way.add(asyncio.create_task(look(client, key, address)))
                while len(under_way) >= window:
                    done, under_way = await asyncio.wait(under_way, return_when="FIRST_COMPLETED")
                    for task in done:
                        yield task.result()
            while under_way:
                done, under_way = await asyncio.wait(under_way, return_when="FIRST_COMPLETED")
                for task in done:
                    yield task.result()
        finally:
            for task in under_way:
                task.cancel()


def _judge(
    checked: Checked, shown: str, seen: Visit, selection: Selection, linter: partial[Examined]
) -> None:
    """Judge a feed by what was learnt of it; what is found goes into ``checked``."""
    found = []
    web_ = seen.facts.web or WebFacts()
    found += judge_web(web_, path=shown, select=selection.select, ignore=selection.ignore)
    if seen.data is not None and not (web_.feed and web_.is_page):
        examined = linter(seen.data, path=shown, media=seen.facts)
        checked.count(shown, examined)
        found += examined.findings
    else:
        checked.feeds += 1
        checked.paths.append(shown)
    checked.findings += sorted(found, key=sort_key)


def visit(
    addresses: Iterable[str],
    feeds: Mapping[str, bytes],
    manners: Manners,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Visit]:
    """Fetch feeds, and with ``manners.media`` ask for the files they name."""
    web.load()
    urls = {}
    for address in dict.fromkeys(addresses):
        try:
            urls[without_login(address)] = Url.parse(address)
        except ValueError as problem:
            raise UsageError(str(problem)) from None
    return asyncio.run(_Tour(manners, progress or (lambda *_: None)).take(urls, feeds))


class _Tour:
    """All requests of one run."""

    def __init__(self, manners: Manners, progress: Callable[[int, int], None]) -> None:
        self._manners = manners
        self._progress = progress
        self._done = self._all = 0
        self._files: dict[str, asyncio.Task[FileFacts]] = {}

    async def take(self, urls: Mapping[str, str], feeds: Mapping[str, bytes]) -> dict[str, Visit]:
        """The visits by what is shown, in the order given."""
        async with self._manners.client() as client:
            shown = [*urls, *feeds]
            visits = await asyncio.gather(
                *(self.feed(client, url) for url in urls.values()),
                *(self._here(client, data) for data in feeds.values()),
            )
        return dict(zip(shown, visits, strict=True))

    async def feed(self, client: Client, url: str) -> Visit:
        """Fetch a feed, once for its bytes and once for changes only."""
        reply = await self._count(client.ask(url, limit=LIMIT))
        first = _answer(reply)
        if first.status != 200 or not first.ok:
            return Visit(None, MediaFacts(web=WebFacts(first)))
        again = None
        marks = {"if-none-match": "etag", "if-modified-since": "last-modified"}
        asked = {name: first.header(header) for name, header in marks.items()}
        asked = {name: value for name, value in asked.items() if value and value.isascii()}
        if asked:
            ask = client.ask(reply.final, headers=asked, enough=0)
            again = _answer(await self._count(ask))
        facts = await self._media(client, reply.content)
        files = facts.web.files if facts.web is not None else None
        told = web_facts(first, reply.content, again=again, files=files)
        return Visit(reply.content, MediaFacts(artwork=facts.artwork, web=told))

    async def _here(self, client: Client, data: bytes) -> Visit:
        return Visit(data, await self._media(client, data))

    async def _media(self, client: Client, data: bytes) -> MediaFacts:
        """What servers say of the files that a feed names."""
        if not self._manners.media:
            return MediaFacts()
        named = links(data, newest=self._manners.newest)
        ways = (
            (named.audio, self._audio),
            (named.images, self._picture),
            (named.documents, self._document),
        )
        for urls, way in ways:
            for url in urls:
                if url not in self._files:
                    self._files[url] = asyncio.create_task(self._count(way(client, url)))
        files = {url: await self._files[url] for urls, _ in ways for url in urls}
        artwork = {
            url: facts for url in named.images if (facts := _artwork(files[url])) is not None
        }
        return MediaFacts(artwork=artwork, web=WebFacts(files=files))

    async def _audio(self, client: Client, url: str) -> FileFacts:
        """By HEAD; where that does not tell whether parts can be had, by asking for one."""
        head = _answer(await client.ask(_address(url), method="HEAD", headers=_PLAIN))
        if head.ok and "bytes" in head.header("accept-ranges").lower():
            return FileFacts(head)
        if head.trouble in ("connection", "certificate", "redirects"):
            return FileFacts(head)
        ask = client.ask(_address(url), headers=_PLAIN | {"range": "bytes=0-1"}, enough=0)
        return FileFacts(head, _answer(await ask))

    async def _picture(self, client: Client, url: str) -> FileFacts:
        """By HEAD, and by its beginning."""
        head = _answer(await client.ask(_address(url), method="HEAD", headers=_PLAIN))
        if head.trouble in ("connection", "certificate", "redirects"):
            return FileFacts(head)
        part = _PLAIN | {"range": f"bytes=0-{_PICTURE - 1}"}
        reply = await client.ask(_address(url), headers=part, enough=_PICTURE)
        return FileFacts(head, _answer(reply), reply.content)

    async def _document(self, client: Client, url: str) -> FileFacts:
        reply = await client.ask(_address(url), limit=_DOCUMENT)
        return FileFacts(got=_answer(reply), content=reply.content)

    async def _count(self, work: Awaitable[_T]) -> _T:
        """Do a piece of work, and tell how far all of it has come."""
        self._all += 1
        found = await work
        self._done += 1
        self._progress(self._done, self._all)
        return found


_LOGIN = re.compile(r"(?<=://)[^/?#]*@")


def without_login(address: str) -> str:
    """An address as it may be shown: reports end up in public logs.

    >>> without_login("https://ann:secret@podcasts.example/tea.xml?a=@b")
    'https://podcasts.example/tea.xml?a=@b'
    """
    return _LOGIN.sub("", address, count=1)


def _address(url: str) -> str:
    """An address of a feed as it can be asked for; as it stands if it cannot."""
    try:
        return Url.parse(url)
    except ValueError:
        return url


def _answer(reply: Reply) -> Answer:
    return Answer(
        url=without_login(reply.url),
        status=reply.status,
        reason=reply.reason,
        hops=tuple(
            Hop(without_login(hop.url), hop.status, without_login(hop.target)) for hop in reply.hops
        ),
        headers=reply.headers,
        sent=reply.sent,
        seconds=reply.seconds,
        trouble=reply.trouble and reply.trouble.value,
        words=reply.words,
        remedy=reply.remedy,
    )


def _artwork(facts: FileFacts) -> ArtworkFacts | None:
    """What the beginning of a picture says; None if it is none."""
    from podfeed.probes.artwork import look

    seen = look(facts.content) if facts.content else None
    if seen is None:
        return None
    length = facts.length
    if length is None and len(facts.content) < _PICTURE:
        length = len(facts.content)
    return ArtworkFacts(seen.type, length, seen.width, seen.height, seen.mode)
