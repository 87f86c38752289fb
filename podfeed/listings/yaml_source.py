"""The bytes of a YAML document, handed to the parser piece by piece.

So what the parser has read can be looked at before it reads on, and nothing is copied whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.listings.lines import characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 1 << 16
"""Bytes of a piece, at most."""

_BREAKS = ("\x85", "\u2028", "\u2029")
_WRITTEN = re.compile(rb"\S")


class Source:
    """A file to the parser; ``watch`` is called before each piece.

    To the parser, as in YAML 1.1, three more characters end a line; in YAML 1.2, and to whoever
    counts lines in an editor, they do not. So they pass it in disguise.
    """

    def __init__(self, data: bytes, watch: Callable[[], None]) -> None:
        self._pieces = pieces(data, PIECE)
        self._watch = watch
        breaks = [char for char in _BREAKS if char.encode() in data]
        unused = (char for char in map(chr, range(0xE000, 0xF900)) if char.encode() not in data)
        self.disguises = dict(zip(breaks, unused, strict=False))
        self._undone = {ord(disguise): char for char, disguise in self.disguises.items()}

    def read(self, size: int = PIECE) -> bytes:  # noqa: ARG002 (the parser takes what it gets)
        """The next piece, empty at the end."""
        self._watch()
        piece = next(self._pieces, b"")
        for char, disguise in self.disguises.items():
            piece = piece.replace(char.encode(), disguise.encode())
        return piece

    def undisguise(self, text: str) -> str:
        """Text of the parser as it was written."""
        return text.translate(self._undone)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """Bytes in pieces that part no character of UTF-8.

    >>> [piece.decode() for piece in pieces("aé😀b".encode(), 2)]
    ['aé', '😀', 'b']
    """
    begin = 0
    while begin < len(data):
        end = begin + size
        while end < min(len(data), begin + size + 3) and data[end] & 0xC0 == 0x80:
            end += 1
        yield data[begin:end]
        begin = end


def is_blank(data: bytes) -> bool:
    """Whether nothing is written there but blanks and line ends."""
    return _WRITTEN.search(data) is None


def line_at(data: bytes, index: int) -> bytes:
    """The line that holds a character, given how many characters stand before it.

    >>> line_at("aé\\r\\nb😀c\\n".encode(), 5)
    b'b\\xf0\\x9f\\x98\\x80c'
    """
    offset = 0
    for piece in pieces(data, PIECE):
        count = characters(piece)
        if count > index:
            offset += len(piece.decode("utf-8", "replace")[:index].encode())
            break
        index -= count
        offset += len(piece)
    begin = max(data.rfind(end, 0, offset) for end in (b"\n", b"\r")) + 1
    ends = (data.find(end, offset) for end in (b"\n", b"\r"))
    return data[begin : min((end for end in ends if end >= 0), default=None)]
