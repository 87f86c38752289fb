"""What may change between two versions of a feed: the HIS findings and their pages.

In the examples the feed published before is the good one of the tests: its newest episode is
"Oolong", with the guid and audio that the Right ones show.
"""

from __future__ import annotations

from podfeed.findings import Kind, Severity

_GUIDS = "https://podcasters.apple.com/4115-technical-updates-for-hosting-providers"
_SHOW_GUIDS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md"
_MOVES = "https://podcasters.apple.com/support/837-change-the-rss-feed-url"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"

GUID_CHANGED = Kind(
    "HIS001",
    "published-guid-changed",
    Severity.ERROR,
    """An episode of the published feed has another guid in the new one.

    To an app that is another episode: every subscriber downloads it again, and what was heard is
    unheard. It happens when a lockfile is lost. Restore the lock, or write the old `guid:`.

    Wrong:

    ```xml
    <item><guid isPermaLink="false">oolong-again</guid></item>
    ```

    Right:

    ```xml
    <item><guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-2f1f3f0a8e11</guid></item>
    ```
    """,
    _GUIDS,
)
GONE = Kind(
    "HIS002",
    "published-episode-gone",
    Severity.ERROR,
    """An episode of the published feed is not in the new one.

    Apps drop it from the list, some with the download. If it is meant to go, the build has to be
    told: `podfeed build --remove EPISODE`.

    Wrong:

    ```xml
    <channel><!-- no item --></channel>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """,
    _GUIDS,
)
DATE_MOVED = Kind(
    "HIS003",
    "published-date-moved",
    Severity.WARNING,
    """An episode has another date than in the published feed.

    Apps sort by it, and may announce the episode again.

    Wrong:

    ```xml
    <item><pubDate>Sun, 03 May 2026 08:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """,
    _APPLE,
)
AUDIO_REPLACED = Kind(
    "HIS004",
    "audio-replaced",
    Severity.WARNING,
    """Other audio under the same address: length or type differ from the published feed.

    Apps and caches that have the old file keep it, and a download resumed across the change is
    garbled. Give the new file a new name; the guid stays.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="999" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
    </item>
    ```
    """,
    _APPLE,
)
AUDIO_MOVED = Kind(
    "HIS005",
    "audio-moved",
    Severity.INFO,
    """The audio of an episode has a new address.

    Listeners notice nothing as long as the guid stays and the old address answers for a while.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://cdn.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>
    </item>
    ```
    """,
    _MOVES,
)
TITLE_CHANGED = Kind(
    "HIS006",
    "title-changed",
    Severity.INFO,
    """An episode has another title than in the published feed. Apps show the new one.

    Wrong:

    ```xml
    <item><title>Oolong, revisited</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """,
    _APPLE,
)
NEW = Kind(
    "HIS007",
    "new-episode",
    Severity.INFO,
    """An episode that the published feed does not have. Subscribers will be told of it.

    Wrong:

    ```xml
    <item>
      <title>Gyokuro</title>
      <guid isPermaLink="false">gyokuro</guid>
      <enclosure url="https://podcasts.example/gyokuro.mp3" length="999" type="audio/mpeg"/>
    </item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """,
    _APPLE,
)
SHOW_GUID_CHANGED = Kind(
    "HIS008",
    "published-show-guid-changed",
    Severity.ERROR,
    """The feed's `podcast:guid` is not that of the published one.

    It says that a feed is this show wherever it moves; with another, directories list a second
    show and shared playlists, comments and payments lose it. Restore the lock, or write the old
    `guid:` in the show's YAML.

    Wrong:

    ```xml
    <channel><podcast:guid>0f9619ff-8b86-5011-b42d-00cf4fc964ff</podcast:guid></channel>
    ```

    Right:

    ```xml
    <channel><podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid></channel>
    ```
    """,
    _SHOW_GUIDS,
)
FEED_MOVED = Kind(
    "HIS009",
    "feed-moved",
    Severity.WARNING,
    """The feed says it is at another address than the published one (`atom:link rel="self"`).

    Subscribers stay at the old address. Redirect it there with status 301, and set
    `new_feed_url:` for some months.

    Wrong:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://elsewhere.example/tea.xml"/>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <atom:link rel="self" type="application/rss+xml" href="https://podcasts.example/feeds/tea.xml"/>
    </channel>
    ```
    """,
    _MOVES,
)
