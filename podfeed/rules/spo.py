"""SPO: what Spotify asks for beyond all others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.languages import COUNTRIES
from podfeed.rules.asked import NOTES, other_tags, other_types
from podfeed.rules.engine.facts import Channel, Feed, Item, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.texts import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPOTIFY = "https://support.spotify.com/us/creators/article/podcast-specification-doc/"
_NS = "{http://www.spotify.com/ns/rss}"
_MOST = 60_000
_HTTP_LINK = re.compile(r"<a\s[^<>]{0,300}?\bhref\s*=\s*[\"'](http://[^\"'<>]{1,500})", re.I)


@rule(
    "SPO001",
    "country-of-origin",
    Severity.WARNING,
    on="channel/{http://www.spotify.com/ns/rss}countryOfOrigin",
    source=_SPOTIFY,
)
def country_of_origin(country: _Element, channel: Channel) -> Hits:
    """The countries that the show is for are no country codes.

    Spotify ranks the show by them in each market; with others it is ranked in none.

    Wrong:

    ```xml
    <rss
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
      xmlns:spotify="http://www.spotify.com/ns/rss"
      version="2.0">
      <channel>
        <spotify:countryOfOrigin>Germany</spotify:countryOfOrigin>
      </channel>
    </rss>
    ```

    Right:

    ```xml
    <rss
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
      xmlns:spotify="http://www.spotify.com/ns/rss"
      version="2.0">
      <channel>
        <spotify:countryOfOrigin>de at ch</spotify:countryOfOrigin>
      </channel>
    </rss>
    ```
    """
    text = (country.text or "").strip()
    codes = re.split(r"[\s,]+", text.upper())
    if not all(code in COUNTRIES or code == "GLOBAL" for code in codes):
        message = f"spotify:countryOfOrigin is {quoted(text)}"
        remedy = "write gb for uk" if "UK" in codes else "write codes of two letters, such as de at"
        yield Hit(country, message, remedy)


@rule(
    "SPO002",
    "recent-count",
    Severity.WARNING,
    on="channel/{http://www.spotify.com/ns/rss}limit",
    source=_SPOTIFY,
)
def recent_count(bound: _Element, channel: Channel) -> Hits:
    """The number of episodes that Spotify may show is none.

    It then shows all of them, or as many as it likes.

    Wrong:

    ```xml
    <rss
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
      xmlns:spotify="http://www.spotify.com/ns/rss"
      version="2.0">
      <channel>
        <spotify:limit recentCount="all"/>
      </channel>
    </rss>
    ```

    Right:

    ```xml
    <rss
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
      xmlns:spotify="http://www.spotify.com/ns/rss"
      version="2.0">
      <channel>
        <spotify:limit recentCount="20"/>
      </channel>
    </rss>
    ```
    """
    count = (bound.get("recentCount") or "").strip()
    if not count.isdecimal() or int(count[:9]) == 0:
        message = f"recentCount of spotify:limit is {quoted(count)}"
        yield Hit(bound, message, "write a whole number above zero", "recentCount")


_READ = frozenset(("media:description", "content:encoded"))


@rule(
    "SPO003",
    "notes-only-in-summary",
    Severity.INFO,
    on="item",
    without="description",
    source=_SPOTIFY,
)
def notes_only_in_summary(item: Item) -> Hits:
    """The only notes of an episode are in `itunes:summary`.

    Spotify does not read it, and shows the episode without a word.

    Wrong:

    ```xml
    <item>
      <!-- no description -->
      <!-- no content:encoded -->
      <itunes:summary>Half green, half black.</itunes:summary>
    </item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black.</description></item>
    ```
    """
    if "itunes:summary" in item.first and not item.first.keys() & _READ:
        message = f"Spotify does not read the itunes:summary of {item.called}"
        yield Hit(item.first["itunes:summary"], message, "write it as <description>")


@rule(
    "SPO004",
    "notes-too-long",
    Severity.WARNING,
    on="item/description item/content:encoded",
    source=_SPOTIFY,
)
def notes_too_long(notes: _Element, item: Item) -> Hits:
    """Show notes have more than 60,000 characters.

    Spotify cuts them off or refuses the episode.

    Wrong:

    ```xml
    <item><description><!-- 60001 characters --></description></item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black.</description></item>
    ```
    """
    text = text_of(notes)
    if len(text) > _MOST:
        message = f"the notes have {len(text):,} characters, more than the {_MOST:,} of Spotify"
        yield Hit(notes, message, "shorten them")


@rule(
    "SPO005",
    "notes-link-http",
    Severity.INFO,
    on="item/description item/content:encoded",
    source=_SPOTIFY,
)
def notes_link_http(notes: _Element, item: Item) -> Hits:
    """A link in the notes is http.

    Spotify makes links of https addresses only: listeners see the words, and cannot tap them.

    Wrong:

    ```xml
    <item>
      <description>&lt;a href="http://podcasts.example/notes"&gt;Notes&lt;/a&gt;</description>
    </item>
    ```

    Right:

    ```xml
    <item>
      <description>&lt;a href="https://podcasts.example/notes"&gt;Notes&lt;/a&gt;</description>
    </item>
    ```
    """
    text = text_of(notes)
    if "http://" not in text or "SPO005" in item.feed.noted:
        return
    if found := _HTTP_LINK.search(text):
        item.feed.noted.add("SPO005")
        message = f"Spotify makes no link of {quoted(found[1])}, nor of others with http"
        yield Hit(notes, message, "write https")


@rule("SPO006", "type-not-spotifys", Severity.WARNING, on="items", source=_SPOTIFY)
def type_not_spotifys(feed: Feed) -> Hits:
    """The type of an enclosure is neither MP3 nor AAC in MP4, which are what Spotify takes.

    Its listeners do not get the episode. Other apps take more kinds of files, so this is judged
    only with `--profile spotify`.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mov" length="1234567" type="video/quicktime"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    return other_types(feed, ("audio/mpeg", "audio/x-m4a", "audio/m4a", "audio/mp4"), "Spotify")


@rule("SPO007", "notes-tags-spotify", Severity.INFO, on=NOTES, source=_SPOTIFY)
def notes_tags_spotify(notes: _Element, item: Item) -> Hits:
    """The notes have tags that Spotify leaves out.

    The text stays, but what the tag was to show a listener is gone. Other apps know other tags,
    so this is judged only with `--profile spotify`.

    Wrong:

    ```xml
    <item><description>&lt;b&gt;Oolong&lt;/b&gt;</description></item>
    ```

    Right:

    ```xml
    <item><description>&lt;h1&gt;Oolong&lt;/h1&gt;</description></item>
    ```
    """
    return other_tags(notes, item, "SPO007", "p br a h1 h2 ul ol li", "Spotify")
