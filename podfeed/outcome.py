"""What a build came to, as data: for the summary a person reads, and for ``--json``."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from podfeed.findings import Finding, sort_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.manifest import Entry, Manifest

State = Literal["new", "changed", "unchanged", "failed"]


@dataclass(slots=True)
class LeftOut:
    """An episode that is not in the feed, why, and when it will be (ISO 8601), if that is known."""

    title: str
    reason: str
    due: str | None = None


@dataclass(slots=True)
class Outcome:
    """What building one show came to.

    ``new``, ``changed`` and ``gone`` are titles of episodes, against the feed that was there
    before; ``next`` is when the next one is due (ISO 8601). ``errors`` and ``warnings`` are how
    many findings of each there are. A show that failed keeps its feed.
    """

    show: str
    title: str
    state: State
    feed: str
    episodes: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    next: str | None = None
    owner: bool = True
    errors: int = 0
    warnings: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    def lasting(self) -> dict[str, Any]:
        """What of it is still true of a build that finds nothing to do."""
        return {**self.to_dict(), "new": [], "changed": [], "gone": []}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Outcome:
        """From what ``to_dict`` gave."""
        left_out = [LeftOut(**entry) for entry in data["left_out"]]
        return cls(**{**data, "left_out": left_out})


@dataclass(slots=True)
class Built:
    """What a build came to: an outcome for each show, and all findings in reading order."""

    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, findings: Sequence[Finding]) -> None:
        """Take findings in; each is kept once."""
        self.findings = sorted(dict.fromkeys((*self.findings, *findings)), key=sort_key)


def unchanged(entry: Entry) -> Outcome:
    """The outcome of a show for which nothing is to be done."""
    outcome = Outcome.from_dict(entry.summary)
    if outcome.state != "failed":
        outcome.state = "unchanged"
    return outcome


def replay(known: Manifest, entries: Sequence[Entry]) -> Built:
    """What a build with nothing to do has to say: what the last one said."""
    built = Built([unchanged(entry) for entry in entries])
    built.add([Finding.restored(f) for entry in entries for f in entry.findings])
    built.add([Finding.restored(f) for f in known.findings])
    return built


_ITEM = re.compile(rb"<item>.*?</item>", re.DOTALL)
_GUID = re.compile(rb"<guid[^>]*>([^<]*)</guid>")
_TITLE = re.compile(rb"<title>([^<]*)</title>")


def titles_in(feed: bytes) -> list[str]:
    """The titles of the items of a feed that podfeed wrote."""
    found = (_TITLE.search(item) for item in feed.split(b"<item>")[1:])
    return [_unescape(match[1].decode("utf-8", "replace")) for match in found if match]


def items_of(feed: bytes) -> dict[bytes, tuple[str, int]]:
    """Title and hash of each item by its guid, in a feed that podfeed wrote.

    Works on the text, since parsing a feed for its summary would cost as much as writing it.
    """
    found = {}
    for item in _ITEM.findall(feed):
        guid, title = _GUID.search(item), _TITLE.search(item)
        if guid is not None:
            words = title[1].decode("utf-8", "replace") if title else ""
            found[guid[1]] = (_unescape(words), hash(item))
    return found


def _unescape(text: str) -> str:
    if "&" in text:
        for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            text = text.replace(entity, character)
    return text


def compare(before: bytes | None, after: bytes) -> tuple[list[str], list[str], list[str]]:
    """Titles of the episodes that are new, changed and gone."""
    if before is None:
        return titles_in(after), [], []
    new, old = items_of(after), items_of(before)
    return (
        [title for guid, (title, _) in new.items() if guid not in old],
        [
            title
            for guid, (title, content) in new.items()
            if guid in old and old[guid][1] != content
        ],
        [title for guid, (title, _) in old.items() if guid not in new],
    )


def in_words(moment: datetime, now: datetime) -> str:
    """How far off a moment is, for a person.

    >>> now = datetime(2026, 5, 1, 8)
    >>> [in_words(now + timedelta(hours=h), now) for h in (0.5, 5, 30, 24 * 9)]
    ['in less than an hour', 'in 5 hours', 'tomorrow', 'in 9 days']
    """
    left = moment - now
    hours = left / timedelta(hours=1)
    if hours < 1:
        return "in less than an hour"
    if hours < 24:
        return f"in {hours:.0f} hours" if hours >= 1.5 else "in an hour"
    days = left // timedelta(days=1)
    return "tomorrow" if days == 1 else f"in {days} days"
