"""The shows of a build: each is made by itself, one after another or in processes side by side."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from podfeed.attempts import Fault, attempt
from podfeed.errors import ConflictError, PublishError
from podfeed.findings import Finding, Severity, has_errors
from podfeed.mishaps import mishap
from podfeed.outcome import Outcome
from podfeed.pipeline import Job
from podfeed.preview import Preview
from podfeed.probes.cache import Cache
from podfeed.processes import paying, spread
from podfeed.remote import mounted

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from podfeed.assets import Progress
    from podfeed.manifest import Entry
    from podfeed.pipeline import Options
    from podfeed.remote.mirror import Changes
    from podfeed.workspace import Workspace

Result = TypeVar("Result")
Done = TypeVar("Done", covariant=True)

BYTES_A_PROCESS = 1_000_000
"""A process takes as long to start as one takes to build shows of half of these in seeds/."""


class Made(NamedTuple):
    """What came of one show: ``inputs`` are what it was made from, below the workspace.

    ``entry`` is what the manifest keeps; None if the show is to be built again next time. ``card``
    is what the page of all shows says of it.
    """

    outcome: Outcome
    findings: list[Finding]
    inputs: list[str]
    entry: Entry | None
    card: dict[str, Any] | None


def make(
    workspace: Workspace,
    slug: str,
    *,
    options: Options,
    remove: Mapping[str, tuple[str, ...]],
    preview: bool = False,
    progress: Progress | None = None,
) -> Made:
    """Build a show, or its preview. A fault of its content is in the findings.

    ``remove`` are the episodes that may leave, by show.
    """
    kind = Preview if preview else Job
    own = replace(options, remove=remove.get(slug, ()))
    with Cache(workspace.root) as cache:
        job = kind(workspace, slug, own, cache, progress or (lambda *_: None))
        outcome = job.run()
    severities = Counter(finding.severity for finding in dict.fromkeys(job.findings))
    outcome.errors = severities[Severity.ERROR]
    outcome.warnings = severities[Severity.WARNING]
    lasting = not preview and not has_errors(job.findings)  # what is wrong may be mended anywhere
    entry = job.entry(outcome) if lasting else None
    return Made(outcome, job.findings, sorted(set(job.inputs)), entry, job.card)


def make_all(
    workspace: Workspace,
    slugs: Sequence[str],
    options: Options,
    *,
    remove: Mapping[str, tuple[str, ...]] | None = None,
    preview: bool = False,
    jobs: int | None = None,
    cluster: str | None = None,
    timeout: float | None = None,
    progress: Progress | None = None,
) -> Generator[tuple[str, Made], None, None]:
    """Each of these shows with what came of it, in the order given.

    What says how is as in ``spread_shows``, which tells what is raised.
    """
    made = spread_shows(
        partial(make, options=options, remove=remove or {}, preview=preview),
        workspace,
        slugs,
        jobs=jobs,
        cluster=cluster,
        timeout=timeout,
        each=BYTES_A_PROCESS,
        progress=progress,
    )
    for slug, one in zip(slugs, made, strict=True):
        yield slug, _failed(slug, one) if isinstance(one, Fault) else one


def _failed(slug: str, fault: Fault) -> Made:
    """A show that nobody foresaw to fail."""
    source = f"seeds/{slug}.yaml"
    outcome = Outcome(slug, slug, "failed", f"feeds/{slug}.xml", errors=1)
    return Made(outcome, [mishap(fault, source)], [source], None, None)


class Work(Protocol[Done]):
    """What is done with one show, in whatever process."""

    def __call__(
        self, workspace: Workspace, slug: str, *, progress: Progress | None = None
    ) -> Done:
        """What came of the show of this name."""


def spread_shows(
    work: Work[Result],
    workspace: Workspace,
    slugs: Sequence[str],
    *,
    jobs: int | None,
    cluster: str | None,
    timeout: float | None,
    each: int,
    progress: Progress | None,
) -> Generator[Result | Fault, None, None]:
    """What comes of each of these shows, in the order given; whatever becomes of one, the others.

    ``jobs`` is how many processes to use at most, without it as many as pay, where ``each`` is how
    many bytes in seeds/ one has to be worth; ``cluster`` is the address of a scheduler of dask,
    whose workers do it instead, where there is anything to do. ``timeout`` is as in ``spread``.
    ``progress`` counts shows; of a single one, its episodes. Raises UsageError if the cluster is no
    use.
    """
    mirror = mounted(workspace.root) if slugs else None
    if mirror is None:
        yield from _spread(work, workspace, slugs, jobs, cluster, timeout, each, progress)
        return
    afar = partial(_stored, work, mirror.store.address)
    for one in _spread(afar, workspace, slugs, jobs, cluster, timeout, each, progress):
        if isinstance(one, Fault):
            yield one
        else:
            mirror.learn(one.changes)
            yield one.result


class _Stored(NamedTuple, Generic[Result]):
    """What came of a show, and what that changed in the store."""

    result: Result
    changes: Changes


def _stored(
    work: Work[Result],
    address: str,
    workspace: Workspace,
    slug: str,
    *,
    progress: Progress | None = None,
) -> _Stored[Result] | Fault:
    """Do the work on a show of a workspace that lies in a store."""
    from podfeed.remote.mounting import visit

    try:
        with visit(address, workspace.root, slug) as (mirror, changes):
            own = replace(workspace, root=mirror.root)
            result = work(own, slug, progress=progress)
    except PublishError as error:
        place = f"{error.path}: " if error.path else ""
        words = f"{place}{error.problem}"
        return Fault("conflict" if isinstance(error, ConflictError) else "store", words)
    if isinstance(result, Made) and result.entry is not None and result.entry.state:
        result.entry.state = result.entry.seen(str(mirror.root))  # what was sent has another time
    return _Stored(result, changes)


def _spread(
    work: Work[Result | Fault],
    workspace: Workspace,
    slugs: Sequence[str],
    jobs: int | None,
    cluster: str | None,
    timeout: float | None,
    each: int,
    progress: Progress | None,
) -> Generator[Result | Fault, None, None]:
    if len(slugs) == 1 and cluster is None and timeout is None:
        yield attempt(partial(work, workspace, progress=progress), slugs[0])
        return
    sizes = {slug: _weigh(workspace, slug) for slug in slugs}
    # A process needs to know of no show but its own.
    bare = replace(workspace, findings=())
    elsewhere = None
    if cluster is not None and slugs:
        from podfeed.cluster import engine_of

        bare = replace(bare, root=workspace.root.resolve())
        elsewhere = engine_of(cluster, None if mounted(bare.root) else bare.root)
    tasks = [(replace(bare, shows=(slug,)), slug) for slug in slugs]
    results = spread(
        partial(_apply, work),
        tasks,
        jobs=paying(sizes.values(), each=each, jobs=jobs),
        weight=lambda task: sizes[task[1]],
        timeout=timeout,
        elsewhere=elsewhere,
    )
    for number, one in enumerate(results, 1):
        if progress is not None:
            progress(number, len(tasks))
        yield one


def _apply(work: Work[Result], task: tuple[Workspace, str]) -> Result:
    return work(*task)


def _weigh(workspace: Workspace, slug: str) -> int:
    """About how much is to be done for a show: the bytes of its sources, as far as they tell."""
    total = 0
    for suffix in ("yaml", "yml", "lock"):
        with suppress(OSError):
            total += (workspace.seeds / f"{slug}.{suffix}").stat().st_size
    return total
