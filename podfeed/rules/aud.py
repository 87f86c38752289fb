"""AUD100–AUD149: what an enclosure says of its audio, against its name and against the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import extension
from podfeed.values import Duration, MediaType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.rules.engine.facts import AudioFacts, Brief, Feed

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"

TYPES: dict[str, tuple[str, ...]] = {
    "mp3": ("audio/mpeg",),
    "m4a": ("audio/x-m4a", "audio/m4a", "audio/mp4"),
    "mp4": ("video/mp4", "audio/mp4"),
    "m4v": ("video/x-m4v", "video/m4v", "video/mp4"),
    "mov": ("video/quicktime",),
    "pdf": ("application/pdf",),
}
"""The types that fit an extension; the first is the one to write. Apple and PSP-1 differ
about M4A and M4V, so all that one of them asks for are let pass."""

WRONG = {
    "audio/mp3": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/x-mpeg-3": "audio/mpeg",
    "audio/mpg": "audio/mpeg",
    "x-audio/mp3": "audio/mpeg",
    "audio/m4b": "audio/x-m4a",
    "audio/x-mpeg4": "audio/x-m4a",
}
"""Types that are written for others, though no list has them."""

SAME = (
    frozenset(("audio/x-m4a", "audio/m4a", "audio/mp4", "audio/aac")),
    frozenset(("video/x-m4v", "video/m4v", "video/mp4")),
)
"""Types that name the same thing."""


@rule(
    "AUD100",
    "type-and-extension",
    Severity.WARNING,
    on="items",
    source=_APPLE,
)
def type_and_extension(feed: Feed) -> Hits:
    """The type of an enclosure does not fit the extension of its file.

    Players choose by one or by the other; one of them is wrong, and there the episode does
    not play.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.m4a" length="1234567" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.m4a" length="1234567" type="audio/x-m4a"/>
    </item>
    ```
    """
    for brief in feed.briefs:
        url, kind = brief.url, brief.media_type
        if kind == "audio/mpeg" and url[-4:] == ".mp3" and "?" not in url:
            continue
        essence = _essence(kind)
        found = extension(url)
        fitting = TYPES.get(found)
        if fitting and essence and essence not in fitting and WRONG.get(essence) not in fitting:
            message = f"the type {quoted(kind)} does not fit the extension .{found}"
            yield Hit(brief.at("enclosure"), message, f'write type="{fitting[0]}"', "type")


@rule(
    "AUD101",
    "type-nonstandard",
    Severity.WARNING,
    on="items",
    source=_APPLE,
)
def type_nonstandard(feed: Feed) -> Hits:
    """The type of an enclosure is a common misnomer, or no type at all.

    Strict apps do not take the episode for audio, and do not list it.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mp3"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    for brief in feed.briefs:
        kind = brief.media_type
        if not kind or kind == "audio/mpeg":
            continue
        spot = brief.at("enclosure")
        essence = _essence(kind)
        if not essence:
            yield Hit(spot, f"{quoted(kind)} is no media type", 'as in "audio/mpeg"', "type")
        elif right := WRONG.get(essence):
            message = f"the type {quoted(kind)} is on no list"
            yield Hit(spot, message, f'write type="{right}"', "type")


_FEWEST = 500
"""Bytes a second below which no recording is: the leanest codec of speech takes 750."""


@rule(
    "AUD102",
    "length-implausible",
    Severity.WARNING,
    on="items",
    source=_APPLE,
)
def length_implausible(feed: Feed) -> Hits:
    """The length of an enclosure is too small for its duration: it is no number of bytes.

    It is often the seconds, or the kilobytes. Apps that show how large a download is, or that
    go by the length to tell whether it is whole, take the episode for broken.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="754" type="audio/mpeg"/>
      <itunes:duration>12:34</itunes:duration>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="12064256" type="audio/mpeg"/>
      <itunes:duration>12:34</itunes:duration>
    </item>
    ```
    """
    for brief in feed.briefs:
        text = brief.length
        if len(text) > 6 or not brief.duration or not (text.isascii() and text.isdigit()):
            continue
        length, seconds = int(text), _seconds(brief.duration)
        if 0 < length < seconds * _FEWEST and brief.url not in feed.media.audio:
            what = f"too few bytes for {Duration(seconds)}"
            if abs(length - seconds) <= 1:
                what = "the seconds that it lasts"
            message = f"the length of {brief.called}, {length:,}, is {what}"
            remedy = "write the size of the file in bytes"
            yield Hit(brief.at("enclosure"), message, remedy, "length")


def _seconds(duration: str) -> float:
    try:
        return float(Duration.parse(duration))
    except ValueError:
        return 0


def _essence(kind: str) -> str:
    """A media type without parameters and in lower case; empty if it is none."""
    try:
        return str(MediaType.parse(kind))
    except ValueError:
        return ""


def _known(feed: Feed) -> Iterator[tuple[Brief, AudioFacts]]:
    """The items of whose files something is known."""
    for brief in feed.briefs:
        facts = feed.media.audio.get(brief.url)
        if facts is not None:
            yield brief, facts


@rule(
    "AUD110",
    "length-differs",
    Severity.ERROR,
    on="items",
    source=f"{_PSP}#item-enclosure",
    needs="media",
)
def length_differs(feed: Feed) -> Hits:
    """The length of an enclosure is not the size of the file.

    Apps that check it take the download for broken, and start it again and again.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="754" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
    </item>
    ```
    """
    for brief, facts in _known(feed):
        stated = brief.length
        number = stated.isascii() and stated.isdigit()
        if number and facts.length is not None and stated.lstrip("0") != str(facts.length):
            message = f"the length is {stated[:20]}, and the file has {facts.length} bytes"
            yield Hit(brief.at("enclosure"), message, f'write length="{facts.length}"', "length")


@rule(
    "AUD111",
    "type-differs",
    Severity.ERROR,
    on="items",
    source=_APPLE,
    needs="media",
)
def type_differs(feed: Feed) -> Hits:
    """The type of an enclosure is not that of the file's bytes.

    Players choose a decoder by it: the episode does not play.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="video/mp4"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
    </item>
    ```
    """
    for brief, facts in _known(feed):
        if facts.type is not None:
            stated = _essence(brief.media_type)
            stated = WRONG.get(stated, stated)
            same = any(stated in alike and facts.type in alike for alike in SAME)
            if stated and stated != facts.type and not same:
                message = f"the type is {quoted(stated)}, and the file is {facts.type}"
                yield Hit(brief.at("enclosure"), message, f'write type="{facts.type}"', "type")


_TOLERANCE = 2.0
"""Seconds that a stated duration may be off: it is rounded, and players round again."""


@rule(
    "AUD112",
    "duration-differs",
    Severity.WARNING,
    on="items",
    source=_APPLE,
    needs="media",
)
def duration_differs(feed: Feed) -> Hits:
    """The duration of an episode is not that of the file, by more than two seconds.

    Apps show the stated one until they have the file: the end comes early, or never.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
      <itunes:duration>3600</itunes:duration>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
      <itunes:duration>754</itunes:duration>
    </item>
    ```
    """
    for brief, facts in _known(feed):
        try:
            stated = Duration.parse(brief.duration)
        except ValueError:
            continue
        if facts.duration is not None and abs(stated - facts.duration) > _TOLERANCE:
            real = round(facts.duration)
            said = quoted(brief.duration)
            message = f"the duration is {said}, and the file lasts {Duration(real)}"
            yield Hit(brief.at("itunes:duration"), message, f"write {real}")


@rule(
    "AUD113",
    "audio-missing",
    Severity.ERROR,
    on="items",
    source=f"{_PSP}#item-enclosure",
    needs="media",
)
def audio_missing(feed: Feed) -> Hits:
    """There is no file where the enclosure points to.

    The episode is listed and does not play.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/lost.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
    </item>
    ```
    """
    for brief in feed.briefs:
        if brief.url in feed.media.missing:
            message = f"there is no file behind the audio address {quoted(brief.url)}"
            spot = brief.at("enclosure")
            yield Hit(spot, message, "put the file there, or build again", "url")
