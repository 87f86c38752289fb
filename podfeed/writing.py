"""What a build writes: lock, companions, web pages, feed, its compressed copy, each whole."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podfeed.companions import place_of
from podfeed.errors import OutputError
from podfeed.files import read_regular, write_whole
from podfeed.render.compress import gzip_bytes
from podfeed.values import parse_rfc2822, rfc2822

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.companions import Companion
    from podfeed.history import Past
    from podfeed.identity import Lock
    from podfeed.models import Show
    from podfeed.outcome import State
    from podfeed.site import Site
    from podfeed.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OlderPage:
    """A further page of a long feed; ``path`` is below feeds/, ``items`` is as in ``Prepared``."""

    path: str
    items: tuple[int | None, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A show on the point of being written.

    ``items`` holds the ``Episode.index`` of each item, None for one kept as XML; ``before`` is the
    feed that is there, or None; ``former_lock`` is the lock that was read, of another name if the
    show was renamed. ``stale`` are the companions that are not there yet, or hold something else.
    ``site`` makes its web pages, if there are any. ``older`` are the further pages of a long feed,
    which are companions too, and ``before_older`` those of the feed that is there.
    """

    show: Show
    items: tuple[int | None, ...]
    feed: Path
    before: bytes | None
    data: bytes
    former_lock: Path
    lock: Lock
    companions: tuple[Companion, ...] = ()
    stale: tuple[Companion, ...] = ()
    site: Site | None = None
    older: tuple[OlderPage, ...] = ()
    before_older: tuple[bytes, ...] = ()

    @property
    def whole(self) -> bytes:
        """The feed and its older pages, one after the other."""
        return b"".join((self.data, *(page.data for page in self.older)))

    @property
    def whole_before(self) -> bytes | None:
        """The same of what is there; None if there is no feed."""
        return None if self.before is None else b"".join((self.before, *self.before_older))

    @property
    def state(self) -> State:
        """What writing it makes of the feed and its companions."""
        if self.before is None:
            return "new"
        return "unchanged" if self.data == self.before and not self.stale else "changed"


class Written(NamedTuple):
    """The names of what stands beside lock and feed, and how many web pages have changed."""

    names: list[str]
    pages: int


def write(prepared: Prepared, workspace: Workspace) -> Written:
    """Write what has changed.

    Raises OutputError or TemplateError; the feed that stood there before is then still there.
    """
    slug = prepared.show.slug
    lock = workspace.seeds / f"{slug}.lock"
    _put(lock, prepared.lock.dump(), f"seeds/{slug}.lock")
    older = {page.path for page in prepared.older}
    for companion in sorted(prepared.stale, key=lambda one: one.path in older):
        path = place_of(companion, workspace.feeds)
        write_whole(path, companion.data, shown=f"feeds/{companion.path}")
    written = [f"feeds/{companion.path}" for companion in prepared.companions]
    pages = 0
    if prepared.site is not None:
        pages = prepared.site.write()
        prepared.site.clear(one.slug for one in prepared.lock.entries if not one.present)
    zipped = prepared.feed.with_name(f"{prepared.feed.name}.gz")
    if prepared.data != prepared.before:
        # A web server may prefer the compressed copy: it must not outlive its feed.
        with suppress(OSError):
            zipped.unlink(missing_ok=True)
        write_whole(prepared.feed, prepared.data, shown=f"feeds/{prepared.feed.name}")
    if prepared.former_lock != lock:
        # All it held is in the new one; a later show of the old name must not take its guids.
        with suppress(OSError):
            prepared.former_lock.unlink(missing_ok=True)
    if not workspace.network.gzip:
        return Written(written, pages)
    _put(zipped, gzip_bytes(prepared.data), f"feeds/{zipped.name}")
    return Written([*written, f"feeds/{zipped.name}"], pages)


def _put(path: Path, data: bytes, shown: str) -> None:
    """Write a file unless it holds that already."""
    with suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return
    write_whole(path, data, shown=shown)


_LAST_BUILD = re.compile(rb"<lastBuildDate>([^<]*)</lastBuildDate>")


def read_old(path: Path, shown: str) -> bytes | None:
    """The feed that is there, or None."""
    if not path.exists():
        return None
    return read_regular(path, limit=1_000_000_000, shown=shown, error=OutputError)


_NEXT = re.compile(rb'<atom:link [^>]*rel="next"[^>]*>')
_PAGE = re.compile(rb'href="[^"]*/(page-\d{1,6}\.xml)"')


def read_older(feed: bytes | None, folder: Path, shown: str) -> list[bytes]:
    """The further pages of a feed that podfeed wrote, as far as they are there.

    ``folder`` is the one that its companions lie in, ``shown`` its path to print.
    """
    pages: list[bytes] = []
    seen: set[bytes] = set()
    while feed is not None and (link := _NEXT.search(feed)) is not None:
        name = _PAGE.search(link[0])
        if name is None or name[1] in seen:
            break
        seen.add(name[1])
        feed = read_old(folder / name[1].decode(), f"{shown}/{name[1].decode()}")
        if feed is not None:
            pages.append(feed)
    return pages


def past(feed: bytes, older: Sequence[bytes], shown: str) -> Past:
    """What a feed and its older pages say, as an app remembers it. Raises FeedError."""
    from podfeed.history import joined, read_feed

    return joined([read_feed(page, shown) for page in (feed, *older)])


def built_at(feed: bytes | None) -> datetime | None:
    """When the last feed says it was built."""
    match = _LAST_BUILD.search(feed or b"")
    if match is None:
        return None
    try:
        return parse_rfc2822(match[1].decode("ascii")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def redate(feed: bytes, now: datetime) -> bytes:
    """The same feed with another lastBuildDate, without rendering it twice."""
    line = f"<lastBuildDate>{rfc2822(now)}</lastBuildDate>".encode()
    return _LAST_BUILD.sub(line, feed, count=1)
