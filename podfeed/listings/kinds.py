"""What may be wrong with a listing in plain text. Known as soon as any listing can be read."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

UNREAD_LINE = Kind(
    "SRC001",
    "unread-line",
    Severity.WARNING,
    """A line of a listing that fits nothing its dialect knows, and is left out.

    What it was meant to say reaches no listener. Write it the way its neighbours are written, or
    delete it. A listing has the form of a page that was copied as text; `podfeed show LISTING`
    prints what was read from it.
    """,
)
WRONG_COUNT = Kind(
    "SRC002",
    "wrong-count",
    Severity.WARNING,
    """A listing that states another number of episodes than it holds.

    Often an empty line too many has cut a description off, which then becomes an episode that
    listeners cannot play; or one too few has joined two episodes, and one is missing from the
    feed. Look for that, or correct the count.
    """,
)
STRAY_LINE = Kind(
    "SRC003",
    "stray-line",
    Severity.WARNING,
    """A line in a description that looks like a part of the page around it.

    An episode begins with three lines: a dash, its number, its title. If one of them was lost,
    the episode is missing from the feed and its text stands in the description of the one
    before it. A line such as "Hosted by" may be where the foot of the page begins, which no
    listener wants to read in an episode. Complete the three lines, or move the foot below the
    last episode; if the line is meant as text, join it to its neighbour.
    """,
)
MISSING_NUMBERS = Kind(
    "SRC004",
    "missing-numbers",
    Severity.WARNING,
    """Episodes that the numbers of a listing promise but the listing does not hold.

    Listeners who begin with the first episode, as Apple Podcasts offers for serial shows, find
    that it is not there. Add the episodes, or leave it so if they were taken down. A listing
    that only begins late is told as an info.
    """,
)
REPEATED_NUMBER = Kind(
    "SRC005",
    "repeated-number",
    Severity.WARNING,
    """Two episodes of a listing with the same number.

    Apps sort and name episodes by number, so one of the two seems to be missing. Correct the
    number, or give one of them a `season:` of its own in the show's YAML.
    """,
)
PAGE_DISAGREES = Kind(
    "SRC006",
    "page-disagrees",
    Severity.WARNING,
    """The foot of a directory page says something else than its head.

    Such a page repeats the description and the host of the show below the episodes. Where the
    two differ, the head is used, and listeners may read what is out of date. Correct one of them.
    """,
)
