"""What one feed needs, as it comes to light: the files, why each of them, and what is missing."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Place
from podfeed.publishing.site import NAMED_MISSING

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.findings import Finding
    from podfeed.publish.plan import File
    from podfeed.publishing.naming import Named


class Reason(NamedTuple):
    """Why a key is gathered: the address by which it is named, and the document that does."""

    named: Named | None = None
    by: str = ""

    @property
    def vital(self) -> bool:
        """Whether something would be broken without it."""
        return self.named is None or self.named.vital


class Read(NamedTuple):
    """A document, its compressed copy if it has one, and what it names."""

    files: tuple[File, ...]
    names: list[Named]


class Found:
    """What is gathered for one feed, or one file that stands for itself."""

    def __init__(self, owner: str, starts: dict[str, Reason]) -> None:
        self.owner = owner
        self.reasons = starts
        self.waiting = deque(starts)
        self.files: dict[str, File] = {}
        self.whole: dict[str, Path] = {}  # what is no document, and is read to its end
        self.absent: set[str] = set()  # what is named, is not there and need not be
        self.alone = True  # whether it names nothing of other shows
        self.findings: list[Finding] = []

    def ask(self, key: str, reason: Reason) -> None:
        """Note that a key is needed."""
        before = self.reasons.get(key)
        if before is None:
            self.waiting.append(key)
        if before is None or (reason.vital and not before.vital):
            self.reasons[key] = reason  # whoever needs it says what it is

    def miss(self, key: str) -> None:
        """Note that a key is needed and not there."""
        by = self.reasons[key].by
        problem = f"names {key}, which is not there" if by else "is not there"
        place = Place(by or key)
        self.findings.append(NAMED_MISSING.at(place, problem, remedy='run "podfeed build"'))
