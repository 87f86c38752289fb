"""Shows → what they have in common: the page that lists them, OPML, the map of sitemaps. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from podfeed.render import structured
from podfeed.render.pages import Alternate, Head, Page, home, policy
from podfeed.render.templating import Templates, data_block
from podfeed.render.views import Picture, moment, shorten
from podfeed.render.words import direction
from podfeed.values import Language, quote_path

if TYPE_CHECKING:
    from podfeed.models import Network, Show

_DEFAULT = "en"
_ALTERNATES = 100
"""Feeds that the head of the page names; podcasts.opml has them all."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the page of all shows says of one. Plain values, so that a manifest can keep them.

    ``cover`` is a path below feeds/ or an address, ``newest`` a moment; both may be empty. A show
    that is ``hidden`` asked directories to leave it out; one without ``pages`` has its feed only.
    """

    slug: str
    title: str
    author: str
    teaser: str
    language: str
    link: str
    episodes: int
    newest: str = ""
    cover: str = ""
    width: int = 0
    height: int = 0
    hidden: bool = False
    pages: bool = True


def card_of(show: Show, network: Network, *, pages: bool, cover: str | None = None) -> Card:
    """The card of a show and the episodes that are out; ``cover`` is a smaller one below feeds/."""
    dates = [one.published for one in show.episodes if one.published is not None]
    image = show.image
    return Card(
        slug=show.slug,
        title=show.title,
        author=show.author,
        teaser=shorten(show.description, 300),
        language=show.language,
        link=home(show, network) if pages else show.link,
        episodes=len(show.episodes),
        newest=moment(max(dates)) if dates else "",
        cover=cover or (network.media(image) if image is not None else ""),
        width=(image.width or 0) if image is not None else 0,
        height=(image.height or 0) if image is not None else 0,
        hidden=show.block,
        pages=pages,
    )


def network_pages(network: Network, cards: Sequence[Card], templates: Templates) -> Iterator[Page]:
    """The files that ``manifest.COMMON`` names; the shows stand in the order of their titles."""
    listed = sorted((one for one in cards if not one.hidden), key=_order)
    yield Page("pages.css", templates.sources["pages.css"].encode())
    yield Page("pages.js", templates.sources["pages.js"].encode())
    yield Page("index.html", _index(network, listed, templates))
    yield Page("podcasts.opml", _opml(network, listed, templates))
    if all(one.slug != "sitemap" for one in cards):  # else that is the name of its feed
        yield Page("sitemap.xml", _sitemaps(network, listed, templates))


def _order(card: Card) -> tuple[str, str]:
    return card.title.casefold(), card.slug


def _address(network: Network) -> str:
    return f"{network.base_url}/feeds/index.html"


def _language(network: Network) -> str:
    stated = network.defaults.get("language")
    try:
        return Language.parse(str(stated)) if stated else _DEFAULT
    except ValueError:
        return _DEFAULT


def _index(network: Network, cards: Sequence[Card], templates: Templates) -> bytes:
    language = _language(network)
    words = templates.words(language)
    shows: list[dict[str, Any]] = []
    for one in cards:
        picture = _picture(one)
        said = templates.words(one.language)
        date = datetime.fromisoformat(one.newest) if one.newest else None
        shows.append(
            {
                "title": one.title,
                "author": one.author,
                "teaser": one.teaser,
                "language": one.language,
                "direction": direction(one.language),
                "href": f"{quote_path(one.slug)}/index.html" if one.pages else one.link,
                "cover": picture,
                "said": said.said,
                "count": said.count(one.episodes),
                "date": said.date(date) if date else "",
                "published": one.newest,
            }
        )
    address = _address(network)
    covers = [show["cover"].href for show in shows if show["cover"]]
    description = shorten(", ".join(one.title for one in cards), 300)
    opml = Alternate("text/x-opml", f"{network.base_url}/feeds/podcasts.opml", words.opml)
    feeds = (
        Alternate("application/rss+xml", network.feed_url(one.slug), one.title)
        for one in cards[:_ALTERNATES]
    )
    head = Head(
        title=network.title,
        description=description,
        language=language,
        direction=direction(language),
        address=address,
        root="",
        policy=policy(media=covers),
        alternates=(opml, *feeds),
        cards=_about(network, cards, address, description, language),
        data=data_block(structured.collection(network, address, _series(network, cards))),
    )
    values = {"words": words, "network": {"title": network.title}, "page": head, "shows": shows}
    return templates.fill("network.html", values)


def _about(
    network: Network, cards: Sequence[Card], address: str, description: str, language: str
) -> list[tuple[str, str]]:
    """OpenGraph and Twitter of the page, with the picture of the first show that has one."""
    picture = next((found for one in cards if (found := _cover_url(network, one))), "")
    said = [
        ("og:type", "website"),
        ("og:site_name", network.title),
        ("og:title", network.title),
        ("og:description", description),
        ("og:url", address),
        ("og:locale", language.replace("-", "_")),
        ("og:image", picture),
        ("twitter:card", "summary"),
    ]
    return [(name, value) for name, value in said if value]


def _series(network: Network, cards: Sequence[Card]) -> list[dict[str, Any]]:
    """The shows as schema.org has them. Source: https://schema.org/PodcastSeries"""
    return [
        {
            "@type": "PodcastSeries",
            "name": one.title,
            "url": one.link,
            "description": one.teaser,
            "inLanguage": one.language,
            "author": {"@type": "Organization", "name": one.author},
            "image": _cover_url(network, one),
            "webFeed": network.feed_url(one.slug),
        }
        for one in cards
    ]


def _cover_url(network: Network, card: Card) -> str:
    if not card.cover or "://" in card.cover:
        return card.cover
    return f"{network.base_url}/feeds/{quote_path(card.cover)}"


def _picture(card: Card) -> Picture | None:
    if not card.cover:
        return None
    href = card.cover if "://" in card.cover else quote_path(card.cover)
    return Picture(href, card.width or 600, card.height or 600)


def _opml(network: Network, cards: Sequence[Card], templates: Templates) -> bytes:
    """Source: http://opml.org/spec2.opml"""
    shows = [
        {
            "title": one.title,
            "teaser": one.teaser,
            "language": one.language,
            "feed": network.feed_url(one.slug),
            "address": one.link,
        }
        for one in cards
    ]
    return templates.fill("podcasts.opml", {"title": network.title, "shows": shows})


def _sitemaps(network: Network, cards: Sequence[Card], templates: Templates) -> bytes:
    """Source: https://www.sitemaps.org/protocol.html#index, which lets none be empty."""
    maps = [
        (network.companion_url(one.slug, "sitemap.xml"), one.newest) for one in cards if one.pages
    ]
    if not maps:
        return templates.fill("sitemap.xml", {"urls": [(_address(network), "")]})
    return templates.fill("sitemaps.xml", {"maps": maps})
