"""The kinds of finding about transcripts, wherever they lie."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

_SOURCE = (
    "https://github.com/Podcastindex-org/podcast-namespace"
    "/blob/main/docs/examples/transcripts/transcripts.md"
)

UNUSABLE = Kind(
    "TRN001",
    "transcript-file-unusable",
    Severity.ERROR,
    """A transcript that is not there, cannot be read, or holds no words.

    The episode stays in the feed, without that transcript. Correct the name or the file.
    Transcripts are read as WebVTT, SRT, JSON, HTML and plain text.
    """,
)
MALFORMED = Kind(
    "TRN002",
    "transcript-malformed",
    Severity.WARNING,
    """Something in a transcript is not written as its format asks.

    Some apps pass over such a place, others over the whole file: AntennaPod shows no captions if
    one time of a WebVTT file is wrong. So the file itself is not linked. What can be read of it is
    written anew beside the feed, and that is linked; what cannot is missing there.
    """,
    source=_SOURCE,
)
ORDER = Kind(
    "TRN003",
    "transcript-order",
    Severity.WARNING,
    """Cues of a transcript are not in the order of time.

    Players follow the sound by looking for the next cue, and lose their place.
    """,
    source=_SOURCE,
)
OVERLAP = Kind(
    "TRN004",
    "transcript-overlap",
    Severity.WARNING,
    """A cue lasts long into the next one of the same speaker.

    People talk over each other, but nobody over himself: mostly a time is wrong. Players show both
    at once, or one of them not at all.
    """,
    source=_SOURCE,
)
BEYOND_END = Kind(
    "TRN005",
    "transcript-beyond-end",
    Severity.WARNING,
    """A transcript goes on after the end of the recording.

    Mostly it belongs to another cut of the episode, and then all its times are wrong: listeners
    read one thing and hear another. Export it anew for this recording.
    """,
)
SEVERAL = Kind(
    "TRN006",
    "transcript-twice",
    Severity.WARNING,
    """Two files beside a recording are transcripts of one format in one language.

    Only the first is taken. Keep one of the two, give one a language (`lora.de.vtt`), or name
    those that are meant with `transcripts:`.
    """,
)
