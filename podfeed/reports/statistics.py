"""How often each rule found something: the report for a feed with a thousand findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import KINDS, Place, Severity
from podfeed.reports.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.findings import Finding


class Count(NamedTuple):
    """How many findings have one code and severity, and the first of them."""

    number: int
    first: Finding


def count(findings: Iterable[Finding]) -> list[Count]:
    """The counts: errors before warnings before infos, the most frequent first."""
    counts: dict[tuple[str, Severity], Count] = {}
    for finding in findings:
        key = (finding.code, finding.severity)
        known = counts.get(key, Count(0, finding))
        counts[key] = known._replace(number=known.number + 1)
    return sorted(counts.values(), key=lambda c: (c.first.severity.rank, -c.number, c.first.code))


def to_statistics_json(findings: Iterable[Finding]) -> str:
    """A list of objects with code, name, severity, count, url, and path, line, column of the first.

    What is not known is null.
    """
    rows = [
        {
            "code": one.first.code,
            "name": one.first.name,
            "severity": one.first.severity.value,
            "count": one.number,
            "path": one.first.path,
            "line": one.first.line,
            "column": one.first.column,
            "url": KINDS[one.first.code].source,
        }
        for one in count(findings)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def to_statistics(findings: Iterable[Finding]) -> str:
    """A line for each code: count, severity, code, name, and where the first one stands."""
    rows = count(findings)
    number = max((len(f"{one.number:,}") for one in rows), default=0)
    name = max((len(one.first.name) for one in rows), default=0)
    return "\n".join(
        f"{one.number:>{number},}  {one.first.severity.value:<7}  {one.first.code}  "
        f"{one.first.name:<{name}}  {_place(one.first)}"
        for one in rows
    )


def _place(finding: Finding) -> str:
    return visible(str(Place(finding.path, finding.line, finding.column)))
