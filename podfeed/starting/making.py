"""Draft → workspace: every file, or none. What is there already stays as it is."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.assets import COVER_NAMES
from podfeed.errors import OutputError, UsageError
from podfeed.files import copy_whole, make_folder, write_whole
from podfeed.listings.front_matter import SUFFIXES
from podfeed.starting import pages
from podfeed.starting.draft import Draft, Wishes, check_name
from podfeed.starting.example import draft_example

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from podfeed.findings import Finding

IGNORED = ".podfeed/"
"""What version control should not keep."""

NETWORK = "seeds/network.yaml"
"""The file that makes a folder a workspace."""

_ELSEWHERE = 'move it away, or name another folder: "podfeed init DIR"'


@dataclass(frozen=True, slots=True)
class Started:
    """A workspace that was made: its folder, its show, and what was written, in order.

    ``files`` are paths below ``root``, with a word on those that need one.
    """

    root: Path
    show: str
    files: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def start(
    root: Path,
    *,
    guid: UUID,
    now: datetime,
    source: Path | None = None,
    name: str | None = None,
    title: str | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    join: bool = False,
) -> Started:
    """Make a workspace at ``root``: an example, or of a listing, a folder of audio or of Markdown.

    With ``join``, the show comes into the workspace that is there, if there is one.

    Raises UsageError if a file that it would write is there already, or ``source`` is no use;
    ListingError for a listing that cannot be read; OutputError if it cannot be written. Whatever
    is raised, nothing was written.
    """
    if name is not None:
        check_name(name)
    wishes = Wishes(guid, now, name, title)
    if source is None:
        draft = draft_example(wishes)
    elif source.is_dir() and not is_written(source):
        from podfeed.starting.folder import draft_folder

        draft = draft_folder(source, wishes, progress)
    else:
        from podfeed.starting.listing import draft_listing

        draft = draft_listing(source, wishes, root)
    _add_cover(draft)
    return put_down(draft, root, join=join)


def put_down(draft: Draft, root: Path, *, join: bool = False) -> Started:
    """Write what a draft holds, or nothing of it. Raises as ``start`` does."""
    if join and is_workspace(root):
        draft.files.pop(NETWORK, None)
    else:
        _add_ignore(draft, root)
    _require_room(draft, root, "give the show another name: --as NAME" if join else _ELSEWHERE)
    _write(draft, root)
    files = tuple((path, draft.about.get(path, "")) for path in draft.files)
    return Started(root, draft.show, files, tuple(draft.notes), tuple(draft.findings))


def is_written(folder: Path) -> bool:
    """Whether a folder holds pages of Markdown to begin with, and not recordings.

    A page with front matter decides; one without may just tell what the recordings are.
    """
    from podfeed.claims import is_audio
    from podfeed.listings.markdown_folder import holds_page
    from podfeed.scan import scan

    paths = [file.path for file in scan(str(folder)).files]
    written = any(path.lower().endswith(SUFFIXES) for path in paths)
    return written and (holds_page(folder) or not any(is_audio(path) for path in paths))


def is_workspace(root: Path) -> bool:
    """Whether there is a workspace already."""
    return any((root / "seeds" / name).is_file() for name in ("network.yaml", "network.yml"))


def _add_cover(draft: Draft) -> None:
    """Draw a cover, unless the show brings one along."""
    if any(f"{draft.media}/{name}" in draft.files for name in COVER_NAMES):
        return
    from podfeed.starting.cover import draw_cover

    about = "a cover, until you have your own"
    draft.put(f"{draft.media}/{draft.cover}", draw_cover(draft.title), about)


def _add_ignore(draft: Draft, root: Path) -> None:
    """A .gitignore; one that is there is never changed, but its owner is told."""
    try:
        lines = (root / ".gitignore").read_text("utf-8", "replace").split()
    except FileNotFoundError:
        about = "keeps .podfeed/ out of version control"
        draft.put(".gitignore", pages.GITIGNORE.encode(), about)
    except OSError:
        draft.notes.append(f'.gitignore is there already; add "{IGNORED}" to it')
    else:
        if not {IGNORED, IGNORED.rstrip("/"), f"/{IGNORED}"}.intersection(lines):
            draft.notes.append(f'.gitignore is there already; add "{IGNORED}" to it')


def _require_room(draft: Draft, root: Path, remedy: str) -> None:
    """Raise UsageError if anything stands where the workspace is to be."""
    for folder in {above: None for path in draft.files for above in (root / path).parents}:
        if os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112 (never raises)
            raise UsageError(
                "is a file, where a folder is needed, so nothing was written",
                path=str(folder),
                remedy=remedy,
            )
    taken = []
    for path in list(draft.files):
        if os.path.lexists(root / path):
            if _is_same(root / path, draft.copies.get(path)):
                del draft.files[path]  # the source lies in the workspace already
            else:
                taken.append(path)
    if taken:
        more = f", like {len(taken) - 1} more" if len(taken) > 1 else ""
        raise UsageError(
            f"is there already{more}, so nothing was written",
            path=str(root / taken[0]),
            remedy=remedy,
        )


def _is_same(path: Path, source: Path | None) -> bool:
    try:
        return source is not None and path.samefile(source)
    except OSError:
        return False


def _write(draft: Draft, root: Path) -> None:
    """Write all of it, or take back what was written."""
    made: list[Path] = []
    try:
        for path, content in draft.files.items():
            target = root / path
            made += make_folder(target.parent)
            if isinstance(content, Path):
                copy_whole(content, target)
            else:
                write_whole(target, content)
            made.append(target)
        make_folder(root / "feeds")
    except BaseException as error:
        for one in reversed(made):
            with contextlib.suppress(OSError):
                one.rmdir() if one.is_dir() else one.unlink()
        if isinstance(error, OutputError):
            remedy = "mend that and run again: nothing was written"
            raise OutputError(error.problem, path=error.path, remedy=remedy) from error
        raise
