"""Real stores on loopback, each started once for a session, when a test first asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def _folder(scratch: Path) -> str:
    return (scratch / "www with blanks").as_uri()


PLACES: dict[str, Callable[[Path], str]] = {"folder": _folder}
"""Kind of store → the address of a new, empty place in it."""

KINDS = tuple(PLACES)


def place(kind: str, scratch: Path) -> str:
    """The address of a new, empty place. Skips the test if the store cannot be had here."""
    return PLACES[kind](scratch)
