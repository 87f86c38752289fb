"""``podfeed serve``: the workspace as apps and browsers would see it, on this machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from podfeed.cli.common import Settings, now, printable

if TYPE_CHECKING:
    from podfeed.serving import Door, Site

PORT = 8000


@click.command(epilog="Example: podfeed serve --lan")
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535), help="The port; 0 is any that is free."
)
@click.option("--lan", is_flag=True, help="Let phones in this network in, too.")
@click.option("--drafts", is_flag=True, help="Show what is not out yet as well.")
@click.pass_obj
def command(settings: Settings, port: int | None, lan: bool, drafts: bool) -> None:
    """Serve a preview until Ctrl-C: pages, feeds, and audio.

    What is edited in seeds/ and media/ shows at once, pages reload by themselves, and a panel on
    them lists what check finds. The feeds of the preview name its own address; no file of the
    workspace is changed. With --lan a phone can subscribe: scan the code that is printed.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.errors import UsageError
    from podfeed.workspace import open_workspace

    root = Path(settings.folder)
    open_workspace(root)  # says why there is none, before anything is served
    try:
        from podfeed.serving import Site, open_door, run
    except ModuleNotFoundError as reason:
        if (reason.name or "").partition(".")[0] not in ("starlette", "uvicorn", "watchfiles"):
            raise
        raise UsageError(
            "serving a preview needs starlette, uvicorn and watchfiles",
            remedy="pip install 'podfeed[serve]'",
        ) from reason
    door = open_door(PORT if port is None else port, lan=lan, exact=port is not None)
    site = Site(root, door.address, lambda: datetime.fromtimestamp(now(), UTC), drafts=drafts)
    site.make()
    _greet(site, door, lan=lan)
    run(site, door, told=lambda line: click.echo(printable(line), err=True))


def _greet(site: Site, door: Door, *, lan: bool) -> None:
    click.echo(f"preview  {click.style(door.address, bold=True)}/")
    for show, address in site.shows.items():
        made = site.feed(show) in site.files
        click.echo(f"feed     {address}{'' if made else '  (cannot be made yet)'}")
    if lan and sys.stdout.isatty():
        import segno

        said, address = phone_address(site)
        click.echo(f"\n{said}")
        segno.make(address, error="m").terminal(compact=True)
    click.echo("Ctrl-C ends it.")
    sys.stdout.flush()


def phone_address(site: Site) -> tuple[str, str]:
    """What a phone is led to by the code that is printed, in words and as an address.

    That is the one show's feed, for an app; of several shows it is the page that lists them.
    """
    if len(site.shows) == 1:
        show, address = next(iter(site.shows.items()))
        return f'the feed of "{show}", for a podcast app to scan:', address
    return "the page of all shows, for a phone's camera:", f"{site.address}/"
