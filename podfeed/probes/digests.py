"""Files → hashes of their bytes: one for publishing, and one for apps.

By the SHA-256 publishing knows what a store has already; by the SHA-384 an app knows that what it
fetched is whole, as W3C Subresource Integrity has it (https://www.w3.org/TR/SRI/).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING

from podfeed.files import open_regular
from podfeed.findings import Finding
from podfeed.models import Model

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 20


class Digest(Model):
    """The hash of a file as text; it has no findings, as what the cache keeps may have."""

    value: str
    findings: tuple[Finding, ...] = ()


def measure(path: Path, *, shown: str) -> Digest:
    """``sha256:`` and hexadecimal digits. Raises MediaError if the file cannot be opened."""
    return Digest(value=f"sha256:{_hash(path, shown, 'sha256').hex()}")


def seal(path: Path, *, shown: str) -> Digest:
    """``sha384-`` and base64. Raises MediaError if the file cannot be opened."""
    return Digest(value=f"sha384-{b64encode(_hash(path, shown, 'sha384')).decode()}")


def _hash(path: Path, shown: str, algorithm: str) -> bytes:
    """Read a file from beginning to end."""
    with open_regular(path, shown=shown) as file:
        found = hashlib.new(algorithm)
        while block := file.read(_BLOCK):
            found.update(block)
    return found.digest()
