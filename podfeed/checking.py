"""A workspace judged whole: its sources, audio, locks and feeds, and what would be built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed import scan, site
from podfeed.build import look_around
from podfeed.examining import Checked, Selection
from podfeed.findings import Finding, Place, sort_key
from podfeed.judging import judge_all
from podfeed.listening import listen
from podfeed.manifest import COMMON
from podfeed.probes.cache import Cache
from podfeed.rules import (
    Made,
    SoundFacts,
    SourceFacts,
    chosen,
    judge_sound,
    judge_sources,
)
from podfeed.waivers import Waivers
from podfeed.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from podfeed.workspace import Workspace


def check_workspace(
    root: Path,
    selection: Selection,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    timeout: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    listening: Callable[[int, int], None] | None = None,
) -> Checked:
    """Judge all of a workspace: its sources, its audio, what would be built, and what is there.

    Findings about a feed point at the sources that it was made from. With ``listening``, which is
    told how far that has come, all recordings are decoded and judged by their sound. ``jobs``,
    ``cluster``, ``timeout`` and ``progress`` are as in a build. Nothing is written but the cache.

    Raises WorkspaceError if there is no workspace, UsageError if the cluster is no use.
    """
    workspace = open_workspace(root)
    wanted = chosen(selection.select, selection.ignore)
    common = Waivers(workspace.network.check, Place("seeds/network.yaml"))
    judged = list(
        judge_all(
            workspace, selection, jobs=jobs, cluster=cluster, timeout=timeout, progress=progress
        )
    )
    checked = Checked()
    found = list(workspace.findings)
    for one in judged:
        checked.add(one.checked)
        checked.sources[one.slug] = frozenset(one.inputs)
        found += one.findings
        common.join(one.common)
    feeds = {one.feed.path: one.feed for one in judged}
    locks = {one.lock.path: one.lock for one in judged}
    broken = [one.slug for one in judged if one.broken]
    cards = {one.slug: one.card for one in judged if one.card is not None}
    sounds: list[SoundFacts] = []
    unheard: list[Finding] = []
    if listening is not None:
        with Cache(workspace.root) as cache:
            sounds, unheard = listen(workspace, cache, progress=listening)
    found += unheard
    checked.findings += judge_sound(
        sounds,
        select=selection.select,
        ignore=selection.ignore,
        profiles=selection.profiles,
    )
    found += look_around(workspace, {path for one in judged for path in one.inputs})
    for folder, suffix, made in (("feeds", ".xml", feeds), ("seeds", ".lock", locks)):
        for path in sorted((workspace.root / folder).glob(f"*{suffix}")):
            name = f"{folder}/{path.name}"
            if folder == "feeds" and path.name in COMMON and name not in made:
                continue  # the map of the pages, which is no feed
            made.setdefault(name, Made(name, b"", None))
    facts = SourceFacts(
        tuple(feeds.values()),
        tuple(locks.values()),
        _other_media(workspace, broken),
        frozenset(path for one in judged for path in one.used),
        (
            *(each for one in judged for each in one.beside),
            *(each for each in _left_of_pages(workspace) if each.path not in feeds),
        ),
        (
            *(one.pages for one in judged if one.pages is not None),
            *([] if broken else _common(workspace, cards)),
        ),
    )
    checked.findings += [finding for finding in found if finding.code in wanted]
    checked.findings += judge_sources(facts, select=selection.select, ignore=selection.ignore)
    checked.findings = common.keep(checked.findings)
    waivers = [] if selection.profiles else [common, *(one.own for one in judged)]
    for each in waivers:  # not with a profile, which leaves rules out
        checked.findings += [f for f in each.unused(wanted) if f.code in wanted]
    checked.findings = sorted(dict.fromkeys(checked.findings), key=sort_key)
    return checked


def _common(
    workspace: Workspace, cards: dict[str, dict[str, Any]]
) -> list[tuple[str, tuple[str, ...]]]:
    """What all shows have in common, and which of it is stale."""
    if not (workspace.network.pages and cards):
        return []
    files = site.common_files(workspace, cards) or ()
    return [("feeds/", tuple(shown for _, _, shown in site.stale(files, workspace)))]


def _left_of_pages(workspace: Workspace) -> list[Made]:
    """What all shows had in common when there were pages, if there are none any more."""
    if workspace.network.pages:
        return []
    names = (name for name in COMMON if (workspace.feeds / name).is_file())
    return [Made(f"feeds/{name}", b"", None) for name in names]


_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".tif", ".tiff")


def _other_media(workspace: Workspace, broken: Iterable[str]) -> tuple[str, ...]:
    """The pictures that lie in media/: recordings are accounted for where they are claimed.

    What a show that cannot be read would use is not known, so its pictures are passed over.
    """
    unknown = set(broken)
    seen = scan.scan(str(workspace.media))
    return tuple(
        f"media/{path}"
        for path, *_ in seen.files
        if path.lower().endswith(_PICTURES) and path.partition("/")[0] not in unknown
    )
