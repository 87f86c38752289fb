"""What machines read on a page: JSON-LD of schema.org, OpenGraph and Twitter cards, oEmbed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed.render.views import iso_duration, moment, shorten
from podfeed.values import utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.models import Artwork, Audio, Episode, Network, Show

_CONTEXT = "https://schema.org"
_DESCRIPTION = 5000


def collection(network: Network, address: str, shows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A page that lists shows. Sources: https://schema.org/CollectionPage, …/ItemList"""
    items = [
        {"@type": "ListItem", "position": place, "item": _without_empty(one)}
        for place, one in enumerate(shows, 1)
    ]
    return {
        "@context": _CONTEXT,
        "@type": "CollectionPage",
        "name": network.title,
        "url": address,
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
    }


def series(show: Show, network: Network, address: str) -> dict[str, Any]:
    """A show as schema.org has it. Source: https://schema.org/PodcastSeries"""
    return {"@context": _CONTEXT, **_series(show, network, address)}


def _series(show: Show, network: Network, address: str) -> dict[str, Any]:
    return _without_empty(
        {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": address,
            "description": show.description[:_DESCRIPTION],
            "inLanguage": show.language,
            "author": {"@type": "Organization", "name": show.author},
            "actor": _people(show.elements.get("people")),
            "image": network.media(show.image) if show.image else None,
            "webFeed": network.feed_url(show.slug),
            "sameAs": show.link if show.link not in (address, network.base_url) else None,
        }
    )


def episode(
    one: Episode, show: Show, network: Network, *, address: str, show_address: str
) -> dict[str, Any]:
    """An episode as schema.org has it. Source: https://schema.org/PodcastEpisode"""
    assert one.published is not None
    audio = one.audio
    seconds = float(audio.duration or 0) if audio is not None else 0.0
    season = {"@type": "PodcastSeason", "seasonNumber": one.season} if one.season else None
    image = one.image or show.image
    return _without_empty(
        {
            "@context": _CONTEXT,
            "@type": "PodcastEpisode",
            "name": one.title,
            "url": address,
            "description": one.description[:_DESCRIPTION],
            "datePublished": moment(one.published),
            "episodeNumber": one.number if one.numbered else None,
            "timeRequired": iso_duration(seconds),
            "inLanguage": show.language,
            "actor": _people(one.elements.get("people") or show.elements.get("people")),
            "image": network.media(image) if image else None,
            "partOfSeason": season,
            "partOfSeries": {"@type": "PodcastSeries", "name": show.title, "url": show_address},
            "associatedMedia": _recording(one, audio, network, image)
            if audio is not None
            else None,
        }
    )


def _people(people: Any) -> list[dict[str, Any]] | None:
    """Who is heard. Source: https://schema.org/actor"""
    found = [
        _without_empty({"@type": "Person", "name": str(one["name"]), "url": one.get("href")})
        for one in people or ()
    ]
    return found or None


def is_video(audio: Audio | None) -> bool:
    """Whether a recording is to be seen."""
    return audio is not None and (audio.type or "").startswith("video/")


def _recording(
    one: Episode, audio: Audio, network: Network, image: Artwork | None
) -> dict[str, Any]:
    """Sources: https://schema.org/AudioObject, https://schema.org/VideoObject"""
    seconds = float(audio.duration or 0)
    seen: dict[str, Any] = {}
    if is_video(audio):  # what a search engine wants to know before it lists a video
        assert one.published is not None
        seen = {
            "name": one.title,
            "description": one.description[:_DESCRIPTION],
            "thumbnailUrl": network.media(image) if image else None,
            "uploadDate": moment(one.published),
        }
    return _without_empty(
        {
            "@type": "VideoObject" if seen else "AudioObject",
            **seen,
            "contentUrl": network.enclosure(audio),
            "encodingFormat": audio.type,
            "contentSize": str(int(audio.length)) if audio.length else None,
            "duration": iso_duration(seconds),
        }
    )


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def cards(
    title: str, description: str, address: str, *, kind: str, show: Show, network: Network,
    one: Episode | None = None, player: str = "",
) -> list[tuple[str, str]]:  # fmt: skip
    """OpenGraph and Twitter, as names and contents of meta elements.

    Sources: https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards
    """
    image = (one.image if one is not None else None) or show.image
    found = [
        ("og:type", kind),
        ("og:site_name", network.title if one is None else show.title),
        ("og:title", title),
        ("og:description", description),
        ("og:url", address),
        ("og:locale", show.language.replace("-", "_")),
    ]
    if image is not None:
        found.append(("og:image", network.media(image)))
        if image.width and image.height:
            found += [("og:image:width", str(image.width)), ("og:image:height", str(image.height))]
    if one is not None and one.audio is not None:
        kind = "og:video" if is_video(one.audio) else "og:audio"
        found.append((kind, network.enclosure(one.audio)))
        found.append((f"{kind}:type", one.audio.type or ""))
        assert one.published is not None
        found.append(("article:published_time", utc(one.published).isoformat()))
    found.append(("twitter:card", "player" if player else "summary"))
    if player:
        found += [("twitter:player", player), ("twitter:player:width", str(WIDTH))]
        found.append(("twitter:player:height", str(height_of(one))))
    return [(name, said) for name, said in found if said]


WIDTH, HEIGHT = 640, 180
"""Pixels that the player in a frame takes."""

_SCREEN = 16 + WIDTH * 9 // 16
"""Pixels that a video takes above it."""


def height_of(one: Episode | None) -> int:
    """The height of the frame that the player of an episode takes."""
    return HEIGHT + _SCREEN if one is not None and is_video(one.audio) else HEIGHT


def oembed(one: Episode, show: Show, network: Network, *, player: str) -> dict[str, Any]:
    """What a site asks for that shows the player in a frame. Source: https://oembed.com"""
    from markupsafe import escape

    image, height = one.image or show.image, height_of(one)
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": one.title,
        "author_name": show.author,
        "provider_name": network.title,
        "provider_url": f"{network.base_url}/",
        "html": (
            f'<iframe src="{escape(player)}" title="{escape(shorten(one.title, 120))}" width="100%"'
            f' height="{height}" loading="lazy" allow="autoplay; fullscreen"'
            ' style="border:0"></iframe>'
        ),
        "width": WIDTH,
        "height": height,
    }
    if image is not None and image.width and image.height:
        said["thumbnail_url"] = network.media(image)
        said["thumbnail_width"] = image.width
        said["thumbnail_height"] = image.height
    return said
