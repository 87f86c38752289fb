"""Probes remembered by path, size and time of change, in ``.podfeed/probes/``.

There is a file for each folder in media/, so that a show costs what it costs however many others
there are, and processes that build several shows side by side do not get into each other's way;
``.podfeed/probes.json`` is for what lies elsewhere. All can be thrown away at any time: they only
save work. One that cannot be read, or was written by another version of it, counts as absent.

A file that was changed in the two seconds before it was probed is not remembered: it could
be changed once more without its size or time telling (FAT counts time in steps of two seconds).
Neither is one that could not be opened: permissions change without either.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from podfeed.errors import OutputError, PodfeedError
from podfeed.files import read_regular, write_whole
from podfeed.findings import KINDS
from podfeed.probes import artwork, audio, digests, loudness
from podfeed.probes.artwork import Colour
from podfeed.probes.facts import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 1
"""Counted up whenever a probe says more, or says it otherwise, than before."""

PLACE = ".podfeed/probes.json"
"""Where what is known of files outside the folders of media/ lies."""

FOLDER = ".podfeed/probes"
"""Where what is known of the files in a folder of media/ lies, in a file called like it."""

_SIZE_LIMIT = 256 << 20
_RACY = 2_000_000_000  # nanoseconds
_UNREADABLE = {UNREADABLE.code, artwork.UNREADABLE.code}

_State: TypeAlias = tuple[int, int]
_Probed = TypeVar("_Probed", audio.Probed, artwork.Probed, Colour, loudness.Levels, digests.Digest)

_VERSIONS = {
    audio.Probed: audio.__name__,
    artwork.Probed: artwork.__name__,
    Colour: f"{artwork.__name__} colour",
    loudness.Levels: f"{loudness.__name__} {loudness.VERSION}",
    digests.Digest: digests.__name__,
}
"""What an entry is marked with. Listening is slow, so it has a version of its own."""

_HEARD = "heard:"
"""Before the path of a file, where the entry is how it sounds."""

_HASHED = "hashed:"
"""Before the path of a file, where the entry is its digest."""

_SEALED = "sealed:"
"""Before the path of a file, where the entry is the hash by which an app knows it."""

_SEEN = "seen:"
"""Before the path of a picture, where the entry is its colour."""

_MARKS = (_HEARD, _HASHED, _SEALED, _SEEN)


@dataclass(slots=True)
class _Part:
    """What is known of the files of one folder; ``used`` are the entries that were asked for."""

    place: str
    known: dict[str, Any]
    used: set[str] = field(default_factory=set)
    changed: bool = False


class Cache:
    """The probes of one workspace; used with ``with``, and saved when the block ends.

    ``shown`` names a file relative to the workspace, with ``/``.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._parts: dict[str, _Part] = {}
        self._loading = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.save()

    def audio(self, path: Path, *, shown: str) -> audio.Probed:
        """The facts of an audio file, measured only if it has changed."""
        state = _state(path)
        known = self._recall(state, shown, audio.Probed)
        return known or self._remember(path, state, shown, audio.probe(path, shown=shown))

    def artwork(self, path: Path, *, shown: str) -> artwork.Probed:
        """The facts of a picture, measured only if it has changed."""
        state = _state(path)
        known = self._recall(state, shown, artwork.Probed)
        return known or self._remember(path, state, shown, artwork.probe(path, shown=shown))

    def colour(self, path: Path, *, shown: str) -> Colour:
        """The colour of a picture, which is decoded only if it has changed."""
        state, key = _state(path), _SEEN + shown
        known = self._recall(state, key, Colour)
        return known or self._remember(path, state, key, artwork.colour(path, shown=shown))

    def levels(self, path: Path, *, shown: str, type: str) -> loudness.Levels:
        """How an audio file of this media type sounds, decoded only if it has changed.

        May be called from several threads, for a file each.
        """
        state, key = _state(path), _HEARD + shown
        known = self._recall(state, key, loudness.Levels)
        if known is not None:
            return known
        return self._remember(path, state, key, loudness.measure(path, shown=shown, type=type))

    def known_levels(self, path: Path, *, shown: str) -> loudness.Levels | None:
        """How an audio file sounds, if it was listened to since it changed; nothing is decoded."""
        return self._recall(_state(path), _HEARD + shown, loudness.Levels)

    def digest(self, path: Path, *, shown: str) -> str:
        """The SHA-256 of a file, as ``sha256:…``, read only if it has changed.

        May be called from several threads, for a file each. Raises MediaError.
        """
        state, key = _state(path), _HASHED + shown
        known = self._recall(state, key, digests.Digest)
        if known is None:
            known = self._remember(path, state, key, digests.measure(path, shown=shown))
        return known.value

    def integrity(self, path: Path, *, shown: str) -> str:
        """The SHA-384 of a file as W3C SRI has it, read only if it has changed.

        Raises MediaError.
        """
        state, key = _state(path), _SEALED + shown
        known = self._recall(state, key, digests.Digest)
        if known is None:
            known = self._remember(path, state, key, digests.seal(path, shown=shown))
        return known.value

    def save(self) -> None:
        """Write what is known, if there is news, without files that are gone.

        Where it cannot be written, the next run measures again: that is no error.
        """
        for part in self._parts.values():
            if part.changed:
                self._save(part)

    def _save(self, part: _Part) -> None:
        kept = {
            shown: entry
            for shown, entry in sorted(part.known.items())
            if shown in part.used or os.path.lexists(self._workspace / _file_of(shown))
        }
        text = json.dumps({"version": VERSION, "files": kept}, separators=(",", ":"))
        with contextlib.suppress(OutputError):
            write_whole(self._workspace / part.place, text.encode())
        part.changed = False

    def _part(self, shown: str) -> _Part:
        """The part that an entry belongs to, read when it is first asked for."""
        place = _place_of(shown)
        with self._loading:
            if place not in self._parts:
                self._parts[place] = _Part(place, _load(self._workspace / place))
            return self._parts[place]

    def _recall(self, state: _State | None, shown: str, kind: type[_Probed]) -> _Probed | None:
        part = self._part(shown)
        entry = part.known.get(shown)
        if entry is None or state is None:
            return None
        try:
            name, size, changed, facts = entry
            if (name, size, changed) != (_VERSIONS[kind], state[0], state[1]):
                return None
            found = kind.model_validate(facts)
        except (TypeError, ValueError):
            return None
        if any(finding.code not in KINDS for finding in found.findings):
            return None
        part.used.add(shown)
        return found

    def _remember(self, path: Path, state: _State | None, shown: str, found: _Probed) -> _Probed:
        part = self._part(shown)
        if part.known.pop(shown, None) is not None:
            part.changed = True
        if state is None or state != _state(path) or time.time_ns() - state[1] < _RACY:
            return found
        if any(finding.code in _UNREADABLE for finding in found.findings):
            return found
        facts = found.model_dump(exclude_defaults=True)
        part.known[shown] = [_VERSIONS[found.__class__], state[0], state[1], facts]
        part.used.add(shown)
        part.changed = True
        return found


def sweep(workspace: Path, folders: Iterable[str]) -> None:
    """Take away what is known of folders that media/ has no more; ``folders`` are those it has."""
    kept = {f"{name}.json" for name in folders}
    with contextlib.suppress(OSError):
        for path in (workspace / FOLDER).iterdir():
            if path.name not in kept:
                path.unlink()


def _place_of(entry: str) -> str:
    """The file that an entry belongs into, below the workspace."""
    top, _, rest = _file_of(entry).partition("/")
    folder, below, _ = rest.partition("/")
    return f"{FOLDER}/{folder}.json" if top == "media" and below else PLACE


def _file_of(entry: str) -> str:
    """The path that an entry is about."""
    mark, colon, path = entry.partition(":")
    return path if f"{mark}{colon}" in _MARKS else entry


def _state(path: Path) -> _State | None:
    """Size and time of change; None if there is no such file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _load(path: Path) -> dict[str, Any]:
    """The entries by path; none if the file is absent, unreadable or of another version."""
    try:
        data = json.loads(read_regular(path, limit=_SIZE_LIMIT), parse_constant=_no_number)
    except (PodfeedError, OSError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or data.get("version") != VERSION:
        return {}
    files = data.get("files")
    return files if isinstance(files, dict) else {}
