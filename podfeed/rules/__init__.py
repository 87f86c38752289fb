"""Lint: the bytes of anyone's feed, with plain facts → findings.

To add a rule, write one function in the file of its family; ``engine.registry.rule`` tells how.
"""

from __future__ import annotations

from importlib import import_module

from podfeed.rules.aud_levels import SoundFacts, judge_sound
from podfeed.rules.engine.answers import Answer, FileFacts, Hop, WebFacts, web_facts
from podfeed.rules.engine.document import LIMIT
from podfeed.rules.engine.facts import ArtworkFacts, AudioFacts, MediaFacts
from podfeed.rules.engine.lint import Examined, examine, lint
from podfeed.rules.engine.profiles import PROFILES, parse_profiles
from podfeed.rules.engine.registry import RULES, Rule, chosen
from podfeed.rules.links import Links, links
from podfeed.rules.src import Made, SourceFacts, judge_sources
from podfeed.rules.web_feed import judge_web

FAMILIES = (
    "rss_document",
    "rss_channel",
    "rss_item",
    "rss_dates",
    "rss_parts",
    "rss_names",
    "rss_rare",
    "rss_modules",
    "psp",
    "psp_advice",
    "apple_show",
    "apple_categories",
    "apple_episode",
    "apple_dated",
    "apple_advice",
    "txt",
    "txt_active",
    "pod",
    "pod_tags",
    "pod_episode",
    "pod_show",
    "atm",
    "psc",
    "spo",
    "ytb",
    "amz",
    "aud",
    "aud_levels",
    "art",
    "his",
    "src",
    "web_feed",
    "web_moves",
    "web_headers",
    "web_links",
    "web_files",
    "web_chapters",
    "web_transcripts",
)
"""The modules that hold rules; importing one registers them."""

for _family in FAMILIES:
    import_module(f"podfeed.rules.{_family}")

__all__ = [
    "FAMILIES",
    "LIMIT",
    "PROFILES",
    "RULES",
    "Answer",
    "ArtworkFacts",
    "AudioFacts",
    "Examined",
    "FileFacts",
    "Hop",
    "Links",
    "Made",
    "MediaFacts",
    "Rule",
    "SoundFacts",
    "SourceFacts",
    "WebFacts",
    "chosen",
    "examine",
    "judge_sound",
    "judge_sources",
    "judge_web",
    "links",
    "lint",
    "parse_profiles",
    "web_facts",
]
