"""Which keys the network, a show and an episode may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed import tags
from podfeed.layers import ALIASES
from podfeed.models import Episode, Network, Show

if TYPE_CHECKING:
    from pydantic import BaseModel

    from podfeed.tags import Tag


def _vocabulary(parent: str, model: type[BaseModel]) -> dict[str, type[Tag]]:
    """The tags of a parent that have a key of their own, which is no field of the model."""
    found = {tag.key: tag for tag in tags.in_parent(parent) if tag.key is not None}
    return {key: tag for key, tag in found.items() if key not in model.model_fields}


SHOW_TAGS = _vocabulary(tags.CHANNEL, Show)
"""The tag of every key of a show that is no field of :class:`Show`, but one of its elements."""

EPISODE_TAGS = _vocabulary(tags.ITEM, Episode)
"""The tag of every key of an episode that is no field of :class:`Episode`."""

SHOW_ONLY = ("listing", "defaults", "episodes")
"""Keys that say where a show comes from, and are no values of it."""

SHOW_FIELDS = frozenset(Show.model_fields) - {"slug", "elements"} | set(SHOW_ONLY)
SHOW_KEYS = SHOW_FIELDS | SHOW_TAGS.keys()
"""The keys of a show's YAML."""

EPISODE_FIELDS = frozenset(Episode.model_fields) - {
    *("index", "numbered", "slug", "elements", "chapter_file", "formats")
}
EPISODE_KEYS = EPISODE_FIELDS | EPISODE_TAGS.keys()
"""The keys of an episode."""

NETWORK_KEYS = frozenset(Network.model_fields)
"""The keys of network.yaml."""

SHOW_WORDS = SHOW_KEYS | ALIASES.keys() - {"date", "file"}
"""The same, and other names for them."""

EPISODE_WORDS = EPISODE_KEYS | ALIASES.keys() - {"category"}


def known_keys(keys: frozenset[str]) -> str:
    """The keys one may write; those of the vocabulary are too many to name."""
    fields = sorted(keys & (SHOW_FIELDS | EPISODE_FIELDS) or keys)
    return f"known keys are {', '.join(fields)}" + (
        '; "podfeed explain --keys" lists all' if len(fields) < len(keys) else ""
    )
