"""RSS090–RSS099: elements of RSS 2.0 that hardly any podcast app reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Channel, Feed, Item, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import url_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROFILE = "https://www.rssboard.org/rss-profile"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FORM = ("title", "description", "name", "link")
_CLOUD = ("domain", "path", "port", "protocol", "registerProcedure")


_SPECIFICATION = re.compile(
    r"rssboard\.org/|cyber\.law\.harvard\.edu/rss|blogs\.law\.harvard\.edu/tech/rss"
    r"|backend\.userland\.com/rss"
)


@rule(
    "RSS090",
    "docs-address",
    Severity.INFO,
    on="channel/docs",
    source=f"{_PROFILE}#element-channel-docs",
)
def docs_address(docs: _Element, channel: Channel) -> Hits:
    """`<docs>` leads somewhere else than to the specification of RSS.

    It is there for whoever finds the file in many years and wonders what it is; podcast apps,
    and so listeners, never see it.

    Wrong:

    ```xml
    <channel><docs>https://podcasts.example/about</docs></channel>
    ```

    Right:

    ```xml
    <channel><docs>https://www.rssboard.org/rss-specification</docs></channel>
    ```
    """
    text = (docs.text or "").strip()
    if not _SPECIFICATION.search(text):
        message = f"<docs> is {quoted(text)}, and not the specification of RSS"
        yield Hit(docs, message, "write https://www.rssboard.org/rss-specification")


@rule(
    "RSS091",
    "skip-hours",
    Severity.WARNING,
    on="channel/skipHours",
    source=f"{_PROFILE}#element-channel-skiphours",
)
def skip_hours(hours: _Element, channel: Channel) -> Hits:
    """`<skipHours>` names no hour, or one that does not exist, or one twice.

    Apps that keep to it may not look for new episodes when they come. Hours go from 0 to 23; 24
    is an old way to write 0, and a hint.

    Wrong:

    ```xml
    <channel><skipHours><hour>25</hour></skipHours></channel>
    ```

    Right:

    ```xml
    <channel><skipHours><hour>0</hour></skipHours></channel>
    ```
    """
    seen: set[int] = set()
    for hour in hours:
        if channel.feed.name(hour.tag) != "hour":
            continue
        text = (hour.text or "").strip()
        number = int(text) if re.fullmatch("[0-9]{1,2}", text) else -1
        if number == 24:
            remedy = "write 0 for midnight"
            yield Hit(hour, "the hour 24 is 0 today", remedy, severity=Severity.INFO)
            number = 0
        elif not 0 <= number <= 23:
            yield Hit(hour, f"there is no hour {quoted(text)}", "write 0 to 23")
        elif number in seen:
            yield Hit(hour, f"the hour {number} is skipped twice", "keep one of them")
        seen.add(number)
    if not seen:
        yield Hit(hours, "<skipHours> names no hour", "take it out")


@rule(
    "RSS092",
    "skip-days",
    Severity.WARNING,
    on="channel/skipDays",
    source=f"{_PROFILE}#element-channel-skipdays",
)
def skip_days(days: _Element, channel: Channel) -> Hits:
    """`<skipDays>` names no day, or one that does not exist, or one twice.

    Apps that keep to it may not look for new episodes when they come. Days have English names.

    Wrong:

    ```xml
    <channel><skipDays><day>Sonntag</day></skipDays></channel>
    ```

    Right:

    ```xml
    <channel><skipDays><day>Sunday</day></skipDays></channel>
    ```
    """
    seen: set[str] = set()
    for day in days:
        if channel.feed.name(day.tag) != "day":
            continue
        text = (day.text or "").strip()
        if text not in _DAYS:
            yield Hit(day, f"there is no day {quoted(text)}", f"write one of {', '.join(_DAYS)}")
        elif text in seen:
            yield Hit(day, f"{text} is skipped twice", "keep one of them")
        seen.add(text)
    if not seen:
        yield Hit(days, "<skipDays> names no day", "take it out")


@rule(
    "RSS093",
    "text-input",
    Severity.INFO,
    on="channel/textInput",
    source=f"{_PROFILE}#element-channel-textinput",
)
def text_input(form: _Element, channel: Channel) -> Hits:
    """The feed has a `<textInput>`, perhaps one that is not even complete.

    Almost no app shows it, so that listeners never find the form that it stands for.

    Wrong:

    ```xml
    <channel>
      <textInput>
        <title>Go</title>
        <description>Search</description>
        <name>q</name>
        <link>https://podcasts.example/find</link>
      </textInput>
    </channel>
    ```

    Right:

    ```xml
    <channel><link>https://podcasts.example/find</link></channel>
    ```
    """
    yield Hit(form, "hardly any app knows <textInput>", "take it out")
    given = {channel.feed.name(child.tag) for child in form}
    if missing := [name for name in _FORM if name not in given]:
        yield Hit(form, f"<textInput> has no {', '.join(missing)}", "take it out")
    for child in form:
        address = (child.text or "").strip()
        if channel.feed.name(child.tag) == "link" and (problem := url_problem(address)):
            message = f"the link of <textInput>, {quoted(address)}, {problem}"
            yield Hit(child, message, "write the address in full")


@rule(
    "RSS094",
    "cloud-incomplete",
    Severity.WARNING,
    on="channel/cloud",
    source=f"{_PROFILE}#element-channel-cloud",
)
def cloud_incomplete(cloud: _Element, channel: Channel) -> Hits:
    """`<cloud>` lacks one of its five attributes, or has one that cannot be right.

    Apps cannot ask to be told of new episodes, and have them later.

    Wrong:

    ```xml
    <channel><cloud domain="rpc.example" port="80" path="/rpc" protocol="xml-rpc"/></channel>
    ```

    Right:

    ```xml
    <channel>
      <cloud
        domain="rpc.example"
        port="80"
        path="/rpc"
        registerProcedure="notify"
        protocol="xml-rpc"/>
    </channel>
    ```
    """
    missing = [name for name in _CLOUD if cloud.get(name) is None]
    if missing:
        yield Hit(cloud, f"<cloud> has no {', '.join(missing)}", "add it, or take the element out")
    port = cloud.get("port")
    if port is not None and not (re.fullmatch(r"\s*[0-9]{1,5}\s*", port) and int(port) <= 65535):
        yield Hit(cloud, f"<cloud> has the port {quoted(port)}", "write a port such as 80", "port")
    protocol = cloud.get("protocol")
    if protocol is not None and protocol.strip() not in ("xml-rpc", "soap", "http-post"):
        message = f"<cloud> has the unknown protocol {quoted(protocol)}"
        yield Hit(cloud, message, "write xml-rpc, soap or http-post", "protocol")


@rule(
    "RSS095",
    "notes-without-summary",
    Severity.INFO,
    on="item/content:encoded",
    source=f"{_PROFILE}#namespace-elements-content-encoded",
)
def notes_without_summary(notes: _Element, item: Item) -> Hits:
    """`content:encoded` stands alone, or before the description.

    The description is the summary: apps that read one of the two show the first, and listeners
    get the whole notes in a list, or none.

    Wrong:

    ```xml
    <item>
      <!-- no description -->
      <content:encoded>Half green, half black.</content:encoded>
    </item>
    ```

    Right:

    ```xml
    <item>
      <description>A summary.</description>
      <content:encoded>Half green, half black.</content:encoded>
    </item>
    ```
    """
    noted = item.feed.noted
    description = item.first.get("description")
    if description is None:
        if "RSS095" not in noted:
            noted.add("RSS095")
            message = f"{item.called} has content:encoded, and no description"
            yield Hit(notes, f"{message} (told once for the feed)", "add a <description>")
    elif "RSS095 order" not in noted and _comes_before(notes, description, item):
        noted.add("RSS095 order")
        message = "content:encoded stands before the description (told once for the feed)"
        yield Hit(notes, message, "put the description first")


def _comes_before(notes: _Element, description: _Element, item: Item) -> bool:
    """Whether these notes, which may be told once more behind it, stand before the description."""
    # The names are kept in the order in which they come, which most items tell by it alone.
    order = next(name for name in item.first if name in ("description", "content:encoded"))
    return order != "description" and next(description.itersiblings(str(notes.tag)), None) is None


@rule(
    "RSS096",
    "comments-without-build-date",
    Severity.INFO,
    on="item/{http://purl.org/rss/1.0/modules/slash/}comments feed",
    source=f"{_PROFILE}#namespace-elements-slash-comments",
)
def comments_without_build_date(subject: _Element | Feed, item: Item | None = None) -> Hits:
    """Episodes count their comments, and the feed has no `lastBuildDate`.

    Apps cannot tell how old the number is.

    Wrong:

    ```xml
    <rss xmlns:slash="http://purl.org/rss/1.0/modules/slash/" version="2.0">
      <channel>
        <item>
          <title>Oolong</title>
          <slash:comments>3</slash:comments>
        </item>
      </channel>
    </rss>
    ```

    Right:

    ```xml
    <rss xmlns:slash="http://purl.org/rss/1.0/modules/slash/" version="2.0">
      <channel>
        <lastBuildDate>Fri, 01 May 2026 08:00:00 +0000</lastBuildDate>
        <item>
          <title>Oolong</title>
          <slash:comments>3</slash:comments>
        </item>
      </channel>
    </rss>
    ```
    """
    if item is not None:
        item.feed.noted.add("RSS096")
    elif isinstance(subject, Feed) and subject.channel is not None and "RSS096" in subject.noted:
        channel = subject.channel
        if "lastBuildDate" not in channel.first:
            message = "slash:comments counts comments, and the feed does not say when"
            yield Hit(channel.node, message, "add a <lastBuildDate>")
