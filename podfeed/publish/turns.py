"""Turns by claims, for object stores that do not write on a condition.

Whoever wants to write puts a claim and then lists the claims: if there is another one, the writer
takes its own back and tries again after a while. Of two writers at least one sees the other's
claim, so there are never two who go on. A claim that is older than ``TAKEN_OVER`` is one of a
writer that has died; it is taken away. Two things are not guaranteed: a writer that stands still
for longer than that in its turn may overwrite the next one's work, and a store whose listings lag
behind its writes may let two of them in.
"""

from __future__ import annotations

import hashlib
import random
import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import obstore

from podfeed.errors import UnreachableError
from podfeed.publish.store import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from obstore.store import ObjectStore

TAKEN_OVER = 60.0
"""Seconds, by the clock of the store, after which a claim no longer counts."""


@contextmanager
def taking_turns(remote: ObjectStore, key: str, *, shown: str) -> Iterator[None]:
    """Wait for a turn to write ``key``. Raises UnreachableError if it does not come in time."""
    folder = f"{OWN}claims/{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    deadline = time.monotonic() + 2 * TAKEN_OVER
    while time.monotonic() < deadline:
        mine = f"{folder}/{secrets.token_hex(8)}"
        obstore.put(remote, mine, b"podfeed", use_multipart=False)
        try:
            if _is_alone(remote, folder, mine):
                yield
                return
        finally:
            obstore.delete(remote, mine)
        time.sleep(random.uniform(0.05, 0.5))
    raise UnreachableError(
        f"other publishers have been at it for {2 * TAKEN_OVER:g} seconds",
        path=shown,
        remedy="see what they are waiting for, and run again",
    )


def _is_alone(remote: ObjectStore, folder: str, mine: str) -> bool:
    """Whether ours is the only claim that counts."""
    claims = {
        meta["path"]: meta["last_modified"].timestamp()
        for chunk in obstore.list(remote, folder)
        for meta in chunk
    }
    now = claims.pop(mine, None)
    if now is None:
        return False
    for claim, made in list(claims.items()):
        if now - made > TAKEN_OVER:
            obstore.delete(remote, claim)
            del claims[claim]
    return not claims
