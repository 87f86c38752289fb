"""A folder of a server as a store, over SFTP.

A content is written under a name that begins with ``.podfeed-``, read back, and renamed; a cut
upload goes on where it was cut. SFTP has no conditional write, so whoever swaps makes a claim
first: a file that only one can make, named after the hash of the old content. A claim that is older
than ``TAKEN_OVER`` seconds is one of a publisher that has died, and is taken over.

What this does not guarantee: a publisher that stands still in the middle of a swap for longer than
that, and then goes on, may overwrite what another has published meanwhile; and whoever writes there
without podfeed makes no claims at all. An ETag here is no more than size and second of change.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import asyncssh
from asyncssh import FXF_CREAT, FXF_READ, FXF_WRITE

from podfeed.errors import PublishError, UnreachableError
from podfeed.publish.claim import TAKEN_OVER, Claim, pause
from podfeed.publish.content import BLOCK, opened, sha256_of
from podfeed.publish.sessions import ABSENT, Session, host_at
from podfeed.publish.store import OWN, PRIVATE, Stored, check_key, conflict, is_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asyncssh import SFTPAttrs, SFTPClient, SFTPClientFile

    from podfeed.publish.content import Source
    from podfeed.publish.sessions import Patience
    from podfeed.publish.store import Content, Headers, Progress

UNSAFE = (
    "this server cannot replace a file in one step: while one is replaced, it is not there for a "
    "moment"
)

_CHUNK = 4 * BLOCK  # written at a time; what an interruption can have left holes in
_DEEPEST = 32  # folders in each other that are listed
_DAY = 86_400


class SftpStore:
    """A folder of a server. Headers are up to the web server in front of it and are not kept."""

    def __init__(self, address: str, *, patience: Patience | None = None) -> None:
        self._host = host_at(address)
        self.address = address.rstrip("/")
        self.warnings: list[str] = []
        self._session = Session(self._host, patience=patience, shown=self.address)
        self._folders: set[str] = set()
        self._left: list[str] = []  # unfinished uploads that nobody will finish

    def __repr__(self) -> str:
        return f"SftpStore({self.address!r})"

    def list(self, prefix: str = "") -> dict[str, Stored]:
        def walk(client: SFTPClient) -> dict[str, Stored]:
            return dict(sorted(self._walk(client, "", prefix, 0)))

        return self._session.attempt(walk, key=prefix)

    def stat(self, key: str) -> Stored | None:
        path = self._path(key)
        return self._session.attempt(lambda client: self._state(client, path), key=key)

    def recognise(self, key: str, there: Stored, like: Path) -> str | None:
        del key, there, like
        return None  # to read it back takes as long as to send it

    def read(self, key: str, *, limit: int) -> tuple[bytes, Stored] | None:
        path = self._path(key)

        def read(client: SFTPClient) -> tuple[bytes, Stored] | None:
            state = self._state(client, path)
            if state is None:
                return None
            if state.size > limit:
                raise PublishError(
                    f"has {state.size:,} bytes, more than the {limit:,} that are read",
                    path=f"{self.address}/{key}",
                    remedy="look whether it is what it should be",
                )
            with self._opened(client, path, FXF_READ) as file:
                data = b"".join(self._blocks(file))
                state = _stored(self._session.wait(file.stat()))
            return data, state._replace(digest=sha256_of(data))

        return self._session.attempt(read, key=key)

    def put(
        self, key: str, content: Content, headers: Headers, *, progress: Progress | None = None
    ) -> Stored:
        del headers  # a folder keeps none
        return self._put(key, content, progress, claim=None)

    def swap(self, key: str, data: bytes, headers: Headers, *, seen: Stored | None) -> Stored:
        del headers
        path = self._path(key)
        claim = Claim(self._session, _parent(path), key, seen)
        self._take(claim, key)
        try:
            if not self._is_still(key, path, seen):
                raise conflict(self, key)
            return self._put(key, data, None, claim=claim)
        finally:
            # Whoever cannot take it away any more leaves it to be taken over.
            with contextlib.suppress(PublishError):
                self._session.attempt(claim.release, key=key)

    def delete(self, key: str) -> None:
        path = self._path(key)

        def delete(client: SFTPClient) -> None:
            with contextlib.suppress(*ABSENT):
                self._session.wait(client.remove(path))
            folder = _parent(path)
            while folder.startswith(f"{self._host.folder}/"):
                self._folders.discard(folder)
                try:
                    self._session.wait(client.rmdir(folder))
                except asyncssh.SFTPError:
                    return
                folder = _parent(folder)

        self._session.attempt(delete, key=key)

    def close(self) -> None:
        self._session.close()

    def _path(self, key: str) -> str:
        return f"{self._host.folder.rstrip('/')}/{check_key(key)}"

    def _state(self, client: SFTPClient, path: str) -> Stored | None:
        try:
            state = self._session.wait(client.stat(path))
        except ABSENT:
            return None
        return _stored(state) if state.type == asyncssh.FILEXFER_TYPE_REGULAR else None

    def _walk(
        self, client: SFTPClient, base: str, prefix: str, depth: int
    ) -> Iterator[tuple[str, Stored]]:
        """Files below a folder. Links are followed, but not for ever."""
        folder = f"{self._host.folder.rstrip('/')}/{base}".rstrip("/") or "/"
        try:
            entries = self._session.wait(client.readdir(folder))
        except ABSENT:
            return
        for entry in entries:
            name, state = str(entry.filename), entry.attrs
            key = f"{base}{name}"
            if name.startswith(OWN) and (state.mtime or 0) < time.time() - _DAY:
                self._left.append(f"{folder}/{name}")
            if not is_key(key) or not (key.startswith(prefix) or prefix.startswith(f"{key}/")):
                continue
            if state.type == asyncssh.FILEXFER_TYPE_SYMLINK:
                try:
                    state = self._session.wait(client.stat(f"{folder}/{name}"))
                except asyncssh.SFTPError:
                    continue
            if state.type == asyncssh.FILEXFER_TYPE_DIRECTORY and depth < _DEEPEST:
                yield from self._walk(client, f"{key}/", prefix, depth + 1)
            elif state.type == asyncssh.FILEXFER_TYPE_REGULAR and key.startswith(prefix):
                yield key, _stored(state)

    @contextmanager
    def _opened(self, client: SFTPClient, path: str, flags: int) -> Iterator[SFTPClientFile]:
        async def open_() -> SFTPClientFile:
            return await client.open(path, flags, encoding=None)

        file = self._session.wait(open_())
        try:
            yield file
        finally:
            # What was lost with the connection is closed with it.
            with contextlib.suppress(asyncssh.Error, OSError):
                self._session.wait(file.close())

    def _blocks(self, file: SFTPClientFile, start: int = 0) -> Iterator[bytes]:
        while block := self._session.wait(file.read(_CHUNK, start)):
            yield cast("bytes", block)
            start += len(block)

    def _make_folder(self, client: SFTPClient, folder: str) -> None:
        """Make a folder and those above it, asking for no more of them than needed."""
        if folder in self._folders or folder in ("", ".", "/"):
            return
        if not self._session.wait(client.isdir(folder)):
            self._make_folder(client, _parent(folder))
            try:
                private = folder.rpartition("/")[2] == PRIVATE
                rights = asyncssh.SFTPAttrs(permissions=0o700) if private else asyncssh.SFTPAttrs()
                self._session.wait(client.mkdir(folder, rights))
            except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
                if not self._session.wait(client.isdir(folder)):  # made by another meanwhile
                    raise
        self._folders.add(folder)

    def _put(
        self, key: str, content: Content, progress: Progress | None, *, claim: Claim | None
    ) -> Stored:
        path = self._path(key)
        with opened(content) as source:
            # The name of what is unfinished tells the content, so that only the same one goes on.
            while source.read(BLOCK):
                pass
            token = hashlib.sha256(f"{source.digest} {key}".encode()).hexdigest()[:24]
            part = f"{_parent(path)}/{OWN}{token}.part"

            def put(client: SFTPClient) -> Stored:
                self._sweep(client)
                for _ in range(3):
                    self._make_folder(client, _parent(path))
                    try:
                        self._send(client, part, source, progress)
                        if not self._has_arrived(client, part, source):
                            continue
                        if claim and not claim.is_held(client):
                            raise conflict(self, key)
                        self._rename(client, part, path)
                        state = self._session.wait(client.stat(path))
                        return _stored(state)._replace(digest=source.digest)
                    except ABSENT:  # the folder or what was sent was taken away meanwhile
                        self._folders.clear()
                raise PublishError(
                    "what arrived is not what was sent",
                    path=f"{self.address}/{key}",
                    remedy="see whether the disk of the server is well, and run again",
                )

            return self._session.attempt(put, key=key)

    def _send(
        self, client: SFTPClient, part: str, source: Source, progress: Progress | None
    ) -> None:
        """Write the content, from where an earlier attempt has come to."""
        with self._opened(client, part, FXF_READ | FXF_WRITE | FXF_CREAT) as file:
            position = self._resumable(file, source)
            # Nothing is cut off: another publisher may be at the very same upload, or done with it.
            source.rewind(position)
            while block := source.read(_CHUNK):
                self._session.wait(file.write(block, source.position - len(block)))
                if progress:
                    progress(source.position)
            with contextlib.suppress(asyncssh.SFTPOpUnsupported):
                self._session.wait(file.fsync())

    def _resumable(self, file: SFTPClientFile, source: Source) -> int:
        """How many bytes at the beginning are there already, for certain.

        The last chunk may have holes, so it is sent again; the one before it is compared.
        """
        there = min(self._session.wait(file.stat()).size or 0, source.size)
        position = max(0, (there - 1) // _CHUNK * _CHUNK)
        if position:
            source.rewind(position - _CHUNK)
            before = cast("bytes", self._session.wait(file.read(_CHUNK, position - _CHUNK)))
            if before != source.read(_CHUNK):
                return 0
        return position

    def _has_arrived(self, client: SFTPClient, part: str, source: Source) -> bool:
        """Read back what arrived, as SFTP has no checksums; what is wrong is taken away."""
        digest, size = hashlib.sha256(), 0
        with self._opened(client, part, FXF_READ) as file:
            for block in self._blocks(file):
                digest.update(block)
                size += len(block)
        if size == source.size and f"sha256:{digest.hexdigest()}" == source.digest:
            return True
        self._session.wait(client.remove(part))
        return False

    def _rename(self, client: SFTPClient, part: str, path: str) -> None:
        """Give what is whole its name, in one step where the server can."""
        try:
            self._session.wait(client.posix_rename(part, path))
            return
        except asyncssh.SFTPOpUnsupported:
            pass
        try:
            self._session.wait(client.rename(part, path))  # some replace, most refuse to
            return
        except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            if UNSAFE not in self.warnings:
                self.warnings.append(UNSAFE)
        aside = f"{_parent(path)}/{OWN}{secrets.token_hex(8)}.part"
        self._session.wait(client.rename(path, aside))
        try:
            self._session.wait(client.rename(part, path))
        except asyncssh.Error:
            self._session.wait(client.rename(aside, path))
            raise
        self._session.wait(client.remove(aside))

    def _take(self, claim: Claim, key: str) -> None:
        """Wait for the claim: its holder is done in seconds, or dead and taken over."""

        def take(client: SFTPClient) -> bool:
            self._make_folder(client, _parent(claim.path))
            return claim.take(client)

        deadline = time.monotonic() + 2 * TAKEN_OVER
        while not self._session.attempt(take, key=key):
            if time.monotonic() > deadline:
                raise UnreachableError(
                    f"other publishers have been at it for {2 * TAKEN_OVER:g} seconds",
                    path=f"{self.address}/{key}",
                    remedy="see what they are waiting for, and run again",
                )
            pause()

    def _is_still(self, key: str, path: str, seen: Stored | None) -> bool:
        """Whether what is there is what was seen: by content where its hash is known."""
        present = self.stat(key)
        if present is None or seen is None:
            return present is None and seen is None
        if not (seen.digest or "").startswith("sha256:"):
            return present.etag == seen.etag

        def digest(client: SFTPClient) -> str:
            found = hashlib.sha256()
            with self._opened(client, path, FXF_READ) as file:
                for block in self._blocks(file):
                    found.update(block)
            return f"sha256:{found.hexdigest()}"

        return self._session.attempt(digest, key=key) == seen.digest

    def _sweep(self, client: SFTPClient) -> None:
        """Take away what publishers that died more than a day ago have left."""
        while self._left:
            with contextlib.suppress(IndexError, asyncssh.SFTPError):
                self._session.wait(client.remove(self._left.pop()))


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _stored(state: SFTPAttrs) -> Stored:
    size, modified = state.size or 0, state.mtime
    return Stored(size, f'"{size:x}-{int(modified or 0):x}"', modified)
