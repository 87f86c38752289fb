"""All that a survey counts and measures of a show, and the same as JSON holds it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from podfeed.findings import Finding, Severity
from podfeed.survey.measures import Spread, is_off, is_over, spread
from podfeed.survey.numbering import Numbering, numbering
from podfeed.survey.rhythm import Rhythm, rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.survey.facts import Entry, Subject


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of finding, and how often it was found."""

    code: str
    name: str
    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a show.

    ``lengths`` are in seconds and ``sizes`` in bytes, both of full episodes that are out or due:
    a trailer is short and nobody minds. ``heard`` counts the recordings that were listened to, of
    ``recordings``.
    """

    subject: Subject
    states: dict[str, int]
    rhythm: Rhythm
    lengths: Spread | None
    sizes: Spread | None
    numbering: Numbering
    recordings: int
    heard: int
    off: tuple[Entry, ...]
    over: tuple[Entry, ...]
    odd: tuple[Entry, ...]
    found: tuple[Found, ...]

    def is_odd(self, entry: Entry) -> bool:
        """Whether an episode is much shorter or longer than the others."""
        return (
            self.lengths is not None
            and entry.type == "full"
            and entry.duration is not None
            and self.lengths.is_odd(entry.duration)
        )


def figures(subject: Subject) -> Figures:
    """The figures of a show."""
    entries = [entry for _, entry in subject.dated()]
    full = [entry for entry in entries if entry.type == "full"]
    lengths = spread([entry.duration for entry in full if entry.duration])
    return Figures(
        subject=subject,
        states=dict(sorted(Counter(entry.state for entry in subject.entries).items())),
        rhythm=rhythm(subject),
        lengths=lengths,
        sizes=spread([entry.size for entry in full if entry.size]),
        numbering=numbering(subject.entries),
        recordings=sum(1 for entry in entries if entry.duration is not None),
        heard=sum(1 for entry in entries if entry.heard),
        off=tuple(filter(is_off, entries)),
        over=tuple(filter(is_over, entries)),
        odd=tuple(e for e in full if e.duration and lengths and lengths.is_odd(e.duration)),
        found=tuple(count(subject.findings)),
    )


def count(findings: Iterable[Finding]) -> list[Found]:
    """How often each kind was found: the worst first, and the most frequent of those."""
    counted = Counter((one.severity, one.code, one.name) for one in findings)
    found = [Found(code, name, severity, n) for (severity, code, name), n in counted.items()]
    return sorted(found, key=lambda one: (one.severity.rank, -one.count, one.code))


def document(made: Figures) -> dict[str, Any]:
    """The figures as JSON holds them: dates in ISO 8601, seconds, bytes, LUFS and dBTP."""
    subject, beat = made.subject, made.rhythm
    return {
        "show": subject.slug,
        "title": subject.title,
        "made": subject.made.isoformat(),
        "timezone": subject.zone,
        "episodes": made.states,
        "rhythm": {
            "usual_days": beat.usual,
            "next": beat.due.isoformat() if beat.due else None,
            "expected": beat.expected.isoformat() if beat.expected else None,
            "days": {when.isoformat(): number for when, number in beat.days.items()},
            "coming": {when.isoformat(): number for when, number in beat.coming.items()},
            "hours": [
                {"weekday": weekday + 1, "hour": hour, "episodes": number}
                for (weekday, hour), number in beat.hours.items()
            ],
            "holes": [
                {
                    "after": hole.after.isoformat(),
                    "before": hole.before.isoformat() if hole.before else None,
                    "days": hole.days,
                }
                for hole in beat.holes
            ],
        },
        "lengths": _spread(made.lengths),
        "sizes": _spread(made.sizes),
        "loudness": {
            "recordings": made.recordings,
            "heard": made.heard,
            "off": [entry.title for entry in made.off],
            "peak_over": [entry.title for entry in made.over],
        },
        "numbering": {
            "unnumbered": made.numbering.unnumbered,
            "seasons": [
                {
                    "season": one.season,
                    "missing": [list(gap) for gap in one.gaps],
                    "doubles": list(one.doubles),
                }
                for one in made.numbering.seasons
            ],
        },
        "findings": [asdict(one) for one in made.found],
        "over_time": [{"day": one.day.isoformat(), **one.to_dict()} for one in subject.tallies],
        "list": [_entry(entry, made) for entry in subject.entries],
    }


def _spread(found: Spread | None) -> dict[str, Any] | None:
    if found is None:
        return None
    low, high = found.limits or (None, None)
    return {**asdict(found), "usual_from": low, "usual_to": high}


def _entry(entry: Entry, made: Figures) -> dict[str, Any]:
    data = asdict(entry)
    data["published"] = entry.published.isoformat() if entry.published else None
    return data | {"odd_length": made.is_odd(entry)}
