"""A feed of all there is, drafts and what waits for its date among it, for its author alone.

It is written into ``.podfeed/preview/``, under a name, a title and guids of its own, and asks every
directory to leave it out. No lock is written and no feed: an app that subscribed to a preview
knows nothing of the show, and the show nothing of it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from podfeed.companions import others, place_of
from podfeed.files import write_whole
from podfeed.identity import mint_guid
from podfeed.outcome import Outcome, compare
from podfeed.pipeline import Job
from podfeed.releasing import Releasing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from podfeed.assets import Progress
    from podfeed.companions import Companions
    from podfeed.findings import Origins
    from podfeed.models import Episode, Show
    from podfeed.pipeline import Options
    from podfeed.probes.cache import Cache
    from podfeed.transcribing import Transcribing
    from podfeed.workspace import Workspace
    from podfeed.writing import Prepared

FOLDER = "preview"
"""Where previews lie below ``.podfeed/``."""

_WITH_GUIDS = ("live",)
_IGNORE = b"*\n"  # so that no version control takes them in, whatever else it ignores


class _AllAtOnce(Releasing):
    """Lets every episode out that has audio; ``dates`` are the true ones, by ``Episode.index``."""

    def __init__(self, origins: Origins, now: datetime) -> None:
        super().__init__(origins, now)
        self.dates: dict[int, datetime | None] = {}

    def date(self, show: Show, newest: datetime | None) -> Show:
        """The show with a date for each episode that is not in the future: apps hide those."""
        show = super().date(show, newest)
        self.dates = {one.index: one.published for one in show.episodes}
        episodes = (
            one.model_copy(update={"published": min(one.published or self.now, self.now)})
            for one in show.episodes
        )
        return show.model_copy(update={"episodes": tuple(episodes)})

    def out(self, show: Show, broken: Collection[int]) -> set[int]:
        """The episodes, by index, that have usable audio."""
        included = set()
        for episode in show.episodes:
            if episode.index in broken:
                self.leave_out(episode, "its audio cannot be used")
            elif episode.audio is None:
                self.leave_out(episode, "it has no audio")
            else:
                included.add(episode.index)
        return included


class Preview(Job):
    """The building of a preview: as if all episodes that have audio were to come out now."""

    RELEASING = _AllAtOnce

    def __init__(
        self, workspace: Workspace, slug: str, options: Options, cache: Cache, progress: Progress
    ) -> None:
        super().__init__(workspace, slug, options, cache, progress)
        self.name = preview_name(slug)
        self.feeds = workspace.cache / FOLDER
        self.drafts: set[int] = set()

    def run(self) -> Outcome:
        """Build it. Nothing but the preview is written."""
        outcome = Outcome(self.slug, self.slug, "failed", self.feed_path)
        with self.faults():
            prepared = self.steps(outcome, judged=False)
            self.write(prepared)
            outcome.episodes = len(prepared.items)
            outcome.new, outcome.changed, outcome.gone = compare(prepared.before, prepared.data)
            outcome.state = prepared.state
        outcome.left_out = list(self.releasing.left_out.values())
        return outcome

    def read(self) -> Show:
        """The show, in which nothing is a draft any more."""
        show = super().read()
        self.drafts = {one.index for one in show.episodes if one.draft}
        episodes = (one.model_copy(update={"draft": False}) for one in show.episodes)
        return show.model_copy(update={"episodes": tuple(episodes)})

    def has_pages(self, show: Show) -> bool:
        """There are none: what is not out yet is on no page that lies on a disk."""
        del show
        return False

    def accompany(self, show: Show, companions: Companions, transcribing: Transcribing) -> Show:
        """The show in disguise, in which each episode that is not out yet says so."""
        show = disguise(show, self.name, self.marks(show))
        return super().accompany(show, companions, transcribing)

    def marks(self, show: Show) -> dict[int, str]:
        """Why episodes are not out yet, in a word or two, by ``Episode.index``."""
        assert isinstance(self.releasing, _AllAtOnce)
        zone = show.timezone.info if show.timezone else None
        found = {}
        for index, date in self.releasing.dates.items():
            if index in self.drafts:
                found[index] = "draft"
            elif date is None:
                found[index] = "no date yet"
            elif date > self.options.now:
                found[index] = f"out {date.astimezone(zone):%Y-%m-%d}"
        return found

    def write(self, prepared: Prepared) -> None:
        """Write what has changed, and take away what an earlier one left. Raises OutputError."""
        write_whole(self.feeds / ".gitignore", _IGNORE, shown=f".podfeed/{FOLDER}/.gitignore")
        for companion in prepared.stale:
            shown = f".podfeed/{FOLDER}/{companion.path}"
            write_whole(place_of(companion, self.feeds), companion.data, shown=shown)
        if prepared.data != prepared.before:
            write_whole(prepared.feed, prepared.data, shown=self.feed_path)
        wanted = {companion.path for companion in prepared.companions}
        for path in others(self.feeds, self.name, wanted):
            with suppress(OSError):
                (self.feeds / path).unlink()


def preview_name(slug: str) -> str:
    """What the preview of a show is called."""
    return f"{slug}.preview"


def disguise(show: Show, name: str, marks: Mapping[int, str]) -> Show:
    """The show as nobody takes it for the one that is published: other guids, another title.

    ``marks`` are added to the titles of episodes, by ``Episode.index``. Whole items kept as XML and
    live items are left out: they carry the guids that are published.
    """
    guid = mint_guid(show.guid or "", "preview")
    return show.model_copy(
        update={
            "slug": name,
            "title": f"{show.title} (preview)",
            "guid": guid,
            "block": True,
            "new_feed_url": None,
            "page_size": None,
            "items": (),
            "elements": {
                key: value for key, value in show.elements.items() if key not in _WITH_GUIDS
            },
            "episodes": tuple(_disguised(one, guid, marks.get(one.index)) for one in show.episodes),
        }
    )


def _disguised(episode: Episode, show_guid: str, mark: str | None) -> Episode:
    return episode.model_copy(
        update={
            "guid": mint_guid(show_guid, episode.guid or ""),
            "title": f"{episode.title} ({mark})" if mark else episode.title,
        }
    )
