"""A workspace in a store, for a house that knows only folders: one lies in for it.

This much is known of it where there is none; what there is to it is imported when there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.remote.mirror import Mirror

HERE: dict[Path, Mirror] = {}
"""The mirrors of this process by their folder, and in one that helps, by that of the first."""


def mounted(root: Path) -> Mirror | None:
    """The mirror that a folder is, in this process; None for a plain folder."""
    return HERE.get(root)


def settle(root: Path) -> None:
    """Send what all shows have in common, if this folder stands for a store. Raises PublishError.

    Until it is sent, it is not known what it will look like to the next build.
    """
    mirror = mounted(root)
    if mirror is not None:
        mirror.give_back(mirror.part(keys=mirror.COMMON))
