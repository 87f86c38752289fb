"""``podfeed init``: a new workspace, in which ``podfeed build`` works at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podfeed.cli.common import Settings, echo_findings, now, progress

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.starting import Started


@click.command(epilog="Example: podfeed init my-podcast --from ~/recordings")
@click.argument("folder", default=".", metavar="[DIR]")
@click.option(
    "--from",
    "source",
    metavar="LISTING|FOLDER",
    help="Start from a listing, or from a folder of audio or of Markdown.",
)
@click.option("--name", metavar="SHOW", help="Name of the show, and of its files.")
@click.option("--title", metavar="TITLE", help="Title of the show.")
@click.option(
    "--with",
    "server",
    type=click.Choice(["nginx", "caddy"]),
    help="Write a configuration of this web server, too, or into a workspace that is there.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.pass_obj
def command(
    settings: Settings,
    folder: str,
    source: str | None,
    name: str | None,
    title: str | None,
    server: str | None,
    quiet: bool,
) -> None:
    """Make a workspace in DIR, or in this folder, ready to build.

    It holds one example show: a YAML file that explains itself, a second of audio and a cover.
    With --from, the show is the one of a listing (which is copied), or has an episode for each
    Markdown page (copied) or recording (linked or copied) of a folder. Nothing that is there
    already is overwritten.

    With --with, nginx.conf or a Caddyfile serves feeds/ and media/ at the base_url, with the types,
    byte ranges and times of keeping that apps want; in a workspace, nothing else is made.
    """
    from dataclasses import replace
    from datetime import UTC, datetime
    from pathlib import Path
    from uuid import uuid4, uuid5

    from podfeed.identity.settling import NAMESPACE
    from podfeed.starting import is_workspace, start

    _judge(source, title)
    root = Path(settings.folder) / folder
    if server is not None:
        from podfeed.publishing.webservers import require_room, write_configuration

        require_room(root, server)
        if is_workspace(root) and (source, name, title) == (None, None, None):
            path = write_configuration(root, server)
            if not quiet:
                click.echo(f"Wrote {click.format_filename(root / path)}: {_HINTS[server]}")
            return
    with progress("Probing", quiet=quiet) as show:
        started = start(
            root,
            guid=uuid5(NAMESPACE, uuid4().hex),  # random, but of the version that shows have
            now=datetime.fromtimestamp(now(), UTC),
            source=Path(source) if source is not None else None,
            name=name,
            title=title,
            progress=show,
        )
    if server is not None:
        path = write_configuration(root, server)
        files = (*started.files, (path, f"serves it, by {server}"))
        started = replace(started, files=files)
    echo_findings(started.findings)
    if not quiet:
        _tell(started)


_HINTS = {
    "nginx": "include it in the http part of /etc/nginx/nginx.conf.",
    "caddy": "serve with caddy run --config.",
}


def _judge(source: str | None, title: str | None) -> None:
    """Raise UsageError for what cannot be meant."""
    from podfeed.errors import UsageError

    for option, value in (("--from", source), ("--title", title)):
        if value is not None and not value.strip():
            raise UsageError(
                f"{option} is empty", remedy="write something behind it, or leave it out"
            )
    if source is not None and "://" in source:
        raise UsageError(
            f"--from: {source} is an address, not a file", remedy="download it, and name the file"
        )


_MOST = 8


def _tell(started: Started) -> None:
    """What was made, and what to type next."""
    from textwrap import fill

    root = "" if started.root.as_posix() == "." else f"{started.root.as_posix()}/"
    click.echo(f"Made a workspace in {_name(started.root)}:\n")
    rows = [(f"{root}{path}", about) for path, about in started.files]
    plain = [row for row in rows if not row[1]]
    if len(plain) > _MOST:
        folder = f"{root}media/{started.show}/"
        rows = [row for row in rows if row[1]] + [(folder, f"{len(plain)} recordings")]
    width = max(len(path) for path, _ in rows)
    for path, about in rows:
        click.echo(f"  {path:<{width}}  {about}".rstrip())
    for note in started.notes:
        click.echo("")
        click.echo(fill(f"note: {note}", 80, break_on_hyphens=False))
    click.echo("\nNext:\n")
    if root:
        click.echo(f"  cd {quoted(started.root)}")
    click.echo("  podfeed build\n")
    click.echo(
        f"Then set base_url in seeds/network.yaml, and make seeds/{started.show}.yaml yours."
    )


def _name(root: Path) -> str:
    return "this folder" if root.as_posix() == "." else click.format_filename(root)


def quoted(root: Path) -> str:
    """A folder as it is typed into a shell."""
    import shlex

    return shlex.quote(click.format_filename(root))
