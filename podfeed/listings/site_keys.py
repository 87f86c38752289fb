"""What the keys of Hugo, Jekyll and Eleventy mean to a feed, and which mean nothing to it.

They are mended here into the names that a YAML of podfeed has. A key that none of these programs
knows stays as it is, so that it is told where records are typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.listings.plugin_keys import read_plugins
from podfeed.listings.records import Map

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.listings.records import Node

_DATES = ("publishdate", "pubdate", "published", "date")
"""Under which a page says when it comes out, the one that decides first."""

_TEXTS = ("description", "summary", "excerpt")
"""Under which a page says what it is about, the one that decides first."""

_HUGO = (
    "_build aliases build cascade headless images iscjklanguage keywords lastmod layout linktitle "
    "markup menu menus modified outputs params resources series sitemap slug tags toc "
    "translationkey url videos weight"
)
_JEKYLL = (
    "category collection excerpt_separator ext last_modified_at layout output permalink pin "
    "redirect_from redirect_to render_with_liquid slug tags"
)
_ELEVENTY = (
    "dynamicpermalink eleventycomputed eleventyexcludefromcollections eleventyimport "
    "eleventynavigation layout pagination permalink tags templateengineoverride"
)
_MEASURED = "duration podcast_bytes podcast_duration podcast_file_size podcast_length"

PASSED = frozenset(" ".join((_HUGO, _JEKYLL, _ELEVENTY, _MEASURED)).split())
"""Keys, in lower case, that say how a page is made or listed, and nothing that a feed could."""

ENDS = ("expirydate", "unpublishdate")
"""Keys, in lower case, under which Hugo takes a page away again."""

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
_TYPES = ("full", "trailer", "bonus")
_SHOW_TYPES = ("episodic", "serial")


def read_episode(front: Map, *, draft: bool = False) -> Map:
    """The front matter of a page as the record of an episode.

    ``draft`` is what it is where it does not say itself. Keys of these programs count in any
    letter case, as Hugo has it; those of podfeed stand as they are written.
    """
    front = read_plugins(front)
    record = Map(front.at)
    hidden = next((k for k, v in front.items() if k.lower() == "published" and _says(v, _NO)), None)
    if hidden is not None:  # as Jekyll has it
        record.put("draft", "true", front.marks[hidden], front.keys_at[hidden])
    names = {_first(front, _DATES): "published", _first(front, _TEXTS): "description"}
    for key, value in front.items():
        lower = key.lower()
        name = names.get(key) or ("draft" if lower == "draft" else key)
        if lower in (*_DATES, *_TEXTS) and key not in names:
            continue
        if lower == "type" and value not in _TYPES:
            continue  # it says which template Hugo takes
        if name not in record and not _is_passed(lower, value) and lower != "categories":
            record.put(name, value, front.marks[key], front.keys_at[key])
    if draft and "draft" not in record:
        record.put("draft", "true", front.at)
    return record


def read_show(front: Map) -> Map:
    """The front matter of the page of a whole folder as the record of a show."""
    record = Map(front.at)
    text = _first(front, _TEXTS)
    for key, value in front.items():
        lower = key.lower()
        if lower in _TEXTS and key != text:
            continue
        if lower == "type" and value not in _SHOW_TYPES:
            continue
        if not _is_passed(lower, value) and lower not in (*_DATES, "draft"):
            name = "description" if key == text else key
            record.put(name, value, front.marks[key], front.keys_at[key])
    return record


def _is_passed(lower: str, value: Node) -> bool:
    """Whether a key says nothing to a feed: ``comments`` may be an address, or just be wanted."""
    return lower in PASSED or lower in ENDS or (lower == "comments" and _says(value, (*_YES, *_NO)))


def _says(value: Node, words: tuple[str, ...]) -> bool:
    return isinstance(value, str) and value.lower() in words


def _first(front: Map, names: Iterable[str]) -> str | None:
    """The key, as it is written, that comes first among these and says something.

    ``published`` may say whether a page is, and not when.
    """
    written = {
        key.lower(): key
        for key, value in front.items()
        if value is not None and not _says(value, (*_YES, *_NO))
    }
    return next((written[name] for name in names if name in written), None)
