"""The way of the data for one show: read → claim audio → identify → date → probe → settle →
render → write.

A show that fails keeps its lock and its feed. An episode whose audio is missing or broken is left
out, which is a finding. The lock is written before the feed, and the feed after everything that it
names, each whole: stopped at any moment, a reader sees the old feed or the new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podfeed import identity, manifest, schedule
from podfeed.assets import Assets
from podfeed.errors import (
    FeedError,
    ListingError,
    LockError,
    OutputError,
    PodfeedError,
    WebError,
)
from podfeed.files import read_regular, write_whole
from podfeed.findings import Finding, Kind, Origins, Severity, has_errors
from podfeed.outcome import LeftOut, Outcome, compare
from podfeed.render.compress import gzip_bytes
from podfeed.render.feed import render
from podfeed.values import parse_rfc2822, rfc2822
from podfeed.workspace import UNREADABLE, read_show

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.assets import Progress
    from podfeed.identity import Lock
    from podfeed.models import Episode, Show
    from podfeed.probes.cache import Cache
    from podfeed.workspace import Workspace

NO_DATE = Kind(
    "SRC157",
    "no-date",
    Severity.ERROR,
    """An episode without a date: neither `published:` nor a slot of the show's `schedule:`.

    Apps sort by date, and some hide an episode that has none. It is left out until it has one.
    """,
)
BAD_SCHEDULE = Kind(
    "SRC158",
    "wrong-schedule",
    Severity.ERROR,
    """A `schedule:` that cannot be followed: no date, no recurrence rule, or no time zone.

    Without it the show's episodes have no dates, so nothing is built until it is mended.
    """,
)
AGAINST = Kind(
    "SRC160",
    "published-feed-unread",
    Severity.ERROR,
    """The published feed that a build was to be compared with could not be fetched or read.

    Nothing is written: the comparison is what guards listeners against a lost lockfile.
    """,
)
UNWRITABLE = Kind(
    "SRC161",
    "unwritable-output",
    Severity.ERROR,
    """A feed or lock that could not be written: the disk is full, or may not be written to.

    What stood there before still does. Make room or give permission, and build again.
    """,
)
LOCK = Kind(
    "SRC162",
    "lock-refused",
    Severity.ERROR,
    """A lockfile that cannot be read, or that `--locked` does not let change.

    The lock carries the guids: without it every app would download every episode again. Restore
    it from version control; where `--locked` refused, run `podfeed build` and commit the lock.
    """,
)

_KINDS: dict[type[PodfeedError], Kind] = {
    ListingError: UNREADABLE,
    LockError: LOCK,
    OutputError: UNWRITABLE,
    FeedError: AGAINST,
    WebError: AGAINST,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. ``now`` is the clock of this run, in UTC.

    ``locked`` fails instead of changing a lock; ``remove`` names episodes that may leave;
    ``against`` fetches the published feed of a feed URL, to compare with; ``force`` builds even
    what the manifest says is unchanged.
    """

    now: datetime
    locked: bool = False
    remove: tuple[str, ...] = ()
    against: Callable[[str], bytes | None] | None = None
    force: bool = False

    @property
    def special(self) -> bool:
        """Whether a show has to be built even if the manifest says that it is unchanged."""
        return bool(self.force or self.remove or self.against)

    @property
    def strict(self) -> bool:
        """Whether a show may fail for a reason that lies in these options alone."""
        return bool(self.locked or self.remove or self.against)

    @property
    def seconds(self) -> float:
        """The clock as POSIX seconds."""
        return self.now.timestamp()


class _Stop(Exception):  # noqa: N818 - not an error but the end of a show that has errors
    """A show cannot be built; its findings say why."""


class Job:
    """The building of one show; ``findings`` and what the manifest keeps gather on the way."""

    def __init__(
        self, workspace: Workspace, slug: str, options: Options, cache: Cache, progress: Progress
    ) -> None:
        self.workspace = workspace
        self.slug = slug
        self.options = options
        self.cache = cache
        self.progress = progress
        self.findings: list[Finding] = []
        self.left_out: dict[int, LeftOut] = {}
        self.inputs: list[str] = ["seeds/network.yaml", f"seeds/{slug}.yaml"]
        self.outputs: list[str] = [f"seeds/{slug}.lock", f"feeds/{slug}.xml"]
        self.due: datetime | None = None
        self.origins = Origins()

    def run(self) -> Outcome:
        """Build it. A fault of its content stops this show alone."""
        outcome = Outcome(self.slug, self.slug, "failed", f"feeds/{self.slug}.xml")
        try:
            self.build(outcome)
        except _Stop:
            pass
        except PodfeedError as error:
            kind = next((kind for cls, kind in _KINDS.items() if isinstance(error, cls)), None)
            if kind is None:
                raise
            self.findings.append(kind.of(error, f"seeds/{self.slug}.yaml"))
        outcome.left_out = list(self.left_out.values())
        return outcome

    def build(self, outcome: Outcome) -> None:
        """All steps for this show, filling in the outcome. Raises _Stop or PodfeedError."""
        reading, sources = read_show(self.workspace, self.slug)
        self.origins = reading.origins
        self.inputs += sources.files if sources else ()
        self.findings += reading.findings
        show = reading.show
        if show is None:
            raise _Stop
        outcome.title, outcome.owner = show.title, show.owner is not None
        lock_path = identity.locate_lock(self.workspace.seeds, self.slug, show.was)
        lock_shown = f"seeds/{lock_path.name}"
        lock = identity.read_lock(lock_path, lock_shown)
        assets = Assets(self.workspace.media, self.slug, self.cache, self.origins)
        show = assets.claim(show, carried=identity.known_audio(show, lock))
        matching = identity.match(show, lock, origins=self.origins, remove=self.options.remove)
        self.take(matching.findings)
        show = self.with_dates(identity.carry(show, matching), lock)
        show = assets.measure(show, self.progress)
        show = show.model_copy(update={"image": assets.cover(show)})
        self.findings += assets.findings
        self.inputs += assets.inputs
        settled = identity.settle(
            show,
            included=self.out_now(show, assets.broken),
            lock=lock,
            matching=matching,
            feed_url=self.workspace.network.feed_url(self.slug),
            origins=self.origins,
        )
        self.findings += settled.findings
        if self.options.locked:
            identity.require_unchanged(lock, settled.lock, lock_shown)
        self.write(settled.show, settled.lock, outcome)

    def take(self, findings: Iterable[Finding]) -> None:
        """Keep findings; stop if one of them is an error."""
        taken = list(findings)
        self.findings += taken
        if has_errors(taken):
            raise _Stop

    def with_dates(self, show: Show, lock: Lock) -> Show:
        """The show with a date for each episode that has a slot of the schedule."""
        waiting = [episode for episode in show.episodes if episode.published is None]
        if show.schedule is None or not waiting:
            return show
        place = self.origins.place(None, "schedule")
        if show.timezone is None:
            problem = "schedule: is wall time, but the show names no time zone"
            self.findings.append(
                BAD_SCHEDULE.at(place, problem, remedy='add "timezone: Europe/Berlin"')
            )
            raise _Stop
        newest = max((entry.published for entry in lock.entries), default=None)
        try:
            slots = schedule.assign(show.schedule, show.timezone.info, waiting, newest=newest)
        except ListingError as error:
            self.findings.append(BAD_SCHEDULE.at(place, error.problem, remedy=error.remedy))
            raise _Stop from error
        episodes = tuple(
            episode.model_copy(update={"published": slots[episode.index]})
            if episode.index in slots
            else episode
            for episode in show.episodes
        )
        return show.model_copy(update={"episodes": episodes})

    def out_now(self, show: Show, broken: Collection[int]) -> set[int]:
        """The episodes, by index, that are out: with usable audio, and a date that has come."""
        included = set()
        for episode in show.episodes:
            if episode.index in broken:
                self.leave_out(episode, "its audio cannot be used")
            elif episode.published is None:
                self.undated(episode, show)
            elif episode.published > self.options.now:
                self.leave_out(episode, "it is not out yet", episode.published)
                if episode.audio is not None and (self.due is None or episode.published < self.due):
                    self.due = episode.published
            elif episode.audio is None:
                self.leave_out(episode, "it has no audio")
            else:
                included.add(episode.index)
        return included

    def leave_out(self, episode: Episode, reason: str, due: datetime | None = None) -> None:
        """Note an episode that will not be in the feed."""
        moment = due.isoformat() if due else None
        self.left_out[episode.index] = LeftOut(episode.title, reason, moment)

    def undated(self, episode: Episode, show: Show) -> None:
        """An episode without a date is left out, and that is an error."""
        self.leave_out(episode, "it has no date")
        remedy = 'add "published: 2026-05-01"'
        if show.schedule is not None:
            remedy += ", or let the rule of schedule: go on"
        self.findings.append(
            NO_DATE.at(
                self.origins.place(episode.index),
                f'episode "{episode.title}" has no date, so it is left out',
                remedy=remedy,
            )
        )

    def write(self, show: Show, lock: Lock, outcome: Outcome) -> None:
        """Render, and write what has changed: the lock, then the feed, then its compressed copy."""
        path = self.workspace.feeds / f"{self.slug}.xml"
        before = _read_old(path, outcome.feed)
        built = _built_at(before) or self.options.now
        rendered = render(show, network=self.workspace.network, built=built)
        data = rendered.data
        if before is not None and data != before:
            data = _redate(data, self.options.now)
        self.compare_published(data)
        self.put(self.workspace.seeds / f"{self.slug}.lock", lock.dump())
        zipped = path.with_name(f"{path.name}.gz")
        if data != before:
            zipped.unlink(missing_ok=True)
            write_whole(path, data, shown=outcome.feed)
        if self.workspace.network.gzip:
            self.put(zipped, gzip_bytes(data))
            self.outputs.append(f"feeds/{zipped.name}")
        outcome.episodes = len(rendered.items)
        outcome.new, outcome.changed, outcome.gone = compare(before, data)
        outcome.next = self.due.isoformat() if self.due else None
        outcome.state = "new" if before is None else "unchanged" if data == before else "changed"

    def put(self, path: Path, data: bytes) -> None:
        """Write a file unless it holds that already."""
        with suppress(OSError):
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return
        write_whole(path, data, shown=path.relative_to(self.workspace.root).as_posix())

    def compare_published(self, data: bytes) -> None:
        """With ``--against``: what subscribers would notice; an error stops the show."""
        if self.options.against is None:
            return
        from podfeed import history

        address = self.workspace.network.feed_url(self.slug)
        published = self.options.against(address)
        if published is None:
            return
        past = history.read_feed(published, address)
        now = history.read_feed(data, f"feeds/{self.slug}.xml")
        self.take(history.findings(history.compare(past, now), f"feeds/{self.slug}.xml"))

    def entry(self, outcome: Outcome) -> manifest.Entry:
        """What the manifest keeps of this build."""
        root = str(self.workspace.root)
        inputs = sorted(set(self.inputs))
        tree = [f"media/{self.slug}"]
        return manifest.Entry(
            inputs=inputs,
            outputs=self.outputs,
            trees=tree,
            state=manifest.look(root, inputs, self.outputs, tree),
            built=self.options.now.timestamp(),
            due=self.due.timestamp() if self.due else None,
            summary=outcome.lasting(),
            findings=[asdict(finding) for finding in self.findings],
        )


_LAST_BUILD = re.compile(rb"<lastBuildDate>([^<]*)</lastBuildDate>")


def _read_old(path: Path, shown: str) -> bytes | None:
    """The feed that is there, or None."""
    if not path.exists():
        return None
    return read_regular(path, limit=1_000_000_000, shown=shown, error=OutputError)


def _built_at(feed: bytes | None) -> datetime | None:
    """When the last feed says it was built."""
    match = _LAST_BUILD.search(feed or b"")
    if match is None:
        return None
    try:
        return parse_rfc2822(match[1].decode("ascii")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _redate(feed: bytes, now: datetime) -> bytes:
    """The same feed with another lastBuildDate, without rendering it twice."""
    line = f"<lastBuildDate>{rfc2822(now)}</lastBuildDate>".encode()
    return _LAST_BUILD.sub(line, feed, count=1)
