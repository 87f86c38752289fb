"""How a survey says numbers, days and lengths: in English, whatever the machine speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


STATES = {
    "out": "out",
    "due": "due",
    "planned": "to be recorded",
    "undated": "without a date",
    "no audio": "without usable audio",
    "draft": "a draft",
}
"""Whether listeners have an episode, as it is said of one."""


def in_state(count: int, state: str) -> str:
    """So many episodes that are in a state.

    >>> in_state(2, "draft"), in_state(1, "draft"), in_state(3, "planned")
    ('2 drafts', '1 draft', '3 to be recorded')
    """
    return several(count, "draft") if state == "draft" else f"{count:,} {STATES[state]}"


def day(when: date) -> str:
    """A day.

    >>> from datetime import date
    >>> day(date(2026, 3, 9))
    '9 Mar 2026'
    """
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime) -> str:
    """A day with its weekday, and the time."""
    return f"{WEEKDAYS[when.weekday()]} {day(when)}, {when.hour}:{when.minute:02}"


def several(count: int, one: str, many: str | None = None) -> str:
    """So many of something.

    >>> several(1, "episode"), several(1234, "episode"), several(2, "has", "have")
    ('1 episode', '1,234 episodes', '2 have')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def number(value: float) -> str:
    """A number with one decimal, if it has any.

    >>> number(3.5), number(7.0), number(1234)
    ('3.5', '7', '1,234')
    """
    return f"{value:,.1f}".removesuffix(".0")


def length(seconds: float) -> str:
    """A length of time, roughly.

    >>> length(12), length(368), length(9000), length(4_000_000)
    ('12 s', '6 min', '2.5 h', '1,111.1 h')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min" if seconds < 3600 else f"{number(seconds / 3600)} h"


def level(value: float) -> str:
    """A level with one decimal and a true minus.

    >>> level(-16.04), level(0.3)
    ('−16.0', '0.3')
    """
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}")


def span(first: int, last: int) -> str:
    """One number, or from which to which.

    >>> span(4, 4), span(4, 6)
    ('4', '4–6')
    """
    return f"{first}" if first == last else f"{first}\N{EN DASH}{last}"


def listed(parts: Sequence[str], most: int = 5) -> str:
    """Some of a list in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=2)
    ('a, b and c', 'a, b and 1 more')
    """
    shown = list(parts[:most])
    if len(parts) > most:
        shown.append(f"{len(parts) - most:,} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def ago(days: int) -> str:
    """How long ago a day was.

    >>> ago(0), ago(1), ago(23)
    ('today', 'yesterday', '23 days ago')
    """
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days:,} days ago"


def short(title: str, most: int = 80) -> str:
    r"""A title as far as there is room for it, in one line.

    >>> short("Oolong\x08 and\n more"), short("Oolong", most=4)
    ('Oolong and more', 'Ool…')
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def quoted(title: str) -> str:
    """A title within a sentence, which keeps its own direction of writing."""
    return f"\N{FIRST STRONG ISOLATE}{short(title, 60)}\N{POP DIRECTIONAL ISOLATE}"
