"""Podcast feeds from a folder of listings and audio: built, linted, published.

The verbs and types below are public. A verb is imported when it is first asked for, so that
``import podfeed`` costs nothing:

    from pathlib import Path
    import podfeed

    for finding in podfeed.lint(Path("feed.xml").read_bytes(), path="feed.xml"):
        print(finding)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from podfeed.build import build as build_workspace
    from podfeed.checking import check_workspace
    from podfeed.errors import PodfeedError
    from podfeed.examining import Selection
    from podfeed.findings import Finding, Severity
    from podfeed.history import compare as compare_feeds
    from podfeed.history import read_feed
    from podfeed.listings import read as read_listing
    from podfeed.models import Artwork, Audio, Chapter, Episode, Network, Show, Transcript
    from podfeed.pipeline import Options
    from podfeed.probes.audio import probe
    from podfeed.render.feed import render as render_feed
    from podfeed.rules import lint
    from podfeed.workspace import open_workspace, read_show

__version__ = "0.1.0"

_PLACES = {
    "Artwork": "models",
    "Audio": "models",
    "Chapter": "models",
    "Episode": "models",
    "Finding": "findings",
    "Network": "models",
    "Options": "pipeline",
    "PodfeedError": "errors",
    "Selection": "examining",
    "Severity": "findings",
    "Show": "models",
    "Transcript": "models",
    "build_workspace": "build:build",
    "check_workspace": "checking",
    "compare_feeds": "history:compare",
    "lint": "rules",
    "open_workspace": "workspace",
    "probe": "probes.audio",
    "read_feed": "history",
    "read_listing": "listings:read",
    "read_show": "workspace",
    "render_feed": "render.feed:render",
}
"""The module of each public name, and its name there if that is another."""

__all__ = [
    "Artwork",
    "Audio",
    "Chapter",
    "Episode",
    "Finding",
    "Network",
    "Options",
    "PodfeedError",
    "Selection",
    "Severity",
    "Show",
    "Transcript",
    "__version__",
    "build_workspace",
    "check_workspace",
    "compare_feeds",
    "lint",
    "open_workspace",
    "probe",
    "read_feed",
    "read_listing",
    "read_show",
    "render_feed",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'podfeed' has no attribute {name!r}")
    from importlib import import_module

    module, _, other = _PLACES[name].partition(":")
    found = getattr(import_module(f"podfeed.{module}"), other or name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
