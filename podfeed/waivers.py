"""What a show or the network has asked not to be told again, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podfeed.errors import UsageError
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.rules import chosen

if TYPE_CHECKING:
    from podfeed.models import Check

IGNORE_UNUSED = Kind(
    "SRC206",
    "ignore-unused",
    Severity.WARNING,
    """A rule that is ignored by `check:` in the sources, and found nothing, or does not exist.

    What it was for is mended, or the code is misspelt. Left in, it will hide a fault from you
    one day that listeners meet. Take it out of `ignore:`.
    """,
)


@dataclass(slots=True)
class Waivers:
    """The ignored rules of one source, standing at ``place``; remembers which were of use."""

    check: Check | None
    place: Place
    _used: set[int] = field(default_factory=set)

    def keep(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are not ignored."""
        codes: dict[str, int] = {}
        for number, one in enumerate(self.check.ignore if self.check else ()):
            codes.update(dict.fromkeys(_codes(one.code), number))
        kept: list[Finding] = []
        for finding in findings:
            of = codes.get(finding.code)
            if of is None:
                kept.append(finding)
            else:
                self._used.add(of)
        return kept

    def join(self, other: Waivers) -> None:
        """Count as of use what was of use to ``other``, the same waivers in another process."""
        self._used |= other._used

    def unused(self, wanted: frozenset[str]) -> list[Finding]:
        """A finding for each that ignored nothing, of those rules that were asked for."""
        found = []
        for number, one in enumerate(self.check.ignore if self.check else ()):
            codes = _codes(one.code)
            if number not in self._used and (codes <= wanted):
                what = "found nothing here" if codes else "is no rule"
                message = f'"{one.code}" is ignored, and {what}'
                found.append(IGNORE_UNUSED.at(self.place, message, remedy="take it out of ignore"))
        return found


def _codes(selector: str) -> frozenset[str]:
    """The codes that are meant; none if there is no such rule."""
    try:
        return chosen((selector,))
    except UsageError:
        return frozenset()
