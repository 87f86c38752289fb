"""Options that several commands take, declared once."""

from __future__ import annotations

import click

jobs_option = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1),
    help="Use at most N processes.  [default: as many as save time]",
)

place_option = click.option(
    "--to",
    metavar="PLACE",
    help="Where to publish: a folder, s3://…, gs://…, az://…, sftp://….  "
    "[default: publish: of seeds/network.yaml]",
)

allow_option = click.option(
    "--allow",
    multiple=True,
    metavar="NAME",
    help="Let a change through that costs subscribers something, such as guid-changed.",
)
