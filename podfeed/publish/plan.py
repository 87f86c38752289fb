"""Wanted and present → Plan: what publishing would do to a store, file by file. Pure.

A plan knows keys, sizes and digests. What subscribers would notice of it is handed in as notices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed.publish.record import HISTORY, Record

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.publish.store import Headers, Stored


class Stage(IntEnum):
    """When a file is sent: whatever is named comes before what names it."""

    MEDIA = 1
    COMPANIONS = 2
    PAGES = 3
    """What names companions and is no feed: web pages, and the older pages of a feed."""
    FEEDS = 4
    COPIES = 5
    """Compressed copies of feeds, which must not run ahead of them."""
    NETWORK = 6
    """What names all feeds, such as a page of all shows, and so comes after them."""


class State(StrEnum):
    """What publishing makes of a key."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ORPHANED = "orphaned"
    """Put by podfeed once, and named by nothing any more."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be in the store. ``digest`` is ``sha256:…`` of its bytes.

    ``owners`` are the keys of what needs it: feeds, and files of the stage NETWORK, each of which
    needs itself. If one of them cannot be published, what nothing else needs is not sent either.
    """

    key: str
    path: Path
    size: int
    mtime_ns: int
    digest: str
    headers: Headers
    stage: Stage
    owners: frozenset[str] = frozenset()


class Live(NamedTuple):
    """A feed as the store has it, and what a swap has to know of it."""

    data: bytes
    stored: Stored


@dataclass(frozen=True, slots=True)
class Present:
    """What a store has: all its keys, what podfeed put there, and what had to be read.

    ``feeds`` are the feeds, and files of the stage NETWORK, that had to be read: those that are not
    known to be what is wanted.
    """

    listing: Mapping[str, Stored] = field(default_factory=dict)
    feeds: Mapping[str, Live] = field(default_factory=dict)
    record: Record = field(default_factory=Record)


@dataclass(frozen=True, slots=True)
class Step:
    """One key: what becomes of it, the file that is wanted, and what the store has.

    ``known`` tells whether what the store has is known to be another content; without a record
    of it, what may be the same is sent again.
    """

    key: str
    state: State
    file: File | None = None
    there: Stored | None = None
    known: bool = True

    @property
    def size(self) -> int:
        """Bytes of the file, or of what lies there."""
        if self.file is not None:
            return self.file.size
        return self.there.size if self.there is not None else 0

    @property
    def is_sent(self) -> bool:
        """Whether something is to be sent."""
        return self.state in (State.NEW, State.CHANGED)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that subscribers would notice, in words.

    ``subject`` is the key of the feed, ``titles`` are those of the episodes. A notice with an
    ``allow`` costs subscribers something and stops a publish until that name is allowed.
    """

    subject: str
    words: str
    titles: tuple[str, ...] = ()
    allow: str | None = None
    remedy: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "feed": self.subject,
            "words": self.words,
            "episodes": list(self.titles),
            "allow": self.allow,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would do. ``target`` is the address of the store, without credentials.

    ``held`` are the keys of feeds and files of the stage NETWORK that have to stay as they are.
    ``relies`` tells of some of the others which keys have to be there before they are put.
    """

    target: str
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...] = ()
    held: frozenset[str] = frozenset()
    relies: Mapping[str, Collection[str]] = field(default_factory=dict)

    def of(self, *states: State) -> list[Step]:
        """The steps of these states, in the order of their keys."""
        return [step for step in self.steps if step.state in states]

    def sent(self, *stages: Stage) -> list[Step]:
        """What is to be sent, of some stages or of all."""
        return [
            step
            for step in self.steps
            if step.is_sent and step.file and (not stages or step.file.stage in stages)
        ]

    def stopped_by(self, allowed: Iterable[str]) -> list[Notice]:
        """The notices that are not allowed."""
        names = set(allowed)
        return [notice for notice in self.notices if notice.allow and notice.allow not in names]

    def by_owner(self) -> dict[str, list[Step]]:
        """What each feed, and each file of the stage NETWORK, needs, in the order of the keys.

        What is held needs nothing, whatever of it is sent for others.
        """
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            for owner in step.file.owners if step.file is not None else ():
                if owner not in self.held:
                    found.setdefault(owner, []).append(step)
        return dict(sorted(found.items()))

    def without(self, owners: Collection[str]) -> Plan:
        """The same plan without these feeds, and without what nothing else needs."""
        gone = frozenset(owners)
        if not gone:
            return self
        kept = (
            s for s in self.steps if s.file is None or not s.file.owners or s.file.owners - gone
        )
        relies = {owner: keys for owner, keys in self.relies.items() if owner not in gone}
        return replace(self, steps=tuple(kept), held=self.held | gone, relies=relies)

    def lacking(self, there: Container[str]) -> dict[str, str]:
        """What is to be sent and relies on a key that is neither there nor sent, with that key."""
        sent = {step.key for step in self.sent()}
        found = {}
        for owner, keys in self.relies.items():
            if owner not in sent:
                continue
            key = next((key for key in sorted(keys) if key not in there and key not in sent), None)
            if key is not None:
                found[owner] = key
        return found

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it: everything but what stays as it is, which is only counted."""
        moved = [step for step in self.steps if step.state is not State.UNCHANGED]
        feeds = [
            step
            for step in self.of(State.UNCHANGED)
            if step.file is not None and step.file.stage is Stage.FEEDS
        ]
        return {
            "target": self.target,
            "files": [_step(step) for step in sorted((*moved, *feeds), key=lambda s: s.key)],
            "unchanged": len(self.of(State.UNCHANGED)),
            "held": sorted(self.held),
            "notices": [notice.to_dict() for notice in self.notices],
        }


def plan(
    wanted: Iterable[File],
    *,
    present: Present,
    target: str,
    held: Iterable[str] = (),
    relies: Mapping[str, Collection[str]] | None = None,
    spared: Callable[[str], bool] = lambda _: False,
) -> Plan:
    """What has to be done so that a store has what is wanted.

    ``spared`` tells of a key that nothing names whether it is left out, as it may be named by what
    is not looked at.
    """
    files = {file.key: file for file in wanted}
    steps = [_compare(file, present) for file in files.values()]
    for key in present.record.files:
        there = present.listing.get(key)
        if key in files or there is None or key.startswith(HISTORY) or spared(key):
            continue
        steps.append(Step(key, State.ORPHANED, None, there))
    ordered = tuple(sorted(steps, key=lambda step: step.key))
    return Plan(target, ordered, held=frozenset(held), relies=relies or {})


def _compare(file: File, present: Present) -> Step:
    there = present.listing.get(file.key)
    live = present.feeds.get(file.key)
    if live is not None:
        digest = live.stored.digest
    elif there is None:
        return Step(file.key, State.NEW, file)
    elif present.record.vouches(file.key, there):
        digest = present.record.files[file.key].digest
    else:
        digest = there.digest
    if digest == file.digest:
        return Step(file.key, State.UNCHANGED, file, there)
    known = (digest or "").startswith("sha256:") or (there is not None and there.size != file.size)
    return Step(file.key, State.CHANGED, file, there, known)


def _step(step: Step) -> dict[str, Any]:
    document: dict[str, Any] = {"key": step.key, "state": step.state.value, "size": step.size}
    if step.file is not None:
        document["stage"] = step.file.stage.name.lower()
        document["digest"] = step.file.digest
    if step.there is not None:
        document["there"] = {"size": step.there.size, "etag": step.there.etag}
    return document


def with_notices(plan: Plan, notices: Iterable[Notice]) -> Plan:
    """The same plan, with what subscribers would notice."""
    return replace(plan, notices=tuple(notices))
