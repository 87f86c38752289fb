"""podfeed check: what is wrong with a feed, at the line that a person would edit."""

from __future__ import annotations

from functools import partial
from typing import Any

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
def command(ctx: click.Context, /, **given: Any) -> None:
    """Judge feeds by the rules of RSS, PSP-1, Apple and others.

    PATH is a feed, its address (https://…), a folder of feeds, a pattern such as
    "feeds/**/*.xml", or - for standard input; without one, the workspace is judged. "podfeed
    explain CODE" tells what a finding means.

    A feed on the web is judged together with the way its server hands it out. Servers are asked
    politely: once a second, with four connections at most.

    Exits 1 if something is at or above --fail-on, 2 if what is to be judged cannot be read.
    """
    from podfeed.cli.checking import Given, run
    from podfeed.cli.common import Settings

    settings = ctx.obj if isinstance(ctx.obj, Settings) else Settings(".")
    options = Given(**given)
    look = partial(settings.open_folder, ctx, timeout=options.timeout)
    failed = run(options, look)
    ctx.exit(1 if failed else 0)
