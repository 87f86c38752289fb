"""The lock of a show: what it has published, and under which guids. Written, not read, here.

JSON with one episode a line, oldest first, so that a new episode is a new line at the end
and two versions can be compared by eye. ``build`` writes it; it is committed with the
sources, because a guid that is lost makes every app download the episode again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import LockError, UsageError, did_you_mean
from podfeed.identity.doubles import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

VERSION = 1
"""The version of the format that is written and read."""

_NOTE = "podfeed build; commit this file, and neither edit nor delete it"


class Entry(NamedTuple):
    """One episode that is or was in the feed.

    ``published`` has a fixed offset. ``audio`` is the path below media/ or an address, ``slug`` the
    name of its page. ``number`` and ``season`` are set only if the sources stated them.
    ``present`` is whether the feed holds it now, ``removed`` whether the host took it out.
    """

    guid: str
    published: datetime
    title: str
    slug: str
    audio: str | None = None
    number: int | None = None
    season: int | None = None
    type: str = "full"
    present: bool = True
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """What is carried from build to build; ``Lock()`` is that of a show never built.

    ``guid`` is the show's podcast:guid, ``feed_url`` the address it was derived from, if it
    was. ``entries`` holds every episode that was ever in the feed.
    """

    guid: str | None = None
    feed_url: str | None = None
    entries: tuple[Entry, ...] = ()

    def dump(self) -> bytes:
        """The file: UTF-8, oldest episode first whatever the order of ``entries``."""
        head: dict[str, object] = {"written_by": _NOTE, "version": VERSION, "guid": self.guid}
        if self.feed_url is not None:
            head["feed_url"] = self.feed_url
        lines = [f" {_encode(name)}: {_encode(value)}," for name, value in head.items()]
        episodes = ",\n".join(f"  {_encode(_written(entry))}" for entry in in_order(self.entries))
        tail = f' "episodes": [\n{episodes}\n ]' if episodes else ' "episodes": []'
        text = "\n".join(("{", *lines, tail, "}", ""))
        return text.encode()

    def __contains__(self, name: str) -> bool:
        """Whether an episode that was ever in the feed has this guid, page name or title."""
        return any(
            name in (entry.guid, entry.slug) or plain(entry.title) == plain(name)
            for entry in self.entries
        )

    def named(self, names: Iterable[str]) -> frozenset[str]:
        """The guids of the episodes that a host names by guid, page name or title.

        Raises UsageError for a name that none has, or several have.
        """
        guids: set[str] = set()
        for name in names:
            found = [entry for entry in self.entries if name in (entry.guid, entry.slug)]
            found = found or [e for e in self.entries if plain(e.title) == plain(name)]
            if not found:
                known = [word for entry in self.entries for word in (entry.slug, entry.title)]
                remedy = did_you_mean(name, known) or "name it by guid, page name or title"
                raise UsageError(f'no episode "{name}" was ever in the feed', remedy=remedy)
            if len(found) > 1:
                slugs = " or ".join(entry.slug for entry in found)
                raise UsageError(
                    f'"{name}" could be any of {len(found)} episodes',
                    remedy=f"name it by its page: {slugs}",
                )
            guids.add(found[0].guid)
        return frozenset(guids)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Oldest first; those of one moment by page name, which no two share."""
    return sorted(entries, key=lambda entry: (entry.published, entry.slug, entry.guid))


_JSON = json.JSONEncoder(ensure_ascii=False).encode
_SURROGATE = re.compile("[\ud800-\udfff]")


def _encode(value: object) -> str:
    text = _JSON(value)
    # A lone surrogate cannot stand in UTF-8; JSON can spell it out.
    return text if text.isascii() or not _SURROGATE.search(text) else json.dumps(value)


def _written(entry: Entry) -> dict[str, object]:
    record: dict[str, object] = {
        "published": entry.published.isoformat(),
        "title": entry.title,
        "guid": entry.guid,
        "slug": entry.slug,
    }
    if entry.audio is not None:
        record["audio"] = entry.audio
    if entry.number is not None:
        record["number"] = entry.number
    if entry.season is not None:
        record["season"] = entry.season
    if entry.type != "full":
        record["type"] = entry.type
    record["in"] = entry.present
    if entry.removed:
        record["removed"] = True
    return record


def require_unchanged(old: Lock, new: Lock, path: str) -> None:
    """Raise LockError if a build would change the lock, telling what (``--locked``)."""
    changes = list(_changes(old, new))
    if changes:
        more = f" and {len(changes) - 3} more" if len(changes) > 3 else ""
        raise LockError(
            f"is out of date with its sources: {', '.join(changes[:3])}{more}",
            path=path,
            remedy="run podfeed build and commit the lock",
        )


def _changes(old: Lock, new: Lock) -> Iterable[str]:
    if (old.guid, old.feed_url) != (new.guid, new.feed_url):
        yield f"guid of the show {old.guid or 'not set'} → {new.guid}"
    before = {entry.guid: entry for entry in old.entries}
    for entry in in_order(new.entries):
        was = before.pop(entry.guid, None)
        if was is None:
            yield f'"{entry.title}" is new'
        elif was.present != entry.present:
            yield f'"{was.title}" {"comes back" if entry.present else "leaves the feed"}'
        elif _written(was) != _written(entry):
            names = [name for name in Entry._fields if getattr(was, name) != getattr(entry, name)]
            yield f'"{was.title}" has another {" and ".join(names or ["time zone"])}'
    for entry in before.values():
        yield f'"{entry.title}" is lost'
