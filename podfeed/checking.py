"""What ``check`` looks at: feed files, or the feeds of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.errors import UsageError
from podfeed.files import read_regular, require_folder
from podfeed.rules import LIMIT, examine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from podfeed.findings import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in how many feeds and episodes."""

    findings: tuple[Finding, ...] = ()
    feeds: int = 0
    episodes: int = 0


def check_feeds(
    paths: Iterable[tuple[Path, str]],
    *,
    now: datetime | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Checked:
    """Lint feed files, given as path and the name to show.

    Raises UsageError if one cannot be read.
    """
    wanted = list(paths)
    findings: list[Finding] = []
    episodes = 0
    for path, shown in wanted:
        data = read_regular(path, limit=LIMIT, shown=shown, error=UsageError)
        seen = examine(data, path=shown, now=now, select=select, ignore=ignore)
        findings += seen.findings
        episodes += seen.items
    return Checked(tuple(findings), len(wanted), episodes)


def check_workspace(
    root: Path,
    *,
    now: datetime | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Checked:
    """Lint all feeds of a workspace. Raises WorkspaceError if it has none."""
    folder = root / "feeds"
    require_folder(folder, shown="feeds", remedy="run podfeed build first, or name a feed file")
    found = sorted(path for path in folder.glob("*.xml") if path.is_file())
    return check_feeds(
        [(path, f"feeds/{path.name}") for path in found], now=now, select=select, ignore=ignore
    )
