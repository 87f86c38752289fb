"""Which chapters an episode has: the strongest source that says any wins.

``chapters:`` of the YAML, a file beside the recording, the recording itself, the notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podfeed import chapters
from podfeed.beside import Beside
from podfeed.chapters import json as json_chapters
from podfeed.chapters import notes
from podfeed.chapters.kinds import NO_PICTURE, SEVERAL, UNUSABLE
from podfeed.chapters.reading import Marked, Reading
from podfeed.claims import spellings
from podfeed.errors import MediaError
from podfeed.files import read_regular
from podfeed.findings import Place
from podfeed.layers import Layers
from podfeed.models import Artwork, ChapterFile
from podfeed.notes import is_html, plain_of
from podfeed.values import Url

if TYPE_CHECKING:
    from podfeed.assets import Assets
    from podfeed.companions import Companions
    from podfeed.findings import Finding
    from podfeed.models import Chapter, Episode, Network, Show

_ALWAYS = (".chapters.json", ".chapters.txt", ".chapters.psc", ".psc")
"""What is called so beside a recording is of chapters, or a fault."""

_PERHAPS = (".json", ".txt")
"""What is called so may be a transcript as well; its content decides."""


class _Found(NamedTuple):
    """The chapters that were found, and where."""

    marked: list[Marked]
    place: Place


class Chaptering:
    """Finds the chapters of the episodes of one show; ``findings`` gather on the way."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self.findings: list[Finding] = []
        self.beside = Beside(assets.files, (*_ALWAYS, *_PERHAPS))

    def gather(self, show: Show) -> Show:
        """The show with the chapters of each episode that is no draft, and has any."""
        return show.model_copy(
            update={"episodes": tuple(one if one.draft else self.of(one) for one in show.episodes)}
        )

    def of(self, episode: Episode) -> Episode:
        """The episode with its chapters, in order and as far as they can be used."""
        if episode.chapter_file is not None and episode.chapter_file.url is not None:
            return episode
        found = self.look(episode)
        if found is None or not found.marked:
            return episode.model_copy(update={"chapters": ()}) if episode.chapters else episode
        marked = [self.with_picture(one) for one in found.marked]
        kept, findings = chapters.judge(marked, self.recorded(episode)[1])
        self.findings += findings
        self.assets.tell(episode, "chapters", found.place)
        return episode.model_copy(update={"chapters": kept})

    def recorded(self, episode: Episode) -> tuple[tuple[Chapter, ...], float | None]:
        """The chapters inside the recording, and how long it is; as far as one can know."""
        audio = episode.audio
        if audio is not None and audio.path is not None and audio.type is None:
            audio = self.assets.probe(audio.path).audio  # it was not measured yet
        return (audio.chapters, audio.duration) if audio is not None else ((), None)

    def look(self, episode: Episode) -> _Found | None:
        """The chapters of the first source that has any, or that was to be the only one."""
        if self.assets.states(episode, "chapters"):
            return self.stated(episode)
        recording = episode.audio.path if episode.audio else None
        if recording is not None and (found := self.by_name(recording)):
            return found
        if recording is not None and (inside := self.recorded(episode)[0]):
            place = Place(f"media/{recording}")
            return _Found([Marked(one, place) for one in inside], place)
        field, text = "description", episode.description
        if episode.notes is not None:
            field, text = "notes", episode.notes
            text = plain_of(text) if is_html(text) else text
        place = self.assets.origins.place(episode.index, field)
        return _Found(notes.find(text, place), place)

    def stated(self, episode: Episode) -> _Found | None:
        """What the YAML says: chapters, or the file that holds them."""
        origins = self.assets.origins
        place = origins.place(episode.index, "chapters")
        if episode.chapter_file is None or episode.chapter_file.path is None:
            layers = origins.episodes.get(episode.index)
            marked = [
                Marked(one, layers.at(("chapters", n)) if isinstance(layers, Layers) else place)
                for n, one in enumerate(episode.chapters)
            ]
            return _Found(marked, place)
        wanted = episode.chapter_file.path
        for path in spellings(self.assets.slug, wanted):
            try:
                if self.assets.locate(path):
                    reading = self.read(path)
                    self.findings += reading.findings
                    return _Found(reading.marked, Place(reading.path))
            except MediaError as error:
                problem = f'chapters: "{wanted}" {error.problem}'
                self.findings.append(UNUSABLE.at(place, problem, remedy=error.remedy))
                return None
        problem = f'chapters: there is no file "{wanted}" in media/{self.assets.slug}/'
        remedy = "put it there, or correct the name"
        self.findings.append(UNUSABLE.at(place, problem, remedy=remedy))
        return None

    def by_name(self, recording: str) -> _Found | None:
        """What lies beside the recording under its name."""
        readings = []
        for suffix, path in self.beside.of(recording):
            if suffix in _ALWAYS or self.is_chapters(path):
                readings.append(self.read(path))
        for other in readings[1:]:
            self.findings.append(
                SEVERAL.at(
                    Place(other.path),
                    f"holds chapters as {readings[0].path} does, which are taken",
                    remedy="keep one of the two, or name it with chapters:",
                )
            )
        if not readings:
            return None
        self.findings += readings[0].findings
        return _Found(readings[0].marked, Place(readings[0].path))

    def read(self, path: str) -> Reading:
        """The chapters in a file below media/."""
        shown = f"media/{path}"
        try:
            data = read_regular(self.assets.media / path, limit=chapters.LIMIT, shown=shown)
        except MediaError as error:
            reading = Reading(shown)
            reading.findings.append(UNUSABLE.of(error, shown))
            return reading
        return chapters.read(data, shown)

    def is_chapters(self, path: str) -> bool:
        """Whether a file that could be something else holds chapters."""
        try:
            data = read_regular(self.assets.media / path, limit=chapters.LIMIT)
        except MediaError:
            return False
        return chapters.is_chapters(data)

    def with_picture(self, marked: Marked) -> Marked:
        """A chapter with its picture as it lies below media/, or without one that is no use."""
        chapter, place = marked
        if chapter.image is None or chapter.image.path is None:
            return marked
        found = self.picture(chapter.image.path)
        if found is None:
            folder = f"media/{self.assets.slug}/"
            problem = f'the picture "{chapter.image.path}" of a chapter is not in {folder}'
            remedy = "put it there, or correct the name"
            self.findings.append(NO_PICTURE.at(place, problem, remedy=remedy))
        return Marked(chapter.model_copy(update={"image": found}), place)

    def picture(self, wanted: str) -> Artwork | None:
        """The picture of that name below media/, if it is one."""
        for path in spellings(self.assets.slug, wanted):
            try:
                if self.assets.locate(path):
                    shown = f"media/{path}"
                    found = self.assets.cache.artwork(self.assets.media / path, shown=shown)
                    return Artwork(path=path) if found.artwork else None
            except MediaError:
                return None
        return None


def accompany(show: Show, companions: Companions, network: Network) -> Show:
    """The show with the address of a file of chapters for each episode that has chapters."""
    episodes = []
    for episode in show.episodes:
        if episode.chapters:
            data = json_chapters.write(episode.chapters, address=network.media)
            address = companions.add(f"{episode.slug}.chapters.json", data)
            file = ChapterFile(url=Url(address))
            episode = episode.model_copy(update={"chapter_file": file})
        episodes.append(episode)
    return show.model_copy(update={"episodes": tuple(episodes)})
