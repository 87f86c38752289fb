"""Feeds and their files asked for on the web; what servers say becomes plain facts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from podfeed import web
from podfeed.errors import UsageError
from podfeed.live.answers import answer_of, without_login
from podfeed.live.manners import Manners
from podfeed.rules import (
    LIMIT,
    ArtworkFacts,
    FileFacts,
    MediaFacts,
    WebFacts,
    links,
    web_facts,
)
from podfeed.values import Url

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from podfeed.web import Client


_T = TypeVar("_T")

_PICTURE = 262_144
"""Bytes of a picture that are asked for: its headers, and what cameras write before them."""

_PLAIN = {"accept-encoding": "identity"}  # so that lengths are those of the file

_DOCUMENT = 5_000_000
"""The most bytes of chapters or a transcript that are read."""


@dataclass(slots=True)
class Visit:
    """What was learnt of a feed: its bytes if there are any, and the facts."""

    data: bytes | None = None
    facts: MediaFacts = field(default_factory=MediaFacts)


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
    return asyncio.run(Tour(manners, progress or (lambda *_: None)).take(urls, feeds))


class Tour:
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
        first = answer_of(reply)
        if first.status != 200 or not first.ok:
            return Visit(None, MediaFacts(web=WebFacts(first)))
        again = None
        marks = {"if-none-match": "etag", "if-modified-since": "last-modified"}
        asked = {name: first.header(header) for name, header in marks.items()}
        asked = {name: value for name, value in asked.items() if value and value.isascii()}
        if asked:
            ask = client.ask(reply.final, headers=asked, enough=0)
            again = answer_of(await self._count(ask))
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
        head = answer_of(await client.ask(_address(url), method="HEAD", headers=_PLAIN))
        if head.ok and "bytes" in head.header("accept-ranges").lower():
            return FileFacts(head)
        if head.trouble in ("connection", "certificate", "redirects"):
            return FileFacts(head)
        ask = client.ask(_address(url), headers=_PLAIN | {"range": "bytes=0-1"}, enough=0)
        return FileFacts(head, answer_of(await ask))

    async def _picture(self, client: Client, url: str) -> FileFacts:
        """By HEAD, and by its beginning."""
        head = answer_of(await client.ask(_address(url), method="HEAD", headers=_PLAIN))
        if head.trouble in ("connection", "certificate", "redirects"):
            return FileFacts(head)
        part = _PLAIN | {"range": f"bytes=0-{_PICTURE - 1}"}
        reply = await client.ask(_address(url), headers=part, enough=_PICTURE)
        return FileFacts(head, answer_of(reply), reply.content)

    async def _document(self, client: Client, url: str) -> FileFacts:
        reply = await client.ask(_address(url), limit=_DOCUMENT)
        return FileFacts(got=answer_of(reply), content=reply.content)

    async def _count(self, work: Awaitable[_T]) -> _T:
        """Do a piece of work, and tell how far all of it has come."""
        self._all += 1
        found = await work
        self._done += 1
        self._progress(self._done, self._all)
        return found


def _address(url: str) -> str:
    """An address of a feed as it can be asked for; as it stands if it cannot."""
    try:
        return Url.parse(url)
    except ValueError:
        return url


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
