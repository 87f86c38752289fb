"""What a file is served with: its Content-Type, by its name, and how long it may be kept."""

from __future__ import annotations

from podfeed.probes.audio import TYPES

FEED = "application/rss+xml; charset=utf-8"
"""The type of a feed."""

CHAPTERS = ".chapters.json"
"""How the name of a file of chapters ends."""

CHAPTERS_TYPE = "application/json+chapters"

SITEMAP = "sitemap.xml"
"""The one XML beside a feed that is none itself."""

SITEMAP_TYPE = "application/xml; charset=utf-8"

SHORT = "public, max-age=300"
"""Of a feed and its companions: apps and caches may keep them for five minutes."""

ASK_AGAIN = "public, no-cache"
"""Of media: they may be kept, and are asked for before they are used again."""

FOR_EVER = "public, max-age=31536000, immutable"
"""Of what has another name as soon as it has other content."""

BY_SUFFIX = TYPES | {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".opml": "text/x-opml; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".srt": "application/x-subrip; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webp": "image/webp",
    ".xml": FEED,
}


def media_type(path: str) -> str:
    """The type of a file of this name; of the system's tables it takes nothing, as they differ.

    >>> media_type("feeds/tea.xml"), media_type("a.chapters.json"), media_type("a")
    ('application/rss+xml; charset=utf-8', 'application/json+chapters', 'application/octet-stream')
    >>> media_type("feeds/tea/sitemap.xml")
    'application/xml; charset=utf-8'
    """
    name = path.lower()
    if name.endswith(CHAPTERS):
        return CHAPTERS_TYPE
    if name.rpartition("/")[2] == SITEMAP:
        return SITEMAP_TYPE
    dot = name.rfind(".")
    known = BY_SUFFIX.get(name[dot:]) if dot >= 0 else None
    return known or "application/octet-stream"
