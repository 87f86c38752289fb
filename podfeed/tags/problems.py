"""What can be wrong with an element, as data."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

_SHOWN = 60


class ProblemKind(Enum):
    """What is wrong. The value is how it is called."""

    UNKNOWN_TAG = "unknown-tag"
    """Its namespace has no element of that name."""
    WRONG_PARENT = "wrong-parent"
    TOO_MANY = "too-many"
    """It stands more than once in a parent that takes it once."""
    OUTDATED_TAG = "outdated-tag"
    MISSING_ATTRIBUTE = "missing-attribute"
    MISSING_TEXT = "missing-text"
    MISSING_CHILD = "missing-child"
    MISSING_RECOMMENDED = "missing-recommended"
    """It lacks an attribute, child or text that is advised, but not demanded."""
    UNKNOWN_ATTRIBUTE = "unknown-attribute"
    EMPTY_ATTRIBUTE = "empty-attribute"
    """An attribute that may be left out is there and says nothing."""
    UNEXPECTED_TEXT = "unexpected-text"
    UNKNOWN_CHILD = "unknown-child"
    """It holds an element without the prefix that would give it a meaning there."""
    WRONG_VALUE = "wrong-value"
    UNUSUAL_VALUE = "unusual-value"
    """Allowed, but unlikely to be what is meant, or to be understood."""
    OUTDATED_VALUE = "outdated-value"
    NOT_HTTPS = "not-https"
    TOO_LONG = "too-long"
    """Apps may cut what is longer."""


class Problem(NamedTuple):
    """Something wrong with an element: at an attribute, at a child (its label), or at itself."""

    kind: ProblemKind
    message: str
    remedy: str | None = None
    attribute: str | None = None
    child: str | None = None


class Remark(NamedTuple):
    """What there is to say about a text, whatever it stands in.

    ``predicate`` goes on from the text: ``is no date``. ``quote`` is False if the sentence is
    better without the text in it.
    """

    kind: ProblemKind
    predicate: str
    remedy: str | None = None
    quote: bool = True

    def of(self, subject: str, text: str, attribute: str | None = None) -> Problem:
        """The problem that this is for a subject such as ``the text of podcast:locked``."""
        subject = f"{subject}, {quoted(text)}," if self.quote else subject
        return Problem(self.kind, f"{subject} {self.predicate}", self.remedy, attribute)


def quoted(text: str) -> str:
    """The text in quotation marks, on one line and not too long.

    >>> quoted("tea"), len(quoted("long " * 100))
    ('"tea"', 63)
    """
    line = " ".join(text[: 4 * _SHOWN].split())
    return f'"{line}"' if len(line) <= _SHOWN else f'"{line[:_SHOWN]}…"'


class RefusedError(ValueError):
    """A part of a value that its tag refuses; ``location`` is the way to it, keys and indices.

    >>> str(RefusedError("is no number", ("recipients", 1, "split")))
    'is no number'
    """

    def __init__(self, problem: str, location: tuple[int | str, ...] = ()) -> None:
        super().__init__(problem)
        self.location = location

    @classmethod
    def below(cls, step: int | str, fault: ValueError) -> RefusedError:
        """The same fault, seen from one step further out."""
        inner = fault.location if isinstance(fault, cls) else ()
        return cls(str(fault), (step, *inner))
