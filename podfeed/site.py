"""The web pages of a workspace: whether there are any, what they are made of, which are stale.

A show's pages lie in its folder below feeds/ and are written before the feed that links to them;
what all shows have in common lies in feeds/ itself and is written when all shows are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from podfeed import templates as workspace_templates
from podfeed.companions import Companion, place_of
from podfeed.errors import MediaError, OutputError
from podfeed.files import inside, read_regular, write_many
from podfeed.findings import Kind, Place, Severity
from podfeed.probes import artwork

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from podfeed.findings import Finding, Origins
    from podfeed.models import Artwork, Show
    from podfeed.probes.cache import Cache
    from podfeed.render.templating import Templates
    from podfeed.transcripts import Spoken
    from podfeed.workspace import Workspace


WITHOUT_PAGE = Kind(
    "SRC194",
    "item-without-page",
    Severity.INFO,
    """Items that a show keeps as XML (`items:`) are in its feed, and on none of its web pages.

    An import keeps an item so if it is nothing to hear: it has no recording, or the guid of
    another. Take it out if apps have no use for it, or make an episode of it.
    """,
)
WORDLESS = Kind(
    "SRC195",
    "words-missing",
    Severity.INFO,
    """Web pages speak English where nobody has told them the words of the show's language.

    Screen readers are told which words are English. A file `seeds/templates/words.LANGUAGE.json`
    holds those of a language; `podfeed/render/templates/words.en.json` has all that there are.
    """,
)


def remarks(show: Show, templates: Templates, origins: Origins) -> Iterator[Finding]:
    """What a host may want to know of a show's pages, where nothing is wrong with them."""
    from podfeed.render.words import file_of, lacking

    if show.items:
        count, place = len(show.items), origins.place(None, "items")
        said = "1 item kept as XML has" if count == 1 else f"{count} items kept as XML have"
        remedy = "make episodes of what is to be heard"
        yield WITHOUT_PAGE.at(place, f"{said} no page", remedy=remedy)
    name = file_of(show.language, templates.sources)
    if name is None:
        remedy = f"put the words into {workspace_templates.FOLDER}/words.{show.language}.json"
        problem = f'pages speak English: there are no words for "{show.language}"'
        yield WORDLESS.at(origins.place(None, "language"), problem, remedy=remedy)
    elif name in templates.places and (missing := lacking(show.language, templates.sources)):
        some = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        problem = f"{len(missing)} of the words are English: {some}"
        yield WORDLESS.at(Place(templates.places[name]), problem, remedy="add them")


def has_pages(show: Show, workspace: Workspace) -> bool:
    """Whether there are pages of this show."""
    return workspace.network.pages and show.pages


class Site:
    """The pages of one show, as ``Companion``s: made anew each time that they are asked for.

    A long show has more of them than should be held in memory at once. ``cover`` is the show's
    picture in the size of a screen, if it has one that is a file, and ``pictures`` names what was
    made of it and of those of episodes, by their path; ``spoken`` is what is said in an episode,
    by its index.
    """

    def __init__(
        self,
        show: Show,
        workspace: Workspace,
        cache: Cache,
        spoken: Mapping[int, Spoken] | None = None,
    ) -> None:
        self.spoken = spoken or {}
        self.show = show
        self.workspace = workspace
        self.templates = workspace_templates.read_templates(workspace.root)
        self.colour: str | None = None
        self.cover: Companion | None = None
        self.pictures: dict[str, str] = {}
        self._cache = cache
        if show.image is not None and (path := _file_of(show.image, workspace)) is not None:
            self.colour = cache.colour(path, shown=f"media/{show.image.path}").colour
            self.cover = self._smaller(show.image, _COVER)

    def __iter__(self) -> Iterator[Companion]:
        from podfeed.render.pages import ShowPages

        if self.cover is not None:
            yield self.cover
        for image in self._own_pictures():
            if (smaller := self._smaller(image, _PICTURE)) is not None:
                yield smaller
        pages = ShowPages(
            self.show,
            network=self.workspace.network,
            templates=self.templates,
            colour=self.colour,
            pictures=self.pictures,
            spoken=lambda episode: self.spoken.get(episode.index),
        )
        for name, data in pages:
            yield Companion(f"{self.show.slug}/{name}", data)

    def _own_pictures(self) -> Iterable[Artwork]:
        """The pictures of single episodes, each once."""
        images = {one.image.path: one.image for one in self.show.episodes if one.image is not None}
        cover = self.show.image.path if self.show.image is not None else None
        return [image for path, image in images.items() if path is not None and path != cover]

    def _smaller(self, image: Artwork, kind: str) -> Companion | None:
        """A picture in the size of a screen, if that is any use; ``pictures`` then has its name."""
        path = _file_of(image, self.workspace)
        if path is None or image.path is None:
            return None
        made = None
        with suppress(MediaError):
            name = f"{self.show.slug}/{kind}"
            made = _smaller(path, f"media/{image.path}", name, self.workspace, self._cache)
        if made is None or not made.data:
            return None
        self.pictures[image.path] = made.path.rpartition("/")[2]
        return made

    def findings(self) -> list[Finding]:
        """What is to be said of the templates."""
        return workspace_templates.findings(self.templates, self.workspace.root)

    def card(self) -> dict[str, Any]:
        """What the page of all shows says of this one, as a manifest keeps it."""
        return card_of(self.show, self.workspace, cover=self.cover and self.cover.path)

    def write(self) -> int:
        """Write those that are stale, one after the other; how many there were.

        Raises OutputError or TemplateError.
        """
        count = write(self, self.workspace)
        wanted = set(self.pictures.values())
        for kind in (_COVER, _PICTURE):
            for path in (self.workspace.feeds / self.show.slug).glob(f"{kind}{_DIGEST}.jpg"):
                if path.name not in wanted:
                    with suppress(OSError):
                        path.unlink()
        return count

    def clear(self, slugs: Iterable[str]) -> None:
        """Take away the pages of episodes that are not in the feed (any more)."""
        from podfeed.render.views import names_of

        folder = self.workspace.feeds / self.show.slug
        for slug in slugs:
            for name in names_of(slug):
                with suppress(OSError):
                    (folder / name).unlink(missing_ok=True)


_COVER, _PICTURE = "cover-", "picture-"
_DIGEST = "[0-9a-f]" * 8
_SIDE = 480
"""Pixels of a picture on a page: twice those that it takes, for screens that show two for one."""


def _file_of(image: Artwork, workspace: Workspace) -> Path | None:
    """Where a picture lies, if it is a file."""
    if image.path is None:
        return None
    try:
        return inside(workspace.media, image.path, shown=f"media/{image.path}")
    except MediaError:
        return None


def _smaller(path: Path, shown: str, name: str, workspace: Workspace, cache: Cache) -> Companion:
    """A picture in the size of a screen, named after what it was made of; empty if it is no use.

    One that is there stays: another version of Pillow, which may write other bytes, changes
    nothing that is published.
    """
    digest = cache.digest(path, shown=shown).partition(":")[2]
    name = f"{name}{digest[:8]}.jpg"
    with suppress(MediaError, OSError, OutputError):
        there = read_regular(place_of(Companion(name, b""), workspace.feeds), limit=_LIMIT)
        if artwork.look(there) is not None:
            return Companion(name, there)
    return Companion(name, artwork.smaller(read_regular(path, limit=_LIMIT), _SIDE) or b"")


_LIMIT = 100_000_000


def linked(show: Show, workspace: Workspace, *, own_link: bool) -> Show:
    """The show with a link to its page for each episode, and itself, that has none of its own."""
    from podfeed.render.pages import linked as link

    return link(show, workspace.network, own_link=own_link)


def card_of(show: Show, workspace: Workspace, *, cover: str | None = None) -> dict[str, Any]:
    """What the page of all shows says of a show. ``cover`` is a smaller one below feeds/."""
    from podfeed.render.network_pages import card_of as card

    return asdict(card(show, workspace.network, pages=has_pages(show, workspace), cover=cover))


def common_files(
    workspace: Workspace, cards: Mapping[str, Mapping[str, Any]]
) -> list[Companion] | None:
    """What all shows have in common; None if there is a feed of which too little is known.

    ``cards`` are those that are known, by show. A show that has no feed yet is left out.
    Raises TemplateError.
    """
    from podfeed.render.network_pages import Card, network_pages

    known = []
    for slug in workspace.shows:
        if slug in cards:
            known.append(Card(**cards[slug]))
        elif (workspace.feeds / f"{slug}.xml").exists():
            return None
    templates = workspace_templates.read_templates(workspace.root)
    pages = network_pages(workspace.network, known, templates)
    return [Companion(name, data) for name, data in pages]


def stale(files: Iterable[Companion], workspace: Workspace) -> Iterator[tuple[Path, bytes, str]]:
    """Those that are not there, or hold something else: place, bytes, and the path to print.

    Raises OutputError if a place is not below feeds/.
    """
    folders: dict[str, Path] = {}
    for one in files:
        parent, _, name = one.path.rpartition("/")
        if parent not in folders:  # to follow the links of every file would take a third of it all
            folders[parent] = place_of(Companion(parent, b""), workspace.feeds)
        path = folders[parent] / name
        if not _holds(path, one.data):
            yield path, one.data, f"feeds/{one.path}"


def _holds(path: Path, data: bytes) -> bool:
    try:
        stat = os.lstat(path)
        if stat.st_size != len(data) or not S_ISREG(stat.st_mode):
            return False
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read() == data
    except OSError:
        return False


def write(files: Iterable[Companion], workspace: Workspace) -> int:
    """Write those that are stale; how many there were. Raises OutputError."""
    return write_many(stale(files, workspace))
