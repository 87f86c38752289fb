"""A claim on an SFTP server: a file that only one publisher can make.

It is named after the key and the hash of what is to be replaced, so that a claim outlives its
purpose with the content that it was made for.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import secrets
import time
from typing import TYPE_CHECKING

import asyncssh
from asyncssh import FXF_CREAT, FXF_EXCL, FXF_WRITE

from podfeed.publish.sessions import ABSENT
from podfeed.publish.store import OWN

if TYPE_CHECKING:
    from asyncssh import SFTPClient

    from podfeed.publish.sessions import Session
    from podfeed.publish.store import Stored

TAKEN_OVER = 60.0
"""Seconds, by the clock of the server, after which a claim is taken over."""

_ATTEMPTS = 5  # at a claim that is refused though nobody has it


class Claim:
    """The claim on a key for as long as it is ``seen``. ``take``, ``require_held``, ``release``."""

    def __init__(self, session: Session, folder: str, key: str, seen: Stored | None) -> None:
        old = hashlib.sha256(f"{key} {(seen.digest or seen.etag) if seen else None}".encode())
        self.path = f"{folder}/{OWN}claim-{old.hexdigest()[:24]}"
        self._session = session
        self._token = secrets.token_hex(16).encode()

    def take(self, client: SFTPClient) -> bool:
        """Try to make the claim; one that is too old is taken over."""
        if self._make(client):
            return True
        other = self._content(client, self.path)
        if other == self._token:  # made by an attempt whose answer was lost
            return True
        age = self._age(client)
        if other is None or age is None or age < TAKEN_OVER:
            return False
        return self._set_aside(client, other) and self._make(client)

    def is_held(self, client: SFTPClient) -> bool:
        """Whether the claim is still ours."""
        return self._content(client, self.path) == self._token

    def release(self, client: SFTPClient) -> None:
        """Take the claim away, if it is ours."""
        if self.is_held(client):
            with contextlib.suppress(*ABSENT):
                self._session.wait(client.remove(self.path))

    def _make(self, client: SFTPClient) -> bool:
        async def make() -> None:
            async with client.open(
                self.path, FXF_WRITE | FXF_CREAT | FXF_EXCL, encoding=None
            ) as file:
                await file.write(self._token)

        for attempt in range(_ATTEMPTS):
            try:
                self._session.wait(make())
            except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
                if self._session.wait(client.exists(self.path)):
                    return False
                if attempt + 1 == _ATTEMPTS:
                    raise
                # The other publisher may have been done with it before we looked.
            else:
                return True
        return False

    def _content(self, client: SFTPClient, path: str) -> bytes | None:
        async def read() -> bytes:
            async with client.open(path, "rb") as file:
                return await file.read(100)

        try:
            return self._session.wait(read())
        except ABSENT:
            return None

    def _age(self, client: SFTPClient) -> float | None:
        """Seconds since the claim was made; now is what the server writes on a new file."""
        clock = f"{self.path}-{secrets.token_hex(4)}"

        async def age() -> float | None:
            async with client.open(clock, FXF_WRITE | FXF_CREAT, encoding=None):
                pass
            now = (await client.stat(clock)).mtime
            await client.remove(clock)
            made = (await client.stat(self.path)).mtime
            return None if now is None or made is None else now - made

        try:
            return self._session.wait(age())
        except ABSENT:
            return None

    def _set_aside(self, client: SFTPClient, dead: bytes) -> bool:
        """Take a dead claim away; if another publisher was faster, its claim is put back."""
        aside = f"{self.path}-{secrets.token_hex(4)}"
        try:
            self._session.wait(client.rename(self.path, aside))
        except ABSENT:
            return True
        if self._content(client, aside) == dead:
            with contextlib.suppress(*ABSENT):
                self._session.wait(client.remove(aside))
            return True
        self._session.wait(client.rename(aside, self.path))
        return False


def pause() -> None:
    """Wait a little before the next try."""
    time.sleep(random.uniform(0.05, 0.3))
