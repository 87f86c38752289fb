"""Former feeds: the last ten of each are kept in the store, and any of them can be put back.

They lie under ``.history/KEY/``, such as ``.history/feeds/tea.xml/000012-1f0c….xml``, and are
numbered in the order in which they were replaced, whatever the clocks of the publishers say. One
that a rollback took away is marked, so that the next rollback goes further back, not forward.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import PublishError
from podfeed.publish.content import sha256_of
from podfeed.publish.record import HISTORY
from podfeed.publish.store import Headers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.publish.store import Store

KEPT = 10
"""How many former versions of a feed are kept."""

LIMIT = 100_000_000
"""Bytes of a feed that are read at most."""

_PRIVATE = Headers("application/rss+xml; charset=utf-8", "private, no-store")
_NAME = re.compile(r"(\d{6,})-([0-9a-f]{64})(\.withdrawn)?\.xml")


class Former(NamedTuple):
    """A former version of a feed: its number, the key it lies under, and its digest."""

    number: int
    key: str
    digest: str
    withdrawn: bool


def formers(keys: Iterable[str], feed: str) -> list[Former]:
    """The former versions of a feed among these keys, the oldest first."""
    prefix = f"{HISTORY}{feed}/"
    found = []
    for key in keys:
        if key.startswith(prefix) and (match := _NAME.fullmatch(key[len(prefix) :])):
            digest = f"sha256:{match[2]}"
            found.append(Former(int(match[1]), key, digest, match[3] is not None))
    return sorted(found)


def by_feed(keys: Iterable[str]) -> dict[str, list[str]]:
    """The keys of former versions among these, by the key of their feed."""
    found: dict[str, list[str]] = {}
    for key in keys:
        if key.startswith(HISTORY):
            feed = key.removeprefix(HISTORY).rpartition("/")[0]
            found.setdefault(feed, []).append(key)
    return found


def keep(
    store: Store, feed: str, data: bytes, *, keys: Iterable[str], withdrawn: bool
) -> list[str]:
    """Keep a feed that is about to be replaced, unless it is the last that was kept.

    ``keys`` are those that the store has; gives back the one that came to it. Raises PublishError.
    """
    known = formers(keys, feed)
    digest = sha256_of(data)
    if known and (known[-1].digest, known[-1].withdrawn) == (digest, withdrawn):
        return []
    number = known[-1].number + 1 if known else 1
    mark = ".withdrawn" if withdrawn else ""
    name = f"{number:06d}-{digest.removeprefix('sha256:')}{mark}.xml"
    key = f"{HISTORY}{feed}/{name}"
    store.put(key, data, _PRIVATE)
    return [key]


def trim(store: Store, feed: str, *, keys: Iterable[str]) -> None:
    """Take away all but the last ten. Raises PublishError."""
    for former in formers(keys, feed)[:-KEPT]:
        store.delete(former.key)


class RolledBack(NamedTuple):
    """A feed that was put back: its key, its bytes, and those that it took the place of."""

    feed: str
    data: bytes
    before: bytes


def roll_back(store: Store, feed: str, headers: Headers) -> RolledBack:
    """Put the version of a feed back that was there before the one that is there now.

    Raises PublishError if there is none, ConflictError if somebody publishes meanwhile.
    """
    keys = store.list(f"{HISTORY}{feed}/")
    found = store.read(feed, limit=LIMIT)
    if found is None:
        raise PublishError(
            "is not published there, so nothing can be put back",
            path=f"{store.address}/{feed}",
            remedy="see whether that is the right place",
        )
    data, stored = found
    former = _before(formers(keys, feed), sha256_of(data))
    kept = store.read(former.key, limit=LIMIT) if former is not None else None
    if former is None or kept is None:
        raise PublishError(
            "has no former version that could be put back",
            path=f"{store.address}/{feed}",
            remedy="build what is right and publish that",
        )
    if sha256_of(kept[0]) != former.digest:
        raise PublishError(
            "is not what was kept there",
            path=f"{store.address}/{former.key}",
            remedy="delete it, and roll back again to the version before it",
        )
    keep(store, feed, data, keys=keys, withdrawn=True)
    store.swap(feed, kept[0], headers, seen=stored)
    return RolledBack(feed, kept[0], data)


def _before(known: list[Former], digest: str) -> Former | None:
    """The version that was there before the one with this digest."""
    standing = [former for former in known if not former.withdrawn]
    places = [n for n, former in enumerate(standing) if former.digest == digest]
    older = standing[: places[-1]] if places else standing
    return next((former for former in reversed(older) if former.digest != digest), None)
