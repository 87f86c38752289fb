"""Web addresses as feeds write them: what is wrong with one, and its file name extension."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

_PLAIN = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][!-$&-;=?-~]*)?",
    re.ASCII,
)
"""An address as nearly all are, in which nothing is encoded."""

_ORIGIN = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_EXTENSION = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*/(?:[^?#]*/)?[^/?#]*\.([A-Za-z0-9]{1,5})(?:[?#]|$)"
)
_UNENCODED = re.compile(r"[<>]|%(?![0-9A-Fa-f]{2})")
_WEB = ("http", "https")


def url_problem(url: str, *, schemes: tuple[str, ...] | None = _WEB) -> str | None:
    """What is wrong with an absolute address, or None. With ``schemes=None`` any scheme will do.

    >>> [url_problem(u) for u in ("https://a.example/b?c", "/b", "ftp://a.example/b")]
    [None, 'is not absolute', 'is not http or https']
    >>> url_problem("https://a.example/b c"), url_problem("https://a.example/é")
    ('has a blank in it', 'has characters that have to be percent-encoded')
    """
    if _PLAIN.fullmatch(url):
        return None
    slash = url.find("/", 8)
    if (
        _is_plain(url[:slash] if slash > 0 else url)
        and url.isascii()
        and url.isprintable()
        and " " not in url
        and not _UNENCODED.search(url)
    ):
        return None
    if any(c.isspace() for c in url):
        return "has a blank in it"
    if not _SCHEME.match(url):
        return "is not absolute"
    scheme = url.partition(":")[0].lower()
    if scheme not in _WEB:
        return None if schemes is None else "is not http or https"
    try:
        parts = urlsplit(url)
        _ = parts.port
        host = parts.hostname
    except ValueError:
        return "is no address"
    if not host:
        return "has no host"
    if re.search(r"%(?![0-9A-Fa-f]{2})", url):
        return 'has a "%" that begins no percent-encoding'
    if not url.isascii() or _UNENCODED.search(url):
        return "has characters that have to be percent-encoded"
    return None


@lru_cache(maxsize=256)  # the addresses of a feed are mostly of one host
def _is_plain(origin: str) -> bool:
    """Whether this is http or https, and a host in letters and digits."""
    return _ORIGIN.fullmatch(origin) is not None


def extension(url: str) -> str:
    """The extension of the file that an address names, in lower case; empty if it has none.

    >>> [extension("https://a.example" + p) for p in ("/b.MP3?x=1.ogg", "/b", "/a.b/c", "")]
    ['mp3', '', '', '']
    """
    match = _EXTENSION.match(url)
    return match[1].lower() if match else ""
