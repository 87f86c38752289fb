"""RSS020–RSS039: what RSS 2.0 asks of the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.languages import REGIONS
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import url_problem
from podfeed.values import Language

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed, Owner
    from podfeed.rules.engine.registry import Spot

_PROFILE = "https://www.rssboard.org/rss-profile"


@rule(
    "RSS020",
    "show-title",
    Severity.ERROR,
    on="channel",
    source=f"{_PROFILE}#element-channel-title",
)
def show_title(channel: Channel) -> Hits:
    """The show has no title.

    No app lists a show without one.

    Wrong:

    ```xml
    <channel><title> </title></channel>
    ```

    Right:

    ```xml
    <channel><title>Tea Time</title></channel>
    ```
    """
    if not channel.text("title"):
        yield Hit(channel.first.get("title"), "the show has no title", "add a <title>")


@rule(
    "RSS021",
    "show-link",
    Severity.ERROR,
    on="channel",
    source=f"{_PROFILE}#element-channel-link",
)
def show_link(channel: Channel) -> Hits:
    """The show has no link to its web page.

    RSS and PSP-1 require it, some readers refuse a feed without it, and listeners have no way
    from the app to the show's own page.

    Wrong:

    ```xml
    <channel><!-- no link --></channel>
    ```

    Right:

    ```xml
    <channel><link>https://podcasts.example/tea</link></channel>
    ```
    """
    if not channel.text("link"):
        link = channel.first.get("link")
        yield Hit(link, "the show has no <link> to its web page", "add a <link>")


@rule(
    "RSS022",
    "show-description",
    Severity.ERROR,
    on="channel",
    source=f"{_PROFILE}#element-channel-description",
)
def show_description(channel: Channel) -> Hits:
    """The show has no description.

    Apple refuses it, and listeners have nothing to decide by.

    Wrong:

    ```xml
    <channel><!-- no description --></channel>
    ```

    Right:

    ```xml
    <channel><description>Leaves, water, and the time between them.</description></channel>
    ```
    """
    if not channel.text("description"):
        element = channel.first.get("description")
        if element is None or not len(element):
            yield Hit(element, "the show has no description", "add a <description>")


_WITHDRAWN = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Codes of ISO 639 that were replaced, with the code that took their place."""


@rule(
    "RSS023",
    "language-code",
    Severity.ERROR,
    on="channel/language",
    source="https://help.apple.com/itc/podcasts_connect/#/itcb54353390",
)
def language_code(language: _Element, channel: Channel) -> Hits:
    """The language is no code of ISO 639, such as `en` or `pt-BR`.

    Apple refuses a show whose language it does not know, and every app sorts shows by it.
    Language and region are joined by a hyphen. Codes that were withdrawn, as `iw` for `he`, are a
    warning, since apps that know the old lists still take them; so are regions that ISO 3166 does
    not have, as `uk` for `gb`, since apps go by the language alone.

    Wrong:

    ```xml
    <channel><language>English</language></channel>
    ```

    Right:

    ```xml
    <channel><language>en-us</language></channel>
    ```
    """
    text = (language.text or "").strip()
    if not text:
        yield Hit(language, "the language is empty", "write a code such as en or pt-BR")
        return
    old = text.replace("_", "-").partition("-")[0].lower()
    if old in _WITHDRAWN:
        message = f"the language code {quoted(old)} was withdrawn"
        remedy = f'write "{_WITHDRAWN[old]}{text[len(old) : 40].replace("_", "-")}"'
        yield Hit(language, message, remedy, severity=Severity.WARNING)
        return
    try:
        code = Language.parse(text[:40])
    except ValueError as reason:
        remedy = str(reason).rpartition(": ")[2]
        yield Hit(language, f"{quoted(text)} is no language code", remedy)
        return
    if "_" in text:
        message = f"{quoted(text)} joins language and region by an underscore"
        yield Hit(language, message, f'write "{code}"')
        return
    region = next((part for part in code.split("-")[1:] if len(part) == 2), None)
    if region is not None and region not in REGIONS and "-x-" not in code:
        meant = "GB" if region == "UK" else None
        remedy = f'write "{code.replace(region, meant)}"' if meant else "write a code of ISO 3166"
        message = f"{quoted(region)} in {quoted(text)} is no region"
        yield Hit(language, message, remedy, severity=Severity.WARNING)


_ONCE = (
    *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster"),
    *("pubDate", "lastBuildDate", "generator", "docs", "cloud", "ttl", "image", "rating"),
    *("textInput", "skipHours", "skipDays"),
)


@rule(
    "RSS024",
    "channel-child-twice",
    Severity.WARNING,
    on="repeated",
    source=f"{_PROFILE}#element-channel",
)
def channel_child_twice(owner: Owner) -> Hits:
    """An element of the channel that may stand once stands there twice.

    Some apps take the first and some the last, so that listeners see different shows.

    Wrong:

    ```xml
    <channel><title>Tea Time</title><title>The Tea Time Podcast</title></channel>
    ```

    Right:

    ```xml
    <channel><title>Tea Time</title></channel>
    ```
    """
    if owner.name == "channel":
        for name in _ONCE:
            for extra in owner.all(name)[1:]:
                yield Hit(extra, f"<{name}> stands in the channel already", "keep one of them")


@rule(
    "RSS025",
    "link-not-url",
    Severity.WARNING,
    on="items",
    source=f"{_PROFILE}#data-types-url",
)
def link_not_url(feed: Feed) -> Hits:
    """A link is no absolute web address.

    RSS knows no base address, so apps cannot open a relative one: a tap does nothing.

    Wrong:

    ```xml
    <channel><link>/tea</link></channel>
    ```

    Right:

    ```xml
    <channel><link>https://podcasts.example/tea</link></channel>
    ```
    """
    for link in feed.channel.all("link") if feed.channel is not None else ():
        text = (link.text or "").strip()
        if text and (problem := _link_problem(text)):
            yield _link(text, problem, link)
    for brief in feed.briefs:
        if brief.link is not None and (problem := _link_problem(brief.link)):
            yield _link(brief.link, problem, brief.at("link"))


def _link_problem(text: str) -> str | None:
    return url_problem(text, schemes=None) if text else "is empty"


def _link(text: str, problem: str, node: _Element | Spot) -> Hit:
    what = f"the link {quoted(text)} {problem}" if text else f"the link {problem}"
    return Hit(node, what, "write the address in full, or leave it out")


@rule(
    "RSS026",
    "image-incomplete",
    Severity.WARNING,
    on="channel/image",
    source=f"{_PROFILE}#element-channel-image",
)
def image_incomplete(image: _Element, channel: Channel) -> Hits:
    """The `<image>` of RSS lacks its url, title or link.

    Readers that show it refuse one that is incomplete. Podcast apps use `itunes:image`.

    Wrong:

    ```xml
    <channel><image><url>https://podcasts.example/tea.jpg</url></image></channel>
    ```

    Right:

    ```xml
    <channel>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/tea</link>
      </image>
    </channel>
    ```
    """
    name = channel.feed.name
    parts = {name(child.tag): (child.text or "").strip() for child in image}
    missing = [f"<{part}>" for part in ("url", "title", "link") if not parts.get(part)]
    if missing:
        yield Hit(image, f"<image> has no {', no '.join(missing)}", "add what is missing")


@rule(
    "RSS027",
    "image-size",
    Severity.WARNING,
    on="channel/image",
    source=f"{_PROFILE}#element-channel-image-width",
)
def image_size(image: _Element, channel: Channel) -> Hits:
    """The `<image>` of RSS states a width or height that is none, or too large.

    RSS allows 144 by 400 pixels there. A cover of 3000 pixels is right for apps, but
    its size must not be stated in `<image>`: leave width and height out.

    Wrong:

    ```xml
    <channel>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/tea</link>
        <width>3000</width>
      </image>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/tea</link>
      </image>
    </channel>
    ```
    """
    for child in image:
        name = channel.feed.name(child.tag)
        most = {"width": 144, "height": 400}.get(name)
        text = (child.text or "").strip()
        if most is None:
            continue
        if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= most):
            message = f"the {name} {quoted(text)} is no number from 1 to {most}"
            yield Hit(child, message, f"take the <{name}> out")


@rule(
    "RSS028",
    "items-last",
    Severity.INFO,
    on="feed",
    source=f"{_PROFILE}#element-channel",
)
def items_last(feed: Feed) -> Hits:
    """Something about the show stands after the first episode.

    Apps that read a long feed only in part do not come to it. It is told of what apps read: the
    elements of RSS itself, of Atom, of Apple and of the podcast namespace.

    Wrong:

    ```xml
    <rss version="2.0">
      <channel>
        <title>Tea</title>
        <item><title>Oolong</title></item>
        <description>Leaves and water.</description>
        <item><title>Sencha</title></item>
      </channel>
    </rss>
    ```

    Right:

    ```xml
    <rss version="2.0">
      <channel>
        <title>Tea</title>
        <description>Leaves and water.</description>
        <item><title>Oolong</title></item>
      </channel>
    </rss>
    ```
    """
    for child in feed.late_children:
        name = feed.name(child.tag)
        if name.rpartition(":")[0] in ("", "atom", "itunes", "podcast"):
            yield Hit(child, f"<{name}> stands after the first item", "put the items last")
            return
