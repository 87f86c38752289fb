"""Address → store: what ``publish:`` and ``--to`` can say. One row for each kind of store."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from podfeed.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from podfeed.publish.store import Store

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # two letters, as C: is a drive


def open_store(address: str, *, base: Path | None = None) -> Store:
    """The store at an address; a path is taken from ``base``. Raises UsageError or PublishError.

    Nothing is asked of the store yet. Credentials come from the environment and the usual files.
    """
    scheme = scheme_of(address)
    if scheme is None:
        return _folder((base or Path()) / Path(address).expanduser())
    check_address(address)
    return KINDS[scheme](address)


def scheme_of(address: str) -> str | None:
    """The scheme in lower case, or None for a path.

    >>> [scheme_of(a) for a in ("S3://tea/x", "../www", "C:/www")]
    ['s3', None, None]
    """
    found = _SCHEME.match(address)
    return found[1].lower() if found else None


def check_address(address: str) -> str:
    """The address itself. Raises UsageError for an unknown scheme, a password, a query.

    >>> check_address("file:///srv/www")
    'file:///srv/www'
    """
    scheme = scheme_of(address)
    if scheme is None:
        return address
    if scheme not in KINDS:
        known = did_you_mean(scheme, KINDS)
        kinds = ", ".join(f"{name}://" for name in KINDS)
        raise UsageError(
            f"{scheme}:// is no place to publish to",
            remedy=known or f"write a folder, or one of {kinds}",
        )
    try:
        parts = urlsplit(address)
        secret = parts.password is not None or (parts.username and scheme != "sftp")
        parts.port  # noqa: B018 - raises if it is none
    except ValueError:
        raise UsageError(f"the {scheme}:// address cannot be read", remedy="check it") from None
    if secret:  # told without it
        raise UsageError(
            f"the {scheme}:// address holds a user name or a password",
            remedy="take it out; credentials belong into the environment or the usual files",
        )
    if parts.query or parts.fragment:
        raise UsageError(
            f"the {scheme}:// address has a question mark or a # in it",
            remedy="take out what follows it",
        )
    return address


def _folder(path: Path) -> Store:
    from podfeed.publish.files import FileStore

    return FileStore(path)


def _file_address(address: str) -> Store:
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost") or not parts.path.strip("/"):
        raise UsageError(f"{address} names no folder", remedy="write file:///path/to/folder")
    return _folder(Path(unquote(parts.path)))


def _require(library: str, address: str) -> None:
    """Raise UsageError if a library that not everybody needs is not installed."""
    if find_spec(library) is None:
        raise UsageError(
            f"publishing to {address} needs {library}", remedy="pip install 'podfeed[publish]'"
        )


def _objects(address: str) -> Store:
    _require("obstore", address)
    from podfeed.publish.objects import open_objects

    return open_objects(address)


def _sftp(address: str) -> Store:
    _require("asyncssh", address)
    from podfeed.publish.sftp import SftpStore

    return SftpStore(address)


KINDS: dict[str, Callable[[str], Store]] = {
    "file": _file_address,
    "s3": _objects,
    "gs": _objects,
    "az": _objects,
    "sftp": _sftp,
}
"""Which scheme is opened by what."""
