"""What a host may want to do about a show, in sentences; each names a part of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Severity
from podfeed.rules.aud_levels import PEAK
from podfeed.survey import words
from podfeed.survey.measures import LOUD
from podfeed.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.survey.figures import Figures


class Advice(NamedTuple):
    """Something to look at; ``part`` is the id of a part of the page."""

    part: str
    text: str


def advice(made: Figures) -> Iterator[Advice]:
    """What is worth a look, what matters most first."""
    yield from _of_findings(made)
    yield from _of_rhythm(made)
    yield from _of_states(made)
    yield from of_numbers(made)
    yield from _of_sound(made)
    if made.odd:
        told = words.several(len(made.odd), "episode is", "episodes are")
        usual = f"the usual {Duration(made.lengths.median)}" if made.lengths else "usual"
        yield Advice("lengths", f"{told} much shorter or longer than {usual}.")


def _of_findings(made: Figures) -> Iterator[Advice]:
    for severity in (Severity.ERROR, Severity.WARNING):
        count = sum(one.count for one in made.found if one.severity is severity)
        if count:
            yield Advice("findings", f"{words.several(count, str(severity))} to mend.")


def _of_rhythm(made: Figures) -> Iterator[Advice]:
    beat, today = made.rhythm, made.subject.made.date()
    if beat.due is not None:
        return
    if not beat.days:
        yield Advice("rhythm", "No episode is out, and none is due.")
        return
    last = (today - max(beat.days)).days
    said = f"Nothing is scheduled; the last episode came out {words.ago(last)}"
    if beat.usual is not None:
        many = beat.usual != 1
        said += f", and {words.number(beat.usual)} {'days' if many else 'day'} from one to the next"
        said += f" {'are' if many else 'is'} usual"
    yield Advice("rhythm", f"{said}.")


_STATES = {
    "undated": ("episode has no date", "episodes have no date"),
    "no audio": ("episode has no usable audio", "episodes have no usable audio"),
}


def _of_states(made: Figures) -> Iterator[Advice]:
    for state, (one, many) in _STATES.items():
        if count := made.states.get(state):
            yield Advice("waiting", f"{words.several(count, one, many)}, and so no listener.")


def of_numbers(made: Figures) -> Iterator[Advice]:
    """Which numbers are missing, and which are there more than once."""
    for season in made.numbering.seasons:
        where = f" in season {season.season}" if season.season is not None else ""
        if season.gaps:
            told = words.listed([words.span(low, high) for low, high in season.gaps])
            single = len(season.gaps) == 1 and season.gaps[0][0] == season.gaps[0][1]
            said = f"Number {told} is" if single else f"Numbers {told} are"
            yield Advice("numbers", f"{said} missing{where}.")
        if season.doubles:
            told = words.listed([str(number) for number in season.doubles])
            said = f"Number {told} is" if len(season.doubles) == 1 else f"Numbers {told} are"
            yield Advice("numbers", f"{said} used more than once{where}.")


def _of_sound(made: Figures) -> Iterator[Advice]:
    quiet = sum(1 for one in made.off if one.loudness is not None and one.loudness < LOUD[0])
    loud = len(made.off) - quiet
    for count, how, limit in ((loud, "louder", LOUD[1]), (quiet, "more quiet", LOUD[0])):
        if count:
            told = words.several(count, "recording is", "recordings are")
            yield Advice("loudness", f"{told} {how} than {words.level(limit)} LUFS.")
    if made.over:
        told = words.several(len(made.over), "recording goes", "recordings go")
        yield Advice("loudness", f"{told} above a true peak of {words.level(PEAK)} dBTP.")
