"""The namespaces of podcast feeds, and the two ways to name an element."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

RSS = ""
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PODCAST_ALIAS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
PSC = "http://podlove.org/simple-chapters"
SY = "http://purl.org/rss/1.0/modules/syndication/"
MEDIA = "http://search.yahoo.com/mrss/"
GOOGLEPLAY = "http://www.google.com/schemas/play-podcasts/1.0"

NAMESPACES: Mapping[str, str] = {
    "atom": ATOM,
    "itunes": ITUNES,
    "content": CONTENT,
    "podcast": PODCAST,
    "dc": DC,
    "psc": PSC,
    "sy": SY,
    "media": MEDIA,
    "googleplay": GOOGLEPLAY,
}
"""The usual prefix of every namespace that podfeed knows."""

ALIASES: Mapping[str, str] = {PODCAST_ALIAS: PODCAST}
"""Other addresses under which a namespace is known, and the one it is written with."""

_PREFIXES = {address: prefix for prefix, address in NAMESPACES.items()}

CHANNEL = "channel"
ITEM = "item"
LIVE_ITEM = "podcast:liveItem"
"""The labels of the elements that hold nearly all others. A live item is an item, but live."""


@lru_cache(maxsize=4096)
def label(name: str) -> str:
    """The name people know an element by, from the one lxml gives.

    >>> label("{http://www.itunes.com/dtds/podcast-1.0.dtd}image"), label("title")
    ('itunes:image', 'title')
    """
    if name[:1] != "{":
        return name
    address, _, local = name[1:].partition("}")
    address = ALIASES.get(address, address)
    return f"{_PREFIXES[address]}:{local}" if address in _PREFIXES else name


@lru_cache(maxsize=4096)
def qualified(name: str) -> str:
    """The name lxml gives, from the one people know; aliases of a namespace are resolved.

    One with a prefix that is not known stays as it is: lxml gives it so while it mends.

    >>> qualified("atom:link"), qualified("media"), qualified("tea:pot")
    ('{http://www.w3.org/2005/Atom}link', 'media', 'tea:pot')
    """
    if name[:1] == "{":
        address, _, local = name[1:].partition("}")
        return f"{{{ALIASES[address]}}}{local}" if address in ALIASES else name
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon and prefix in NAMESPACES else name


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """A qualified name, and the same with every alias of its namespace.

    >>> len(spellings(qualified("podcast:guid"))), spellings("title")
    (2, ('title',))
    """
    address, _, local = name[1:].partition("}")
    aliases = [alias for alias, known in ALIASES.items() if known == address]
    return (name, *(f"{{{alias}}}{local}" for alias in aliases))
