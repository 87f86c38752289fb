"""Paths in findings → paths as the host of a report knows them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def is_file_path(path: str) -> bool:
    """Whether this is the path of a file, and not an address or a name such as ``<stdin>``.

    >>> [is_file_path(path) for path in ("feeds/tea.xml", "https://tea.example/", "<stdin>")]
    [True, False, False]
    """
    return "://" not in path and not path.startswith("<")


def seen_from(path: str, *, root: Path, base: Path) -> str:
    """A path that counts from ``root``, as it counts from ``base``; absolute if it is not below.

    A report is read by a host that knows the top of the repository only, wherever the
    workspace lies in it.
    """
    if not is_file_path(path):
        return path
    full = Path(os.path.normpath(Path(os.path.realpath(root)) / path))
    try:
        return full.relative_to(os.path.realpath(base)).as_posix()
    except ValueError:
        return full.as_posix()


def to_uri(path: str) -> str:
    """A path as a URI reference, percent-encoded (RFC 3986).

    >>> to_uri("feeds/grüner tee #1.xml"), to_uri("a:b.xml")
    ('feeds/gr%C3%BCner%20tee%20%231.xml', 'a%3Ab.xml')
    >>> to_uri("/srv/tea.xml"), to_uri("https://tea.example/a b?c=1"), to_uri("<stdin>")
    ('file:///srv/tea.xml', 'https://tea.example/a%20b?c=1', '%3Cstdin%3E')
    """
    if "://" in path:
        return quote(path, safe=":/?#[]@!$&'()*+,;=%-._~")
    text = quote(path.encode("utf-8", "surrogateescape"), safe="/-._~")
    if path.startswith("/"):
        return f"file://{text}"
    # The letter of a drive: C:/feeds/tea.xml.
    return f"file:///{path[0]}:{text[4:]}" if path[1:3] == ":/" else text
