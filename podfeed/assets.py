"""The files a show needs, audio and artwork, found below media/ and measured."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from podfeed import scan
from podfeed.claims import STRANGE_FILE, claim, is_audio, judge_names, spellings
from podfeed.errors import MediaError
from podfeed.files import inside, is_file, is_other
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.layers import Layers
from podfeed.models import Alternative, Artwork, Audio
from podfeed.values import xml_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from podfeed.claims import Claims
    from podfeed.findings import Origins
    from podfeed.models import Episode, Show
    from podfeed.probes.audio import Probed
    from podfeed.probes.cache import Cache

NO_ARTWORK = Kind(
    "SRC159",
    "no-artwork",
    Severity.WARNING,
    """A show without a cover. Apple and Spotify refuse a show that has none.

    Put a square picture of 1400 to 3000 pixels into `media/SHOW/cover.jpg`.
    """,
)
MISSING_IMAGE = Kind(
    "ART020",
    "missing-artwork",
    Severity.ERROR,
    """`image:` names a picture that is not there.

    Apps would show an empty square. Correct the name, or put the file below `media/SHOW/`.
    """,
)

FORMATS_DIFFER = Kind(
    "SRC167",
    "formats-differ",
    Severity.WARNING,
    """Two files that are taken for one recording in two formats differ in length.

    One of them is an older cut, or another recording: a listener whose app takes it hears
    something else than the others, and chapters point at wrong places.
    """,
)

DIFFERENCE = 2.0
"""Seconds by which two formats of a recording may differ: encoders pad the ends."""

CODECS = {"opus": "opus", "vorbis": "vorbis", "flac": "flac", "alac": "alac"}
"""A codec as RFC 6381 has it, where its name alone tells; of AAC the profile would be wanted."""

COVER_NAMES = ("cover.jpg", "cover.jpeg", "cover.png")
"""Names in media/SHOW/ under which a cover is found without being named."""

Progress = Callable[[int, int], None]
"""Called with how many audio files have been looked at, and how many there are."""


def _with_audio(episode: Episode, claims: Claims) -> Episode:
    """The episode with its address and declared facts, or with its file, or with nothing.

    The other formats of its recording are those it states, or those that were found.
    """
    update: dict[str, Any] = {}
    if episode.audio is None or episode.audio.url is None:
        path = claims.audio.get(episode.index)
        update["audio"] = Audio(path=path) if path is not None else None
    found = claims.formats.get(episode.index)
    if episode.formats is not None:
        stated = zip(episode.formats, found or (), strict=True)
        named = [(one, path) for one, path in stated if path]
        update["formats"] = tuple(one.model_copy(update={"path": path}) for one, path in named)
    elif found:
        update["formats"] = tuple(Alternative(path=path) for path in found)
    return episode.model_copy(update=update) if update else episode


class Assets:
    """The files of one show. What is wrong with them is collected in ``findings``.

    ``inputs`` are the files outside the show's own folder that it uses, below the workspace;
    ``files`` are those of its own folder, below media/;
    ``broken`` are the episodes, by index, whose audio cannot be used.
    """

    def __init__(self, media: Path, slug: str, cache: Cache, origins: Origins) -> None:
        self.media = media
        self.slug = slug
        self.cache = cache
        self.origins = origins
        self.findings: list[Finding] = []
        self.inputs: list[str] = []
        self.broken: set[int] = set()
        self.author = ""
        self.files: list[str] = []
        self.hashed = False

    def claim(
        self, show: Show, *, carried: Mapping[int, str], published: Collection[str] = ()
    ) -> Show:
        """The show with a file for each episode that has one, and the other formats of it.

        ``carried`` is the audio that the lock knows for an episode by its title, ``published``
        all that it knows.
        """
        seen = scan.scan(str(self.media / self.slug), within=str(self.media))
        files = self.files = [f"{self.slug}/{path}" for path, *_ in seen.files]
        for path, reason in seen.strange:
            place = Place(f"media/{self.slug}/{path}".rstrip("/"))
            remedy = "put a plain file there, or a folder, that can be read"
            self.findings.append(STRANGE_FILE.at(place, reason, remedy=remedy))
        self.findings += judge_names(files)
        claims = claim(
            show,
            [path for path in files if is_audio(path)],
            origins=self.origins,
            carried=carried,
            locate=self.locate,
            title_in=lambda path: self.probe(path).tags.title,
            published=published,
        )
        self.findings += claims.findings
        episodes = tuple(_with_audio(episode, claims) for episode in show.episodes)
        return show.model_copy(update={"episodes": episodes})

    def locate(self, path: str) -> bool:
        """Whether a file lies there below media/; it then counts as an input of this show.

        Raises MediaError for a path that leads out of media/, and for what is no plain file.
        """
        target = inside(self.media, path, shown=f"media/{path}")
        if is_file(target):
            self.inputs.append(f"media/{path}")
            return True
        if is_other(target):
            raise MediaError("is not a plain file", remedy="put the file itself there")
        return False

    def probe(self, path: str) -> Probed:
        """What an audio file below media/ says of itself."""
        return self.cache.audio(self.media / path, shown=f"media/{path}")

    def digest(self, path: str) -> str:
        """The SHA-256 of a file below media/. Raises MediaError."""
        return self.cache.digest(self.media / path, shown=f"media/{path}")

    def measure(self, show: Show, progress: Progress, *, hashed: bool = False) -> Show:
        """The show with what its files say; an episode with a broken file loses its audio.

        The files of a draft are not looked at: they may not be finished. ``hashed`` reads every
        recording whole, once, for the digest that its address is to carry.
        """
        self.hashed = hashed
        progress(0, len(show.episodes))
        self.author = show.author
        episodes = []
        for number, episode in enumerate(show.episodes, 1):
            update = self._expected(episode) if episode.draft else self._measured(episode)
            episodes.append(episode.model_copy(update=update) if update else episode)
            progress(number, len(show.episodes))
        return show.model_copy(update={"episodes": tuple(episodes)})

    def _measured(self, episode: Episode) -> dict[str, Any]:
        update: dict[str, Any] = {}
        if episode.audio is not None and episode.audio.path is not None:
            update = self._facts(episode, episode.audio.path)
        if episode.formats:
            update |= self._formats(episode, update.get("audio", episode.audio))
        if episode.image is not None:
            update["image"] = self.picture(episode.image, episode.index)
        return update

    def _expected(self, draft: Episode) -> dict[str, Any]:
        """What a draft names counts as used, whether it is there yet or not."""
        if draft.image is not None and draft.image.path is not None:
            for path in spellings(self.slug, draft.image.path):
                with suppress(MediaError):
                    self.locate(path)
        return {}

    def _facts(self, episode: Episode, path: str) -> dict[str, Any]:
        """What the file says, and what its tags do where the sources are silent."""
        probed = self.probe(path)
        self.findings += probed.findings
        if probed.audio is None:
            self.broken.add(episode.index)
            return {"audio": None}
        update: dict[str, Any] = {"audio": self._recording(path, probed.audio)}
        for field, tag in (("description", probed.tags.comment), ("author", probed.tags.artist)):
            told = xml_text(tag or "").strip()
            if told and told != self.author and self.silent(episode, field):
                update[field] = told
                self.tell(episode, field, Place(f"media/{path}"))
        return update

    def _recording(self, path: str, audio: Audio) -> Audio:
        """What was measured of a file, with what its address is to carry."""
        digest = self.digest(path) if self.hashed else None
        return audio.model_copy(update={"path": path, "digest": digest})

    def _formats(self, episode: Episode, main: Audio | None) -> dict[str, Any]:
        """The other formats of a recording, those that can be used, measured and sealed."""
        found = []
        for one in episode.formats or ():
            probed = self.probe(one.path)
            self.findings += probed.findings
            if probed.audio is not None:
                self._compare(one.path, probed.audio, main)
                audio = self._sealed(self._recording(one.path, probed.audio))
                found.append(one.model_copy(update={"audio": audio}))
        update: dict[str, Any] = {"formats": tuple(found)}
        if found and main is not None and main.path is not None:
            update["audio"] = self._sealed(main)
        return update

    def _sealed(self, audio: Audio) -> Audio:
        """A recording with what an app needs to choose it, and to know that it has all of it."""
        path = audio.path or ""
        integrity = self.cache.integrity(self.media / path, shown=f"media/{path}")
        codecs = CODECS.get(self.probe(path).codec or "")
        return audio.model_copy(update={"codecs": codecs, "integrity": integrity})

    def _compare(self, path: str, audio: Audio, main: Audio | None) -> None:
        """Tell of a format that lasts longer or shorter than the main one."""
        if main is None or main.duration is None or audio.duration is None:
            return
        if abs(audio.duration - main.duration) > DIFFERENCE:
            self.findings.append(
                FORMATS_DIFFER.at(
                    Place(f"media/{path}"),
                    f"lasts {audio.duration:.1f} s, but {main.name} {main.duration:.1f} s",
                    remedy="export both from one recording, or give them different names",
                )
            )

    def states(self, episode: Episode, field: str) -> bool:
        """Whether the sources, their defaults aside, have a value for a field."""
        places = self.origins.episodes.get(episode.index)
        return isinstance(places, Layers) and places.states(field)

    def silent(self, episode: Episode, field: str) -> bool:
        """Whether a field is left to the tags of the recording: notes say the description."""
        told = self.states(episode, field)
        return not told and not (field == "description" and self.states(episode, "notes"))

    def tell(self, episode: Episode, field: str, place: Place) -> None:
        """Note that a value comes from a file."""
        places = self.origins.episodes.get(episode.index)
        if isinstance(places, Layers):
            places.told[field] = place

    def cover(self, show: Show) -> Artwork | None:
        """The show's picture: the one it names, or a cover that lies in its folder."""
        if show.image is not None:
            return self.picture(show.image, None)
        for name in COVER_NAMES:
            if is_file(self.media / self.slug / name):
                return self.picture(Artwork(path=name), None)
        self.findings.append(
            NO_ARTWORK.at(
                self.origins.place(),
                f'"{show.title}" has no cover',
                remedy=f"put one into media/{self.slug}/cover.jpg",
            )
        )
        return None

    def picture(self, image: Artwork, index: int | None) -> Artwork | None:
        """A picture with the facts of its file, or None with a finding."""
        if image.path is None:
            return image
        place = self.origins.place(index, "image")
        for path in spellings(self.slug, image.path):
            try:
                found = self.locate(path)
            except MediaError as error:
                self.findings.append(
                    STRANGE_FILE.at(
                        place, f'image: "{image.path}" {error.problem}', remedy=error.remedy
                    )
                )
                return None
            if found:
                probed = self.cache.artwork(self.media / path, shown=f"media/{path}")
                self.findings += probed.findings
                artwork = probed.artwork
                return artwork.model_copy(update={"path": path}) if artwork else None
        self.findings.append(
            MISSING_IMAGE.at(
                place,
                f'image: there is no file "{image.path}" in media/{self.slug}/',
                remedy="put it there, or correct the name",
            )
        )
        return None
