"""What subscribers would notice of a plan: the live feeds compared with the built ones, in words.

One table says what each kind of change is called, what it costs, and the name that allows it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from podfeed import history
from podfeed.errors import FeedError
from podfeed.history import kinds
from podfeed.publish.plan import Notice, Stage, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from podfeed.findings import Kind
    from podfeed.history import Change, Item, Past
    from podfeed.publish.plan import File, Live, Plan, Step
    from podfeed.publishing.site import Addresses


Fetch: TypeAlias = "Callable[[str], bytes | None]"
"""Gives what is at an address, or None."""


@dataclass(frozen=True, slots=True)
class Row:
    """How a change of one kind is told. ``{n}`` is the number of episodes, ``{s}`` its plural s.

    ``allow`` is the name that ``--allow`` takes; changes without one cost subscribers nothing.
    """

    words: str
    allow: str | None = None
    remedy: str | None = None


ROWS: dict[Kind, Row] = {
    kinds.SHOW_GUID_CHANGED: Row(
        "the podcast:guid of the show changed: directories take it for another show",
        "show-guid-changed",
        "restore the lock, or write the old guid: into the show's YAML",
    ),
    kinds.FEED_MOVED: Row(
        "the feed's own address changed: subscribers stay at the old one",
        "feed-moved",
        "redirect the old address (podfeed redirects) and set new_feed_url:",
    ),
    kinds.GUID_CHANGED: Row(
        "guid of {n} episode{s} changed: every app downloads {them} again",
        "guid-changed",
        "restore the lock, or write the old guid:",
    ),
    kinds.GONE: Row(
        "{n} episode{s} gone: apps drop {them} from the list, some with the download",
        "episode-gone",
        "put {them} back",
    ),
    kinds.DATE_MOVED: Row(
        "date of {n} episode{s} moved: apps sort by it, some announce {them} again",
        "date-moved",
        "put the old date back",
    ),
    kinds.AUDIO_REPLACED: Row(
        "audio of {n} replaced: apps that have it will not fetch it again under the same URL",
        "audio-replaced",
        "give the new file a new name, or set audio_names: hashed",
    ),
    kinds.AUDIO_MOVED: Row("audio of {n} at a new address: nothing is downloaded again"),
    kinds.TITLE_CHANGED: Row("{n} episode{s} with another title: apps show the new one"),
    kinds.NEW: Row("{n} new episode{s}"),
}
"""In the order in which they are told."""

SHOW_GONE = "show-gone"
UNREADABLE = "unreadable-feed"
LOCAL_ADDRESS = "local-address"

ALLOWABLE = (
    *(row.allow for row in ROWS.values() if row.allow),
    SHOW_GONE,
    UNREADABLE,
    LOCAL_ADDRESS,
)
"""All names that ``--allow`` takes."""


def notices(
    plan: Plan,
    *,
    live: Mapping[str, Live],
    built: Callable[[File], bytes],
    addresses: Addresses,
    live_page: Fetch,
    built_page: Fetch,
) -> list[Notice]:
    """What subscribers would notice, feed by feed. A feed of which nothing is sent is not read.

    ``live`` are the published feeds that differ, by key, and ``built`` gives the bytes of a file
    here. ``live_page`` and ``built_page`` give the older pages of a feed, by their addresses, where
    it has any.
    """
    found: list[Notice] = []
    replaced = {step.key for step in plan.sent(Stage.MEDIA) if _is_replaced(step)}
    for key, steps in plan.by_owner().items():
        own = next(step for step in steps if step.key == key)
        if own.file is None or own.file.stage is not Stage.FEEDS:
            continue
        if not any(step.is_sent for step in steps):
            continue  # as of most shows on most runs
        data = built(own.file)
        now = history.read_pages(data, key, built_page)
        before = live[key].data if key in live else data
        if own.state is not State.UNCHANGED and key not in live:
            count = len(now.items)
            found.append(Notice(key, f"a new feed with {count} episode{'' if count == 1 else 's'}"))
        else:
            found += _of_feed(key, now, before, live_page, replaced, addresses)
    found += _gone(plan)
    return found


def stopped_by(plan: Plan, stopped: Iterable[Notice]) -> set[str]:
    """The keys of what may not be published because of these notices.

    A notice stops the feed that it is about. A feed that no show has any more stops those that are
    new, as one of them may be the same show under another name, and what names all shows; one that
    is about the network stops everything.
    """
    owners = plan.by_owner()
    sent = {step.key: step for step in plan.sent(Stage.FEEDS, Stage.NETWORK)}
    found: set[str] = set()
    for notice in stopped:
        if notice.subject in owners:
            found.add(notice.subject)
        elif notice.allow == SHOW_GONE:
            found |= {k for k, s in sent.items() if s.state is State.NEW or _is_common(s)}
        else:
            found |= owners.keys()
    return found


def _is_common(step: Step) -> bool:
    return step.file is not None and step.file.stage is Stage.NETWORK


def _is_replaced(step: Step) -> bool:
    return step.state is State.CHANGED and step.known


def _of_feed(
    key: str, now: Past, before: bytes, live_page: Fetch, replaced: set[str], addresses: Addresses
) -> Iterator[Notice]:
    try:
        past = history.read_pages(before, f"the published {key}", live_page)
    except FeedError as error:
        words = f"the published feed cannot be compared: {error.problem}"
        yield Notice(key, words, allow=UNREADABLE, remedy="see what stands there")
        return
    changes = history.compare(past, now)
    changes += _replaced(past, now, changes, replaced, addresses)
    grouped: dict[Kind, list[Change]] = defaultdict(list)
    for change in changes:
        grouped[change.kind].append(change)
    for kind, row in ROWS.items():
        if kind in grouped:
            yield _notice(key, row, grouped[kind])


def _replaced(
    past: Past,
    now: Past,
    changes: Iterable[Change],
    replaced: set[str],
    addresses: Addresses,
) -> Iterator[Change]:
    """Audio of other content under the same address, whose length and type tell nothing."""
    known = {change.new for change in changes if change.kind is kinds.AUDIO_REPLACED}
    former = {item.url for item in past.items}
    for item in now.items:
        told = item.url is None or item.url not in former or item in known
        if not told and addresses.key(str(item.url)) in replaced:
            yield history.Change(kinds.AUDIO_REPLACED, item.name, new=item)


def _notice(key: str, row: Row, changes: list[Change]) -> Notice:
    items: list[Item] = [item for c in changes if (item := c.new or c.old) is not None]
    count = len(items)
    said = {"n": count, "s": "" if count == 1 else "s", "them": "it" if count == 1 else "them"}
    return Notice(
        key,
        row.words.format(**said),
        tuple(item.title or item.guid or "untitled" for item in items),
        row.allow,
        row.remedy.format(**said) if row.remedy else None,
    )


def _gone(plan: Plan) -> Iterator[Notice]:
    """Feeds that podfeed published once, and that no show has any more."""
    for step in plan.of(State.ORPHANED):
        folder, _, name = step.key.partition("/")
        if folder == "feeds" and "/" not in name and name.endswith(".xml"):
            if name == "sitemap.xml":
                continue
            yield Notice(
                step.key,
                "no show has this feed any more: its subscribers would hear of nothing new",
                allow=SHOW_GONE,
                remedy="redirect it (podfeed redirects) if the show was renamed or has moved",
            )
