"""Findings as text for people and as JSON for machines. Reports return strings; cli prints them."""

from __future__ import annotations

from podfeed.reports.json import to_json
from podfeed.reports.text import summary, to_text

__all__ = ["summary", "to_json", "to_text"]
