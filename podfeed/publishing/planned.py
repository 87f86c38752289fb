"""A plan with what it was made from, what keeps some shows as they are, and what is left of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Place
from podfeed.publish.plan import with_notices
from podfeed.publishing.notices import stopped_by
from podfeed.publishing.site import LEFT, NAMES_UNPUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.findings import Finding
    from podfeed.publish.applying import Applied
    from podfeed.publish.plan import Plan, Present


class Planned(NamedTuple):
    """A plan, what it was made from, and faults, by the key of the feed that they keep back.

    ``shows`` are those that it is for.
    """

    plan: Plan
    present: Present
    faults: dict[str, list[Finding]]
    shows: tuple[str, ...]

    @property
    def findings(self) -> list[Finding]:
        """What keeps some shows as they are."""
        return list(chain.from_iterable(self.faults.values()))

    def cleared(self, allowed: Iterable[str]) -> Planned:
        """What of it may be carried out: what no notice stops, and what names nothing else."""
        stopped = self.plan.stopped_by(allowed)
        left = self.plan.without(stopped_by(self.plan, stopped))
        left = with_notices(left, (one for one in self.plan.notices if one not in stopped))
        faults = dict(self.faults)
        for owner, key in left.lacking(self.present.listing).items():
            problem = f"names {key}, which is not published"
            remedy = "mend what keeps that from being published, and publish again"
            fault = NAMES_UNPUBLISHED.at(Place(owner), problem, remedy=remedy)
            faults[owner] = [*faults.get(owner, ()), fault]
        return self._replace(plan=left.without(faults.keys()), faults=faults)


def failures(applied: Applied) -> dict[str, Finding]:
    """What was left as it is while it was published, with the reason, by key."""
    return {
        owner: LEFT.at(
            Place(owner),
            f"{error.path}: {error.problem}" if error.path else error.problem,
            remedy=error.remedy,
        )
        for owner, error in sorted(applied.failed.items())
    }
