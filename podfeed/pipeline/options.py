"""How shows are to be built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podfeed.against import Published


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. ``now`` is the clock of this run, in UTC.

    ``locked`` fails instead of changing a lock; ``remove`` names episodes that may leave;
    ``against`` fetches the published feed of a feed URL, to compare with; ``force`` builds even
    what the manifest says is unchanged.
    """

    now: datetime
    locked: bool = False
    remove: tuple[str, ...] = ()
    against: Published | None = None
    force: bool = False

    @property
    def special(self) -> bool:
        """Whether a show has to be built even if the manifest says that it is unchanged."""
        return bool(self.force or self.remove or self.against)

    @property
    def seconds(self) -> float:
        """The clock as POSIX seconds."""
        return self.now.timestamp()
