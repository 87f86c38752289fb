"""APL017–APL029: what the elements of Apple's hold beside what Apple itself still reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel, Owner

_SPEC = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/itunes_reference.md"
_W3C = "https://validator.w3.org/feed/docs"
_EMAIL = re.compile(r"[^\s()<>@,;:\"]+@[^\s()<>@,;:\".]+(?:\.[^\s()<>@,;:\".]+)+")
_MOST_SUBTITLE = 255
_MOST_SUMMARY = 4000


@rule(
    "APL020",
    "owner-email-form",
    Severity.WARNING,
    on="itunes:owner/itunes:email",
    source=f"{_W3C}/error/InvalidContact.html",
)
def owner_email_form(email: _Element, owner: Owner) -> Hits:
    """The e-mail address of the owner is none.

    Spotify, YouTube and Amazon send the code there by which a show is claimed: it does not
    arrive, and the show stays unclaimed. An empty one is told as info: hosts take the address
    out against spam.

    Wrong:

    ```xml
    <channel>
      <itunes:owner>
        <itunes:name>Ann Author</itunes:name><itunes:email>ann at podcasts</itunes:email>
      </itunes:owner>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <itunes:owner>
        <itunes:name>Ann Author</itunes:name><itunes:email>ann@podcasts.example</itunes:email>
      </itunes:owner>
    </channel>
    ```
    """
    text = (email.text or "").strip()
    if not _EMAIL.fullmatch(text[:300]):
        what = f"{quoted(text)} is no e-mail address" if text else "itunes:email is empty"
        severity = None if text else Severity.INFO  # hosts take it out against spam
        remedy = "write the address alone, as in ann@podcasts.example"
        yield Hit(email, what, remedy, severity=severity)


_CLAIM = "https://support.google.com/youtube/answer/13525207"


@rule("APL021", "owner-without-email", Severity.INFO, on="channel/itunes:owner", source=_CLAIM)
def owner_without_email(owner: _Element, channel: Channel) -> Hits:
    """`itunes:owner` is there, and no e-mail address in it.

    Apple no longer reads it; Spotify, YouTube and Amazon look there for the address to which
    they send the code that claims a show. Without one it is of no use to anybody.

    Wrong:

    ```xml
    <channel><itunes:owner><itunes:name>Ann Author</itunes:name></itunes:owner></channel>
    ```

    Right:

    ```xml
    <channel>
      <itunes:owner><itunes:email>ann@podcasts.example</itunes:email></itunes:owner>
    </channel>
    ```
    """
    name = channel.feed.name
    if not any(name(child.tag) == "itunes:email" for child in owner):
        message = "the itunes:owner has no itunes:email"
        yield Hit(owner, message, "add it while you claim the show, or take the owner out")


@rule(
    "APL024",
    "owner-missing",
    Severity.INFO,
    on="channel",
    without="itunes:owner",
    source=_CLAIM,
)
def owner_missing(channel: Channel) -> Hits:
    """The show has no `itunes:owner`, whose e-mail address it would be claimed by.

    Spotify, YouTube and Amazon send the code that claims a show there. A show that is claimed
    does well without, and gets less spam: it is told only if the profile of one of them is
    asked for.

    Wrong:

    ```xml
    <channel><itunes:author>Ann Author</itunes:author></channel>
    ```

    Right:

    ```xml
    <channel>
      <itunes:owner><itunes:email>ann@podcasts.example</itunes:email></itunes:owner>
    </channel>
    ```
    """
    yield Hit(None, "the show has no <itunes:owner>", "add one with an e-mail address to claim it")


_MISPLACED = {
    "channel": ("duration", "episode", "season", "episodeType", "order", "isClosedCaptioned"),
    "item": ("type", "new-feed-url", "complete", "owner"),
}


@rule(
    "APL022",
    "itunes-misplaced",
    Severity.WARNING,
    on=" ".join(f"{place}/itunes:{name}" for place, names in _MISPLACED.items() for name in names),
    source=_SPEC,
)
def itunes_misplaced(element: _Element, owner: Owner) -> Hits:
    """An element of Apple's for an episode stands in the show, or the other way round.

    No app reads it there.

    Wrong:

    ```xml
    <channel><itunes:duration>3600</itunes:duration></channel>
    ```

    Right:

    ```xml
    <item><itunes:duration>3600</itunes:duration></item>
    ```
    """
    place, other = ("show", "episode") if owner.name == "channel" else ("episode", "show")
    name = owner.feed.name(element.tag)
    yield Hit(element, f"<{name}> says nothing in the {place}", f"it belongs in the {other}")


@rule(
    "APL023",
    "itunes-text-long",
    Severity.INFO,
    on="itunes:subtitle itunes:summary",
    source=f"{_W3C}/error/TooLong.html",
)
def itunes_text_long(element: _Element, owner: Owner) -> Hits:
    """`itunes:subtitle` has more than 255 characters, or `itunes:summary` more than 4000.

    Apps that show them cut them off there.

    Wrong:

    ```xml
    <item><itunes:subtitle><!-- 256 characters --></itunes:subtitle></item>
    ```

    Right:

    ```xml
    <item><itunes:subtitle>Half green, half black</itunes:subtitle></item>
    ```
    """
    name = owner.feed.name(element.tag)
    most = _MOST_SUBTITLE if name == "itunes:subtitle" else _MOST_SUMMARY
    length = len((element.text or "").strip())
    if length > most:
        message = f"{name} has {length:,} characters; more than {most:,} are cut off"
        yield Hit(element, message, "shorten it, or leave it out: the description is enough")
