"""``podfeed tag``: titles, numbers, covers and chapters back into the audio files; and covers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import Settings, echo_findings, now, printable, progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.findings import Finding
    from podfeed.labelling import Labelled, Made
    from podfeed.tagging.writing import Tagged
    from podfeed.workspace import Workspace


@click.command(epilog="Example: podfeed tag my-show --yes")
@click.argument("names", nargs=-1, metavar="[SHOW|PICTURE]...")
@click.option("--yes", "-y", is_flag=True, help="Write; without it, only tell what would change.")
@click.option(
    "--id3",
    type=click.Choice(["2.3", "2.4"]),
    help="Bring all ID3 tags to this version. 2.3 is for old players; new tags are 2.4.",
)
@click.option(
    "--covers",
    is_flag=True,
    help="Put the show's cover also into files that have another.",
)
@click.option(
    "--artwork",
    is_flag=True,
    help="Make covers that apps take of the PICTUREs named, beside them, under new names.",
)
@click.option(
    "--fit",
    type=click.Choice(["crop", "pad"]),
    default="crop",
    show_default=True,
    help="Of a picture that is not square, take the middle, or all with bars.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_obj
def command(
    settings: Settings,
    names: tuple[str, ...],
    yes: bool,
    id3: str | None,
    covers: bool,
    artwork: bool,
    fit: str,
    as_json: bool,
) -> None:
    """Write titles, dates, covers and chapters into audio files.

    They go into MP3, AAC, M4A, MP4, FLAC, Vorbis and Opus; all other tags stay. The sound is
    compared, packet by packet, before a file is replaced. Exits 1 if one could not be written.

    With --artwork, covers are made of pictures in media/: square (see --fit), sRGB, JPEG or PNG,
    1400 to 3000 pixels, opaque, without EXIF, below 500 kB. Their names change with their content.
    """
    from pathlib import Path

    from podfeed.workspace import open_workspace

    workspace = open_workspace(Path(settings.folder))
    if artwork:
        failed = _covers(workspace, names, fit=fit, write=yes, as_json=as_json)
    else:
        failed = _labels(workspace, names, write=yes, id3=id3, covers=covers, as_json=as_json)
    sys.exit(1 if failed else 0)


def _labels(
    workspace: Workspace,
    names: Sequence[str],
    *,
    write: bool,
    id3: str | None,
    covers: bool,
    as_json: bool,
) -> bool:
    from datetime import UTC, datetime

    from podfeed.findings import has_errors
    from podfeed.labelling import Labeller
    from podfeed.pipeline import Options
    from podfeed.probes.cache import Cache

    options = Options(datetime.fromtimestamp(now(), UTC))
    version = int(id3[-1]) if id3 else None
    with Cache(workspace.root) as cache, progress("Tagging") as show:
        labeller = Labeller(workspace, cache, options, write, version, covers)
        done = labeller.label(workspace.pick(names), show)
    findings = [*done.findings, *(one for file in done.files for one in file.findings)]
    if as_json:
        _dump([_file(file) for file in done.files], findings)
    else:
        _print(done, write=write)
        echo_findings(findings)
    return has_errors(findings)


def _file(file: Tagged) -> dict[str, Any]:
    changes = [change._asdict() for change in file.changes]
    return {"path": file.path, "written": file.written, "changes": changes}


def _dump(files: list[dict[str, Any]], findings: Sequence[Finding]) -> None:
    import json
    from dataclasses import asdict

    document = {"files": files, "findings": [asdict(finding) for finding in findings]}
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _print(done: Labelled, *, write: bool) -> None:
    changed = [file for file in done.files if file.changes]
    for file in changed:
        click.echo(click.style(printable(file.path), bold=True))
        for label, before, after in file.changes:
            was = f"{_short(before)} → " if before is not None else ""
            click.echo(f"  {label:<9} {was}{_short(after)}")
    written = sum(file.written for file in changed)
    rest = len(done.files) - len(changed)
    if write:
        click.echo(f"{written} written, {rest} as they were")
        if written:
            click.echo('Now run "podfeed build": the feed states how long the files are.')
    elif changed:
        click.echo(f'{len(changed)} to change, {rest} as they should be; "--yes" writes')
    else:
        click.echo("Nothing to do.")


def _short(text: str | None, width: int = 60) -> str:
    plain = printable(text) if text is not None else "none"
    return plain if len(plain) <= width else plain[: width - 1] + "…"


def _covers(
    workspace: Workspace, names: Sequence[str], *, fit: str, write: bool, as_json: bool
) -> bool:
    from pathlib import Path

    from podfeed.errors import UsageError
    from podfeed.findings import has_errors
    from podfeed.labelling import make_cover

    if not names:
        raise UsageError(
            "--artwork names no picture", remedy='name one, as in "podfeed tag --artwork PICTURE"'
        )
    made = []
    with progress("Making covers", quiet=len(names) < 2) as show:
        for number, name in enumerate(names, 1):
            chosen: Any = fit
            made.append(make_cover(workspace, name, Path.cwd(), fit=chosen, write=write))
            show(number, len(names))
    findings = [finding for one in made for finding in one.findings]
    if as_json:
        _dump([_cover(one) for one in made], findings)
    else:
        for one in made:
            _print_cover(one, write=write)
        echo_findings(findings)
    return has_errors(findings)


def _cover(made: Made) -> dict[str, Any]:
    return {
        "path": made.path,
        "target": made.target,
        "written": made.written,
        "done": list(made.done),
    }


def _print_cover(made: Made, *, write: bool) -> None:
    if made.findings:
        return
    if made.target is None:
        click.echo(f"{printable(made.path)} is a cover as apps want it.")
        return
    click.echo(f"{click.style(printable(made.path), bold=True)} → {printable(made.target)}")
    for note in made.done:
        click.echo(f"  {note}")
    if made.written:
        name = made.target.rpartition("/")[2]
        click.echo(f'Name it in the YAML: "image: {printable(name)}"')
    elif not write:
        click.echo('"--yes" writes it')
