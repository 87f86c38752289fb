"""Bytes → gzip, for the ``.gz`` that stands beside a feed."""

from __future__ import annotations

import gzip


def gzip_bytes(data: bytes) -> bytes:
    """Compressed as far as it goes, without a date or name, so that it depends on the data alone.

    >>> gzip_bytes(b"tea") == gzip_bytes(b"tea"), gzip.decompress(gzip_bytes(b"tea"))
    (True, b'tea')
    """
    return gzip.compress(data, compresslevel=9, mtime=0)
