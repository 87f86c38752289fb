"""What podcast plugins of Hugo, Jekyll and Eleventy write into the front matter of an episode.

The themes and plugins that are meant: Castanet for Hugo, Jekyll-Podcast-Feed and jekyll-octopod,
and eleventy-plugin-podcaster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.formats import PREFERRED
from podfeed.listings.records import Map, Seq

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podfeed.listings.records import Node

_FLAT = {
    "podcast_file": "audio",
    "podcast_guid": "guid",
    "podcast_episode_number": "number",
    "podcast_season_number": "season",
    "podcast_episode_type": "type",
    "podcast_explicit": "explicit",
    "podcast_subtitle": "subtitle",
}
"""Castanet and Jekyll-Podcast-Feed: keys beside the others."""

_LINK = {"podcast_link": "url", "podcast_length": "length", "podcast_duration": "duration"}
"""Jekyll-Podcast-Feed: a recording on another host."""

_EPISODE = {
    "filename": "audio",
    "seasonNumber": "season",
    "episodeNumber": "number",
    "episodeType": "type",
    "type": "type",
    "explicit": "explicit",
}
"""eleventy-plugin-podcaster: keys below ``episode:``."""

_MEASURED = ("size", "duration")

_FORMATS = tuple(suffix.removeprefix(".") for suffix in PREFERRED)
_OTHERS = ("aac", "ogg", "oga", "opus", "flac", "wav", "webm")
"""jekyll-octopod: keys below ``audio:``, one a format."""


def read_plugins(front: Map) -> Map:
    """The front matter with what plugins say under the names that podfeed has.

    A key that podfeed knows itself wins over that of a plugin.
    """
    found = Map(front.at)
    linked = "podcast_link" in front and "audio" not in front
    if linked:
        found.put("audio", _part(front, _LINK), front.marks["podcast_link"])
    for key, value in front.items():
        mark, key_mark = front.marks[key], front.keys_at[key]
        if key in _FLAT or key in _LINK:
            name = _FLAT.get(key)
            if name and name not in front and name not in found and value is not None:
                found.put(name, value, mark, key_mark)
        elif key == "episode" and isinstance(value, Map):
            _unfold(value, front, found)
        elif key == "episode" and isinstance(value, str) and value.isdecimal():
            if "number" not in front:
                found.put("number", value, mark, key_mark)
        elif key == "audio" and isinstance(value, Map) and _is_by_format(value):
            _several(value, found)
        else:
            found.put(key, value, mark, key_mark)
    return found


def _part(source: Map, names: Mapping[str, str]) -> Map:
    """The keys of a map that have other names here."""
    part = Map(source.at)
    for key, name in names.items():
        if source.get(key) is not None:
            part.put(name, source[key], source.marks[key], source.keys_at[key])
    return part


def _unfold(episode: Map, front: Map, found: Map) -> None:
    """What stands below ``episode:``, put beside it; what is not known there stays."""
    rest = Map(episode.at)
    for key, value in episode.items():
        mark, key_mark = episode.marks[key], episode.keys_at[key]
        name = _EPISODE.get(key)
        if name is None and key not in _MEASURED:
            rest.put(key, value, mark, key_mark)
        elif name and name not in front and name not in found and value is not None:
            found.put(name, value, mark, key_mark)
    if rest:
        found.put("episode", rest, front.marks["episode"], front.keys_at["episode"])


def _is_by_format(audio: Map) -> bool:
    return bool(audio) and all(key in (*_FORMATS, *_OTHERS) for key in audio)


def _several(audio: Map, found: Map) -> None:
    """One recording, given by format: the one that most apps play, and the others."""
    order: list[str] = sorted(audio, key=(*_FORMATS, *_OTHERS).index)
    first, *rest = order
    found.put("audio", audio[first], audio.marks[first], audio.keys_at[first])
    if rest:
        others = Seq(audio.marks[rest[0]])
        for key in rest:
            node: Node = audio[key]
            others.put(node, audio.marks[key])
        found.put("alternatives", others, others.at)
