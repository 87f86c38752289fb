"""What all shows of a workspace share, and the addresses that follow from it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from podfeed.errors import UsageError
from podfeed.models.base import AudioNames, Model, Text
from podfeed.models.media import Artwork, Audio, Transcript
from podfeed.models.show import Check, Show
from podfeed.publish.hashing import hashed_name
from podfeed.values import Url, quote_path


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
