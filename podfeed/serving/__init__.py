"""The preview: a workspace as apps and browsers would see it, served on this machine."""

from __future__ import annotations

from podfeed.serving.server import Door, open_door, run
from podfeed.serving.site import Site

__all__ = ["Door", "Site", "open_door", "run"]
