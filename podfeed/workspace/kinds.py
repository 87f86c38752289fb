"""What can be wrong with how the sources of a workspace lie over each other."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

UNREADABLE = Kind(
    "SRC060",
    "unreadable-source",
    Severity.ERROR,
    """A listing or YAML file that cannot be read at all.

    The show keeps the feed it has until the file is mended.
    """,
)
NO_SUCH_EPISODE = Kind(
    "SRC061",
    "overlay-without-episode",
    Severity.ERROR,
    """An entry below `episodes:` that no episode of the listing answers to.

    What it says would be lost without a word. Entries are matched by stated `number` or by
    `title`; correct it, or add the episode to the listing.
    """,
)
AMBIGUOUS_OVERLAY = Kind(
    "SRC062",
    "ambiguous-overlay",
    Severity.ERROR,
    """An entry below `episodes:` that two episodes of the listing answer to.

    Which one is meant is not guessed: give the number, or the exact title.
    """,
)
UNNAMED_LISTING = Kind(
    "SRC063",
    "unnamed-listing",
    Severity.WARNING,
    """A listing in `seeds/` that no show names, so it is in no feed.

    Write a `SHOW.yaml` beside it that says `listing: FILE`.
    """,
)
