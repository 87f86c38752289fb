"""A built workspace → the files that are to be published: what feeds and pages name, and no more.

Looked at are the feeds of the shows and the pages beside them, then what these name, and so on.
What nothing names is not sent: drafts, what is not out yet, and whatever else lies there.
"""

from __future__ import annotations

import os
import unicodedata
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from podfeed import served
from podfeed.errors import MediaError, PublishError
from podfeed.files import inside, is_file, read_regular, reading_problem, reading_remedy
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.publish.content import sha256_of
from podfeed.publish.hashing import hashed_name, plain_name
from podfeed.publish.plan import File, Stage
from podfeed.publish.store import Headers
from podfeed.publishing.naming import named_in
from podfeed.served import media_type
from podfeed.values import quote_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podfeed.models import Network
    from podfeed.probes.cache import Cache
    from podfeed.publishing.naming import Named
    from podfeed.workspace import Workspace

NAMED_MISSING = Kind(
    "PUB001",
    "named-file-missing",
    Severity.ERROR,
    """A feed or page that is to be published names a file below `base_url` that is not there.

    Subscribers would get an episode that does not play, or a picture that stays grey, so nothing
    is published. Run `podfeed build`; if it still is, the feed was written by hand.
    """,
)

FEED = Headers(served.FEED, served.SHORT)
"""How a feed is served: apps and caches may keep it for five minutes."""

_PACKED = FEED._replace(content_encoding="gzip")

_ROOTS = ("index.html", "podcasts.opml", "sitemap.xml")
"""What stands in feeds/ for itself, where a build writes it."""

_LARGEST = 100_000_000
"""Bytes of a document that are read at most."""

_HASHED_AT_ONCE = 4

_PAGES = (".xml", ".opml", ".html")
"""What names files of other kinds, and so comes after them."""

_DOCUMENTS = (*_PAGES, ".css", ".json")


@dataclass(slots=True)
class Site:
    """The files that are to be published, by key, and what is wrong with them."""

    files: dict[str, File] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


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


def survey(
    workspace: Workspace,
    cache: Cache,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Site:
    """All files of a built workspace that are to be published, hashed where they have changed.

    ``progress`` is told how many files of how many have been looked at. Raises FeedError for a
    feed that is not well-formed, MediaError or PublishError for a file that cannot be read.
    """
    return _Survey(workspace, cache, progress or (lambda *_: None)).run()


class _Survey:
    def __init__(
        self, workspace: Workspace, cache: Cache, progress: Callable[[int, int], None]
    ) -> None:
        self._workspace = workspace
        self._cache = cache
        self._progress = progress
        self._addresses = Addresses(workspace.network)
        self._site = Site()
        self._files: list[tuple[str, Path, Named | None, str]] = []
        self._folders: dict[Path, dict[str, str]] = {}
        self._inside: set[Path] = set()  # folders that are known to lie in the workspace

    def run(self) -> Site:
        seen: dict[str, tuple[Named | None, str]] = dict.fromkeys(self._roots(), (None, ""))
        waiting = deque(seen)
        while waiting:
            key = waiting.popleft()
            for other in self._take(key, *seen[key]):
                found = self._addresses.key(other.url)
                if found is None:
                    continue
                before = seen.get(found)
                if before is None:
                    waiting.append(found)
                if before is None or (before[0] and other.vital and not before[0].vital):
                    seen[found] = (other, key)  # whoever needs it says what it is
            documents = len(self._site.files)
            self._progress(documents, documents + len(self._files) + len(waiting))
        self._hash_all(len(self._site.files))
        return self._site

    def _roots(self) -> Iterator[str]:
        """What is published for itself. All of it is looked into before what it names."""
        for show in self._workspace.shows:
            yield f"feeds/{show}.xml"
        for name in _ROOTS:
            if is_file(self._workspace.feeds / name):
                yield f"feeds/{name}"

    def _take(self, key: str, named: Named | None, by: str) -> list[Named]:
        """Take a file in, and give back what it names."""
        path = self._locate(key)
        if path is None:
            if named is None or named.vital:
                self._missing(key, by)
            return []
        if key.endswith(_DOCUMENTS) and key.startswith("feeds/"):
            return self._document(key, path, named)
        self._files.append((key, path, named, by))
        return []

    def _hash_all(self, documents: int) -> None:
        """Take in what is no document, which has to be read to its end, some files at a time."""
        total = documents + len(self._files)
        pool = ThreadPoolExecutor(_HASHED_AT_ONCE, "hash")
        try:
            hashed = pool.map(self._hash, (path for _, path, _, _ in self._files))
            for done, (file, found) in enumerate(zip(self._files, hashed, strict=True), 1):
                self._take_hashed(*file, *found)
                self._progress(documents + done, total)
        finally:
            pool.shutdown(cancel_futures=True)

    def _hash(self, path: Path) -> tuple[os.stat_result, str]:
        shown = path.relative_to(self._workspace.root).as_posix()
        state = _state(path, shown)  # before it is read, so that a later change is noticed
        return state, self._cache.digest(path, shown=shown)

    def _take_hashed(
        self,
        key: str,
        path: Path,
        named: Named | None,
        by: str,
        state: os.stat_result,
        digest: str,
    ) -> None:
        hashed = path.name != PurePosixPath(key).name and plain_name(key) is not None
        if hashed and hashed_name(plain_name(key) or "", digest) != key:
            self._missing(key, by)  # the recording is another one than the feed was built with
            return
        stage = Stage.MEDIA if key.startswith("media/") else Stage.COMPANIONS
        keeping = served.ASK_AGAIN if stage is Stage.MEDIA else served.SHORT
        keeping = served.FOR_EVER if hashed else keeping
        self._add(key, path, state, digest, Headers(_type(key, named), keeping), stage)

    def _document(self, key: str, path: Path, named: Named | None) -> list[Named]:
        state = _state(path, key)
        data = read_regular(path, limit=_LARGEST, shown=key, error=PublishError)
        is_feed = named is None and key.endswith(".xml") and key != "feeds/sitemap.xml"
        headers = FEED if is_feed else Headers(_type(key, named), served.SHORT)
        stage = Stage.PAGES if key.endswith(_PAGES) else Stage.COMPANIONS
        self._add(key, path, state, sha256_of(data), headers, Stage.FEEDS if is_feed else stage)
        packed = path.with_name(f"{path.name}.gz")
        if is_feed and self._workspace.network.gzip and is_file(packed):
            state = _state(packed, f"{key}.gz")
            copy = read_regular(packed, limit=_LARGEST, shown=f"{key}.gz", error=PublishError)
            self._add(f"{key}.gz", packed, state, sha256_of(copy), _PACKED, Stage.COPIES)
        suffix = PurePosixPath(key).suffix
        return list(named_in(data, suffix=suffix, url=self._addresses.url(key), shown=key))

    def _add(
        self,
        key: str,
        path: Path,
        state: os.stat_result,
        digest: str,
        headers: Headers,
        stage: Stage,
    ) -> None:
        self._site.files[key] = File(
            key, path, state.st_size, state.st_mtime_ns, digest, headers, stage
        )

    def _missing(self, key: str, by: str) -> None:
        place = Place(by or key)
        problem = f"names {key}, which is not there" if by else "is not there"
        finding = NAMED_MISSING.at(place, problem, remedy='run "podfeed build"')
        self._site.findings.append(finding)

    def _locate(self, key: str) -> Path | None:
        """The file of this workspace that a key stands for; None if there is none."""
        folder, _, name = key.partition("/")
        plain = plain_name(name) if folder == "media" else None
        for path in (name, plain):
            with suppress(MediaError):  # it leads out of the folder, where nothing is published
                if path and (found := self._spelt(getattr(self._workspace, folder), path)):
                    return found
        return None

    def _spelt(self, folder: Path, path: str) -> Path | None:
        """A file of this path, in whichever way its name composes letters and accents."""
        whole = folder / path
        if whole.parent not in self._inside or whole.is_symlink():
            inside(folder, path, shown=path)
            self._inside.add(whole.parent)
        if is_file(whole):
            return whole
        if path.isascii():
            return None
        here = folder
        for part in PurePosixPath(path).parts:
            spelt = self._names(here).get(unicodedata.normalize("NFC", part))
            if spelt is None:
                return None
            here = here / spelt
        return here if is_file(here) else None

    def _names(self, folder: Path) -> dict[str, str]:
        if folder not in self._folders:
            try:
                names = [path.name for path in folder.iterdir()]
            except OSError:
                names = []
            self._folders[folder] = {unicodedata.normalize("NFC", name): name for name in names}
        return self._folders[folder]


def _state(path: Path, shown: str) -> os.stat_result:
    """Size and time of a file. Raises PublishError if it has gone meanwhile."""
    try:
        return path.stat()
    except OSError as reason:
        raise PublishError(
            reading_problem(reason), path=shown, remedy=reading_remedy(reason)
        ) from reason


def _type(key: str, named: Named | None) -> str:
    """What a file is served as: what the feed says it is, else what its name says."""
    stated = named.type if named is not None and named.vital else None
    if stated and stated.startswith("text/") and "charset" not in stated:
        return f"{stated}; charset=utf-8"
    return stated or media_type(key)


def keys_named(data: bytes, addresses: Addresses, *, shown: str) -> set[str]:
    """The keys that a document names itself, such as the audio of a feed. Raises FeedError."""
    found = named_in(data, suffix=PurePosixPath(shown).suffix, url="", shown=shown)
    return {key for one in found if (key := addresses.key(one.url)) is not None}
