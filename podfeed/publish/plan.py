"""Wanted and present → Plan: what publishing would do to a store, file by file. Pure.

A plan knows keys, sizes and digests. What subscribers would notice of it is handed in as notices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed.errors import PublishError, UsageError
from podfeed.files import read_regular, write_whole
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


class State(StrEnum):
    """What publishing makes of a key."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ORPHANED = "orphaned"
    """Put by podfeed once, and named by nothing any more."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be in the store. ``digest`` is ``sha256:…`` of its bytes."""

    key: str
    path: Path
    size: int
    mtime_ns: int
    digest: str
    headers: Headers
    stage: Stage


class Live(NamedTuple):
    """A feed as the store has it, and what a swap has to know of it."""

    data: bytes
    stored: Stored


@dataclass(frozen=True, slots=True)
class Present:
    """What a store has: all its keys, the feeds that are of interest, what podfeed put there."""

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
    """What publishing would do. ``target`` is the address of the store, without credentials."""

    target: str
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...] = ()

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
            "notices": [notice.to_dict() for notice in self.notices],
        }


def plan(
    wanted: Iterable[File], *, present: Present, target: str, notices: Iterable[Notice] = ()
) -> Plan:
    """What has to be done so that a store has what is wanted."""
    files = {file.key: file for file in wanted}
    steps = [_compare(file, present) for file in files.values()]
    for key in present.record.files:
        there = present.listing.get(key)
        if key not in files and there is not None and not key.startswith(HISTORY):
            steps.append(Step(key, State.ORPHANED, None, there))
    return Plan(target, tuple(sorted(steps, key=lambda step: step.key)), tuple(notices))


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


_FORMAT = "podfeed plan 1"
_LIMIT = 256 << 20


def save(plan: Plan, path: Path, *, allowed: Iterable[str]) -> None:
    """Write a plan to a file, with what was allowed when it was made. Raises OutputError."""
    document = {"format": _FORMAT, "allowed": sorted(set(allowed)), "plan": plan.to_dict()}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    write_whole(path, f"{text}\n".encode("utf-8", "surrogatepass"), shown=str(path))


@dataclass(frozen=True, slots=True)
class Saved:
    """A plan that was made and looked at before."""

    document: Mapping[str, Any]
    allowed: tuple[str, ...]

    @property
    def target(self) -> str:
        """The address of the store that it is for."""
        return str(self.document["target"])

    def require(self, plan: Plan) -> None:
        """Raise PublishError unless the plan made now is the one that was saved."""
        now = plan.to_dict()
        if now == self.document:
            return
        moved = _moved(self.document, now)
        raise PublishError(
            f"the plan that was saved does not hold any more: {moved}",
            remedy="plan again, and look at what has changed",
        )


def load(path: Path) -> Saved:
    """A plan that ``save`` wrote. Raises UsageError."""
    data = read_regular(path, limit=_LIMIT, error=UsageError)
    try:
        document = json.loads(data)
        if document["format"] != _FORMAT:
            raise ValueError("of another format")
        known = document["plan"]
        if not {"target", "files", "unchanged", "notices"} <= known.keys():
            raise ValueError("not whole")
        allowed = tuple(str(name) for name in document["allowed"])
        return Saved(known, allowed)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(
            "is no plan that this podfeed can read",
            path=str(path),
            remedy='make one with "podfeed plan --save FILE"',
        ) from None


def _moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two plans, in a few words."""
    if before["target"] != now["target"]:
        return f"it is for {before['target']}, not for {now['target']}"
    old = {file["key"]: file for file in before["files"]}
    new = {file["key"]: file for file in now["files"]}
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    if not keys:
        return "subscribers would notice something else"
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return f"{', '.join(keys[:3])}{more} moved since"


def with_notices(plan: Plan, notices: Iterable[Notice]) -> Plan:
    """The same plan, with what subscribers would notice."""
    return replace(plan, notices=tuple(notices))
