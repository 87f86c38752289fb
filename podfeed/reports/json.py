"""Findings as JSON: a list of objects, in the order given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podfeed.findings import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.findings import Finding


def to_json(findings: Iterable[Finding]) -> str:
    """A list of objects with code, name, severity, message, path, line, column, element, url, fix.

    ``element`` is an XPath, ``url`` the document that the rule comes from, ``fix`` what to do,
    in words. What is not known is null.
    """
    return json.dumps([plain(finding) for finding in findings], ensure_ascii=False, indent=2)


def plain(finding: Finding) -> dict[str, str | int | None]:
    """A finding as ``to_json`` has it."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "element": finding.element,
        "url": KINDS[finding.code].source,
        "fix": finding.remedy,
    }
