"""RSS080–RSS089: names. What RSS does not have, what is said under two names, odd prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.errors import did_you_mean
from podfeed.findings import Severity
from podfeed.rules.engine.facts import Item, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.tags.names import ALIASES, NAMESPACES

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed, Owner

_PROFILE = "https://www.rssboard.org/rss-profile"
_DOCS = "https://validator.w3.org/feed/docs"

_IN_CHANNEL = frozenset(
    (
        *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster"),
        *("pubDate", "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image"),
        *("rating", "textInput", "skipHours", "skipDays", "item"),
    )
)
_IN_ITEM = frozenset(
    (
        *("title", "link", "description", "author", "category", "comments", "enclosure", "guid"),
        *("pubDate", "source"),
    )
)
_PLACES = {"channel": _IN_CHANNEL, "item": _IN_ITEM}
_TOLERATED = frozenset(
    ("language", "copyright", "image", "rating", "lastBuildDate", "expirationDate")
)
"""RSS 0.9x, and habit, have these in an item."""


def _unknown(owner: Owner) -> Hits:
    known = _PLACES[owner.name]
    for name, node in owner.first.items():
        if name in known or ":" in name or (owner.name == "item" and name in _TOLERATED):
            continue
        place = "an item" if owner.name == "item" else "a channel"
        message = f"RSS 2.0 has no <{name}> in {place}"
        remedy = did_you_mean(name, known) or "take it out, or give it a namespace"
        yield Hit(node, message, remedy)


@rule(
    "RSS080",
    "element-unknown",
    Severity.WARNING,
    on="channel item",
    source=f"{_DOCS}/error/UndefinedElement.html",
)
def element_unknown(owner: Owner) -> Hits:
    """An element without a namespace is none of RSS 2.0.

    No app reads it, so what stands in it is lost to the listener. It is often misspelt, or
    has lost its prefix: `<explicit>` for `<itunes:explicit>`.

    Wrong:

    ```xml
    <item><pubdate>Fri, 01 May 2026 08:00:00 +0000</pubdate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    return _unknown(owner)


_ADMIN = "{http://webns.net/mvcb/}generatorAgent"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_CC = "{http://web.resource.org/cc/}license"
_CREATIVE_COMMONS = "{http://backend.userland.com/creativeCommonsRssModule}license"

_SAME_IN_CHANNEL = {
    "dc:rights": "copyright",
    "dc:creator": "managingEditor",
    "dc:publisher": "webMaster",
    "dc:date": "pubDate",
    _ADMIN: "generator",
    _MODIFIED: "lastBuildDate",
    _CC: _CREATIVE_COMMONS,
}
_SAME_IN_ITEM = {
    "atom:id": "guid",
    "atom:content": "description",
    "dc:creator": "author",
    "dc:subject": "category",
    "dc:date": "pubDate",
    "dc:source": "source",
}
_SAME = " ".join(
    (*(f"channel/{name}" for name in _SAME_IN_CHANNEL), *(f"item/{name}" for name in _SAME_IN_ITEM))
)


@rule(
    "RSS081",
    "same-said-twice",
    Severity.INFO,
    on=_SAME,
    source=f"{_DOCS}/warning/DuplicateSemantics.html",
)
def same_said_twice(other: _Element, owner: Owner) -> Hits:
    """Something is said by an element of RSS and by one of another vocabulary too.

    When both are no longer the same, some readers go by one and some by the other.

    Wrong:

    ```xml
    <item>
      <pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate>
      <dc:date>2026-05-01T08:00:00Z</dc:date>
    </item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    name = owner.feed.name(other.tag)
    same = _SAME_IN_ITEM if isinstance(owner, Item) else _SAME_IN_CHANNEL
    core = same[name]
    if core in owner.first and owner.first.get(name) is other:
        shown, plain = (part.rpartition("}")[2] for part in (name, core))
        message = f"<{shown}> says the same as <{plain}>"
        yield Hit(other, message, "keep the one of RSS, and take the other out")


@rule(
    "RSS082",
    "dc-rights-twice",
    Severity.WARNING,
    on="repeated",
    source=f"{_DOCS}/error/DuplicateElement.html",
)
def dc_rights_twice(owner: Owner) -> Hits:
    """`dc:rights`, `dc:date` or `dc:language` stands twice in the same place.

    Which of them counts is up to each reader.

    Wrong:

    ```xml
    <channel><dc:rights>Ann Author</dc:rights><dc:rights>Bob Author</dc:rights></channel>
    ```

    Right:

    ```xml
    <channel><dc:rights>Ann Author and Bob Author</dc:rights></channel>
    ```
    """
    for name in ("dc:rights", "dc:date", "dc:language"):
        for extra in owner.all(name)[1:]:
            yield Hit(extra, f"a second <{name}>", "keep one of them")


@rule(
    "RSS083",
    "prefix-taken",
    Severity.WARNING,
    on="feed",
    source=f"{_DOCS}/warning/ReservedPrefix.html",
)
def prefix_taken(feed: Feed) -> Hits:
    """A prefix that everybody knows stands for another namespace.

    Many readers go by the prefix alone, and take these elements for what they are not.

    Wrong:

    ```xml
    <rss version="2.0" xmlns:dc="https://podcasts.example/data-centre">
      <channel><title>Tea</title></channel>
    </rss>
    ```

    Right:

    ```xml
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel><title>Tea</title></channel>
    </rss>
    ```
    """
    for prefix, address in _declared(feed):
        usual = NAMESPACES.get(prefix)
        known = ALIASES.get(address, address)
        alike = usual is not None and (known == usual or known.rstrip("/") == usual.rstrip("/"))
        if usual and not alike and address not in (*feed.misspelt, *_AS_GOOD):
            message = f"the prefix {prefix} stands for {quoted(address)} here"
            remedy = f"use another prefix, or {usual}"
            yield Hit(feed.root, message, remedy, attribute=f"xmlns:{prefix}")


@rule(
    "RSS084",
    "prefix-unusual",
    Severity.INFO,
    on="feed",
    source=f"{_DOCS}/warning/NonstdPrefix.html",
)
def prefix_unusual(feed: Feed) -> Hits:
    """A well-known namespace has another prefix than everywhere else.

    That is right by the rules of XML, and still lost on apps that look for `itunes:` as text.

    Wrong:

    ```xml
    <rss version="2.0" xmlns:apple="http://www.itunes.com/dtds/podcast-1.0.dtd">
      <channel><title>Tea</title></channel>
    </rss>
    ```

    Right:

    ```xml
    <rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
      <channel><title>Tea</title></channel>
    </rss>
    ```
    """
    usual = {address: prefix for prefix, address in NAMESPACES.items()}
    declared = dict(_declared(feed))
    for prefix, address in declared.items():
        wanted = usual.get(ALIASES.get(address, address))
        if wanted not in (None, prefix) and wanted not in declared:
            # <atom10:link> and the like are as old as the services that write them.
            if prefix.rstrip("0123456789") == wanted:
                continue
            message = f"the prefix {prefix} stands where others write {wanted}"
            yield Hit(feed.root, message, f"call it {wanted}", attribute=f"xmlns:{prefix}")


_AS_GOOD = ("http://www.rssboard.org/media-rss",)
"""Other addresses of a namespace that are in use."""


def _declared(feed: Feed) -> list[tuple[str, str]]:
    """The prefixes that are declared on the root, with their addresses."""
    assert feed.root is not None
    return [(str(p), str(a)) for p, a in feed.root.nsmap.items() if p is not None]


@rule(
    "RSS085",
    "attribute-unknown",
    Severity.INFO,
    on="feed",
    source=f"{_DOCS}/warning/UseOfExtensionAttr.html",
)
def attribute_unknown(feed: Feed) -> Hits:
    """`<rss>` has an attribute beside its version.

    No reader knows it; some that are strict refuse a feed with it.

    Wrong:

    ```xml
    <rss version="2.0" encoding="UTF-8"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    assert feed.root is not None
    for key in feed.root.attrib:
        name = str(key)
        if name != "version" and not name.startswith("{http://www.w3.org/XML/1998/namespace}"):
            shown = name.rpartition("}")[2]
            yield Hit(feed.root, f"<rss> has an attribute {quoted(shown)}", "take it out")


@rule(
    "RSS086",
    "link-scheme",
    Severity.WARNING,
    on="channel/link item/link",
    source=f"{_DOCS}/warning/SchemeNotIANARegistered.html",
)
def link_scheme(link: _Element, owner: Channel) -> Hits:
    """A link is no address of a page but a script.

    Apps do not follow it, for the safety of their listeners.

    Wrong:

    ```xml
    <channel><link>javascript:open('tea')</link></channel>
    ```

    Right:

    ```xml
    <channel><link>https://podcasts.example/tea</link></channel>
    ```
    """
    text = (link.text or "").strip()
    if text[:12].lower().startswith(("javascript:", "vbscript:", "data:")):
        yield Hit(link, f"the link {quoted(text)} is a script", "write the address of a page")
