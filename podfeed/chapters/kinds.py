"""The kinds of finding about chapters, wherever they were found."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

_JSON = (
    "https://github.com/Podcastindex-org/podcast-namespace"
    "/blob/main/docs/examples/chapters/jsonChapters.md"
)

UNUSABLE = Kind(
    "CHP001",
    "chapters-unusable",
    Severity.ERROR,
    """A file of chapters that is not there, or of which nothing can be used.

    The episode stays in the feed, without the chapters that the file was to give it. Correct the
    name or the file. Chapters are read from JSON chapters 1.2, Podlove Simple Chapters, and plain
    text with a time and a title in each line.
    """,
)
WRONG_VALUE = Kind(
    "CHP002",
    "chapter-value",
    Severity.WARNING,
    """Something in a file of chapters is not what the format asks for.

    A number written as text is read all the same, and written as a number. What cannot be
    understood is left out: apps would pass over it, or over the whole file.
    """,
    source=_JSON,
)
ORDER = Kind(
    "CHP003",
    "chapters-order",
    Severity.WARNING,
    """Chapters are not in the order of time.

    They are written in that order, but an author who mixed them up may have mistyped a time.
    """,
    source=_JSON,
)
SAME_TIME = Kind(
    "CHP004",
    "chapters-at-one-time",
    Severity.WARNING,
    """Two chapters begin at the same moment.

    Players show one of them and never the other. Correct a time, or take one out. A chapter that
    is in no table of contents (`toc: false`) may begin with one that is.
    """,
)
OVERLAP = Kind(
    "CHP005",
    "chapters-overlap",
    Severity.WARNING,
    """A chapter ends after the next one has begun, or before it has begun itself.

    A player can be in one chapter only. Correct the end, or leave it out: a chapter lasts until
    the next. The end is left out in what is written.
    """,
)
BEYOND_END = Kind(
    "CHP006",
    "chapter-beyond-end",
    Severity.WARNING,
    """A chapter begins after the end of the episode.

    It is left out, as nobody could jump to it. Often the chapters belong to another cut of the
    recording, and then all their times are wrong.
    """,
)
UNTITLED = Kind(
    "CHP007",
    "chapter-untitled",
    Severity.WARNING,
    """A chapter that is listed has no title.

    Listeners see an empty line. Name it, or write `toc: false` if it only changes the picture.
    """,
)
LATE_START = Kind(
    "CHP008",
    "chapters-start-late",
    Severity.INFO,
    """The first chapter does not begin at 0:00.

    Spotify and YouTube read the times in the notes only if the first of them is 0:00, so a line
    with the title of the episode is put before them there. Add a chapter at 0:00 to name it
    yourself.
    """,
)
INSECURE = Kind(
    "CHP009",
    "chapter-picture-insecure",
    Severity.WARNING,
    """The picture of a chapter has an address without HTTPS.

    Apps on phones and players in browsers refuse to load it. Write `https://…`.
    """,
)
MANY = Kind(
    "CHP010",
    "chapters-many",
    Severity.WARNING,
    """An episode has more chapters than anybody would look through.

    Mostly the lines of a transcript were taken for chapters. Players become slow with them, and
    some read only the first.
    """,
)
SEVERAL = Kind(
    "CHP011",
    "chapters-from-two-files",
    Severity.WARNING,
    """Two files beside a recording hold chapters, so one of them is passed over.

    Keep the one that is right, or name it with `chapters:`.
    """,
)
NO_PICTURE = Kind(
    "CHP012",
    "chapter-picture-missing",
    Severity.WARNING,
    """The picture of a chapter is not in `media/`, or is no picture.

    The chapter is written without it. Correct the name, or put the file into `media/SHOW/`.
    """,
)
