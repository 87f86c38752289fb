"""What is measured of an audio file, why a file is refused, and the kinds of finding for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from podfeed.findings import Kind, Severity

UNREADABLE = Kind(
    "AUD001",
    "audio-unreadable",
    Severity.ERROR,
    """The audio file is missing, may not be read, or is no regular file.

A folder, FIFO, socket or device is never opened for reading: it could keep a build waiting
for ever. The episode is left out of the feed, because an app would find nothing to play.

Put a regular file there, and let the user who builds read it.
""",
)
EMPTY = Kind(
    "AUD002",
    "audio-empty",
    Severity.ERROR,
    """The audio file has no bytes, or no sound in it.

Usually an export or a copy that was broken off. An app shows the episode and plays nothing.

Export or copy the file again.
""",
)
NOT_AUDIO = Kind(
    "AUD003",
    "not-audio",
    Severity.ERROR,
    """The file holds text or a web page instead of audio.

It happens when a download needs a login: the page that asks for it is saved under the name of
the episode. Apps report an episode that cannot be played.

Fetch the recording itself.
""",
)
UNKNOWN_FORMAT = Kind(
    "AUD004",
    "audio-format-unknown",
    Severity.ERROR,
    """The bytes are of no format that podcast apps play.

Known are MP3, AAC, M4A, Opus, Vorbis and FLAC (alone or in Ogg), WAV, and MP4, M4V and MOV video.

Convert the recording: MP3 and M4A (AAC) play everywhere.
""",
)
WRONG_EXTENSION = Kind(
    "AUD005",
    "audio-extension-wrong",
    Severity.ERROR,
    """The name of the file ends in another format than its bytes are.

Apple lists an episode by the end of its address, and many players choose their decoder by it: an
M4A that is called `.mp3` plays in some apps and is silent in others.

Rename the file.
""",
    source="Apple: A Podcaster's Guide to RSS, enclosure",
)
CUT_SHORT = Kind(
    "AUD006",
    "audio-cut-short",
    Severity.ERROR,
    """The file is shorter than its own header says.

An upload or a download broke off. Apps show the full length and stop in the middle.

Copy or export the file again, and compare sizes.
""",
)
DAMAGED = Kind(
    "AUD007",
    "audio-damaged",
    Severity.ERROR,
    """The format is known, but the file cannot be followed to its end.

Its index is missing or contradicts itself, so that neither apps nor podfeed can play it.

Export the file again.
""",
)
INCOMPLETE_FRAME = Kind(
    "AUD008",
    "last-frame-incomplete",
    Severity.WARNING,
    """The last frame of the audio lacks bytes.

The format states no length, so nothing tells whether a few milliseconds or half of the episode
are missing. Listen to the end.

Copy or export the file again if the end is missing.
""",
)
LENGTH_MISSTATED = Kind(
    "AUD009",
    "length-misstated",
    Severity.WARNING,
    """The header states another length than the audio has.

It happens when files are joined byte by byte: the header of the first is taken for the whole.
podfeed writes the true duration, but players that trust the header show a wrong time and jump
to wrong places.

Join recordings in an audio editor, or rewrite the header (`ffmpeg -i IN -c copy OUT`).
""",
)
TAGS_UNREAD = Kind(
    "AUD010",
    "audio-tags-unread",
    Severity.WARNING,
    """The tags inside the file are damaged or far too large, and were not read.

Title, number, cover and chapters inside the file are then unknown to podfeed, and to most apps.

Write the tags again with a tag editor.
""",
)


class Refused(Exception):  # noqa: N818 (an outcome, caught in one place)
    """The file is no use as an episode: the kind of finding, what is wrong, what to do."""

    def __init__(self, kind: Kind, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.kind = kind
        self.problem = problem
        self.remedy = remedy


_AGAIN = "copy or export the file again"


def cut(stated: str, held: str) -> Refused:
    """Shorter than its own format states."""
    return Refused(CUT_SHORT, f"is cut short: it states {stated} and holds {held}", _AGAIN)


def cut_time(stated: float, held: float) -> Refused:
    """Shorter than its own format states, both in seconds."""
    digits = 1 if stated - held >= 0.1 else 3
    return cut(f"{stated:.{digits}f} s", f"{held:.{digits}f} s")


def damaged(problem: str) -> Refused:
    """A known format that cannot be followed."""
    return Refused(DAMAGED, f"is damaged: {problem}", _AGAIN)


def silent(what: str) -> Refused:
    """A known format with nothing to hear."""
    return Refused(EMPTY, f"is {what} without any sound", _AGAIN)


def seconds(length: float) -> str:
    """A length for people: ``45.3 s``."""
    return f"{length:.1f} s"


@dataclass(frozen=True, slots=True)
class Source:
    """An open audio file: its size, and where its bytes begin behind leading ID3v2 tags.

    ``head`` holds the first bytes from ``start`` on.
    """

    file: IO[bytes]
    size: int
    start: int
    head: bytes

    def read(self, offset: int, count: int) -> bytes:
        """Up to ``count`` bytes from ``offset``."""
        self.file.seek(offset)
        return self.file.read(count)


@dataclass(slots=True)
class Measured:
    """What a container says and holds. ``format`` is a row of the table of formats.

    ``duration`` is in seconds, ``bitrate`` in bits a second (the average), ``stated`` the
    length that the header claims where it differs. ``metadata`` counts the bytes of
    the tags; ``tags`` holds them where the tag reader is not to read the file itself.
    """

    format: str
    codec: str
    duration: float
    bitrate: int | None
    sample_rate: int | None
    channels: int | None
    stated: float | None = None
    incomplete: bool = False
    metadata: int = 0
    tags: bytes | None = None
    info: dict[str, str] | None = None
    chapters: bool = False


def bitrate(count: int, length: float) -> int | None:
    """Bits a second of ``count`` bytes that last ``length`` seconds."""
    return round(count * 8 / length) if length > 0 else None
