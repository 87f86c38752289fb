"""``podfeed publish``: what the plan says, in a safe order, and the proof that it is so."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import Settings, echo_findings, is_terminal, now, printable, progress, size
from podfeed.cli.options import allow_option, place_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from podfeed.findings import Finding
    from podfeed.publish.applying import Applied
    from podfeed.publishing.proof import Claim
    from podfeed.publishing.publication import Planned, Publication

TOKEN = "PODPING_TOKEN"
"""The variable of the environment that holds the token for the podping gateway."""


@click.command(epilog="Example: podfeed publish --to s3://my-podcast --yes")
@click.argument("shows", nargs=-1, metavar="[SHOW]...")
@place_option
@allow_option
@click.option("--plan", "saved", metavar="FILE", help="Do what a plan says that was saved.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
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
    no_verify: bool,
    prune: bool,
    rollback: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Publish what is built: audio first, then pages, then feeds; then prove it, and tell hubs.

    A feed is put only if it is still the one that the plan was made from, and the last ten are
    kept. What would cost subscribers something stops it, unless it is allowed by name; "podfeed
    plan" shows what that is. Credentials come from the environment and from the usual
    files of each store, never from a file of podfeed.

    Of two publishers at once one wins, and the other is told. SFTP and some object stores have no
    conditional write: there, publishers take turns by claims, which are taken over after a minute.
    This fails if one of them stands still for longer in the middle of its turn, or if somebody
    writes there without podfeed. Object stores that are like that are named in a warning.

    Exit code 0: published, and proved. 1: stopped, or not served as published. 2: wrong usage.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.cli.planning import parse_allowed
    from podfeed.errors import UsageError
    from podfeed.publish import plan as plans
    from podfeed.publishing.publication import Publication

    allowed = parse_allowed(allow)
    if shows and not rollback:
        raise UsageError(
            "a publish takes all shows", remedy="leave the names out; only --rollback takes them"
        )
    if rollback and (saved or prune or allow):
        raise UsageError(
            "--rollback puts a feed back and does nothing else",
            remedy="leave --plan, --prune and --allow out",
        )
    reviewed = plans.load(Path(saved)) if saved else None
    moment = datetime.fromtimestamp(now(), UTC)
    with Publication(Path(settings.folder), to=to, now=moment) as publication:
        run = _Run(publication, yes=yes, verify=not no_verify, quiet=quiet or as_json)
        if rollback:
            run.roll_back(shows)
        else:
            run.publish((*allowed, *(reviewed.allowed if reviewed else ())), reviewed, prune)
        for warning in publication.store.warnings:
            run.warn(warning)
    if as_json:
        import json

        click.echo(json.dumps(run.document(), ensure_ascii=False, indent=1))
    sys.exit(run.code)


class _Run:
    """One publish, or one rollback; what came of it gathers on the way."""

    def __init__(self, publication: Publication, *, yes: bool, verify: bool, quiet: bool) -> None:
        self.publication = publication
        self.yes = yes
        self.verify = verify
        self.quiet = quiet
        self.code = 0
        self.findings: list[Finding] = []
        self.warnings: list[str] = []
        self.outcome: dict[str, Any] = {"sent": [], "bytes": 0, "feeds": [], "deleted": []}

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        from dataclasses import asdict

        findings = [asdict(finding) for finding in self.findings]
        return self.outcome | {"findings": findings, "warnings": self.warnings, "exit": self.code}

    def warn(self, words: str) -> None:
        """Tell something that is no fault of this publish."""
        self.warnings.append(words)
        word = click.style("warning", fg="yellow", bold=True)
        click.echo(f"{word}: {printable(words)}", err=True)

    def say(self, words: str) -> None:
        """Tell how it goes."""
        if not self.quiet:
            click.echo(words)

    def publish(self, allowed: Sequence[str], reviewed: Any, prune: bool) -> None:
        """All steps, as far as nothing stops them."""
        from podfeed import web
        from podfeed.cli.planning import echo_plan, echo_stopped
        from podfeed.errors import ConflictError
        from podfeed.findings import has_errors

        if self.verify:
            web.load()  # before anything is sent: without it nothing could be proved
        planned = self._plan()
        self.outcome["plan"] = planned.plan.to_dict()
        if reviewed is not None:
            reviewed.require(planned.plan)
        stopped = planned.plan.stopped_by(allowed)
        self._take(planned.findings)
        if not self.quiet:
            echo_plan(planned, allowed)
        if stopped:
            echo_stopped(stopped, shown=not self.quiet)
        if stopped or has_errors(planned.findings):
            self.code = 1
            return
        sent = planned.plan.sent()
        if sent and not self._agreed(f"publish {len(sent)} file{'' if len(sent) == 1 else 's'}?"):
            return
        try:
            with progress("Uploading", quiet=self.quiet, sizes=True) as show:
                applied = self.publication.apply(planned, show)
        except ConflictError as error:
            word = click.style("error", fg="red", bold=True)
            click.echo(f"{word}: {printable(str(error))}", err=True)
            self.code = 1
            if not self.quiet:
                click.echo("what a publish would do now:", err=True)
                echo_plan(self._plan(), allowed)
            return
        self._tell(applied)
        files = self.publication.unproved(planned)
        self._prove(self.publication.claims(files, applied), again=len(files) - len(applied.sent))
        if self.code == 0:
            self._ping(self.publication.feeds_among(files))
            self.publication.settle(planned)
            if prune:
                self._prune(planned)

    def roll_back(self, shows: Sequence[str]) -> None:
        """Put former feeds back."""
        wanted = self.publication.to_roll_back(shows)
        if not self._agreed(f"put the former feed of {', '.join(wanted)} back?"):
            return
        claims, feeds = [], {}
        for back, claim in self.publication.roll_back(wanted):
            self.outcome["feeds"].append(back.feed)
            self.say(f"{back.feed} is the one before again; audio and pages stay as they are")
            claims.append(claim)
            feeds[back.feed] = back.data
        self._prove(claims)
        if self.code == 0:
            self._ping(feeds)

    def _plan(self) -> Planned:
        with progress("Looking", quiet=self.quiet) as show:
            return self.publication.plan(show)

    def _agreed(self, question: str) -> bool:
        """Whether the person agrees. Raises UsageError if there is nobody to ask."""
        from podfeed.errors import UsageError

        if self.yes:
            return True
        if not (sys.stdin.isatty() and is_terminal()):
            raise UsageError("there is nobody to ask", remedy="add --yes")
        if click.confirm(question, err=True):
            return True
        self.say("nothing was changed")
        self.code = 1
        return False

    def _take(self, findings: Sequence[Finding]) -> None:
        self.findings += findings
        echo_findings(findings)

    def _tell(self, applied: Applied) -> None:
        total = sum(file.size for file in applied.sent.values())
        self.outcome |= {
            "sent": sorted(applied.sent),
            "bytes": total,
            "feeds": sorted(applied.feeds),
        }
        if applied.sent:
            count = len(applied.sent)
            self.say(f"published {count} file{'' if count == 1 else 's'}, {size(total)}")
        else:
            self.say("nothing to publish: the store has it all")

    def _prove(self, claims: Sequence[Claim], *, again: int = 0) -> None:
        """Fetch what was published, unless that is not wanted; so many of it are of before."""
        from podfeed.findings import has_errors
        from podfeed.publishing.proof import prove

        self.outcome["verified"] = bool(claims) and self.verify
        if not claims or not self.verify:
            return
        if again > 0:
            self.say(f"{again} file{'' if again == 1 else 's'} of before were not fetched yet")
        with progress("Fetching", quiet=self.quiet) as show:
            found = prove(claims, hidden=self.publication.hidden, progress=show)
        self._take(found)
        if not has_errors(found):
            self.say(f"fetched from {self.publication.addresses.host()} as published")
            return
        self.code = 1
        hint = "it is published, but not served as it should be; mend that and publish again"
        if any(claim.former is not None for claim in claims):
            hint += ', or put the former feed back with "podfeed publish --rollback SHOW"'
        click.echo(hint, err=True)

    def _ping(self, feeds: Mapping[str, bytes]) -> None:
        """Tell hubs of feeds, which are given by their keys; one that fails is a warning."""
        from podfeed.errors import UsageError
        from podfeed.publish.hubs import tell

        token = os.environ.get(TOKEN, "").strip() or None
        pings = list(self.publication.pings(feeds, token=token))
        if self.publication.workspace.network.podping and feeds and not token:
            self.warn(f"podping: is set, and {TOKEN} is not: apps find the episode when they look")
        try:
            outcome = tell(pings) if pings else []
        except UsageError as error:  # it is published all the same
            self.warn(f"no hub was told: {error}")
            return
        for told in outcome:
            if told.problem is not None:
                self.warn(f"{told.ping.hub}: {told.problem}: apps find the episode when they look")
            else:
                self.say(f"told {told.ping.hub} of {told.ping.feed}")

    def _prune(self, planned: Planned) -> None:
        """Delete what nothing names any more, once it was listed and agreed to."""
        keys = self.publication.prunable(planned)
        if not keys:
            self.say("nothing to prune")
            return
        for key in keys if not (self.quiet and self.yes) else ():
            click.echo(f"  - {printable(key)}", err=self.quiet)
        if self._agreed(f"delete {len(keys)} file{'' if len(keys) == 1 else 's'}?"):
            self.publication.prune(planned, keys)
            self.outcome["deleted"] = keys
            self.say(f"deleted {len(keys)} file{'' if len(keys) == 1 else 's'}")
