"""What an ETag of an object store tells of the content: its MD5, or that of the MD5s of its parts.

So what other tools have put there is recognised without fetching it. An ETag that does not fit
proves nothing: stores that encrypt give other ones, and parts may have any size.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from podfeed.publish.content import BLOCK, opened

if TYPE_CHECKING:
    from pathlib import Path

_ETAG = re.compile(r'"?([0-9a-f]{32})(?:-([1-9]\d{0,4}))?"?')

_PARTS = (5, 8, 10, 15, 16, 32, 50, 64, 100, 128)
"""Megabytes of a part, as podfeed, rclone, the AWS tools, s3cmd, mc, s5cmd and others cut them."""


def digest_by(etag: str | None, path: Path) -> str | None:
    """``sha256:…`` of a file if this is the ETag of an object of its content, otherwise None.

    Raises PublishError if the file cannot be read, or changes meanwhile.
    """
    match = _ETAG.fullmatch(etag or "")
    if match is None:
        return None
    with opened(path) as source:
        count = int(match[2] or 0)
        if count:
            cuts = [_Parts(n) for n in _PARTS if -(-source.size // (n * BLOCK)) == count]
        else:
            cuts = [_Parts(None)]
        if not cuts:
            return None
        while block := source.read(BLOCK):
            for cut in cuts:
                cut.add(block)
        return source.digest if any(cut.sum() == match[1] for cut in cuts) else None


class _Parts:
    """The MD5 of a content, or of the MD5s of its parts, each of so many blocks."""

    def __init__(self, blocks: int | None) -> None:
        self._blocks = blocks
        self._taken = 0
        self._part = hashlib.md5(usedforsecurity=False)
        self._parts: list[bytes] = []

    def add(self, block: bytes) -> None:
        self._part.update(block)
        self._taken += 1
        if self._taken == self._blocks:
            self._cut()

    def _cut(self) -> None:
        self._parts.append(self._part.digest())
        self._part = hashlib.md5(usedforsecurity=False)
        self._taken = 0

    def sum(self) -> str:
        if self._blocks is None:
            return self._part.hexdigest()
        if self._taken:
            self._cut()
        return hashlib.md5(b"".join(self._parts), usedforsecurity=False).hexdigest()
