"""Many uploads at once: bounded threads, and an error that stops the rest or is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.publish.store import Content, Headers, Store, Stored

THREADS = 8
"""How many uploads are under way at a time."""


Told = Callable[[int, int], None]
"""Told how many bytes of how many have been sent."""


class Upload(NamedTuple):
    """A content, and where it goes."""

    key: str
    content: Content
    headers: Headers


class Meter:
    """Bytes sent by several threads, told as one sum."""

    def __init__(self, total: int, told: Told | None) -> None:
        self._total = total
        self._told = told
        self._sent: dict[str, int] = {}
        self._sum = 0
        self._lock = threading.Lock()

    def __call__(self, key: str, sent: int) -> None:
        with self._lock:
            self._sum += sent - self._sent.get(key, 0)
            self._sent[key] = sent
            if self._told is not None:
                self._told(self._sum, self._total)


def put_all(
    store: Store,
    uploads: Iterable[Upload],
    *,
    threads: int = THREADS,
    begun: Callable[[str], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
    done: Callable[[str, Stored], None] | None = None,
    lost: Callable[[str, PublishError], None] | None = None,
) -> dict[str, Stored]:
    """Put all of these, in any order. What was put, by key, in the order given.

    ``begun`` gets a key before anything of it is sent and tells whether to send it, ``progress`` a
    key and how many of its bytes have been sent so far, ``done`` a key that is whole; all are
    called from the threads that send, and what they raise is an error of the upload. ``lost`` gets
    a key and its error, and the others go on. Without it, or after an error that it raises itself,
    nothing more is begun, what is under way is finished or fails by itself, and then the first
    error is raised.
    """
    queue = list(uploads)
    failed: list[BaseException] = []

    def put(upload: Upload) -> Stored | None:
        told = partial(progress, upload.key) if progress else None
        if begun and not begun(upload.key):
            return None
        stored = store.put(upload.key, upload.content, upload.headers, progress=told)
        if done:
            done(upload.key, stored)
        return stored

    def send(upload: Upload) -> Stored | None:
        try:
            try:
                return put(upload)
            except PublishError as error:
                if lost is None:
                    raise
                lost(upload.key, error)
                return None
        except BaseException as error:
            failed.append(error)
            raise

    with ThreadPoolExecutor(max(1, min(threads, len(queue))), "upload") as pool:
        futures = [pool.submit(send, upload) for upload in queue]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    if failed:
        raise failed[0]
    results = ((upload.key, future.result()) for upload, future in zip(queue, futures, strict=True))
    return {key: stored for key, stored in results if stored is not None}
