"""A workspace built: every show on its way, and what is unchanged passed over."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podfeed import manifest, scan, site, templates
from podfeed.claims import UNCLAIMED, is_audio
from podfeed.errors import OutputError, PublishError, TemplateError, UsageError, did_you_mean
from podfeed.files import write_whole
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.identity import read_lock
from podfeed.making import make_all
from podfeed.outcome import Built, unchanged
from podfeed.pipeline import UNWRITABLE
from podfeed.preview import FOLDER
from podfeed.probes.cache import sweep
from podfeed.remote import settle
from podfeed.workspace import open_workspace, unnamed_listings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from podfeed.assets import Progress
    from podfeed.making import Made
    from podfeed.pipeline import Options
    from podfeed.workspace import Workspace


LEFT_BEHIND = Kind(
    "SRC165",
    "show-left-behind",
    Severity.WARNING,
    """A lock without a show: the show was removed, or renamed.

    A renamed show that does not say `was: OLDNAME` gets guids of its own, and every app downloads
    every episode again. If the show is gone for good, delete its lock and its feed.
    """,
)


def build(
    root: Path,
    names: Sequence[str],
    options: Options,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    timeout: float | None = None,
    seen: manifest.Survey | None = None,
    progress: Progress | None = None,
) -> Built:
    """Build the shows of these names, or all, in the workspace at ``root``.

    ``jobs`` is how many processes to use at most, without it as many as pay; ``cluster`` is the
    address of a scheduler of dask, whose workers do it instead. ``timeout`` is how many seconds a
    show may take. ``seen`` is what was found with a look at the workspace, if somebody had one.
    ``progress`` counts shows; if there is a single one to build, its episodes.

    Raises WorkspaceError or ListingError if there is no workspace that can be read, UsageError
    for a show or episode that is not there, or if the cluster is no use.
    """
    workspace = open_workspace(root)
    wanted = workspace.pick(names)
    whole = set(wanted) == set(workspace.shows)
    _sweep(workspace)
    removals = _owners(workspace, wanted, options.remove)
    seen = seen or manifest.survey(str(root), wanted, options.seconds)
    known = seen.known
    known.cards = {show: card for show, card in known.cards.items() if show in workspace.shows}
    current = {} if options.special else {s: seen.current[s] for s in wanted if s in seen.current}
    stale = [slug for slug in wanted if slug not in current]
    made: dict[str, Made] = {}
    try:
        for slug, one in make_all(
            workspace,
            stale,
            options,
            remove=removals,
            jobs=jobs,
            cluster=cluster,
            timeout=timeout,
            progress=progress,
        ):
            made[slug] = one
            if one.card is not None:
                known.cards[slug] = one.card
            known.shows.pop(slug, None)
            if one.entry is not None:
                known.shows[slug] = one.entry
    except BaseException:
        _keep(workspace, known)  # so that the next build goes on from here
        raise
    built = Built()
    built.outcomes = [
        made[slug].outcome if slug in made else unchanged(current[slug]) for slug in wanted
    ]
    found = [finding for one in made.values() for finding in one.findings]
    found += [Finding.restored(f) for entry in current.values() for f in entry.findings]
    found += workspace.findings
    found += _write_common(workspace, known.cards, found)
    if whole:
        inputs = [one.inputs for one in made.values()] + [one.inputs for one in current.values()]
        used = {path for paths in inputs for path in paths}
        around = look_around(workspace, used)
        known.shows = {s: entry for s, entry in known.shows.items() if s in workspace.shows}
        known.around = manifest.look_around(str(root), workspace.shows)
        known.findings = [asdict(finding) for finding in (*workspace.findings, *around)]
        found += [*around, *_left_behind(workspace)]
    built.add(found)
    _keep(workspace, known)
    return built


def _write_common(
    workspace: Workspace, cards: Mapping[str, Mapping[str, Any]], found: Collection[Finding]
) -> list[Finding]:
    """Write the pages that all shows have in common; gives what kept them from being written.

    Where something could not be written before (``found``), neither can they.
    """
    if not workspace.network.pages or any(one.code == UNWRITABLE.code for one in found):
        return []
    try:
        site.write(site.common_files(workspace, cards) or (), workspace)
        settle(workspace.root)
    except TemplateError as error:
        return [templates.FAULT.of(error, templates.FOLDER)]
    except (OutputError, PublishError) as error:
        return [UNWRITABLE.of(error, "feeds")]
    return []


def _keep(workspace: Workspace, known: manifest.Manifest) -> None:
    with suppress(OutputError):  # the next build then looks at everything again
        write_whole(workspace.cache / manifest.NAME, manifest.dump(known))


def build_previews(
    root: Path,
    names: Sequence[str],
    options: Options,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    timeout: float | None = None,
    progress: Progress | None = None,
) -> Built:
    """Build a preview, drafts included, of the shows of these names, or of all.

    Nothing is written but ``.podfeed/preview/``. Takes and raises what ``build`` does.
    """
    workspace = open_workspace(root)
    wanted = workspace.pick(names)
    _sweep(workspace)
    everything = make_all(
        workspace,
        wanted,
        options,
        preview=True,
        jobs=jobs,
        cluster=cluster,
        timeout=timeout,
        progress=progress,
    )
    made = [one for _, one in everything]
    built = Built([one.outcome for one in made])
    built.add([*workspace.findings, *(finding for one in made for finding in one.findings)])
    return built


def _owners(
    workspace: Workspace, shows: Sequence[str], names: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Which of the episodes to remove belongs to which show.

    Raises UsageError for one that no show ever published, or that several did.
    """
    if not names or len(shows) == 1:
        return {show: tuple(names) for show in shows if names}
    locks = {}
    for show in shows:
        path = workspace.seeds / f"{show}.lock"
        if path.exists():
            locks[show] = read_lock(path, f"seeds/{show}.lock")
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        owners = [show for show, lock in locks.items() if name in lock]
        if len(owners) > 1:
            raise UsageError(
                f'--remove: {", ".join(owners)} each have an episode "{name}"',
                remedy=f'name the show: "podfeed build {owners[0]} --remove …"',
            )
        if not owners:
            known = [
                word for lock in locks.values() for e in lock.entries for word in (e.title, e.slug)
            ]
            raise UsageError(
                f'--remove: no show ever published an episode "{name}"',
                remedy=did_you_mean(name, known) or "give its title, guid or page name",
            )
        found[owners[0]] = (*found.get(owners[0], ()), name)
    return found


def _sweep(workspace: Workspace) -> None:
    """Take away what a build that was killed left beside the places of its files."""
    folders = [workspace.feeds, workspace.seeds, workspace.cache, workspace.cache / FOLDER]
    for show in workspace.shows:
        own = workspace.feeds / show
        folders += [own, *(own / name for name in ("page", "player", "oembed"))]
    for folder in folders:
        for path in folder.glob(".*.tmp") if folder.is_dir() else ():
            with suppress(OSError):
                path.unlink()
    sweep(workspace.root, _names_in(workspace.media))


def _names_in(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def _left_behind(workspace: Workspace) -> list[Finding]:
    """Locks whose show is gone: removed, or renamed without a word."""
    findings = []
    for path in sorted(workspace.seeds.glob("*.lock")):
        show = path.name.removesuffix(".lock")
        if show not in workspace.shows:
            findings.append(
                LEFT_BEHIND.at(
                    Place(f"seeds/{path.name}"),
                    f'there is no show "{show}" any more',
                    remedy=f'if it was renamed, add "was: {show}" to its YAML; else delete it',
                )
            )
    return findings


def look_around(workspace: Workspace, used: Collection[str]) -> list[Finding]:
    """What lies in the workspace and belongs to no show."""
    findings = unnamed_listings(workspace, used)
    seen = scan.scan(str(workspace.media), depth=1, without=frozenset(workspace.shows))
    for path, *_ in seen.files:
        if is_audio(path) and f"media/{path}" not in used:
            findings.append(
                UNCLAIMED.at(
                    Place(f"media/{path}"),
                    "no show owns this file",
                    remedy="move it into media/SHOW/ of the show that it belongs to",
                )
            )
    return findings
