"""Bytes → lines of text that know their number: what the plain-text dialects are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podfeed.errors import ListingError
from podfeed.findings import Finding, Place
from podfeed.listings.kinds import UNREAD_LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podfeed.listings.records import Mark

LIMIT = 64 << 20
"""Bytes of a listing that are read at most."""

TEXT_LIMIT = 8 << 20
"""Bytes of a plain-text listing that are read at most."""

LINE_LIMIT = 200_000
"""Lines of a plain-text listing that are read at most: those of about 40,000 episodes."""

DASHES = "\\-‐‑‒–—―−﹘﹣－"
"""Every dash that people and editors write for ``-`` or ``—``, for a character class."""

DOTS = "·•‧∙⋅・･|"
"""Every dot that stands between a word and the next in a heading, for a character class."""

_BLANKS = (
    " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u200b\u2060\ufeff"  # no width at all: pasted along from web pages
)
_INNER = bytes(range(0x80, 0xC0))  # bytes that go on with a character of UTF-8
_WRITTEN = re.compile(rb"[^\xef\xbb\xbf \t\r\n]")
_QUOTES = str.maketrans("‘’‚‛ʼ“”„‟«»\xa0", '\'\'\'\'\'"""""" ')


class Line(NamedTuple):
    """A line that is not blank: number and column from 1, and the text without outer blanks.

    ``gap`` tells that blank lines stand before it.
    """

    number: int
    column: int
    text: str
    gap: bool

    @property
    def mark(self) -> Mark:
        """Where its text begins."""
        return (self.number, self.column)

    @property
    def plain(self) -> str:
        """The text for comparing: plain quotes, single blanks, no letter case.

        >>> Line(1, 1, "In this  Podcast’s", False).plain
        "in this podcast's"
        """
        return plain(self.text)


def plain(text: str) -> str:
    """Text for comparing: plain quotes, single blanks, no letter case."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def check(data: bytes, path: str) -> None:
    """Raise ListingError where bytes cannot be UTF-8 text: nothing, UTF-16, or a NUL."""
    if _WRITTEN.search(data) is None:
        raise ListingError("is empty", path=path, remedy="write the show and its episodes into it")
    head = data[:400]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) * 4 > len(head):
        raise ListingError("is UTF-16 or binary, not UTF-8 text", path=path, remedy="save as UTF-8")
    found = data.find(b"\0")
    if found >= 0:
        line, column = position(data, found)
        raise ListingError(
            "holds a NUL character, which no text has",
            path=path,
            line=line,
            column=column,
            remedy="delete it, or check that this is a text file",
        )


def decode(data: bytes, path: str) -> str:
    """The text of a listing, without a byte order mark. Raises ListingError."""
    check(data, path)
    if len(data) > TEXT_LIMIT:
        raise ListingError(
            f"has {len(data):,} bytes, more than the {TEXT_LIMIT:,} of a plain-text listing",
            path=path,
            remedy="split the show, or write it in YAML",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise not_utf8(data, reason, path) from None


def not_utf8(data: bytes, reason: UnicodeDecodeError, path: str) -> ListingError:
    """The error for bytes that are not UTF-8, at the first of them."""
    line, column = position(data, reason.start)
    return ListingError(
        f"is not UTF-8 text: it holds the byte {data[reason.start]:#04x}",
        path=path,
        line=line,
        column=column,
        remedy="save it as UTF-8",
    )


def position(data: bytes, offset: int) -> Mark:
    """The line and column of a byte, lines ending as in :func:`split`.

    >>> position("a\\r\\né: x".encode(), 6)
    (2, 3)
    """
    ends = [data.count(end, 0, offset) for end in (b"\n", b"\r", b"\r\n")]
    begin = max(data.rfind(end, 0, offset) for end in (b"\n", b"\r")) + 1
    before = data[begin:offset] if begin else data[:offset].removeprefix(b"\xef\xbb\xbf")
    return ends[0] + ends[1] - ends[2] + 1, characters(before) + 1


def characters(data: bytes) -> int:
    """How many characters of UTF-8 begin in these bytes.

    >>> characters("aé😀".encode())
    3
    """
    return len(data.translate(None, _INNER))


def split(text: str, path: str) -> list[Line]:
    """The lines that are not blank; they end with LF, CR LF or CR. Raises ListingError.

    >>> [tuple(line) for line in split("a \\r\\n\\n  b\\rc", "x")]
    [(1, 1, 'a', False), (3, 3, 'b', True), (4, 1, 'c', False)]
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if unified.count("\n") > LINE_LIMIT:
        raise ListingError(
            f"has more than {LINE_LIMIT:,} lines", path=path, remedy="check that it is a listing"
        )
    lines: list[Line] = []
    gap = False
    for number, raw in enumerate(unified.split("\n"), 1):
        text = raw.strip(_BLANKS)
        if text:
            column = len(raw) - len(raw.lstrip(_BLANKS)) + 1
            lines.append(Line(number, column, text, gap))
        gap = not text
    return lines


def join(lines: Sequence[Line]) -> str:
    """Lines as one text: a line break stays one, blank lines become one empty line."""
    parts = [f"\n\n{line.text}" if line.gap else f"\n{line.text}" for line in lines]
    return "".join(parts).lstrip("\n")


def is_rule(line: Line) -> bool:
    """Whether a line is drawn, not written: only dashes, stars, underscores or equals signs."""
    return re.fullmatch(rf"[{DASHES}*_=~\s]+", line.text) is not None


def unread(line: Line, path: str) -> Finding:
    """The finding that a line is left out."""
    text = line.text if len(line.text) <= 60 else f"{line.text[:59]}…"
    remedy = "write it as its neighbours are written, or delete it"
    message = f'"{text}" fits nothing here and is left out'
    return UNREAD_LINE.at(Place(path, *line.mark), message, remedy=remedy)
