"""``podfeed plan``: what publishing would change, and what subscribers would notice."""

from __future__ import annotations

import click

from podfeed.cli.common import Settings, now, progress
from podfeed.cli.options import allow_option, place_option


@click.command(epilog="Example: podfeed plan --to ../www --save tonight.json")
@click.argument("shows", nargs=-1, metavar="[SHOW]...")
@place_option
@allow_option
@click.option("--save", metavar="FILE", help='Keep the plan, for "podfeed publish --plan FILE".')
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print only what stops the publish.")
@click.pass_obj
def command(
    settings: Settings,
    shows: tuple[str, ...],
    to: str | None,
    allow: tuple[str, ...],
    save: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell what publishing would change, also for subscribers.

    Compares what is built with what the place of publication has: all shows, or those named. A feed
    that is published is read only if it has changed here or there. Nothing is changed there or
    here. Of named shows nothing else is looked at; index.html, podcasts.opml and sitemap.xml, which
    name all shows, are left as they are.

    Exits 1 if something stops a show.
    """
    import json
    import sys
    from dataclasses import asdict
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.cli.outcomes import MANY, echo_found
    from podfeed.cli.planning import echo_plan, echo_stopped, parse_allowed, show_states
    from podfeed.findings import has_errors
    from podfeed.publish import saved as plans
    from podfeed.publishing.publication import Publication

    allowed = parse_allowed(allow)
    moment = datetime.fromtimestamp(now(), UTC)
    with (
        Publication(Path(settings.folder), to=to, now=moment) as publication,
        progress("Looking", quiet=quiet or as_json) as show,
    ):
        planned = publication.plan(shows, show)
    stopped = planned.plan.stopped_by(allowed)
    cleared = planned.cleared(allowed)
    if as_json:
        document = planned.plan.to_dict() | {
            "shows": show_states(planned, cleared),
            "stopped_by": list(dict.fromkeys(notice.allow for notice in stopped)),
            "findings": [asdict(finding) for finding in cleared.findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        many = len(planned.shows) > MANY
        echo_found(cleared.findings, many=many, all_with="podfeed plan --json")
        if not quiet:
            echo_plan(planned, allowed)
        if stopped:
            echo_stopped(stopped, shown=not (quiet or as_json))
    if save is not None:
        plans.save(planned.plan, Path(save), allowed=allowed, shows=shows)
    sys.exit(1 if stopped or has_errors(cleared.findings) else 0)
