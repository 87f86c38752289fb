"""A workspace and a store: planned, published, proved, told to hubs, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lxml import etree

from podfeed.documents import SAFE
from podfeed.errors import PublishError, UsageError
from podfeed.files import read_regular
from podfeed.pipeline import Options
from podfeed.probes.cache import Cache
from podfeed.publish import former
from podfeed.publish.addresses import open_store
from podfeed.publish.applying import apply, prune
from podfeed.publish.content import sha256_of
from podfeed.publish.hubs import Ping
from podfeed.publish.looking import Scope, look
from podfeed.publish.plan import File, Plan, Present, Stage, State, plan, with_notices
from podfeed.publish.record import HISTORY, KEY, Memory
from podfeed.publish.sending import THREADS
from podfeed.publishing.gathering import gather
from podfeed.publishing.guards import require_addresses, unbuilt
from podfeed.publishing.notices import notices
from podfeed.publishing.planned import Planned
from podfeed.publishing.proof import Claim
from podfeed.publishing.site import (
    FEED,
    UNREADABLE,
    Addresses,
    keys_named,
)
from podfeed.render.compress import gzip_bytes
from podfeed.tags import ATOM
from podfeed.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from podfeed.publish.applying import Applied
    from podfeed.publish.former import RolledBack
    from podfeed.publish.plan import Notice
    from podfeed.publish.sending import Told
    from podfeed.publish.store import Store
    from podfeed.workspace import Workspace


class Publication:
    """One workspace and the store that it is published to; used with ``with``.

    Raises WorkspaceError, UsageError or PublishError, as do its methods.
    """

    def __init__(self, root: Path, *, to: str | None = None, now: datetime) -> None:
        self.workspace: Workspace = open_workspace(root)
        self.addresses = Addresses(self.workspace.network)
        self.store: Store = _open(self.workspace, to)
        self._now = now
        self._memory = Memory(self.workspace.cache, self.store.address)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.store.close()

    def plan(
        self, shows: Iterable[str] = (), progress: Callable[[int, int], None] | None = None
    ) -> Planned:
        """What publishing these shows would do now, or all of them with what names them all.

        One listing, and one read for each feed that has changed here or there. ``progress`` counts
        shows; of a single one, its files.
        """
        named = tuple(shows)
        wanted = self.workspace.pick(named)
        if not wanted:
            raise UsageError(
                "there are no shows in seeds/, so there is nothing to publish",
                remedy="write one, and build it",
            )
        warned = require_addresses(self.workspace.network, self.store.address)
        with Cache(self.workspace.root) as cache:
            late = unbuilt(self.workspace, wanted, cache, Options(self._now), progress=progress)
            built = [show for show in wanted if show not in late]
            site = gather(self.workspace, cache, shows=built, network=not named, progress=progress)
        faults = site.findings | {_feed(show): [fault] for show, fault in late.items()}
        scope = _scope(wanted, site.files) if named else None
        present, unreadable = look(self.store, self._memory, site.files, scope=scope)
        for key, error in unreadable.items():
            faults[key] = [UNREADABLE.of(error, key)]
        site.drop(unreadable)
        good = {show for show in built if _feed(show) not in faults}
        # A new show may be one that is gone, under another name.
        told_gone = not named or any(_feed(show) not in present.listing for show in good)
        made = plan(
            site.files.values(),
            present=present,
            target=self.store.address,
            held=faults,
            relies=site.relies,
            spared=lambda key: self._is_spared(
                key, good, whole=not (named or faults), told_gone=told_gone
            ),
        )
        told = self._notices(made, site.files, present)
        made = with_notices(made, [*warned, *told])
        return Planned(made, present, dict(sorted(faults.items())), wanted)

    def _notices(self, made: Plan, files: Mapping[str, File], present: Present) -> list[Notice]:
        def built_page(address: str) -> bytes | None:
            file = files.get(self.addresses.key(address) or "")
            return _bytes(file) if file is not None else None

        return notices(
            made,
            live=present.feeds,
            built=_bytes,
            addresses=self.addresses,
            live_page=self._live_page,
            built_page=built_page,
        )

    def _is_spared(self, key: str, good: set[str], *, whole: bool, told_gone: bool) -> bool:
        """Whether a key may be named by a show that is not looked at, and so is not orphaned.

        ``good`` are the shows that are, ``whole`` whether those are all; ``told_gone``: the feed of
        a show that is gone is told of.
        """
        folder, _, path = key.partition("/")
        name = path.partition("/")[0]
        if folder == "feeds" and "/" not in path:
            name = path.removesuffix(".gz").removesuffix(".xml")
            if _is_feed(key) and name not in self.workspace.shows:
                return not told_gone
        return name not in good and not whole

    def _live_page(self, address: str) -> bytes | None:
        """An older page of a published feed, as the store has it."""
        key = self.addresses.key(address)
        found = self.store.read(key, limit=former.LIMIT) if key is not None else None
        return found[0] if found is not None else None

    def apply(self, planned: Planned, told: Told | None = None, *, jobs: int = THREADS) -> Applied:
        """Do what the plan says, with so many files at a time."""
        return apply(
            planned.plan,
            self.store,
            present=planned.present,
            memory=self._memory,
            told=told,
            threads=jobs,
        )

    def unproved(self, planned: Planned) -> list[File]:
        """What was sent, now or by a publish that did not come to its end, and not yet fetched."""
        keys = planned.present.record.unproved
        return [step.file for step in planned.plan.steps if step.file and step.key in keys]

    def claims(self, files: Iterable[File], applied: Applied) -> list[Claim]:
        """What has to come from the public addresses now."""
        found = []
        for file in files:
            if file.stage is Stage.COPIES:
                continue  # no app asks for it by its name
            live = applied.feeds.get(file.key)
            compared = file.stage is not Stage.MEDIA
            before = live.data if live is not None else None
            found.append(Claim(self.addresses.url(file.key), file, compared, before))
        return found

    def settle(self, planned: Planned, files: Iterable[File]) -> None:
        """Note that these are proved, and told to hubs."""
        record = planned.present.record
        settled = {file.key for file in files} | {s.key for s in planned.plan.of(State.ORPHANED)}
        if record.unproved & settled:
            record.unproved -= settled
            self._memory.keep(self.store, record)

    @property
    def hidden(self) -> str:
        """A public address at which nothing must be found."""
        return f"{self.workspace.network.base_url}/{KEY}"

    def feeds_among(self, files: Iterable[File]) -> dict[str, bytes]:
        """The feeds among these files, by key."""
        return {file.key: _bytes(file) for file in files if file.stage is Stage.FEEDS}

    def pings(self, feeds: Mapping[str, bytes], *, token: str | None) -> Iterator[Ping]:
        """Which hubs to tell of these feeds, given by key: those that the feeds name.

        ``token`` is that of the podping gateway.
        """
        for key, data in feeds.items():
            url = self.addresses.url(key)
            for hub in hubs_in(data):
                yield Ping(hub, url)
            if self.workspace.network.podping is not None and token:
                yield Ping(self.workspace.network.podping, url, token)

    def prunable(self, planned: Planned) -> list[str]:
        """What podfeed published once, and no feed of the last ten names any more.

        Feeds are never among it: somebody may be subscribed to them.
        """
        orphans = {step.key for step in planned.plan.of(State.ORPHANED)}
        orphans = {key for key in orphans if not _is_feed(key)}
        if not orphans:
            return []
        listing = self.store.list()
        feeds = [key for key in listing if _is_feed(key)]
        waiting = [one.key for feed in feeds for one in former.formers(listing, feed)] + feeds
        seen = set(waiting)
        while waiting and orphans:
            found = self.store.read(key := waiting.pop(), limit=former.LIMIT)
            if found is not None:
                named = keys_named(found[0], self.addresses, shown=key) & listing.keys()
                orphans -= named
                # Older pages of a feed, and chapters, name files in their turn.
                waiting += [key for key in named - seen if key.endswith((".xml", ".json"))]
                seen |= named
        return sorted(orphans)

    def prune(self, planned: Planned, keys: Iterable[str]) -> None:
        """Take these away."""
        prune(self.store, list(keys), record=planned.present.record, memory=self._memory)

    def to_roll_back(self, shows: Iterable[str]) -> tuple[str, ...]:
        """The shows of these names; the only one if none is named. Raises UsageError."""
        wanted = self.workspace.pick(shows)
        if len(wanted) > 1 and not tuple(shows):
            raise UsageError(
                f"there are {len(wanted)} shows, and none is named",
                remedy=f'name those whose feeds went wrong: "--rollback {wanted[0]}"',
            )
        return wanted

    def roll_back(self, shows: Iterable[str]) -> Iterator[tuple[RolledBack, Claim]]:
        """Put the former feed of each of these shows back.

        Gives what was done, and what has to come from the public address then.
        """
        for show in shows:
            back = former.roll_back(self.store, f"feeds/{show}.xml", FEED)
            packed = f"{back.feed}.gz"
            if self.store.stat(packed) is not None:
                headers = FEED._replace(content_encoding="gzip")
                self.store.put(packed, gzip_bytes(back.data), headers)
            size, digest = len(back.data), sha256_of(back.data)
            path = self.workspace.root / back.feed
            file = File(back.feed, path, size, 0, digest, FEED, Stage.FEEDS)
            yield back, Claim(self.addresses.url(back.feed), file, True, back.before)


def _feed(show: str) -> str:
    return f"feeds/{show}.xml"


def _scope(shows: Iterable[str], files: Iterable[str]) -> Scope:
    """Where what belongs to these shows lies, and which other files they need."""
    folders, keys = [], set(files)
    for show in shows:
        feed = _feed(show)
        folders += [f"feeds/{show}/", f"media/{show}/", f"{HISTORY}{feed}/"]
        keys |= {feed, f"{feed}.gz"}
    return Scope(tuple(folders), frozenset(keys))


def _bytes(file: File) -> bytes:
    return read_regular(file.path, limit=former.LIMIT, error=PublishError)


def _is_feed(key: str) -> bool:
    folder, _, name = key.partition("/")
    return folder == "feeds" and "/" not in name and name.endswith(".xml")


def _open(workspace: Workspace, to: str | None) -> Store:
    """Where to publish: the place that was named, else that of the network.

    A path in the YAML counts from the workspace.
    """
    stated = to or workspace.network.publish
    if not stated:
        raise UsageError(
            "nothing says where to publish",
            path="seeds/network.yaml",
            remedy='add "publish: s3://BUCKET", or a folder, or name one with --to',
        )
    store = open_store(stated, base=None if to else workspace.root)
    folder = getattr(store, "folder", None)
    if folder is not None and folder.resolve() == workspace.root.resolve():
        raise UsageError(
            f"{stated} is the workspace itself",
            remedy="name another folder: the one that a web server serves",
        )
    return store


def hubs_in(feed: bytes) -> list[str]:
    """The WebSub hubs that a feed names, each once."""
    root = etree.fromstring(feed, etree.XMLParser(**SAFE))
    links = root.iterfind(f"channel/{{{ATOM}}}link[@rel='hub']")
    return list(dict.fromkeys(href for link in links if (href := str(link.get("href") or ""))))
