"""POD040–POD069: elements of the podcast namespace against each other and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Feed, quoted
from podfeed.rules.engine.registry import Hit, Hits, Spot, rule
from podfeed.values import Duration

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Feed, Item, Owner

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


@rule("POD040", "season-disagrees", Severity.WARNING, on="item/podcast:season", source=f"{_TAGS}/season.md")
def season_disagrees(season: _Element, item: Item) -> Hits:
    """`podcast:season` and `itunes:season` name different seasons.

    The episode is in one season in one app and in another elsewhere.

    Wrong:

    ```xml
    <item><itunes:season>1</itunes:season><podcast:season>2</podcast:season></item>
    ```

    Right:

    ```xml
    <item><itunes:season>2</itunes:season><podcast:season name="Green">2</podcast:season></item>
    ```
    """
    mine, theirs = (season.text or "").strip(), item.text("itunes:season")
    if theirs and (number := _number(mine)) is not None:
        other = _number(theirs)
        if other is not None and other != number:
            message = f"podcast:season is {quoted(mine)}, and itunes:season {quoted(theirs)}"
            yield Hit(season, message, "write the same number in both")


@rule("POD041", "episode-number-disagrees", Severity.WARNING, on="item/podcast:episode", source=f"{_TAGS}/episode.md")
def episode_number_disagrees(episode: _Element, item: Item) -> Hits:
    """`podcast:episode` and `itunes:episode` give different numbers.

    Listeners of two apps speak of different episodes. A fraction may stand beside the whole
    number below it, as `itunes:episode` takes whole numbers only.

    Wrong:

    ```xml
    <item><itunes:episode>2</itunes:episode><podcast:episode>3</podcast:episode></item>
    ```

    Right:

    ```xml
    <item><itunes:episode>2</itunes:episode><podcast:episode>2.5</podcast:episode></item>
    ```
    """
    mine, theirs = (episode.text or "").strip(), item.text("itunes:episode")
    if theirs and (number := _number(mine)) is not None:
        other = _number(theirs)
        if other is not None and not number - 1 < other < number + 1:
            message = f"podcast:episode is {quoted(mine)}, and itunes:episode {quoted(theirs)}"
            yield Hit(episode, message, "write the same number in both")


@rule("POD042", "alternative-defaults", Severity.WARNING, on="repeated", source=f"{_TAGS}/alternate-enclosure.md")
def alternative_defaults(owner: Owner) -> Hits:
    """Two recordings of one episode both claim to be the default.

    Only one can be what the enclosure is; apps take either, and a listener may get the large
    one.

    Wrong:

    ```xml
    <item>
      <podcast:alternateEnclosure type="audio/mpeg" length="12064256" default="true">
        <podcast:source uri="https://podcasts.example/oolong.mp3"/>
      </podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="audio/opus" length="543210" default="true">
        <podcast:source uri="https://podcasts.example/oolong.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```

    Right:

    ```xml
    <item>
      <podcast:alternateEnclosure type="audio/mpeg" length="12064256" default="true">
        <podcast:source uri="https://podcasts.example/oolong.mp3"/>
      </podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="audio/opus" length="543210">
        <podcast:source uri="https://podcasts.example/oolong.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```
    """
    defaults = [
        one
        for one in owner.all("podcast:alternateEnclosure")
        if (one.get("default") or "").strip() == "true"
    ]
    for one in defaults[1:]:
        message = "another recording of the episode is the default already"
        yield Hit(one, message, "keep default on the one that equals the enclosure", "default")


@rule("POD043", "alternative-twice", Severity.INFO, on="repeated", source=f"{_TAGS}/alternate-enclosure.md")
def alternative_twice(owner: Owner) -> Hits:
    """Two recordings of one episode look the same.

    They have the same type, size, bitrate, height and language, so that a listener is offered
    the same thing twice. Several addresses of one recording belong into one element.

    Wrong:

    ```xml
    <item>
      <podcast:alternateEnclosure type="audio/opus" length="5">
        <podcast:source uri="https://podcasts.example/a.opus"/>
      </podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="audio/opus" length="5">
        <podcast:source uri="https://podcasts.example/b.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```

    Right:

    ```xml
    <item>
      <podcast:alternateEnclosure type="audio/opus" length="5">
        <podcast:source uri="https://podcasts.example/a.opus"/>
        <podcast:source uri="https://podcasts.example/b.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```
    """
    seen: set[tuple[tuple[str, str], ...]] = set()
    for one in owner.all("podcast:alternateEnclosure"):
        said = tuple(sorted((str(name), str(value)) for name, value in one.items()))
        if said in seen:
            message = "this recording says the same of itself as another one of the episode"
            yield Hit(one, message, "put the sources of both into one, or tell them apart")
        seen.add(said)


@rule("POD044", "alternative-without-enclosure", Severity.WARNING, on="item", without="enclosure", source=f"{_TAGS}/alternate-enclosure.md")
def alternative_without_enclosure(item: Item) -> Hits:
    """An episode has other recordings, and no enclosure.

    Most apps know only the enclosure: their listeners do not see the episode at all.

    Wrong:

    ```xml
    <item>
      <!-- no enclosure -->
      <podcast:alternateEnclosure type="audio/opus" length="543210">
        <podcast:source uri="https://podcasts.example/oolong.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
      <podcast:alternateEnclosure type="audio/opus" length="543210">
        <podcast:source uri="https://podcasts.example/oolong.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```
    """
    if "podcast:alternateEnclosure" in item.first:
        message = f"{item.called} has an alternateEnclosure, and no enclosure"
        yield Hit(item.first["podcast:alternateEnclosure"], message, "add an <enclosure>")


@rule("POD045", "soundbite-beyond-end", Severity.WARNING, on="item/podcast:soundbite", source=f"{_TAGS}/soundbite.md")
def soundbite_beyond_end(bite: _Element, item: Item) -> Hits:
    """A soundbite goes on after the end of the episode.

    Apps play silence, or nothing, to those who wanted to get to know the show.

    Wrong:

    ```xml
    <item>
      <itunes:duration>754</itunes:duration>
      <podcast:soundbite startTime="740" duration="60"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <itunes:duration>754</itunes:duration>
      <podcast:soundbite startTime="680" duration="60"/>
    </item>
    ```
    """
    start, length = (_number(bite.get(name) or "") for name in ("startTime", "duration"))
    if start is None or length is None:
        return
    try:
        whole = float(Duration.parse(item.text("itunes:duration")))
    except ValueError:
        return
    if whole > 0 and start + length > whole + 1:
        message = f"the soundbite ends at {start + length:g} s, and the episode at {whole:g} s"
        yield Hit(bite, message, "choose an earlier stretch", "startTime")


@rule("POD046", "time-splits-overlap", Severity.WARNING, on="podcast:value", source=f"{_TAGS}/value-time-split.md")
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


@rule("POD047", "value-splits-nothing", Severity.WARNING, on="podcast:value podcast:valueTimeSplit", source=f"{_TAGS}/value-recipient.md")
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


@rule("POD048", "social-priority", Severity.WARNING, on="repeated", source=f"{_TAGS}/social-interact.md")
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


@rule("POD050", "publisher-feed-incomplete", Severity.WARNING, on="channel", source="https://github.com/Podcastindex-org/podcast-namespace/blob/main/publishers/publishers.md")
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


@rule("POD052", "people-of-the-show", Severity.INFO, on="item/podcast:person feed", source=f"{_TAGS}/person.md")
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


_READ_ALONG = frozenset(
    ("text/vtt", "application/x-subrip", "application/srt", "text/srt", "application/x-srt")
)

@rule("POD053", "transcript-kinds", Severity.INFO, on="item/podcast:transcript", source="https://podcasters.apple.com/support/5316-transcripts-on-apple-podcasts")
def transcript_kinds(transcript: _Element, item: Item) -> Hits:
    """An episode has transcripts, and none that can be read along.

    WebVTT and SubRip (SRT) tell the time of each line; Apple takes no others, and plain text
    cannot follow the voice.

    Wrong:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.txt" type="text/plain"/></item>
    ```

    Right:

    ```xml
    <item>
      <podcast:transcript url="https://podcasts.example/1.txt" type="text/plain"/>
      <podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/>
    </item>
    ```
    """
    given = item.all("podcast:transcript")
    if transcript is given[0] and not any(
        (one.get("type") or "").partition(";")[0].strip().lower() in _READ_ALONG for one in given
    ):
        message = f"{item.called} has no transcript in WebVTT or SRT"
        yield Hit(transcript, message, 'add one of type="text/vtt"', "type")

