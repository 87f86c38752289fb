"""What was published, fetched from its public addresses the way an app would.

Each feed has to come byte for byte, each file with its length and type, and audio in parts as well.
Whatever a server does is a finding, and never an exception.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed import web
from podfeed.findings import Finding, Kind, Place, Severity, sort_key
from podfeed.publish.content import sha256_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from podfeed.publish.plan import File
    from podfeed.web import Client, Reply

NOT_SERVED = Kind(
    "PUB010",
    "published-not-served",
    Severity.ERROR,
    """A file that was published does not come from its public address.

    The store has it, and subscribers get an error. Mostly `base_url` or `media_url` does not lead
    to where `publish:` puts the files, or the files may not be read by everybody.
    """,
)
DIFFERS = Kind(
    "PUB011",
    "published-differs",
    Severity.ERROR,
    """A feed, page or companion comes from its public address with other bytes than were published.

    A cache that still has the former version is one reason: it is asked again for some seconds
    before this is told. A server that rewrites what it sends is another, and `base_url` leading to
    another place than `publish:` is a third.
    """,
)
LENGTH = Kind(
    "PUB012",
    "published-length",
    Severity.ERROR,
    """An audio file or picture comes with another length than was published.

    Apps show a wrong size, break off, or refuse the file. Another file of that name is served:
    see where `media_url` leads, and whether a cache has an old one.
    """,
)
TYPE = Kind(
    "PUB013",
    "published-type",
    Severity.ERROR,
    """A file is served as something else than it is, such as audio as a text.

    Players in browsers go by it. It is a warning where the type is merely vague. Let the server
    send the right Content-Type; a folder behind a web server needs it in that server's table.
    """,
)
NO_RANGES = Kind(
    "PUB014",
    "published-without-ranges",
    Severity.ERROR,
    """The server does not send a part of an audio file when asked for one.

    Then nobody can seek in an episode before all of it is there, and a download that was cut short
    begins again. Apple asks for byte ranges. Every usual web server and store has them.
    """,
)
HISTORY_SHOWN = Kind(
    "PUB015",
    "history-public",
    Severity.WARNING,
    """What podfeed keeps for publishers, `.history/`, can be read at the public address.

    It holds the last ten versions of each feed, all of which were public once, and the list of what
    was published: nothing secret, but nothing for visitors. Let the server refuse what begins
    with a dot, or give the public no right to read `.history/`.
    """,
)

TIMEOUT = 20.0
"""Seconds that one address may take."""

PATIENCE = 2.0
"""Seconds until a cache that has the former version is asked again."""

_TRIES = 4
_PAUSE = 0.05  # seconds between requests: the server is the publisher's own
_DOCUMENT = 100_000_000
_PLAIN = {"accept-encoding": "identity"}
_RANGE = re.compile(r"bytes 0-1/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to come from a public address: a file, with its bytes if they are compared.

    ``former`` are the bytes that were there before, by which a cache is known.
    """

    url: str
    file: File
    compared: bool = False
    former: bytes | None = None


def prove(
    claims: Iterable[Claim],
    *,
    hidden: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Fetch what was published, and tell what does not come as it should.

    ``hidden`` is an address that the public must not be able to read. Raises UsageError if httpx
    is not installed.
    """
    web.load()
    return asyncio.run(_prove(list(claims), hidden, progress or (lambda *_: None)))


async def _prove(
    claims: list[Claim],
    hidden: str | None,
    progress: Callable[[int, int], None],
) -> list[Finding]:
    done = 0

    async def count(work: Awaitable[list[Finding]]) -> list[Finding]:
        nonlocal done
        found = await work
        done += 1
        progress(done, len(claims))
        return found

    async with web.Client(timeout=TIMEOUT, pause=_PAUSE) as client:
        jobs = [count(_one(client, claim)) for claim in claims]
        if hidden is not None:
            jobs.append(_hidden(client, hidden))
        found = await asyncio.gather(*jobs)
    return sorted((finding for findings in found for finding in findings), key=sort_key)


async def _one(client: Client, claim: Claim) -> list[Finding]:
    return await (_document(client, claim) if claim.compared else _media(client, claim))


async def _document(client: Client, claim: Claim) -> list[Finding]:
    """A feed, page or companion has to come byte for byte."""
    headers = {"cache-control": "no-cache"}
    for attempt in range(_TRIES):
        if attempt:
            await asyncio.sleep(PATIENCE)
        reply = await client.ask(claim.url, headers=headers, limit=_DOCUMENT)
        if _failed(reply) or sha256_of(reply.content) == claim.file.digest:
            break
    if _failed(reply):
        return [_not_served(claim, reply)]
    found = _type(claim, reply)
    if sha256_of(reply.content) == claim.file.digest:
        return found
    if claim.former is not None and reply.content == claim.former:
        age = reply.headers.get("age")
        kept = f", {age} seconds old," if age and age.isdigit() and len(age) < 10 else ""
        problem = f"the former version{kept} still comes from there"
        remedy = "purge the cache in front of the store, or see where base_url leads"
    else:
        problem = f"other bytes come from there: {len(reply.content):,} for {claim.file.size:,}"
        remedy = "see whether base_url leads to where it was published"
    return [DIFFERS.at(Place(claim.url), problem, remedy=remedy), *found]


async def _media(client: Client, claim: Claim) -> list[Finding]:
    """An audio file or picture has to come with its length and type, audio in parts too."""
    head = await client.ask(claim.url, method="HEAD", headers=_PLAIN)
    if _failed(head):
        return [_not_served(claim, head)]
    found = _type(claim, head)
    length = head.headers.get("content-length")
    if _is_played(claim.file):
        part = await client.ask(claim.url, headers=_PLAIN | {"range": "bytes=0-1"}, enough=2)
        match = _RANGE.fullmatch(part.headers.get("content-range", ""))
        if part.status != 206 or match is None:
            answer = part.words or f"answers {part.status} to a request for two bytes"
            remedy = "let the server send byte ranges"
            found.append(NO_RANGES.at(Place(claim.url), answer, remedy=remedy))
        elif match[1] != "*":
            length = match[1]
    if length is not None and length != str(claim.file.size):
        problem = f"is served with {_number(length)} bytes and has {claim.file.size:,}"
        remedy = "see whether media_url leads to where it was published"
        found.append(LENGTH.at(Place(claim.url), problem, remedy=remedy))
    return found


async def _hidden(client: Client, url: str) -> list[Finding]:
    reply = await client.ask(url, method="HEAD", follow=False)
    if reply.trouble or reply.status is None or not 200 <= reply.status < 300:
        return []
    remedy = "let the server refuse .history/"
    return [HISTORY_SHOWN.at(Place(url), "can be read by everybody", remedy=remedy)]


def _failed(reply: Reply) -> bool:
    return reply.trouble is not None or reply.status != 200


def _not_served(claim: Claim, reply: Reply) -> Finding:
    problem = reply.words or f"answers {reply.status} {reply.reason}".rstrip()
    remedy = reply.remedy or "see whether that address leads to where it was published"
    return NOT_SERVED.at(Place(claim.url), problem, remedy=remedy)


def _number(text: str) -> str:
    return f"{int(text):,}" if text.isascii() and text.isdigit() and len(text) < 20 else "no"


def _is_played(file: File) -> bool:
    return file.headers.content_type.startswith(("audio/", "video/"))


_XML = ("application/rss+xml", "application/xml", "text/xml")
_VAGUE = ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/json")


def _type(claim: Claim, reply: Reply) -> list[Finding]:
    """A type that is another than the file's, as far as a player would mind."""
    wanted = claim.file.headers.content_type.partition(";")[0].strip().lower()
    served = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if served == wanted or (wanted in _XML and served in _XML):
        return []
    if wanted.startswith(("audio/", "video/", "image/")):
        alike = served.partition("/")[0] in ("audio", "video", wanted.partition("/")[0])
    else:
        alike = False
    if alike:
        return []
    severity = Severity.ERROR if served == "text/html" or _is_played(claim.file) else None
    if served in _VAGUE or severity is None:
        severity = Severity.WARNING
    shown = f'as "{served}"' if served else "without a Content-Type"
    message = f'is served {shown}, not as "{wanted}"'
    remedy = f"let the server send {wanted}"
    return [TYPE.at(Place(claim.url), message, remedy=remedy, severity=severity)]
