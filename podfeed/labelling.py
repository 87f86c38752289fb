"""What each recording of a show is to say of itself, and covers made of pictures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

from podfeed.errors import MediaError, OutputError, UsageError
from podfeed.files import inside, is_file, read_regular, write_whole
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.pipeline import Job
from podfeed.tagging.wanted import Wanted
from podfeed.tagging.writing import SHARED, Tagged, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from podfeed.assets import Assets
    from podfeed.models import Artwork, Chapter, Episode, Show
    from podfeed.pipeline import Options
    from podfeed.probes.cache import Cache
    from podfeed.tagging.covers import Fit
    from podfeed.workspace import Workspace

NOT_MADE = Kind(
    "TAG005",
    "cover-not-made",
    Severity.ERROR,
    """No cover can be made of a picture: it is none, is too small, or its cover cannot be written.

    Apps want a square of 1400 to 3000 pixels. A smaller picture is not enlarged, as that makes it
    no sharper: export it larger. Nothing was changed.
    """,
)

COVER_LIMIT = 10_000_000
"""The most bytes of a cover that is put into audio files."""

PICTURE_LIMIT = 200_000_000
"""The most bytes of a picture of which a cover is made."""


@dataclass(slots=True)
class Labelled:
    """What came of the recordings, or pictures, of a run."""

    files: list[Tagged] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Labeller:
    """Gives the recordings of shows their labels; without ``write`` it only tells what differs.

    ``version`` asks for ID3v2.3 or 2.4 by 3 or 4, whatever a file has. The cover of the show is put
    into files that have none, and with ``covers`` in the place of any other.
    """

    workspace: Workspace
    cache: Cache
    options: Options
    write: bool = False
    version: int | None = None
    covers: bool = False

    def label(self, slugs: Sequence[str], progress: Callable[[int, int], None]) -> Labelled:
        """All recordings of these shows. Whatever is wrong is in the findings."""
        done = Labelled()
        planned: list[tuple[str, Wanted, Episode]] = []
        for slug in slugs:
            job = Job(self.workspace, slug, self.options, self.cache, lambda *_: None)
            found = job.look()
            chapters = [one for one in job.findings if one.code.startswith("CHP")]
            errors = [one for one in job.findings if one.severity is Severity.ERROR]
            done.findings += dict.fromkeys([*errors, *chapters])
            if found is not None:
                planned += self.plan(found.show, found.assets)
        owners = Counter(path for path, *_ in planned)
        for number, (path, wanted, episode) in enumerate(planned, 1):
            shown = f"media/{path}"
            if owners[path] > 1:
                problem = f'is the recording of "{episode.title}" and of another episode'
                remedy = "give each a file of its own"
                shared = SHARED.at(Place(shown), problem, remedy=remedy)
                done.files.append(Tagged(shown, findings=(shared,)))
            else:
                target = inside(self.workspace.media, path, shown=shown)
                done.files.append(
                    tag(target, wanted, shown=shown, write=self.write, version=self.version)
                )
            progress(number, len(planned))
        return done

    def plan(self, show: Show, assets: Assets) -> list[tuple[str, Wanted, Episode]]:
        """Every recording with what it is to say, and its episode; drafts have none yet."""
        covers: dict[str, bytes | None] = {}
        general = assets.cover(show)
        found = []
        for episode in show.episodes:
            if episode.draft or episode.audio is None:
                continue
            picture = assets.picture(episode.image, episode.index) if episode.image else None
            wanted = replace(
                _wanted(show, episode),
                cover=self.picture(picture or general, covers),
                spare_cover=picture is None and not self.covers,
            )
            for path in (episode.audio.path, *(one.path for one in episode.formats or ())):
                if path is not None:
                    chapters = _own(episode, path, assets)
                    found.append((path, replace(wanted, chapters=chapters), episode))
        return found

    def picture(self, artwork: Artwork | None, known: dict[str, bytes | None]) -> bytes | None:
        """The bytes of a cover in media/; None if there is none, or it is far too large."""
        if artwork is None or artwork.path is None:
            return None
        if artwork.path not in known:
            try:
                path = inside(self.workspace.media, artwork.path, shown=f"media/{artwork.path}")
                known[artwork.path] = read_regular(path, limit=COVER_LIMIT)
            except MediaError:
                known[artwork.path] = None
        return known[artwork.path]


def _own(episode: Episode, path: str, assets: Assets) -> tuple[Chapter, ...] | None:
    """The chapters to write into a file; None if they are from there, or nobody knows of any."""
    if episode.chapter_file is not None and episode.chapter_file.url is not None:
        return None
    if not episode.chapters:
        return () if assets.states(episode, "chapters") and not episode.chapter_file else None
    origin = assets.origins.place(episode.index, "chapters")
    return None if origin.path == f"media/{path}" else episode.chapters


def _wanted(show: Show, episode: Episode) -> Wanted:
    """What the sources say of an episode."""
    published = episode.published
    zone = show.timezone.info if show.timezone else UTC
    stated = episode.numbered or show.numbering == "derived"
    return Wanted(
        title=episode.title,
        show=show.title,
        artist=episode.author or show.author,
        number=episode.number if stated else None,
        season=episode.season,
        date=published.astimezone(zone).date().isoformat() if published else None,
    )


@dataclass(slots=True)
class Made:
    """A cover of a picture, made or to be made; ``target`` is None if it is one already."""

    path: str
    target: str | None = None
    done: tuple[str, ...] = ()
    written: bool = False
    findings: tuple[Finding, ...] = ()


def make_cover(workspace: Workspace, name: str, here: Path, *, fit: Fit, write: bool) -> Made:
    """A cover beside the picture of that name, under a name that tells its content.

    ``name`` is a path from ``here``, from the top of the workspace, or below media/. Raises
    UsageError if there is no such file, or it lies elsewhere.
    """
    from podfeed.tagging import covers

    path = _find(workspace, name, here)
    shown = f"media/{path.relative_to(workspace.media.resolve()).as_posix()}"
    made = Made(shown)
    try:
        cover = covers.make(read_regular(path, limit=PICTURE_LIMIT, shown=shown), fit=fit)
        if cover is None:
            return made
        target = path.with_name(cover.name(path.stem))
        made.target = f"{shown.rpartition('/')[0]}/{target.name}"
        made.done = cover.done
        there = is_file(target) and read_regular(target, limit=PICTURE_LIMIT) == cover.data
        if write and not there:
            write_whole(target, cover.data, shown=made.target)
        made.written = write or there
    except (MediaError, OutputError) as error:
        made.findings = (NOT_MADE.of(error, shown),)
    return made


def _find(workspace: Workspace, name: str, here: Path) -> Path:
    media = workspace.media.resolve()
    for folder in (here, workspace.root, workspace.media):
        path = (folder / name).resolve()
        if path.exists():
            if not path.is_relative_to(media):
                remedy = "put the picture into media/ first"
                raise UsageError("does not lie in media/", path=name, remedy=remedy)
            return path
    raise UsageError("there is no such file", path=name, remedy="name a picture in media/")
