"""A show and its episodes → the YAML that a person edits from now on: short, and in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podfeed.starting.yaml import Plain, comment, lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from podfeed.importing.show import Record

_OWN = frozenset(("title", "guid", "published", "link", "audio", "image", "xml", "itunes_title"))
"""Keys that belong to one episode, even if all happen to agree."""

_FROM_TAGS = frozenset(("author", "description"))
"""Keys that a recording in media/ answers where the episode itself does not."""

_LAST = ("description", "notes", "xml")
"""Long texts, below what is looked for first."""

_HEAD = """\
{title}, taken over from {source}. guid: is what apps know an episode by: never change it, wherever
the recording or the show may move.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """The YAML of a show, and the line in which each episode begins."""

    text: str
    starts: tuple[int, ...]


def write_page(
    show: Record,
    episodes: Sequence[Record],
    items: Sequence[str],
    *,
    source: str,
    standing: Mapping[str, Any],
    files: bool = False,
) -> Page:
    """The YAML of a show.

    ``standing`` are the defaults of the network, which need not be said again. ``files`` tells that
    recordings lie in media/, with tags of their own.
    """
    explicit = show.keys["explicit"]
    said = explicit is standing.get("explicit")
    show_keys = {key: one for key, one in show.keys.items() if key != "explicit" or not said}
    told = [_without_defaults(one.keys, explicit=explicit) for one in episodes]
    if told and all(str(keys["published"]).endswith("Z") for keys in told):
        show_keys["timezone"] = "UTC"
        for keys in told:
            keys["published"] = Plain(keys["published"].removesuffix("Z"))
    common = _lift(told, held=_OWN | _FROM_TAGS if files else _OWN)
    if common:
        show_keys["defaults"] = common
    kept = show_keys.pop("xml", None)
    parts = [comment(_HEAD.format(title=show.keys["title"], source=source)), "\n"]
    for key, value in show_keys.items():
        parts += (_remark(show, key), lines(key, value))
    if kept is not None:
        parts += (_remark(show, "xml"), lines("xml", kept))
    starts = []
    if told:
        parts.append("\nepisodes:\n")
        line = sum(part.count("\n") for part in parts) + 1
        for keys in told:
            text = _episode(keys)
            parts += (text, "\n")
            starts.append(line)
            line += text.count("\n") + 1
        parts.pop()
    if items:
        parts.append("\n# Items that are no episodes, written into the feed as they stand here.\n")
        parts.append(lines("items", list(items)))
    return Page("".join(parts), tuple(starts))


def _remark(show: Record, key: str) -> str:
    return comment(show.remarks[key]) if key in show.remarks else ""


def _without_defaults(keys: dict[str, Any], *, explicit: bool) -> dict[str, Any]:
    """The keys of an episode without what is so anyway."""
    return {
        key: value for key, value in keys.items() if not (key == "explicit" and value is explicit)
    }


def _lift(episodes: list[dict[str, Any]], *, held: frozenset[str]) -> dict[str, Any]:
    """What all episodes agree on, taken out of them."""
    if len(episodes) < 2:
        return {}
    first = episodes[0]
    common = {
        key: value
        for key, value in first.items()
        if key not in held and all(one.get(key) == value for one in episodes[1:])
    }
    for one in episodes:
        for key in common:
            del one[key]
    return common


def _episode(keys: dict[str, Any]) -> str:
    ordered = [key for key in keys if key not in _LAST] + [key for key in _LAST if key in keys]
    text = "".join(lines(key, keys[key], 4) for key in ordered)
    return f"  - {text[4:]}"
