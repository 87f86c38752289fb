"""The findings about values in sources, whatever dialect they stand in."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

UNKNOWN_KEY = Kind(
    "SRC050",
    "unknown-key",
    Severity.ERROR,
    """A key that podfeed does not know, often a slip of the pen.

    What it was meant to say would be missing from the feed, and no listener would see it.
    Correct the spelling; the message names the nearest key that is known. In a Markdown page, which
    other programs read as well, it is a warning, and a hint where no key is near.
    """,
)
WRONG_VALUE = Kind(
    "SRC051",
    "wrong-value",
    Severity.ERROR,
    """A value that its key cannot take: a word for a number, a category that Apple does not have.

    Apps drop such a value, or the whole episode. Write one of the kind the message names.
    """,
)
MISSING_VALUE = Kind(
    "SRC052",
    "missing-value",
    Severity.ERROR,
    """A value without which no feed can be written.

    Directories refuse a show without title, description, language, category or explicit flag.
    Add it to the show's YAML, or to `defaults:` of `seeds/network.yaml` for all shows.
    """,
)
NOT_XML = Kind(
    "SRC053",
    "control-character",
    Severity.WARNING,
    """A character that XML cannot hold, such as one pasted along from a word processor.

    It would break the feed for every listener, so it is left out. Delete it from the source.
    """,
)
NO_ZONE = Kind(
    "SRC054",
    "date-without-zone",
    Severity.ERROR,
    """A date without a time zone, in a show that names none.

    The hour an episode appears would depend on the machine that built the feed. Add
    `timezone: Europe/Berlin` to the show, or `+02:00` to the date.
    """,
)
