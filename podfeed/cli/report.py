"""``podfeed report``: a page of plots about a show, for its host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podfeed.cli.common import Settings, echo_findings, now, progress

if TYPE_CHECKING:
    from podfeed.surveying import Surveyed

FOLDER = ".podfeed/report"


@click.command(epilog="Example: podfeed report my-show --audio")
@click.argument("show", metavar="[SHOW]", required=False)
@click.option("--audio", is_flag=True, help="Listen to recordings that were not listened to yet.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as a list in JSON.")
@click.option(
    "--output", "-o", metavar="FILE", help=f"Where to write.  [default: {FOLDER}/SHOW.html]"
)
@click.pass_context
def command(
    ctx: click.Context, show: str | None, audio: bool, as_json: bool, output: str | None
) -> None:
    """Write a page of plots about a show, and print where it is.

    When its episodes came out and when the next is due, how long, how loud and how large they
    are, which numbers are missing, and what check finds, now and day by day. Without SHOW, a page
    for each. The page is for you alone: it needs no other file and is never published.

    Exits 1 if a show cannot be read.
    """
    import json
    from datetime import UTC, datetime

    from podfeed.errors import UsageError
    from podfeed.survey import document, figures
    from podfeed.surveying import survey
    from podfeed.workspace import open_workspace

    settings = ctx.obj if isinstance(ctx.obj, Settings) else Settings(".")
    root = Path(settings.folder)
    wanted = open_workspace(root).pick([show] if show is not None else [])
    if output is not None:
        _require_place(output, several=len(wanted) != 1 and not as_json)
    if not wanted:
        raise UsageError(
            "there is no show in seeds/", remedy='write one, or make one with "podfeed init"'
        )
    moment = datetime.fromtimestamp(now(), UTC)
    with progress("Listening" if audio else "Probing", quiet=as_json) as tell:
        found = survey(root, wanted, now=moment, progress=tell, listening=tell if audio else None)
    subjects = [one.subject for one in found if one.subject is not None]
    if as_json:
        documents = [document(figures(subject)) for subject in subjects]
        text = json.dumps(documents, ensure_ascii=False, indent=1)
        if output is None:
            click.echo(text)
        else:
            _write(Path(output), f"{text}\n".encode())
    else:
        _write_pages(root, found, output)
    faults = [finding for one in found for finding in one.faults]
    echo_findings(dict.fromkeys(faults))
    ctx.exit(0 if len(subjects) == len(found) else 1)


def _require_place(output: str, *, several: bool) -> None:
    """Raise UsageError where no single page can be written to."""
    from podfeed.errors import UsageError
    from podfeed.files import is_other

    if several:
        remedy = 'name a show: "podfeed report SHOW --output FILE"'
        raise UsageError("--output is one file, and there is a page for each show", remedy=remedy)
    if Path(output).is_dir() or is_other(Path(output)):
        raise UsageError(
            "is no file that a report can be written to", path=output, remedy="name a file"
        )


def _write_pages(root: Path, found: list[Surveyed], output: str | None) -> None:
    from podfeed.survey import figures
    from podfeed.survey.page import page
    from podfeed.templates import read_templates

    templates = read_templates(root)
    for one in found:
        if one.subject is not None:
            place = Path(output) if output is not None else root / FOLDER / f"{one.slug}.html"
            _write(place, page(figures(one.subject), templates, colour=one.colour))


def _write(place: Path, data: bytes) -> None:
    from podfeed.files import write_whole

    write_whole(place, data, shown=str(place))
    click.echo(str(place))
