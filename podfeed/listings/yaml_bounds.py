"""What a YAML document may hold, and the words for what holds more.

The bounds on memory go together: a file of the largest size and what is made of it take less than
200 MB, whatever it holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from podfeed.errors import ListingError
from podfeed.listings.lines import LIMIT

if TYPE_CHECKING:
    from podfeed.listings.records import Mark

__all__ = ["LIMIT", "Refusals", "weigh"]

DEPTH = 100
"""Maps and lists inside each other, at most."""

TOO_DEEP = (f"is nested more than {DEPTH} deep", "write it flatter")
"""The problem and the remedy, whoever notices first: this bound, or one of the parser's own."""

EXPANSION = 10
"""How many times its own nodes a document may have once its aliases are expanded."""

NODES = 500_000
"""Keys and values of a document, at most: those of about 24,000 episodes with ten keys each."""

GROUPS = 100_000
"""Maps, lists and anchors of a document, at most: each takes as much memory as several values."""

ROOM = 90 << 20
"""Bytes that the tree of a document may take, at most, by :func:`weigh`."""

VALUE = 4 << 20
"""Bytes that may follow each other without a new key or value, at most."""

NAMES = 10_000
"""Different keys that are shared among maps, at most."""

SPLIT = "split it, and name its parts below listing:"
"""What helps a show that does not fit into one file."""

DIRECTIVES = 10
"""``%TAG`` lines, at most: the parser compares each with all before it."""

_DIRECTIVE = re.compile(rb"(?:\A|[\r\n])%TAG")


def weigh(nodes: int, groups: int, text: int) -> int:
    """About how many bytes a tree takes, given the bytes of its strings."""
    return 120 * nodes + 450 * groups + text


class Refusals:
    """Each way to refuse a document."""

    def __init__(self, path: str) -> None:
        self.path = path

    def size(self, size: int) -> None:
        """Refuse what is too large."""
        if size > LIMIT:
            problem = f"has {size:,} bytes, more than the {LIMIT:,} that are read"
            raise ListingError(problem, path=self.path, remedy="split it or make it smaller")

    def directives(self, source: bytes) -> None:
        """Refuse too many ``%TAG`` lines."""
        if source.count(b"%TAG") <= DIRECTIVES:
            return
        found = len(_DIRECTIVE.findall(source))
        if found > DIRECTIVES:
            problem = f"holds {found:,} lines with %TAG"
            raise ListingError(problem, path=self.path, remedy="delete them: tags are not allowed")

    def depth(self, mark: Mark) -> NoReturn:
        """Refuse maps and lists inside each other."""
        self.fail(mark, *TOO_DEEP)

    def nodes(self, mark: Mark) -> NoReturn:
        """Refuse too many keys and values."""
        self.fail(mark, f"holds more than {NODES:,} keys and values", SPLIT)

    def groups(self, mark: Mark) -> NoReturn:
        """Refuse too many maps, lists and anchors."""
        self.fail(mark, f"holds more than {GROUPS:,} maps, lists and anchors", SPLIT)

    def room(self, mark: Mark) -> NoReturn:
        """Refuse what would take too much memory."""
        problem = f"holds more than fits into {ROOM >> 20} MB of memory"
        self.fail(mark, problem, SPLIT)

    def value(self, mark: Mark) -> NoReturn:
        """Refuse a huge value."""
        problem = f"more than {VALUE:,} bytes follow without a new key or value"
        self.fail(mark, problem, "look for a quote that is never closed, or shorten the text")

    def expansion(self, mark: Mark) -> NoReturn:
        """Refuse aliases that make much of little."""
        self.fail(
            mark,
            f"its aliases expand it to more than {EXPANSION} times its size",
            "write out what the aliases stand for, or use fewer",
        )

    def key(self, mark: Mark, what: str) -> NoReturn:
        """Refuse a key that is no word."""
        self.fail(
            mark,
            f"a key must be a word, and this is {what}",
            "put the text in quotes if its brackets, braces or colon belong to it",
        )

    def twice(self, key: str, mark: Mark, first: Mark) -> NoReturn:
        """Refuse a key that is set already."""
        remedy = "merge several with <<: [*a, *b]" if key == "<<" else "keep one of the two"
        self.fail(mark, f'"{key}" is already set in line {first[0]}', remedy)

    def fail(self, mark: Mark, problem: str, remedy: str) -> NoReturn:
        """Raise ListingError at a place."""
        line, column = mark
        raise ListingError(problem, path=self.path, line=line, column=column, remedy=remedy)
