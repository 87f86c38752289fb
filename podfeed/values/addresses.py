"""Addresses on the web, and paths of files as parts of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Self
from urllib.parse import quote, urlsplit

from podfeed.values.parsed import Parsed


class Url(Parsed, str):
    """An absolute http or https address in ASCII; other characters are percent-encoded.

    >>> Url.parse("https://podcasts.example/kaffee & kuchen/ü?a=b%20c")
    'https://podcasts.example/kaffee%20&%20kuchen/%C3%BC?a=b%20c'
    >>> Url.parse("podcasts.example/a")
    Traceback (most recent call last):
    ValueError: "podcasts.example/a" is no web address: write it in full, https://…
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From an address in full, with its scheme and host."""
        stripped = text.strip()
        try:
            parts = urlsplit(stripped)
            valid = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
            _ = parts.port
        except ValueError:
            valid = False
        if not valid:
            raise ValueError(f'"{text}" is no web address: write it in full, https://…')
        host = parts.netloc
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
        rest = stripped.split("//", 1)[1][len(parts.netloc) :]
        safe = quote(unicodedata.normalize("NFC", rest), safe="/?#[]@!$&'()*+,;=:~%")
        return cls(f"{parts.scheme.lower()}://{host}{safe}")


def quote_path(path: str) -> str:
    """A relative file path as the path of a URL: NFC, percent-encoded, ``/`` kept.

    >>> quote_path("ai/kaffee & kuchen #1.mp3"), quote_path("Cafe\\u0301.mp3")
    ('ai/kaffee%20%26%20kuchen%20%231.mp3', 'Caf%C3%A9.mp3')
    """
    path = path.replace("\\", "/")
    if path.isascii():
        return _NOT_IN_PATH.sub(lambda found: f"%{ord(found[0]):02X}", path)
    return quote(unicodedata.normalize("NFC", path), safe=_IN_PATH)


_IN_PATH = "/-._~!$'()*,@"
_NOT_IN_PATH = re.compile(f"[^A-Za-z0-9{re.escape(_IN_PATH)}]")
