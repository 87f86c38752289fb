"""Files → the SHA-256 of their bytes, by which publishing knows what a store has already."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from podfeed.files import open_regular
from podfeed.findings import Finding
from podfeed.models import Model

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 20


class Digest(Model):
    """``sha256:…`` of a file; it has no findings, as what the cache keeps may have."""

    value: str
    findings: tuple[Finding, ...] = ()


def measure(path: Path, *, shown: str) -> Digest:
    """Read a file from beginning to end. Raises MediaError if it cannot be opened."""
    with open_regular(path, shown=shown) as file:
        found = hashlib.sha256()
        while block := file.read(_BLOCK):
            found.update(block)
    return Digest(value=f"sha256:{found.hexdigest()}")
