"""The pages of a feed as they would be now. One that does not change keeps the date it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podfeed import writing
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.render.feed import render

if TYPE_CHECKING:
    from datetime import datetime

    from podfeed.models import Network
    from podfeed.render.paging import Page

PAGED = Kind(
    "SRC170",
    "paged-feed",
    Severity.INFO,
    """A feed in several pages, as `page_size:` asks for (RFC 5005).

    AntennaPod offers the next page at the end of the list, and gPodder follows it by itself. Apple
    Podcasts, Spotify and most others are not known to: their listeners see the episodes of the
    first page alone. It is meant for shows whose feed would weigh several megabytes, and whose old
    episodes few will miss. Old pages do not change when a new episode comes.
    """,
    "https://www.rfc-editor.org/rfc/rfc5005#section-3",
)


class Sheet(NamedTuple):
    """What stands on a page of the feed, ``items`` as in ``Rendered``, and its bytes."""

    items: tuple[int | None, ...]
    data: bytes


def sheet(page: Page, before: bytes | None, *, network: Network, now: datetime) -> Sheet:
    """A page where ``before`` stood, if anything did; ``now`` is the clock of this run."""
    built = writing.built_at(before) or now
    rendered = render(page.show, network=network, built=built, links=page.links)
    data = rendered.data
    if before is not None and data != before:
        data = writing.redate(data, now)
    return Sheet(rendered.items, data)


def paged(pages: int, newest: int, place: Place) -> Finding:
    """That the feed has several pages, and what that means to listeners."""
    problem = (
        f"the feed has {pages} pages; apps that read the first alone show its {newest} episodes"
    )
    remedy = "take page_size: out if the older ones are meant for everybody"
    return PAGED.at(place, problem, remedy=remedy)
