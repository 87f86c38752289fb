"""AMZ: what Amazon Music reads, and how it wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Owner, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import extension

if TYPE_CHECKING:
    from lxml.etree import _Element

_HLS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/hls-video/hls-video.md"
_TYPE = "application/x-mpegurl"


@rule("AMZ001", "playlist-type", Severity.INFO, on="podcast:alternateEnclosure", source=_HLS)
def playlist_type(enclosure: _Element, owner: Owner) -> Hits:
    """A playlist for streaming has another type than the one Amazon Music looks for.

    It, iHeart and others read `application/x-mpegURL`; with another, their listeners get no
    video.

    Wrong:

    ```xml
    <item>
      <podcast:alternateEnclosure type="application/vnd.apple.mpegurl" length="0">
        <podcast:source uri="https://podcasts.example/oolong.m3u8"/>
      </podcast:alternateEnclosure>
    </item>
    ```

    Right:

    ```xml
    <item>
      <podcast:alternateEnclosure type="application/x-mpegURL" length="0">
        <podcast:source uri="https://podcasts.example/oolong.m3u8"/>
      </podcast:alternateEnclosure>
    </item>
    ```
    """
    kind = (enclosure.get("type") or "").strip()
    if kind.lower() == _TYPE:
        return
    playlists = (extension((one.get("uri") or "").strip()) for one in enclosure)
    if "mpegurl" in kind.lower() or "m3u8" in playlists:
        message = f"a playlist for streaming has the type {quoted(kind)}"
        yield Hit(enclosure, message, "write application/x-mpegURL", "type")
