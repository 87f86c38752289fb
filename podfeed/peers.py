"""Whether another process does what this one would: with the same podfeed, and the same files."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from podfeed import __version__
from podfeed.errors import UsageError


class Peer(NamedTuple):
    """What a process is: its podfeed, as a version and a digest, and whether it sees the files."""

    version: str
    digest: str
    sees: bool


@cache
def digest_of(package: Path = Path(__file__).parent) -> str:
    """A digest of the names and contents of a package's files; it is made once in a process.

    A version does not tell two commits apart. What an interpreter or an editor leaves is no part.
    """
    known = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package)
        if path.suffix == ".pyc" or any(part.startswith(".") for part in name.parts):
            continue
        if path.is_file():
            data = path.read_bytes()
            known.update(f"{name.as_posix()}\0{len(data)}\0".encode() + data)
    return known.hexdigest()


def look(root: str | None) -> Peer:
    """What this process is. ``root`` is the workspace, where there is one that all have to see."""
    return Peer(__version__, digest_of(), root is None or Path(root, "seeds").is_dir())


def require_same(worker: str, told: object, expected: Peer, root: str | None) -> None:
    """Raise UsageError for a worker that is not as expected; ``told`` is what it says it is."""
    if not isinstance(told, Peer):
        problem = "has no podfeed, or another one"
        remedy = "install the same there, and start it again"
    elif told.version != expected.version:
        problem = f"has podfeed {told.version}, not {expected.version}"
        remedy = "install the same there, and start it again"
    elif told.digest != expected.digest:
        problem = f"has other files of podfeed {told.version} than this machine"
        remedy = "install the same there, to the commit, and start it again"
    elif not told.sees:
        problem = f"does not see {root}"
        remedy = "mount it there at the same path"
    else:
        return
    raise UsageError(f"the worker at {worker} {problem}", remedy=remedy)
