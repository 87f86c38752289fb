"""Findings as text: grouped by file, each with the line it is about and a caret below it."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from podfeed.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podfeed.findings import Finding

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}
_BOLD, _DIM = "1", "2"
_LINE_ENDS = re.compile(rb"\r\n|\n|\r")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TAB = "    "


def to_text(
    findings: Iterable[Finding],
    *,
    source: Callable[[str], bytes | None],
    colour: bool = False,
    width: int = 100,
    most: int | None = None,
) -> str:
    """The report. Findings of one file have to stand together.

    ``source`` gives the bytes of a file by the path that findings show, or None; from it come
    the lines that are shown. ``width`` is that of the terminal, in cells. Of each rule, the first
    ``most`` findings in a file are shown whole, and the places of the others are listed.
    """
    blocks = []
    for path, group in groupby(findings, key=lambda finding: finding.path):
        here, others = _first(group, most)
        wanted = {finding.line for finding in here if finding.line}
        lines = _lines(source(path), wanted) if wanted else {}
        margin = max(len(str(finding.line or "")) for finding in here)
        entries = [_entry(finding, lines, margin, colour, width) for finding in here]
        entries += [_listed(code, more, colour, width) for code, more in others.items()]
        blocks.append("\n".join((_paint(visible(path), _BOLD, colour), *entries)))
    return "\n\n".join(blocks)


_MOST_PLACES = 60


def _first(
    findings: Iterable[Finding], most: int | None
) -> tuple[list[Finding], dict[str, list[Finding]]]:
    """Those that are shown whole, and the others by their code; one is never worth a list."""
    found = list(findings)
    counts = Counter(finding.code for finding in found)
    shown: list[Finding] = []
    others: dict[str, list[Finding]] = {}
    seen: Counter[str] = Counter()
    for finding in found:
        seen[finding.code] += 1
        if most is None or seen[finding.code] <= most or counts[finding.code] <= most + 1:
            shown.append(finding)
        else:
            others.setdefault(finding.code, []).append(finding)
    return shown, others


def _listed(code: str, found: list[Finding], colour: bool, width: int) -> str:
    """How many more of a rule there are, and where."""
    spots = [_spot(finding) for finding in found]
    named = [spot for spot in spots if spot][:_MOST_PLACES]
    where = f": {', '.join(named)}{' …' if len(named) < len(spots) else ''}" if named else ""
    text = textwrap.fill(
        f"… and {len(found):,} more of {code}{where}",
        width=max(width, 40),
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    return text.replace(code, _paint(code, _BOLD, colour), 1)


def _spot(finding: Finding) -> str:
    return ":".join(str(part) for part in (finding.line, finding.column) if part)


def _lines(data: bytes | None, wanted: set[int]) -> dict[int, str]:
    """The wanted lines of a file, by number; a large one is not taken apart for a few."""
    if data is None:
        return {}
    found: dict[int, str] = {}
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").removeprefix("\ufeff").encode("utf-8", "replace")
    elif data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    start, number, last = 0, 1, max(wanted)
    for match in _LINE_ENDS.finditer(data):
        if number in wanted:
            found[number] = data[start : match.start()].decode("utf-8", "replace")
        start, number = match.end(), number + 1
        if number > last:
            return found
    if number in wanted:
        found[number] = data[start:].decode("utf-8", "replace")
    return found


def _entry(
    finding: Finding, lines: Mapping[int, str], margin: int, colour: bool, width: int
) -> str:
    place = _spot(finding)
    head = "  ".join(
        (
            "",
            *((place,) if place else ()),
            _paint(finding.severity.value, f"{_BOLD};{_COLOURS[finding.severity]}", colour),
            _paint(finding.code, _BOLD, colour),
            visible(finding.message),
        )
    )
    parts = [head]
    bar = _paint("│", _DIM, colour)
    indent = " " * (margin + 3)
    if finding.line is not None and finding.line in lines:
        text, before = _excerpt(lines[finding.line], finding.column or 1, width - margin - 5)
        number = _paint(f"{finding.line:>{margin + 2}}", _DIM, colour)
        caret = _paint("^", f"{_BOLD};{_COLOURS[finding.severity]}", colour)
        parts += [
            f"{indent}{bar}",
            f"{number} {bar} {text}",
            f"{indent}{bar} {' ' * before}{caret}",
        ]
    if finding.remedy:
        sign = _paint("=", _DIM, colour)
        parts.append(f"{indent}{sign} {visible(finding.remedy)}")
    return "\n".join(parts)


def _excerpt(line: str, column: int, width: int) -> tuple[str, int]:
    """A line made to fit, and how many cells stand before the column (from 1).

    >>> _excerpt("\\ta<b>", 3, 40)
    ('    a<b>', 5)
    >>> _excerpt("x" * 90 + "<b>" + "y" * 90, 91, 30)
    ('…xxxxxxxx<b>yyyyyyyyyyyyyyyyy…', 9)
    """
    width = max(width, 20)
    at = min(column - 1, len(line))
    start = 0
    # A feed may be one line of megabytes: look at no more than can be shown.
    if at > width // 2 and _cells(line[: at + width]) > width:
        start = max(0, at - width // 3 + 2)
    shown = line[start : start + width]
    before = visible(shown[: at - start])
    rest = visible(shown[at - start :])
    lead = "…" if start else ""
    room = width - len(lead) - _cells(before)
    if _cells(rest) > room or start + width < len(line):
        rest = _cut(rest, room - 1) + "…"
    return f"{lead}{before}{rest}", len(lead) + _cells(before)


def _cut(text: str, width: int) -> str:
    used = 0
    for number, character in enumerate(text):
        used += _cells(character)
        if used > width:
            return text[:number]
    return text


def visible(text: str) -> str:
    """Tabs as blanks, and characters that would move or colour others as a sign in their place.

    >>> visible("a\\x1b[31mb\\n.xml")
    'a�[31mb�.xml'
    """
    return _UNSEEN.sub("�", text.replace("\t", _TAB))


def _cells(text: str) -> int:
    """How many cells a terminal needs for a text.

    >>> [_cells(text) for text in ("abc", "日本", "e\\u0301")]
    [3, 4, 1]
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else not combining(c) for c in text)


def _paint(text: str, codes: str, colour: bool) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if colour else text


def summary(findings: Iterable[Finding], *, feeds: int, episodes: int) -> str:
    """How much was looked at, and what came of it.

    >>> summary([], feeds=2, episodes=38)
    '2 feeds, 38 episodes: no findings'
    """
    counts = Counter(finding.severity for finding in findings)
    return summary_of(counts, feeds=feeds, episodes=episodes)


def summary_of(counts: Mapping[Severity, int], *, feeds: int, episodes: int) -> str:
    """The same, where findings are only counted."""
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
    found = [_count(counts.get(one, 0), word) for one, word in words.items() if counts.get(one)]
    looked = f"{_count(feeds, 'feed')}, {_count(episodes, 'episode')}"
    return f"{looked}: {', '.join(found) or 'no findings'}"


def _count(number: int, word: str) -> str:
    """
    >>> _count(1, "feed"), _count(1200, "feed"), _count(2, "info")
    ('1 feed', '1,200 feeds', '2 infos')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"
