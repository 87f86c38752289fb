"""What ``podfeed check`` found day by day: a line a day in ``.podfeed/findings.jsonl``.

Counts only, by show, severity and code, with the size of the feed: enough to see whether a show
gets better. The file can be thrown away at any time, and then begins anew; a line that cannot be
read counts as absent. The last run of a day takes the place of the others, and no more than
``MOST_DAYS`` days are kept, or as many as 16 MB hold.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podfeed.errors import MediaError, OutputError
from podfeed.files import read_regular, write_whole
from podfeed.findings import Severity
from podfeed.probes.loudness import UNDECODABLE
from podfeed.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podfeed.examining import Checked
    from podfeed.findings import Finding

PLACE = Path(".podfeed", "findings.jsonl")

MOST_DAYS = 400
"""A year, and some weeks to compare with."""

_LIMIT = 16_000_000
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found in one show on one day, and the bytes of its feed, if it had one.

    ``counts`` has for each severity how often each code was found.
    """

    day: date
    counts: Mapping[Severity, Mapping[str, int]] = field(default_factory=dict)
    feed: int | None = None

    def total(self, severity: Severity) -> int:
        """How many findings of a severity there were."""
        return sum(self.counts.get(severity, {}).values())

    def to_dict(self) -> dict[str, Any]:
        """As a line of the file has it, below the name of the show."""
        counts = {str(severity): dict(codes) for severity, codes in self.counts.items() if codes}
        return {"feed": self.feed, "findings": counts}


def note(root: Path, day: date, checked: Checked) -> dict[str, Tally]:
    """Take in what a check of a whole workspace found, show by show, and give it back.

    What only listening to recordings tells is left out: most checks do not, and a day that did
    would look worse than the others.
    """
    shows = {}
    for slug in sorted(checked.sources):
        found = (one for one in checked.of_show(slug) if not _is_heard(one.code))
        shows[slug] = Tally(day, _count(found), _size(root / "feeds" / f"{slug}.xml"))
    if shows:
        _remember(root, day, shows)
    return shows


def _is_heard(code: str) -> bool:
    return code == UNDECODABLE.code or (code in RULES and RULES[code].on == "sound")


def _count(findings: Iterable[Finding]) -> dict[Severity, dict[str, int]]:
    seen = Counter((finding.severity, finding.code) for finding in findings)
    counts: dict[Severity, dict[str, int]] = {}
    for (severity, code), count in sorted(seen.items()):
        counts.setdefault(severity, {})[code] = count
    return counts


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def read(root: Path) -> dict[str, list[Tally]]:
    """What is known of each show, the oldest day first; nothing if there is no file."""
    found: dict[str, dict[date, Tally]] = {}
    for day, shows in sorted(_lines(root).items()):
        for slug, data in shows.items():
            if (one := _tally(day, data)) is not None:
                found.setdefault(slug, {})[day] = one
    return {slug: list(days.values()) for slug, days in found.items()}


def _remember(root: Path, day: date, shows: Mapping[str, Tally]) -> None:
    """Write what was found on a day, in place of what was found earlier that day.

    Where the file cannot be written, the day is left out: that is no error.
    """
    days = _lines(root)
    days[day] = days.get(day, {}) | {slug: one.to_dict() for slug, one in shows.items()}
    kept: list[bytes] = []
    room = _LIMIT
    for when, known in sorted(days.items(), reverse=True)[:MOST_DAYS]:
        entry = {"day": when.isoformat(), "shows": known}
        kept.append(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
        room -= len(kept[-1])
        if room < 0:  # a file that is too large to be read would be as good as none
            break
    with suppress(OutputError):
        write_whole(root / PLACE, b"".join(reversed(kept if room >= 0 else kept[:-1])))


def _lines(root: Path) -> dict[date, dict[str, Any]]:
    """The shows of each day, as they are written."""
    try:
        data = read_regular(root / PLACE, limit=_LIMIT)
    except (MediaError, OSError):
        return {}
    days: dict[date, dict[str, Any]] = {}
    for line in data.splitlines():
        try:
            entry = json.loads(line)
            day, shows = date.fromisoformat(entry["day"]), entry["shows"]
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        if isinstance(shows, dict):
            days[day] = shows
    return days


def _tally(day: date, data: object) -> Tally | None:
    """What a line says of a show, if it says anything that can be counted."""
    if not isinstance(data, dict) or not isinstance(data.get("findings"), dict):
        return None
    counts: dict[Severity, dict[str, int]] = {}
    for severity in Severity:
        codes = data["findings"].get(str(severity), {})
        if not isinstance(codes, dict) or not all(_is_count(one) for one in codes.values()):
            return None
        if codes:
            counts[severity] = codes
    feed = data.get("feed")
    return Tally(day, counts, feed if _is_count(feed) else None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
