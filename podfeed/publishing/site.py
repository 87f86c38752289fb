"""What a workspace has to publish: its files by key, its addresses, and what keeps some back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from podfeed import served
from podfeed.findings import Finding, Kind, Severity
from podfeed.publish.plan import File
from podfeed.publish.store import Headers
from podfeed.publishing.naming import named_in
from podfeed.values import quote_path

if TYPE_CHECKING:
    from podfeed.models import Network

NAMED_MISSING = Kind(
    "PUB001",
    "named-file-missing",
    Severity.ERROR,
    """A feed or page that is to be published names a file below `base_url` that is not there.

    Subscribers would get an episode that does not play, or a picture that stays grey, so the show
    is left as it is where it is published. Run `podfeed build`; if it still is, the feed was
    written by hand.
    """,
)
NOT_BUILT = Kind(
    "PUB002",
    "show-not-built",
    Severity.ERROR,
    """A show cannot be built, or its feed is not what its sources make now.

    It is left as it is where it is published, and the other shows go on. Run `podfeed build`, mend
    what it tells, and publish again.
    """,
)
UNREADABLE = Kind(
    "PUB003",
    "unreadable-for-publishing",
    Severity.ERROR,
    """A file that is to be published, or the feed that it would replace, cannot be read.

    The show that needs it is left as it is where it is published, and the other shows go on.
    """,
)
LEFT = Kind(
    "PUB004",
    "not-published",
    Severity.ERROR,
    """Something went wrong with one show while it was published: it is left as it is.

    Its former feed is still there, with all that it names. Mostly somebody else has published it
    meanwhile, a file has changed since the plan was made, or the store refuses one. Publish again
    once that is mended: what has arrived is not sent again.
    """,
)
NAMES_UNPUBLISHED = Kind(
    "PUB005",
    "names-unpublished",
    Severity.ERROR,
    """A page of all shows, the list of feeds or the site map names a show that is not published.

    It stays as it is until that show is: visitors would be led to nothing.
    """,
)

FEED = Headers(served.FEED, served.SHORT)
"""How a feed is served: apps and caches may keep it for five minutes."""

ROOTS = ("index.html", "podcasts.opml", "sitemap.xml")
"""What stands in feeds/ for all shows, where a build writes it."""


@dataclass(slots=True)
class Site:
    """The files that are to be published, by key, and what keeps some from it.

    ``findings`` are, by the key of a feed or of what stands for itself, what is wrong with it; of
    those no file is among the others. ``relies`` tells which keys have to be published, by whom it
    may be, before that one is.
    """

    files: dict[str, File] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    relies: dict[str, set[str]] = field(default_factory=dict)

    def drop(self, owners: Collection[str]) -> None:
        """Leave these feeds out, and what nothing else needs."""
        gone = frozenset(owners)
        kept = {key: file for key, file in self.files.items() if not file.owners <= gone}
        self.files = kept if gone else self.files
        for owner in gone:
            self.relies.pop(owner, None)


class Addresses:
    """Public addresses ⇄ keys of the store."""

    def __init__(self, network: Network) -> None:
        self._bases = {
            "feeds/": f"{network.base_url}/feeds/",
            "media/": f"{network.media_address}/",
        }
        prefix = (network.enclosure_prefix or "").rstrip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._secure = network.media_address.startswith("https:")

    def key(self, url: str) -> str | None:
        """The key of an address, or None if it leads elsewhere.

        >>> from podfeed.models import Network
        >>> network = Network(title="N", base_url="https://a.example",
        ...     enclosure_prefix="https://op3.dev/e/")
        >>> addresses = Addresses(network)
        >>> addresses.key("https://op3.dev/e/a.example/media/tea/1%20a.mp3")
        'media/tea/1 a.mp3'
        >>> addresses.key("https://a.example/feeds/tea/#top"), addresses.key("https://b.example/")
        ('feeds/tea/index.html', None)
        """
        if self._prefix and url.startswith(self._prefix):
            rest = url[len(self._prefix) :]
            url = rest if "://" in rest else f"{'https' if self._secure else 'http'}://{rest}"
        url = url.partition("#")[0].partition("?")[0]
        for folder, base in self._bases.items():
            if f"{url}/" == base:
                return f"{folder}index.html"
            if url.startswith(base):
                path = unquote(url[len(base) :])
                return f"{folder}{path}{'index.html' if not path or path.endswith('/') else ''}"
        return None

    def url(self, key: str) -> str:
        """Where a key is served."""
        folder, _, path = key.partition("/")
        return f"{self._bases[f'{folder}/']}{quote_path(path)}"

    def host(self) -> str:
        """The host that feeds are served from."""
        return urlsplit(self._bases["feeds/"]).hostname or ""


def keys_named(data: bytes, addresses: Addresses, *, shown: str) -> set[str]:
    """The keys that a document names itself, such as the audio of a feed. Raises FeedError."""
    found = named_in(data, suffix=PurePosixPath(shown).suffix, url="", shown=shown)
    return {key for one in found if (key := addresses.key(one.url)) is not None}
