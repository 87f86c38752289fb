"""The parts of the page about what wants mending: numbers, episodes that wait, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.render.templating import Markup
from podfeed.survey import cells, trends, words
from podfeed.survey.advice import of_numbers
from podfeed.survey.parts import Part, Plot, Table, command, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.survey.figures import Figures
    from podfeed.survey.numbering import Season


def numbers(made: Figures) -> Part:
    """The numbers that episodes state; nothing where none does."""
    return Part("numbers", "Numbers", (_numbers(made),) if made.numbering.seasons else ())


def waiting(made: Figures) -> Part:
    """The episodes that listeners do not have."""
    return Part("waiting", "Not out yet", tuple(_waiting(made)))


def findings(made: Figures) -> Part:
    """What check finds, now and on the days before."""
    return Part("findings", "Findings", (_now(made), _by_day(made)))


def _numbers(made: Figures) -> Plot:
    found = made.numbering
    said = [one.text for one in of_numbers(made)]
    said = said or ["No number is missing between the first and the last, and none is used twice."]
    first = min(found.seasons[0].used)
    if first > 1:
        said.append(f"They begin at {first}.")
    if found.unnumbered:
        many = words.several(found.unnumbered, "full episode has", "full episodes have")
        said.append(f"{many} no number.")
    picture = cells.numbers(made)
    if picture is None:
        said.append(f"There are more than {cells.MOST_NUMBERS:,} numbers: too many to draw.")
    heads = ("Season", "Numbers", "Missing", "More than once")
    table = Table("Numbers by season", heads, [_season(one) for one in found.seasons])
    key = [("mark", "there")]
    key += [("hole", "missing")] if any(one.gaps for one in found.seasons) else []
    key += [("odd", "more than once")] if any(one.doubles for one in found.seasons) else []
    return Plot(picture, tuple(said), table, key=tuple(key) if picture and key[1:] else ())


_MOST_TOLD = 50


def _season(one: Season) -> tuple[str, ...]:
    gaps = [words.span(*gap) for gap in one.gaps]
    doubles = [str(number) for number in one.doubles]
    return (
        "none" if one.season is None else str(one.season),
        f"{len(one.used):,}",
        *(words.listed(told, most=_MOST_TOLD) if told else "none" for told in (gaps, doubles)),
    )


def _waiting(made: Figures) -> Iterator[Plot]:
    states = [state for state in words.STATES if state != "out" and made.states.get(state)]
    if not states:
        return
    told = words.listed([words.in_state(made.states[state], state) for state in states])
    entries = (one for state in states for one in made.subject.entries if one.state == state)
    heads = ("Date", "Episode", "State")
    yield Plot(None, (f"{told}.",), Table("Episodes", heads, list(rows(entries, "state"))))


def _now(made: Figures) -> Plot:
    if not made.found:
        return Plot(None, ("Nothing was found.",), title="Now")
    totals = {s: sum(one.count for one in made.found if one.severity is s) for s in Severity}
    told = words.listed([words.several(count, str(s)) for s, count in totals.items() if count])
    explain = command(f"podfeed explain {made.found[0].code}")
    said = Markup("{}. {} shows where, {} tells why.").format(
        told, command("podfeed check"), explain
    )
    kinds = [(one.code, one.name, str(one.severity), f"{one.count:,}") for one in made.found]
    table = Table("Findings", ("Code", "Name", "Severity", "Times"), kinds)
    return Plot(None, (said,), table, "Now")


def _by_day(made: Figures) -> Plot:
    title, tallies = "Day by day", made.subject.tallies
    if len(tallies) < 2:
        said = "How they come and go shows from the second day on that the show is checked."
        return Plot(None, (said,), title=title)
    days = [
        (words.day(one.day), *(f"{one.total(severity):,}" for severity in Severity))
        for one in tallies
    ]
    table = Table("Findings by day", ("Day", "Errors", "Warnings", "Infos"), days)
    key = (("error", "errors"), ("warning", "warnings"), ("info", "infos"))
    said = "Without what only listening to recordings tells."
    return Plot(trends.findings(tallies), (said,), table, title, key)
