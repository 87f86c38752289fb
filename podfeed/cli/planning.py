"""A plan as people read it, and the names that ``--allow`` takes."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import click

from podfeed.cli.common import printable, size
from podfeed.cli.outcomes import MANY, WORST
from podfeed.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from podfeed.publish.plan import Notice, Plan
    from podfeed.publishing.planned import Planned

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


def show_states(planned: Planned, cleared: Planned) -> dict[str, str]:
    """What would become of each show: new, changed, unchanged, stopped or left.

    ``cleared`` is what of the plan may be carried out. One that is left as it is has a fault, one
    that is stopped may be allowed.
    """
    from podfeed.publish.plan import State

    needs = cleared.plan.by_owner()
    found = {}
    for show in planned.shows:
        feed = f"feeds/{show}.xml"
        steps = needs.get(feed, [])
        if feed in cleared.faults:
            found[show] = "left"
        elif feed in cleared.plan.held:
            found[show] = "stopped"
        elif any(step.key == feed and step.state is State.NEW for step in steps):
            found[show] = "new"
        else:
            found[show] = "changed" if any(step.is_sent for step in steps) else "unchanged"
    return found


def echo_plan(planned: Planned, allowed: Iterable[str]) -> None:
    """Print what publishing would do, and what subscribers would notice.

    Of many shows the ten are told that have the most to lose.
    """
    from podfeed.publishing.notices import ALLOWABLE

    plan = planned.plan
    click.echo(f"to {printable(plan.target)}")
    names = set(allowed)
    told = [(subject, list(those)) for subject, those in groupby(plan.notices, lambda n: n.subject)]
    if len(planned.shows) > MANY:
        echo_count(show_states(planned, planned.cleared(names)))
        told.sort(key=lambda one: _weight(one[1], names))
    for subject, notices in told if len(planned.shows) <= MANY else told[:WORST]:
        click.echo(printable(subject))
        for notice in notices:
            click.echo(f"  {_sign(notice, names)}{_words(notice)}")
    if len(planned.shows) > MANY and len(told) > WORST:
        click.echo(f"{len(told) - WORST:,} more shows change: podfeed plan --json")
    for line in _files(planned.cleared(ALLOWABLE).plan):  # with what may be allowed
        click.echo(line)


def echo_count(states: Mapping[str, str]) -> None:
    """Print how many shows came to what."""
    counts = Counter(states.values())
    told = [f"{counts[state]:,} {words}" for state, words in _STATES.items() if counts[state]]
    click.echo(f"{len(states):,} shows: {', '.join(told)}")


_STATES = {
    "published": "published",
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "stopped": "stopped",
    "left": "left as they are",
}


def _weight(notices: Sequence[Notice], allowed: set[str]) -> tuple[int, int]:
    """What comes first has the most notices that stop it, then that cost something."""
    costly = [notice.allow for notice in notices if notice.allow]
    return -sum(name not in allowed for name in costly), -len(costly)


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
        counts.append(f"{len(steps):,} {state.value}{amount}")
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
    for notice in stopped[:WORST]:
        word = click.style("stopped", fg="red", bold=True)
        parts = ([] if shown else [_words(notice)]) + [notice.remedy or "look at it"]
        click.echo(f"{word}: {printable(notice.subject)}: {'; '.join(parts)}", err=True)
    if len(stopped) > WORST:
        click.echo(f"{len(stopped) - WORST:,} more are stopped", err=True)
    names = dict.fromkeys(notice.allow for notice in stopped if notice.allow)
    flags = " ".join(f"--allow {name}" for name in names)
    click.echo(f"if it is meant: {flags}", err=True)
