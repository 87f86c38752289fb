"""APL030–APL059: what Apple Podcasts asks of an episode. Most apps follow it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from podfeed.errors import did_you_mean
from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import extension
from podfeed.values import Duration

if TYPE_CHECKING:
    from podfeed.rules.engine.facts import Brief, Feed

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"

EXTENSIONS = ("mp3", "m4a", "mp4", "m4v", "mov", "pdf")
"""The file name extensions that Apple lists; epub, once among them, is let pass."""

_LISTED = frozenset((*EXTENSIONS, "epub"))
_DURATION = re.compile(r"\d{1,9}(?::[0-5]\d(?::[0-5]\d)?)?", re.ASCII)


@rule(
    "APL030",
    "extension-unlisted",
    Severity.ERROR,
    on="items",
    source=_APPLE,
)
def extension_unlisted(feed: Feed) -> Hits:
    """The address of an enclosure does not end in an extension that Apple knows.

    Apple goes by the end of the path alone, before any `?`: other episodes are not listed.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.ogg" length="1234567" type="audio/ogg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    remedy = f"end its path in one of {', '.join(EXTENSIONS)}"
    for brief in feed.briefs:
        if (brief.url[-4:] == ".mp3" and "?" not in brief.url) or "://" not in brief.url:
            continue
        found = extension(brief.url)
        if found not in _LISTED:
            what = f"ends in .{found}" if found else "has no file name extension"
            message = f"the audio address of {brief.called} {what}; Apple does not list it"
            yield Hit(brief.at("enclosure"), message, remedy, "url")


@rule(
    "APL031",
    "duration-missing",
    Severity.WARNING,
    on="items",
    source=f"{_PSP}#recommended-item-elements",
)
def duration_missing(feed: Feed) -> Hits:
    """An episode does not say how long it is.

    Listeners see no length before they download, and cannot fit it into their way to work.

    Wrong:

    ```xml
    <item><!-- no itunes:duration --></item>
    ```

    Right:

    ```xml
    <item><itunes:duration>754</itunes:duration></item>
    ```
    """
    for brief in feed.briefs:
        if not brief.duration and brief.has_enclosure:
            message = f"{brief.called} has no duration"
            yield Hit(brief.at(), message, "add an <itunes:duration> in seconds")


@rule(
    "APL032",
    "duration-unreadable",
    Severity.ERROR,
    on="items",
    source="https://validator.w3.org/feed/docs/error/InvalidDuration.html",
)
def duration_unreadable(feed: Feed) -> Hits:
    """A duration is neither a number of seconds nor H:MM:SS nor MM:SS.

    Apps show a wrong length or none, and may take the episode for broken. More than 59 minutes
    or seconds in their place, fractions of a second and single digits after a colon are a
    warning, since most apps work them out.

    Wrong:

    ```xml
    <item><itunes:duration>12 minutes</itunes:duration></item>
    ```

    Right:

    ```xml
    <item><itunes:duration>754</itunes:duration></item>
    ```
    """
    for brief in feed.briefs:
        text = brief.duration
        if not text or _DURATION.fullmatch(text):
            continue
        message, remedy, severity = f"{quoted(text)} is no duration", "write it in seconds", None
        with suppress(ValueError):
            meant = Duration.parse(text)
            message = f"{quoted(text)} is an odd way to write {meant}"
            remedy, severity = f"write {round(meant)}, the seconds", Severity.WARNING
        yield Hit(brief.at("itunes:duration"), message, remedy, severity=severity)


@rule(
    "APL033",
    "number-value",
    Severity.WARNING,
    on="items",
    source=f"{_PSP}#item-itunes-episode",
)
def number_value(feed: Feed) -> Hits:
    """The number of an episode or season is no whole number above zero.

    Apps ignore it, so that the episode loses its place.

    Wrong:

    ```xml
    <item><itunes:episode>1a</itunes:episode></item>
    ```

    Right:

    ```xml
    <item><itunes:episode>1</itunes:episode></item>
    ```
    """
    remedy = "write a whole number from 1, or take it out"
    for brief in feed.briefs:
        if brief.season and not _is_number(brief.season):
            what = f"itunes:season is {quoted(brief.season)}"
            yield Hit(brief.at("itunes:season"), what, remedy)
        if brief.episode and not _is_number(brief.episode):
            what = f"itunes:episode is {quoted(brief.episode)}"
            yield Hit(brief.at("itunes:episode"), what, remedy)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and text.strip("0") != ""


@rule(
    "APL034",
    "episode-type-value",
    Severity.WARNING,
    on="items",
    source=f"{_PSP}#item-itunes-episode-type",
)
def episode_type_value(feed: Feed) -> Hits:
    """`itunes:episodeType` is neither full nor trailer nor bonus.

    Apps take it for full: a trailer stands among the episodes.

    Wrong:

    ```xml
    <item><itunes:episodeType>teaser</itunes:episodeType></item>
    ```

    Right:

    ```xml
    <item><itunes:episodeType>trailer</itunes:episodeType></item>
    ```
    """
    kinds = ("full", "trailer", "bonus")
    for brief in feed.briefs:
        if brief.type and brief.type.lower() not in kinds:
            remedy = did_you_mean(brief.type, kinds) or "write full, trailer or bonus"
            message = f"itunes:episodeType is {quoted(brief.type)}"
            yield Hit(brief.at("itunes:episodeType"), message, remedy)


@rule(
    "APL035",
    "serial-without-number",
    Severity.WARNING,
    on="feed",
    source=f"{_PSP}#item-itunes-episode",
)
def serial_without_number(feed: Feed) -> Hits:
    """An episode of a serial show has no number.

    Apps play a serial show in the order of its numbers; one without is out of the story.

    Wrong:

    ```xml
    <channel><itunes:type>serial</itunes:type></channel>
    <item><!-- no itunes:episode --></item>
    ```

    Right:

    ```xml
    <channel><itunes:type>serial</itunes:type></channel>
    <item><itunes:episode>1</itunes:episode></item>
    ```
    """
    if feed.is_serial:
        for brief in feed.briefs:
            if not brief.episode and brief.type.lower() in ("", "full") and brief.has_enclosure:
                message = f"{brief.called} has no number, and the show is serial"
                yield Hit(brief.at(), message, "add an <itunes:episode>")


@rule("APL036", "same-number", Severity.WARNING, on="items", source=_APPLE)
def number_twice(feed: Feed) -> Hits:
    """Two full episodes have the same season and number.

    Apps that sort by number put one of them anywhere, and listeners miss it.

    Wrong:

    ```xml
    <item><itunes:season>1</itunes:season><itunes:episode>4</itunes:episode></item>
    <item><itunes:season>1</itunes:season><itunes:episode>4</itunes:episode></item>
    ```

    Right:

    ```xml
    <item><itunes:season>1</itunes:season><itunes:episode>5</itunes:episode></item>
    <item><itunes:season>1</itunes:season><itunes:episode>4</itunes:episode></item>
    ```
    """
    seen: dict[tuple[str, str], Brief] = {}
    for brief in feed.briefs:
        if brief.episode and brief.type.lower() in ("", "full"):
            key = (brief.season.lstrip("0"), brief.episode.lstrip("0"))
            first = seen.setdefault(key, brief)
            if first is not brief:
                message = f"{brief.called} has the number of {first.called}: {brief.episode}"
                yield Hit(brief.at("itunes:episode"), message, "number them apart")


_IN_TITLE = re.compile(
    r"(?:s\d{1,6}\s?[.:,-]?\s?ep?\.?\s?\d{1,6}|ep(?:isode|\.)?\s?#?\d{1,6}|#\d{1,6})"
    r"\s?(?:[-–—:|.)]|$)",
    re.IGNORECASE | re.ASCII,
)


@rule("APL037", "number-in-title", Severity.INFO, on="items", source=f"{_PSP}#item-title")
def number_in_title(feed: Feed) -> Hits:
    """The title begins with the number of the episode.

    There is an element for it, which apps show beside the title: listeners read it twice, and
    on a small screen nothing else.

    Wrong:

    ```xml
    <item><title>Episode 12: Oolong</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title><itunes:episode>12</itunes:episode></item>
    ```
    """
    for brief in feed.briefs:
        if brief.title[:1] in "sSeE#" and _IN_TITLE.match(brief.title):
            message = f"the title {quoted(brief.title)} begins with its number"
            yield Hit(brief.at("title"), message, "put the number into <itunes:episode>")


@rule(
    "APL038",
    "episode-explicit-missing",
    Severity.INFO,
    on="feed",
    source=f"{_PSP}#item-itunes-explicit",
)
def episode_explicit_missing(feed: Feed) -> Hits:
    """An episode does not say whether it is explicit, while the show is.

    Apps take what the show says, so that a clean episode of an explicit show is hidden where
    parents filter. Told once.

    Wrong:

    ```xml
    <channel><itunes:explicit>true</itunes:explicit></channel>
    <item><!-- no itunes:explicit --></item>
    ```

    Right:

    ```xml
    <channel><itunes:explicit>true</itunes:explicit></channel>
    <item><itunes:explicit>true</itunes:explicit></item>
    ```
    """
    if feed.channel is not None and feed.channel.text("itunes:explicit").lower() in (
        "true",
        "yes",
        "explicit",
    ):
        silent = [brief for brief in feed.briefs if brief.explicit is None]
        if silent:
            more = f", and {len(silent) - 1:,} more" if len(silent) > 1 else ""
            message = f"{silent[0].called} does not say whether it is explicit{more}"
            yield Hit(silent[0].at(), message, "add an <itunes:explicit> to each episode")


@rule("APL039", "title-twice", Severity.INFO, on="items", source=f"{_PSP}#item-title")
def title_twice(feed: Feed) -> Hits:
    """Two episodes have the same title.

    Listeners cannot tell them apart in a list, and take the second for a repeat.

    Wrong:

    ```xml
    <item><title>Oolong</title></item>
    <item><title>Oolong</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    <item><title>Oolong, once more</title></item>
    ```
    """
    seen: dict[str, Brief] = {}
    for brief in feed.briefs:
        if brief.title:
            first = seen.setdefault(brief.title, brief)
            if first is not brief:
                message = f"item {brief.number + 1} has the title of item {first.number + 1}"
                yield Hit(brief.at("title"), f"{message}: {quoted(brief.title)}", "tell them apart")


@rule(
    "APL040",
    "address-not-https",
    Severity.INFO,
    on="items",
    source="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)
def address_not_https(feed: Feed) -> Hits:
    """Audio, a picture or the feed itself is fetched over http.

    Players in web pages refuse it, and anybody on the way can see what is heard. Told once for
    each of the three.

    Wrong:

    ```xml
    <item>
      <enclosure url="http://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    plain = [brief for brief in feed.briefs if brief.url[:7].lower() == "http://"]
    if plain:
        more = f", and that of {len(plain) - 1:,} more" if len(plain) > 1 else ""
        message = f"the audio of {plain[0].called} is fetched over http{more}"
        yield Hit(plain[0].at("enclosure"), message, "serve it over https", "url")
    yield from _pictures_not_https(feed)
    for link in feed.channel.all("atom:link") if feed.channel is not None else ():
        if link.get("rel") == "self" and _is_plain(link.get("href")):
            yield Hit(link, "the feed's own address is http", "serve it over https", "href")


def _is_plain(address: str | None) -> bool:
    return address is not None and address.lstrip()[:7].lower() == "http://"


def _pictures_not_https(feed: Feed) -> Hits:
    covers = feed.channel.all("itunes:image") if feed.channel is not None else []
    cover = next((one for one in covers if _is_plain(one.get("href"))), None)
    plain = [brief for brief in feed.briefs if brief.image and _is_plain(brief.image)]
    if cover is not None:
        more = f", and {len(plain):,} of episodes" if plain else ""
        message = f"the cover is fetched over http{more}"
        yield Hit(cover, message, "serve it over https", "href")
    elif plain:
        more = f", and that of {len(plain) - 1:,} more" if len(plain) > 1 else ""
        message = f"the picture of {plain[0].called} is fetched over http{more}"
        yield Hit(plain[0].at("itunes:image"), message, "serve it over https", "href")
