"""What may be wrong with the files of a show, and with which episode has which."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

NO_AUDIO = Kind(
    "SRC150",
    "no-audio",
    Severity.WARNING,
    """An episode for which there is no audio file; it is left out of the feed.

    Put the file into `media/SHOW/`, named after the episode's number or title, or name it with
    `audio:`.
    """,
)
TWO_AUDIO = Kind(
    "SRC151",
    "ambiguous-audio",
    Severity.ERROR,
    """An episode that two audio files could belong to. Which one is not guessed.

    Files that differ only in their suffix are one recording in several formats, if no two are of
    the same. Say it with `audio:`, or take one of the files away.
    """,
)
CLAIMED_TWICE = Kind(
    "SRC152",
    "audio-claimed-twice",
    Severity.ERROR,
    """An audio file that two episodes could own. Which one is not guessed.

    Say it with `audio:` in each of them.
    """,
)
UNCLAIMED = Kind(
    "SRC153",
    "unclaimed-audio",
    Severity.WARNING,
    """An audio file that belongs to no episode, so no listener will hear it.

    Name it after an episode's number or title, name it with `audio:`, or take it away.
    """,
)
MISSING_AUDIO = Kind(
    "SRC154",
    "missing-audio",
    Severity.ERROR,
    """`audio:` names a file that is not there, or not a plain file below `media/`.

    The episode is left out until it is. Correct the name, or put the file there.
    """,
)
RISKY_NAME = Kind(
    "SRC155",
    "risky-file-name",
    Severity.WARNING,
    """A file name that some systems cannot keep apart from another, or cannot hold at all.

    Windows and macOS take `Lora.mp3` and `lora.mp3` for one file, and Windows reserves names such
    as `con.mp3`: on such a machine or server listeners would get the wrong audio, or none.
    """,
)
STRANGE_FILE = Kind(
    "SRC156",
    "strange-file",
    Severity.ERROR,
    """Something below `media/` that is no plain file: a link that leads out, a FIFO, a device.

    It is never opened. Replace it by the file itself.
    """,
)

FORMAT_KEPT = Kind(
    "SRC166",
    "format-kept",
    Severity.INFO,
    """An episode has its recording in a format that more apps play than the one it came out in.

    Its enclosure stays as it was published, because some apps download an episode again when that
    changes; the new file is an alternative. Say with `audio:` which is meant.
    """,
)
