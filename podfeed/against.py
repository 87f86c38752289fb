"""What subscribers would notice of a feed that is about to take the place of another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from podfeed import history, writing
from podfeed.findings import Kind, Place, Severity

if TYPE_CHECKING:
    from podfeed.findings import Finding
    from podfeed.writing import Prepared

AGAINST = Kind(
    "SRC160",
    "published-feed-unread",
    Severity.ERROR,
    """The published feed that a build was to be compared with could not be fetched or read.

    Nothing is written: the comparison is what guards listeners against a lost lockfile.
    """,
)
LOST_LOCK = Kind(
    "SRC164",
    "lock-lost",
    Severity.WARNING,
    """A feed without the lock that it was built with.

    The lock carries every guid. Without it guids are minted anew, which gives the old ones only
    as long as no episode was ever renamed; so the feed that is there is compared first, and the
    show is not built if an app would download something again. Restore the lock.
    """,
)


class Published(Protocol):
    """Fetches the published feed of a feed URL, or a further page of it."""

    def __call__(self, address: str, *, page: bool = False) -> bytes | None:
        """The bytes at the address; None if nothing was published there."""


def noticed(
    prepared: Prepared, slug: str, *, feed_url: str, against: Published | None
) -> list[Finding]:
    """What subscribers of a show would notice, with ``--against`` or where it has lost its lock.

    ``against`` fetches what is published; without it a feed whose lock is gone is compared with
    the one that is there. Raises FeedError, and what fetching raises.
    """
    shown = f"feeds/{slug}.xml"
    findings: list[Finding] = []
    past, address = None, shown
    if against is not None:
        address = feed_url
        published = against(address)
        if published is not None:
            past = history.read_pages(published, address, partial(against, page=True))
    elif prepared.before is not None and not prepared.former_lock.exists():
        past = writing.past(prepared.before, prepared.before_older, address)
        findings.append(
            LOST_LOCK.at(
                Place(f"seeds/{slug}.lock"),
                f"{shown} was built with a lock that is not there",
                remedy="restore the lock from version control",
            )
        )
    if past is None:
        return findings
    now = writing.past(prepared.data, [page.data for page in prepared.older], address)
    return [*findings, *history.findings(history.compare(past, now), shown)]
