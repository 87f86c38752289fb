"""The texts of an item → notes that a person can edit, and what only repeats them.

Feeds say one thing up to four times: as description, as content:encoded, as itunes:summary and as
itunes:subtitle. In YAML it stands once, as Markdown where that comes to the same HTML, and what
repeats it says so: ``"{notes}"``, ``"{description}"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from podfeed.comparing import looks_the_same
from podfeed.notes import DESCRIPTION_BYTES, html_of, is_html, markdown_of, plain_of
from podfeed.notes.cleaning import clean
from podfeed.noting import DESCRIPTION, NOTES

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_REPEATING = ("summary", "subtitle", "play_description")


class Arranged(NamedTuple):
    """What became of the texts of an item.

    ``kept`` tells that content:encoded has to be kept as XML; ``removed`` is what was not safe.
    """

    kept: bool = False
    removed: tuple[str, ...] = ()


def arrange(keys: dict[str, Any], description: str | None, encoded: str | None) -> Arranged:
    """Put the texts of an episode among its keys.

    ``keys`` holds those of the vocabulary already; what repeats another text is shortened.
    """
    source = encoded if encoded is not None else description
    found = None
    if source is not None and (encoded is not None or _MARKUP.search(source)):
        found = _notes_of(source)
    if description is not None:
        if found is not None and description == source:
            keys["description"] = NOTES
        elif found is None or description != plain_of(found.html, DESCRIPTION_BYTES):
            keys["description"] = description
    for key in _REPEATING:
        if key in keys:
            if found is not None and keys[key] == source:
                keys[key] = NOTES
            elif keys[key] == description:
                keys[key] = DESCRIPTION
    if found is not None:
        keys["notes"] = found.text
        return Arranged(removed=found.removed)
    return Arranged(kept=encoded is not None)


class _Notes(NamedTuple):
    """Notes as they are written, the HTML that they come to, and what was not safe."""

    text: str
    html: str
    removed: tuple[str, ...]


def _notes_of(source: str) -> _Notes | None:
    """Notes that look as the source does; None if there are none."""
    cleaned = clean(source)
    removed = tuple(dict.fromkeys(one.what for one in cleaned.removed))
    # What is taken out with each build is better taken out once, and told.
    safe = cleaned.html if removed else source
    markdown = markdown_of(safe)
    if markdown is not None:  # which comes to the same HTML, so there is nothing to look at
        return _Notes(markdown, cleaned.html, removed)
    for text in _attempts(safe):
        html = html_of(text).html
        if looks_the_same(source, html):
            return _Notes(text, html, removed)
    return None


def _attempts(source: str) -> Iterator[str]:
    """What may be the notes if no Markdown comes to just the same, the easiest to edit first."""
    # Text that stands in no element is a paragraph to apps, as it is in Markdown.
    wrapped = f"<p>{source}</p>"
    markdown = markdown_of(wrapped)
    if markdown is not None:
        yield markdown
    yield source if is_html(source) else wrapped
    yield f"<div>{source}</div>"
