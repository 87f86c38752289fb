"""What a person names to be imported → feeds: a file, an address, or a list of many."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from podfeed import web
from podfeed.errors import FeedError, PodfeedError, UsageError, WebError
from podfeed.files import open_regular, read_regular
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.importing.opml import is_opml, read_opml
from podfeed.importing.reading import LIMIT, Original, read_original

if TYPE_CHECKING:
    from podfeed.importing.opml import Listed

UNREAD = Kind(
    "IMP030",
    "feed-not-imported",
    Severity.ERROR,
    """A feed of several that could not be fetched, or not be read.

    The others were imported. The message says what went wrong; import this one by itself once that
    is mended.
    """,
)

PAGES = 200
"""Pages of one feed that are read at most."""

Progress = Callable[[int, int], None]
_CONNECTIONS = 2
_TIMEOUT = 60.0
_LINK = re.compile(rb"<link\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']([^\"'<>]{1,500})[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that is to be imported: what it is called, its bytes, where it is served if known."""

    path: str
    data: bytes
    address: str | None = None


def is_address(source: str) -> bool:
    """Whether a source is an address on the web."""
    return source.lower().startswith(("http://", "https://"))


def find_feeds(source: str, progress: Progress) -> tuple[list[Found], list[Finding]]:
    """The feed that a source is, or those that it lists, and what could not be had.

    Raises UsageError for no file, FeedError or WebError for one that cannot be read.
    """
    if is_address(source):
        answer = web.fetch(source, limit=LIMIT, timeout=_TIMEOUT)
        data, address = answer.content, answer.url
    else:
        data, address = read_regular(Path(source), limit=LIMIT, error=FeedError), None
    if not is_opml(data):
        if address is not None:
            _require_no_page(data, address)
        return [Found(source, data, address)], []
    listed = read_opml(data, source, address=address)
    return asyncio.run(_fetch_all(listed, source, progress))


def is_feed(source: Path) -> bool:
    """Whether a file is a feed or a list of feeds, and no listing; judged as a person would."""
    if source.suffix.lower() in (".xml", ".rss", ".atom", ".rdf", ".opml"):
        return True
    with open_regular(source, error=FeedError) as file:
        head = file.read(400)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] == b"<" or b"<\0?\0" in head or b"<rss" in head


def _require_no_page(data: bytes, address: str) -> None:
    """Raise FeedError for a web page, with the address of the feed that it names, if it does."""
    head = data[: 1 << 18]
    if b"<html" not in head[:2000].lower():
        return
    for link in _LINK.findall(head):
        kind, target = b"application/rss+xml" in link.lower(), _HREF.search(link)
        if kind and target is not None:
            found = urljoin(address, target[1].decode("utf-8", "replace").replace("&amp;", "&"))
            raise FeedError(
                "is a web page, not a feed", path=address, remedy=f"its feed is at {found}"
            )


async def _fetch_all(
    listed: list[Listed], source: str, progress: Progress
) -> tuple[list[Found], list[Finding]]:
    """The feeds of a list, in its order, fetched at once but with no host crowded."""
    done = 0
    progress(0, len(listed))

    async def get(client: web.Client, one: Listed) -> Found | Finding:
        nonlocal done
        place = Place(source, one.line)
        if not is_address(one.url):
            problem = f'"{one.url[:200]}" is no web address'
            answer: Found | Finding = UNREAD.at(place, problem, remedy="import that file by itself")
        else:
            reply = await client.ask(one.url, limit=LIMIT)
            status = reply.status or 0
            if reply.trouble is None and 200 <= status < 300:
                answer = Found(one.url, reply.content, reply.final)
            else:
                words = reply.words or f"answers {status} {reply.reason}"
                answer = UNREAD.at(place, f"{one.url} {words}", remedy=reply.remedy)
        done += 1
        progress(done, len(listed))
        return answer

    web.load()
    async with web.Client(timeout=_TIMEOUT, connections=_CONNECTIONS) as client:
        answers = await asyncio.gather(*(get(client, one) for one in listed))
    feeds = [one for one in answers if isinstance(one, Found)]
    return feeds, [one for one in answers if isinstance(one, Finding)]


def open_feed(found: Found) -> Original:
    """A feed, with all its pages if it was fetched. Raises FeedError."""
    original = read_original(found.data, found.path, address=found.address)
    if found.address is None:
        return original
    original.pages += _further(original, found.address)
    return original


def _further(original: Original, first: str) -> Iterator[Original]:
    """The pages that go on with a feed. One that cannot be fetched is told, and is the last."""
    seen = {first}
    page = original
    while (address := page.next) is not None and len(seen) < PAGES:
        if address in seen or not is_address(address):
            return
        seen.add(address)
        try:
            answer = web.fetch(address, limit=LIMIT, timeout=_TIMEOUT)
            page = read_original(answer.content, address, address=answer.url)
        except (WebError, FeedError) as error:
            original.faults.append(UNREAD.of(error, address))
            return
        yield page


def told(error: PodfeedError, found: Found) -> Finding:
    """An error of one feed of several, as a finding."""
    if isinstance(error, UsageError):
        return UNREAD.at(Place(found.path), f"{error.path}: {error.problem}", remedy=error.remedy)
    return UNREAD.of(error, found.path)
