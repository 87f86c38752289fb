"""What a build came to, as a person reads it: a few shows one by one, many of them counted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podfeed.cli.common import echo_findings
from podfeed.findings import few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.findings import Finding
    from podfeed.outcome import Built, Outcome

MANY = 25
"""More shows than these are counted instead of listed."""

WORST = 10
"""How many of many shows are named."""


def echo_found(found: Sequence[Finding], *, many: bool, all_with: str) -> None:
    """Print findings; of ``many`` shows the first of each kind, and the command that tells all."""
    shown = few(found) if many else found
    echo_findings(shown)
    if len(shown) < len(found):
        click.echo(f"all findings: {all_with}", err=True)


def echo_worst(rows: Sequence[tuple[str, str, str]], *, more: str) -> None:
    """Print the first of these shows: name, state and what of it. ``more`` is said of the others.

    The state is coloured already or not at all.
    """
    width = max((len(name) for name, _, _ in rows[:WORST]), default=0)
    for name, state, words in rows[:WORST]:
        click.echo(f"{name:<{width}}  {state}  {words}")
    if len(rows) > WORST:
        click.echo(f"{len(rows) - WORST:,} {more}")


def echo_outcomes(built: Built, moment: float, *, quiet: bool = False) -> None:
    """Print what was found, then, unless ``quiet``, what came of the shows.

    Of many shows, the first findings of each kind are printed, and the ten worst shows.
    """
    many = len(built.outcomes) > MANY
    echo_found(built.findings, many=many, all_with="podfeed build --json")
    if quiet:
        return
    if many:
        _count(built, moment)
    else:
        _list(built, moment)
    ownerless = [o.show for o in built.outcomes if not o.owner and o.state == "new"]
    if ownerless:
        click.echo(
            f"note: no owner: in {', '.join(ownerless[:5])}{' …' if len(ownerless) > 5 else ''}. "
            "Spotify, YouTube and Amazon send their claim code to its e-mail."
        )


def _count(built: Built, moment: float) -> None:
    """How many shows came to what, the worst of them, and when the next episode is due."""
    shows = built.outcomes
    counts: Counter[str] = Counter(one.state for one in shows)
    told = [f"{counts[state]:,} {state}" for state in _COLOURS if counts[state]]
    episodes = sum(one.episodes for one in shows)
    click.echo(f"{len(shows):,} shows, {episodes:,} episodes: {', '.join(told)}")
    bad = [one for one in shows if one.state == "failed" or one.errors]
    bad.sort(key=lambda one: (one.state != "failed", -one.errors, -one.warnings))
    rows = []
    for one in bad:
        state = click.style(f"{one.state:<9}", fg=_COLOURS[one.state])
        errors = f"{one.errors} error{'' if one.errors == 1 else 's'}"
        rows.append((one.show, state, f"{errors}: podfeed build {one.show}"))
    echo_worst(rows, more="more shows have errors")
    due = [(datetime.fromisoformat(one.next), one.show, one.next) for one in shows if one.next]
    if due:
        _, show, stated = min(due)
        click.echo(f"next release: {show}, {_when(stated, moment)}")


def _list(built: Built, moment: float) -> None:
    """A line a show, what is new, changed and left out, and when the next one is due."""
    width = max((len(outcome.show) for outcome in built.outcomes), default=0)
    for outcome in built.outcomes:
        _line(outcome, width, moment)
    if not built.outcomes:
        click.echo('no shows in seeds/ yet; write one, or "podfeed init" an example')


_COLOURS = {"new": "green", "changed": "green", "unchanged": None, "failed": "red"}
_MOST = 5


def _line(outcome: Outcome, width: int, moment: float) -> None:
    state = click.style(f"{outcome.state:<9}", fg=_COLOURS[outcome.state])
    if outcome.state == "failed":
        click.echo(f"{outcome.show:<{width}}  {state}  {outcome.feed} is left as it is")
        return
    count = f"{outcome.episodes} episode{'' if outcome.episodes == 1 else 's'}"
    click.echo(f"{outcome.show:<{width}}  {state}  {outcome.feed}, {count}")
    indent = " " * (width + 2)
    for word, titles in (
        ("new", outcome.new),
        ("changed", outcome.changed),
        ("gone", outcome.gone),
    ):
        if titles and outcome.state == "changed":
            click.echo(f"{indent}{len(titles)} {word}: {_some(titles)}")
    for left in outcome.left_out[:_MOST]:
        due = f", due {_when(left.due, moment)}" if left.due else ""
        click.echo(f'{indent}left out: "{left.title}": {left.reason}{due}')
    if len(outcome.left_out) > _MOST:
        click.echo(f"{indent}left out: {len(outcome.left_out) - _MOST} more")
    if outcome.next:
        click.echo(f"{indent}next release: {_when(outcome.next, moment)}")


def _some(titles: list[str]) -> str:
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return ", ".join(f'"{title}"' for title in titles[:3]) + more


def _when(stated: str, moment: float) -> str:
    from podfeed.outcome import in_words

    date = datetime.fromisoformat(stated)
    off = in_words(date, datetime.fromtimestamp(moment, UTC))
    return f"{date:%Y-%m-%d %H:%M} {date.isoformat()[-6:]} ({off})"
