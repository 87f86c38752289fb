"""seeds/ → Network and Shows: listings and overlays laid over each other, with their Origins."""

from __future__ import annotations

from podfeed.workspace.folder import Workspace, open_workspace
from podfeed.workspace.kinds import UNREADABLE
from podfeed.workspace.naming import unnamed_listings
from podfeed.workspace.shows import read_show

__all__ = [
    "UNREADABLE",
    "Workspace",
    "open_workspace",
    "read_show",
    "unnamed_listings",
]
