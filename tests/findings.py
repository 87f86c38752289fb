"""A finding, and what may be changed of it."""

from __future__ import annotations

from podfeed.findings import Finding, Severity


def finding(**changes: object) -> Finding:
    """An error in a feed, but for what is named."""
    values: dict[str, object] = {
        "code": "RSS041",
        "severity": Severity.ERROR,
        "message": 'episode "Oolong" has no guid',
        "path": "feeds/tea.xml",
        "line": 2,
        "column": 3,
        "remedy": "add a <guid>",
        "element": "/rss/channel/item[1]",
    }
    return Finding(**{**values, **changes})  # type: ignore[arg-type]
