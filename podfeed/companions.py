"""Files that are made for a show and stand beside its feed: chapters, transcripts, older pages.

They lie in ``feeds/SHOW/``. A build writes them before the feed that names them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from podfeed import scan
from podfeed.errors import MediaError, OutputError
from podfeed.files import inside

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.models import Network


class Companion(NamedTuple):
    """A file of this content; ``path`` is below feeds/, with ``/``."""

    path: str
    data: bytes


@dataclass(slots=True)
class Companions:
    """The companions of one show, gathered while its feed is made."""

    slug: str
    network: Network
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """Take in a file of this name in feeds/SHOW/; gives its address.

        Raises ValueError if another of this name holds something else.
        """
        if self.files.setdefault(name, data) != data:
            raise ValueError(f'two companions of "{self.slug}" are called {name}')
        return self.network.companion_url(self.slug, name)

    def all(self) -> tuple[Companion, ...]:
        """All of them, in the order of their names."""
        return tuple(
            Companion(f"{self.slug}/{name}", self.files[name]) for name in sorted(self.files)
        )


def place_of(companion: Companion, feeds: Path) -> Path:
    """Where a companion lies on the disk. Raises OutputError if that is not below feeds/."""
    try:
        return inside(feeds, companion.path, shown=f"feeds/{companion.path}")
    except MediaError as reason:
        remedy = "put a plain folder in the place of the link"
        raise OutputError(reason.problem, path=f"feeds/{companion.path}", remedy=remedy) from reason


def is_there(companion: Companion, feeds: Path) -> bool:
    """Whether the file is there and holds just that."""
    with suppress(OSError):
        path = place_of(companion, feeds)
        return path.stat().st_size == len(companion.data) and path.read_bytes() == companion.data
    return False


def others(feeds: Path, slug: str, wanted: set[str]) -> list[str]:
    """What lies in the folder of a show below feeds/, and is none of its companions (``wanted``).

    Paths are below feeds/; compressed copies and hidden files are passed over.
    """
    seen = scan.scan(str(feeds / slug), within=str(feeds))
    names = [f"{slug}/{path}" for path, *_ in seen.files]
    return [n for n in names if n not in wanted and not n.endswith(".gz")]
