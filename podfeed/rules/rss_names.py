"""RSS080–RSS089: names. What RSS does not have, what is said under two names, odd prefixes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from podfeed.errors import did_you_mean
from podfeed.findings import Severity
from podfeed.rules.engine.facts import Item, Owner, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.tags.names import ALIASES, NAMESPACES

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed

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


_VOCABULARIES: dict[str, frozenset[str]] = {
    "itunes": frozenset(
        (
            *("applepodcastsverify", "author", "block", "category", "complete", "duration"),
            *("email", "episode", "episodeType", "explicit", "image", "isClosedCaptioned"),
            *("keywords", "link", "name", "new-feed-url", "order", "owner", "provider", "pubDate"),
            *("season", "subtitle", "summary", "title", "type"),
        )
    ),
    "dc": frozenset(
        (
            *("contributor", "coverage", "creator", "date", "description", "format", "identifier"),
            *("language", "publisher", "relation", "rights", "source", "subject", "title", "type"),
        )
    ),
    "content": frozenset(("encoded", "items", "item", "format", "encoding")),
    "sy": frozenset(("updateBase", "updateFrequency", "updatePeriod")),
    "atom": frozenset(
        (
            *("author", "category", "content", "contributor", "email", "generator", "icon", "id"),
            *("link", "logo", "name", "published", "rights", "source", "subtitle", "summary"),
            *("title", "updated", "uri"),
        )
    ),
    "{http://purl.org/rss/1.0/modules/slash/}": frozenset(
        ("comments", "department", "hit_parade", "section")
    ),
    "{http://wellformedweb.org/CommentAPI/}": frozenset(("comment", "commentRss", "commentRSS")),
}
"""The names of vocabularies that have an end; those of Podcasting 2.0 are judged by POD010."""

_PARTS = {
    "image": frozenset(("url", "title", "link", "width", "height", "description")),
    "textInput": frozenset(("title", "description", "name", "link")),
    "skipHours": frozenset(("hour",)),
    "skipDays": frozenset(("day",)),
    "itunes:owner": frozenset(("itunes:name", "itunes:email")),
    "rss": frozenset(("channel", "item")),
}
"""What the elements that hold others may hold. An item outside of the channel is RSS 1.0's."""


@lru_cache(maxsize=4)  # most items of a feed have the same elements; a hostile one is not kept long
def _unknown_names(parent: str, names: tuple[str, ...]) -> tuple[str, ...]:
    known = _PLACES[parent] | (_TOLERATED if parent == "item" else frozenset())
    return tuple(name for name in names if name not in known and not _is_in_vocabulary(name))


def _is_in_vocabulary(name: str) -> bool:
    """Whether this is an element of the vocabulary that it claims; true if that is unknown."""
    prefix, mark, local = name.rpartition("}" if name.startswith("{") else ":")
    known = _VOCABULARIES.get(f"{prefix}}}" if mark == "}" else prefix)
    return (known is None and bool(mark)) or (known is not None and local in known)


def _unknown(owner: Owner) -> Hits:
    for name in _unknown_names(owner.name, tuple(owner.first)):
        if ":" in name:
            yield _foreign(owner.first[name], name)
            continue
        place = "an item" if owner.name == "item" else "a channel"
        message = f"RSS 2.0 has no <{name}> in {place}"
        remedy = did_you_mean(name, _PLACES[owner.name]) or "take it out, or give it a namespace"
        yield Hit(owner.first[name], message, remedy)


def _foreign(node: _Element, name: str) -> Hit:
    """An element that the vocabulary of its prefix does not have."""
    prefix, mark, local = name.rpartition("}" if name.startswith("{") else ":")
    known = _VOCABULARIES[f"{prefix}}}" if mark == "}" else prefix]
    shown = f"{node.prefix}:{local}" if mark == "}" else name
    message = f"the vocabulary of <{shown}> has no such element"
    return Hit(node, message, did_you_mean(local, known) or "take it out")


def _strange_parts(parent: _Element, name: str, feed: Feed) -> Hits:
    known = _PARTS[name]
    for child in parent:
        found = feed.name(child.tag)
        if found not in known and (":" not in found or name == "itunes:owner"):
            message = f"<{found}> has no meaning in <{name}>"
            yield Hit(child, message, did_you_mean(found, known) or "take it out")


@rule(
    "RSS080",
    "element-unknown",
    Severity.WARNING,
    on="channel item feed channel/image channel/textInput channel/skipHours channel/skipDays "
    "itunes:owner",
    source=f"{_DOCS}/error/UndefinedElement.html",
)
def element_unknown(subject: Any, owner: Owner | None = None) -> Hits:
    """An element is none of RSS 2.0, nor of the vocabulary that its prefix stands for.

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
    if owner is not None:
        return _strange_parts(subject, owner.feed.name(subject.tag), owner.feed)
    if isinstance(subject, Owner):
        return _unknown(subject)
    return _strange_parts(subject.root, "rss", subject)


_ADMIN = "{http://webns.net/mvcb/}generatorAgent"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_CC = "{http://web.resource.org/cc/}license"
_CREATIVE_COMMONS = "{http://backend.userland.com/creativeCommonsRssModule}license"

_SAME_IN_CHANNEL = {
    "dc:rights": "copyright",
    "dc:creator": "managingEditor",
    "dc:publisher": "webMaster",
    "dc:date": "pubDate",
    "dc:title": "title",
    "dc:description": "description",
    "dc:language": "language",
    _ADMIN: "generator",
    _MODIFIED: "lastBuildDate",
    _CC: _CREATIVE_COMMONS,
}
_SAME_IN_ITEM = {
    "dc:title": "title",
    "dc:description": "description",
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
    on="feed item/enclosure item/guid item/category item/source channel/category channel/cloud",
    source=f"{_DOCS}/warning/UseOfExtensionAttr.html",
)
def attribute_unknown(subject: Any, owner: Owner | None = None) -> Hits:
    """`<rss>`, or another element of RSS, has an attribute that RSS does not know.

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
    node = subject if owner is not None else subject.root
    parent = owner.feed.name(node.tag) if owner is not None else "rss"
    known = _ATTRIBUTES[parent]
    keys = node.keys()
    if known.issuperset(keys):
        return
    for name in map(str, keys):
        if name in known or name.startswith("{http://www.w3.org/XML/1998/namespace}"):
            continue
        if (name.startswith("{") and parent != "rss") or name.lower() == "ispermalink":
            continue  # an extension, which RSS allows; RSS044
        shown = name.rpartition("}")[2]
        yield Hit(node, f"<{parent}> has an attribute {quoted(shown)}", "take it out")


_ATTRIBUTES = {
    "rss": frozenset(("version",)),
    "enclosure": frozenset(("url", "length", "type")),
    "guid": frozenset(("isPermaLink",)),
    "category": frozenset(("domain",)),
    "source": frozenset(("url",)),
    "cloud": frozenset(("domain", "path", "port", "protocol", "registerProcedure")),
}


@rule(
    "RSS086",
    "link-scheme",
    Severity.WARNING,
    on="channel/link item/link item/comments",
    source=f"{_DOCS}/warning/SchemeNotIANARegistered.html",
)
def link_scheme(link: _Element, owner: Channel) -> Hits:
    """A link is no address of a page but a script, or of a kind that nobody has registered.

    Apps do not follow a script, for the safety of their listeners, nor what they do not know.

    Wrong:

    ```xml
    <channel><link>javascript:open('tea')</link></channel>
    ```

    Right:

    ```xml
    <channel><link>https://podcasts.example/tea</link></channel>
    ```
    """
    text = link.text or ""
    if text.startswith("http"):
        return
    match = _SCHEME.match(text)
    if match is None or (scheme := match[1].lower()) in _SCHEMES:
        return
    if scheme in ("javascript", "vbscript", "data"):
        message = f"the link {quoted(text.strip())} is a script"
        yield Hit(link, message, "write the address of a page")
    else:
        message = f'the link {quoted(text.strip())} begins with "{scheme[:20]}:", which is unknown'
        yield Hit(link, message, "write the address of a page", severity=Severity.INFO)


_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset(
    (
        *("http", "https", "ftp", "ftps", "sftp", "mailto", "tel", "sms", "geo", "urn", "tag"),
        *("news", "nntp", "gopher", "magnet", "info", "doi", "feed", "pcast", "itms", "podcast"),
        *("ipfs", "ipns", "dweb", "lightning", "bitcoin", "nostr", "rtsp", "mms", "irc", "ircs"),
        *("xmpp", "matrix", "at", "acct", "hdl", "spotify", "itpc"),
    )
)
"""Schemes that are registered, or that apps for listening are opened by."""
