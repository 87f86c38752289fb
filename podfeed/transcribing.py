"""Which transcripts an episode has: those its YAML names, or those that lie beside the recording.

What is sound is linked where it lies below media/. The timed formats that are missing are made of
it and stand beside the feed, so that every app finds one that it reads: Apple takes WebVTT and SRT,
AntennaPod and Podverse JSON and SRT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podfeed import transcripts
from podfeed.beside import Beside
from podfeed.chapters import LIMIT as CHAPTERS_LIMIT
from podfeed.chapters import is_chapters
from podfeed.claims import spellings
from podfeed.errors import MediaError
from podfeed.files import read_regular
from podfeed.findings import Place
from podfeed.models import Transcript
from podfeed.transcripts import FORMATS, TIMED, Cue, Format, Reading, Spoken
from podfeed.transcripts.kinds import SEVERAL, UNUSABLE
from podfeed.values import Language, MediaType, Url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from podfeed.assets import Assets
    from podfeed.companions import Companions
    from podfeed.findings import Finding
    from podfeed.models import Episode, Network, Show

_NAMES = tuple(suffix for one in FORMATS for suffix in one.suffixes)
_PLAIN = tuple(mark + suffix for suffix in _NAMES for mark in (".transcript", ""))
_PERHAPS = (".json", ".txt")
"""What is called so may hold chapters as well; its content decides."""


class _Source(NamedTuple):
    """A transcript below media/, its format, and what was read of it."""

    transcript: Transcript
    format: Format
    reading: Reading


class Transcribing:
    """Finds the transcripts of the episodes of one show; ``findings`` gather on the way.

    ``spoken`` holds what is said in an episode, by its index, as far as a transcript has times:
    in the first language that there is one in, in the order of the recording.
    """

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self.findings: list[Finding] = []
        self.spoken: dict[int, Spoken] = {}
        self.languages = _languages(assets.files)
        self.beside = Beside(assets.files, self.languages)

    def gather(self, show: Show) -> Show:
        """The show with the files that each episode that is no draft has for transcripts."""
        episodes = tuple(one if one.draft else self.of(one) for one in show.episodes)
        return show.model_copy(update={"episodes": episodes})

    def of(self, episode: Episode) -> Episode:
        """The episode with its transcripts: stated ones with the paths of their files."""
        if self.assets.states(episode, "transcripts"):
            found = tuple(self.stated(episode))
        elif episode.audio is not None and episode.audio.path is not None:
            found = tuple(self.by_name(episode.audio.path))
            if found:
                self.assets.tell(episode, "transcripts", Place(f"media/{found[0].path}"))
        else:
            return episode
        same = found == episode.transcripts
        return episode if same else episode.model_copy(update={"transcripts": found})

    def stated(self, episode: Episode) -> Iterable[Transcript]:
        """What the YAML names; a file that is not there is a finding."""
        place = self.assets.origins.place(episode.index, "transcripts")
        for one in episode.transcripts:
            if one.path is None:
                yield one
                continue
            try:
                path = self.located(one.path)
            except MediaError as error:
                problem = f'transcripts: "{one.path}" {error.problem}'
                self.findings.append(UNUSABLE.at(place, problem, remedy=error.remedy))
                continue
            if path is not None:
                language = one.language or self.language_in(path)
                yield one.model_copy(update={"path": path, "language": language})
            else:
                problem = f'transcripts: there is no file "{one.path}" in media/{self.assets.slug}/'
                remedy = "put it there, or correct the name"
                self.findings.append(UNUSABLE.at(place, problem, remedy=remedy))

    def located(self, wanted: str) -> str | None:
        """Where a file of that name lies below media/. Raises MediaError if it may not be used."""
        paths = spellings(self.assets.slug, wanted)
        return next((path for path in paths if self.assets.locate(path)), None)

    def language_in(self, path: str) -> Language | None:
        """The language that the name of a file tells, as ``lora.de.vtt`` does."""
        folded = path.lower()
        endings = (end for end, language in self.languages.items() if language is not None)
        longest = max((end for end in endings if folded.endswith(end)), key=len, default=None)
        return self.languages[longest] if longest else None

    def by_name(self, recording: str) -> Iterable[Transcript]:
        """What lies beside a recording under its name, in the order of the formats."""
        seen: dict[tuple[str, Language | None], str] = {}
        for suffix, path in self.beside.of(recording):
            format_ = transcripts.of_name(path)
            if format_ is None or (suffix.endswith(_PERHAPS) and self.is_of_chapters(path)):
                continue
            language = self.languages[suffix]
            first = seen.setdefault((format_.name, language), path)
            if first != path:
                problem = f"is a transcript like media/{first}, which is taken"
                remedy = "keep one of the two, or name those that are meant with transcripts:"
                self.findings.append(SEVERAL.at(Place(f"media/{path}"), problem, remedy=remedy))
                continue
            yield Transcript(path=path, type=MediaType(format_.type), language=language)

    def is_of_chapters(self, path: str) -> bool:
        """Whether a file that could be a transcript holds chapters."""
        try:
            data = read_regular(self.assets.media / path, limit=CHAPTERS_LIMIT)
        except MediaError:
            return False
        return is_chapters(data)

    def accompany(self, show: Show, companions: Companions, network: Network) -> Show:
        """The show with the addresses of all transcripts; those that are missing are made."""
        episodes = tuple(
            self.linked(one, companions, network, show.language)
            if any(transcript.path for transcript in one.transcripts)
            else one
            for one in show.episodes
        )
        return show.model_copy(update={"episodes": episodes})

    def linked(
        self, episode: Episode, companions: Companions, network: Network, spoken: Language
    ) -> Episode:
        """The episode with the addresses of its transcripts.

        Of each format the one in the language that is ``spoken`` comes first: many apps take the
        first of a format that they read, whatever its language.
        """
        sources = [self.read(one, episode) for one in episode.transcripts if one.path is not None]
        found = [one for one in episode.transcripts if one.url is not None]
        for source in sources:
            if source.reading.sound:
                url = Url(network.media(source.transcript))
                found.append(_addressed(source.format, url, source.transcript.language))
        for language in dict.fromkeys(source.transcript.language for source in sources):
            timed = [
                source
                for source in sources
                if source.transcript.language == language
                and source.format.timed
                and source.reading.cues
            ]
            if timed:
                best = next((source for source in timed if source.reading.sound), timed[0])
                cues = sorted(best.reading.cues, key=lambda cue: cue.start)
                known = self.spoken.get(episode.index)
                if known is None or _apart(language, spoken) < _apart(known.language, spoken):
                    self.spoken[episode.index] = Spoken(cues, language)
                have = {one.type for one in found if one.language == language}
                for format_, data in _missing(best.reading.cues, have):
                    ending = f"{language}.{format_.name}" if language else format_.name
                    address = companions.add(f"{episode.slug}.{ending}", data)
                    found.append(_addressed(format_, Url(address), language))
        order = {one.type: number for number, one in enumerate(FORMATS)}
        found.sort(
            key=lambda one: (
                order.get(one.type or "", len(order)),
                one.language not in (None, spoken),
            )
        )
        return episode.model_copy(update={"transcripts": tuple(found)})

    def read(self, transcript: Transcript, episode: Episode) -> _Source:
        """A transcript below media/, read and judged."""
        path = transcript.path or ""
        shown = f"media/{path}"
        format_ = transcripts.of_type(transcript.type or "") or transcripts.of_name(path)
        reading = Reading(shown)
        if format_ is None:
            format_ = FORMATS[-1]
            reading.refuse(
                "is of no kind that is known", "name it .vtt, .srt, .json, .html or .txt"
            )
        else:
            try:
                data = read_regular(self.assets.media / path, limit=transcripts.LIMIT, shown=shown)
                reading = format_.read(data, shown)
            except MediaError as error:
                reading.refuse(error.problem, error.remedy or "put the file itself there")
        self.findings += reading.findings
        if format_.timed:
            duration = episode.audio.duration if episode.audio else None
            self.findings += transcripts.judge(reading, duration)
        return _Source(transcript, format_, reading)


def _apart(language: str | None, spoken: str) -> int:
    """How far a transcript is from what is spoken: the same, another region's, another language."""
    if language in (None, spoken):
        return 0
    return 1 if language.partition("-")[0] == spoken.partition("-")[0] else 2


def _missing(cues: list[Cue], have: Set[str | None]) -> Iterator[tuple[Format, bytes]]:
    """The timed formats of which no type is among those an episode has, made of its cues."""
    ordered = sorted(cues, key=lambda cue: cue.start)
    for format_ in TIMED:
        if have.isdisjoint(format_.types):
            yield format_, format_.write(ordered)


def _addressed(format_: Format, url: Url, language: Language | None) -> Transcript:
    return Transcript(url=url, type=MediaType(format_.type), language=language, rel=format_.rel)


def _languages(files: Iterable[str]) -> dict[str, Language | None]:
    """The ends of names that transcripts have among these files, and the languages they tell.

    >>> _languages(["ai/lora.mp3", "ai/lora.pt-br.VTT", "ai/a.b.srt"])[".pt-br.vtt"]
    'pt-BR'
    """
    endings: dict[str, Language | None] = dict.fromkeys(_PLAIN)
    for path in files:
        folded = path.lower()
        if not folded.endswith(_NAMES):
            continue
        plain = next(one for one in _PLAIN if folded.endswith(one))
        code = folded[: -len(plain)].rpartition("/")[2].rpartition(".")[2]
        if 2 <= len(code) <= 12 and f".{code}" in folded:
            try:
                endings[f".{code}{plain}"] = Language.parse(code)
            except ValueError:
                continue
    return endings
