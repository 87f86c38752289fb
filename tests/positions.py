"""Where a finding points, and where a piece of a feed stands."""

from __future__ import annotations

import re

from podfeed.findings import Finding
from podfeed.rules import lint
from tests.feeds import GOOD

TEXT = GOOD.decode()
BAD_DATE = "<pubDate>yesterday</pubDate>"
SPOILT = TEXT.replace("<pubDate>Fri, 24 Apr 2026 08:00:00 +0000</pubDate>", BAD_DATE)


def told(data: bytes, code: str) -> list[Finding]:
    """What one rule finds in a feed."""
    return lint(data, path="x.xml", select=[code])


def place_of(text: str, piece: str, *, nth: int = 0) -> tuple[int, int]:
    """Line and column of a piece of text, counted the slow way."""
    offset = [match.start() for match in re.finditer(re.escape(piece), text)][nth]
    before = re.split("\r\n|\n|\r", text[:offset].removeprefix("\ufeff"))
    return len(before), len(before[-1]) + 1


def where(finding: Finding) -> tuple[int | None, int | None]:
    """The line and column that a finding points at."""
    return finding.line, finding.column
