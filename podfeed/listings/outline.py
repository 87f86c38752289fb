"""A plain outline of a show: its title, how many episodes it has, and then the episodes::

    Title of the show
    2 episodes — what the show is about

    Title of the newest episode — with its subtitle
    What it is about, in one line or several.

    Title of the first episode, which has no description

The newest episode comes first, and no episode states its number. Every paragraph is an episode:
its first line is the title, kept whole, and the others are the description, which stay lines. So
a description cannot hold an empty line; a paragraph of one line is an episode without one. The
stated count tells when that was meant differently. Lines that follow the count without an empty
line go on with the tagline, unless the count shows that they are the first episode.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.errors import ListingError
from podfeed.findings import Place
from podfeed.listings.lines import Line, decode, is_rule, join, split, unread
from podfeed.listings.numbering import Count, judge_count, read_count
from podfeed.listings.records import Listing, Map

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "outline"
SIGNS = 'a title, and "N episodes — tagline" below it'

_BY = re.compile(r"by:?\s+(?P<host>\S.*)", re.IGNORECASE)
_HEAD_LINES = 5


def recognise(head: Sequence[Line]) -> bool:
    """Whether one of these first lines, but not the very first, states a count of episodes."""
    return _count(head) is not None


def read(data: bytes, path: str) -> Listing:
    """The show and its episodes. Raises ListingError."""
    lines = split(decode(data, path), path)
    count = _count(lines)
    if count is None:
        raise ListingError("is no outline", path=path, remedy=f"an outline begins with {SIGNS}")
    index, stated = count
    listing = Listing(NAME, path, Map(lines[0].mark), [])
    _read_head(lines[:index], listing)
    paragraphs = _paragraphs(lines[index + 1 :], listing)
    goes_on = paragraphs and not paragraphs[0][0].gap and len(paragraphs) != stated.number
    _read_tagline(lines[index], stated, paragraphs.pop(0) if goes_on else [], listing.show)
    listing.episodes.extend(map(_episode, paragraphs))
    remedy = "correct the count, or the empty lines between the episodes"
    place = Place(path, *lines[index].mark)
    listing.findings += judge_count(stated.number, len(paragraphs), place, remedy=remedy)
    listing.findings.sort(key=lambda finding: finding.line or 0)
    return listing


def _count(lines: Sequence[Line]) -> tuple[int, Count] | None:
    """Where the count of episodes stands; the first line is the title and cannot be it."""
    for index, line in enumerate(lines[1:_HEAD_LINES], 1):
        count = read_count(line.text)
        if count is not None:
            return index, count
    return None


def _read_head(lines: Sequence[Line], listing: Listing) -> None:
    """The title, and the host if one is named."""
    title, *rest = lines
    listing.show.put("title", title.text, title.mark)
    for line in rest:
        host = _BY.fullmatch(line.text)
        if host is not None and "author" not in listing.show:
            mark = (line.number, line.column + host.start("host"))
            listing.show.put("author", host["host"], mark)
        else:
            listing.findings.append(unread(line, listing.path))


def _read_tagline(line: Line, count: Count, more: Sequence[Line], show: Map) -> None:
    """What the show is about, from behind the count and the lines that go on with it."""
    parts = list(more)
    if count.tagline:
        parts.insert(0, Line(line.number, line.column + count.start, count.tagline, gap=False))
    if parts:
        show.put("description", join(parts), parts[0].mark)


def _paragraphs(lines: Sequence[Line], listing: Listing) -> list[list[Line]]:
    """Lines parted where blank lines stand; a drawn line at the top of one is left out."""
    paragraphs: list[list[Line]] = []
    gap = False
    for line in lines:
        gap = gap or line.gap
        if (gap or not paragraphs) and is_rule(line):
            listing.findings.append(unread(line, listing.path))
        elif gap or not paragraphs:
            paragraphs.append([line._replace(gap=gap)])
            gap = False
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _episode(paragraph: Sequence[Line]) -> Map:
    title, *rest = paragraph
    episode = Map(title.mark)
    episode.put("title", title.text, title.mark)
    if rest:
        episode.put("description", join(rest), rest[0].mark)
    return episode
