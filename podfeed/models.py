"""What a podcast is made of: Network, Show, Episode, Audio, Artwork. Frozen, typed, human names.

Fields carry the names that people write in YAML. Copy to change:
``show.model_copy(update={"episodes": probed})``. Where a value came from is not kept here
but in :class:`podfeed.findings.Origins`, by ``Episode.index``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_serializer, model_validator

from podfeed.errors import UsageError
from podfeed.publish.hashing import hashed_name
from podfeed.values import (
    ByteSize,
    Category,
    Duration,
    Language,
    MediaType,
    TimeZone,
    Url,
    quote_path,
)


class Model(BaseModel):
    """The base of them all: frozen, and an unknown field is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy in which some fields have other values, which are not validated.

        Every field of it counts as set. pydantic would keep a set of names for each copy, which
        takes more room than the values of a recording.
        """
        if deep:
            return super().model_copy(update=update, deep=True)
        kind = self.__class__
        copied = kind.__new__(kind)
        set_state = object.__setattr__  # the model is frozen
        set_state(copied, "__dict__", {**self.__dict__, **(update or {})})
        set_state(copied, "__pydantic_fields_set__", _names_of(kind))
        set_state(copied, "__pydantic_extra__", None)
        set_state(copied, "__pydantic_private__", None)
        return copied


@cache
def _names_of(kind: type[Model]) -> set[str]:
    return set(kind.model_fields)


def _not_blank(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    return text


def _email(text: str) -> str:
    name, at, host = text.partition("@")
    if not (name and at and "." in host.strip(".")) or any(c.isspace() for c in text):
        raise ValueError(f'"{text}" is no e-mail address')
    return text


def _guid(text: str) -> str:
    try:
        if len(text) == 36 and str(UUID(text)) == text.lower():
            return text
    except ValueError:
        pass
    raise ValueError(f'"{text}" is no UUID: write one such as ead4c236-bf58-58c6-a2c6-a6b28d128cb6')


def _fragment(text: str) -> str:
    from podfeed.tags.fragments import parse_fragment

    parse_fragment(text)
    return text


def _whole_item(text: str) -> str:
    from podfeed.tags.fragments import parse_fragment

    if [one.tag for one in parse_fragment(text)] != ["item"]:
        raise ValueError("is not one <item>: write the whole of it")
    return text


Text: TypeAlias = Annotated[str, AfterValidator(_not_blank)]
"""Text that is not empty."""

Number: TypeAlias = Annotated[int, Field(gt=0)]
"""A number of an episode or season: whole and greater than zero."""

EpisodeType: TypeAlias = Literal["full", "trailer", "bonus"]
"""What itunes:episodeType may say."""


Xml: TypeAlias = Annotated[str, AfterValidator(_fragment)]
"""One element or several as XML, written into the feed as they are."""

WholeItem: TypeAlias = Annotated[str, AfterValidator(_whole_item)]
"""An ``<item>`` as XML, written into the feed as it is."""

Medium: TypeAlias = Literal[
    "podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course",
    "mixed", "podcastL", "musicL", "videoL", "filmL", "audiobookL", "newsletterL", "blogL",
    "publisherL", "courseL",
]  # fmt: skip
"""What podcast:medium may say; those that end in L are lists of others."""


AudioNames: TypeAlias = Literal["plain", "hashed"]
"""How audio is called where it is published: as its file, or with a hash of its content."""


class Owner(Model):
    """Who answers for a show. Spotify, YouTube and Amazon send their claim code to ``email``."""

    name: Text
    email: Annotated[str, AfterValidator(_email)]


class Spot(Model):
    """A place on Earth: its name, its geo URI, and its object in OpenStreetMap."""

    name: Text
    geo: Text
    osm: Text | None = None


class Chapter(Model):
    """A part of an episode, from ``start`` (seconds) on.

    One without ``toc`` is in no table of contents: it changes the picture or the link while a
    player goes on.
    """

    start: Duration
    title: str = ""
    end: Duration | None = None
    url: Url | None = None
    image: Artwork | None = None
    toc: bool = True
    location: Spot | None = None

    @field_serializer("start", "end", when_used="json-unless-none")
    def _exact(self, time: Duration) -> float:
        return float(time)  # thousandths of a second count


class ChapterFile(Model):
    """A file of chapters: below media/, below feeds/ once it is built, or on another host.

    Exactly one of ``path`` and ``url`` is set.
    """

    path: str | None = None
    url: Url | None = None
    type: MediaType = MediaType("application/json+chapters")


class Transcript(Model):
    """What is said, as a file: below media/, below feeds/ once it is built, or on another host.

    Exactly one of ``path`` and ``url`` is set. Without ``language`` it is that of the show.
    """

    path: str | None = None
    url: Url | None = None
    type: MediaType | None = None
    language: Language | None = None
    rel: Text | None = None


class Audio(Model):
    """The recording of an episode: a file below media/, or an address with declared facts.

    Exactly one of ``path`` (below media/, with ``/``) and ``url`` is set. Of a file, all
    else is measured; of an address it is what the YAML declares. ``bitrate`` is in bits a second,
    ``codecs`` as in RFC 6381. ``digest`` (``sha256:…``) is known if the address is to carry it,
    ``integrity`` (a hash as W3C SRI has it) if there are other formats.
    """

    path: str | None = None
    url: Url | None = None
    type: MediaType | None = None
    length: ByteSize | None = None
    duration: Duration | None = None
    bitrate: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    digest: str | None = None
    codecs: str | None = None
    integrity: str | None = None
    chapters: tuple[Chapter, ...] = ()

    @property
    def name(self) -> str:
        """The path or address, whichever it has."""
        return self.path or self.url or ""


def _picture(written: object) -> object:
    if isinstance(written, str):
        return {"url": written} if "://" in written else {"path": written}
    return written


class Alternative(Model):
    """Another recording of an episode: a file below media/, and what the YAML says of it.

    ``audio`` is what was measured of the file, None until it was.
    """

    path: Text
    title: Annotated[Text, Field(max_length=32)] | None = None
    rel: Annotated[Text, Field(max_length=32)] | None = None
    language: Language | None = None
    height: Annotated[int, Field(gt=0)] | None = None
    audio: Audio | None = None


class Artwork(Model):
    """A picture: a file below media/ or an address. What is known of a file is measured.

    A text alone is the one or the other.
    """

    path: str | None = None
    url: Url | None = None
    type: MediaType | None = None
    length: ByteSize | None = None
    width: int | None = None
    height: int | None = None
    mode: str | None = None

    _from_text = model_validator(mode="before")(_picture)

    @property
    def name(self) -> str:
        """The path or address, whichever it has."""
        return self.path or self.url or ""


class Episode(Model):
    """One episode.

    ``elements`` holds what the vocabulary of the feed has beyond the other fields: the value of
    each further tag, as its ``parse`` gives it, by its key in YAML. ``xml`` is written as it is.

    ``index`` is its place in the sources, and its name in ``Origins``. ``number`` is
    derived (oldest = 1) unless ``numbered``; a derived one never matches anything and is
    published only if the show asks for it. ``guid``, ``published`` and ``slug`` are None
    until identity has set them. A ``draft`` is in no feed, whatever its date. ``notes`` are
    Markdown or HTML as written, and the HTML that apps get once they have been cleaned. ``formats``
    are other recordings of it; None if the sources do not say which, so that those of its name are
    taken.
    """

    index: int
    title: Text
    description: str = ""
    notes: Text | None = None
    number: Number | None = None
    numbered: bool = False
    season: Number | None = None
    type: EpisodeType = "full"
    explicit: bool | None = None
    author: Text | None = None
    link: Url | None = None
    image: Artwork | None = None
    audio: Audio | None = None
    formats: tuple[Alternative, ...] | None = None
    published: datetime | None = None
    guid: Text | None = None
    slug: str | None = None
    block: bool = False
    draft: bool = False
    elements: Mapping[str, Any] = Field(default_factory=dict)
    xml: tuple[Xml, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    chapter_file: ChapterFile | None = None
    transcripts: tuple[Transcript, ...] = ()


class Schedule(Model):
    """When episodes without a date of their own come out.

    ``first`` is wall time in the show's time zone, ``rule`` an RFC 5545 recurrence
    rule such as ``FREQ=WEEKLY;BYDAY=TU``; ``order`` says which episode takes the first slot.
    """

    first: str
    rule: Text
    order: Literal["oldest", "newest"] = "oldest"


class Ignored(Model):
    """A rule of ``podfeed check`` that is not to be told: a code or name, and why not."""

    code: Text
    reason: Text


class Check(Model):
    """What ``podfeed check`` is to know of a show or network."""

    ignore: tuple[Ignored, ...] = ()


class Show(Model):
    """A show with its episodes, in the order of its sources.

    ``slug`` is the name of its file below seeds/, and of its feed. ``notes``, ``elements`` and
    ``xml`` are as in an episode; ``items`` are whole items kept as XML, which take their place by
    their dates. ``page_size`` splits a long feed into pages of so many items. ``pages`` is whether
    there are web pages of it.
    """

    slug: str
    title: Text
    description: Text
    notes: Text | None = None
    author: Text
    language: Language
    categories: tuple[Category, ...] = Field(min_length=1)
    explicit: bool
    image: Artwork | None = None
    link: Url
    type: Literal["episodic", "serial"] = "episodic"
    owner: Owner | None = None
    copyright: Text | None = None
    guid: Annotated[str, AfterValidator(_guid)] | None = None
    locked: bool = True
    medium: Medium = "podcast"
    complete: bool = False
    block: bool = False
    new_feed_url: Url | None = None
    timezone: TimeZone | None = None
    schedule: Schedule | None = None
    numbering: Literal["stated", "derived"] = "stated"
    page_size: Annotated[int, Field(ge=10)] | None = None
    pages: bool = True
    chapters_in_notes: bool = True
    was: Text | None = None
    audio_names: AudioNames | None = None
    check: Check | None = None
    elements: Mapping[str, Any] = Field(default_factory=dict)
    xml: tuple[Xml, ...] = ()
    items: tuple[WholeItem, ...] = ()
    episodes: tuple[Episode, ...] = ()


def _target(address: str) -> str:
    from podfeed.publish.addresses import check_address

    try:
        return check_address(address)
    except UsageError as error:
        raise ValueError(f"{error.problem}: {error.remedy}") from None


def _folder_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise ValueError(f'"{url}" has a ? or #: write the address of a folder')
    if "@" in parts.netloc:
        raise ValueError("it holds a user name or password: everybody could read it in the feed")
    return url.rstrip("/")


class Network(Model):
    """What all shows of a workspace share: ``seeds/network.yaml``.

    ``base_url`` is where feeds/ and media/ are served side by side; ``media_url`` is for
    media kept elsewhere. ``enclosure_prefix`` is put before every enclosure (OP3, Podtrac).
    ``publish`` is the folder or store that the two addresses lead to; ``hubs`` (WebSub) and
    ``podping`` (a gateway) are told of every feed that has changed. ``audio_names`` holds for the
    shows that say nothing else. ``check`` says what is not to be told of any show; ``defaults``
    are values for every show, as written.
    """

    title: Text
    base_url: Annotated[Url, AfterValidator(_folder_url)]
    media_url: Annotated[Url, AfterValidator(_folder_url)] | None = None
    enclosure_prefix: Url | None = None
    gzip: bool = False
    publish: Annotated[Text, AfterValidator(_target)] | None = None
    hubs: tuple[Url, ...] = ()
    podping: Url | None = None
    audio_names: AudioNames = "plain"
    pages: bool = True
    check: Check | None = None
    defaults: dict[str, Any] = Field(default_factory=dict)

    def feed_url(self, slug: str) -> str:
        """Where the feed of a show is served."""
        return f"{self.base_url}/feeds/{quote_path(slug)}.xml"

    def companion_url(self, slug: str, name: str) -> str:
        """Where a file that was made for a show is served: its place is feeds/SHOW/."""
        return f"{self.base_url}/feeds/{quote_path(slug)}/{quote_path(name)}"

    def media(self, file: Audio | Artwork | Transcript) -> str:
        """Where a file below media/ is served.

        >>> network = Network(title="N", base_url="https://a.example")
        >>> network.media(Audio(path="x/1.mp3", digest="sha256:" + 8 * "c0ffee00"))
        'https://a.example/media/x/1.c0ffee00c0ffee00.mp3'
        """
        if file.url is not None:
            return file.url
        path = file.path or ""
        if isinstance(file, Audio) and file.digest is not None:
            path = hashed_name(path, file.digest)
        return f"{self.media_address}/{quote_path(path)}"

    @property
    def media_address(self) -> str:
        """Where the folder media/ is served."""
        return self.media_url or f"{self.base_url}/media"

    def hashes_audio(self, show: Show) -> bool:
        """Whether the addresses of a show's audio carry a hash of its content."""
        return (show.audio_names or self.audio_names) == "hashed"

    def enclosure(self, audio: Audio) -> str:
        """Where an app fetches an episode: its file behind the prefix, if there is one.

        >>> network = Network(title="N", base_url="https://a.example",
        ...     enclosure_prefix="https://op3.dev/e/")
        >>> network.enclosure(Audio(path="x/1.mp3"))
        'https://op3.dev/e/a.example/media/x/1.mp3'
        """
        address = self.media(audio)
        if self.enclosure_prefix is None or audio.url is not None:
            return address
        parts = urlsplit(address)
        # Prefix services take the address without its https, and need it only for http.
        rest = address if parts.scheme == "http" else address.split("://", 1)[1]
        return f"{self.enclosure_prefix.rstrip('/')}/{rest}"
