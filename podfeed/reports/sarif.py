"""Findings as SARIF 2.1.0, the form in which code scanning takes them.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from podfeed import __version__
from podfeed.findings import KINDS, Severity
from podfeed.reports.locations import to_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podfeed.findings import Finding, Kind

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NUMBER = re.compile(r"\[\d+\]")
_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def to_sarif(
    findings: Iterable[Finding], *, locate: Callable[[str], str] = lambda path: path
) -> str:
    """One run, with the rules that found something and a result for each finding.

    ``locate`` gives a path as it counts from the top of the repository.
    """
    found = list(findings)
    codes = sorted({finding.code for finding in found})
    index = {code: number for number, code in enumerate(codes)}
    told: Counter[str] = Counter()
    results = [_result(finding, index, told, locate(finding.path)) for finding in found]
    driver = {
        "name": "podfeed",
        "version": __version__,
        "rules": [_rule(KINDS[code]) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _rule(kind: Kind) -> dict[str, Any]:
    page = inspect.cleandoc(kind.page)
    short, _, rest = page.partition("\n\n")
    about = rest.partition("Wrong:")[0].strip()
    short = short.replace("\n", " ")
    rule: dict[str, Any] = {
        "id": kind.code,
        "name": kind.name,
        "shortDescription": {"text": short},
        "fullDescription": {"text": about or short},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
    }
    if kind.source:
        rule["helpUri"] = kind.source
    return rule


def _result(
    finding: Finding, index: dict[str, int], told: Counter[str], path: str
) -> dict[str, Any]:
    uri = to_uri(path)
    artifact = {"uri": uri} if "://" in uri else {"uri": uri, "uriBaseId": "%SRCROOT%"}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if finding.line:
        physical["region"] = {"startLine": finding.line}
        if finding.column:
            physical["region"]["startColumn"] = finding.column
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.element:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.element, "kind": "element"}]
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(f"{finding.message}{remedy}")},
        "locations": [location],
        "partialFingerprints": {"podfeed/v1": _fingerprint(finding, path, told)},
    }


def _message(text: str) -> str:
    """A text in which nothing is a placeholder or a link (3.11.5, 3.11.6).

    >>> _message("write {0}, see [notes](1), item[2]")
    'write {{0}}, see \\\\[notes](1), item[2]'
    """
    return _LINK.sub(r"\\[", text.replace("{", "{{").replace("}", "}}"))


def _fingerprint(finding: Finding, path: str, told: Counter[str]) -> str:
    """What stays the same while lines move and new episodes are put on top.

    Two findings that are alike but for their place are told apart by their order.
    """
    element = _NUMBER.sub("", finding.element or "")
    parts = "\0".join((finding.code, path, element, finding.message))
    digest = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    told[digest] += 1
    return f"{digest}:{told[digest]}"
