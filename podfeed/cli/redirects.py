"""``podfeed redirects``: rules that send apps from where a feed was to where it is."""

from __future__ import annotations

import click

from podfeed.cli.common import Settings

HOSTS = ("nginx", "caddy", "netlify", "cloudflare", "s3")


@click.command(epilog="Example: podfeed redirects --from https://old.example --for nginx")
@click.argument("shows", nargs=-1, metavar="[SHOW]...")
@click.option(
    "--for",
    "host",
    type=click.Choice(HOSTS),
    default="nginx",
    show_default=True,
    help="The kind of host where the feed was.",
)
@click.option("--from", "former", metavar="URL", help="The base_url that was used before.")
@click.pass_obj
def command(settings: Settings, shows: tuple[str, ...], host: str, former: str | None) -> None:
    """Print the rules by which the former host redirects feeds.

    A feed has moved if its show has a new_feed_url: elsewhere or says what it was:, or if --from
    names the base_url of before. Apps that are redirected for good keep the new address.

    nginx: lines for a server block. caddy: lines of a Caddyfile. netlify, cloudflare: the file
    _redirects. s3: the RoutingRules of a bucket that is a website.
    """
    from pathlib import Path

    from podfeed.publishing.redirects import FORMS, moved
    from podfeed.workspace import open_workspace

    workspace = open_workspace(Path(settings.folder))
    click.echo(FORMS[host](moved(workspace, shows, former=former)))
