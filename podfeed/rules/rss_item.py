"""RSS040–RSS059: what RSS 2.0 asks of an item, its guid and its enclosure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Item, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import url_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Brief, Feed, Owner

_PROFILE = "https://www.rssboard.org/rss-profile"
_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"

NO_AUDIO = frozenset(("newsletter", "blog", "publisher"))
"""Values of podcast:medium whose items need no enclosure; so do all that end in ``L``."""


@rule("RSS040", "episode-title", Severity.ERROR, on="items", source=f"{_PSP}#item-title")
def episode_title(feed: Feed) -> Hits:
    """An episode has no title.

    Apple and Spotify refuse it; other apps show an empty line.

    Wrong:

    ```xml
    <item><!-- no title --></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """
    for brief in feed.briefs:
        if not brief.title:
            yield Hit(brief.at(), f"{brief.called} has no title", "add a <title>")


@rule(
    "RSS041",
    "guid-missing",
    Severity.ERROR,
    on="items",
    source="https://podcasters.apple.com/4115-technical-updates-for-hosting-providers",
)
def guid_missing(feed: Feed) -> Hits:
    """An episode has no guid.

    The guid is how an app knows an episode again. Without one it goes by the audio address,
    or the title: when that changes, every subscriber downloads the episode once more.

    Wrong:

    ```xml
    <item><!-- no guid --></item>
    ```

    Right:

    ```xml
    <item><guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid></item>
    ```
    """
    remedy = 'add a <guid isPermaLink="false"> that will never change'
    for brief in feed.briefs:
        if not brief.guid:
            yield Hit(brief.at(), f"{brief.called} has no guid", remedy)


@rule(
    "RSS042",
    "guid-twice",
    Severity.ERROR,
    on="items",
    source="https://podcasters.apple.com/4115-technical-updates-for-hosting-providers",
)
def guid_twice(feed: Feed) -> Hits:
    """Two episodes carry the same guid.

    To an app they are one episode: the second is never shown.

    Wrong:

    ```xml
    <item><guid isPermaLink="false">tea-1</guid></item>
    <item><guid isPermaLink="false">tea-1</guid></item>
    ```

    Right:

    ```xml
    <item><guid isPermaLink="false">tea-1</guid></item>
    <item><guid isPermaLink="false">tea-2</guid></item>
    ```
    """
    for brief, first in _repeated(feed.briefs, "guid"):
        this, other = brief.beside(first)
        message = f"{this} has the guid {quoted(brief.guid)} of {other}"
        yield Hit(brief.at("guid"), message, "give each episode a guid of its own")


def _repeated(briefs: list[Brief], field: str) -> Iterator[tuple[Brief, Brief]]:
    """Each item whose field repeats that of an earlier one, and the first that had it."""
    seen: dict[str, Brief] = {}
    for brief in briefs:
        value = getattr(brief, field)
        if value:
            first = seen.setdefault(value, brief)
            if first is not brief:
                yield brief, first


@rule(
    "RSS043",
    "guid-no-permalink",
    Severity.WARNING,
    on="items",
    source=f"{_PROFILE}#element-channel-item-guid",
)
def guid_no_permalink(feed: Feed) -> Hits:
    """A guid that is no web address does not say `isPermaLink="false"`.

    Without that it counts as the address of the episode's page, and readers open it.

    Wrong:

    ```xml
    <item><guid>tea-1</guid></item>
    ```

    Right:

    ```xml
    <item><guid isPermaLink="false">tea-1</guid></item>
    ```
    """
    remedy = 'add isPermaLink="false"; leave the guid as it is'
    for brief in feed.briefs:
        if brief.permalink in ("", "true") and brief.guid and (problem := url_problem(brief.guid)):
            message = f"the guid {quoted(brief.guid)} counts as a web address and {problem}"
            yield Hit(brief.at("guid"), message, remedy)


@rule(
    "RSS044",
    "permalink-value",
    Severity.WARNING,
    on="item/guid",
    source="https://validator.w3.org/feed/docs/error/InvalidBooleanAttribute.html",
)
def permalink_value(guid: _Element, item: Item) -> Hits:
    """`isPermaLink` is neither `true` nor `false`, in lower case and spelt so.

    What apps make of another value differs; most then take the guid for an address.

    Wrong:

    ```xml
    <item><guid isPermaLink="False">tea-1</guid></item>
    ```

    Right:

    ```xml
    <item><guid isPermaLink="false">tea-1</guid></item>
    ```
    """
    if guid.get("isPermaLink") in ("true", "false") and len(guid.attrib) == 1:
        return
    for key, value in guid.attrib.items():
        name = str(key)
        if name == "isPermaLink" and value not in ("true", "false"):
            message = f"isPermaLink is {quoted(str(value))}, neither true nor false"
            yield Hit(guid, message, 'write isPermaLink="false"', attribute=name)
        elif name != "isPermaLink" and name.lower() == "ispermalink":
            message = f"{quoted(name)} is not spelt isPermaLink, so it counts for nothing"
            yield Hit(guid, message, 'write isPermaLink="false"', attribute=name)


@rule(
    "RSS045",
    "guid-weak",
    Severity.WARNING,
    on="items",
    source="https://validator.w3.org/feed/docs/warning/NotSufficientlyUnique.html",
)
def guid_weak(feed: Feed) -> Hits:
    """A guid is only a small number.

    It has to be unique in the world, not in the feed: apps that keep episodes of several
    shows in one list mix them up. One that is published must stay all the same.

    Wrong:

    ```xml
    <item><guid isPermaLink="false">12</guid></item>
    ```

    Right:

    ```xml
    <item><guid isPermaLink="false">podcasts.example/tea/12</guid></item>
    ```
    """
    remedy = "give new episodes a longer one; leave those that are published"
    for brief in feed.briefs:
        if len(brief.guid) <= 8 and brief.guid.isdigit():
            message = f"the guid {quoted(brief.guid)} is hardly unique"
            yield Hit(brief.at("guid"), message, remedy)


_ONCE = ("title", "link", "description", "author", "comments", "guid", "pubDate", "source")


@rule(
    "RSS046",
    "item-child-twice",
    Severity.WARNING,
    on="repeated",
    source=f"{_PROFILE}#element-channel-item",
)
def item_child_twice(owner: Owner) -> Hits:
    """An element of an episode that may stand once stands there twice.

    Some apps take the first and some the last.

    Wrong:

    ```xml
    <item><title>Oolong</title><title>Episode 1: Oolong</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """
    if isinstance(owner, Item):
        for name in (*_ONCE, "content:encoded"):
            for extra in owner.all(name)[1:]:
                yield Hit(extra, f"{owner.called} has a second <{name}>", "keep one of them")


@rule("RSS047", "no-enclosure", Severity.ERROR, on="feed", source=f"{_PSP}#item-enclosure")
def no_enclosure(feed: Feed) -> Hits:
    """An episode has no enclosure, which is to say no audio.

    Podcast apps do not list it. If no item has one, that is told once: it is no podcast.

    Wrong:

    ```xml
    <item><!-- no enclosure --></item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    assert feed.root is not None
    medium = feed.channel.text("podcast:medium") if feed.channel else ""
    if medium.lower() in NO_AUDIO or medium.endswith("L"):
        return
    without = [brief for brief in feed.briefs if not brief.has_enclosure]
    if without and len(without) == len(feed.briefs):
        message = "no item has an enclosure, so that there is nothing to hear"
        yield Hit(without[0].at(), message, "add an <enclosure> to each episode")
        return
    for brief in without:
        message = f"{brief.called} has no enclosure; podcast apps do not list it"
        yield Hit(brief.at(), message, "add an <enclosure> with url, length and type")


@rule(
    "RSS048",
    "enclosure-incomplete",
    Severity.ERROR,
    on="items",
    source=f"{_PROFILE}#element-channel-item-enclosure",
)
def enclosure_incomplete(feed: Feed) -> Hits:
    """An enclosure lacks its url, length or type.

    All three are required: Apple refuses the episode, and players without a length or a
    type refuse to play or cannot show how far a download is.

    Wrong:

    ```xml
    <item><enclosure url="https://podcasts.example/1.mp3" type="audio/mpeg"/></item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    for brief in feed.briefs:
        if brief.has_enclosure and not (brief.url and brief.length and brief.media_type):
            parts = {"url": brief.url, "length": brief.length, "type": brief.media_type}
            missing = [name for name, value in parts.items() if not value]
            message = f"the enclosure of {brief.called} has no {', no '.join(missing)}"
            yield Hit(brief.at("enclosure"), message, "an <enclosure> needs url, length and type")


@rule(
    "RSS049",
    "enclosures-several",
    Severity.WARNING,
    on="repeated",
    source=f"{_PROFILE}#element-channel-item-enclosure",
)
def enclosures_several(owner: Owner) -> Hits:
    """An episode has more than one enclosure.

    Apps take the first or the last, and no listener gets to choose.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
      <enclosure url="https://podcasts.example/1.m4a" length="1234567" type="audio/x-m4a"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    if isinstance(owner, Item):
        for extra in owner.all("enclosure")[1:]:
            message = f"{owner.called} has more than one enclosure"
            yield Hit(extra, message, "keep one; podcast:alternateEnclosure holds others")


@rule(
    "RSS050",
    "enclosure-twice",
    Severity.ERROR,
    on="items",
    source="https://podcasters.apple.com/support/823-podcast-requirements",
)
def enclosure_twice(feed: Feed) -> Hits:
    """Two episodes have the same audio address.

    Apple lists only one of them, and listeners hear the same thing twice elsewhere.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    <item>
      <enclosure url="https://podcasts.example/2.mp3" length="2345678" type="audio/mpeg"/>
    </item>
    ```
    """
    for brief, first in _repeated(feed.briefs, "url"):
        this, other = brief.beside(first)
        message = f"{this} has the audio of {other}"
        yield Hit(brief.at("enclosure"), message, "give each episode its own file", attribute="url")


@rule(
    "RSS051",
    "enclosure-url",
    Severity.ERROR,
    on="items",
    source="https://podcasters.apple.com/support/823-podcast-requirements",
)
def enclosure_url(feed: Feed) -> Hits:
    """The address of an enclosure is no absolute http or https address in ASCII.

    Apps cannot fetch it: the episode does not play. Letters outside of ASCII, `<` and `>`, and
    a `%` without two digits behind it are a warning, since many apps encode them by themselves;
    Apple does not.

    Wrong:

    ```xml
    <item><enclosure url="audio/tea 1.mp3" length="1234567" type="audio/mpeg"/></item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/tea%201.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    remedy = "write it in full, https://…, with other characters percent-encoded"
    for brief in feed.briefs:
        if brief.url and (problem := url_problem(brief.url)):
            severity = Severity.WARNING if "percent" in problem else None
            message = f"the audio address {quoted(brief.url)} {problem}"
            yield Hit(brief.at("enclosure"), message, remedy, "url", severity)


@rule(
    "RSS052",
    "enclosure-length",
    Severity.ERROR,
    on="items",
    source="https://validator.w3.org/feed/docs/error/InvalidIntegerAttribute.html",
)
def enclosure_length(feed: Feed) -> Hits:
    """The length of an enclosure is no whole number of bytes.

    It is the size of the file, not a time. Apps that cannot read it refuse the episode or show
    no progress. A size that is not known is written as 0.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="12:34" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    remedy = "write the size of the file in bytes"
    for brief in feed.briefs:
        length = brief.length
        if length and not (length.isascii() and length.isdigit()):
            message = f"the length {quoted(length)} is no whole number of bytes"
            yield Hit(brief.at("enclosure"), message, remedy, "length")


@rule(
    "RSS053",
    "enclosure-length-zero",
    Severity.WARNING,
    on="items",
    source=_APPLE,
)
def enclosure_length_zero(feed: Feed) -> Hits:
    """The length of an enclosure is 0.

    That means that the size is not known. Apps then cannot tell how large the download is.

    Wrong:

    ```xml
    <item><enclosure url="https://podcasts.example/1.mp3" length="0" type="audio/mpeg"/></item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    remedy = "write the size of the file in bytes"
    for brief in feed.briefs:
        if brief.length and not brief.length.strip("0"):
            message = f"the enclosure of {brief.called} has the length 0"
            yield Hit(brief.at("enclosure"), message, remedy, "length")
