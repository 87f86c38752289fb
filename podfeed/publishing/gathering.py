"""A built workspace → the files that are to be published: what feeds and pages name, and no more.

Looked at are the feed of each show and the files that stand for all of them, then what these name,
and so on. What nothing names is not sent: drafts, what is not out yet, and whatever else lies
there. What is wrong with one show keeps no other from being gathered.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from podfeed import served
from podfeed.errors import PodfeedError, PublishError
from podfeed.files import is_file, read_regular, unreadable
from podfeed.publish.content import sha256_of
from podfeed.publish.hashing import hashed_name, plain_name
from podfeed.publish.plan import File, Stage
from podfeed.publish.store import Headers
from podfeed.publishing.locating import Locator
from podfeed.publishing.naming import named_in
from podfeed.publishing.needs import Found, Read, Reason
from podfeed.publishing.remembering import Remembered
from podfeed.publishing.site import FEED, ROOTS, UNREADABLE, Addresses, Site
from podfeed.served import media_type

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from podfeed.probes.cache import Cache
    from podfeed.publishing.naming import Named
    from podfeed.workspace import Workspace

_PACKED = FEED._replace(content_encoding="gzip")

_LARGEST = 100_000_000
"""Bytes of a document that are read at most."""

_HASHED_AT_ONCE = 4

_PAGES = (".xml", ".opml", ".html")
"""What names files of other kinds, and so comes after them."""

_DOCUMENTS = (*_PAGES, ".css", ".json")


def gather(
    workspace: Workspace,
    cache: Cache,
    *,
    shows: Sequence[str],
    network: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Site:
    """All files of these shows that are to be published, hashed where they have changed.

    ``network``: also of what stands for all shows, such as index.html. ``progress`` counts shows;
    of a single one, its files.
    """
    with ThreadPoolExecutor(_HASHED_AT_ONCE, "hash") as pool:
        return _Gathering(workspace, cache, pool, progress or (lambda *_: None)).run(
            shows, network=network
        )


class _Gathering:
    def __init__(
        self,
        workspace: Workspace,
        cache: Cache,
        pool: ThreadPoolExecutor,
        progress: Callable[[int, int], None],
    ) -> None:
        self._workspace = workspace
        self._cache = cache
        self._pool = pool
        self._progress = progress
        self._addresses = Addresses(workspace.network)
        self._locator = Locator(workspace)
        self._remembered = Remembered(workspace, self._locator)
        self._feeds = {show: f"feeds/{show}.xml" for show in workspace.shows}
        self._wanted: set[str] = set()
        self._single = False
        self._asked: defaultdict[str, dict[str, Reason]] = defaultdict(dict)
        self._common: dict[str, Read] = {}  # documents that belong to no show
        self._owners: dict[str, set[str]] = {}
        self._site = Site()

    def run(self, shows: Sequence[str], *, network: bool) -> Site:
        # What names the pages of all shows comes first, as a feed need not name its own.
        roots = [f"feeds/{name}" for name in ROOTS if self._is_there(name)]
        feeds = [self._feeds[show] for show in shows]
        self._wanted = {*feeds, *(roots if network else ())}
        self._single = len(shows) == 1
        for root in roots:
            if network:
                self._gather(root, {root: Reason()})
            else:  # for what it asks of the shows
                self._collect(root, {root: Reason()})
                self._site.relies.clear()
        for number, feed in enumerate(feeds, 1):
            self._gather(feed, {feed: Reason()} | self._asked.pop(feed, {}))
            if not self._single:
                self._progress(number, len(feeds))
        while self._asked:
            owner, asked = self._asked.popitem()
            starts = {k: r for k, r in asked.items() if owner not in self._owners.get(k, ())}
            if starts and owner in self._wanted and owner not in self._site.findings:
                self._gather(owner, starts)
        files = self._site.files
        for key, file in files.items():
            files[key] = replace(file, owners=frozenset(self._owners[key]))
        if network:
            self._remembered.sweep(self._workspace.shows)
        self._site.drop(self._site.findings.keys())
        for keys in self._site.relies.values():
            # A link that leads to nothing here is no reason to wait.
            keys -= {key for key in keys - files.keys() if self._locator.locate(key) is None}
        return self._site

    def _is_there(self, name: str) -> bool:
        return is_file(self._workspace.feeds / name)

    def _owner_of(self, key: str) -> str | None:
        """Whose a key is by its path, or None if it is for all."""
        folder, _, path = key.partition("/")
        if folder != "feeds":
            return None
        if path in ROOTS:
            return key
        name, below, _ = path.partition("/")
        if not below:
            name = name.removesuffix(".gz")
            name = name.removesuffix(".xml") if name.endswith(".xml") else ""
        return self._feeds.get(name)

    def _gather(self, owner: str, starts: dict[str, Reason]) -> None:
        """Everything that a feed needs, if all of it is there."""
        show = None if self._is_root(owner) else owner.removeprefix("feeds/").removesuffix(".xml")
        begun = frozenset(starts)
        files = self._remembered.recall(show, begun) if show is not None else None
        if files is None:
            found = self._collect(owner, starts)
            if found.findings:
                self._site.findings.setdefault(owner, []).extend(found.findings)
                return
            files = found.files
            if show is not None and found.alone and owner in begun:
                self._remembered.keep(show, begun, files, found.absent)
        own = {owner}
        for key, file in files.items():
            self._site.files.setdefault(key, file)
            before = self._owners.setdefault(key, own)
            if before is not own and owner not in before:
                self._owners[key] = {owner, *before} if len(before) == 1 else before
                self._owners[key].add(owner)

    def _collect(self, owner: str, starts: dict[str, Reason]) -> Found:
        found = Found(owner, starts)
        try:
            while found.waiting:
                self._follow(found, found.waiting.popleft())
            self._hash_all(found)
        except PodfeedError as error:
            found.findings.append(UNREADABLE.of(error, owner))
        return found

    def _follow(self, found: Found, key: str) -> None:
        """Take a file in, and note what it names."""
        path = self._locator.locate(key)
        if path is None:
            if found.reasons[key].vital:
                found.miss(key)
            found.absent.add(key)
            return
        if not (key.endswith(_DOCUMENTS) and key.startswith("feeds/")):
            found.whole[key] = path
            return
        read = self._common.get(key)
        if read is None:
            read = self._document(found, key, path)
            if self._owner_of(key) is None:
                self._common[key] = read
        found.files |= {file.key: file for file in read.files}
        for named in read.names:
            target = self._addresses.key(named.url)
            if target is not None:
                self._note(found, target, Reason(named, key))

    def _note(self, found: Found, target: str, reason: Reason) -> None:
        """Note that something is named: to be gathered here, by whose it is, or by nobody."""
        whose = self._owner_of(target)
        if whose is None or whose == found.owner:
            found.ask(target, reason)
            return
        found.alone = found.alone and self._is_root(whose)
        if whose not in self._wanted:  # it is published already, or what names it has to wait
            if self._needs(found.owner, reason) and self._locator.locate(target) is not None:
                self._site.relies.setdefault(found.owner, set()).add(target)
            return
        if self._needs(found.owner, reason) and whose != target and not self._is_root(found.owner):
            found.ask(target, reason)
            return
        self._asked[whose].setdefault(target, reason)
        if self._is_root(found.owner) and not self._is_root(whose):
            self._site.relies.setdefault(found.owner, set()).add(target)

    def _needs(self, owner: str, reason: Reason) -> bool:
        return reason.vital or self._is_root(owner)

    def _is_root(self, owner: str) -> bool:
        """Whether it stands for all shows."""
        return owner.removeprefix("feeds/") in ROOTS

    def _document(self, found: Found, key: str, path: Path) -> Read:
        state = _state(path, key)
        data = read_regular(path, limit=_LARGEST, shown=key, error=PublishError)
        is_feed = key == found.owner and not self._is_root(key)
        headers = FEED if is_feed else Headers(_type(key, found.reasons[key].named), served.SHORT)
        stage = Stage.FEEDS if is_feed else _stage_of(key)
        files = [_file(key, path, state, sha256_of(data), headers, stage)]
        packed = path.with_name(f"{path.name}.gz")
        packs = is_feed and self._workspace.network.gzip
        if packs and not is_file(packed):
            found.absent.add(f"{key}.gz")
        elif packs:
            state = _state(packed, f"{key}.gz")
            copy = read_regular(packed, limit=_LARGEST, shown=f"{key}.gz", error=PublishError)
            digest = sha256_of(copy)
            files.append(_file(f"{key}.gz", packed, state, digest, _PACKED, Stage.COPIES))
        suffix = PurePosixPath(key).suffix
        names = named_in(data, suffix=suffix, url=self._addresses.url(key), shown=key)
        return Read(tuple(files), list(names))

    def _hash_all(self, found: Found) -> None:
        """Take in what is no document, some files at a time."""
        known = self._site.files
        found.files |= {key: known[key] for key in found.whole if key in known}
        rest = {key: path for key, path in found.whole.items() if key not in known}
        try:
            for done, (key, state, digest) in enumerate(self._hashed(rest), 1):
                self._take(found, key, rest[key], state, digest)
                if self._single:
                    self._progress(done, len(rest))
        finally:
            found.whole.clear()

    def _hashed(self, files: dict[str, Path]) -> Iterator[tuple[str, os.stat_result, str]]:
        futures = [(key, self._pool.submit(self._hash, path)) for key, path in files.items()]
        try:
            for key, future in futures:
                yield key, *future.result()
        finally:
            for _, future in futures:
                future.cancel()

    def _hash(self, path: Path) -> tuple[os.stat_result, str]:
        shown = path.relative_to(self._workspace.root).as_posix()
        state = _state(path, shown)  # before it is read, so that a later change is noticed
        return state, self._cache.digest(path, shown=shown)

    def _take(self, found: Found, key: str, path: Path, state: os.stat_result, digest: str) -> None:
        hashed = path.name != PurePosixPath(key).name and plain_name(key) is not None
        if hashed and hashed_name(plain_name(key) or "", digest) != key:
            found.miss(key)  # the recording is another one than the feed was built with
            return
        stage = Stage.MEDIA if key.startswith("media/") else Stage.COMPANIONS
        keeping = served.ASK_AGAIN if stage is Stage.MEDIA else served.SHORT
        keeping = served.FOR_EVER if hashed else keeping
        headers = Headers(_type(key, found.reasons[key].named), keeping)
        found.files[key] = _file(key, path, state, digest, headers, stage)


def _stage_of(key: str) -> Stage:
    if key.removeprefix("feeds/") in ROOTS:
        return Stage.NETWORK
    return Stage.PAGES if key.endswith(_PAGES) else Stage.COMPANIONS


def _file(
    key: str, path: Path, state: os.stat_result, digest: str, headers: Headers, stage: Stage
) -> File:
    return File(key, path, state.st_size, state.st_mtime_ns, digest, headers, stage)


def _state(path: Path, shown: str) -> os.stat_result:
    """Size and time of a file. Raises PublishError if it has gone meanwhile."""
    try:
        return path.stat()
    except OSError as reason:
        raise unreadable(reason, shown, error=PublishError) from reason


def _type(key: str, named: Named | None) -> str:
    """What a file is served as: what the feed says it is, else what its name says."""
    stated = named.type if named is not None and named.vital else None
    if stated and stated.startswith("text/") and "charset" not in stated:
        return f"{stated}; charset=utf-8"
    return stated or media_type(key)
