"""What the sources declare of recordings on other hosts, as far as a feed needs it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podfeed.findings import Kind, Severity
from podfeed.probes.audio import TYPES
from podfeed.values import ByteSize, MediaType

if TYPE_CHECKING:
    from podfeed.findings import Finding, Origins
    from podfeed.models import Audio, Episode, Show

UNDECLARED = Kind(
    "SRC163",
    "undeclared-audio",
    Severity.ERROR,
    """Audio on another host of which the sources do not say what the feed has to.

    Without a type no app plays the episode, so it is left out; without a length in bytes some
    show no progress while they download. Declare them:
    `audio: {url: https://…, type: audio/mpeg, length: 12345678, duration: "31:07"}`.
    """,
)


class Declaring:
    """Completes what is declared; ``findings`` gather on the way."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.findings: list[Finding] = []

    def declare(self, show: Show) -> Show:
        """The show with the media type of audio on other hosts, where its address tells it."""
        episodes = []
        for episode in show.episodes:
            audio = episode.audio
            if audio is not None and audio.url is not None:
                audio = self.facts_of(episode, audio)
                episode = episode.model_copy(update={"audio": audio})
            episodes.append(episode)
        return show.model_copy(update={"episodes": tuple(episodes)})

    def facts_of(self, episode: Episode, audio: Audio) -> Audio | None:
        """What the sources declare of audio on another host, as far as a feed needs it."""
        place = self.origins.place(episode.index, "audio")
        update: dict[str, object] = {}
        if audio.type is None:
            suffix = PurePosixPath(urlsplit(audio.name).path).suffix.lower()
            if suffix not in TYPES:
                problem = f'audio: the type of "{audio.name}" is not declared'
                remedy = 'add "type: audio/mpeg", or what it is'
                self.findings.append(UNDECLARED.at(place, problem, remedy=remedy))
                return None
            update["type"] = MediaType(TYPES[suffix])
        if audio.length is None:
            problem = f'audio: the length of "{audio.name}" is not declared, so 0 is written'
            remedy = 'add "length:" in bytes'
            severity = Severity.WARNING
            self.findings.append(UNDECLARED.at(place, problem, remedy=remedy, severity=severity))
            update["length"] = ByteSize(0)
        return audio.model_copy(update=update)
