"""The bodies of answers: held in memory, or poured into a file; bounded, and unpacked here."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from podfeed.web.replies import Reply, Trouble, too_large, troubled

if TYPE_CHECKING:
    from httpx import Response

    from podfeed.partial import Partial

IDLE = 30.0
"""Seconds that a server may keep silent in the middle of a file."""

_PLAIN = ("", "identity")


class Sink(NamedTuple):
    """Where a body goes that is too large to be held, and who is told of each piece."""

    part: Partial
    progress: Callable[[int], None]


def _head(response: Response, url: str) -> Reply:
    """What a server answers, without the body."""
    return Reply(
        url,
        status=response.status_code,
        reason=response.reason_phrase,
        headers={name.lower(): value for name, value in response.headers.items()},
    )


def _encoding(reply: Reply) -> str:
    return reply.headers.get("content-encoding", "").strip().lower()


def _stated(reply: Reply) -> int:
    """The bytes that the body is said to have; 0 if nothing is said that can be understood."""
    text = reply.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else 0


async def take(response: Response, url: str, limit: int, enough: int | None) -> Reply:
    """What a server answers, with as much of the body as is asked for."""
    reply = _head(response, url)
    if enough == 0 or not response.is_success:
        return reply
    encoding = _encoding(reply)
    if encoding not in (*_PLAIN, "gzip", "x-gzip"):
        words = f'is packed as "{encoding}", which was not asked for'
        remedy = "let the server send it plain or with gzip"
        return troubled(reply, Trouble.PACKING, words, remedy)
    if enough is None and _stated(reply) > limit:
        return too_large(reply, limit)
    parts, size, sent = [], 0, 0
    most = limit if enough is None else enough
    unpack = None if encoding in _PLAIN else zlib.decompressobj(wbits=31)
    async for chunk in response.aiter_raw():
        sent += len(chunk)
        try:
            # One byte more than is allowed tells a bomb without unpacking it.
            part = chunk if unpack is None else unpack.decompress(chunk, most - size + 1)
        except zlib.error:
            return troubled(reply, Trouble.PACKING, "is not packed with gzip as it says")
        size += len(part)
        parts.append(part)
        if enough is not None and size > most:
            break
        if max(size, sent) > limit:
            return too_large(reply, limit)
        if unpack is not None and unpack.eof:
            break  # what follows would only fill the memory
    else:
        if unpack is not None and size:
            return troubled(reply, Trouble.PACKING, "is cut short: its gzip has no end")
    return replace(reply, content=b"".join(parts)[:most], sent=sent)


async def pour(response: Response, url: str, limit: int, sink: Sink) -> Reply:
    """What a server answers, its body written as it comes."""
    reply = _head(response, url)
    if not response.is_success:
        if response.status_code == 416:  # the rest that was asked for does not exist
            sink.part.drop()
        return reply
    if _encoding(reply) not in _PLAIN:
        return troubled(reply, Trouble.PACKING, "is packed, which was not asked for")
    begun = sink.part.size if response.status_code == 206 else 0
    there = re.match(r"bytes (\d{1,18})-", reply.headers.get("content-range", ""))
    if begun and (there is None or int(there[1]) != begun):
        sink.part.drop()
        words = "answers with another part of the file than was asked for"
        return troubled(reply, Trouble.CONNECTION, words)
    if begun + _stated(reply) > limit:
        return too_large(reply, limit)
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
            return troubled(reply, Trouble.TIME, words)
        if piece is None:
            break
        size += len(piece)
        if size > limit:
            sink.part.drop()
            return too_large(reply, limit)
        sink.part.write(piece)
        sink.progress(len(piece))
    sink.part.finish()
    return replace(reply, sent=size)
