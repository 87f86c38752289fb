"""What every rule lives in: the bytes made safe, one walk over them, exact positions."""

from __future__ import annotations
