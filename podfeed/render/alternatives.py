"""The recordings of an episode as podcast:alternateEnclosure has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed.tags.podcast.recordings import AlternateEnclosure

if TYPE_CHECKING:
    from podfeed.models import Audio, Episode, Network


def alternatives(episode: Episode, network: Network) -> list[dict[str, Any]] | None:
    """The value of the element: the enclosure again, its other formats, and what the YAML states.

    The enclosure stands among them, as the default, only if there are other formats of it and none
    is the default by the YAML. None if there is nothing to say.
    """
    stated = list(episode.elements.get(str(AlternateEnclosure.key), ()))
    found = [
        _value(one.audio, network)
        | {
            name: value
            for name in ("title", "rel", "language", "height")
            if (value := getattr(one, name)) is not None
        }
        for one in episode.formats or ()
        if one.audio is not None
    ]
    default = []
    if found and episode.audio is not None and not any(one.get("default") for one in stated):
        default.append(_value(episode.audio, network) | {"default": True})
    return [*default, *found, *stated] or None


def _value(audio: Audio, network: Network) -> dict[str, Any]:
    value: dict[str, Any] = {
        "type": audio.type,
        "length": audio.length,
        "bitrate": audio.bitrate,
        "codecs": audio.codecs,
        "sources": [{"uri": network.enclosure(audio)}],
    }
    if audio.integrity is not None:
        value["integrity"] = {"type": "sri", "value": audio.integrity}
    return {name: part for name, part in value.items() if part is not None}
