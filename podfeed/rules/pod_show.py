"""POD040–POD069: payments, comments, people and lists in the podcast namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Feed, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.tags.names import PODCAST, PODCAST_ALIAS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed, Item, Owner

_ROOT = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs"
_TAGS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags"


def _number(text: str) -> float | None:
    """A number of seconds, shares or the like; None if it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None


def _inside(element: _Element, owner: Owner, name: str) -> list[_Element]:
    """The children of an element that have a name, whatever namespace alias they use."""
    return [child for child in element if owner.feed.name(child.tag) == name]


@rule(
    "POD046",
    "time-splits-overlap",
    Severity.WARNING,
    on="podcast:value",
    source=f"{_TAGS}/value-time-split.md",
)
def time_splits_overlap(value: _Element, owner: Owner) -> Hits:
    """Two stretches of an episode that are paid for differently overlap.

    What a listener sends in that time goes to one of them, and which one is chance.

    Wrong:

    ```xml
    <item>
      <podcast:value type="lightning" method="keysend">
        <podcast:valueRecipient type="lnaddress" address="ann@wallet.example" split="100"/>
        <podcast:valueTimeSplit startTime="60" duration="120">
          <podcast:valueRecipient type="lnaddress" address="bo@wallet.example" split="1"/>
        </podcast:valueTimeSplit>
        <podcast:valueTimeSplit startTime="100" duration="60">
          <podcast:valueRecipient type="lnaddress" address="cy@wallet.example" split="1"/>
        </podcast:valueTimeSplit>
      </podcast:value>
    </item>
    ```

    Right:

    ```xml
    <item>
      <podcast:value type="lightning" method="keysend">
        <podcast:valueRecipient type="lnaddress" address="ann@wallet.example" split="100"/>
        <podcast:valueTimeSplit startTime="60" duration="40">
          <podcast:valueRecipient type="lnaddress" address="bo@wallet.example" split="1"/>
        </podcast:valueTimeSplit>
        <podcast:valueTimeSplit startTime="100" duration="60">
          <podcast:valueRecipient type="lnaddress" address="cy@wallet.example" split="1"/>
        </podcast:valueTimeSplit>
      </podcast:value>
    </item>
    ```
    """
    stretches = []
    for split in _inside(value, owner, "podcast:valueTimeSplit"):
        start, length = (_number(split.get(name) or "") for name in ("startTime", "duration"))
        if start is not None and length is not None:
            stretches.append((start, start + length, split))
    end = -1.0
    for start, stop, split in sorted(stretches, key=lambda stretch: stretch[:2]):
        if start < end:
            message = f"the stretch from {start:g} s begins before another one ends, at {end:g} s"
            yield Hit(split, message, "shorten one of them", "startTime")
        end = max(end, stop)


@rule(
    "POD047",
    "value-splits-nothing",
    Severity.WARNING,
    on="podcast:value podcast:valueTimeSplit",
    source=f"{_TAGS}/value-recipient.md",
)
def value_splits_nothing(value: _Element, owner: Owner) -> Hits:
    """All recipients of a payment have a share of nothing.

    What listeners send reaches nobody.

    Wrong:

    ```xml
    <channel>
      <podcast:value type="lightning" method="keysend">
        <podcast:valueRecipient type="lnaddress" address="ann@wallet.example" split="0"/>
      </podcast:value>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <podcast:value type="lightning" method="keysend">
        <podcast:valueRecipient type="lnaddress" address="ann@wallet.example" split="1"/>
      </podcast:value>
    </channel>
    ```
    """
    shares = [one.get("split") or "" for one in _inside(value, owner, "podcast:valueRecipient")]
    if shares and all(_number(share) == 0 for share in shares):
        message = "the shares of all recipients are 0"
        yield Hit(value, message, "give at least one of them a share")


@rule(
    "POD048",
    "social-priority",
    Severity.WARNING,
    on="repeated",
    source=f"{_TAGS}/social-interact.md",
)
def social_priority(owner: Owner) -> Hits:
    """Of several places for comments, it is not said which comes first.

    With several `podcast:socialInteract` each has a `priority` of its own, the lowest first;
    without it, one app shows the comments here, another there, and listeners do not meet.

    Wrong:

    ```xml
    <item>
      <podcast:socialInteract
        protocol="activitypub"
        uri="https://social.example/1"
        accountId="@tea"/>
      <podcast:socialInteract protocol="nostr" uri="nostr:note1" accountId="tea"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <podcast:socialInteract
        protocol="activitypub"
        uri="https://social.example/1"
        accountId="@tea"
        priority="1"/>
      <podcast:socialInteract protocol="nostr" uri="nostr:note1" accountId="tea" priority="2"/>
    </item>
    ```
    """
    places = owner.all("podcast:socialInteract")
    if len(places) > 1:
        taken: set[str] = set()
        for place in places:
            priority = (place.get("priority") or "").strip()
            if not priority:
                message = "one of several places for comments has no priority"
                yield Hit(place, message, 'add priority="1" to the first, and so on')
            elif priority in taken:
                message = f"two places for comments have the priority {quoted(priority)}"
                yield Hit(place, message, "give each its own", "priority")
            taken.add(priority)


@rule("POD049", "list-with-episodes", Severity.WARNING, on="feed", source=f"{_TAGS}/medium.md")
def list_with_episodes(feed: Feed) -> Hits:
    """A feed that is a list of others has episodes of its own.

    With a medium such as `musicL` or `mixed`, apps look for `podcast:remoteItem` only: the
    episodes are not shown.

    Wrong:

    ```xml
    <channel><podcast:medium>podcastL</podcast:medium></channel>
    ```

    Right:

    ```xml
    <channel><podcast:medium>podcast</podcast:medium></channel>
    ```
    """
    if feed.channel is None:
        return
    medium = feed.channel.text("podcast:medium")
    is_list = medium == "mixed" or (medium.endswith("L") and len(medium) > 4)
    if is_list and (feed.briefs or "podcast:liveItem" in feed.channel.first):
        message = f"the medium {quoted(medium)} is a list, and the feed has episodes of its own"
        remedy = "name the medium of the episodes" if medium == "mixed" else f"write {medium[:-1]}"
        yield Hit(feed.channel.first["podcast:medium"], message, remedy)


@rule(
    "POD050",
    "publisher-feed-incomplete",
    Severity.WARNING,
    on="channel",
    source="https://github.com/Podcastindex-org/podcast-namespace/blob/main/publishers/publishers.md",
)
def publisher_feed_incomplete(channel: Channel) -> Hits:
    """The feed of a publisher has no guid, or names none of its shows.

    Shows point to it by its guid, and it to them; where either is missing, apps show neither.

    Wrong:

    ```xml
    <channel><podcast:medium>publisher</podcast:medium></channel>
    ```

    Right:

    ```xml
    <channel>
      <podcast:medium>publisher</podcast:medium>
      <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c" medium="podcast"/>
    </channel>
    ```
    """
    if channel.text("podcast:medium") == "publisher":
        for name in ("podcast:guid", "podcast:remoteItem"):
            if name not in channel.first:
                message = f"the feed of a publisher has no {name}"
                yield Hit(channel.first["podcast:medium"], message, f"add <{name}>")


@rule("POD054", "namespace-alias", Severity.INFO, on="feed", source=f"{_ROOT}/1.0.md")
def namespace_alias(feed: Feed) -> Hits:
    """The podcast namespace is declared by the address of its page on GitHub.

    That was its first name, and it means the same; but apps that compare addresses know the
    short one better, and show listeners no chapters, people or transcripts.

    Wrong:

    ```xml
    <rss
      version="2.0"
      xmlns:podcast="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md">
      <channel><title>Tea</title></channel>
    </rss>
    ```

    Right:

    ```xml
    <rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">
      <channel><title>Tea</title></channel>
    </rss>
    ```
    """
    for prefix, address in feed.root.nsmap.items() if feed.root is not None else ():
        if prefix and address == PODCAST_ALIAS:
            message = "the podcast namespace is declared by an older name of it"
            yield Hit(feed.root, message, f"write {PODCAST}", attribute=f"xmlns:{prefix}")


@rule("POD051", "live-guid-twice", Severity.WARNING, on="repeated", source=f"{_TAGS}/live-item.md")
def live_guid_twice(owner: Owner) -> Hits:
    """Two live items have the same guid.

    Apps take the second for the first, and nobody is told that it is on.

    Wrong:

    ```xml
    <channel>
      <podcast:liveItem
        status="pending"
        start="2026-06-01T08:00:00Z"
        end="2026-06-01T09:00:00Z">
        <title>One</title>
        <guid>live-1</guid>
        <enclosure url="https://podcasts.example/live.mp3" length="1" type="audio/mpeg"/>
        <podcast:alternateEnclosure type="audio/mpeg" length="1">
          <podcast:source uri="https://podcasts.example/live.mp3"/>
        </podcast:alternateEnclosure>
        <podcast:contentLink
          href="https://podcasts.example/live">Listen here</podcast:contentLink>
      </podcast:liveItem>
      <podcast:liveItem
        status="pending"
        start="2026-07-01T08:00:00Z"
        end="2026-07-01T09:00:00Z">
        <title>Two</title>
        <guid>live-1</guid>
        <podcast:contentLink
          href="https://podcasts.example/live">Listen here</podcast:contentLink>
      </podcast:liveItem>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <podcast:liveItem
        status="pending"
        start="2026-06-01T08:00:00Z"
        end="2026-06-01T09:00:00Z">
        <title>One</title>
        <guid>live-1</guid>
        <podcast:contentLink
          href="https://podcasts.example/live">Listen here</podcast:contentLink>
      </podcast:liveItem>
      <podcast:liveItem
        status="pending"
        start="2026-07-01T08:00:00Z"
        end="2026-07-01T09:00:00Z">
        <title>Two</title>
        <guid>live-2</guid>
        <podcast:contentLink
          href="https://podcasts.example/live">Listen here</podcast:contentLink>
      </podcast:liveItem>
    </channel>
    ```
    """
    seen: set[str] = set()
    for live in owner.all("podcast:liveItem"):
        guid = next(iter(_inside(live, owner, "guid")), None)
        text = (guid.text or "").strip() if guid is not None else ""
        if text and text in seen:
            message = f"two live items have the guid {quoted(text)}"
            yield Hit(guid, message, "give each stream its own")
        seen.add(text)


@rule(
    "POD052",
    "people-of-the-show",
    Severity.INFO,
    on="item/podcast:person feed",
    source=f"{_TAGS}/person.md",
)
def people_of_the_show(subject: _Element | Feed, item: Item | None = None) -> Hits:
    """Some episodes name their people, and the show does not.

    Apps that show people with the show have none to show, and episodes without people of their
    own have none either.

    Wrong:

    ```xml
    <item><podcast:person role="guest">Bo Guest</podcast:person></item>
    ```

    Right:

    ```xml
    <channel>
      <podcast:person role="host">Ann Author</podcast:person>
    </channel>
    <item>
      <podcast:person role="guest">Bo Guest</podcast:person>
    </item>
    ```
    """
    if item is not None:
        item.feed.noted.add("POD052")
    elif isinstance(subject, Feed) and subject.channel is not None and "POD052" in subject.noted:
        channel = subject.channel
        if "podcast:person" not in channel.first:
            message = "episodes have a podcast:person, and the show has none"
            yield Hit(channel.node, message, "add its hosts to the channel")
