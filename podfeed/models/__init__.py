"""What a podcast is made of: Network, Show, Episode, Audio, Artwork. Frozen, typed, human names.

Fields carry the names that people write in YAML. Copy to change:
``show.model_copy(update={"episodes": probed})``. Where a value came from is not kept here
but in :class:`podfeed.findings.Origins`, by ``Episode.index``.
"""

from podfeed.models.base import Model
from podfeed.models.episode import Episode
from podfeed.models.media import (
    Alternative,
    Artwork,
    Audio,
    Chapter,
    ChapterFile,
    Spot,
    Transcript,
)
from podfeed.models.network import Network
from podfeed.models.show import Check, Ignored, Owner, Schedule, Show

__all__ = [
    "Alternative",
    "Artwork",
    "Audio",
    "Chapter",
    "ChapterFile",
    "Check",
    "Episode",
    "Ignored",
    "Model",
    "Network",
    "Owner",
    "Schedule",
    "Show",
    "Spot",
    "Transcript",
]
