"""Names that carry a hash of the content: another recording is another address."""

from __future__ import annotations

import re

_DIGITS = 16
PATTERN = rf"(.+)\.([0-9a-f]{{{_DIGITS}}})(\.[^./]+)"
"""A hashed name: what goes before the hash, the hash, and the suffix."""

_HASHED = re.compile(PATTERN)


def hashed_name(path: str, digest: str) -> str:
    """The path with the beginning of the digest (``sha256:…``) before its suffix.

    >>> hashed_name("tea/01-oolong.mp3", "sha256:" + 8 * "c0ffee00")
    'tea/01-oolong.c0ffee00c0ffee00.mp3'
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    return f"{folder}{slash}{stem}.{digest.partition(':')[2][:_DIGITS]}{dot}{suffix}"


def plain_name(path: str) -> str | None:
    """The path of the file that a hashed name stands for, or None if it carries no hash.

    >>> plain_name("tea/01-oolong.c0ffee00c0ffee00.mp3"), plain_name("tea/01-oolong.mp3")
    ('tea/01-oolong.mp3', None)
    """
    match = _HASHED.fullmatch(path)
    return f"{match[1]}{match[3]}" if match else None
