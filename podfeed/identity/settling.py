"""From what was matched to what is built: what is carried, what is minted, and the new lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timezone
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from podfeed import values
from podfeed.errors import LockError, UsageError
from podfeed.findings import Finding, Kind, Severity
from podfeed.identity.doubles import plain
from podfeed.identity.lock import Entry, Lock, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from podfeed.findings import Origins
    from podfeed.identity.matching import Matching
    from podfeed.models import Episode, Show

NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The podcast namespace's own UUID, from which the guid of a show is derived."""

LONGEST_SLUG = 200
"""Bytes of a page name, so that file systems take it with all its endings."""

# "index" is the page of the show; the others are devices to Windows, which cannot hold the page.
_NO_PAGE = {"index", "con", "prn", "aux", "nul"} | {
    f"{n}{i}" for n in ("com", "lpt") for i in "123456789"
}

LEFT_OUT = Kind(
    "SRC113",
    "published-left-out",
    Severity.ERROR,
    """An episode that was published would be missing from the feed.

    Its audio is missing or broken, it is a draft again, or its date was moved into the future.
    Subscribers would lose it, so the show is not built: its feed stays as it is until that is
    mended. If the episode is meant to go, say so with `podfeed build --remove EPISODE`.
    """,
)


@dataclass(frozen=True, slots=True)
class Settled:
    """A show ready to be rendered, with only the episodes that go into its feed, and its lock."""

    show: Show
    lock: Lock
    findings: tuple[Finding, ...] = ()


def carry(show: Show, matching: Matching) -> Show:
    """The show with guid, date and page name of every episode that was found.

    A date or guid that the sources state wins over the carried one.
    """
    return show.model_copy(update={"episodes": tuple(_carried(show, matching))})


def _carried(show: Show, matching: Matching) -> Iterator[Episode]:
    for episode in show.episodes:
        entry = matching.entries.get(episode.index)
        if entry is not None:
            episode = episode.model_copy(
                update={
                    "guid": entry.guid,
                    "slug": entry.slug,
                    "published": episode.published or entry.published,
                }
            )
        yield episode


def derive_guid(feed_url: str) -> str:
    """The podcast:guid of a show that states none, from its first feed URL.

    >>> derive_guid("https://a.example/feed")
    '3908aa83-eed0-5818-a220-bbc8523ee34f'
    >>> derive_guid("http://a.example/feed") == derive_guid("https://a.example/feed//")
    True
    """
    return str(uuid5(NAMESPACE, feed_url.partition("://")[2].rstrip("/")))


def mint_guid(show_guid: str, slug: str) -> str:
    """The guid of a new episode.

    >>> mint_guid("917393e3-1b1e-5cef-ace4-edaa54e1f810", "lora")
    '8c593749-f84e-57ea-b295-5cc1ba5dcfeb'
    """
    return str(uuid5(_parsed(show_guid), slug))


_parsed = lru_cache(maxsize=64)(UUID)


def settle(
    show: Show,
    *,
    included: Collection[int],
    lock: Lock,
    matching: Matching,
    feed_url: str,
    origins: Origins,
) -> Settled:
    """Mint what is new, and record everything in the lock.

    ``show`` is what ``carry`` gave, with the dates of the schedule; ``included`` are the
    indices of the episodes that go into the feed, all of which have a date. Raises LockError
    if the matching failed, UsageError if an episode to be removed is to go into the feed.
    """
    if matching.failed:
        raise LockError(
            f'the episodes of "{show.title}" cannot be told apart', remedy="mend the errors first"
        )
    _refuse_removed(show, included, matching, origins)
    guid, derived_from = _show_guid(show, lock, feed_url)
    chosen = [episode for episode in show.episodes if episode.index in included]
    named = _name_new(show, chosen, lock, guid)
    entries = {entry.guid: entry._replace(present=False) for entry in lock.entries}
    for episode in show.episodes:
        if episode.index in named:
            final = named[episode.index]
            entries[final.guid or ""] = _entry(final)
        elif (known := matching.entries.get(episode.index)) is not None:
            entries[known.guid] = _left_out(episode, known)
    for removed in matching.removed:
        entries[removed] = entries[removed]._replace(present=False, removed=True)
    return Settled(
        show.model_copy(update={"guid": guid, "episodes": tuple(named[e.index] for e in chosen)}),
        Lock(guid, derived_from, tuple(in_order(entries.values()))),
        tuple(_lost(show, included, matching, origins)),
    )


def _show_guid(show: Show, lock: Lock, feed_url: str) -> tuple[str, str | None]:
    """The carried guid as it was published, else the stated one, else a derived one."""
    if lock.guid is not None:
        return lock.guid, lock.feed_url
    if show.guid is not None:
        return show.guid, None
    return derive_guid(feed_url), feed_url


def _refuse_removed(
    show: Show, included: Collection[int], matching: Matching, origins: Origins
) -> None:
    for index, entry in matching.entries.items():
        if entry.guid in matching.removed and index in included:
            raise UsageError(
                f'"{entry.title}" is to be removed from "{show.title}", but is still in the '
                f"sources ({origins.place(index)})",
                remedy="take it out there first",
            )


def _name_new(show: Show, chosen: list[Episode], lock: Lock, show_guid: str) -> dict[int, Episode]:
    """Every episode that goes into the feed, with guid and page name; the oldest mints first."""
    used = {entry.slug for entry in lock.entries}
    guids = {entry.guid for entry in lock.entries}
    guids.update(episode.guid for episode in show.episodes if episode.guid is not None)
    names: dict[str, Iterator[str]] = {}
    named = {episode.index: episode for episode in chosen if episode.slug is not None}
    for episode in sorted((e for e in chosen if e.slug is None), key=_age):
        slug = values.slug(episode.title)
        # One row of names a slug, gone through once: thousands may share a title.
        free = (n for n in names.setdefault(slug, page_names(slug)) if n not in used)
        slug, guid = _first(free, episode.guid, show_guid, guids)
        used.add(slug)
        guids.add(guid)
        named[episode.index] = episode.model_copy(update={"guid": guid, "slug": slug})
    return named


def _first(
    names: Iterator[str], stated: str | None, show_guid: str, guids: Collection[str]
) -> tuple[str, str]:
    """A page name and the guid that goes with it: the stated one, or one never used."""
    for name in names:
        guid = stated or mint_guid(show_guid, name)
        if stated or guid not in guids:
            return name, guid
    raise AssertionError("page names never end")


def _age(episode: Episode) -> tuple[object, ...]:
    """Oldest first; at one moment by what the episode says, so that file order decides nothing."""
    if episode.published is None:
        raise LockError(
            f'"{episode.title}" has no date', remedy='add "published:" to it, or a schedule:'
        )
    audio = episode.audio.name if episode.audio else ""
    title = plain(episode.title)
    return values.utc(episode.published), title, audio, episode.guid or "", episode.index


def page_names(slug: str) -> Iterator[str]:
    """The names a page may have for the slug of its title; the first free one is taken.

    >>> from itertools import islice
    >>> [list(islice(page_names(s), 2)) for s in ("tea", "", "index")]
    [['tea', 'tea-2'], ['episode-1', 'episode-2'], ['index-2', 'index-3']]
    """
    if len(slug.encode()) > LONGEST_SLUG:
        slug = slug.encode()[:LONGEST_SLUG].decode(errors="ignore").rstrip("-")
    if slug and slug not in _NO_PAGE:
        yield slug
    for number in count(2 if slug else 1):
        yield f"{slug or 'episode'}-{number}"


def _entry(episode: Episode) -> Entry:
    assert episode.guid is not None
    assert episode.slug is not None
    assert episode.published is not None
    offset = episode.published.utcoffset()
    assert offset is not None
    return Entry(
        episode.guid,
        episode.published.replace(tzinfo=timezone(offset), fold=0),
        plain(episode.title) or episode.title,
        episode.slug,
        episode.audio.name if episode.audio else None,
        episode.number if episode.numbered else None,
        episode.season,
        episode.type,
    )


def _left_out(episode: Episode, known: Entry) -> Entry:
    """What is carried of an episode that waits: as the sources tell it, so that it is found."""
    now = _entry(episode)
    return now._replace(audio=now.audio or known.audio, present=False, removed=known.removed)


def _lost(
    show: Show, included: Collection[int], matching: Matching, origins: Origins
) -> Iterator[Finding]:
    for episode in show.episodes:
        entry = matching.entries.get(episode.index)
        if entry is None or episode.index in included or entry.guid in matching.removed:
            continue
        if not entry.removed:
            name = "draft" if episode.draft else ""
            words = "is a draft again" if episode.draft else "would be left out of the feed"
            mend = "take draft: away" if episode.draft else "mend it"
            yield LEFT_OUT.at(
                origins.place(episode.index, name),
                f'"{episode.title}" was published and {words}: subscribers would lose it, so the '
                "feed stays as it is",
                remedy=f"{mend}, or take it out with podfeed build --remove {entry.slug}",
            )
