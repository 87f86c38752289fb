"""APL001–APL029: what Apple Podcasts asks of a show, its categories aside. Most apps follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.errors import did_you_mean
from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, Spot, rule
from podfeed.rules.engine.urls import url_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed, Owner

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"


@rule(
    "APL001",
    "cover-missing",
    Severity.ERROR,
    on="channel",
    without="itunes:image",
    source=f"{_PSP}#channel-itunes-image",
)
def cover_missing(channel: Channel) -> Hits:
    """The show has no cover.

    Apple refuses a show without `itunes:image`; elsewhere it is a grey square.

    Wrong:

    ```xml
    <channel><!-- no itunes:image --></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    yield Hit(None, "the show has no cover", "add <itunes:image href=…/>")


@rule(
    "APL002",
    "image-without-href",
    Severity.ERROR,
    on="items",
    source=f"{_PSP}#channel-itunes-image",
)
def image_without_href(feed: Feed) -> Hits:
    """The address of an image is not in `href`, or is none.

    Apps look nowhere else: the show is refused, or has no cover.

    Wrong:

    ```xml
    <channel><itunes:image>https://podcasts.example/cover-3000.jpg</itunes:image></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    for image in feed.channel.all("itunes:image") if feed.channel is not None else ():
        href = (image.get("href") or "").strip()
        if not href or url_problem(href):
            yield _image(href, image, None)
    for brief in feed.briefs:
        if brief.image is not None and (not brief.image or url_problem(brief.image)):
            yield _image(brief.image, brief.at("itunes:image"), Severity.WARNING)


def _image(href: str, node: _Element | Spot, severity: Severity | None) -> Hit:
    problem = url_problem(href) if href else None
    if problem is None:
        remedy = "write <itunes:image href=…/>"
        return Hit(node, "<itunes:image> has no href", remedy, severity=severity)
    severity = severity or (Severity.WARNING if "percent" in problem else None)
    what = f"the image address {quoted(href)} {problem}"
    return Hit(node, what, "write it in full, https://…", "href", severity)


@rule(
    "APL007",
    "explicit-missing",
    Severity.ERROR,
    on="channel",
    without="itunes:explicit",
    source=f"{_PSP}#channel-itunes-explicit",
)
def explicit_missing(channel: Channel) -> Hits:
    """The show does not say whether it is explicit.

    Apple refuses it: parents filter by this.

    Wrong:

    ```xml
    <channel><!-- no itunes:explicit --></channel>
    ```

    Right:

    ```xml
    <channel><itunes:explicit>false</itunes:explicit></channel>
    ```
    """
    yield Hit(None, "the show has no <itunes:explicit>", "add one that says true or false")


_RIGHT = ("true", "false")
_DATED = {"yes": "true", "explicit": "true", "no": "false", "clean": "false"}


@rule(
    "APL008",
    "explicit-value",
    Severity.ERROR,
    on="items",
    source=f"{_PSP}#channel-itunes-explicit",
)
def explicit_value(feed: Feed) -> Hits:
    """`itunes:explicit` is neither true nor false.

    Apple refuses the show, or hides the episode from everybody who filters.

    Wrong:

    ```xml
    <channel><itunes:explicit>maybe</itunes:explicit></channel>
    ```

    Right:

    ```xml
    <channel><itunes:explicit>false</itunes:explicit></channel>
    ```
    """
    element = feed.channel.first.get("itunes:explicit") if feed.channel is not None else None
    if element is not None:
        yield from _explicit(element.text or "", element)
    for brief in feed.briefs:
        if brief.explicit is not None and brief.explicit not in _RIGHT:
            yield from _explicit(brief.explicit, brief.at("itunes:explicit"))


def _explicit(text: str, node: _Element | Spot) -> Hits:
    lower = text.strip().lower()
    if lower not in _RIGHT and lower not in _DATED:
        message = f"itunes:explicit is {quoted(lower)}" if lower else "itunes:explicit is empty"
        yield Hit(node, message, "write true or false")
    elif text != lower:
        message = f"itunes:explicit is {quoted(text)}, with blanks or capitals"
        yield Hit(node, message, f"write {_DATED.get(lower, lower)}", severity=Severity.INFO)


@rule(
    "APL009",
    "explicit-dated",
    Severity.INFO,
    on="feed",
    source=f"{_PSP}#channel-itunes-explicit",
)
def explicit_dated(feed: Feed) -> Hits:
    """`itunes:explicit` is written as it was years ago: yes, no, clean or explicit.

    Apps still take it. Told once, at the first place.

    Wrong:

    ```xml
    <channel><itunes:explicit>no</itunes:explicit></channel>
    ```

    Right:

    ```xml
    <channel><itunes:explicit>false</itunes:explicit></channel>
    ```
    """
    if feed.channel is None:
        return
    dated = [brief for brief in feed.briefs if (brief.explicit or "").lower() in _DATED]
    stated = feed.channel.text("itunes:explicit").lower()
    count = len(dated) + (stated in _DATED)
    if count:
        value = stated if stated in _DATED else (dated[0].explicit or "").lower()
        node = feed.channel.first["itunes:explicit"] if stated in _DATED else None
        times = f" ({count:,} times in this feed)" if count > 1 else ""
        message = f"itunes:explicit {quoted(value)} is the old way to say {_DATED[value]}{times}"
        where = node if node is not None else dated[0].at("itunes:explicit")
        yield Hit(where, message, "write true or false")


@rule(
    "APL010",
    "author-missing",
    Severity.WARNING,
    on="channel",
    source=f"{_PSP}#channel-itunes-author",
)
def author_missing(channel: Channel) -> Hits:
    """The show does not say who makes it.

    Apps show the author below the title, and find the show by that name.

    Wrong:

    ```xml
    <channel><!-- no itunes:author --></channel>
    ```

    Right:

    ```xml
    <channel><itunes:author>Ann Author</itunes:author></channel>
    ```
    """
    author = channel.first.get("itunes:author")
    if author is None:
        yield Hit(None, "the show has no <itunes:author>", "add who makes it")
    elif not (author.text or "").strip() and not len(author):
        yield Hit(author, "<itunes:author> is empty", "add who makes it")


@rule(
    "APL011",
    "show-type-value",
    Severity.WARNING,
    on="channel/itunes:type",
    source=f"{_PSP}#channel-itunes-type",
)
def show_type_value(kind: _Element, channel: Channel) -> Hits:
    """`itunes:type` is neither episodic nor serial.

    Apps take it for episodic, so that a story is played from its end.

    Wrong:

    ```xml
    <channel><itunes:type>series</itunes:type></channel>
    ```

    Right:

    ```xml
    <channel><itunes:type>serial</itunes:type></channel>
    ```
    """
    text = (kind.text or "").strip()
    if text.lower() not in ("episodic", "serial"):
        remedy = did_you_mean(text, ("episodic", "serial")) or "write episodic or serial"
        yield Hit(kind, f"itunes:type is {quoted(text)}", remedy)


@rule(
    "APL012",
    "switch-value",
    Severity.WARNING,
    on="itunes:block itunes:complete",
    source=_APPLE,
)
def switch_value(switch: _Element, owner: Owner) -> Hits:
    """`itunes:block` or `itunes:complete` has another value than yes.

    Only yes does anything: an episode that should be hidden is shown.

    Wrong:

    ```xml
    <item><itunes:block>true</itunes:block></item>
    ```

    Right:

    ```xml
    <item><itunes:block>yes</itunes:block></item>
    ```
    """
    text = (switch.text or "").strip()
    if text.lower() not in ("yes", "no"):
        name = owner.feed.name(switch.tag)
        yield Hit(
            switch, f"{name} is {quoted(text)}, which does nothing", "write yes, or take it out"
        )


@rule(
    "APL013",
    "new-feed-url",
    Severity.WARNING,
    on="channel/itunes:new-feed-url",
    source=_APPLE,
)
def new_feed_url(address: _Element, channel: Channel) -> Hits:
    """`itunes:new-feed-url` is not the address of this feed.

    Apps move every subscriber to the address that stands there, for good. If it is another
    one, or an old one that was left in, they are lost.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <itunes:new-feed-url>https://old-host.example/tea.xml</itunes:new-feed-url>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/tea.xml"/>
      <itunes:new-feed-url>https://podcasts.example/tea.xml</itunes:new-feed-url>
    </channel>
    ```
    """
    text = (address.text or "").strip()
    if not text:
        return
    if problem := url_problem(text):
        yield Hit(address, f"the new address {quoted(text)} {problem}", "write it in full")
        return
    links = channel.all("atom:link")
    own = next((link.get("href") for link in links if link.get("rel") == "self"), None)
    if own and own.strip() != text:
        message = f"subscribers are sent to {quoted(text)}, and this feed is {quoted(own.strip())}"
        yield Hit(address, message, "take it out, unless the feed moves there")


@rule(
    "APL014",
    "language-missing",
    Severity.ERROR,
    on="channel",
    without="language",
    source=f"{_PSP}#channel-language",
)
def language_missing(channel: Channel) -> Hits:
    """The show does not say in which language it is.

    Apple refuses it; elsewhere it is missing from every list by language.

    Wrong:

    ```xml
    <channel><!-- no language --></channel>
    ```

    Right:

    ```xml
    <channel><language>en</language></channel>
    ```
    """
    yield Hit(None, "the show has no <language>", "add a code such as en or pt-BR")


@rule(
    "APL015",
    "no-episodes",
    Severity.ERROR,
    on="feed",
    source="https://content-ops.atspotify.com/hc/en-us/articles/"
    "360050808931--PODCAST-Show-Metadata-Requirements",
)
def no_episodes(feed: Feed) -> Hits:
    """The feed has no episode.

    Apple and Spotify take no show without one. A trailer is enough.

    Wrong:

    ```xml
    <rss version="2.0"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0"><channel><title>Tea</title><item><title>Oolong</title></item></channel></rss>
    ```
    """
    medium = feed.channel.text("podcast:medium") if feed.channel else ""
    listless = medium.endswith("L") or medium.lower() == "publisher"
    if feed.channel is not None and not feed.briefs and not listless:
        yield Hit(feed.channel.node, "the feed has no episode", "publish a trailer first")


_ONCE = (
    *("author", "block", "complete", "duration", "episode", "episodeType", "explicit", "image"),
    *("keywords", "new-feed-url", "owner", "season", "subtitle", "summary", "title", "type"),
)
_ONCE_NAMES = tuple(f"itunes:{name}" for name in _ONCE)


@rule(
    "APL016",
    "itunes-twice",
    Severity.WARNING,
    on="repeated",
    source="https://github.com/w3c/feedvalidator/blob/main/src/feedvalidator/itunes.py",
)
def itunes_twice(owner: Owner) -> Hits:
    """An element of Apple's stands twice in the show or in an episode.

    Some apps take the first and some the last.

    Wrong:

    ```xml
    <channel>
      <itunes:author>Ann Author</itunes:author><itunes:author>Bob Author</itunes:author>
    </channel>
    ```

    Right:

    ```xml
    <channel><itunes:author>Ann Author, Bob Author</itunes:author></channel>
    ```
    """
    for name in _ONCE_NAMES:
        for extra in owner.all(name)[1:]:
            yield Hit(extra, f"a second <{name}>", "keep one of them")
