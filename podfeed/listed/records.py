"""What the report says of one feed, as it stands on its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed.examining import Checked
from podfeed.live.answers import without_login
from podfeed.mishaps import mishap
from podfeed.reports.json import plain

if TYPE_CHECKING:
    from podfeed.attempts import Fault
    from podfeed.listed.names import Named


def unjudged(named: Named, fault: Fault) -> dict[str, Any]:
    """The record of a feed at which podfeed itself failed."""
    shown = without_login(named.name)
    return record_of(named, Checked([mishap(fault, shown)], feeds=1, paths=[shown]))


def record_of(named: Named, checked: Checked) -> dict[str, Any]:
    """A line of the report: the feed, its line in the list, and what was found in it."""
    findings = [plain(finding) for finding in checked.findings]
    shown = checked.paths[0] if checked.paths else named.name
    if named.is_address and not checked.paths:
        shown = checked.findings[0].path
    return {
        "feed": shown,
        "line": named.line,
        "episodes": checked.episodes,
        "findings": findings,
    }
