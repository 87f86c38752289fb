"""``podfeed plan``: what publishing would change, and what subscribers would notice."""

from __future__ import annotations

import click

from podfeed.cli.common import Settings, echo_findings, now, progress
from podfeed.cli.options import allow_option, place_option


@click.command(epilog="Example: podfeed plan --save tonight.json")
@place_option
@allow_option
@click.option("--save", metavar="FILE", help='Keep the plan, for "podfeed publish --plan FILE".')
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print only what stops the publish.")
@click.pass_obj
def command(
    settings: Settings,
    to: str | None,
    allow: tuple[str, ...],
    save: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell what publishing would change, and what subscribers would notice.

    Compares the feeds that are built with those that are published, and files with what the
    place of publication has. Nothing is changed there or here.

    Exit code 0: it could be published. 1: something stops it. 2: wrong usage.
    """
    import json
    import sys
    from dataclasses import asdict
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.cli.planning import echo_plan, echo_stopped, parse_allowed
    from podfeed.findings import has_errors
    from podfeed.publish import plan as plans
    from podfeed.publishing.publication import Publication

    allowed = parse_allowed(allow)
    moment = datetime.fromtimestamp(now(), UTC)
    with (
        Publication(Path(settings.folder), to=to, now=moment) as publication,
        progress("Looking", quiet=quiet or as_json) as show,
    ):
        planned = publication.plan(show)
    stopped = planned.plan.stopped_by(allowed)
    if as_json:
        document = planned.plan.to_dict() | {
            "stopped_by": list(dict.fromkeys(notice.allow for notice in stopped)),
            "findings": [asdict(finding) for finding in planned.findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        echo_findings(planned.findings)
        if not quiet:
            echo_plan(planned, allowed)
        if stopped:
            echo_stopped(stopped, shown=not (quiet or as_json))
    faulty = has_errors(planned.findings)
    if save is not None and not faulty:
        plans.save(planned.plan, Path(save), allowed=allowed)
    sys.exit(1 if stopped or faulty else 0)
