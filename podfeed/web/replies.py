"""What came of asking for an address: the answer of a server, or what hindered it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

LIMIT = 100_000_000
"""Bytes of an answer that are read at most, as sent and as unpacked."""

LOOK = "open the address in a browser, and see what the server sends"
"""The remedy where there is no better one."""


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
    Trouble.SIZE: LOOK,
    Trouble.PACKING: LOOK,
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


def troubled(reply: Reply, trouble: Trouble, words: str, remedy: str | None = None) -> Reply:
    """What came of asking where no whole answer came: it has no status."""
    return replace(
        reply, status=None, trouble=trouble, words=words, remedy=remedy or _HELP[trouble]
    )


def too_large(reply: Reply, limit: int) -> Reply:
    """What came of asking where the body has more than ``limit`` bytes."""
    words = f"answers with more than the {limit:,} bytes that are read"
    return troubled(reply, Trouble.SIZE, words)
