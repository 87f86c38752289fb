"""What stops the building of one show, and as which finding it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from podfeed import templates
from podfeed.against import AGAINST
from podfeed.errors import (
    FeedError,
    ListingError,
    LockError,
    OutputError,
    PodfeedError,
    TemplateError,
    WebError,
)
from podfeed.findings import Finding, Kind, Severity
from podfeed.workspace import UNREADABLE

UNWRITABLE = Kind(
    "SRC161",
    "unwritable-output",
    Severity.ERROR,
    """A feed or lock that could not be written: the disk is full, or may not be written to.

    What stood there before still does. Make room or give permission, and build again.
    """,
)
LOCK = Kind(
    "SRC162",
    "lock-refused",
    Severity.ERROR,
    """A lockfile that cannot be read, or that `--locked` does not let change.

    The lock carries the guids: without it every app would download every episode again. Restore
    it from version control; where `--locked` refused, run `podfeed build` and commit the lock.
    """,
)

_KINDS: dict[type[PodfeedError], Kind] = {
    ListingError: UNREADABLE,
    LockError: LOCK,
    OutputError: UNWRITABLE,
    TemplateError: templates.FAULT,
    FeedError: AGAINST,
    WebError: AGAINST,
}


class Stop(Exception):  # noqa: N818 - not an error but the end of a show that has errors
    """A show cannot be built; its findings say why."""


@contextmanager
def told(findings: list[Finding], path: str) -> Iterator[None]:
    """Faults of a show's content become findings; ``path`` is where, if they name no file."""
    try:
        yield
    except Stop:
        pass
    except PodfeedError as error:
        kind = next((kind for cls, kind in _KINDS.items() if isinstance(error, cls)), None)
        if kind is None:
            raise
        findings.append(kind.of(error, path))
