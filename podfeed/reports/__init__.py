"""Findings as text for people, and in the forms that machines take.

Reports return strings in the order of the findings; cli prints them.
"""

from __future__ import annotations

from podfeed.reports.github import to_github
from podfeed.reports.json import to_json
from podfeed.reports.junit import to_junit
from podfeed.reports.locations import seen_from
from podfeed.reports.sarif import to_sarif
from podfeed.reports.statistics import to_statistics, to_statistics_json
from podfeed.reports.text import summary, to_text

__all__ = [
    "seen_from",
    "summary",
    "to_github",
    "to_json",
    "to_junit",
    "to_sarif",
    "to_statistics",
    "to_statistics_json",
    "to_text",
]
