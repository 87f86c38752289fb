"""Key of a store → the file of a workspace that it stands for."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from podfeed.errors import MediaError
from podfeed.files import inside, is_file
from podfeed.publish.hashing import plain_name

if TYPE_CHECKING:
    from podfeed.workspace import Workspace


class Locator:
    """Finds files below feeds/ and media/, and nowhere else."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._folders: dict[Path, dict[str, str]] = {}
        self._inside: set[Path] = set()  # folders that are known to lie in the workspace

    def locate(self, key: str) -> Path | None:
        """The file that a key stands for, under a name with a hash too; None if there is none."""
        folder, _, name = key.partition("/")
        plain = plain_name(name) if folder == "media" else None
        for path in (name, plain):
            with suppress(MediaError):  # it leads out of the folder, where nothing is published
                if path and (found := self._spelt(getattr(self._workspace, folder), path)):
                    return found
        return None

    def _spelt(self, folder: Path, path: str) -> Path | None:
        """A file of this path, in whichever way its name composes letters and accents."""
        whole = folder / path
        if whole.parent not in self._inside or whole.is_symlink():
            inside(folder, path, shown=path)
            self._inside.add(whole.parent)
        if is_file(whole):
            return whole
        if path.isascii():
            return None
        here = folder
        for part in PurePosixPath(path).parts:
            spelt = self._names(here).get(unicodedata.normalize("NFC", part))
            if spelt is None:
                return None
            here = here / spelt
        return here if is_file(here) else None

    def _names(self, folder: Path) -> dict[str, str]:
        if folder not in self._folders:
            try:
                names = [path.name for path in folder.iterdir()]
            except OSError:
                names = []
            self._folders[folder] = {unicodedata.normalize("NFC", name): name for name in names}
        return self._folders[folder]
