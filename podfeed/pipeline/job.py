"""The building of one show, step by step."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from podfeed import chaptering, identity, manifest, site, templates, writing
from podfeed.against import noticed
from podfeed.assets import Assets
from podfeed.companions import Companions, is_there
from podfeed.declaring import Declaring
from podfeed.findings import Finding, Origins, has_errors
from podfeed.layers import Layers
from podfeed.noting import Noting
from podfeed.outcome import Outcome, compare
from podfeed.pipeline.faults import Stop, told
from podfeed.pipeline.identified import Identified, tell
from podfeed.pipeline.sheets import paged, sheet
from podfeed.releasing import Releasing
from podfeed.render.paging import paginate
from podfeed.transcribing import Transcribing
from podfeed.workspace import read_show
from podfeed.writing import OlderPage, Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podfeed.assets import Progress
    from podfeed.identity import Lock
    from podfeed.models import Show
    from podfeed.pipeline.options import Options
    from podfeed.probes.cache import Cache
    from podfeed.site import Site
    from podfeed.transcripts import Spoken
    from podfeed.workspace import Workspace


class Job:
    """The building of one show; ``findings`` and what the manifest keeps gather on the way.

    The feed is called ``name`` and written into the folder ``feeds``.
    """

    RELEASING: ClassVar[type[Releasing]] = Releasing

    def __init__(
        self, workspace: Workspace, slug: str, options: Options, cache: Cache, progress: Progress
    ) -> None:
        self.workspace = workspace
        self.slug = slug
        self.options = options
        self.cache = cache
        self.progress = progress
        self.findings: list[Finding] = []
        self.releasing = self.RELEASING(Origins(), options.now)
        self.inputs: list[str] = [workspace.stated.path, f"seeds/{slug}.yaml"]
        self.name = slug
        self.feeds = workspace.feeds
        self.outputs: list[str] = [f"seeds/{slug}.lock", f"feeds/{slug}.xml"]
        self.trees: list[str] = [f"media/{slug}"]
        self.made: list[str] = []
        self.card: dict[str, Any] | None = None
        self.spoken: Mapping[int, Spoken] = {}
        self.origins = Origins()
        self.lost = False
        """Whether an episode would leave the feed unasked."""
        self.begun = time.time_ns()

    @property
    def due(self) -> datetime | None:
        """When the next episode comes out, None if no date is known."""
        return self.releasing.due

    @property
    def feed_path(self) -> str:
        """Where the feed is written, below the workspace."""
        return f"{self.feeds.relative_to(self.workspace.root).as_posix()}/{self.name}.xml"

    def run(self) -> Outcome:
        """Build it. A fault of its content stops this show alone."""
        outcome = Outcome(self.slug, self.slug, "failed", self.feed_path)
        with self.faults():
            prepared = self.steps(outcome, judged=False)
            if self.lost:
                raise Stop
            self.compare(prepared)
            written = writing.write(prepared, self.workspace)
            self.outputs += written.names
            outcome.episodes = len(prepared.items) + sum(len(one.items) for one in prepared.older)
            outcome.new, outcome.changed, outcome.gone = compare(
                prepared.whole_before, prepared.whole
            )
            outcome.next = self.due.isoformat() if self.due else None
            outcome.state = prepared.state
            if outcome.state == "unchanged" and written.pages:
                outcome.state = "changed"
            self.card = self.card_of(prepared)
        outcome.left_out = list(self.releasing.left_out.values())
        return outcome

    def prepare(self, *, judged: bool = True) -> Prepared | None:
        """All steps but writing; None if a fault of its content stops the show.

        ``judged`` is as in ``steps``.
        """
        with self.faults():
            outcome = Outcome(self.slug, self.slug, "failed", self.feed_path)
            return self.steps(outcome, judged=judged)
        return None

    def faults(self) -> AbstractContextManager[None]:
        """Within it, faults of this show's content become findings; others go on."""
        return told(self.findings, f"seeds/{self.slug}.yaml")

    def take(self, findings: Iterable[Finding]) -> None:
        """Keep findings; stop if one of them is an error."""
        taken = list(findings)
        self.findings += taken
        if has_errors(taken):
            raise Stop

    def identify(self) -> Identified:
        """Read the show and find out who its episodes are and when they came or will come out.

        Raises Stop or PodfeedError.
        """
        show = self.read()
        lock_path = identity.locate_lock(self.workspace.seeds, self.slug, show.was)
        lock = identity.read_lock(lock_path, f"seeds/{lock_path.name}")
        assets = Assets(self.workspace.media, self.slug, self.cache, self.origins)
        show = assets.claim(
            show,
            carried=identity.known_audio(show, lock),
            published=identity.published_audio(show, lock),
        )
        matching = identity.match(show, lock, origins=self.origins, remove=self.options.remove)
        self.take(matching.findings)
        newest = max((entry.published for entry in lock.entries), default=None)
        show = self.releasing.date(identity.carry(show, matching), newest)
        self.take(self.releasing.findings)
        return Identified(show, lock_path, lock, matching, assets)

    def read(self) -> Show:
        """The show as its sources have it. Raises Stop if they are no show."""
        reading, sources = read_show(self.workspace, self.slug)
        self.origins = self.releasing.origins = reading.origins
        self.inputs += sources.files if sources else ()
        self.trees += sources.trees if sources else ()
        self.findings += reading.findings
        if reading.show is None:
            raise Stop
        return reading.show

    def look(self) -> Identified | None:
        """Who the episodes are and when they come out; None if a fault stops the show."""
        with self.faults():
            found = self.identify()
            self.findings += found.assets.findings
            transcribing = Transcribing(found.assets)
            show = transcribing.gather(self.with_chapters(found.show, found.assets))
            self.findings += transcribing.findings
            found = found._replace(show=show)
            for episode in found.show.episodes:
                tell(episode, found, self.origins)
            return found
        return None

    def with_chapters(self, show: Show, assets: Assets) -> Show:
        """The show with the chapters of its episodes, wherever they come from."""
        gathering = chaptering.Chaptering(assets)
        show = gathering.gather(show)
        self.findings += gathering.findings
        return show

    def with_notes(self, show: Show) -> Show:
        """The show with its notes as the feed has them."""
        noting = Noting(self.workspace.root, self.origins)
        show = noting.write(show)
        self.findings += noting.findings
        return show

    def steps(self, outcome: Outcome, *, judged: bool = True) -> Prepared:
        """All steps but writing, filling in the outcome. Raises Stop or PodfeedError.

        Unless the feed is to be ``judged``, what the sources say is let go before it is rendered,
        which takes as much memory again.
        """
        show, lock_path, lock, transcribing = self.settle(outcome)
        companions = Companions(self.name, self.workspace.network)
        show = self.accompany(show, companions, transcribing)
        if not judged:
            self.origins.episodes.clear()
        return self.render(show, companions, lock_path, lock)

    def settle(self, outcome: Outcome) -> tuple[Show, Path, Lock, Transcribing]:
        """The show with the episodes that are out, the lock that was read and the one to write.

        What identity had to know is let go here: a feed is rendered with as much memory as a long
        show takes. Raises Stop or PodfeedError.
        """
        show, lock_path, lock, matching, assets = self.identify()
        outcome.title, outcome.owner = show.title, show.owner is not None
        hashed = self.workspace.network.hashes_audio(show)
        declaring = Declaring(self.origins)
        show = declaring.declare(assets.measure(show, self.progress, hashed=hashed))
        self.findings += declaring.findings
        show = self.with_notes(self.with_chapters(show, assets))
        transcribing = Transcribing(assets)
        show = transcribing.gather(show)
        show = show.model_copy(update={"image": assets.cover(show)})
        self.findings += assets.findings
        self.inputs += assets.inputs
        included = self.releasing.out(show, assets.broken)
        self.findings += self.releasing.findings
        settled = identity.settle(
            show,
            included=included,
            lock=lock,
            matching=matching,
            feed_url=self.workspace.network.feed_url(self.slug),
            origins=self.origins,
        )
        self.findings += settled.findings
        self.lost = bool(settled.findings)
        if self.options.locked:
            identity.require_unchanged(lock, settled.lock, f"seeds/{lock_path.name}")
        return settled.show, lock_path, settled.lock, transcribing

    def accompany(self, show: Show, companions: Companions, transcribing: Transcribing) -> Show:
        """The show that is to be rendered, with what it and its episodes say of their companions.

        ``show`` has the episodes that are out, each with its page name (``slug``).
        """
        network = self.workspace.network
        show = chaptering.accompany(show, companions, network)
        show = transcribing.accompany(show, companions, network)
        self.findings += transcribing.findings
        self.spoken = transcribing.spoken
        if not self.has_pages(show):
            return show
        states_link = isinstance(self.origins.show, Layers) and self.origins.show.states("link")
        return site.linked(show, self.workspace, own_link=states_link)

    def has_pages(self, show: Show) -> bool:
        """Whether web pages are made of the show."""
        return site.has_pages(show, self.workspace)

    def card_of(self, prepared: Prepared) -> dict[str, Any] | None:
        """What the page of all shows says of this one, if there is such a page."""
        if prepared.site is not None:
            return prepared.site.card()
        listed = self.workspace.network.pages
        return site.card_of(prepared.show, self.workspace) if listed else None

    def web_pages(self, show: Show) -> Site | None:
        """What makes the web pages of the show, if there are to be any. Raises TemplateError."""
        if not self.has_pages(show):
            return None
        self.trees.append(templates.FOLDER)
        self.made.append(f"feeds/{self.slug}")
        found = site.Site(show, self.workspace, self.cache, self.spoken)
        self.findings += [*found.findings(), *site.remarks(show, found.templates, self.origins)]
        return found

    def render(self, show: Show, companions: Companions, former_lock: Path, lock: Lock) -> Prepared:
        """The feed as it would be now, dated as the one that is there unless it differs."""
        feed, folder = self.feeds / f"{self.name}.xml", self.feeds / self.name
        before = writing.read_old(feed, self.feed_path)
        newest, *rest = paginate(show, self.workspace.network)
        sheet_of = partial(sheet, network=self.workspace.network, now=self.options.now)
        items, data = sheet_of(newest, before)
        older = []
        for page in rest:
            path = f"{self.name}/{page.name}"
            there = writing.read_old(folder / page.name, f"feeds/{path}")
            older.append(OlderPage(path, *sheet_of(page, there)))
            companions.add(page.name, older[-1].data)
        if older:
            place = self.origins.place(None, "page_size")
            self.findings.append(paged(len(older) + 1, len(items), place))
        made = companions.all()
        return Prepared(
            show=show,
            items=items,
            feed=feed,
            before=before,
            data=data,
            former_lock=former_lock,
            lock=lock,
            companions=made,
            stale=tuple(one for one in made if not is_there(one, self.feeds)),
            site=self.web_pages(show),
            older=tuple(older),
            before_older=tuple(writing.read_older(before, folder, f"feeds/{self.name}")),
        )

    def compare(self, prepared: Prepared) -> None:
        """Keep what subscribers would notice; an error stops the show."""
        feed_url = self.workspace.network.feed_url(self.slug)
        against = self.options.against
        self.take(noticed(prepared, self.slug, feed_url=feed_url, against=against))

    def entry(self, outcome: Outcome) -> manifest.Entry:
        """What the manifest keeps of this build."""
        root = str(self.workspace.root)
        inputs = sorted(set(self.inputs))
        seen = manifest.look(root, inputs, self.outputs, self.trees, self.made)
        # An input that was changed since this build began may not be what was read.
        state = seen.state if seen.newest < self.begun else ""
        return manifest.Entry(
            inputs=inputs,
            outputs=self.outputs,
            trees=self.trees,
            state=state,
            built=self.options.now.timestamp(),
            due=self.due.timestamp() if self.due else None,
            summary=outcome.lasting(),
            findings=[asdict(finding) for finding in self.findings],
            made=self.made,
        )
