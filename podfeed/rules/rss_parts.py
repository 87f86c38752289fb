"""RSS070–RSS079: the smaller elements of RSS 2.0, which few podcast apps read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import extension, url_problem
from podfeed.values import Language

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Item, Owner

_PROFILE = "https://www.rssboard.org/rss-profile"
_EMAIL = r"[^\s()<>@,;:\"]+@[^\s()<>@,;:\".]+(?:\.[^\s()<>@,;:\".]+)+"
_CONTACT = re.compile(rf"({_EMAIL})(\s*\([^()]*\S[^()]*\))?|[^<>@]*\S\s*<({_EMAIL})>")


@rule(
    "RSS070",
    "image-child-twice",
    Severity.WARNING,
    on="channel/image channel/textInput",
    source=f"{_PROFILE}#element-channel-image",
)
def image_child_twice(image: _Element, channel: Channel) -> Hits:
    """An element in the `<image>` or `<textInput>` of RSS stands there twice.

    Some readers take the first and some the last, so that people see different pictures.

    Wrong:

    ```xml
    <channel>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <url>https://podcasts.example/pot.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/tea</link>
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
    seen = set()
    for child in image:
        name = channel.feed.name(child.tag)
        if name in seen:
            parent = channel.feed.name(image.tag)
            yield Hit(child, f"<{parent}> has a second <{name}>", "keep one of them")
        seen.add(name)


@rule(
    "RSS071",
    "image-address",
    Severity.WARNING,
    on="channel/image",
    source=f"{_PROFILE}#element-channel-image-url",
)
def image_address(image: _Element, channel: Channel) -> Hits:
    """An address in the `<image>` of RSS is none, or not one of a GIF, JPEG or PNG picture.

    Readers that show this picture show none then, or lead nowhere when it is tapped.

    Wrong:

    ```xml
    <channel><image>https://podcasts.example/tea.jpg</image></channel>
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
    text = (image.text or "").strip()
    if text:
        message = f"<image> holds the text {quoted(text)}, which no reader looks at"
        yield Hit(image, message, "write <image><url>…</url>…</image>")
    for child in image:
        name, address = channel.feed.name(child.tag), (child.text or "").strip()
        if name not in ("url", "link") or not address:
            continue
        what = "address" if name == "url" else "link"
        if problem := url_problem(address, schemes=("http", "https") if name == "url" else None):
            message = f"the {what} of the image, {quoted(address)}, {problem}"
            yield Hit(child, message, "write the address in full")
        elif name == "url" and extension(address) in _OTHER_PICTURES:
            message = f"the image is a .{extension(address)}, which few readers show"
            yield Hit(child, message, "use a JPEG or PNG file", severity=Severity.INFO)


_OTHER_PICTURES = ("svg", "webp", "avif", "heic", "bmp", "ico", "tif", "tiff")


@rule(
    "RSS072",
    "image-title-differs",
    Severity.INFO,
    on="channel/image",
    source=f"{_PROFILE}#element-channel-image-title",
)
def image_title_differs(image: _Element, channel: Channel) -> Hits:
    """The title in the `<image>` of RSS is not that of the show.

    It is read to those who do not see the picture, and should tell them what it is of.

    Wrong:

    ```xml
    <channel>
      <title>Tea Time</title>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>logo</title>
        <link>https://podcasts.example/tea</link>
      </image>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <title>Tea Time</title>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/tea</link>
      </image>
    </channel>
    ```
    """
    show = channel.text("title")
    for child in image:
        title = (child.text or "").strip()
        if channel.feed.name(child.tag) == "title" and title and show and title != show:
            message = f"the image is titled {quoted(title)}, the show {quoted(show)}"
            yield Hit(child, message, "give both the same title")


@rule(
    "RSS078",
    "image-link-differs",
    Severity.INFO,
    on="channel/image",
    source="https://validator.w3.org/feed/docs/warning/ImageLinkDoesntMatch.html",
)
def image_link_differs(image: _Element, channel: Channel) -> Hits:
    """The link in the `<image>` of RSS is not that of the show.

    Whoever taps the picture lands elsewhere than by the title, often on a page that is gone.

    Wrong:

    ```xml
    <channel>
      <link>https://podcasts.example/tea</link>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/old</link>
      </image>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <link>https://podcasts.example/tea</link>
      <image>
        <url>https://podcasts.example/tea.jpg</url>
        <title>Tea Time</title>
        <link>https://podcasts.example/tea</link>
      </image>
    </channel>
    ```
    """
    show = channel.text("link")
    for child in image:
        link = (child.text or "").strip()
        differs = _page(link) and _page(show) and _page(link) != _page(show)
        if differs and channel.feed.name(child.tag) == "link":
            message = f"the image leads to {quoted(link)}, the show to {quoted(show)}"
            yield Hit(child, message, "give both the same link")


def _page(link: str) -> str:
    """A link without what makes no difference: the scheme, www, a slash at the end."""
    bare = re.sub(r"^https?://(?:www\.)?", "", link, flags=re.IGNORECASE)
    return bare.rstrip("/")


@rule(
    "RSS073",
    "contact-form",
    Severity.INFO,
    on="channel/managingEditor channel/webMaster item/author",
    source=f"{_PROFILE}#data-types-email",
)
def contact_form(contact: _Element, owner: Owner) -> Hits:
    """A person is named in a form that RSS does not have.

    RSS wants an address, and the name in parentheses. Podcast apps show `itunes:author`
    instead; a feed reader offers to write to an address that does not work. An author
    without an address is named by `dc:creator`.

    Wrong:

    ```xml
    <channel><webMaster>Ann Author (ann@podcasts.example)</webMaster></channel>
    ```

    Right:

    ```xml
    <channel><webMaster>ann@podcasts.example (Ann Author)</webMaster></channel>
    ```
    """
    text = (contact.text or "").strip()
    plain = unquote(text[7:].partition("?")[0]) if text.lower().startswith("mailto:") else text
    if plain and not _CONTACT.fullmatch(plain[:300]):
        name = owner.feed.name(contact.tag)
        message = f"<{name}> is {quoted(text)}, not an e-mail address with a name"
        yield Hit(contact, message, "write: ann@podcasts.example (Ann Author)")


@rule(
    "RSS074",
    "contact-nameless",
    Severity.INFO,
    on="channel/managingEditor channel/webMaster item/author",
    source=f"{_PROFILE}#data-types-email",
)
def contact_nameless(contact: _Element, owner: Owner) -> Hits:
    """An e-mail address stands without the name of the person.

    Feed readers show the address where people expect to see who speaks.

    Wrong:

    ```xml
    <channel><managingEditor>ann@podcasts.example</managingEditor></channel>
    ```

    Right:

    ```xml
    <channel><managingEditor>ann@podcasts.example (Ann Author)</managingEditor></channel>
    ```
    """
    match = _CONTACT.fullmatch((contact.text or "").strip()[:300])
    if match and match[1] and not match[2]:
        name = owner.feed.name(contact.tag)
        yield Hit(contact, f"<{name}> has an address and no name", "add the name in parentheses")


@rule(
    "RSS075", "ttl-value", Severity.INFO, on="channel/ttl", source=f"{_PROFILE}#element-channel-ttl"
)
def ttl_value(ttl: _Element, channel: Channel) -> Hits:
    """`<ttl>` is no whole number of minutes above zero.

    It tells how long the feed may be kept before it is asked for again; anything else counts
    for nothing.

    Wrong:

    ```xml
    <channel><ttl>0</ttl></channel>
    ```

    Right:

    ```xml
    <channel><ttl>60</ttl></channel>
    ```
    """
    text = (ttl.text or "").strip()
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text):
        yield Hit(
            ttl, f"<ttl> is {quoted(text)}, no number of minutes", "write 60, or leave it out"
        )


@rule(
    "RSS076",
    "source-address",
    Severity.WARNING,
    on="item/source",
    source=f"{_PROFILE}#element-channel-item-source",
)
def source_address(source: _Element, item: Item) -> Hits:
    """`<source>` of an episode has no address of a feed in its `url`.

    Whoever wants to hear more from where the episode comes from is led nowhere.

    Wrong:

    ```xml
    <item><source>Tea Time</source></item>
    ```

    Right:

    ```xml
    <item><source url="https://podcasts.example/tea.xml">Tea Time</source></item>
    ```
    """
    url = (source.get("url") or "").strip()
    if not url:
        yield Hit(source, "<source> has no url", "add the address of the feed that it names")
    elif problem := url_problem(url, schemes=None):
        message = f"the url of <source>, {quoted(url)}, {problem}"
        yield Hit(source, message, "write the address in full", attribute="url")


@rule(
    "RSS077",
    "dc-language-code",
    Severity.WARNING,
    on="channel/dc:language item/dc:language",
    source="https://www.rssboard.org/rss-language-codes",
)
def dc_language(language: _Element, owner: Owner) -> Hits:
    """`dc:language` is no language code.

    Readers that go by it hyphenate and read aloud in a wrong language.

    Wrong:

    ```xml
    <channel><dc:language>klingon-language</dc:language></channel>
    ```

    Right:

    ```xml
    <channel><dc:language>en</dc:language></channel>
    ```
    """
    text = (language.text or "").strip()
    try:
        Language.parse(text)
    except ValueError as reason:
        message = f"dc:language is {quoted(text)}, no language code"
        yield Hit(language, message, str(reason).rpartition(": ")[2])
