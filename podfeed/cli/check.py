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
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    fail_on: str,
) -> None:
    """Judge feeds by the rules of RSS, of PSP-1 and of Apple Podcasts.

    PATH is a feed file; without one, the feeds of the workspace are judged. "podfeed explain
    CODE" tells what a finding means.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: wrong usage or unreadable.
    """
    import os
    import shutil
    import sys
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.checking import Selection, check_feeds, check_workspace
    from podfeed.cli.common import Settings, now, progress
    from podfeed.findings import Severity
    from podfeed.reports import summary, to_json, to_text

    settings = ctx.obj if isinstance(ctx.obj, Settings) else Settings(".")
    root = Path(settings.folder)
    moment = datetime.fromtimestamp(now(), UTC)
    selection = Selection(moment, _split(select), _split(ignore))
    files: dict[str, Path] = {}
    if paths:
        named = [(Path(path), Path(path).as_posix()) for path in paths]
        checked = check_feeds(named, selection)
        files.update((shown, path) for path, shown in named)
    else:
        with progress("Probing", quiet=form != "text") as show:
            checked = check_workspace(root, selection, progress=show)

    def source(path: str) -> bytes | None:
        try:
            return (files.get(path) or root / path).read_bytes()
        except OSError:
            return None

    if form == "json":
        click.echo(to_json(checked.findings))
    else:
        terminal = sys.stdout.isatty()
        colour = terminal and not os.environ.get("NO_COLOR")
        width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
        if checked.findings:
            text = to_text(checked.findings, source=source, colour=colour, width=width)
            click.echo(f"{text}\n")
        click.echo(summary(checked.findings, feeds=checked.feeds, episodes=checked.episodes))
    least = Severity(fail_on).rank
    if any(finding.severity.rank <= least for finding in checked.findings):
        ctx.exit(1)


def _split(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for given in codes for code in given.split(",") if code.strip())
