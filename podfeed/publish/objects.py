"""S3-compatible storage, Google Cloud Storage and Azure as stores, through obstore.

An object appears when its upload is complete, so there is never half of one. Small contents go in
one request, larger ones in parts; a part that fails is sent again. Requests are retried by obstore,
with growing, jittered pauses, on 5xx, time-outs and broken connections, and never on a refusal.

A publisher that is killed in the middle of an upload in parts leaves parts that no listing shows
and some stores charge for; a lifecycle rule of the bucket takes them away.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import re
import threading
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import obstore
from obstore import exceptions

from podfeed.errors import PublishError, UnreachableError
from podfeed.publish.clouds import REMEDIES, Patience, Place, connect, place_at
from podfeed.publish.conditions import REFUSALS, warning_of
from podfeed.publish.content import opened, sha256_of
from podfeed.publish.etags import digest_by
from podfeed.publish.failures import code_of, failure, status_of
from podfeed.publish.store import OWN, Stored, check_key, conflict, is_key
from podfeed.publish.turns import taking_turns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from obstore import Attributes, ObjectMeta, PutMode, PutResult, UpdateVersion

    from podfeed.publish.content import Source
    from podfeed.publish.store import Content, Headers, Progress

PART = 5 << 20
"""Bytes of a part, the least that S3 allows; contents up to this size go in one request."""

_ATTEMPTS = 4  # at a swap whose answer is lost
_MOST_PARTS = 10_000
_PARTS_AT_ONCE = 3
_LARGE_AT_ONCE = 2  # uploads in parts; with the parts at once this is what bounds the memory
_MD5_DIGITS = 32
_MD5 = re.compile(rf"[0-9a-f]{{{_MD5_DIGITS}}}")


class ObjectStore:
    """A bucket or container, or a prefix in one."""

    def __init__(self, place: Place, *, patience: Patience | None = None) -> None:
        self.address = place.address
        self.warnings: list[str] = []
        self._place = place
        self._patience = patience or Patience()
        self._remote = connect(place, self._patience)
        self._large = threading.BoundedSemaphore(_LARGE_AT_ONCE)
        self._probing = threading.Lock()
        self._conditional: dict[bool, bool] = {}  # for a first swap, for a later one

    def __repr__(self) -> str:
        return f"ObjectStore({self.address!r})"

    def with_patience(self, patience: Patience) -> ObjectStore:
        """The same place, for which somebody waits longer or less long."""
        return ObjectStore(self._place, patience=patience)

    def list(self, prefix: str = "") -> dict[str, Stored]:
        with self._told(prefix):
            found = {key: stored for key, stored in self._below(prefix) if is_key(key)}
        return dict(sorted(found.items()))

    def _below(self, prefix: str) -> Iterator[tuple[str, Stored]]:
        # obstore lists whole folders, so the rest of the prefix is looked at here.
        folder = prefix.rpartition("/")[0]
        for chunk in obstore.list(self._remote, folder or None):
            for meta in chunk:
                if meta["path"].startswith(prefix):
                    yield meta["path"], _stored(meta)

    def stat(self, key: str) -> Stored | None:
        check_key(key)
        with self._told(key):
            try:
                return _stored(obstore.head(self._remote, key))
            except FileNotFoundError:
                return None

    def recognise(self, key: str, there: Stored, like: Path) -> str | None:
        del key
        return digest_by(there.etag, like)

    def read(self, key: str, *, limit: int) -> tuple[bytes, Stored] | None:
        check_key(key)
        with self._told(key):
            try:
                answer = obstore.get(self._remote, key)
            except FileNotFoundError:
                return None
            size = answer.meta["size"]
            data = bytes(answer.bytes()) if size <= limit else b""
        if size > limit:
            raise PublishError(
                f"has {size:,} bytes, more than the {limit:,} that are read",
                path=self._shown(key),
                remedy="look whether it is what it should be",
            )
        return data, _stored(answer.meta, digest=sha256_of(data))

    def fetch(self, key: str, target: IO[bytes], *, seen: Stored) -> None:
        """Write a content into a file, streamed. Raises ConflictError unless it was ``seen``."""
        check_key(key)
        with self._told(key):
            try:
                answer = obstore.get(self._remote, key)
            except FileNotFoundError:
                raise conflict(self, key) from None
            if _quoted(answer.meta["e_tag"]) != seen.etag:
                raise conflict(self, key)
            blocks = iter(answer.stream(min_chunk_size=1 << 20))
        while True:
            with self._told(key):
                block = next(blocks, None)
            if block is None:
                return
            target.write(block)

    def put(
        self, key: str, content: Content, headers: Headers, *, progress: Progress | None = None
    ) -> Stored:
        check_key(key)
        with opened(content) as source:
            if source.size <= PART:
                data = source.read(source.size + 1)
                source.require_whole()
                result = self._put(key, data, headers)
                proof = hashlib.md5(data, usedforsecurity=False).hexdigest()
                if progress:
                    progress(len(data))
            else:
                with self._large:
                    result, proof = self._put_parts(key, source, headers, progress)
            stored = Stored(source.size, etag=_quoted(result["e_tag"]), digest=source.digest)
        self._check(key, stored, proof)
        if len(proof) > _MD5_DIGITS:  # of parts, of which rclone tells another ETag from now on
            told = self.stat(key)
            if told and told.size == stored.size:
                return told._replace(digest=stored.digest)
        return stored

    def _put_parts(
        self, key: str, source: Source, headers: Headers, progress: Progress | None
    ) -> tuple[PutResult, str]:
        """Send in parts. What the parts raise ends the upload, and nothing has come to be."""
        size = max(PART, -(-source.size // _MOST_PARTS))
        proofs: list[bytes] = []
        faults: list[PublishError] = []

        def parts() -> Iterator[bytes]:
            try:
                while block := source.read(size):
                    proofs.append(hashlib.md5(block, usedforsecurity=False).digest())
                    yield block
                    if progress:
                        progress(source.position)
            except PublishError as error:
                faults.append(error)
                raise

        with self._told(key):
            try:
                result = obstore.put(
                    self._remote,
                    key,
                    parts(),
                    attributes=_attributes(headers),
                    use_multipart=True,
                    chunk_size=size,
                    max_concurrency=_PARTS_AT_ONCE,
                )
            except Exception:
                if faults:
                    raise faults[0] from None
                raise
        proof = hashlib.md5(b"".join(proofs), usedforsecurity=False).hexdigest()
        return result, f"{proof}-{len(proofs)}"

    def swap(self, key: str, data: bytes, headers: Headers, *, seen: Stored | None) -> Stored:
        check_key(key)
        if not self._is_conditional(first=seen is None):
            with self._told(key), taking_turns(self._remote, key, shown=self._shown(key)):
                self._require_still(key, seen)
                return self.put(key, data, headers)
        for attempt in range(_ATTEMPTS):
            modes = _modes(self._require_still(key, seen))
            if stored := self._swap(key, data, headers, modes[attempt % len(modes)]):
                return stored
            time.sleep(random.uniform(0, 0.2 * 2**attempt))
        raise UnreachableError(
            "the store does not take this, though nothing there has changed",
            path=self._shown(key),
            remedy="see what it says of its health, and run again",
        )

    def _swap(self, key: str, data: bytes, headers: Headers, mode: PutMode) -> Stored | None:
        """Put on a condition; None if it did not come to it.

        That may be so because something has changed, because the store wants the ETag without its
        quotes (Ceph does), or because of a fault that obstore does not try again, as it cannot know
        whether the condition will hold a second time. In the last case ours may be there.
        """
        try:
            result = self._put(key, data, headers, mode)
        except (*REFUSALS, UnreachableError):
            told = self.stat(key)
            found = self.read(key, limit=len(data)) if told and told.size == len(data) else None
            return found[1] if found and found[0] == data else None
        stored = Stored(len(data), etag=_quoted(result["e_tag"]), digest=sha256_of(data))
        self._check(key, stored, hashlib.md5(data, usedforsecurity=False).hexdigest())
        return stored

    def delete(self, key: str) -> None:
        check_key(key)
        with self._told(key), contextlib.suppress(FileNotFoundError):
            obstore.delete(self._remote, key)

    def close(self) -> None:
        pass  # obstore keeps connections for all stores together, and lets go of idle ones

    def _put(
        self, key: str, data: bytes, headers: Headers, mode: PutMode = "overwrite"
    ) -> PutResult:
        with self._told(key):
            return obstore.put(
                self._remote,
                key,
                data,
                attributes=_attributes(headers),
                mode=mode,
                use_multipart=False,
            )

    def _require_still(self, key: str, seen: Stored | None) -> ObjectMeta | None:
        """What is there now. Raises ConflictError unless it is what was seen."""
        with self._told(key):
            try:
                present = obstore.head(self._remote, key)
            except FileNotFoundError:
                present = None
        same = (
            _quoted(present["e_tag"]) == seen.etag
            if present and seen
            else (present is None and seen is None)
        )
        if not same:
            raise conflict(self, key)
        return present

    def _check(self, key: str, stored: Stored, proof: str) -> None:
        """Compare with the store's checksum, or read it back. Raises PublishError."""
        if _bare(stored.etag) == proof:  # the MD5 of what arrived, by which its size is right, too
            return
        digest = hashlib.sha256()
        with self._told(key):
            answer = obstore.get(self._remote, key)
            for block in answer.stream(min_chunk_size=1 << 20):
                digest.update(block)
        if f"sha256:{digest.hexdigest()}" != stored.digest:
            raise PublishError(
                "what is there is not what was sent",
                path=self._shown(key),
                remedy="run again; if it stays so, see whether somebody else publishes there",
            )

    def _is_conditional(self, *, first: bool) -> bool:
        """Whether the store refuses a write whose condition fails. Tried once, on a key of ours."""
        if self._place.scheme != "s3":  # the others are one product each, which does
            return True
        with self._probing:
            if first not in self._conditional:
                once = connect(self._place, self._patience, retries=0)
                with self._told(f"{OWN}probe"):
                    warning = warning_of(self._remote, once, first=first)
                self._conditional[first] = warning is None
                if warning and warning not in self.warnings:
                    self.warnings.append(warning)
            return self._conditional[first]

    def _shown(self, key: str) -> str:
        return f"{self.address}/{key}" if key else self.address

    @contextmanager
    def _told(self, key: str) -> Iterator[None]:
        """Make a PublishError of what obstore raises, but for what the callers look at."""
        try:
            yield
        except (*REFUSALS, PublishError):
            raise
        except (exceptions.BaseError, OSError, ValueError) as error:
            reason: Exception = error
            if code_of(error) is None and status_of(error) in (400, 403):
                reason = self._explained(error)
            remedy = REMEDIES[self._place.scheme]
            told = failure(reason, shown=self._shown(key), credentials=remedy)
            raise told from None  # the text of the reason may quote secrets

    def _explained(self, error: Exception) -> Exception:
        """An answer to HEAD has no text that says what is wrong; one to a listing has."""
        try:
            next(iter(obstore.list(self._remote, f"{OWN}nothing")), None)
        except (exceptions.BaseError, OSError) as reason:
            return reason
        return error


def open_objects(address: str) -> ObjectStore:
    """The store at an s3://, gs:// or az:// address."""
    return ObjectStore(place_at(address))


def _modes(present: ObjectMeta | None) -> list[PutMode]:
    """The conditions to put on, in the order to try them in."""
    if present is None:
        return ["create"]
    version: UpdateVersion = {"version": v} if (v := present["version"]) else {}
    tags = dict.fromkeys((present["e_tag"], _bare(present["e_tag"])))
    return [{**version, "e_tag": tag} if tag else version for tag in tags]


def _stored(meta: ObjectMeta, *, digest: str | None = None) -> Stored:
    etag = _quoted(meta["e_tag"])
    bare = _bare(etag) or ""
    if digest is None and _MD5.fullmatch(bare):
        digest = f"md5:{bare}"
    return Stored(meta["size"], etag, meta["last_modified"].timestamp(), digest)


def _bare(etag: str | None) -> str | None:
    return etag.removeprefix("W/").strip('"') if etag else None


def _quoted(etag: str | None) -> str | None:
    """An ETag in one form: some stores give it with quotes here and without them there."""
    bare = _bare(etag)
    return f'"{bare}"' if bare else None


def _attributes(headers: Headers) -> Attributes:
    found: Attributes = {
        "Content-Type": headers.content_type,
        "Cache-Control": headers.cache_control,
    }
    if headers.content_encoding:
        found["Content-Encoding"] = headers.content_encoding
    return found
