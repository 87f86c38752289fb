"""A long show → pages of its feed (RFC 5005, section 3), filled from the oldest episode on.

The feed itself is the first page and has the newest episodes: as many as a page, and what does not
fill another one yet. So a new episode changes the feed alone, and an older page stays as it is
until its own episodes change, or what is said of the show. Broadcasts (``podcast:liveItem``) come
and go, so they stand in the feed itself only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.models import Episode
from podfeed.render.feed import Links, in_order

if TYPE_CHECKING:
    from podfeed.models import Network, Show


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the show with the episodes on it, and how it is linked.

    ``number`` is 1 for the page with the oldest episodes; the feed itself, which comes first, has
    0. ``links`` is None where the feed is the only page.
    """

    number: int
    show: Show
    links: Links | None

    @property
    def name(self) -> str:
        """The name of the page's file in feeds/SHOW/."""
        return page_name(self.number)


def page_name(number: int) -> str:
    """The name of the file of an older page.

    >>> page_name(1)
    'page-1.xml'
    """
    return f"page-{number}.xml"


def full_pages(items: int, size: int) -> int:
    """How many older pages a feed of so many items has, if a page holds ``size``.

    >>> [full_pages(n, 50) for n in (0, 50, 99, 100, 149, 150, 1000)]
    [0, 0, 0, 1, 1, 2, 19]
    """
    return max(0, items // size - 1)


def paginate(show: Show, network: Network) -> list[Page]:
    """The pages of a show's feed: the feed itself, then the older ones from the newest on.

    Raises ValueError if an episode lacks what every item needs.
    """
    if show.page_size is None:
        return [Page(0, show, None)]
    items = in_order(show)
    older = full_pages(len(items), show.page_size)
    if not older:
        return [Page(0, show, None)]
    rest = len(items) - older * show.page_size
    pages = [Page(0, _part(show, items[:rest]), _links(show, network, 0, older))]
    elements = {key: value for key, value in show.elements.items() if key != "live"}
    lasting = show.model_copy(update={"elements": elements})
    for number in range(older, 0, -1):
        start = rest + (older - number) * show.page_size
        part = _part(lasting, items[start : start + show.page_size])
        pages.append(Page(number, part, _links(show, network, number, older)))
    return pages


def _part(show: Show, items: list[Episode | str]) -> Show:
    episodes = tuple(one for one in items if isinstance(one, Episode))
    kept = tuple(one for one in items if isinstance(one, str))
    return show.model_copy(update={"episodes": episodes, "items": kept})


def _links(show: Show, network: Network, number: int, older: int) -> Links:
    def address(page: int) -> str:
        if page == 0:
            return network.feed_url(show.slug)
        return network.companion_url(show.slug, page_name(page))

    # No link to newer pages: the newest of the old ones would change with each page that fills.
    following = older if number == 0 else number - 1
    return Links(address(number), address(0), address(1), address(following) if following else None)
