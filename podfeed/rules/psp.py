"""PSP: what the podcast standard PSP-1 asks for beyond RSS, and no app's own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import url_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed, Owner

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"


@rule("PSP001", "self-link-missing", Severity.WARNING, on="channel", source=f"{_PSP}#channel-atom")
def self_link_missing(channel: Channel) -> Hits:
    """The feed does not say where it is.

    `atom:link` with `rel="self"` is how an app that was handed a copy finds the feed itself,
    and how a moved feed is known again.

    Wrong:

    ```xml
    <channel><!-- no atom:link --></channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
    </channel>
    ```
    """
    if not any(link.get("rel") == "self" for link in channel.all("atom:link")):
        yield Hit(None, "the feed does not say where it is", 'add an <atom:link rel="self" …/>')


@rule("PSP002", "self-link-wrong", Severity.WARNING, on="channel", source=f"{_PSP}#channel-atom")
def self_link_wrong(channel: Channel) -> Hits:
    """The link of the feed to itself is not absolute, of another type, or given twice.

    An app that looks for the feed follows it as it stands. Without a type it works; PSP-1 has one
    all the same, which is told as info.

    Wrong:

    ```xml
    <channel><atom:link rel="self" type="application/rss+xml" href="/tea.xml"/></channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
    </channel>
    ```
    """
    links = [link for link in channel.all("atom:link") if link.get("rel") == "self"]
    for link in links:
        href = (link.get("href") or "").strip()
        if problem := url_problem(href):
            message = f"the feed's own address {quoted(href)} {problem}"
            yield Hit(link, message, "write it in full", "href")
        kind = link.get("type")
        if kind is None:
            message = "the link to the feed has no type"
            yield Hit(link, message, 'add type="application/rss+xml"', severity=Severity.INFO)
        elif kind.partition(";")[0].strip() != "application/rss+xml":
            message = f"the link to the feed has the type {quoted(kind)}"
            yield Hit(link, message, 'write type="application/rss+xml"', "type")
    for link in links[1:]:
        yield Hit(link, "the feed says twice where it is", "keep one of them")


@rule(
    "PSP003",
    "locked-missing",
    Severity.INFO,
    on="channel",
    without="podcast:locked",
    source=f"{_PSP}#channel-podcast-locked",
)
def locked_missing(channel: Channel) -> Hits:
    """The show does not say whether it may be imported elsewhere.

    Without `podcast:locked`, hosts may take a copy of the feed for a move that its owner
    never asked for, and listeners end up at a copy.

    Wrong:

    ```xml
    <channel><!-- no podcast:locked --></channel>
    ```

    Right:

    ```xml
    <channel><podcast:locked>yes</podcast:locked></channel>
    ```
    """
    yield Hit(None, "the show has no <podcast:locked>", "add one that says yes or no")


@rule(
    "PSP004",
    "show-guid-missing",
    Severity.INFO,
    on="channel",
    without="podcast:guid",
    source=f"{_PSP}#channel-podcast-guid",
)
def show_guid_missing(channel: Channel) -> Hits:
    """The show has no guid of its own.

    With `podcast:guid` apps know the show again after a move to another address; without it a
    listener's history stays behind.

    Wrong:

    ```xml
    <channel><!-- no podcast:guid --></channel>
    ```

    Right:

    ```xml
    <channel><podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid></channel>
    ```
    """
    yield Hit(None, "the show has no <podcast:guid>", "add a UUID that will never change")


@rule(
    "PSP005",
    "episode-link-missing",
    Severity.INFO,
    on="items",
    source=f"{_PSP}#item-link",
)
def episode_link_missing(feed: Feed) -> Hits:
    """An episode has no link to a page of its own.

    Listeners have nothing to share, and nowhere to read on. Where no episode has one, that is
    told once, for it is one cause.

    Wrong:

    ```xml
    <item><!-- no link --></item>
    ```

    Right:

    ```xml
    <item><link>https://podcasts.example/tea/oolong</link></item>
    ```
    """
    without = [brief for brief in feed.briefs if brief.link is None]
    if len(without) == len(feed.briefs) > 1:
        problem = f"none of the {len(without)} episodes has a link to a page"
        yield Hit(without[0].at(), problem, "add a <link> to each")
        return
    for brief in without:
        yield Hit(brief.at(), f"{brief.called} has no link to a page", "add a <link>")


@rule(
    "PSP006",
    "episode-description-missing",
    Severity.WARNING,
    on="items",
    source=f"{_PSP}#item-description",
)
def episode_description_missing(feed: Feed) -> Hits:
    """An episode has no description.

    Listeners see a title and nothing to decide by, and search does not find it.

    Wrong:

    ```xml
    <item><!-- no description --><!-- no content:encoded --></item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black, all patience.</description></item>
    ```
    """
    for brief in feed.briefs:
        if not brief.description and not brief.has_notes:
            yield Hit(brief.at(), f"{brief.called} has no description", "add one")


_BYTES = 4000
_CHARACTERS = 10_000


@rule(
    "PSP007",
    "description-long",
    Severity.WARNING,
    on="channel/description item/description",
    source=f"{_PSP}#item-description",
)
def description_long(description: _Element, owner: Owner) -> Hits:
    """A description has more than 4,000 bytes, markup included.

    PSP-1 and Apple's older guide allow 4,000 bytes; apps cut off the rest, mostly in the
    middle of a link. Above 10,000 characters, where Apple cuts as well, it is an error for an
    episode.

    Wrong:

    ```xml
    <item><description><!-- 4001 characters --></description></item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black, all patience.</description></item>
    ```
    """
    text = description.text or ""
    if len(text) > 1000:
        size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        if size > _BYTES:
            severity = None
            if len(text) > _CHARACTERS and owner.name == "item":
                severity = Severity.ERROR
            message = f"the description has {size:,} bytes, more than the {_BYTES:,} apps show"
            remedy = "shorten it; longer notes go into <content:encoded>"
            yield Hit(description, message, remedy, severity=severity)


_SHORT = "title itunes:title itunes:author itunes:subtitle itunes:keywords copyright itunes:name"


@rule(
    "PSP008",
    "value-long",
    Severity.WARNING,
    on=_SHORT,
    source=f"{_PSP}#html-and-link-support-optional",
)
def value_long(element: _Element, owner: Owner) -> Hits:
    """A title, name or other short text has more than 255 characters.

    Apps cut it off; directories may take it for stuffing and hide the show.

    Wrong:

    ```xml
    <item><title><!-- 256 characters --></title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """
    text = element.text
    if text is not None and len(text) > 255 and len(text := text.strip()) > 255:
        name = owner.feed.name(element.tag)
        message = f"<{name}> has {len(text):,} characters, more than 255"
        yield Hit(element, message, "shorten it")


@rule(
    "PSP009",
    "declaration-missing",
    Severity.WARNING,
    on="feed",
    source=f"{_PSP}#required-rss-namespace-declarations",
)
def declaration_missing(feed: Feed) -> Hits:
    """The feed does not begin with an XML declaration that names its encoding.

    Apple and PSP-1 ask for one that says UTF-8. XML means UTF-8 without it as well, but what
    goes by the declaration guesses, and accents come out wrong.

    Wrong:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```
    """
    if feed.document.encoding is None:
        what = "names no encoding" if feed.document.declared else "is missing"
        remedy = 'begin the feed with <?xml version="1.0" encoding="UTF-8"?>'
        yield Hit(0, f"the XML declaration {what}", remedy)
