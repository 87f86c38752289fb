"""POD040–POD069: an episode in the podcast namespace against itself and the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.values import Duration

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Item, Owner

_TAGS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags"


def _number(text: str) -> float | None:
    """A number of seconds, shares or the like; None if it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None


@rule(
    "POD040",
    "season-disagrees",
    Severity.WARNING,
    on="item/podcast:season",
    source=f"{_TAGS}/season.md",
)
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


@rule(
    "POD041",
    "episode-number-disagrees",
    Severity.WARNING,
    on="item/podcast:episode",
    source=f"{_TAGS}/episode.md",
)
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


@rule(
    "POD042",
    "alternative-defaults",
    Severity.WARNING,
    on="repeated",
    source=f"{_TAGS}/alternate-enclosure.md",
)
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


@rule(
    "POD043",
    "alternative-twice",
    Severity.INFO,
    on="repeated",
    source=f"{_TAGS}/alternate-enclosure.md",
)
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


@rule(
    "POD044",
    "alternative-without-enclosure",
    Severity.WARNING,
    on="item",
    without="enclosure",
    source=f"{_TAGS}/alternate-enclosure.md",
)
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


@rule(
    "POD045",
    "soundbite-beyond-end",
    Severity.WARNING,
    on="item/podcast:soundbite",
    source=f"{_TAGS}/soundbite.md",
)
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


_READ_ALONG = frozenset(
    ("text/vtt", "application/x-subrip", "application/srt", "text/srt", "application/x-srt")
)


@rule(
    "POD053",
    "transcript-kinds",
    Severity.INFO,
    on="item/podcast:transcript",
    source="https://podcasters.apple.com/support/5316-transcripts-on-apple-podcasts",
)
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
