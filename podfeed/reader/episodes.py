"""The layers of an episode → the episode: its recording, chapters, formats, transcripts, date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from podfeed import transcripts
from podfeed.chapters.stated import sort_out
from podfeed.listings.records import Map
from podfeed.models import Alternative, Episode
from podfeed.reader.faults import refused
from podfeed.reader.kinds import NO_ZONE, UNKNOWN_KEY, WRONG_VALUE
from podfeed.reader.typist import Typist
from podfeed.reader.words import EPISODE_KEYS, EPISODE_TAGS, EPISODE_WORDS
from podfeed.tags.podcast.recordings import AlternateEnclosure
from podfeed.tags.problems import RefusedError
from podfeed.values import parse_date

if TYPE_CHECKING:
    from datetime import datetime

    from podfeed.layers import Layers
    from podfeed.values import TimeZone

_RECORDINGS = ("audio/", "video/", "x-audio/", "x-video/")
_ALSO_RECORDINGS = frozenset(
    (
        *("application/ogg", "application/mp4", "application/vnd.apple.mpegurl"),
        *("application/x-mpegurl", "application/octet-stream", "binary/octet-stream"),
    )
)


def is_recording(kind: str) -> bool:
    """Whether a recording may be of this media type. Old feeds have some that nobody registered.

    >>> [is_recording(kind) for kind in ("audio/mpeg", "x-audio/mp3", "text/html")]
    [True, True, False]
    """
    essence = kind.strip().lower()
    return essence.startswith(_RECORDINGS) or essence in _ALSO_RECORDINGS


class EpisodeTypist(Typist):
    """Makes episodes."""

    def episode(
        self,
        index: int,
        layers: Layers,
        zone: TimeZone | None,
        number: int | None,
        *,
        check_zone: bool,
    ) -> Episode | None:
        """One episode, or None if a value is wrong."""
        who = next((t for layer in layers.layers if (t := layer.record.get("title"))), "")
        values = self.gather(
            layers,
            words=EPISODE_WORDS,
            known=EPISODE_KEYS,
            who=who if isinstance(who, str) else "",
        )
        before = len(self.findings)
        values["index"] = index
        values["numbered"] = "number" in values
        values.setdefault("number", number)
        audio = values.get("audio")
        if isinstance(audio, str):
            values["audio"] = {"url": audio} if "://" in audio else {"path": audio}
        elif isinstance(audio, Map):
            self.one_recording(audio, layers)
        listed(values, "xml")
        self.chapters(values, layers)
        self.formats(values, layers)
        self.transcripts(values, layers)
        self.elements(values, EPISODE_TAGS, layers)
        published = values.get("published")
        if isinstance(published, str):
            values["published"] = self.date(published, layers, zone, check_zone=check_zone)
        episode = self.make(Episode, values, layers)
        return episode if len(self.findings) == before else None

    def chapters(self, values: dict[str, Any], layers: Layers) -> None:
        """``chapters:`` is a list of them, or names a file."""
        if values.get("chapters") is None:
            return
        try:
            values |= {"chapters": ()} | sort_out(values["chapters"])
        except ValueError as reason:
            problem, write, remedy = str(reason).partition("write ")
            problem = f"chapters: {problem.removesuffix(': ')}"
            place = layers["chapters"]
            self.findings.append(WRONG_VALUE.at(place, problem, remedy=write + remedy))
            values["chapters"] = ()

    def formats(self, values: dict[str, Any], layers: Layers) -> None:
        """``alternatives:`` names files, which are measured, or says all of a recording itself."""
        written = values.pop("alternatives", None)
        if written is None:
            return
        files, others = [], []
        for number, one in enumerate(written if isinstance(written, list) else [written]):
            place = ("alternatives", number)
            if isinstance(one, str) and "://" not in one:
                one = {"path": one}
            if isinstance(one, dict) and "path" in one:
                if "audio" in one:
                    problem = 'unknown key "alternatives.audio"'
                    remedy = "take it out: a file is measured"
                    self.findings.append(
                        UNKNOWN_KEY.at(layers.at((*place, "audio")), problem, remedy=remedy)
                    )
                files.append(self.make(Alternative, one, layers, below=place))
                continue
            try:
                AlternateEnclosure.parse(one)
            except ValueError as reason:
                fault = RefusedError.below(number, reason)
                self.findings.append(refused("alternatives", fault, layers))
            else:
                others.append(one)
        values["formats"] = tuple(one for one in files if one is not None)
        if others:
            values["alternatives"] = others

    def transcripts(self, values: dict[str, Any], layers: Layers) -> None:
        """``transcripts:`` is a list of files, or of maps, or one of either."""
        written = values.get("transcripts")
        if written is None:
            return
        listed = []
        for number, one in enumerate(written if isinstance(written, list) else [written]):
            if isinstance(one, str):
                one = {"url" if "://" in one else "path": one}
            if isinstance(one, dict):
                try:
                    one = _with_type(one)
                except ValueError as reason:
                    problem, _, remedy = str(reason).partition(": ")
                    place = layers.at(("transcripts", number))
                    problem = f"transcripts: {problem}"
                    self.findings.append(WRONG_VALUE.at(place, problem, remedy=remedy))
                    continue
            listed.append(one)
        values["transcripts"] = listed

    def one_recording(self, audio: Map, layers: Layers) -> None:
        """``audio:`` with keys names one file or one address, and declares facts of the latter."""
        place = layers["audio"]
        if ("path" in audio) == ("url" in audio):
            both = "names a file and an address" if "path" in audio else "names no recording"
            remedy = "keep path: or url:" if "path" in audio else "add path: or url:"
            self.findings.append(WRONG_VALUE.at(place, f"audio: {both}", remedy=remedy))
        elif "path" in audio and len(audio) > 1:
            declared = ", ".join(key for key in audio if key != "path")
            problem = f"audio: {declared} of a file is measured, not declared"
            remedy = f'write only "audio: {audio["path"]}"'
            self.findings.append(WRONG_VALUE.at(place, problem, remedy=remedy))
        kind = str(audio.get("type") or "audio/mpeg")
        if not is_recording(kind):
            problem = f'audio: "{kind}" is no type of audio or video'
            self.findings.append(
                WRONG_VALUE.at(layers.at(("audio", "type")), problem, remedy="write audio/mpeg")
            )

    def date(
        self, text: str, layers: Layers, zone: TimeZone | None, *, check_zone: bool
    ) -> datetime | None:
        """The date that ``published:`` states; None, and a finding, if it is none.

        That it has no zone is told only with ``check_zone``: of a show that failed none is known.
        """
        try:
            return parse_date(text, zone.info if zone else None)
        except ValueError as reason:
            problem, _, remedy = str(reason).partition(": ")
            no_zone = "no time zone" in problem
            if check_zone or not no_zone:
                kind = NO_ZONE if no_zone else WRONG_VALUE
                self.findings.append(
                    kind.at(layers["published"], f"published: {problem}", remedy=remedy)
                )
            return None


def _with_type(transcript: dict[str, Any]) -> dict[str, Any]:
    """A transcript in YAML with its type, which its name may tell. Raises ValueError."""
    if ("path" in transcript) == ("url" in transcript):
        if "path" in transcript:
            raise ValueError("names a file and an address: keep path: or url:")
        raise ValueError("names no file: add path: or url:")
    if transcript.get("type") is not None:
        return transcript
    name = str(transcript.get("path") or urlsplit(str(transcript.get("url"))).path)
    format_ = transcripts.of_name(name)
    if format_ is None:
        raise ValueError(f'the type of "{name}" is not declared: add "type: text/vtt"')
    return {**transcript, "type": format_.type}


def listed(values: dict[str, Any], *names: str) -> None:
    """Put what stands alone where a list may be into one."""
    for name in names:
        if isinstance(values.get(name), str):
            values[name] = [values[name]]
