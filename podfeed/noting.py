"""The notes of a show and its episodes as they go into the feed, and what they may not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from podfeed.errors import PodfeedError
from podfeed.files import read_regular
from podfeed.findings import Kind, Place, Severity
from podfeed.notes import DESCRIPTION_BYTES, html_of, plain_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podfeed.findings import Finding, Origins
    from podfeed.models import Episode, Show
    from podfeed.notes import Removed

CLEANED = Kind(
    "SRC180",
    "notes-cleaned",
    Severity.WARNING,
    """Show notes hold something that is not handed on: a script, a form, something embedded, an
    attribute that runs a script, an address that is none of the web, or a picture that is there
    to watch the listener.

    Apps cut such things out, some together with the text around them. It is left out of the feed;
    take it out of the notes, or put a link in its place.
    """,
    source="https://validator.w3.org/feed/docs/warning/SecurityRisk.html",
)

NOTES = "{notes}"
"""Stands for the notes, as HTML, in a text that repeats them."""

DESCRIPTION = "{description}"
"""Stands for the description in a text that repeats it."""

_SOURCE_LIMIT = 64 << 20
_Owner = TypeVar("_Owner", "Show", "Episode")


class Noting:
    """Makes what the feed says of notes; ``findings`` gather on the way.

    ``root`` is the workspace: a finding looks for its line in the file that the notes stand in.
    """

    def __init__(self, root: Path, origins: Origins) -> None:
        self.root = root
        self.origins = origins
        self.findings: list[Finding] = []

    def write(self, show: Show) -> Show:
        """The show with all notes as HTML, and descriptions made from them where none is stated."""
        base = show.link
        if any(one.notes is not None or _repeats(one) for one in show.episodes):
            episodes = tuple(self.of(one, base, one.index) for one in show.episodes)
            show = show.model_copy(update={"episodes": episodes})
        if "live" in show.elements:
            show = show.model_copy(update={"elements": self.live(show)})
        return self.of(show, base, None)

    def live(self, show: Show) -> Mapping[str, Any]:
        """The elements of a show, the notes of its broadcasts made safe like any others."""
        items = []
        for item in show.elements["live"]:
            if isinstance(item.get("content"), str):
                cleaned = html_of(item["content"], show.link)
                title = str(item.get("title") or show.title)
                self.tell(cleaned.removed, title, self.origins.place(None, "live"))
                item = {**item, "content": cleaned.html or None}
            items.append({key: value for key, value in item.items() if value is not None})
        return {**show.elements, "live": items}

    def of(self, owner: _Owner, base: str, index: int | None) -> _Owner:
        """A show or episode with its notes as HTML, and a description."""
        update: dict[str, Any] = {}
        notes = ""
        if owner.notes is not None:
            cleaned = html_of(owner.notes, base)
            if cleaned.removed:
                self.tell(cleaned.removed, owner.title, self.origins.place(index, "notes"))
            notes = cleaned.html
            update["notes"] = notes or None
            if not owner.description:
                update["description"] = plain_of(notes, DESCRIPTION_BYTES)
        if _repeats(owner):
            if owner.description == NOTES:
                update["description"] = notes
            texts = {NOTES: notes, DESCRIPTION: update.get("description", owner.description)}
            update["elements"] = _resolved(owner.elements, texts)
        return owner.model_copy(update=update) if update else owner

    def tell(self, removed: tuple[Removed, ...], title: str, place: Place) -> None:
        """A finding for each thing that was removed from notes that begin at a place."""
        if not removed:
            return
        lines = self.source(place)
        at, column = (place.line or 1) - 1, -1
        for one in removed:
            found = _find(one.needle, lines, (at, column + 1))
            where = place
            if found is not None:
                at, column = found
                where = Place(place.path, at + 1, column + 1)
            problem = f'{one.what} is left out of the notes of "{title}"'
            self.findings.append(CLEANED.at(where, problem, remedy=one.remedy))

    def source(self, place: Place) -> list[str]:
        """The lines of the file that the notes stand in, as far as it can be read."""
        try:
            data = read_regular(self.root / place.path, limit=_SOURCE_LIMIT)
        except PodfeedError:
            return []
        return data.decode("utf-8", "replace").split("\n")


def _repeats(owner: Show | Episode) -> bool:
    """Whether a text of it only says that it is another one."""
    return owner.description == NOTES or any(
        value in (NOTES, DESCRIPTION) for value in owner.elements.values() if isinstance(value, str)
    )


def _resolved(elements: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The elements with what they repeat; one that repeats nothing is left out."""
    found = {}
    for key, value in elements.items():
        whole = texts.get(value, value) if isinstance(value, str) else value
        if whole != "":
            found[key] = whole
    return found


_REACH = 5_000
"""How many lines of a file are looked through for one removal."""


def _find(needle: str, lines: list[str], begin: tuple[int, int]) -> tuple[int, int] | None:
    """The line and column, from 0, of the next place where a word stands, in any letter case.

    >>> lines = ["notes: |", "  Tea", "  <SCRIPT>x</script> <script>"]
    >>> _find("<script", lines, (0, 0)), _find("<script", lines, (2, 3)), _find("", lines, (0, 0))
    ((2, 2), (2, 21), None)
    """
    wanted = needle.casefold()
    forms = {wanted, wanted.replace("&", "&amp;")} - {""}
    first, after = begin
    for number, line in enumerate(lines[first : first + _REACH], first):
        text = line.casefold()
        columns = [at for form in forms if (at := text.find(form, after)) >= 0]
        if columns:
            return number, min(columns)
        after = 0
    return None
