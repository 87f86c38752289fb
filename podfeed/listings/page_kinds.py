"""What may be wrong with the pages of a folder of Markdown."""

from __future__ import annotations

from podfeed.findings import Kind, Severity

UNREADABLE_PAGE = Kind(
    "SRC010",
    "unreadable-page",
    Severity.ERROR,
    """A Markdown page whose front matter cannot be read, or that is no plain file.

    Its episode would be missing from the feed, so the show keeps the feed it has until the page is
    mended. Front matter is YAML between two lines of three dashes, at the very top of the file.
    """,
)
NO_FRONT_MATTER = Kind(
    "SRC011",
    "page-without-front-matter",
    Severity.WARNING,
    """A Markdown file without front matter, so it is no episode.

    Begin it with three dashes, `title: …` and three dashes, each on a line of its own; or move it
    out of the folder if it is something else.
    """,
)
TEMPLATE = Kind(
    "SRC012",
    "template-in-notes",
    Severity.WARNING,
    """A tag of Hugo, Jekyll or Eleventy in the text of a page, such as a player or an include.

    Only these programs know what stands in its place; listeners would read the tag itself, so it
    is left out of the notes. Say in words what it shows, or leave it.
    """,
)
EXPIRES = Kind(
    "SRC013",
    "expiry-ignored",
    Severity.WARNING,
    """A page says when it is to be taken away again, which no episode is by itself.

    Whoever subscribes would lose it without a word. When it is to go, take the page away and run
    `podfeed build --remove EPISODE`.
    """,
)
OTHER_INDEX = Kind(
    "SRC014",
    "second-index",
    Severity.ERROR,
    """A folder has both `_index.md` and `index.md`, and each could be the page of the show.

    Which one is meant is not guessed. Keep `_index.md`, and move the other into a folder of its
    own if it is an episode.
    """,
)

NOTES_TWICE = Kind(
    "SRC015",
    "notes-twice",
    Severity.WARNING,
    """A Markdown page has `notes:` in its front matter, and text below it.

    Both would be the notes of the episode, so the text reaches no listener. Keep one of them.
    """,
)
