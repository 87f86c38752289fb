"""The listings that the YAML of shows names, and those that none does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podfeed import listings
from podfeed.errors import ListingError, did_you_mean
from podfeed.files import is_folder
from podfeed.findings import Finding, Place
from podfeed.layers import Layer
from podfeed.listings import markdown_folder, yaml
from podfeed.listings.records import Seq, join
from podfeed.workspace.folder import YAML, Workspace, is_source
from podfeed.workspace.kinds import UNNAMED_LISTING
from podfeed.workspace.overlays import wrong

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.listings.records import Listing, Mark

_MOST_LISTINGS = 20


def named_listing(workspace: Workspace, overlay: Layer) -> Listing:
    """What ``listing:`` names: a file or folder, or several of which each goes on with the last.

    Raises ListingError for what cannot be read, or lies elsewhere.
    """
    named = overlay.record["listing"]
    mark = overlay.record.marks["listing"]
    if not isinstance(named, Seq):
        return _read_listing(workspace, overlay, named, mark)
    if not named or len(named) > _MOST_LISTINGS:
        raise _wrong_listing(
            overlay,
            mark,
            f"names {len(named)} files, and one to {_MOST_LISTINGS} are read",
            "name at least one, and join them if there are too many",
        )
    parts: list[Listing] = []
    for name, place in zip(named, named.marks, strict=True):
        part = _read_listing(workspace, overlay, name, place)
        if part.path in [one.path for one in parts]:
            problem = f'"{name}" is named twice'
            raise _wrong_listing(overlay, place, problem, "take one of the two out")
        parts.append(part)
    return join(parts)


def _read_listing(workspace: Workspace, overlay: Layer, name: object, mark: Mark) -> Listing:
    if not isinstance(name, str):
        problem, remedy = "takes the name of a file, or several", 'write it as "listing: tea.txt"'
        raise _wrong_listing(overlay, mark, problem, remedy)
    try:
        path = (workspace.seeds / name).resolve()
    except (OSError, RuntimeError, ValueError):
        problem, remedy = f'the path "{name}" cannot be followed', "put the listing itself there"
        raise _wrong_listing(overlay, mark, problem, remedy) from None
    if not path.is_relative_to(workspace.seeds.resolve()):
        remedy = "put the listing into seeds/ and name it from there"
        raise _wrong_listing(overlay, mark, f'"{name}" leads out of seeds/', remedy)
    if not path.exists():
        known = [e.name for e in os.scandir(workspace.seeds) if is_source(e.name)]
        problem = f'there is no {"folder" if name.endswith("/") else "file"} "{name}" in seeds/'
        remedy = did_you_mean(name, known) or "put it there, or correct the name"
        raise _wrong_listing(overlay, mark, problem, remedy)
    shown = f"seeds/{path.relative_to(workspace.seeds.resolve()).as_posix()}"
    return listings.read(path, shown=shown)


def _wrong_listing(overlay: Layer, mark: Mark, problem: str, remedy: str) -> ListingError:
    return wrong(overlay, mark, f"listing: {problem}", remedy)


def unnamed_listings(workspace: Workspace, named: Iterable[str]) -> list[Finding]:
    """Text files and folders of Markdown in seeds/ that no show names.

    What is called like a show whose YAML cannot be read may be named in there: nothing is said.
    """
    known = set(named)
    findings = []
    for entry in sorted(os.scandir(workspace.seeds), key=lambda e: e.name):
        path = f"seeds/{entry.name}"
        if entry.name.endswith(".txt") and path not in known:
            show, name, what = entry.name.removesuffix(".txt"), entry.name, "listing"
        elif is_folder(entry) and not _within(path, known) and markdown_folder.has_pages(entry):
            show, name, what = entry.name, f"{entry.name}/", "folder of Markdown"
        else:
            continue
        if show in workspace.shows and not _is_readable(workspace, show):
            continue
        findings.append(
            UNNAMED_LISTING.at(
                Place(path, 1 if what == "listing" else None),
                f"no show names this {what}",
                remedy=f'write seeds/{show}.yaml with "listing: {name}"',
            )
        )
    return findings


def _is_readable(workspace: Workspace, show: str) -> bool:
    suffix = next((s for s in YAML if os.path.lexists(workspace.seeds / f"{show}{s}")), None)
    if suffix is None:
        return True
    try:
        yaml.read(workspace.seeds / f"{show}{suffix}", f"seeds/{show}{suffix}")
    except ListingError:
        return False
    return True


def _within(folder: str, known: Iterable[str]) -> bool:
    """Whether a folder, or something below it, is among these."""
    return any(path == folder or path.startswith(f"{folder}/") for path in known)
