"""A plan as people read it, and the names that ``--allow`` takes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from podfeed.cli.common import printable, size
from podfeed.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podfeed.publish.plan import Notice, Plan
    from podfeed.publishing.publication import Planned

_MOST = 3


def parse_allowed(given: Iterable[str]) -> tuple[str, ...]:
    """The names that were given, with commas between or one by one. Raises UsageError."""
    from podfeed.publishing.notices import ALLOWABLE

    names = [name.strip() for text in given for name in text.split(",") if name.strip()]
    for name in names:
        if name not in ALLOWABLE:
            raise UsageError(
                f'--allow: nothing is called "{name}"',
                remedy=did_you_mean(name, ALLOWABLE) or f"there are {', '.join(ALLOWABLE)}",
            )
    return tuple(dict.fromkeys(names))


def echo_plan(planned: Planned, allowed: Iterable[str]) -> None:
    """Print what publishing would do, and what subscribers would notice."""
    plan = planned.plan
    click.echo(f"to {printable(plan.target)}")
    names = set(allowed)
    for subject, told in groupby(plan.notices, key=lambda notice: notice.subject):
        click.echo(printable(subject))
        for notice in told:
            click.echo(f"  {_sign(notice, names)}{_words(notice)}")
    for line in _files(plan):
        click.echo(line)


def _sign(notice: Notice, allowed: set[str]) -> str:
    if notice.allow is None:
        return ""
    if notice.allow in allowed:
        return click.style("allowed: ", fg="yellow")
    return click.style("STOPS: ", fg="red", bold=True)


def _words(notice: Notice) -> str:
    titles = [f'"{printable(title)}"' for title in notice.titles[:_MOST]]
    more = len(notice.titles) - len(titles)
    if more:
        titles.append(f"{more} more")
    return printable(notice.words) + (f": {', '.join(titles)}" if titles else "")


def _files(plan: Plan) -> Iterable[str]:
    from podfeed.publish.plan import State

    counts = []
    for state in State:
        steps = plan.of(state)
        if not steps:
            continue
        amount = f" ({size(sum(step.size for step in steps))})" if state != "unchanged" else ""
        counts.append(f"{len(steps)} {state.value}{amount}")
    yield f"files: {', '.join(counts) or 'none'}"
    for state, sign in ((State.NEW, "+"), (State.CHANGED, "~"), (State.ORPHANED, "?")):
        steps = plan.of(state)
        for step in steps[:_LISTED]:
            yield f"  {sign} {printable(step.key)}"
        if len(steps) > _LISTED:
            yield f"  {sign} {len(steps) - _LISTED:,} more"


_LISTED = 12


def echo_stopped(stopped: Sequence[Notice], *, shown: bool) -> None:
    """Tell what stops the publish, and how to allow it; ``shown`` is whether the plan was."""
    for notice in stopped:
        word = click.style("stopped", fg="red", bold=True)
        parts = ([] if shown else [_words(notice)]) + [notice.remedy or "look at it"]
        click.echo(f"{word}: {printable(notice.subject)}: {'; '.join(parts)}", err=True)
    names = dict.fromkeys(notice.allow for notice in stopped if notice.allow)
    flags = " ".join(f"--allow {name}" for name in names)
    click.echo(f"if it is meant: {flags}", err=True)
