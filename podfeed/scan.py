"""What lies in a folder: regular files with size and time, cheaply, and nothing followed out.

Imports only the standard library, because a build with nothing to do is decided with it.
"""

from __future__ import annotations

import os
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection


class Seen(NamedTuple):
    """A file as the folder shows it: path below the folder with ``/``, bytes, mtime in ns."""

    path: str
    size: int
    mtime_ns: int


_BY_PATH = itemgetter(0)


class Scan(NamedTuple):
    """The regular files of a tree in order of path, and what was not followed."""

    files: list[Seen]
    strange: list[tuple[str, str]]
    """Path and reason of each entry that is not a plain file or folder."""


def scan(
    folder: str,
    *,
    within: str | None = None,
    depth: int = 8,
    without: Collection[str] = (),
) -> Scan:
    """All files below a folder; hidden ones are passed over. A folder that is not there is empty.

    So are entries of the folder itself that are called like one of ``without``. A symbolic link
    counts as its file if that lies within the same folder, or within ``within``;
    the folder itself must not lead out of that.
    """
    files: list[Seen] = []
    strange: list[tuple[str, str]] = []
    root = os.path.realpath(within or folder)
    real = os.path.realpath(folder)
    if os.path.commonpath((root, real)) != root:
        return Scan([], [("", "is a symbolic link that leads out of its folder")])
    _walk(folder, "", root, depth, files, strange, without)
    files.sort(key=_BY_PATH)  # which is unique, and half the cost of comparing all three
    strange.sort()
    return Scan(files, strange)


def shows_by_index(seeds: str) -> list[str]:
    """The folders in seeds/ that are shows by themselves: those with an ``_index.md``."""
    try:
        with os.scandir(seeds) as entries:
            names = [one.name for one in entries if one.name[0] != "." and one.name != "network"]
    except OSError:
        return []
    return [name for name in names if os.path.isfile(os.path.join(seeds, name, "_index.md"))]


def _walk(
    folder: str,
    prefix: str,
    root: str,
    depth: int,
    files: list[Seen],
    strange: list[tuple[str, str]],
    without: Collection[str] = (),
) -> None:
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        strange.append((prefix.rstrip("/"), "is a file, where a folder is needed"))
        return
    except OSError as reason:
        strange.append((prefix.rstrip("/"), f"cannot be read: {(reason.strerror or '').lower()}"))
        return
    with entries:
        for entry in entries:
            name = entry.name
            if name.startswith(".") or name in without:
                continue
            path = prefix + name
            try:
                if entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    files.append(Seen(path, stat.st_size, stat.st_mtime_ns))
                elif entry.is_dir(follow_symlinks=False):
                    if depth:
                        _walk(entry.path, path + "/", root, depth - 1, files, strange)
                    else:
                        strange.append((path, "is nested too deep"))
                elif entry.is_symlink():
                    _link(entry, path, root, files, strange)
                else:
                    strange.append((path, "is neither a file nor a folder"))
            except OSError as reason:
                strange.append((path, f"cannot be read: {(reason.strerror or '').lower()}"))


def _link(
    entry: os.DirEntry[str],
    path: str,
    root: str,
    files: list[Seen],
    strange: list[tuple[str, str]],
) -> None:
    target = os.path.realpath(entry.path)
    if os.path.commonpath((root, target)) != root:
        strange.append((path, "is a symbolic link that leads out of its folder"))
    elif entry.is_file():
        stat = entry.stat()
        files.append(Seen(path, stat.st_size, stat.st_mtime_ns))
    else:
        strange.append((path, "is a symbolic link to something other than a file"))
