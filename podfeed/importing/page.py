"""A show and its episodes → the YAML that a person edits from now on: short, and in order."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from podfeed.listings import yaml_bounds as bounds
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


_PART = """\
Episodes {first:,} to {last:,} of {title}, which seeds/{name}.yaml names below listing:.
"""

_FULL = 0.75
"""The share of what a file may hold that is written into one, so that a person can add to it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the show: its path below seeds/, its text, and the line of each episode in it."""

    path: str
    text: str
    starts: tuple[int, ...] = ()

    def episode_at(self, line: int) -> int | None:
        """Which of its episodes stands in a line."""
        number = bisect_right(self.starts, line) - 1
        return number if number >= 0 else None


def write_page(
    show: Record,
    episodes: Sequence[Record],
    items: Sequence[str],
    *,
    name: str,
    source: str,
    standing: Mapping[str, Any],
    files: bool = False,
) -> tuple[File, ...]:
    """The YAML of a show called ``name``: one file, and more if its episodes do not fit into it.

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
    chunks = _chunks(told)
    listed = [f"{name}/{number:02}.yaml" for number in range(1, len(chunks) + 1)]
    first: tuple[int, ...] = ()
    more: list[File] = []
    if len(chunks) > 1:
        parts.append(lines("listing", listed))
        begun = 1
        for path, chunk in zip(listed, chunks, strict=True):
            head = _PART.format(
                first=begun, last=begun + len(chunk) - 1, title=show.keys["title"], name=name
            )
            text, starts = _episodes(chunk, comment(head))
            more.append(File(path, text, starts))
            begun += len(chunk)
    elif told:
        text, first = _episodes(told, "".join(parts))
        parts = [text]
    if items:
        parts.append("\n# Items that are no episodes, written into the feed as they stand here.\n")
        parts.append(lines("items", list(items)))
    return (File(f"{name}.yaml", "".join(parts), first), *more)


def _episodes(episodes: Sequence[dict[str, Any]], above: str) -> tuple[str, tuple[int, ...]]:
    """A list of episodes below what stands above it, and the line in which each begins."""
    parts = [above, "\nepisodes:\n"]
    line = above.count("\n") + 3
    starts = []
    for keys in episodes:
        text = _episode(keys)
        parts += (text, "\n")
        starts.append(line)
        line += text.count("\n") + 1
    parts.pop()
    return "".join(parts), tuple(starts)


def _chunks(episodes: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Episodes, as many at a time as a file may hold."""
    nodes = groups = text = 0
    for keys in episodes:
        weight = _weigh(keys)
        nodes, groups, text = nodes + weight[0], groups + weight[1], text + weight[2]
    share = max(
        nodes / bounds.NODES,
        groups / bounds.GROUPS,
        bounds.weigh(nodes, groups, text) / bounds.ROOM,
    )
    size = ceil(len(episodes) / max(ceil(share / _FULL), 1)) or 1
    return [episodes[at : at + size] for at in range(0, len(episodes), size)]


def _weigh(value: object) -> tuple[int, int, int]:
    """How many keys and values there are, how many maps and lists, and how much text."""
    if isinstance(value, dict):
        parts = [_weigh(one) for one in value.values()]
        nodes, groups = 1 + len(parts), 1
    elif isinstance(value, list):
        parts = [_weigh(one) for one in value]
        nodes, groups = 1, 1
    else:
        return 1, 0, len(value.encode()) if isinstance(value, str) else 0
    for more in parts:
        nodes, groups = nodes + more[0], groups + more[1]
    return nodes, groups, sum(more[2] for more in parts)


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
