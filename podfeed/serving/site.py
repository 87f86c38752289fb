"""What is served: feeds, pages and companions, made in memory for the address of the preview.

Nothing is written but the cache. A show that cannot be made stays as it was when it last could.
"""

from __future__ import annotations

import gzip
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed import site
from podfeed.attempts import Fault, attempt
from podfeed.errors import PodfeedError, TemplateError
from podfeed.mishaps import mishap
from podfeed.pipeline import Job, Options
from podfeed.preview import Preview, preview_name
from podfeed.probes.cache import Cache
from podfeed.served import media_type
from podfeed.serving.judging import judge
from podfeed.serving.moving import Moving
from podfeed.serving.scripting import with_script
from podfeed.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from podfeed.companions import Companions
    from podfeed.findings import Finding
    from podfeed.models import Network, Show
    from podfeed.transcribing import Transcribing
    from podfeed.workspace import Workspace
    from podfeed.writing import Prepared

_TEXTS = (
    "text/",
    "application/json",
    "application/rss",
    "application/x-subrip",
    "application/xml",
    "image/svg",
)
_WORTH_PACKING = 1000  # bytes
_LEVEL = 5  # of gzip: nobody is far away, and each save waits for it


class File(NamedTuple):
    """A file that is served from memory; ``packed`` is its gzip, where that is worth while."""

    data: bytes
    type: str
    etag: str
    packed: bytes | None

    @property
    def is_text(self) -> bool:
        """Whether it is of a kind that packing makes smaller."""
        return self.type.startswith(_TEXTS)


def file_of(path: str, data: bytes) -> File:
    """Bytes as they are served under a path."""
    kind = media_type(path)
    etag = f'"{sha256(data).hexdigest()[:32]}"'
    worth = kind.startswith(_TEXTS) and len(data) > _WORTH_PACKING
    packed = gzip.compress(data, _LEVEL, mtime=0) if worth else None
    return File(data, kind, etag, packed)


class _Job(Job):
    """The making of a show, with ``moved`` called when it is known who its episodes are."""

    moved: Callable[[Show], Show]

    def accompany(self, show: Show, companions: Companions, transcribing: Transcribing) -> Show:
        return super().accompany(self.moved(show), companions, transcribing)


class _DraftJob(_Job, Preview):
    """The same, with what is not out yet, on pages of which nothing comes onto the disk."""

    def has_pages(self, show: Show) -> bool:
        return Job.has_pages(self, show)

    def card_of(self, prepared: Prepared) -> dict[str, Any] | None:
        card = super().card_of(prepared)
        # Directories are to leave a preview out, and the page of all its shows is not.
        return card and card | {"hidden": False}


@dataclass(slots=True)
class Site:
    """The workspace at ``root`` as it looks below ``address``, without a slash at its end.

    ``files`` are what is made, by path below the workspace (``feeds/tea.xml``); ``shows`` maps
    each show to the address of its feed; those that are ``stale`` could not be made the last time,
    and are what they were before. ``fault`` is why none could, where nobody foresaw it. ``clock``
    tells the time, with its zone.
    """

    root: Path
    address: str
    clock: Callable[[], datetime]
    drafts: bool = False
    files: dict[str, File] = field(default_factory=dict)
    shows: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    stale: frozenset[str] = frozenset()
    fault: Finding | None = None
    _of_show: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _cards: dict[str, dict[str, Any]] = field(default_factory=dict)

    def make(self, shows: Iterable[str] | None = None) -> bool:
        """Make these shows anew, or all; whether anything that is served has changed.

        What is served is what it was until all of it is made: others may look meanwhile.
        """
        found = attempt(self._make, None if self.fault else shows)
        if isinstance(found, Fault):
            self.fault = mishap(found, "seeds")
            self.stale = frozenset(self.shows)
            return False
        return found

    @property
    def standing(self) -> tuple[frozenset[str], Finding | None]:
        """What could not be made the last time, and why, where nobody foresaw it."""
        return self.stale, self.fault

    def told(self) -> list[Finding]:
        """What is to be shown of the workspace and of what became of it here."""
        return [*([self.fault] if self.fault else ()), *self.findings]

    def _make(self, shows: Iterable[str] | None) -> bool:
        before = {path: file.etag for path, file in self.files.items()}
        try:
            published = open_workspace(self.root)
        except PodfeedError:  # ``check`` tells
            return False
        moving = Moving(self.addresses(published.network))
        workspace = self.here(published)
        wanted = set(workspace.shows if shows is None else shows) & set(workspace.shows)
        wanted |= set(workspace.shows) - self._of_show.keys()
        for slug in self._of_show.keys() - set(workspace.shows):
            del self._of_show[slug]
            self._cards.pop(slug, None)
        stale = set(self.stale) & set(workspace.shows)
        with Cache(workspace.root) as cache:
            for slug in sorted(wanted):
                job = self.job(workspace, slug, cache, moving)
                prepared = job.prepare()
                stale.add(slug)
                if prepared is not None:
                    with suppress(TemplateError):  # ``check`` tells
                        self._of_show[slug] = _files(prepared)
                        self._cards |= {slug: card} if (card := job.card_of(prepared)) else {}
                        stale.discard(slug)
        self.shows = {slug: f"{self.address}/{self.feed(slug)}" for slug in workspace.shows}
        made = {path: data for files in self._of_show.values() for path, data in files.items()}
        with suppress(TemplateError):
            # Without those that could never be made: the others are to be looked at all the same.
            known = replace(workspace, shows=tuple(s for s in workspace.shows if s in self._cards))
            common = site.common_files(known, self._cards) if self._cards else None
            made |= {f"feeds/{one.path}": one.data for one in common or ()}
        self.files = {
            path: self.kept(path, with_script(data) if path.endswith(".html") else data)
            for path, data in sorted(made.items())
        }
        self.stale, self.fault = frozenset(stale), None
        return before != {path: file.etag for path, file in self.files.items()}

    def kept(self, path: str, data: bytes) -> File:
        """The file as it was, if it holds the same still."""
        known = self.files.get(path)
        return known if known is not None and known.data == data else file_of(path, data)

    def here(self, published: Workspace) -> Workspace:
        """The workspace, as if it were published below the address of the preview."""
        here: dict[str, Any] = {
            "base_url": self.address,
            "media_url": None,
            "enclosure_prefix": None,
            "gzip": False,
        }
        return replace(published, network=published.network.model_copy(update=here))

    def addresses(self, network: Network) -> dict[str, str]:
        """The public addresses of folders that are served, and those of the preview."""
        return {network.media_address: f"{self.address}/media", network.base_url: self.address}

    def job(self, workspace: Workspace, slug: str, cache: Cache, moving: Moving) -> Job:
        """The making of a show, which is not asked to write it."""
        kind = _DraftJob if self.drafts else _Job
        job = kind(workspace, slug, Options(self.clock()), cache, lambda *_: None)
        job.moved = moving.show
        return job

    def name(self, slug: str) -> str:
        """What the feed and the folder of a show are called here."""
        return preview_name(slug) if self.drafts else slug

    def feed(self, slug: str) -> str:
        """The path of a show's feed."""
        return f"feeds/{self.name(slug)}.xml"

    def moved(self, path: str) -> str | None:
        """Where the page lies that has this path once it is published, if that is elsewhere."""
        folder, _, rest = path.removeprefix("feeds/").partition("/")
        if folder not in self.shows or self.name(folder) == folder:
            return None
        return f"feeds/{self.name(folder)}/{rest}"

    def check(self) -> bool:
        """Judge the workspace; whether the findings have changed."""
        return self.take(judge(self.root, self.clock()))

    def take(self, findings: list[Finding]) -> bool:
        """Show these findings; whether they are others than before."""
        before, self.findings = self.findings, findings
        return before != findings

    def shows_of(self, paths: Iterable[str]) -> list[str] | None:
        """The shows that changed files (paths below the workspace) belong to; None for all."""
        found = set()
        for path in paths:
            folder, _, rest = path.partition("/")
            name = rest.partition("/")[0]
            slug = next((s for s in (name, name.rpartition(".")[0]) if s in self._of_show), None)
            if folder not in ("seeds", "media") or slug is None:
                return None
            found.add(slug)
        return sorted(found)


def _files(prepared: Prepared) -> dict[str, bytes]:
    """What a show would write below the workspace."""
    files = {f"feeds/{companion.path}": companion.data for companion in prepared.companions}
    pages = {f"feeds/{page.path}": page.data for page in prepared.site or ()}
    return files | pages | {f"feeds/{prepared.feed.name}": prepared.data}
