"""What listeners would notice of a build: episodes gone or back, guids and dates changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Severity
from podfeed.values import utc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from podfeed.findings import Origins
    from podfeed.identity.lock import Entry, Lock
    from podfeed.models import Episode, Show

GUID_CHANGED = Kind(
    "SRC108",
    "guid-changed",
    Severity.ERROR,
    """An explicit `guid:` differs from the one under which the episode was published.

    To an app a new guid is a new episode: every subscriber downloads it again, and what was
    heard is unheard. Put the old guid back, or take the line out. If it is meant, say so with
    `--remove` and the old guid; then it is a warning.
    """,
)
EPISODE_GONE = Kind(
    "SRC109",
    "episode-gone",
    Severity.ERROR,
    """An episode that was published is in the sources no more.

    It may have been deleted, or its title and audio changed at once so that nothing finds it;
    then it would come out again under a new guid. Put it back, or give the changed one its old
    `guid:`. If it is to leave the feed, say so: `podfeed build --remove EPISODE`.
    """,
)
DATE_MOVED = Kind(
    "SRC110",
    "date-moved",
    Severity.WARNING,
    """`published:` differs from the date under which the episode came out.

    Apps sort by it: the episode moves in the list, and one moved forward may be announced again.
    """,
)
SHOW_GUID_CHANGED = Kind(
    "SRC111",
    "show-guid-changed",
    Severity.ERROR,
    """The show's `guid:` differs from the one it was published under.

    `podcast:guid` says that a feed is this show wherever it moves; with another, directories
    take it for another show. Write the old one, or take the line out. If it must change, change
    it in the lockfile too.
    """,
)
EPISODE_BACK = Kind(
    "SRC112",
    "episode-back",
    Severity.INFO,
    """An episode that had been removed is in the sources again.

    It comes back under its old guid and date, so apps that had it do not download it again. If
    it is another episode, give it a `guid:` of its own.
    """,
)

_MOST = 20
"""How many lost episodes are told one by one."""


def told(entry: Entry) -> str:
    """A published episode as messages name it: title and date."""
    return f'"{entry.title}" of {entry.published:%Y-%m-%d}'


def told_all(entries: Sequence[Entry]) -> str:
    """Several of them, the first three by name."""
    names = [told(entry) for entry in entries[:3]]
    if len(entries) > 3:
        names.append(f"{len(entries) - 3:,} more")
    return " and ".join(names)


def lost(
    entries: Iterable[Entry],
    *,
    renamed: Mapping[str, Episode],
    removed: Collection[str],
    origins: Origins,
) -> Iterator[Finding]:
    """Entries that no episode of the sources is.

    ``renamed`` has the episode that has the title or audio of an entry, by the entry's guid,
    under an explicit guid that was never published.
    """
    gone = []
    for entry in entries:
        if entry.removed:
            continue
        if entry.guid in renamed:
            meant = entry.guid in removed
            yield _guid_changed(renamed[entry.guid], entry, origins, meant=meant)
        elif entry.guid not in removed:
            gone.append(entry)
    for entry in gone[:_MOST]:
        yield EPISODE_GONE.at(
            origins.place(),
            f"{told(entry)} was published and is gone from the sources",
            remedy=f'put it back, or add guid: "{entry.guid}" to the episode it became, or take '
            f"it out of the feed with podfeed build --remove {entry.slug}",
        )
    if len(gone) > _MOST:
        yield EPISODE_GONE.at(
            origins.place(),
            f"{len(gone) - _MOST:,} more published episodes are gone from the sources",
            remedy="see whether listing: names the right file",
        )


def _guid_changed(episode: Episode, entry: Entry, origins: Origins, *, meant: bool) -> Finding:
    remedy = (
        f'write guid: "{entry.guid}", or if the change is meant run '
        f"podfeed build --remove {entry.slug}"
    )
    return GUID_CHANGED.at(
        origins.place(episode.index, "guid"),
        f'"{episode.title}" was published under the guid "{entry.guid}" and now has '
        f'"{episode.guid}": every app downloads it again',
        remedy=None if meant else remedy,
        severity=Severity.WARNING if meant else None,
    )


def moved(
    show: Show, found: Mapping[int, Entry], *, removed: Collection[str], origins: Origins
) -> Iterator[Finding]:
    """Episodes that were found, but come back or have another date."""
    for episode in show.episodes:
        entry = found.get(episode.index)
        if entry is None:
            continue
        if entry.removed and entry.guid not in removed and not episode.draft:
            yield EPISODE_BACK.at(
                origins.place(episode.index),
                f'"{episode.title}" had been removed and comes back as {told(entry)}',
                remedy="give it a guid: of its own if it is another episode",
            )
        date = episode.published
        # Two zones' names for one moment are unequal in an hour that one of them has twice.
        if (
            date is not None
            and entry.present
            and not episode.draft
            and utc(date) != utc(entry.published)
        ):
            yield DATE_MOVED.at(
                origins.place(episode.index, "published"),
                f'"{episode.title}" came out on {entry.published.isoformat(" ")} and is now '
                f"dated {date.isoformat(' ')}",
                remedy="put the old date back unless the move is meant",
            )


def show_changed(show: Show, lock: Lock, origins: Origins) -> Iterator[Finding]:
    """The show's own guid, if the sources state another than the lock."""
    if show.guid and lock.guid and show.guid.lower() != lock.guid.lower():
        yield SHOW_GUID_CHANGED.at(
            origins.place(None, "guid"),
            f"guid: {show.guid} is not the one the show was published under, {lock.guid}",
            remedy=f"write guid: {lock.guid}, or take the line out",
        )
