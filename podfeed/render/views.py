"""Shows and episodes as pages show them: every value as the text, link or number that is printed.

Nothing is escaped here but what is HTML already; templates escape the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from podfeed.notes import html_of_text
from podfeed.render.templating import Markup
from podfeed.render.words import numbered
from podfeed.values import Duration, quote_path, utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from podfeed.models import Artwork, Audio, Chapter, Episode, Network, Show, Transcript
    from podfeed.render.words import Words
    from podfeed.transcripts import Cue, Spoken

TEASER = 240
"""The most characters of what an episode is about that stand in a list."""


class Picture(NamedTuple):
    """A picture, and the room that is kept for it while it loads."""

    href: str
    width: int
    height: int


class Link(NamedTuple):
    """A link and its words."""

    href: str
    title: str


class Translation(NamedTuple):
    """A transcript in a file; ``language`` is always known."""

    href: str
    language: str
    title: str


class Person(NamedTuple):
    """Who is heard; ``role`` and ``href`` may be empty."""

    name: str
    role: str
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a recording that can be clicked: a chapter, or a part of a transcript."""

    seconds: str
    clock: str
    duration: str
    title: str = ""
    href: str = ""
    speaker: str = ""
    cues: tuple[Mark, ...] = ()

    @property
    def text(self) -> str:
        """The words of a cue."""
        return self.title


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode. ``href`` and ``audio`` are as seen from the page they are made for."""

    title: str
    href: str
    key: str
    audio: str
    video: bool
    seconds: int
    clock: str
    date: str
    published: str
    length: str
    duration: str
    label: str
    kind: str
    explicit: bool
    teaser: str


@dataclass(frozen=True, slots=True)
class EpisodePage(EpisodeView):
    """An episode on a page of its own."""

    author: str
    cover: Picture | None
    notes: Markup
    site: str
    people: tuple[Person, ...]
    chapters: tuple[Mark, ...]
    transcript: tuple[Mark, ...]
    spoken: str
    """The language of the transcript, where it is not the page's."""
    transcripts: tuple[Translation, ...]
    """Those that are not on the page."""
    captions: tuple[Translation, ...]


class Viewer:
    """Makes views of the episodes of one show."""

    def __init__(
        self, show: Show, network: Network, words: Words, pictures: Mapping[str, str]
    ) -> None:
        self.show = show
        self.network = network
        self.words = words
        self.pictures = pictures
        self.zone = show.timezone.info if show.timezone else None
        self.derived = show.numbering == "derived"

    def picture(self, image: Artwork | None, up: str) -> Picture | None:
        """A picture as seen from a page ``up`` leads from to feeds/SHOW/."""
        if image is None:
            return None
        smaller = self.pictures.get(image.path or "")
        href = f"{up}{smaller}" if smaller else self.media(image, up)
        return Picture(href, image.width or 600, image.height or 600)

    def media(self, file: Audio | Artwork, up: str) -> str:
        """A file of media/, as near as it can be named: so a page plays wherever it is served."""
        return self.near(self.network.media(file), up)

    def near(self, address: str, up: str) -> str:
        """An address as seen from a page: relative where it is one of feeds/ or media/."""
        own = f"{self.network.base_url}/"
        if address.startswith((f"{own}media/", f"{own}feeds/")):
            return f"{up}../../{address[len(own) :]}"
        return address

    def episode(self, episode: Episode, up: str = "") -> EpisodeView:
        """An episode in a list."""
        return EpisodeView(**self._common(episode, up))

    def page(self, episode: Episode, spoken: Spoken | None, up: str = "") -> EpisodePage:
        """An episode on its own page."""
        show = self.show
        author = episode.author or ""
        own = self.network.base_url
        link = episode.link or ""
        language = str((spoken.language if spoken else None) or show.language)
        return EpisodePage(
            **self._common(episode, up, alone=True),
            author=author if author != show.author else "",
            cover=self.picture(episode.image or show.image, up),
            notes=notes_of(episode, own),
            site="" if link.startswith(f"{own}/feeds/{quote_path(show.slug)}/") else link,
            people=tuple(_people(episode.elements.get("people") or show.elements.get("people"))),
            chapters=tuple(_chapters(episode.chapters)),
            transcript=tuple(paragraphs(spoken.cues if spoken else ())),
            spoken=language if language != show.language else "",
            transcripts=tuple(self._transcripts(episode, language if spoken else None, up)),
            captions=tuple(self.captions(episode, up)),
        )

    def _transcripts(self, episode: Episode, shown: str | None, up: str) -> Iterable[Translation]:
        """One of each language but that which is on the page: the one that reads best."""
        best: dict[str, Transcript] = {}
        for one in episode.transcripts:
            language = str(one.language or self.show.language)
            if language != shown and _read_before(one, best.get(language)):
                best[language] = one
        for language, one in best.items():
            title = self.words.transcript
            if language != self.show.language:
                title = f"{title} ({language})"
            yield Translation(self.near(self.network.media(one), up), language, title)

    def captions(self, episode: Episode, up: str = "") -> Iterable[Translation]:
        """What a video can be captioned with; one on another host would not be let in."""
        for one in episode.transcripts:
            href = self.near(self.network.media(one), up)
            if one.type == "text/vtt" and "://" not in href:
                language = str(one.language or self.show.language)
                yield Translation(href, language, language)

    def _common(self, episode: Episode, up: str, *, alone: bool = False) -> dict[str, Any]:
        words, audio = self.words, episode.audio
        assert episode.published is not None
        assert audio is not None
        local = episode.published.astimezone(self.zone) if self.zone else episode.published
        seconds = float(audio.duration or 0)
        explicit = self.show.explicit if episode.explicit is None else episode.explicit
        return {
            "title": episode.title,
            "href": f"{up}{quote_path(page_name(episode))}",
            "key": episode.guid or "",
            "audio": self.media(audio, up),
            "video": (audio.type or "").startswith("video/"),
            "seconds": round(seconds),
            "clock": str(Duration(seconds)),
            "date": words.date(local),
            "published": moment(episode.published),
            "length": words.length(seconds) if seconds else "",
            "duration": iso_duration(seconds),
            "label": self._label(episode, alone=alone),
            "kind": {"trailer": words.trailer, "bonus": words.bonus}.get(episode.type, ""),
            "explicit": explicit,
            "teaser": shorten(episode.description),
        }

    def _label(self, episode: Episode, *, alone: bool) -> str:
        """The number as the show counts; with the season where no heading tells it."""
        named = episode.elements.get("named_number") or {}
        said = str(named.get("display") or "")
        if not said and episode.number and (episode.numbered or self.derived):
            said = numbered(self.words.episode, episode.number)
        if not (alone and episode.season):
            return said
        season = self.season(episode)
        return f"{season}, {said}" if said else season

    def further(self, episode: Episode) -> str:
        """What a search looks at beside title, facts and description."""
        people = episode.elements.get("people") or ()
        said = [self.season(episode)] if episode.season else []
        said += [episode.author or "", *(str(one["name"]) for one in people)]
        said += [one.title for one in episode.chapters]
        return " ".join(part for part in said if part)

    def season(self, episode: Episode) -> str:
        """The name of the season of an episode that has one."""
        named = episode.elements.get("named_season") or {}
        return str(named.get("name") or "") or numbered(self.words.season, episode.season)


def page_name(episode: Episode) -> str:
    """The name of an episode's page in feeds/SHOW/: that which the lock carries, for ever."""
    return f"{episode.slug}.html"


def names_of(slug: str) -> tuple[str, str, str]:
    """The files that the page of an episode consists of, below feeds/SHOW/."""
    return f"{slug}.html", f"player/{slug}.html", f"oembed/{slug}.json"


def moment(date: datetime) -> str:
    """A moment as machines read it, in UTC."""
    return utc(date).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_duration(seconds: float) -> str:
    """A length of time as ISO 8601 writes it; empty if it is not known.

    >>> [iso_duration(s) for s in (0, 17.4, 3725)]
    ['', 'PT17S', 'PT1H2M5S']
    """
    if not seconds:
        return ""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (left, "S"))
    return "PT" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0S")


def shorten(text: str, most: int = TEASER) -> str:
    """The beginning of a text in one line, cut between two words.

    >>> shorten("Leaves\\n\\nand water, steeped", 18)
    'Leaves and water…'
    """
    line = " ".join(text[: most * 4].split())
    if len(line) <= most:
        return line
    head = line[:most]
    cut = head.rpartition(" ")[0] if line[most] != " " else head
    return (cut if len(cut) * 2 > most else head).rstrip(" ,;:.–—-") + "…"


_SAYS_SO = re.compile(r"[©℗🄯]|\([cp]\)|copy|rights?\b|licen[cs]|domain|\bcc\b|://", re.IGNORECASE)


def copyright_of(text: str) -> str:
    """What a show says of its rights, so that it can be told from any other name or year.

    >>> [copyright_of(text) for text in ("2026 Ann", "© Ann", "CC BY 4.0", "")]
    ['© 2026 Ann', '© Ann', 'CC BY 4.0', '']
    """
    return f"© {text}" if text and not _SAYS_SO.search(text) else text


_PICTURES = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)=\"([^\"]*)\"", re.IGNORECASE)


def notes_of(episode: Episode, own: str) -> Markup:
    """The notes of an episode, with pictures as ``near_pictures`` has them."""
    notes = episode.notes
    if notes is None:
        notes = html_of_text(episode.description) if episode.description else ""
    return Markup(near_pictures(notes, own))


def near_pictures(html: str, own: str) -> str:
    """Clean HTML whose pictures lie in media/ below ``own``; any other becomes a link.

    A page asks no other host for anything, so that nobody learns who reads it.

    >>> near_pictures('<img src="https://a.example/1.png" alt="Tea">', "https://b.example")
    '<a href="https://a.example/1.png">Tea</a>'
    >>> near_pictures('<img src="https://b.example/media/tea/1.png">', "https://b.example")
    '<img src="../../media/tea/1.png" alt="">'
    """

    def near(found: re.Match[str]) -> str:
        element = found[0]
        said: dict[str, str] = {n.lower(): value for n, value in _ATTRIBUTE.findall(element)}
        source, words = said.get("src", ""), said.get("alt", "")
        if source.startswith(f"{own}/media/"):
            return f'<img src="../..{source[len(own) :]}" alt="{words}">'
        return f'<a href="{source}">{words or source}</a>' if source else words

    return _PICTURES.sub(near, html) if "<img" in html.lower() else html


def origin_of(address: str) -> str | None:
    """The origin of an address that is on another host; None for a path, or what is no host.

    >>> origin_of("https://a.example:8080/x"), origin_of("../media/x.mp3")
    ('https://a.example:8080', None)
    """
    if "://" not in address:
        return None
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return origin if re.fullmatch(r"https?://[A-Za-z0-9.:\[\]_-]+", origin) else None


def _people(people: Any) -> Iterable[Person]:
    for one in people or ():
        href = one.get("href") or ""
        yield Person(str(one["name"]), str(one.get("role") or ""), str(href))


def _mark(seconds: float, **said: Any) -> Mark:
    exact = f"{seconds:.3f}".rstrip("0").rstrip(".")
    return Mark(exact, str(Duration(int(seconds))), f"PT{exact}S", **said)


def _chapters(chapters: Iterable[Chapter]) -> Iterable[Mark]:
    for one in chapters:
        if one.toc and one.title:
            yield _mark(float(one.start), title=one.title, href=one.url or "")


_BEST = ("text/html", "text/vtt", "application/x-subrip", "text/srt", "text/plain")


def _read_before(one: Transcript, other: Transcript | None) -> bool:
    """Whether a person would rather read this transcript than the other."""
    places = [
        _BEST.index(found.type) if found is not None and found.type in _BEST else len(_BEST)
        for found in (one, other)
    ]
    return other is None or places[0] < places[1]


_PARAGRAPH = 420
"""After so many characters a paragraph of a transcript ends with the next sentence."""


def paragraphs(cues: Iterable[Cue]) -> Iterable[Mark]:
    """Cues as paragraphs: one for each time that somebody speaks, and long ones split."""
    open_: list[Cue] = []
    size = 0
    for cue in cues:
        changed = bool(open_) and cue.speaker and cue.speaker != open_[-1].speaker
        full = size > _PARAGRAPH and open_[-1].text.rstrip().endswith(
            (".", "?", "!", "…", "。", "؟")
        )
        if open_ and (changed or full or size > 3 * _PARAGRAPH):
            yield _paragraph(open_)
            open_, size = [], 0
        open_.append(cue)
        size += len(cue.text)
    if open_:
        yield _paragraph(open_)


def _paragraph(cues: list[Cue]) -> Mark:
    inner = tuple(_mark(cue.start / 1000, title=cue.text) for cue in cues)
    return _mark(cues[0].start / 1000, speaker=cues[0].speaker or "", cues=inner)
