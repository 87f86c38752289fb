"""How two feeds differ: what is lost or changed, and what only looks so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element


class Difference(NamedTuple):
    """Something that one feed says and the other does not say so.

    ``path`` is an XPath into the first feed, with usual prefixes; ``kind`` is lost or changed.
    ``element`` is that of the first feed.
    """

    path: str
    kind: str
    before: str
    after: str | None = None
    element: _Element | None = None

    def __str__(self) -> str:
        if self.after is None:
            return f"{self.path}: {self.before} is lost"
        return f"{self.path}: {self.before} has become {self.after}"


@dataclass(slots=True)
class Comparison:
    """How two feeds differ. ``allowed`` counts, by name, what differs and says the same."""

    items: int = 0
    differences: list[Difference] = field(default_factory=list)
    allowed: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)

    @property
    def same(self) -> bool:
        """Whether nothing was lost or changed."""
        return not self.differences
