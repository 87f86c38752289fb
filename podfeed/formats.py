"""Which files are one recording in several formats, and which of them apps play first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFERRED = (".mp3", ".m4a", ".mp4", ".m4v", ".mov")
"""What Apple Podcasts lists, and every app plays, the first before the others."""

_ALIKE = {".m4b": ".m4a", ".oga": ".ogg"}


def split(path: str) -> tuple[str, str]:
    """A path without the suffix of its file, and the suffix in lower case; empty without one.

    >>> split("a.b/lora.v2.MP3"), split("a.b/lora"), split("a/.mp3")
    (('a.b/lora.v2', '.mp3'), ('a.b/lora', ''), ('a/.mp3', ''))
    """
    dot = path.rfind(".")
    if dot <= path.rfind("/") + 1:
        return path, ""
    return path[:dot], path[dot:].lower()


def group(paths: Iterable[str]) -> list[tuple[str, ...]]:
    """The files of each recording, the one first that most apps play.

    Files are one recording if only their suffixes differ, and no two are of one format: of two
    such it would be a guess which is meant.

    >>> group(["a/lora.opus", "a/lora.mp3", "a/1.mp3", "b/lora.mp3", "a/x.ogg", "a/x.oga"])
    [('a/lora.mp3', 'a/lora.opus'), ('a/1.mp3',), ('b/lora.mp3',), ('a/x.ogg',), ('a/x.oga',)]
    """
    by_stem: dict[tuple[str, bool], list[str]] = {}
    for path in paths:
        stem, suffix = split(path)
        by_stem.setdefault((stem, bool(suffix)), []).append(path)
    groups: list[tuple[str, ...]] = []
    for found in by_stem.values():
        kinds = {_ALIKE.get(suffix, suffix) for suffix in (split(path)[1] for path in found)}
        if len(kinds) == len(found):
            groups.append(tuple(sorted(found, key=rank)))
        else:
            groups += [(path,) for path in found]
    return groups


def rank(path: str) -> tuple[int, str]:
    """Less for a format that more apps play.

    >>> sorted(["a.opus", "a.m4a", "a.flac", "a.mp3"], key=rank)
    ['a.mp3', 'a.m4a', 'a.flac', 'a.opus']
    """
    suffix = split(path)[1]
    return PREFERRED.index(suffix) if suffix in PREFERRED else len(PREFERRED), path
