"""podfeed check: what is wrong with a feed, at the line that a person would edit."""

from __future__ import annotations

import click

from podfeed.cli.options import jobs_option


@click.command(
    "check", epilog="Example: podfeed check feeds/my-show.xml --ignore APL037 --fail-on warning"
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
    "--profile",
    metavar="NAMES",
    multiple=True,
    help="For whom: psp1, apple, spotify, youtube, amazon, podcast2, with commas between.  "
    "[default: all; what only one of them objects to is a warning]",
)
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
    "--from-list",
    "listed",
    metavar="FILE",
    help="Check the feeds that FILE names, a path or address on each line. The report goes to "
    "--output as JSON Lines while it is made; run again, it goes on where it was stopped.",
)
@jobs_option
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Let the workers of a dask scheduler judge the workspace or the list: tcp://HOST:PORT.",
)
@click.option(
    "--audio",
    is_flag=True,
    help="Decode the recordings of the workspace too: loudness, true peak, silence.",
)
@click.option(
    "--media",
    is_flag=True,
    help="Ask servers for the audio, pictures, chapters and transcripts that the feeds name.",
)
@click.option(
    "--newest",
    metavar="N",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="With --media: look at the files of the N newest episodes of a feed.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 1_000_000),
    help="How long one address may take with its redirects, or one show or feed.  [default: 10 "
    "for an address, else an hour where it has a process of its own]",
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: tuple[str, ...],
    form: str,
    statistics: bool,
    output: str | None,
    fail_on: str,
    stdin_name: str,
    listed: str | None,
    jobs: int | None,
    cluster: str | None,
    audio: bool,
    media: bool,
    newest: int,
    timeout: float | None,
) -> None:
    """Judge feeds by the rules of RSS, PSP-1, Apple and others.

    PATH is a feed, its address (https://…), a folder of feeds, a pattern such as
    "feeds/**/*.xml", or - for standard input; without one, the workspace is judged. "podfeed
    explain CODE" tells what a finding means.

    A feed on the web is judged together with the way its server hands it out. Servers are asked
    politely: once a second, with four connections at most.

    Exits 1 if something is at or above --fail-on, 2 if what is to be judged cannot be read.
    """
    import sys
    from contextlib import suppress
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.cli.common import Settings, now, progress
    from podfeed.cli.reporting import deliver, require_sense
    from podfeed.errors import PodfeedError, UsageError
    from podfeed.examining import Checked, Selection, check_feeds
    from podfeed.files import read_regular
    from podfeed.findings import Severity
    from podfeed.rules import LIMIT, chosen, parse_profiles
    from podfeed.targets import Target, find_targets

    settings = ctx.obj if isinstance(ctx.obj, Settings) else Settings(".")
    if select or ignore:
        import podfeed.checking  # noqa: F401 - declares the kinds that may be named beside rules

    moment = datetime.fromtimestamp(now(), UTC)
    profiles = parse_profiles(_split(profile))
    selection = Selection(moment, _split(select), _split(ignore), profiles)
    if select and not selection.select:
        raise UsageError("--select names no rule", remedy='see "podfeed explain" for all of them')
    if not chosen(selection.select, selection.ignore):
        raise UsageError("no rule is left to judge by", remedy="ignore fewer than are selected")
    if cluster is not None and paths:
        raise UsageError(
            "--cluster judges the shows of a workspace or the feeds of a list, not single feeds",
            remedy="leave it out, and use --jobs",
        )
    if listed is not None:
        from podfeed.cli.listed import check_listed

        others = {"a PATH": paths, "--audio": audio, "--media": media, "--statistics": statistics}
        others["--format"] = form != "text"
        for name, given in others.items():
            if given:
                raise UsageError(
                    f"--from-list goes without {name}", remedy="leave one of the two out"
                )
        failed = check_listed(
            listed,
            output,
            selection,
            jobs=jobs,
            cluster=cluster,
            timeout=timeout,
            fail_on=fail_on,
        )
        ctx.exit(1 if failed else 0)
    if audio and paths:
        raise UsageError(
            "--audio listens to the recordings of a workspace, not of single feeds",
            remedy="leave out the paths, and name the workspace with -C",
        )
    if media and not paths:
        raise UsageError(
            "--media asks the servers of feeds, and none is named",
            remedy="name a feed or its address, or check the workspace without --media",
        )
    addresses = [path for path in paths if _is_address(path)]
    targets = find_targets(
        (path for path in paths if not _is_address(path)),
        stdin=lambda: sys.stdin.buffer.read(LIMIT + 1),
        stdin_name=stdin_name,
    )
    inputs = {target.shown: target for target in targets}
    require_sense(form, statistics=statistics, output=output, inputs=set(inputs))
    root = Path() if paths else Path(settings.open_folder(ctx))
    if not paths:
        from podfeed.checking import check_workspace

        with progress("Listening" if audio else "Probing", quiet=form != "text") as show:
            listening = show if audio else None
            checked = check_workspace(
                root,
                selection,
                jobs=jobs,
                cluster=cluster,
                timeout=timeout,
                progress=show,
                listening=listening,
            )
        if not (select or ignore or profile):
            from podfeed import tallies

            tallies.note(root, moment.date(), checked)
    elif media:
        checked = Checked()
    else:
        with progress("Checking", quiet=form != "text" or len(targets) < 20) as show:
            checked = check_feeds(targets, selection, jobs=jobs, timeout=timeout, progress=show)
    if addresses or media:
        from podfeed.live import TIMEOUT, Manners, check_live

        feeds = {target.shown: target.read(limit=LIMIT) for target in targets if media}
        manners = Manners(media=media, newest=newest, timeout=timeout or TIMEOUT)
        with progress("Asking servers", quiet=form != "text") as show:
            fetched = check_live(checked, addresses, feeds, selection, manners, progress=show)
        inputs |= {address: Target(address, data=data) for address, data in fetched.items()}

    def source(path: str) -> bytes | None:
        data = inputs[path].data if path in inputs else None
        if data is None:
            with suppress(PodfeedError):
                return read_regular(root / path, limit=LIMIT)
        return data

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


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _split(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for given in codes for code in given.split(",") if code.strip())
