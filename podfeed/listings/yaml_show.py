"""A show written in YAML: the fields of the show, and a list of episodes::

title: Title of the show
author: Host
episodes:
  - title: Title of the newest episode
    published: 2026-05-01
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.errors import ListingError
from podfeed.listings.records import Listing, Map, Seq, is_newest_first
from podfeed.listings.yaml import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.listings.lines import Line
    from podfeed.listings.records import Mark

NAME = "YAML"
SIGNS = '"title: …" and other "key: value" lines, in a file that ends in .yaml'

_KEY = re.compile(r"""(?:[a-z][a-z_-]*|"[a-z_-]+"|'[a-z_-]+')\s*:(?:\s.*)?""")


def recognise(head: Sequence[Line]) -> bool:
    """Whether the first line that is no comment is a key with its value, or begins a document."""
    for line in head:
        if not line.text.startswith("#"):
            return bool(_KEY.fullmatch(line.text)) or line.text == "---"
    return False


def read(data: bytes, path: str) -> Listing:
    """The show and its episodes. Raises ListingError."""
    root = load(data, path)
    if root is None:
        raise ListingError("is empty", path=path, remedy='begin it with "title: My show"')
    if not isinstance(root, Map):
        kind = "a list" if isinstance(root, Seq) else "plain text"
        raise _wrong(path, (1, 1), f"is {kind}, not a show", 'begin it with "title: My show"')
    return Listing(NAME, path, root, episodes := _episodes(root, path), is_newest_first(episodes))


def _episodes(root: Map, path: str) -> list[Map]:
    """The list of episodes, taken out of the show."""
    mark = root.marks.get("episodes", (1, 1))
    found = root.pop("episodes", None)
    if found is None:
        return []
    remedy = 'write each episode as "- title: …"'
    if not isinstance(found, Seq):
        raise _wrong(path, mark, '"episodes" is no list', remedy)
    episodes: list[Map] = []
    for item, place in zip(found, found.marks, strict=True):
        if not isinstance(item, Map):
            raise _wrong(path, place, "this episode has no keys", remedy)
        episodes.append(item)
    return episodes


def _wrong(path: str, mark: Mark, problem: str, remedy: str) -> ListingError:
    line, column = mark
    return ListingError(problem, path=path, line=line, column=column, remedy=remedy)
