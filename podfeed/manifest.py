"""What the last build read and wrote, so that a build with nothing to do can tell so at once.

Kept in ``.podfeed/manifest.json``, which may be thrown away. Imports little beside the library:
deciding that nothing has changed must cost little more than looking at the files.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed import __version__
from podfeed.findings import Finding
from podfeed.scan import scan, shows_by_index

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "manifest.json"

COMMON = ("index.html", "pages.css", "pages.js", "podcasts.opml", "sitemap.xml")
"""What lies in feeds/ for all shows together."""


@dataclass(slots=True)
class Entry:
    """What building one show read (``inputs``), wrote (``outputs``) and said.

    ``inputs`` and ``outputs`` are paths below the workspace, ``trees`` and ``made`` folders below
    it, of inputs and of outputs, of which every file counts; ``state`` is what they looked like.
    ``built`` and ``due`` are POSIX seconds: when it was built, and when the next episode is to
    come out. ``summary`` and ``findings`` are what was said, to be said again.
    """

    inputs: list[str]
    outputs: list[str]
    trees: list[str]
    state: str
    built: float
    due: float | None
    summary: dict[str, Any]
    findings: list[dict[str, Any]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def is_current(self, root: str, now: float) -> bool:
        """Whether nothing it depends on has changed, and nothing is due."""
        if now < self.built or (self.due is not None and now >= self.due):
            return False
        return self.state == self.seen(root)

    def seen(self, root: str) -> str:
        """What all that it depends on looks like now."""
        return look(root, self.inputs, self.outputs, self.trees, self.made).state


@dataclass(slots=True)
class Manifest:
    """The entries by show, and what was said of the workspace as a whole.

    ``around`` is what lay in seeds/, beside the shows' folders in media/ and beside the feeds at
    the time. ``cards`` is what the page of all shows says of each.
    """

    shows: dict[str, Entry] = field(default_factory=dict)
    around: str = ""
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def current(self, root: str, names: Iterable[str], now: float) -> dict[str, Entry]:
        """The entries, by show, of those of these shows for which nothing is to be done."""
        entries = ((name, self.shows.get(name)) for name in names)
        return {name: entry for name, entry in entries if entry and entry.is_current(root, now)}

    def covers(self, root: str, names: Iterable[str], now: float) -> list[Entry] | None:
        """The entries of these shows (all, if none is named) if nothing is to be done for them."""
        return survey(root, names, now, known=self).nothing_to_do


class Survey(NamedTuple):
    """What was built, and for which shows that still holds, as it was found with one look.

    ``shows`` are those of the workspace, ``wanted`` those that were asked for, and ``around`` is
    what lies in seeds/ and beside the shows' folders.
    """

    known: Manifest
    shows: list[str]
    wanted: list[str]
    current: dict[str, Entry]
    around: str

    @property
    def nothing_to_do(self) -> list[Entry] | None:
        """The entries of the shows that were asked for if they all hold, and nothing is new."""
        idle = self.around == self.known.around and len(self.current) == len(self.wanted)
        return list(self.current.values()) if idle and self.wanted else None


def survey(root: str, names: Iterable[str], now: float, *, known: Manifest | None = None) -> Survey:
    """Look at these shows, or at all if none is named."""
    known = known or load(root)
    shows = shows_in(root)
    wanted = list(dict.fromkeys(names)) or shows
    return Survey(known, shows, wanted, known.current(root, wanted, now), look_around(root, shows))


class Look(NamedTuple):
    """What files looked like: size and time of each in one text to compare, and the latest time
    in ns at which an input was changed."""

    state: str
    newest: int


def look(
    root: str,
    inputs: Iterable[str],
    outputs: Iterable[str],
    trees: Iterable[str],
    made: Iterable[str] = (),
) -> Look:
    """Look at files, outputs among them, and at every file of the trees, ``made`` of outputs."""
    lines = []
    newest = 0
    for names, are_inputs in ((inputs, True), (outputs, False)):
        for name in names:
            try:
                stat = os.stat(os.path.join(root, name))
            except OSError:
                lines.append(f"{name}\t-")
                continue
            lines.append(f"{name}\t{stat.st_size}\t{stat.st_mtime_ns}")
            newest = max(newest, stat.st_mtime_ns) if are_inputs else newest
    for folders, are_inputs in ((trees, True), (made, False)):
        for tree in folders:
            seen, strange = scan(os.path.join(root, tree))
            lines += [f"{tree}/{path}\t{size}\t{mtime}" for path, size, mtime in seen]
            lines += [f"{tree}/{path}\t{reason}" for path, reason in strange]
            if are_inputs:
                newest = max(newest, max((file.mtime_ns for file in seen), default=0))
    return Look("\n".join(lines), newest)


def look_around(root: str, shows: Iterable[str]) -> str:
    """What lies in seeds/, and in media/ outside the folders of the shows, in one text."""
    own = set(shows)
    try:
        names = sorted(os.listdir(os.path.join(root, "media")))
    except OSError:
        names = []
    others = [f"media/{name}" for name in names if name not in own and not name.startswith(".")]
    folders = [name for name in others if os.path.isdir(os.path.join(root, name))]
    files = [name for name in others if name not in folders]
    common = [f"feeds/{name}" for name in COMMON]
    return look(root, files, common, ["seeds", *folders]).state


def load(root: str) -> Manifest:
    """The manifest; an empty one if there is none, or another version wrote it."""
    try:
        with open(os.path.join(root, ".podfeed", NAME), encoding="utf-8") as file:
            data = json.load(file)
        if data["podfeed"] != __version__:
            return Manifest()
        shows = {slug: Entry(**entry) for slug, entry in data["shows"].items()}
        for entry in shows.values():
            due = entry.due is None or isinstance(entry.due, float)
            if not (due and isinstance(entry.built, float) and entry.summary["show"]):
                return Manifest()
        for finding in [*data["findings"], *(f for e in shows.values() for f in e.findings)]:
            Finding.restored(finding)
        return Manifest(shows, data["around"], data["cards"], data["findings"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()


def dump(manifest: Manifest) -> bytes:
    """The manifest as its file holds it."""
    names = [field.name for field in fields(Entry)]
    shows = {
        slug: {name: getattr(entry, name) for name in names}
        for slug, entry in sorted(manifest.shows.items())
    }
    document = {
        "podfeed": __version__,
        "around": manifest.around,
        "cards": dict(sorted(manifest.cards.items())),
        "findings": manifest.findings,
        "shows": shows,
    }
    return json.dumps(document).encode()


def shows_in(root: str) -> list[str]:
    """The names of the shows in seeds/, without reading them."""
    try:
        names = os.listdir(os.path.join(root, "seeds"))
    except OSError:
        return []
    stems = (name.rpartition(".") for name in names if not name.startswith("."))
    shows = {stem for stem, _, suffix in stems if suffix in ("yaml", "yml") and stem != "network"}
    return sorted(shows.union(shows_by_index(os.path.join(root, "seeds"))))
