"""Feeds → what was found in them, in several processes where that is quicker."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from podfeed.attempts import Fault
from podfeed.errors import PodfeedError
from podfeed.findings import Finding, Kind, Severity
from podfeed.mishaps import mishap
from podfeed.processes import paying, spread
from podfeed.rules import LIMIT, RULES, Examined, chosen, examine

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from datetime import datetime

    from podfeed.targets import Target

FEED_UNREADABLE = Kind(
    "SRC250",
    "feed-unreadable",
    Severity.ERROR,
    """
A feed that is to be checked cannot be read.

Nothing is known of it: it may be missing, closed to the one who runs the check, no regular file,
or larger than any feed. The others are judged all the same. Where it is the only one, this is
no finding but an error, with exit code 2.

Check the name and the rights of the file.
""",
)


@dataclass(slots=True)
class Checked:
    """What was found, in how many feeds and episodes; ``paths`` are those of the feeds.

    Of a workspace, ``sources`` names the files that each show was made of.
    """

    findings: list[Finding] = field(default_factory=list)
    feeds: int = 0
    episodes: int = 0
    paths: list[str] = field(default_factory=list)
    sources: dict[str, frozenset[str]] = field(default_factory=dict)

    def count(self, shown: str, seen: Examined) -> None:
        """Take in that a feed was looked at."""
        self.feeds += 1
        self.episodes += seen.items
        self.paths.append(shown)

    def add(self, other: Checked) -> None:
        """Take in what was found elsewhere."""
        self.findings += other.findings
        self.feeds += other.feeds
        self.episodes += other.episodes
        self.paths += other.paths
        self.sources |= other.sources

    def of_show(self, slug: str) -> list[Finding]:
        """What was found in one show of a workspace: in its sources, its media and its feed."""
        files = self.sources.get(slug, frozenset()) | {f"feeds/{slug}.xml", f"seeds/{slug}.lock"}
        folders = (f"media/{slug}/", f"feeds/{slug}/")
        return [one for one in self.findings if one.path in files or one.path.startswith(folders)]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules are asked for, for which profiles, and the time they judge by."""

    now: datetime
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


def check_feeds(
    targets: Sequence[Target],
    selection: Selection,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Lint feeds; findings come in the order of the targets.

    ``jobs`` is how many processes to use at most, without it as many as pay; ``timeout`` is how
    many seconds one feed may take, as in ``spread``. One of several feeds
    that cannot be read is a finding; raises UsageError if it is the only one.
    """
    checked = Checked()
    wanted = chosen((), selection.ignore)
    with closing(examine_all(targets, judge(selection), jobs=jobs, timeout=timeout)) as examined:
        for number, (target, seen) in enumerate(examined, 1):
            if isinstance(seen, Fault):
                checked.findings.append(mishap(seen, target.shown))
            elif not isinstance(seen, PodfeedError):
                checked.count(target.shown, seen)
                checked.findings += seen.findings
            elif len(targets) == 1:
                raise seen
            elif FEED_UNREADABLE.code in wanted:
                checked.findings.append(FEED_UNREADABLE.of(seen, target.shown))
            if progress is not None:
                progress(number, len(targets))
    return checked


def judge(selection: Selection) -> partial[Examined]:
    """The linter, with what it is to know of every feed. Raises UsageError for a wrong selector."""
    # Told as codes of rules: another process knows no kinds that are declared elsewhere.
    unwanted = RULES.keys() - chosen(selection.select, selection.ignore)
    return partial(
        examine,
        now=selection.now,
        ignore=tuple(sorted(unwanted)),
        profiles=selection.profiles,
    )


BYTES_A_PROCESS = 12_000_000
"""A process takes as long to start as one takes to judge about half of these."""

Verdict: TypeAlias = Examined | PodfeedError | Fault
"""What was found in a feed, why it could not be read, or what nobody foresaw."""


class Judge(Protocol):
    """What judges the bytes of one feed: ``examine``, with all that it is to know.

    It is sent to other processes, so it has to be a function of a module, or a ``partial`` of one.
    """

    def __call__(self, data: bytes, *, path: str) -> Examined:
        """What was found in these bytes; ``path`` is what findings show."""


def examine_all(
    targets: Sequence[Target],
    lint: Judge,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
) -> Generator[tuple[Target, Verdict], None, None]:
    """Each target with what came of it, in the order given.

    ``jobs`` is how many processes to use at most; without it as many as there are processors, and
    only where they save time. ``timeout`` is as in ``spread``.
    """
    jobs = paying((target.size for target in targets), each=BYTES_A_PROCESS, jobs=jobs)
    verdicts = spread(
        partial(_examine, lint=lint),
        targets,
        jobs=jobs,
        weight=lambda target: target.size,
        timeout=timeout,
    )
    yield from zip(targets, verdicts, strict=True)


def _examine(target: Target, *, lint: Judge) -> Examined | PodfeedError:
    try:
        data = target.read(limit=LIMIT)
    except PodfeedError as error:
        return error
    return lint(data, path=target.shown)
