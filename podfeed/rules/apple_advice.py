"""APL050–APL059: what Apple advises, and nothing breaks without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.asked import NOTES, other_tags, other_types
from podfeed.rules.engine.facts import Channel, Feed, Item, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"
_GUIDE = "https://podcasters.apple.com/support/823-podcast-requirements"
_PROFILE = "https://www.rssboard.org/rss-profile"


@rule(
    "APL050",
    "keywords-without-commas",
    Severity.INFO,
    on="channel/itunes:keywords",
    source=f"{_PROFILE}#namespace-elements-itunes-keywords",
)
def keywords_without_commas(keywords: _Element, channel: Channel) -> Hits:
    """`itunes:keywords` are not separated by commas.

    Apps that still search them take them for one long word that no listener looks for.

    Wrong:

    ```xml
    <channel><itunes:keywords>tea pots cups leaves water</itunes:keywords></channel>
    ```

    Right:

    ```xml
    <channel><itunes:keywords>tea, pots, cups, leaves, water</itunes:keywords></channel>
    ```
    """
    text = (keywords.text or "").strip()
    if "," not in text and (";" in text or len(text.split()) > 3):
        message = f"the keywords {quoted(text)} have no commas between them"
        yield Hit(keywords, message, "separate them by commas")


@rule("APL051", "numbers-for-some", Severity.INFO, on="items", source=_GUIDE)
def numbers_for_some(feed: Feed) -> Hits:
    """Some full episodes have a number, and others have none.

    Apps that sort or label by number show gaps, or the episodes without one in a place of their
    own.

    Wrong:

    ```xml
    <item><itunes:episode>2</itunes:episode></item><item><!-- no itunes:episode --></item>
    ```

    Right:

    ```xml
    <item>
      <itunes:episode>2</itunes:episode>
    </item>
    <item>
      <itunes:episode>1</itunes:episode>
    </item>
    ```
    """
    if feed.is_serial:
        return
    full = [brief for brief in feed.briefs if brief.type.lower() in ("", "full")]
    without = [brief for brief in full if not brief.episode]
    if without and len(without) < len(full):
        more = f" (and {len(without) - 1:,} others)" if len(without) > 1 else ""
        message = (
            f"{without[0].called} has no number, and {len(full) - len(without):,} have one{more}"
        )
        yield Hit(without[0].at(), message, "add <itunes:episode> to all full episodes, or to none")


@rule("APL052", "show-name-in-title", Severity.INFO, on="items", source=_GUIDE)
def show_name_in_title(feed: Feed) -> Hits:
    """Titles of episodes begin with the name of the show.

    It stands above them anyway; on a narrow screen listeners see nothing else.

    Wrong:

    ```xml
    <item><title>Tea Time: Oolong</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """
    name = feed.channel.text("title").casefold() if feed.channel is not None else ""
    if len(name) < 4:
        return
    begins = re.compile(rf"{re.escape(name)}\s*[-–—:|#]")
    found = [brief for brief in feed.briefs if begins.match(brief.title.casefold())]
    if found:
        more = f" (and {len(found) - 1:,} others)" if len(found) > 1 else ""
        message = f"the title of {found[0].called} begins with the name of the show{more}"
        yield Hit(found[0].at("title"), message, "leave it out")


@rule(
    "APL053",
    "summary-copied",
    Severity.INFO,
    on="item/itunes:summary",
    source="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/itunes_reference.md",
)
def summary_copied(summary: _Element, item: Item) -> Hits:
    """`itunes:summary` says the same as the description.

    It is dated, and a copy only makes the feed longer to load for every listener.

    Wrong:

    ```xml
    <item>
      <description>Half green, half black.</description>
      <itunes:summary>Half green, half black.</itunes:summary>
    </item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black.</description></item>
    ```
    """
    text = (summary.text or "").strip()
    if text and "APL053" not in item.feed.noted and text == item.text("description"):
        item.feed.noted.add("APL053")
        message = "itunes:summary repeats the description (told once for the feed)"
        yield Hit(summary, message, "take it out")


@rule("APL054", "type-not-apples", Severity.WARNING, on="items", source=_APPLE)
def type_not_apples(feed: Feed) -> Hits:
    """The type of an enclosure is none of the six that Apple Podcasts names.

    Apple goes by the extension, so that listeners get the episode all the same; its guide asks for
    these types. Other documents name others (PSP-1 has `audio/m4a`, IANA `audio/mp4`), so this is
    judged only with `--profile apple`.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.m4a" length="1234567" type="audio/m4a"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.m4a" length="1234567" type="audio/x-m4a"/>
    </item>
    ```
    """
    wanted = (
        *("audio/mpeg", "audio/x-m4a", "video/mp4", "video/x-m4v", "video/quicktime"),
        "application/pdf",
    )
    return other_types(feed, wanted, "Apple Podcasts")


@rule("APL055", "notes-tags-apple", Severity.INFO, on=NOTES, source=_APPLE)
def notes_tags_apple(notes: _Element, item: Item) -> Hits:
    """The notes have tags that Apple Podcasts leaves out.

    The text stays, but what the tag was to show a listener is gone. Other apps know other tags,
    so this is judged only with `--profile apple`.

    Wrong:

    ```xml
    <item><description>&lt;h1&gt;Oolong&lt;/h1&gt;</description></item>
    ```

    Right:

    ```xml
    <item><description>&lt;p&gt;Oolong&lt;/p&gt;</description></item>
    ```
    """
    return other_tags(notes, item, "APL055", "p ol ul li a", "Apple Podcasts")
