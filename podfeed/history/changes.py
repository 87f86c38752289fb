"""Two feeds compared in listeners' terms: what their apps would do about each change."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from podfeed.history.feeds import Item, Past

GUID_CHANGED = Kind(
    "HIS001",
    "published-guid-changed",
    Severity.ERROR,
    """An episode of the published feed has another guid in the new one.

    To an app that is another episode: every subscriber downloads it again, and what was heard is
    unheard. It happens when a lockfile is lost. Restore the lock, or write the old `guid:`.
    """,
)
GONE = Kind(
    "HIS002",
    "published-episode-gone",
    Severity.ERROR,
    """An episode of the published feed is not in the new one.

    Apps drop it from the list, some with the download. If it is meant to go, the build has to be
    told: `podfeed build --remove EPISODE`.
    """,
)
DATE_MOVED = Kind(
    "HIS003",
    "published-date-moved",
    Severity.WARNING,
    """An episode has another date than in the published feed.

    Apps sort by it, and may announce the episode again.
    """,
)
AUDIO_REPLACED = Kind(
    "HIS004",
    "audio-replaced",
    Severity.WARNING,
    """Other audio under the same address: length or type differ from the published feed.

    Apps and caches that have the old file keep it, and a download resumed across the change is
    garbled. Give the new file a new name; the guid stays.
    """,
)
AUDIO_MOVED = Kind(
    "HIS005",
    "audio-moved",
    Severity.INFO,
    """The audio of an episode has a new address.

    Listeners notice nothing as long as the guid stays and the old address answers for a while.
    """,
)
TITLE_CHANGED = Kind(
    "HIS006",
    "title-changed",
    Severity.INFO,
    """An episode has another title than in the published feed. Apps show the new one.""",
)
NEW = Kind(
    "HIS007",
    "new-episode",
    Severity.INFO,
    """An episode that the published feed does not have. Subscribers will be told of it.""",
)
SHOW_GUID_CHANGED = Kind(
    "HIS008",
    "published-show-guid-changed",
    Severity.ERROR,
    """The feed's `podcast:guid` is not that of the published one.

    It says that a feed is this show wherever it moves; with another, directories list a second
    show and shared playlists, comments and payments lose it. Restore the lock, or write the old
    `guid:` in the show's YAML.
    """,
)
FEED_MOVED = Kind(
    "HIS009",
    "feed-moved",
    Severity.WARNING,
    """The feed says it is at another address than the published one (`atom:link rel="self"`).

    Subscribers stay at the old address. Redirect it there with status 301, and set
    `new_feed_url:` for some months.
    """,
)


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
