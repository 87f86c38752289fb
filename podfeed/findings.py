"""What podfeed has to say about a source, an audio file or a feed, and where it stands.

A :class:`Kind` is declared once, beside the code that finds it; its code is for ever.
A :class:`Finding` is one occurrence. :class:`Origins` remembers which line of which file
each value of a show came from, so that a finding can point at the line a person would edit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podfeed.errors import PodfeedError


class Severity(StrEnum):
    """How bad it is; errors come first when findings are ordered by ``rank``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for an info."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Place(NamedTuple):
    """A spot in a file: path as shown to people, line and column counted from 1."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``message`` says what, ``remedy`` what to do about it."""

    code: str
    severity: Severity
    message: str
    path: str
    line: int | None = None
    column: int | None = None
    remedy: str | None = None
    element: str | None = None

    @classmethod
    def restored(cls, data: dict[str, Any]) -> Finding:
        """From what ``dataclasses.asdict`` made of one, by way of JSON."""
        return cls(**{**data, "severity": Severity(data["severity"])})

    @property
    def name(self) -> str:
        """The readable name of its kind, such as ``unread-line``."""
        return KINDS[self.code].name

    def __str__(self) -> str:
        place = Place(self.path, self.line, self.column)
        text = f"{place}: {self.severity} {self.code} {self.message}"
        return f"{text}; {self.remedy}" if self.remedy else text

    def moved(self, place: Place) -> Finding:
        """The same finding at another place."""
        return replace(self, path=place.path, line=place.line, column=place.column)


KINDS: dict[str, Kind] = {}
"""Every kind of finding by its code, filled as the modules that declare them are imported."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: its code, readable name, usual severity and manual page.

    ``page`` is Markdown: what it is, why it matters to a listener, how to mend it.
    ``source`` is the document the rule comes from, if it has one.
    """

    code: str
    name: str
    severity: Severity
    page: str
    source: str | None = None

    def __post_init__(self) -> None:
        if KINDS.setdefault(self.code, self) is not self:
            raise ValueError(f"{self.code} is declared twice")

    def at(
        self,
        place: Place,
        message: str,
        *,
        remedy: str | None = None,
        severity: Severity | None = None,
        element: str | None = None,
    ) -> Finding:
        """One finding of this kind."""
        return Finding(
            self.code,
            severity or self.severity,
            message,
            place.path,
            place.line,
            place.column,
            remedy,
            element,
        )

    def of(self, error: PodfeedError, path: str) -> Finding:
        """An exception told as a finding of this kind; ``path`` if it names no file."""
        place = Place(error.path or path, error.line, error.column)
        return self.at(place, error.problem, remedy=error.remedy)


def sort_key(finding: Finding) -> tuple[str, int, int, str, str]:
    """Findings in reading order: by file, line, column, code and message."""
    return (
        finding.path,
        finding.line or 0,
        finding.column or 0,
        finding.code,
        finding.message,
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of them is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def few(findings: Iterable[Finding], most: int = 5) -> list[Finding]:
    """The first findings of each kind, the last of them saying how many more there are."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    told: list[Finding] = []
    for found in by_code.values():
        told += found[:most]
        if more := len(found[most:]):
            told[-1] = replace(told[-1], message=f"{told[-1].message} (and {more:,} more like it)")
    return told


MOST_TOLD = 20
"""How many faults of one file are told one by one."""


@dataclass
class Reading:
    """What was wrong with a file while it was read; those who read one add what it held.

    ``path`` is how the file is called for people. ``wrong`` is the kind of what is mended or left
    out, with ``anew`` as the remedy of very much of it; ``unusable`` that of a file of no use.
    """

    wrong: ClassVar[Kind]
    anew: ClassVar[str]
    unusable: ClassVar[Kind]

    path: str
    findings: list[Finding] = field(default_factory=list)
    untold: int = 0

    def place(self, line: int | None = None) -> Place:
        """A line of the file."""
        return Place(self.path, line)

    def fault(self, line: int | None, problem: str, remedy: str) -> None:
        """Note what is not as it should be; only the first faults are told one by one."""
        if len(self.findings) < MOST_TOLD:
            self.findings.append(self.wrong.at(self.place(line), problem, remedy=remedy))
        else:
            self.untold += 1

    def refuse(self, problem: str, remedy: str, line: int | None = None) -> Self:
        """Nothing can be read of it, and why not."""
        self.findings.append(self.unusable.at(self.place(line), problem, remedy=remedy))
        return self

    def close(self) -> Self:
        """The reading, with a word about the faults that were not told one by one."""
        if self.untold:
            problem = f"has {self.untold:,} more faults of that kind"
            self.findings.append(self.wrong.at(self.place(), problem, remedy=self.anew))
        return self


@dataclass(slots=True)
class Origins:
    """Where each value of one show came from.

    ``show`` maps a field to its place; ``episodes`` does so for each episode, by the
    episode's ``index``. The field ``""`` is the place where the show or episode begins.
    """

    show: Mapping[str, Place] = field(default_factory=dict)
    episodes: dict[int, Mapping[str, Place]] = field(default_factory=dict)

    def place(self, episode: int | None = None, name: str = "") -> Place:
        """The place of a field; where the field has none, where its owner begins."""
        owner: Mapping[str, Place] = (
            self.show if episode is None else self.episodes.get(episode, {})
        )
        found = owner.get(name) or owner.get("") or self.show.get("")
        return found or Place("seeds")
