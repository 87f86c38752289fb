"""The namespaces of podcast feeds, and the two ways to name an element."""

from __future__ import annotations

from collections.abc import Mapping

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


def qualified(name: str) -> str:
    """The name lxml gives, from the one people know; aliases of a namespace are resolved.

    >>> qualified("atom:link"), qualified("title")
    ('{http://www.w3.org/2005/Atom}link', 'title')
    """
    if name[:1] == "{":
        address, _, local = name[1:].partition("}")
        return f"{{{ALIASES[address]}}}{local}" if address in ALIASES else name
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name
