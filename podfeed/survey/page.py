"""Figures → one page of HTML that needs nothing but itself: no script, no file, no other host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.render import colours
from podfeed.render.templating import Markup
from podfeed.survey import recordings, releases, standing, words
from podfeed.survey.advice import advice
from podfeed.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.render.templating import Templates
    from podfeed.survey.figures import Figures
    from podfeed.survey.parts import Part

_TEMPLATE, _STYLES = "report.html", ("pages.css", "report.css")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'"
)


def page(made: Figures, templates: Templates, *, colour: str | None = None) -> bytes:
    """The page about a show, in the colour of its cover. Raises TemplateError."""
    subject = made.subject
    styles = [templates.sources[name] for name in _STYLES]
    if colour is not None:
        styles.append(colours.properties(colour))
    values = {
        "policy": _POLICY,
        "style": Markup("\n".join(styles)),
        "title": words.short(subject.title, 300),
        "made": words.moment(subject.made),
        "zone": subject.zone,
        "facts": list(_facts(made)),
        "advice": list(advice(made)),
        "parts": [part for part in _parts(made) if part.plots],
    }
    return templates.fill(_TEMPLATE, values)


def _facts(made: Figures) -> Iterator[tuple[str, str]]:
    """The few numbers that a host knows by heart."""
    yield "Episodes out", f"{made.states.get('out', 0):,}"
    if made.lengths is not None:
        heard = sum(one.duration or 0 for one in made.subject.entries if one.state == "out")
        yield "To listen to", words.length(heard)
        yield "Median length", str(Duration(made.lengths.median))
    if made.rhythm.usual is not None:
        yield "Days apart", words.number(made.rhythm.usual)
    if made.rhythm.due is not None:
        yield "Next due", words.day(made.rhythm.due)


def _parts(made: Figures) -> Iterator[Part]:
    yield releases.releases(made)
    yield recordings.lengths(made)
    yield recordings.loudness(made)
    yield recordings.sizes(made)
    yield standing.numbers(made)
    yield standing.waiting(made)
    yield standing.findings(made)
