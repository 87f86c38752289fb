"""Recordings, pictures, chapters and transcripts: files below media/, or addresses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_serializer, model_validator

from podfeed.models.base import Model, Text
from podfeed.values import ByteSize, Duration, Language, MediaType, Url


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
