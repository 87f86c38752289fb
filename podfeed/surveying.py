"""Workspace → the facts of a survey: what is out and what waits, how it sounds, what was found."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from podfeed import tallies
from podfeed.checking import check_workspace
from podfeed.declaring import Declaring
from podfeed.errors import MediaError
from podfeed.examining import Selection
from podfeed.files import inside
from podfeed.listening import listen
from podfeed.pipeline import Job, Options
from podfeed.probes.cache import Cache
from podfeed.survey import Entry, State, Subject
from podfeed.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime
    from pathlib import Path

    from podfeed.findings import Finding
    from podfeed.models import Audio, Episode, Show
    from podfeed.workspace import Workspace

    Progress = Callable[[int, int], None]


class Surveyed(NamedTuple):
    """A show that was looked at, and the colour of its cover; or what keeps it from being read."""

    slug: str
    subject: Subject | None
    colour: str | None = None
    faults: tuple[Finding, ...] = ()


class Sound(NamedTuple):
    """How a recording sounds: LUFS and dBTP, None if nothing is heard."""

    loudness: float | None
    peak: float | None


def survey(
    root: Path,
    names: Iterable[str],
    *,
    now: datetime,
    progress: Progress | None = None,
    listening: Progress | None = None,
) -> list[Surveyed]:
    """Look at the shows of these names, or at all, in that order.

    All of the workspace is checked, which is noted in the tallies. With ``listening``, which is
    told how far that has come, recordings that were not listened to yet are decoded. Raises
    UsageError or WorkspaceError.
    """
    workspace = open_workspace(root)
    wanted = workspace.pick(names)
    checked = check_workspace(root, Selection(now), progress=progress)
    tallies.note(root, now.date(), checked)
    known = tallies.read(root)
    found = []
    with Cache(workspace.root) as cache:
        heard: dict[str, Sound] = {}
        if listening is not None:
            sounds, _ = listen(workspace, cache, progress=listening, shows=wanted)
            heard = {one.path: Sound(one.loudness, one.peak) for one in sounds}
        for slug in wanted:
            job = Job(workspace, slug, Options(now), cache, lambda *_: None)
            looked = job.look()
            if looked is None:
                found.append(Surveyed(slug, None, faults=tuple(job.findings)))
                continue
            assets = looked.assets
            show = Declaring(job.origins).declare(assets.measure(looked.show, lambda *_: None))
            show = show.model_copy(update={"image": assets.cover(show)})
            zone = show.timezone.info if show.timezone else UTC
            subject = Subject(
                slug=slug,
                title=show.title,
                made=now.astimezone(zone),
                zone=str(show.timezone or "UTC"),
                entries=tuple(_entries(show, assets.broken, now, _Ears(workspace, cache, heard))),
                findings=tuple(checked.of_show(slug)),
                tallies=tuple(known.get(slug, ())),
            )
            found.append(Surveyed(slug, subject, _colour(show, workspace, cache)))
    return found


def _colour(show: Show, workspace: Workspace, cache: Cache) -> str | None:
    """The colour of the cover, if that is a file."""
    if show.image is None or show.image.path is None:
        return None
    shown = f"media/{show.image.path}"
    with suppress(MediaError):
        path = inside(workspace.media, show.image.path, shown=shown)
        return cache.colour(path, shown=shown).colour
    return None


class _Ears:
    """What is known of how recordings sound: from now, or from an earlier time."""

    def __init__(self, workspace: Workspace, cache: Cache, heard: dict[str, Sound]) -> None:
        self.workspace = workspace
        self.cache = cache
        self.heard = heard

    def listen(self, audio: Audio) -> Sound | None:
        """How a recording sounds; None if that is not known."""
        if audio.path is None:
            return None
        shown = f"media/{audio.path}"
        if shown in self.heard:
            return self.heard[shown]
        with suppress(MediaError):
            path = inside(self.workspace.media, audio.path, shown=shown)
            levels = self.cache.known_levels(path, shown=shown)
            if levels is not None and not levels.findings:
                return Sound(levels.loudness, levels.peak)
        return None


def _entries(show: Show, broken: Collection[int], now: datetime, ears: _Ears) -> Iterable[Entry]:
    zone = show.timezone.info if show.timezone else UTC
    derived = show.numbering == "derived"
    for episode in show.episodes:
        audio = episode.audio
        sound = ears.listen(audio) if audio is not None else None
        yield Entry(
            title=episode.title,
            state=_state(episode, broken, now),
            published=episode.published.astimezone(zone) if episode.published else None,
            number=episode.number if episode.numbered or derived else None,
            season=episode.season,
            type=episode.type,
            duration=float(audio.duration) if audio and audio.duration is not None else None,
            size=int(audio.length) if audio and audio.length else None,
            loudness=sound and sound.loudness,
            peak=sound and sound.peak,
            heard=sound is not None,
        )


def _state(episode: Episode, broken: Collection[int], now: datetime) -> State:
    if episode.draft:
        return "draft"
    if episode.published is None:
        return "undated"
    playable = episode.audio is not None and episode.index not in broken
    if episode.published > now:
        return "due" if playable else "planned"
    return "out" if playable else "no audio"
