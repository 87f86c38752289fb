"""ATM: links of Atom in the feed: to itself, to pages of it, and to hubs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Channel, Feed, Item, Owner, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import url_problem
from podfeed.values import Language

if TYPE_CHECKING:
    from lxml.etree import _Element

_ATOM = "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7"
_PAGES = "https://www.rfc-editor.org/rfc/rfc5005"
_HUB = "https://www.w3.org/TR/websub/#discovery"
_HISTORY = "{http://purl.org/syndication/history/1.0}"

_MIME = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_RELATIONS = frozenset(
    re.findall(
        "[a-z-]+",
        """
        alternate related self enclosure via hub first last next previous prev current
        prev-archive next-archive payment license search replies edit edit-media service
        describedby up me author canonical icon help index chapters section start tag
        bookmark copyright
        """,
    )
)
_OTHER_PAGES = frozenset(("next", "previous", "prev", "prev-archive", "next-archive"))
_PAGING = _OTHER_PAGES | {"first", "last", "current"}


def _relation(link: _Element) -> str:
    return (link.get("rel") or "alternate").strip().lower()


def _related(channel: Channel, *relations: str) -> list[_Element]:
    """The links of the channel that have one of these relations."""
    return [link for link in channel.all("atom:link") if _relation(link) in relations]


@rule("ATM001", "link-without-address", Severity.WARNING, on="atom:link", source=_ATOM)
def link_without_address(link: _Element, owner: Owner) -> Hits:
    """A link has no address.

    It leads nowhere; an app that looks for the feed itself or its next page finds nothing.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="next"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="next" href="https://podcasts.example/tea.xml?page=2"/>
    </channel>
    ```
    """
    if not (link.get("href") or "").strip() and _relation(link) != "self":
        message = f"the link of the relation {quoted(_relation(link))} has no address"
        yield Hit(link, message, 'add href="https://…"')


@rule("ATM002", "link-address", Severity.WARNING, on="atom:link", source=_ATOM)
def link_address(link: _Element, owner: Owner) -> Hits:
    """The address of a link is not absolute.

    A feed has no page that it would be relative to, so that it leads nowhere.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="next" href="?page=2"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="next" href="https://podcasts.example/tea.xml?page=2"/>
    </channel>
    ```
    """
    href = (link.get("href") or "").strip()
    if href and _relation(link) != "self" and (problem := url_problem(href, schemes=None)):
        yield Hit(link, f"the address {quoted(href)} {problem}", "write it in full", "href")


@rule("ATM003", "link-type", Severity.WARNING, on="atom:link", source=_ATOM)
def link_type(link: _Element, owner: Owner) -> Hits:
    """The type of a link is no media type.

    Apps that choose by it pass over the link.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="alternate" type="html" href="https://podcasts.example/tea"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="alternate" type="text/html" href="https://podcasts.example/tea"/>
    </channel>
    ```
    """
    kind = link.get("type")
    if kind is not None and not _MIME.fullmatch(kind.strip()) and _relation(link) != "self":
        message = f"the type of a link, {quoted(kind)}, is no media type"
        yield Hit(link, message, "write one such as text/html", "type")


@rule(
    "ATM004",
    "link-relation",
    Severity.INFO,
    on="atom:link",
    source="https://www.iana.org/assignments/link-relations/",
)
def link_relation(link: _Element, owner: Owner) -> Hits:
    """A link says how it is related in a word that nobody knows.

    Apps pass over it.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="homepage" href="https://podcasts.example/tea"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="alternate" href="https://podcasts.example/tea"/>
    </channel>
    ```
    """
    stated = link.get("rel")
    if stated is not None:
        relation = stated.strip().lower()
        if relation not in _RELATIONS and ":" not in relation:
            problem = (
                f"{quoted(relation)} is no known relation of a link" if relation else "rel is empty"
            )
            yield Hit(link, problem, "write a registered one, or an address", "rel")


@rule("ATM005", "hub-without-self", Severity.WARNING, on="channel", source=_HUB)
def hub_without_self(channel: Channel) -> Hits:
    """The feed names a hub, and not itself.

    Apps tell the hub which feed they want by its own address; without it they cannot subscribe,
    and hear of new episodes hours later.

    Wrong:

    ```xml
    <channel><atom:link rel="hub" href="https://hub.example/"/></channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="hub" href="https://hub.example/"/>
    </channel>
    ```
    """
    hubs = _related(channel, "hub")
    if hubs and not _related(channel, "self"):
        message = "the feed names a hub, and does not say where it is itself"
        yield Hit(hubs[0], message, 'add an <atom:link rel="self" …/>')


@rule("ATM006", "paging-in-episode", Severity.WARNING, on="item/atom:link", source=_PAGES)
def paging_in_episode(link: _Element, item: Item) -> Hits:
    """A link to another page of the feed stands in an episode.

    Apps look for it in the channel only, and miss the older episodes.

    Wrong:

    ```xml
    <item><atom:link rel="next" href="https://podcasts.example/tea.xml?page=2"/></item>
    ```

    Right:

    ```xml
    <item><atom:link rel="alternate" href="https://podcasts.example/tea/oolong"/></item>
    ```
    """
    if _relation(link) in _PAGING:
        message = f"the link {quoted(_relation(link))} to a page of the feed is in an episode"
        yield Hit(link, message, "move it to the channel", "rel")


@rule("ATM007", "paging-prev", Severity.INFO, on="channel/atom:link", source=f"{_PAGES}#section-3")
def paging_prev(link: _Element, channel: Channel) -> Hits:
    """The page before is called `prev`.

    Its registered name is `previous`; apps that know only that one do not go back.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="prev" href="https://podcasts.example/tea.xml?page=1"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="previous" href="https://podcasts.example/tea.xml?page=1"/>
    </channel>
    ```
    """
    if _relation(link) == "prev":
        yield Hit(link, 'the page before is called "prev"', 'write rel="previous"', "rel")


@rule("ATM008", "paging-to-itself", Severity.WARNING, on="channel", source=f"{_PAGES}#section-3")
def paging_to_itself(channel: Channel) -> Hits:
    """The next or previous page of the feed is the feed itself.

    Apps that go on to older episodes turn in a circle, or stop.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="next" href="https://podcasts.example/tea.xml"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <atom:link rel="next" href="https://podcasts.example/tea.xml?page=2"/>
    </channel>
    ```
    """
    own = {(link.get("href") or "").strip() for link in _related(channel, "self")} - {""}
    for link in _related(channel, *_OTHER_PAGES):
        if (link.get("href") or "").strip() in own:
            message = f"the {quoted(_relation(link))} page of the feed is the feed itself"
            yield Hit(link, message, "name the other page", "href")


@rule("ATM009", "complete-and-paged", Severity.WARNING, on="channel", source=f"{_PAGES}#section-2")
def complete_and_paged(channel: Channel) -> Hits:
    """The feed says that it is complete, and that there is more of it.

    Apps that believe the first forget the episodes of the other pages.

    Wrong:

    ```xml
    <rss
      xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:fh="http://purl.org/syndication/history/1.0"
      version="2.0">
      <channel>
        <fh:complete/>
        <atom:link rel="next" href="https://podcasts.example/tea.xml?page=2"/>
      </channel>
    </rss>
    ```

    Right:

    ```xml
    <rss
      xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:fh="http://purl.org/syndication/history/1.0"
      version="2.0">
      <channel>
        <atom:link rel="next" href="https://podcasts.example/tea.xml?page=2"/>
      </channel>
    </rss>
    ```
    """
    if f"{_HISTORY}complete" in channel.first:
        for link in _related(channel, *_OTHER_PAGES):
            message = f"the feed is marked complete, and has a {quoted(_relation(link))} page"
            yield Hit(link, message, "take out one of the two", "rel")


@rule("ATM010", "archive-alone", Severity.WARNING, on="channel", source=f"{_PAGES}#section-4")
def archive_alone(channel: Channel) -> Hits:
    """A page of an archive does not say where the rest is.

    It is marked `fh:archive`, without a link to the archive before or after it or to the
    current feed; who lands there finds no newer episodes.

    Wrong:

    ```xml
    <rss
      xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:fh="http://purl.org/syndication/history/1.0"
      version="2.0">
      <channel>
        <fh:archive/>
        <title>Tea</title>
      </channel>
    </rss>
    ```

    Right:

    ```xml
    <rss
      xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:fh="http://purl.org/syndication/history/1.0"
      version="2.0">
      <channel>
        <fh:archive/>
        <atom:link rel="current" href="https://podcasts.example/tea.xml"/>
        <atom:link rel="prev-archive" href="https://podcasts.example/tea.xml?page=2"/>
      </channel>
    </rss>
    ```
    """
    mark = channel.first.get(f"{_HISTORY}archive")
    if mark is not None and f"{_HISTORY}complete" not in channel.first:
        if not _related(channel, "prev-archive", "next-archive"):
            yield Hit(mark, "the archive has no link to another part", 'add rel="prev-archive"')
        if not _related(channel, "current"):
            yield Hit(mark, "the archive has no link to the current feed", 'add rel="current"')


@rule("ATM013", "link-attribute", Severity.INFO, on="atom:link", source=_ATOM)
def link_attribute(link: _Element, owner: Owner) -> Hits:
    """The language, size or title that a link states is none.

    Who follows the link is led to expect something else than what comes.

    Wrong:

    ```xml
    <channel>
      <atom:link href="https://podcasts.example/tea.xml" rel="self" hreflang="any"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link href="https://podcasts.example/tea.xml" rel="self" hreflang="en"/>
    </channel>
    ```
    """
    code, size, title = link.get("hreflang"), link.get("length"), link.get("title")
    if code is not None and not _is_language(code):
        message = f"hreflang is {quoted(code)}, no language code"
        yield Hit(link, message, "write a code such as en or pt-BR", attribute="hreflang")
    if size is not None and not re.fullmatch(r"\s*[0-9]{1,18}\s*", size):
        message = f"length is {quoted(size)}, no number of bytes"
        yield Hit(link, message, "write the size of the file, or leave it out", attribute="length")
    if title is not None and not title.strip():
        yield Hit(link, "title is empty", "fill it in, or leave it out", attribute="title")


def _is_language(code: str) -> bool:
    try:
        Language.parse(code)
    except ValueError:
        return False
    return True


@rule("ATM011", "enclosure-link-without-length", Severity.INFO, on="item/atom:link", source=_ATOM)
def enclosure_link_without_length(link: _Element, item: Item) -> Hits:
    """A link to a recording does not tell its size.

    Listeners with little room or a slow line cannot tell what they are about to fetch.

    Wrong:

    ```xml
    <item>
      <atom:link rel="enclosure" type="audio/mpeg" href="https://podcasts.example/oolong.mp3"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <atom:link
        rel="enclosure"
        type="audio/mpeg"
        length="12064256"
        href="https://podcasts.example/oolong.mp3"/>
    </item>
    ```
    """
    if _relation(link) == "enclosure" and not (link.get("length") or "").strip():
        yield Hit(link, "a link to a recording does not tell its size", "add length, in bytes")


BIG = 1_000_000
"""Bytes from which on a feed is a burden to those who ask for it every hour."""


@rule(
    "ATM012",
    "heavy-feed",
    Severity.INFO,
    on="feed",
    source="https://podlove.org/podlove-paged-feeds",
)
def heavy_feed(feed: Feed) -> Hits:
    """The feed weighs more than a megabyte, in one page.

    Every app fetches all of it whenever anything changes, on a phone as well. Served compressed it
    is a fifth of that. Paging makes it small, and costs something: apps that do not follow pages
    show the newest episodes alone, so a show may well choose to stay as it is.

    Wrong:

    ```text
    feeds/tea.xml      1,400,000 bytes, 900 episodes
    ```

    Right:

    ```text
    feeds/tea.xml      90,000 bytes, 60 episodes, and a link to the next page
    ```
    """
    size = len(feed.document.data)
    paged = feed.channel is not None and _related(feed.channel, "next", "next-archive")
    if size > BIG and not paged:
        message = f"the feed has {size:,} bytes, and every app fetches all of them"
        remedy = "shorten the notes, serve it compressed, or split it into pages (page_size:)"
        yield Hit(feed.root, message, remedy)
