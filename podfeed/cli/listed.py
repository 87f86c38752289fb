"""``podfeed check --from-list``: very many feeds, and a report that is written as they come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podfeed.cli.common import progress
from podfeed.cli.reporting import require_sense
from podfeed.errors import UsageError
from podfeed.findings import Severity
from podfeed.listed import check_list
from podfeed.live import TIMEOUT, Manners
from podfeed.processes import processors
from podfeed.reports.text import summary_of

if TYPE_CHECKING:
    from podfeed.examining import Selection


def check_listed(
    source: str,
    output: str | None,
    selection: Selection,
    *,
    jobs: int | None,
    cluster: str | None,
    timeout: float | None,
    fail_on: str,
) -> bool:
    """Check the feeds of a list, and tell how many there were; whether one fails."""
    if output is None:
        raise UsageError(
            "--from-list writes its report while it checks, and needs a place for it",
            remedy="add --output report.jsonl",
        )
    require_sense("text", statistics=False, output=output, inputs={source})
    with progress("Checking") as show:
        tally = check_list(
            Path(source),
            Path(output),
            selection,
            jobs=jobs or processors(),
            manners=Manners(timeout=timeout or TIMEOUT),
            timeout=timeout,
            cluster=cluster,
            progress=show,
        )
    if tally.done:
        click.echo(f"went on from {len(tally.done):,} feeds that were checked before", err=True)
    click.echo(summary_of(tally.severities, feeds=tally.feeds, episodes=tally.episodes))
    least = Severity(fail_on).rank
    return any(count for one, count in tally.severities.items() if one.rank <= least)
