"""The layers of the network and of a show → the network, and the show with its episodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podfeed.findings import Finding, Origins
from podfeed.layers import Layer, Layers
from podfeed.listings.records import Map
from podfeed.models import Network, Show
from podfeed.notes import DESCRIPTION_BYTES, html_of, plain_of
from podfeed.reader.episodes import EpisodeTypist, listed
from podfeed.reader.typist import Typist
from podfeed.reader.words import NETWORK_KEYS, SHOW_KEYS, SHOW_ONLY, SHOW_TAGS, SHOW_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(slots=True)
class Reading:
    """What typing one show came to: the show unless it cannot be made, and what was found."""

    show: Show | None
    origins: Origins
    findings: list[Finding] = field(default_factory=list)


def type_network(layer: Layer) -> tuple[Network | None, list[Finding]]:
    """network.yaml as a Network, or None with the reasons."""
    typist = Typist(owner="the network")
    layers = Layers((layer,))
    values = typist.gather(layers, words=NETWORK_KEYS, known=NETWORK_KEYS)
    defaults = values.get("defaults")
    if isinstance(defaults, Map):
        typist.keys(Layers((Layer(layer.path, defaults),)), words=SHOW_WORDS, known=SHOW_KEYS)
    return typist.make(Network, values, layers), typist.findings


def type_show(
    slug: str,
    layers: tuple[Layer, ...],
    episodes: Sequence[tuple[Layer, ...]],
    *,
    fallbacks: Mapping[str, str],
) -> Reading:
    """A show from its layers, and its episodes, newest first, from theirs.

    ``fallbacks`` are for fields that no layer has. An episode with a wrong value makes the
    whole show fail: leaving it out would take it away from subscribers.
    """
    typist = EpisodeTypist(owner="the show")
    own = Layers(layers)
    values = typist.gather(own, words=SHOW_WORDS, known=SHOW_KEYS)
    for key in SHOW_ONLY:
        values.pop(key, None)
    values = {**fallbacks, **values, "slug": slug}
    if isinstance(values.get("categories"), str):
        values["categories"] = [values["categories"]]
    _describe(values)
    listed(values, "xml", "items")
    sound = typist.elements(values, SHOW_TAGS, own)
    origins = Origins(show=own)
    show = typist.make(Show, values, own)
    zone = show.timezone if show else None
    typed = []
    numbers = _derived_numbers(episodes)
    for index, parts in enumerate(episodes):
        places = Layers(parts)
        origins.episodes[index] = places
        episode = typist.episode(index, places, zone, numbers[index], check_zone=show is not None)
        if episode is not None:
            typed.append(episode)
    if show is not None and sound and len(typed) == len(episodes):
        show = show.model_copy(update={"episodes": tuple(typed)})
    else:
        show = None
    typist.tell_foreign()
    return Reading(show, origins, typist.findings)


def _derived_numbers(episodes: Sequence[tuple[Layer, ...]]) -> Sequence[int | None]:
    """Numbers by position, the oldest (last) being 1, if no episode states one."""
    if any(layer.record.get("number") for parts in episodes for layer in parts):
        return [None] * len(episodes)
    return range(len(episodes), 0, -1)


def _describe(values: dict[str, Any]) -> None:
    """A show that has notes only is described by their text."""
    notes = values.get("notes")
    if isinstance(notes, str) and "description" not in values:
        html = html_of(notes, str(values.get("link") or "") or None).html
        values["description"] = plain_of(html, DESCRIPTION_BYTES)
