"""``podfeed publish``: what the plan says, in a safe order, and the proof that it is so."""

from __future__ import annotations

import click

from podfeed.cli.common import Settings, now
from podfeed.cli.options import allow_option, place_option


@click.command(epilog="Example: podfeed publish --to s3://my-podcast --yes")
@click.argument("shows", nargs=-1, metavar="[SHOW]...")
@place_option
@allow_option
@click.option("--plan", "saved", metavar="FILE", help="Do what a plan says that was saved.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    help="Send at most N files at a time.  [default: 8]",
)
@click.option("--no-verify", is_flag=True, help="Do not fetch what was published.")
@click.option(
    "--prune", is_flag=True, help="Delete what no feed of the last ten names. Listed first."
)
@click.option("--rollback", is_flag=True, help="Put the former feed of SHOW back.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.pass_obj
def command(
    settings: Settings,
    shows: tuple[str, ...],
    to: str | None,
    allow: tuple[str, ...],
    saved: str | None,
    yes: bool,
    jobs: int | None,
    no_verify: bool,
    prune: bool,
    rollback: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Publish what is built, feeds last, prove it, and tell hubs.

    All shows are published, or those named. What keeps one of them from it stops no other: it stays
    as it is where it is published, and is told with what to do. index.html, podcasts.opml and
    sitemap.xml come last, only if all that they name is published, and not with named shows.

    A feed is put only if it is still the one that the plan was made from, and the last ten are
    kept. What would cost subscribers something stops it, unless it is allowed by name; "podfeed
    plan" shows what that is. Credentials come from the environment and from the usual
    files of each store, never from a file of podfeed.

    Of two publishers at once one wins, and the other is told. SFTP and some object stores have no
    conditional write: there, publishers take turns by claims, which are taken over after a minute.
    This fails if one of them stands still for longer in the middle of its turn, or if somebody
    writes there without podfeed. Object stores that are like that are named in a warning.

    Exits 1 if a show was stopped or left as it is, or is not served as published.
    """
    import json
    import sys
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.cli.planning import parse_allowed
    from podfeed.cli.publishing import Run
    from podfeed.errors import UsageError
    from podfeed.publish import saved as plans
    from podfeed.publish.sending import THREADS
    from podfeed.publishing.publication import Publication

    allowed = parse_allowed(allow)
    if rollback and (saved or prune or allow):
        raise UsageError(
            "--rollback puts a feed back and does nothing else",
            remedy="leave --plan, --prune and --allow out",
        )
    reviewed = plans.load(Path(saved)) if saved else None
    if reviewed is not None and shows and set(shows) != set(reviewed.shows):
        raise UsageError(
            f"the plan that was saved is for {', '.join(reviewed.shows) or 'all shows'}",
            remedy="leave the names out, or plan again",
        )
    shows = shows or (reviewed.shows if reviewed else ())
    moment = datetime.fromtimestamp(now(), UTC)
    with Publication(Path(settings.folder), to=to, now=moment) as publication:
        run = Run(
            publication,
            yes=yes,
            verify=not no_verify,
            quiet=quiet or as_json,
            jobs=jobs or THREADS,
        )
        if rollback:
            run.roll_back(shows)
        else:
            names = (*allowed, *(reviewed.allowed if reviewed else ()))
            run.publish(shows, names, reviewed, prune=prune)
        for warning in publication.store.warnings:
            run.warn(warning)
    if as_json:
        click.echo(json.dumps(run.document(), ensure_ascii=False, indent=1))
    sys.exit(run.code)
