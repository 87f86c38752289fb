"""The shows of a build: each is made by itself, one after another or in processes side by side."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from podfeed.findings import Finding, Severity, has_errors
from podfeed.pipeline import Job, Options
from podfeed.preview import Preview
from podfeed.probes.cache import Cache
from podfeed.processes import paying, spread

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from podfeed.assets import Progress
    from podfeed.manifest import Entry
    from podfeed.outcome import Outcome
    from podfeed.workspace import Workspace

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


class Order(NamedTuple):
    """One show that is to be made, and how."""

    workspace: Workspace
    slug: str
    options: Options


def make(order: Order, *, preview: bool = False, progress: Progress | None = None) -> Made:
    """Build a show, or its preview. A fault of its content is in the findings."""
    kind = Preview if preview else Job
    with Cache(order.workspace.root) as cache:
        job = kind(*order, cache, progress or (lambda *_: None))
        outcome = job.run()
    severities = Counter(finding.severity for finding in dict.fromkeys(job.findings))
    outcome.errors = severities[Severity.ERROR]
    outcome.warnings = severities[Severity.WARNING]
    lasting = not preview and not has_errors(job.findings)  # what is wrong may be mended anywhere
    entry = job.entry(outcome) if lasting else None
    return Made(outcome, job.findings, sorted(set(job.inputs)), entry, job.card)


def make_all(
    workspace: Workspace,
    orders: Sequence[tuple[str, Options]],
    *,
    preview: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Generator[tuple[str, Made], None, None]:
    """Each of these shows with what came of it, in the order given.

    ``jobs`` is how many processes to use at most, without it as many as pay. ``progress`` counts
    shows; of a single one, its episodes. Raises UsageError if a process is ended from outside.
    """
    if len(orders) == 1:
        ((slug, options),) = orders
        yield slug, make(Order(workspace, slug, options), preview=preview, progress=progress)
        return
    sizes = {slug: _weigh(workspace, slug) for slug, _ in orders}
    # A process needs to know of no show but its own.
    plain = replace(workspace, findings=())
    tasks = [Order(replace(plain, shows=(slug,)), slug, options) for slug, options in orders]
    made = spread(
        partial(make, preview=preview),
        tasks,
        jobs=paying(sizes.values(), each=BYTES_A_PROCESS, jobs=jobs),
        weight=lambda order: sizes[order.slug],
        doing="built shows",
    )
    for number, (order, one) in enumerate(zip(tasks, made, strict=True), 1):
        if progress is not None:
            progress(number, len(tasks))
        yield order.slug, one


def _weigh(workspace: Workspace, slug: str) -> int:
    """About how much is to be done for a show: the bytes of its sources, as far as they tell."""
    total = 0
    for suffix in ("yaml", "yml", "lock"):
        with suppress(OSError):
            total += (workspace.seeds / f"{slug}.{suffix}").stat().st_size
    return total
