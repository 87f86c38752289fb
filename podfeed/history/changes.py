"""Two feeds compared in listeners' terms: what their apps would do about each change."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.history.kinds import (
    AUDIO_MOVED,
    AUDIO_REPLACED,
    DATE_MOVED,
    FEED_MOVED,
    GONE,
    GUID_CHANGED,
    NEW,
    SHOW_GUID_CHANGED,
    TITLE_CHANGED,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from podfeed.history.feeds import Item, Past


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that subscribers would notice, or that is worth knowing they will not."""

    kind: Kind
    words: str
    old: Item | None = None
    new: Item | None = None
    remedy: str | None = None
    severity: Severity | None = None

    def finding(self, path: str) -> Finding:
        """It as a finding about a file or address."""
        return self.kind.at(Place(path), self.words, remedy=self.remedy, severity=self.severity)


def findings(changes: Iterable[Change], path: str) -> list[Finding]:
    """Changes as findings about a file or address."""
    return [change.finding(path) for change in changes]


def compare(past: Past, now: Past) -> list[Change]:
    """What the new feed changes against the one published before, in listeners' terms.

    The show first, then its episodes as the published feed has them, then new ones. An episode
    is the same if its guid is; without that, if its audio's address is, or title and date, or a
    title that is unique on both sides.
    """
    changes = list(_show(past, now))
    pairs, gone, new = _pair(past.items, now.items)
    for old, item in pairs:
        changes += _changed(old, item)
    for old in gone:
        words = f"{old.name} is gone: apps drop it from the list"
        remedy = "put it back, or take it out with podfeed build --remove"
        changes.append(Change(GONE, words, old=old, remedy=remedy))
    changes += [Change(NEW, f"{item.name} is new", new=item) for item in new]
    return changes


def _show(past: Past, now: Past) -> Iterator[Change]:
    if past.guid is not None and past.guid != now.guid:
        yield Change(
            SHOW_GUID_CHANGED,
            f"the podcast:guid changed from {past.guid} to {now.guid or 'none'}: directories "
            "take it for another show",
            remedy=f"restore the lock, or write guid: {past.guid}",
        )
    if past.url and now.url and past.url != now.url:
        yield Change(
            FEED_MOVED,
            f"the feed moved from {past.url} to {now.url}: subscribers stay at the old address",
            remedy="redirect it there with status 301, and set new_feed_url:",
        )


def _pair(
    past: Iterable[Item], now: Iterable[Item]
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Old and new items that are one episode, in the old order, then what is left of both."""
    old, new = list(enumerate(past)), list(enumerate(now))
    pairs: list[tuple[int, Item, Item]] = []
    for key, unique in _KEYS:
        rows: dict[Hashable, list[tuple[int, Item]]] = defaultdict(list)
        for row in new:
            rows[key(row[1])].append(row)
        shared = Counter(key(item) for _, item in old)
        taken: set[int] = set()
        rest = []
        for place, item in old:
            value = key(item)
            found = rows.get(value) if value is not None else None
            if not found or (unique and (len(found) > 1 or shared[value] > 1)):
                rest.append((place, item))
                continue
            number, match = found.pop(0) if len(found) > 1 else rows.pop(value)[0]
            taken.add(number)
            pairs.append((place, item, match))
        old, new = rest, [row for row in new if row[0] not in taken]
    pairs.sort(key=lambda pair: pair[0])
    return [pair[1:] for pair in pairs], [item for _, item in old], [item for _, item in new]


def _address(item: Item) -> Hashable | None:
    """The address of the audio, whatever its scheme and query."""
    if not item.url:
        return None
    return item.url.partition("://")[2].partition("?")[0] or item.url


def _title_and_date(item: Item) -> Hashable | None:
    return (item.title, item.published) if item.title and item.published else None


_KEYS: tuple[tuple[Callable[[Item], Hashable | None], bool], ...] = (
    (lambda item: item.guid, False),
    (_address, False),
    (_title_and_date, False),
    (lambda item: item.title or None, True),
)
"""What makes two items one episode, the surest first; whether it must be unique."""


def _changed(old: Item, new: Item) -> Iterator[Change]:
    if old.guid != new.guid:
        yield _another_guid(old, new)
    if old.published and old.published != new.published:
        date = new.published.isoformat(" ") if new.published else "none"
        words = f"the date of {old.name} moved from {old.published.isoformat(' ')} to {date}"
        yield Change(DATE_MOVED, words, old, new, "put the old date back unless it is meant")
    if old.url != new.url:
        words = f"the audio of {old.name} moved from {old.url or 'nowhere'} to {new.url or 'none'}"
        yield Change(AUDIO_MOVED, words, old, new)
    elif differing := [n for n in ("length", "type") if getattr(old, n) != getattr(new, n)]:
        said = ", ".join(f"{n} {getattr(old, n)} → {getattr(new, n)}" for n in differing)
        words = f"the audio of {old.name} was replaced under the same address ({said})"
        yield Change(AUDIO_REPLACED, words, old, new, "give the new file a new name")
    if old.title != new.title:
        words = f"{old.name} is now called {new.name}"
        yield Change(TITLE_CHANGED, words, old, new)


def _another_guid(old: Item, new: Item) -> Change:
    if old.guid is None:
        words = f"{old.name} had no guid and now has {new.guid}: some apps download it again"
        return Change(GUID_CHANGED, words, old, new, severity=Severity.WARNING)
    said = f"from {old.guid} to {new.guid or 'none'}"
    return Change(
        GUID_CHANGED,
        f"the guid of {old.name} changed {said}: every app downloads it again",
        old,
        new,
        f'restore the lock, or write guid: "{old.guid}"',
    )
