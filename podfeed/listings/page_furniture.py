"""The furniture of a directory page: what it shows beside the show, and where that begins.

Some lines are plainly the page's own: notes on an empty search, ``Loading reviews...``, and the
headings ``ABOUT THIS SHOW``, ``HOSTED BY`` and ``CATEGORIES`` in capitals. A heading in other
letters is one only if what follows agrees with the head of the page, because a description may
well use the words. What follows a heading counts only if it fits: a sentence is no category.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from podfeed.listings.lines import DOTS, Line, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ABOUT, HOSTS, CATEGORIES = SECTIONS = ("about this show", "hosted by", "categories")

_THINGS = r"(?:matches|results|episodes|topics|transcripts|reviews|ratings|comments|chapters)"
_NOTE = re.compile(
    r"no matches for .* in this podcast's transcripts\.?|no topics indexed yet\.?"
    rf"|no {_THINGS}(?: for (?P<quote>['\"]).*(?P=quote))?"
    r"(?: (?:indexed|found|available|yet)){0,2}"
    r" (?:in|for) this (?:podcast|show)(?:'s \w+)?(?: yet)?\.?"
)
_LOADING = re.compile(
    r"loading(?: (?:the|all|more|similar|related|latest|recent|other|your|podcasts?|shows?"
    r"|episodes?|reviews?|ratings?|comments?|transcripts?|topics?|chapters?|recommendations?"
    r"|player|content|data|page|results?)){0,4} ?(?:\.\.\.|…)"
)
_DOUBTFUL = re.compile(
    r"loading\b.{0,60}(?:\.\.\.|…)"
    rf"|no {_THINGS} (?:for ['\"].*|(?:\w+ )?(?:yet|found|available))\.?"
)
_HOSTS = re.compile(r",|;|&|\band\b|/")
_STOPS = (".", "!", "?", "…", ":", ";", ",")
_INITIALS = frozenset("ACHLNachln")  # of all lines of furniture, which saves looking at others
_LINE = 200  # characters of a line of furniture
_CATEGORY_LINES = 100  # that a page may have
_LONGEST = 80  # characters of a name
_NAME_WORDS = 4  # that a name may have and end with a full stop


class Said(NamedTuple):
    """What the head of a page says, for comparing."""

    about: list[str]
    hosts: set[str]
    categories: set[str]


class Item(NamedTuple):
    """A line of the foot and its section, or None where it fits nothing."""

    line: Line
    section: str | None


def section(line: Line) -> str | None:
    """The section a line is the heading of, in whatever letters."""
    if not _may_be(line):
        return None
    name = line.plain.removesuffix(":").rstrip()
    return name if name in SECTIONS else None


def is_plain(line: Line) -> bool:
    """Whether a line is the page's own wherever it stands."""
    if not _may_be(line):
        return False
    text = line.plain
    return bool(_NOTE.fullmatch(text) or _LOADING.fullmatch(text))


def _may_be(line: Line) -> bool:
    return line.text[0] in _INITIALS and len(line.text) <= _LINE


def is_heading(line: Line) -> bool:
    """Whether a line is a heading in capitals."""
    return line.text.isupper() and section(line) is not None


def is_doubtful(line: Line) -> bool:
    """Whether a line may be the page's own, or text that uses its words."""
    return _may_be(line) and bool(_DOUBTFUL.fullmatch(line.plain) or section(line))


def hosts_in(text: str) -> set[str]:
    """The names in a list of hosts, for comparing.

    >>> sorted(hosts_in("Ada, Ben & Cy"))
    ['ada', 'ben', 'cy']
    """
    return {plain(part) for part in _HOSTS.split(text)} - {""}


def categories_in(text: str) -> Iterator[tuple[str, int]]:
    """The categories in a line, which stand between dots or commas, and where they begin.

    >>> list(categories_in("Arts · Food"))
    [('Arts', 0), ('Food', 7)]
    """
    for match in re.finditer(rf"[^{DOTS},]+", text):
        word = match[0].strip()
        if word:
            yield word, match.start() + match[0].index(word)


def find_foot(lines: Sequence[Line], start: int, said: Said) -> int:
    """Where furniture begins that reaches to the end of the lines, at or after ``start``."""
    begin = start
    while begin < len(lines) and not _begins(lines, begin, said):
        begin += 1
    while begin > start and is_doubtful(lines[begin - 1]):
        begin -= 1
    return begin


def _begins(lines: Sequence[Line], index: int, said: Said) -> bool:
    line = lines[index]
    return is_plain(line) or is_heading(line) or _agrees(lines, index, said)


def _agrees(lines: Sequence[Line], index: int, said: Said) -> bool:
    """Whether a heading is followed by what the head says, too."""
    name = section(lines[index])
    if name is None or index + 1 == len(lines):
        return False
    text = lines[index + 1].text
    if name == ABOUT:
        return plain(text) in said.about[:1]
    words = hosts_in(text) if name == HOSTS else {plain(word) for word, _ in categories_in(text)}
    return bool(words) and words <= (said.hosts if name == HOSTS else said.categories)


def read_foot(lines: Sequence[Line], said: Said) -> Iterator[Item]:
    """The lines of a foot but for what is plainly the page's own."""
    capitals = any(map(is_heading, lines))
    name: str | None = None
    begun = False
    category_lines = 0
    again = 0  # lines of the description still to come, which may use the words of the page
    for index, line in enumerate(lines):
        if again:
            again -= 1
            yield Item(line, name)
        elif is_heading(line) or _agrees(lines, index, said) or _is_other(line, begun, capitals):
            name, begun = section(line), True
            again = _repeated(lines, index + 1, said.about) if name == ABOUT else 0
        elif is_plain(line) or (begun and is_doubtful(line) and section(line) is None):
            name, begun = None, True
        else:
            category_lines += name == CATEGORIES
            fits = name and category_lines <= _CATEGORY_LINES and _fits(line, name, said)
            yield Item(line, name if fits else None)


def _is_other(line: Line, begun: bool, capitals: bool) -> bool:
    """Whether a line is a heading on a page that writes none in capitals."""
    return begun and not capitals and section(line) is not None


def _repeated(lines: Sequence[Line], start: int, about: Sequence[str]) -> int:
    """How many lines from ``start`` on say word for word what the head says."""
    pairs = zip((lines[i] for i in range(start, len(lines))), about, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].plain == pair[1], pairs))


def _fits(line: Line, name: str, said: Said) -> bool:
    """Whether a line is something that can stand in its section."""
    if name == CATEGORIES:
        words = [word for word, _ in categories_in(line.text[:_LINE])]
        fits = words and all(_is_category(word, said) for word in words)
        return bool(fits) and len(line.text) < _LINE
    if name == HOSTS:
        sentence = line.text.endswith(_STOPS) and len(line.text.split()) > _NAME_WORDS
        return len(line.text) <= _LONGEST and not sentence
    return True


def _is_category(word: str, said: Said) -> bool:
    if plain(word) in said.categories:
        return True
    named = any(map(str.isalpha, word)) and not word[0].islower()
    return named and len(word) <= _LONGEST // 2 and not word.endswith(_STOPS)
