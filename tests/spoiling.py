"""Commands with wrong input, and workspaces that are spoilt in one place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podfeed.cli import COMMANDS

Spoil = Callable[[Path], object]
"""Changes a workspace that lies there."""

NETWORK, SHOW = "seeds/network.yaml", "seeds/my-show.yaml"
NO_SEEDS = 'run it in a folder with seeds/, name one with -C, or make one with "podfeed init"'
"""The remedy where there is no workspace."""


@dataclass(frozen=True)
class Case:
    """A command with wrong input. ``spoil`` changes a workspace ``w`` beforehand."""

    arguments: str
    code: int
    err: str
    spoil: Spoil | None = None
    env: str = ""
    plain_user: bool = False
    file_limit: int = 0

    @property
    def command(self) -> str:
        """The command that it runs."""
        return next((word for word in self.arguments.split() if word in COMMANDS), "")


def write(path: str, text: str | bytes) -> Spoil:
    """A workspace in which a file holds something else."""

    def spoil(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode() if isinstance(text, str) else text)

    return spoil


def add(path: str, text: str) -> Spoil:
    """A workspace in which a file goes on."""
    return lambda root: (root / path).write_text((root / path).read_text("utf-8") + text, "utf-8")


def both(*spoils: Spoil) -> Spoil:
    """One after the other."""

    def spoil(root: Path) -> None:
        for one in spoils:
            one(root)

    return spoil


def gone(path: str) -> Spoil:
    """A workspace without a file or folder."""
    return lambda root: (
        shutil.rmtree(root / path) if (root / path).is_dir() else _unlink(root, path)
    )


def _unlink(root: Path, path: str) -> None:
    (root / path).unlink(missing_ok=True)


def folder(path: str) -> Spoil:
    """A workspace with a folder where a file should be."""
    return lambda root: (_unlink(root, path), (root / path).mkdir(parents=True))


def file(path: str) -> Spoil:
    """A workspace with a file where a folder should be."""

    def spoil(root: Path) -> None:
        shutil.rmtree(root / path, ignore_errors=True)
        (root / path).write_bytes(b"")

    return spoil


def fifo(path: str) -> Spoil:
    """A workspace with a FIFO where a file should be."""
    return lambda root: (_unlink(root, path), os.mkfifo(root / path))


def mode(path: str, bits: int) -> Spoil:
    """A workspace in which a file or folder has these permissions."""
    return lambda root: (root / path).chmod(bits)
