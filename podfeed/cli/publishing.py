"""One publish, or one rollback, as a person watches it: asked, told, proved, summed up."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import is_terminal, printable, progress, size
from podfeed.cli.outcomes import MANY, echo_found, echo_worst
from podfeed.cli.planning import echo_count, echo_plan, echo_stopped, show_states
from podfeed.errors import ConflictError, UsageError
from podfeed.findings import Severity, has_errors
from podfeed.publishing.planned import failures
from podfeed.publishing.proof import prove

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from podfeed.findings import Finding
    from podfeed.publish.applying import Applied
    from podfeed.publish.plan import Notice
    from podfeed.publish.saved import Saved
    from podfeed.publishing.planned import Planned
    from podfeed.publishing.proof import Claim
    from podfeed.publishing.publication import Publication

TOKEN = "PODPING_TOKEN"
"""The variable of the environment that holds the token for the podping gateway."""


class Run:
    """One publish, or one rollback; what came of it gathers on the way."""

    def __init__(
        self, publication: Publication, *, yes: bool, verify: bool, quiet: bool, jobs: int
    ) -> None:
        self.publication = publication
        self.yes = yes
        self.verify = verify
        self.quiet = quiet
        self.jobs = jobs
        self.many = False
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

    def publish(
        self, shows: Sequence[str], allowed: Sequence[str], reviewed: Saved | None, *, prune: bool
    ) -> None:
        """All steps, for all shows that nothing stops."""
        from podfeed import web

        if self.verify:
            web.load()  # before anything is sent: without it nothing could be proved
        planned = self._plan(shows)
        self.outcome["plan"] = planned.plan.to_dict()
        if reviewed is not None:
            reviewed.require(planned.plan)
        self.many = len(planned.shows) > MANY
        stopped = planned.plan.stopped_by(allowed)
        going = planned.cleared(allowed)
        states = show_states(planned, going)
        self.outcome["shows"] = states
        self._take(going.findings)
        if not self.quiet:
            echo_plan(planned, allowed)
        if stopped:
            echo_stopped(stopped, shown=not self.quiet)
            self.code = 1
        if not going.plan.by_owner():
            return
        sent = len(going.plan.sent())
        if sent and not self._agreed(f"publish {sent:,} file{'' if sent == 1 else 's'}?"):
            return
        applied = self._apply(going, allowed)
        for show, feed in ((show, f"feeds/{show}.xml") for show in states):
            if feed in applied.failed:
                states[show] = "left"
            elif states[show] in ("new", "changed"):
                states[show] = "published"
        self._settle(going, applied)
        if prune and self.code == 0:
            self._prune(planned)
        elif prune:
            self.say("nothing is pruned before all is well")
        if self.many and not self.quiet:
            self._sum_up(states, stopped)

    def _apply(self, going: Planned, allowed: Sequence[str]) -> Applied:
        """Send what is to be sent, and tell what was left."""
        with progress("Uploading", quiet=self.quiet, sizes=True) as show:
            applied = self.publication.apply(going, show, jobs=self.jobs)
        self._take(list(failures(applied).values()))
        lost = [key for key, error in applied.failed.items() if isinstance(error, ConflictError)]
        names = [one for one in going.shows if f"feeds/{one}.xml" in lost]
        if names and not self.quiet and not self.many:
            click.echo("what a publish would do now:", err=True)
            echo_plan(self._plan(names), allowed)
        self._tell(applied)
        return applied

    def _settle(self, going: Planned, applied: Applied) -> None:
        """Prove what is published, tell hubs of the feeds that are well, and note it."""
        files = [
            file
            for file in self.publication.unproved(going)
            if file.owners.difference(applied.failed)
        ]
        again = sum(file.key not in applied.sent for file in files)
        wrong = self._prove(self.publication.claims(files, applied), again=again)
        spoilt = {owner for file in files if file.key in wrong for owner in file.owners}
        good = [file for file in files if not file.owners & spoilt]
        self._ping(self.publication.feeds_among(good))
        self.publication.settle(going, good)

    def roll_back(self, shows: Sequence[str]) -> None:
        """Put former feeds back."""
        wanted = self.publication.to_roll_back(shows)
        if not self._agreed(f"put the former feed of {', '.join(wanted)} back?"):
            return
        claims: list[Claim] = []
        feeds = {}
        for back, claim in self.publication.roll_back(wanted):
            self.outcome["feeds"].append(back.feed)
            self.say(f"{back.feed} is the one before again; audio and pages stay as they are")
            claims.append(claim)
            feeds[back.feed] = back.data
        wrong = self._prove(claims)
        self._ping({key: data for key, data in feeds.items() if key not in wrong})

    def _plan(self, shows: Sequence[str]) -> Planned:
        with progress("Looking", quiet=self.quiet) as show:
            return self.publication.plan(shows, show)

    def _agreed(self, question: str) -> bool:
        """Whether the person agrees. Raises UsageError if there is nobody to ask."""
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
        """Tell faults, and remember that there were some."""
        self.findings += findings
        echo_found(findings, many=self.many, all_with="podfeed publish --json")
        if has_errors(findings):
            self.code = 1

    def _tell(self, applied: Applied) -> None:
        total = sum(file.size for file in applied.sent.values())
        self.outcome |= {
            "sent": sorted(applied.sent),
            "bytes": total,
            "feeds": sorted(applied.feeds),
        }
        if applied.sent:
            count = len(applied.sent)
            self.say(f"published {count:,} file{'' if count == 1 else 's'}, {size(total)}")
        elif not self.code:
            self.say("nothing to publish: the store has it all")
        else:
            self.say("nothing else to publish")

    def _sum_up(self, states: Mapping[str, str], stopped: Sequence[Notice]) -> None:
        """How many shows came to what, and the first of those that were left as they are."""
        reasons = {notice.subject: notice.words for notice in reversed(stopped)}
        for finding in reversed(self.findings):
            reasons[finding.path] = finding.message
        echo_count(states)
        rows = []
        for show, state in states.items():
            if state in ("left", "stopped"):
                found = (
                    reasons.get(f"{path}") for path in (f"feeds/{show}.xml", f"seeds/{show}.yaml")
                )
                words = next((one for one in found if one), "see above")
                rows.append((show, click.style(f"{state:<7}", fg="red"), printable(words)))
        echo_worst(rows, more="more shows were left as they are")

    def _prove(self, claims: Sequence[Claim], *, again: int = 0) -> set[str]:
        """Fetch what was published, unless that is not wanted; the keys of what comes otherwise.

        ``again`` is how much of it was sent before.
        """
        self.outcome["verified"] = bool(claims) and self.verify
        if not claims or not self.verify:
            return set()
        if again > 0:
            self.say(f"{again:,} file{'' if again == 1 else 's'} of before were not fetched yet")
        with progress("Fetching", quiet=self.quiet) as show:
            found = prove(claims, hidden=self.publication.hidden, progress=show)
        self._take(found)
        if not has_errors(found):
            self.say(f"fetched from {self.publication.addresses.host()} as published")
            return set()
        hint = "it is published, but not served as it should be; mend that and publish again"
        if any(claim.former is not None for claim in claims):
            hint += ', or put the former feed back with "podfeed publish --rollback SHOW"'
        click.echo(hint, err=True)
        wrong = {one.path for one in found if one.severity is Severity.ERROR}
        return {claim.file.key for claim in claims if claim.url in wrong}

    def _ping(self, feeds: Mapping[str, bytes]) -> None:
        """Tell hubs of feeds, which are given by their keys; one that fails is a warning."""
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
