"""What the YAML parser objects to, in the words of someone who writes a show.

The parser speaks of tokens and scalars. Here its problem, and the text it stumbled over, become
the place where a person would begin to look, what is wrong there, and what to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podfeed.listings.lines import position
from podfeed.listings.yaml_bounds import TOO_DEEP
from podfeed.listings.yaml_source import PIECE, line_at, pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from podfeed.listings.records import Mark

_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LONGEST = 1 << 16  # bytes of a line that is looked at
_QUOTE_IT = 'put the text in quotes: "…"'


class Fault(NamedTuple):
    """Where a fault stands, what it is, and what to do."""

    mark: Mark
    problem: str
    remedy: str


class Point(NamedTuple):
    """Line and column from 1, and how many characters stand before it in the text."""

    line: int
    column: int
    offset: int


class _Spot(NamedTuple):
    """Where the parser stopped, where the thing it was reading began, and the two lines."""

    mark: Mark
    begun: Mark
    line: str
    first_line: str
    problem: str

    @property
    def char(self) -> str:
        """The character the parser stopped at."""
        return self.line[self.mark[1] - 1 : self.mark[1]]

    @property
    def before(self) -> str:
        """What stands before it in its line."""
        return self.line[: self.mark[1] - 1]


def explain(problem: str, context: str, point: Point, begun: Point, source: bytes) -> Fault:
    """A syntax error in plain words: the parser stopped at ``point`` in what had ``begun``.

    >>> second = Point(1, 11, 10)
    >>> explain("mapping values are not allowed here", "", second, second, b"title: Tea: 1")[1]
    'a second colon makes this value unclear'
    """
    if "nesting depth" in problem:  # a bound of libyaml's own, whatever the line holds
        return Fault(point[:2], *TOO_DEEP)
    lines = [line_at(source, place.offset) for place in (point, begun)]
    if all(len(line) <= _LONGEST for line in lines):
        texts = [line.decode("utf-8", "replace") for line in lines]
        spot = _Spot(point[:2], begun[:2], texts[0], texts[1], problem)
        said = f"{context}: {problem}"
        for pattern, tell in _FAULTS:
            if re.search(pattern, said):
                return tell(spot)
    return Fault(point[:2], f"is no valid YAML: {problem}", "look at the line before it, too")


def unreadable(source: bytes) -> Fault:
    """The first byte or character that no YAML may hold."""
    offset = 0
    for piece in pieces(source, PIECE):
        try:
            text = piece.decode("utf-8")
        except UnicodeDecodeError as reason:
            problem = f"is not UTF-8 text: it holds the byte {piece[reason.start]:#04x}"
            return Fault(position(source, offset + reason.start), problem, "save it as UTF-8")
        found = _FORBIDDEN.search(text)
        if found is not None:
            mark = position(source, offset + len(text[: found.start()].encode()))
            return Fault(mark, f"holds the control character U+{ord(found[0]):04X}", "delete it")
        offset += len(piece)
    return Fault((1, 1), "is no valid YAML", "check that it is a YAML file")


def _bad_start(spot: _Spot) -> Fault:
    if spot.char == "\t":
        return Fault(spot.mark, "a tab stands where blanks must", "indent with blanks, not tabs")
    return Fault(spot.mark, f"no text can begin with {spot.char}", _QUOTE_IT)


def _tab(spot: _Spot) -> Fault:
    return Fault(spot.mark, "a tab stands where blanks must", "indent with blanks, not tabs")


def _colon(spot: _Spot) -> Fault:
    key = re.match(r"\s*(?:- +)*(?P<key>[^:]+):\s+(?P<value>\S.*)", spot.line)
    if key is not None and spot.mark[1] > key.start("value"):
        value = key["value"].replace("\\", "\\\\").replace('"', '\\"')
        short = value if len(value) <= 50 else f"{value[:49]}…"
        remedy = f'put the value in quotes: {key["key"]}: "{short}"'
        return Fault(spot.mark, "a second colon makes this value unclear", remedy)
    problem = "this key seems to go on with the line before"
    return Fault(spot.mark, problem, "line the keys up, and write each as key: value")


def _item(spot: _Spot) -> Fault:
    remedy = "put each item in a line of its own, or the text in quotes"
    return Fault(spot.mark, "a list cannot begin behind a key", remedy)


def _no_colon(spot: _Spot) -> Fault:
    return Fault(spot.begun, "a colon is missing after this key", "write it as key: value")


def _open_quote(spot: _Spot) -> Fault:
    quote = spot.first_line[spot.begun[1] - 1 : spot.begun[1]]
    return Fault(spot.begun, f"the quote {quote} is never closed", f"add a {quote} at its end")


def _open_bracket(spot: _Spot) -> Fault:
    close = "]" if "]" in spot.problem else "}"
    problem = f'a "," or the closing {close} is missing after this'
    return Fault(spot.begun, problem, f"add it, or {_QUOTE_IT}")


def _misfit(spot: _Spot) -> Fault:
    stripped = spot.before.rstrip()
    if stripped.endswith(("'", '"')):
        quote = stripped[-1]
        inner = "''" if quote == "'" else '\\"'
        remedy = f"put the whole text in one pair of quotes, with {inner} for a {quote} inside"
        return Fault(spot.mark, f"text follows the closing {quote}", remedy)
    if spot.char in ("]", "}"):
        return Fault(spot.mark, f"this {spot.char} closes nothing", f"delete it, or {_QUOTE_IT}")
    if spot.char == ":":
        return Fault(spot.mark, "a key is missing before this colon", "write it as key: value")
    if spot.char == "-" and not spot.before.strip():
        remedy = "line it up with the other items, below a key without a value"
        return Fault(spot.mark, "this list item stands where a key should", remedy)
    problem = f"this does not fit what begins in line {spot.begun[0]}"
    return Fault(spot.mark, problem, "line it up with the lines above, or put its text in quotes")


def _escape(spot: _Spot) -> Fault:
    remedy = "write \\\\ for a backslash, or use single quotes"
    return Fault(spot.mark, "a backslash in double quotes means nothing here", remedy)


def _name(spot: _Spot) -> Fault:
    char = spot.first_line[spot.begun[1] - 1 : spot.begun[1]]
    return Fault(spot.begun, f"{char} begins the name of a value, and here is none", _QUOTE_IT)


def _tag(spot: _Spot) -> Fault:
    return Fault(spot.begun, "! begins a tag, and tags are not allowed", _QUOTE_IT)


def _block(spot: _Spot) -> Fault:
    problem = "behind | or > nothing else may stand in the line"
    return Fault(spot.mark, problem, "begin the text in the next line, indented")


def _directive(spot: _Spot) -> Fault:
    return Fault(spot.mark, "a line that begins with % is an order to the parser", "delete it")


def _document(spot: _Spot) -> Fault:
    remedy = "keep one document in a file, and begin it with key: value"
    return Fault(spot.mark, "the document has ended, and this follows it", remedy)


_FAULTS: tuple[tuple[str, Callable[[_Spot], Fault]], ...] = (
    ("cannot start any token|mapping keys are not allowed", _bad_start),
    (r"tab character|'\\t'", _tab),
    ("quoted scalar.*(end of stream|document separator|document indicator)", _open_quote),
    ("escape", _escape),
    ("mapping values are not allowed", _colon),
    ("sequence entries are not allowed", _item),
    ("could not find expected ':'", _no_colon),
    ("scanning an? (anchor|alias)", _name),
    ("tag", _tag),
    ("directive|incompatible YAML|found incompatible", _directive),
    ("block scalar", _block),
    ("flow (sequence|mapping)", _open_bracket),
    ("document start", _document),
    ("block (mapping|collection|node)|expected node|block end", _misfit),
)
