"""A show of which it is known who its episodes are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Place
from podfeed.layers import Layers

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.assets import Assets
    from podfeed.findings import Origins
    from podfeed.identity import Lock, Matching
    from podfeed.models import Episode, Show


class Identified(NamedTuple):
    """A show whose episodes have their audio, guids and dates, as far as they are known."""

    show: Show
    lock_path: Path
    lock: Lock
    matching: Matching
    assets: Assets


def tell(episode: Episode, found: Identified, origins: Origins) -> None:
    """Note where values come from that the sources do not state."""
    places = origins.episodes.get(episode.index)
    if not isinstance(places, Layers):
        return
    carried = found.matching.entries.get(episode.index)
    lock = Place(f"seeds/{found.lock_path.name}")
    if carried is not None and "guid" not in places:
        places.told["guid"] = lock
    if episode.published is not None and "published" not in places:
        scheduled = origins.place(None, "schedule")
        places.told["published"] = scheduled if carried is None else lock
    if episode.audio is not None and episode.audio.path and "audio" not in places:
        places.told["audio"] = Place(f"media/{episode.audio.path}")
    if episode.formats and "alternatives" not in places:
        places.told["formats"] = Place(f"media/{episode.formats[0].path}")
