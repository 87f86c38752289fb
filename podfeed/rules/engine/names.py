"""Namespaces as feeds write them → the prefixes that people know them by."""

from __future__ import annotations

from podfeed.tags.names import ALIASES, NAMESPACES

_PREFIXES = {address: prefix for prefix, address in NAMESPACES.items()}
_PREFIXES.update({alias: _PREFIXES[address] for alias, address in ALIASES.items()})


def usual_prefix(address: str) -> str | None:
    """The usual prefix of a namespace that is known, also by another name; or None.

    >>> usual_prefix("http://www.w3.org/2005/Atom"), usual_prefix("urn:example")
    ('atom', None)
    """
    return _PREFIXES.get(address)


def nearly_prefix(address: str) -> str | None:
    """The same for one that differs only in letter case, in https, or in the last slash.

    >>> nearly_prefix("https://www.w3.org/2005/atom/")
    'atom'
    """
    return _NEARLY.get(_plain(address))


def _plain(address: str) -> str:
    """A namespace without what people get wrong: letter case, https, the last slash."""
    lower = address.strip().lower()
    return lower.removeprefix("https://").removeprefix("http://").rstrip("/#")


_NEARLY = {_plain(address): prefix for address, prefix in _PREFIXES.items()}
