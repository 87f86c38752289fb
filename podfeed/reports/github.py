"""Findings as workflow commands: what GitHub Actions shows beside the line of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.reports.locations import is_file_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podfeed.findings import Finding

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
_ESCAPED_DATA = str.maketrans(_DATA)
_ESCAPED_PROPERTY = str.maketrans(_PROPERTY)


def to_github(
    findings: Iterable[Finding], *, locate: Callable[[str], str] = lambda path: path
) -> str:
    """A line for each finding: ``::error file=…,line=…,col=…,title=…::message``.

    ``locate`` gives a path as it counts from the top of the repository. Source:
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
    """
    return "\n".join(_command(finding, locate) for finding in findings)


def _command(finding: Finding, locate: Callable[[str], str]) -> str:
    properties: dict[str, str | int] = {}
    path = locate(finding.path)
    place = ""
    if is_file_path(path):
        properties["file"] = path
        if finding.line:
            properties["line"] = finding.line
            if finding.column:
                properties["col"] = finding.column
    else:
        place = ":".join(str(part) for part in (path, finding.line, finding.column) if part) + ": "
    properties["title"] = f"{finding.code} {finding.name}"
    listed = ",".join(
        f"{name}={str(value).translate(_ESCAPED_PROPERTY)}" for name, value in properties.items()
    )
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    message = f"{place}{finding.message}{remedy}".translate(_ESCAPED_DATA)
    return f"::{_COMMANDS[finding.severity]} {listed}::{message}"
