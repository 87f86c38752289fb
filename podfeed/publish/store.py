"""What every place of publication can do: the one protocol, and the types that it speaks in.

A store knows keys and bytes. A key is a relative path with ``/`` between its names, such as
``media/tea/01-oolong.mp3``. To add a kind of store, write a module with a class that keeps this
protocol and give it a row in ``podfeed.publish.addresses``; tests/test_publish_contract.py then
runs on it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from podfeed.errors import ConflictError, PublishError

Content = Path | bytes
"""What is sent: a file, which is streamed, or bytes."""

Progress = Callable[[int], None]
"""Told how many bytes of a content have been sent so far; fewer than before after a restart."""

OWN = ".podfeed-"
"""How the names begin that a store keeps for itself: unfinished uploads, locks and claims."""

PRIVATE = ".history"
"""A folder for publishers only. Where folders have rights, nobody else is let in."""

_LONGEST = 1024  # bytes of a key, the least that the object stores agree on


class Stored(NamedTuple):
    """What is known of one key. Two of them with the same ``etag`` are the same content.

    ``modified`` is in seconds since 1970, by the clock of the store. ``digest`` is ``md5:…`` or
    ``sha256:…`` in lower-case hex. ``read``, ``put`` and ``swap`` give the SHA-256 of the bytes
    that went by; ``list`` and ``stat`` give what the store says without reading the content,
    mostly nothing. An equal MD5 proves the content equal, but another one does not prove it
    changed: stores that encrypt give 32 digits that are none.
    """

    size: int
    etag: str | None = None
    modified: float | None = None
    digest: str | None = None


class Headers(NamedTuple):
    """What a web server has to send along with the content, where the store keeps such things."""

    content_type: str
    cache_control: str
    content_encoding: str | None = None


class Store(Protocol):
    """A place of publication. All methods but ``close`` may be called from several threads.

    Each of them raises a PublishError: ConflictError, RefusedError (credentials, rights, clock),
    UnreachableError (after the retries of the store), FullError.
    """

    @property
    def address(self) -> str:
        """As shown to people; it never holds a credential."""
        ...

    @property
    def warnings(self) -> list[str]:
        """What this store turned out not to guarantee, each a sentence, in the order noticed."""
        ...

    def list(self, prefix: str = "") -> dict[str, Stored]:
        """Every key that begins with ``prefix``, in order, from one listing; {} for none."""
        ...

    def stat(self, key: str) -> Stored | None:
        """What is known of one key, or None if it is not there."""
        ...

    def recognise(self, key: str, there: Stored, like: Path) -> str | None:
        """The SHA-256 of what a key holds, if no more than a file of this machine has to be read.

        ``there`` is what ``list`` told of it, ``like`` a file that may be the same.
        """
        ...

    def read(self, key: str, *, limit: int) -> tuple[bytes, Stored] | None:
        """Content, and what ``swap`` has to know of it, or None; PublishError above ``limit``."""
        ...

    def put(
        self, key: str, content: Content, headers: Headers, *, progress: Progress | None = None
    ) -> Stored:
        """Send a content, streamed and checked. Readers see the old one or the whole new one."""
        ...

    def swap(self, key: str, data: bytes, headers: Headers, *, seen: Stored | None) -> Stored:
        """Put these bytes only if what is there is still ``seen`` (None: nothing is there).

        ``seen`` comes from ``read``, or from ``put`` or ``swap`` of this store. Raises
        ConflictError, and then nothing has been changed.
        """
        ...

    def delete(self, key: str) -> None:
        """Take a key away; one that is not there is no error."""
        ...

    def close(self) -> None:
        """Let go of connections. The store is of no use afterwards."""
        ...


def check_key(key: str) -> str:
    """The key itself if every store can hold it; PublishError otherwise.

    >>> check_key("media/tea/1 – Sencha #1 100%.mp3")
    'media/tea/1 – Sencha #1 100%.mp3'
    >>> for bad in ("", "/etc/passwd", "a/../b", "a//b", ".podfeed-lock", "a/b\\\\c", "a\\x00"):
    ...     try:
    ...         check_key(bad)
    ...     except PublishError as error:
    ...         print(error.problem)
    a key is empty
    the key begins with "/"
    the key has ".." in it
    the key has an empty name in it
    the key has ".podfeed-lock" in it, which podfeed keeps for itself
    the key has a character that some stores cannot hold
    the key has a character that some stores cannot hold
    """
    problem = _fault(key)
    if problem:
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in key[:200])
        raise PublishError(problem, path=shown or None, remedy="give the file another name")
    return key


def _fault(key: str) -> str | None:
    if not key:
        return "a key is empty"
    if key.startswith("/"):
        return 'the key begins with "/"'
    if any(c == "\\" or unicodedata.category(c) in ("Cc", "Cs") for c in key):
        return "the key has a character that some stores cannot hold"
    if len(key.encode()) > _LONGEST:
        return f"the key has more than {_LONGEST:,} bytes"
    for name in key.split("/"):
        if name in (".", ".."):
            return f'the key has "{name}" in it'
        if not name:
            return "the key has an empty name in it"
        if name.startswith(OWN):
            return f'the key has "{name}" in it, which podfeed keeps for itself'
    return None


def is_key(key: str) -> bool:
    """Whether every store can hold this key; what is not one is in no listing.

    >>> [is_key(key) for key in ("media/.podfeed-1a2b.part", "media/a.mp3", ".history/1.xml")]
    [False, True, True]
    """
    return _fault(key) is None


def conflict(store: Store, key: str) -> ConflictError:
    """The error of a swap that came too late, the same words for every store."""
    return ConflictError(
        "somebody else has published this meanwhile; nothing was overwritten",
        path=f"{store.address}/{key}",
        remedy="plan again, and look at what has changed",
    )
