"""What the page is made of: parts, their plots with the words below them, and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from podfeed.render.templating import Markup
from podfeed.survey import words
from podfeed.survey.facts import Entry
from podfeed.values import ByteSize, Duration

Key = tuple[tuple[str, str], ...]
"""What marks mean: the class of each, and its words."""


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers exactly; below a plot they are for who cannot see it, and closed at first."""

    caption: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with the words below it, and its table; without a picture those stand alone."""

    picture: Markup | None
    said: tuple[str | Markup, ...] = ()
    table: Table | None = None
    title: str = ""
    key: Key = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page; ``name`` is its id."""

    name: str
    title: str
    plots: tuple[Plot, ...]


def command(line: str) -> Markup:
    """A command, in letters of one width."""
    return Markup("<code>{}</code>").format(line)


_CELLS: dict[str, Callable[[Entry], str]] = {
    "length": lambda one: str(Duration(one.duration)) if one.duration else "",
    "size": lambda one: str(ByteSize(one.size)) if one.size else "",
    "loudness": lambda one: words.level(one.loudness) if one.loudness is not None else "",
    "peak": lambda one: words.level(one.peak) if one.peak is not None else "",
    "state": lambda one: words.STATES[one.state],
}


def rows(entries: Iterable[Entry], *cells: str) -> Iterator[tuple[str, ...]]:
    """A row for each episode: its date, its title, and what else is asked for."""
    for entry in entries:
        when = words.day(entry.published) if entry.published else ""
        yield (when, words.short(entry.title, 200), *(_CELLS[cell](entry) for cell in cells))
