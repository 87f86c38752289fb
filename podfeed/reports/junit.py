"""Findings as JUnit XML, which every CI server shows: a suite for each file, a case for each
finding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import KINDS, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from podfeed.findings import Finding, Severity

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPED = str.maketrans({**_SIGNS, "\r": "&#13;"})
_ESCAPED_ATTRIBUTE = str.maketrans(
    {**_SIGNS, '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def to_junit(findings: Iterable[Finding], *, fail_on: Severity, clean: Iterable[str] = ()) -> str:
    """The report. A finding is a failure if it is as bad as ``fail_on``, else a case that passes.

    ``clean`` are files that were looked at, whether or not something was found in them; one
    without a finding is a suite with one case that passes.
    """
    suites: dict[str, list[Finding]] = {}
    for finding in findings:
        suites.setdefault(finding.path, []).append(finding)
    for path in clean:
        suites.setdefault(path, [])
    cases = {path: [_case(one, fail_on) for one in found] for path, found in suites.items()}
    failures = {path: sum(_fails(one, fail_on) for one in found) for path, found in suites.items()}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    tests = sum(max(len(found), 1) for found in suites.values())
    lines.append(_open("testsuites", _counts("podfeed", tests, sum(failures.values()))))
    for path, listed in cases.items():
        lines.append("  " + _open("testsuite", _counts(path, max(len(listed), 1), failures[path])))
        lines += listed or [
            f"    {_open('testcase', {'name': 'check', 'classname': path}, closed=True)}"
        ]
        lines.append("  </testsuite>")
    return "\n".join((*lines, "</testsuites>"))


def _counts(name: str, tests: int, failures: int) -> dict[str, str | int]:
    return {"name": name, "tests": tests, "failures": failures, "errors": 0, "skipped": 0}


def _fails(finding: Finding, fail_on: Severity) -> bool:
    return finding.severity.rank <= fail_on.rank


def _case(finding: Finding, fail_on: Severity) -> str:
    place = str(Place(finding.path, finding.line, finding.column))
    spot = place.removeprefix(finding.path).lstrip(":")
    name = f"{finding.code} {finding.name}{f' at {spot}' if spot else ''}"
    lines = [f"{place}: {finding.severity.value}: {finding.message}"]
    lines += _told(("fix", finding.remedy), ("element", finding.element))
    lines += _told(("see", KINDS[finding.code].source))
    text = _text("\n".join(lines))
    head = _open("testcase", {"name": name, "classname": finding.path})
    if _fails(finding, fail_on):
        kind = f"{finding.severity.value} {finding.code}"
        body = f"{_open('failure', {'message': finding.message, 'type': kind})}{text}</failure>"
    else:
        body = f"<system-out>{text}</system-out>"
    return f"    {head}\n      {body}\n    </testcase>"


def _told(*parts: tuple[str, str | None]) -> Sequence[str]:
    return [f"{word}: {text}" for word, text in parts if text]


def _open(tag: str, attributes: Mapping[str, str | int], *, closed: bool = False) -> str:
    listed = "".join(f' {name}="{_attribute(str(v))}"' for name, v in attributes.items())
    return f"<{tag}{listed}{'/' if closed else ''}>"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("�", text).translate(_ESCAPED)


def _attribute(text: str) -> str:
    return _FORBIDDEN.sub("�", text).translate(_ESCAPED_ATTRIBUTE)
