"""Folders: what lies in them stays in them, and they are there or made."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from podfeed.errors import MediaError, WorkspaceError
from podfeed.files.reading import unreadable
from podfeed.files.writing import unwritable


def inside(folder: Path, relative: str, *, shown: str) -> Path:
    """The path below ``folder``, with ``..`` and symbolic links followed.

    Raises MediaError if it leads out of the folder.
    """
    root = folder.resolve()
    try:
        target = (root / relative.replace("\\", "/")).resolve()
    except (OSError, RuntimeError, ValueError) as reason:
        remedy = "see whether its links go in a circle, or correct the name"
        raise MediaError("the path cannot be followed", path=shown, remedy=remedy) from reason
    if not target.is_relative_to(root):
        raise MediaError(
            f'"{relative}" leads out of {folder.name}/',
            path=shown,
            remedy=f"put the file below {folder.name}/ and name it from there",
        )
    return target


def require_folder(path: Path, *, shown: str, remedy: str) -> None:
    """Raise WorkspaceError unless this is a folder that can be read."""
    if not path.is_dir():
        problem = "is a file, not a folder" if path.exists() else "there is no such folder"
        raise WorkspaceError(problem, path=shown, remedy=remedy)
    if not os.access(path, os.R_OK | os.X_OK):
        denied = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        raise unreadable(denied, shown, error=WorkspaceError)


def make_folder(path: Path, *, shown: str | None = None) -> list[Path]:
    """Make a folder and those above it; gives back the ones that were not there, outermost first.

    Raises OutputError.
    """
    missing = [path, *path.parents]
    missing = missing[: next((n for n, p in enumerate(missing) if p.is_dir()), len(missing))]
    made = []
    try:
        for folder in reversed(missing):
            folder.mkdir()
            made.append(folder)
    except OSError as reason:
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise unwritable(reason, shown or str(path)) from reason
    return made
