"""Show → the pages of it: its own, one for each episode, and what belongs to them. Pure.

Templates and all that is measured are passed in. Every link on a page is relative, so that the
pages work wherever feeds/ and media/ lie side by side; addresses for machines are whole.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed.notes import html_of_text
from podfeed.render import structured
from podfeed.render.colours import properties
from podfeed.render.feed import newest_first
from podfeed.render.subscribing import apps, qr_code
from podfeed.render.templating import Markup, Templates, data_block
from podfeed.render.views import (
    EpisodePage,
    EpisodeView,
    Link,
    Viewer,
    copyright_of,
    moment,
    names_of,
    near_pictures,
    origin_of,
    page_name,
    shorten,
)
from podfeed.render.words import direction
from podfeed.values import quote_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.models import Episode, Network, Show
    from podfeed.transcripts import Spoken

AT_ONCE = 100
"""Episodes on one page of a show."""

_SEARCHABLE = 500
"""The most characters of an episode's text that the search looks at."""


class Page(NamedTuple):
    """A file of this content; ``name`` is below the folder that it is made for, with ``/``."""

    name: str
    data: bytes


class Alternate(NamedTuple):
    """Another form of a page."""

    type: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says. ``root`` leads to feeds/."""

    title: str
    description: str
    language: str
    direction: str
    address: str
    root: str
    policy: str
    style: Markup = field(default_factory=Markup)
    icon: str = ""
    hidden: bool = False
    alternates: tuple[Alternate, ...] = ()
    cards: Sequence[tuple[str, str]] = ()
    data: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class Group:
    """Episodes below one heading, which is empty where there are no seasons."""

    title: str
    episodes: tuple[EpisodeView, ...]


def policy(*, media: Iterable[str] = (), style: str = "") -> str:
    """The Content-Security-Policy of a page: itself, and the hosts of the media it names."""
    origins = sorted({origin for one in media if (origin := origin_of(one))})
    own = " ".join(("'self'", *origins))
    styles = "'self'"
    if style:
        styles += f" 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
    return (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self'; "
        f"style-src {styles}; img-src {own} data:; media-src {own}"
    )


def home(show: Show, network: Network) -> str:
    """The address of a show's page: as the show says it, where it means that page."""
    folder = network.companion_url(show.slug, "")
    return show.link if show.link == folder else f"{folder}index.html"


def episode_url(show: Show, network: Network, episode: Episode) -> str:
    """The address of an episode's page."""
    return network.companion_url(show.slug, page_name(episode))


def linked(show: Show, network: Network, *, own_link: bool) -> Show:
    """The show in which every episode that states no link is linked to its page.

    So is the show itself, unless it has a link of its own (``own_link``).
    """
    update: dict[str, Any] = {
        "episodes": tuple(
            one
            if one.link is not None
            else one.model_copy(update={"link": episode_url(show, network, one)})
            for one in show.episodes
        )
    }
    if not own_link:
        update["link"] = home(show, network)
    return show.model_copy(update=update)


class ShowPages:
    """The pages of one show, made one after the other whenever they are asked for.

    ``colour`` is that of the cover (``#rrggbb``), ``pictures`` the names of smaller copies of
    pictures that lie beside the pages, by the path of those, ``spoken`` gives the transcript of an
    episode.
    """

    def __init__(
        self,
        show: Show,
        *,
        network: Network,
        templates: Templates,
        colour: str | None = None,
        pictures: Mapping[str, str] | None = None,
        spoken: Callable[[Episode], Spoken | None] = lambda _: None,
    ) -> None:
        self.show = show
        self.network = network
        self.templates = templates
        self.spoken = spoken
        self.words = templates.words(show.language)
        self.style = properties(colour) if colour else ""
        self.viewer = Viewer(show, network, self.words, pictures or {})
        self.direction = direction(show.language)
        self.episodes = newest_first(show)
        self.address = home(show, network)

    def __iter__(self) -> Iterator[Page]:
        yield from self._show()
        if self.episodes:
            yield Page("search.js", self._search())
        for place, episode in enumerate(self.episodes):
            yield from self._episode(place, episode)
        if not self.show.block:
            yield Page("sitemap.xml", self._sitemap())

    @cached_property
    def common(self) -> dict[str, Any]:
        """What the templates of all pages of the show are given."""
        show, network = self.show, self.network
        about = show.notes or html_of_text(show.description)
        own_page = show.link in (self.address, network.base_url)
        funding = show.elements.get("funding") or ()
        return {
            "words": self.words,
            "network": {"title": network.title},
            "show": {
                "title": show.title,
                "author": show.author,
                "language": show.language,
                "about": Markup(near_pictures(about, network.base_url)),
                "count": self.words.count(len(self.episodes)),
                "explicit": show.explicit,
                "copyright": copyright_of(show.copyright or ""),
                "site": "" if own_page else show.link,
                "funding": [
                    Link(one["url"], str(one.get("text") or "") or self.words.link)
                    for one in funding
                ],
                "feed": network.feed_url(show.slug),
                "apps": apps(network.feed_url(show.slug)),
                "code": qr_code(self.address, label=self.words.scan),
                "searchable": len(self.episodes) > 1,
            },
        }

    @cached_property
    def elsewhere(self) -> list[str]:
        """Addresses of recordings on other hosts: the player of a list may be asked for any."""
        named = (self.viewer.media(one.audio, "") for one in self.episodes if one.audio)
        return [address for address in named if "://" in address]

    def _head(self, up: str, media: Iterable[str], **said: Any) -> Head:
        cover = self.viewer.picture(self.show.image, up)
        named = [*media, cover.href] if cover else media
        return Head(
            language=self.show.language,
            direction=self.direction,
            root=f"{up}../",
            policy=policy(media=named, style=self.style),
            style=Markup(self.style),
            icon=cover.href if cover else "",
            **said,
        )

    # The show

    def _show(self) -> Iterator[Page]:
        listed = self._grouped()
        parts = [listed[n : n + AT_ONCE] for n in range(0, len(listed), AT_ONCE)] or [[]]
        for number, part in enumerate(parts, 1):
            name = "index.html" if number == 1 else f"page/{number}.html"
            yield Page(name, self._part(part, number, len(parts)))

    def _grouped(self) -> list[tuple[str, Episode]]:
        """The episodes as a listener meets them, each with the heading it stands below.

        A series is heard from its beginning, everything else from what is new; those of no
        season come last.
        """
        serial = self.show.type == "serial"
        listed = self.episodes[::-1] if serial else self.episodes
        if not any(one.season for one in listed):
            return [("", one) for one in listed]

        def order(one: Episode) -> tuple[bool, int]:
            season = one.season or 0
            return not season, season if serial else -season

        return [
            (self.viewer.season(one) if one.season else self.words.more_episodes, one)
            for one in sorted(listed, key=order)
        ]

    def _part(self, part: list[tuple[str, Episode]], number: int, parts: int) -> bytes:
        show, words = self.show, self.words
        up = "" if number == 1 else "../"
        views = [(heading, self.viewer.episode(one, up)) for heading, one in part]
        headings = dict.fromkeys(heading for heading, _ in views)
        groups = [Group(h, tuple(v for heading, v in views if heading == h)) for h in headings]
        folder = self.network.companion_url(show.slug, "")
        address = self.address if number == 1 else f"{folder}page/{number}.html"
        title = show.title if number == 1 else f"{show.title} – {words.page} {number}"
        description = shorten(show.description, 300)
        feed = self.network.feed_url(show.slug)
        head = self._head(
            up,
            self.elsewhere,
            title=title,
            description=description,
            address=address,
            hidden=show.block,
            alternates=(Alternate("application/rss+xml", feed, show.title),),
            cards=structured.cards(
                title, description, address, kind="website", show=show, network=self.network
            ),
            data=data_block(structured.series(show, self.network, self.address)),
        )
        pages = [
            {"number": n, "href": f"{up}index.html" if n == 1 else f"{up}page/{n}.html"}
            for n in range(1, parts + 1)
        ]
        own = {**self.common["show"], "cover": self.viewer.picture(show.image, up)}
        values = {
            **self.common,
            "show": own,
            "page": head,
            "groups": groups,
            "pages": pages,
            "number": number,
            "up": up,
            "first": views[0][1] if views else None,
        }
        return self.templates.fill("show.html", values)

    def _search(self) -> bytes:
        """All episodes as a script, which a page can load wherever it lies, even on a disk."""
        found = []
        for one in self.episodes:
            view = self.viewer.episode(one)
            explicit = self.words.explicit if view.explicit else ""
            facts = (view.date, view.length, view.label, view.kind, explicit)
            found.append(
                {
                    **({"video": True} if view.video else {}),
                    "title": view.title,
                    "href": view.href,
                    "audio": view.audio,
                    "key": view.key,
                    "seconds": view.seconds,
                    "facts": " · ".join(fact for fact in facts if fact),
                    "text": shorten(one.description, _SEARCHABLE),
                    "more": shorten(self.viewer.further(one), _SEARCHABLE),
                }
            )
        return f"podfeedEpisodes({data_block(found)});\n".encode()

    def _sitemap(self) -> bytes:
        """Source: https://www.sitemaps.org/protocol.html"""
        newest = self.episodes[0].published if self.episodes else None
        found = [(self.address, moment(newest) if newest else "")]
        for one in self.episodes:
            if not one.block and one.published is not None:
                found.append((episode_url(self.show, self.network, one), moment(one.published)))
        return self.templates.fill("sitemap.xml", {"urls": found})

    # Episodes

    def _episode(self, place: int, episode: Episode) -> Iterator[Page]:
        show, network = self.show, self.network
        name, framed_name, embed = names_of(str(episode.slug))
        address = episode_url(show, network, episode)
        player = network.companion_url(show.slug, framed_name)
        title = f"{episode.title} – {show.title}"
        description = shorten(episode.description, 300)
        view = self.viewer.page(episode, self.spoken(episode))
        data = structured.episode(
            episode, show, network, address=address, show_address=self.address
        )
        head = self._head(
            "",
            self._media(view),
            title=title,
            description=description,
            address=address,
            hidden=show.block or episode.block,
            alternates=(
                Alternate("application/rss+xml", network.feed_url(show.slug), show.title),
                Alternate(
                    "application/json+oembed", network.companion_url(show.slug, embed), title
                ),
            ),
            cards=structured.cards(
                episode.title,
                description,
                address,
                kind="article",
                show=show,
                network=network,
                one=episode,
                player=player,
            ),
            data=data_block(data),
        )
        values = {
            **self.common,
            "page": head,
            "episode": view,
            "newer": self._beside(place - 1),
            "older": self._beside(place + 1),
        }
        yield Page(name, self.templates.fill("episode.html", values))
        alone = self.viewer.episode(episode, "../")
        cover = self.viewer.picture(episode.image or show.image, "../")
        media = [alone.audio, cover.href] if cover else [alone.audio]
        framed = self._head("../", media, title=title, description="", address=address, hidden=True)
        values = {**self.common, "page": framed, "episode": alone, "cover": cover, "up": "../"}
        values["captions"] = tuple(self.viewer.captions(episode, "../"))
        yield Page(framed_name, self.templates.fill("player.html", values))
        said_of_player = structured.oembed(episode, show, network, player=player)
        text = json.dumps(said_of_player, ensure_ascii=False, indent=1)
        yield Page(embed, f"{text}\n".encode())

    @staticmethod
    def _media(view: EpisodePage) -> list[str]:
        return [view.audio, view.cover.href] if view.cover else [view.audio]

    def _beside(self, place: int) -> Link | None:
        if not 0 <= place < len(self.episodes):
            return None
        one = self.episodes[place]
        return Link(quote_path(page_name(one)), one.title)
