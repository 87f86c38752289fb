"""The Content-Type that a file is served with, by its name: in the preview and when published."""

from __future__ import annotations

from podfeed.probes.audio import TYPES

FEED = "application/rss+xml; charset=utf-8"
"""The type of a feed."""

_TYPES = TYPES | {
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
    """
    name = path.lower()
    if name.endswith(".chapters.json"):
        return "application/json+chapters"
    dot = name.rfind(".")
    known = _TYPES.get(name[dot:]) if dot >= 0 else None
    return known or "application/octet-stream"
