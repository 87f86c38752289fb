"""Builders for the tests of identity: a good show, its lock, and a build from end to end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from podfeed.findings import Origins, Place
from podfeed.identity import Entry, Lock, Matching, Settled, carry, match, settle
from podfeed.models import Audio, Episode, Show

SHOW_GUID = "6c0ab8b2-4b1b-4a2f-8b76-0d1f2e5a9c11"
FEED_URL = "https://a.example/feeds/tea.xml"
START = datetime(2026, 1, 1, 6, tzinfo=UTC)


def episode(title: str, audio: str | None = "", **fields: Any) -> Episode:
    """An episode; its audio is named after its title unless given, or None."""
    if audio is not None:
        fields["audio"] = Audio(path=audio or f"tea/{title.lower()}.mp3")
    if "number" in fields:
        fields.setdefault("numbered", True)
    return Episode(index=fields.pop("index", 0), title=title, **fields)


def show(*episodes: Episode, **fields: Any) -> Show:
    """A show of these episodes, indexed in order."""
    placed = tuple(e.model_copy(update={"index": i}) for i, e in enumerate(episodes))
    base: dict[str, Any] = {
        "slug": "tea",
        "title": "Tea",
        "description": "About tea.",
        "author": "Network",
        "language": "en",
        "categories": ("Technology",),
        "explicit": False,
        "link": "https://a.example/",
    }
    return Show(**{**base, "episodes": placed, **fields})


def origins_of(sources: Show) -> Origins:
    """Episode ``i`` stands on line 10 × (i + 1) of the YAML."""
    places = {
        e.index: {"": Place("seeds/tea.yaml", 10 * (e.index + 1), 3)} for e in sources.episodes
    }
    return Origins({"": Place("seeds/tea.yaml", 1, 1)}, places)


def entry(title: str, guid: str = "", **fields: Any) -> Entry:
    """A published episode whose guid is g-TITLE and whose audio is named after its title."""
    name = title.lower()
    base: dict[str, Any] = {
        "guid": guid or f"g-{name}",
        "published": START,
        "title": title,
        "slug": name,
        "audio": f"tea/{name}.mp3",
    }
    return Entry(**{**base, **fields})


def lock(*entries: Entry, **fields: Any) -> Lock:
    """A lock of these entries."""
    return Lock(fields.pop("guid", SHOW_GUID), entries=entries, **fields)


def matched(sources: Show, old: Lock, remove: Collection[str] = ()) -> Matching:
    """``match`` with the places of ``origins_of``."""
    return match(sources, old, origins=origins_of(sources), remove=remove)


def guids(sources: Show, old: Lock) -> list[str | None]:
    """The carried guid of each episode, in order; None for one that is new."""
    found = matched(sources, old).entries
    return [found[e.index].guid if e.index in found else None for e in sources.episodes]


def built(
    sources: Show,
    old: Lock | None = None,
    *,
    remove: Collection[str] = (),
    left_out: Collection[str] = (),
) -> Settled:
    """Identity from end to end; an episode without a date comes out a day after the newest."""
    old = old if old is not None else Lock()
    found = matched(sources, old, remove)
    carried = carry(sources, found)
    newest = max((e.published for e in old.entries), default=START)
    dated = []
    for one in carried.episodes:
        if one.published is None:
            newest += timedelta(days=1)
            one = one.model_copy(update={"published": newest})
        dated.append(one)
    return settle(
        carried.model_copy(update={"episodes": tuple(dated)}),
        included={e.index for e in dated if e.title not in left_out and e.audio is not None},
        lock=old,
        matching=found,
        feed_url=FEED_URL,
        origins=origins_of(sources),
    )
