"""podfeed check: what is wrong with a feed, at the line that a person would edit."""

from __future__ import annotations

import click


@click.command(
    "check", epilog="Example: podfeed check feeds/tea.xml --ignore APL037 --fail-on warning"
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help="Only these rules: codes, beginnings of codes, or names, with commas between.",
)
@click.option("--ignore", metavar="CODES", multiple=True, help="All rules but these.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif", "junit"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--statistics", is_flag=True, help="Print how often each rule found something.")
@click.option("--output", "-o", metavar="FILE", help="Write the report to FILE.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "--stdin-name", metavar="NAME", default="<stdin>", help="What to call the feed read from -."
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1),
    help="Use at most N processes.  [default: as many as save time]",
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    statistics: bool,
    output: str | None,
    fail_on: str,
    stdin_name: str,
    jobs: int | None,
) -> None:
    """Judge feeds by the rules of RSS, of PSP-1 and of Apple Podcasts.

    PATH is a feed, a folder of feeds, a pattern such as "feeds/**/*.xml", or - for standard
    input; without one, the workspace is judged. "podfeed explain CODE" tells what a finding
    means.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: wrong usage or unreadable.
    """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.cli.common import Settings, now, progress
    from podfeed.cli.reporting import deliver, require_sense
    from podfeed.examining import Selection, check_feeds
    from podfeed.findings import Severity
    from podfeed.rules import LIMIT
    from podfeed.targets import find_targets

    settings = ctx.obj if isinstance(ctx.obj, Settings) else Settings(".")
    if select or ignore:
        import podfeed.checking  # noqa: F401 - declares the kinds that may be named beside rules

    moment = datetime.fromtimestamp(now(), UTC)
    selection = Selection(moment, _split(select), _split(ignore))
    targets = find_targets(
        paths, stdin=lambda: sys.stdin.buffer.read(LIMIT + 1), stdin_name=stdin_name
    )
    inputs = {target.shown: target for target in targets}
    require_sense(form, statistics=statistics, output=output, inputs=set(inputs))
    root = Path() if paths else Path(settings.folder)
    if paths:
        with progress("Checking", quiet=form != "text" or len(targets) < 20) as show:
            checked = check_feeds(targets, selection, jobs=jobs, progress=show)
    else:
        from podfeed.checking import check_workspace

        with progress("Probing", quiet=form != "text") as show:
            checked = check_workspace(root, selection, progress=show)

    def source(path: str) -> bytes | None:
        data = inputs[path].data if path in inputs else None
        try:
            return (root / path).read_bytes() if data is None else data
        except OSError:
            return None

    least = Severity(fail_on)
    deliver(
        checked,
        form=form,
        root=root,
        source=source,
        statistics=statistics,
        output=output,
        fail_on=least,
    )
    if any(finding.severity.rank <= least.rank for finding in checked.findings):
        ctx.exit(1)


def _split(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for given in codes for code in given.split(",") if code.strip())
