"""What a show needs, remembered in ``.podfeed/gathered/``, so that no feed is parsed twice.

There is a file for each show, which can be thrown away at any time. It counts as long as every file
in it has the size and the time that it had, whatever was named and not there is still not there,
and the addresses of the network are the same. What was changed in the two seconds before it was
read is not remembered, as it could change once more without its size or time telling.
"""

from __future__ import annotations

import json
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podfeed.errors import MediaError, OutputError, PodfeedError
from podfeed.files import inside, read_regular, write_whole
from podfeed.publish.plan import File, Stage
from podfeed.publish.store import Headers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from podfeed.publishing.locating import Locator
    from podfeed.workspace import Workspace

FOLDER = Path(".podfeed", "gathered")

_VERSION = 1
_LIMIT = 64 << 20
_RACY = 2_000_000_000  # nanoseconds
_DAMAGED = (
    PodfeedError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)


class Remembered:
    """What was gathered of each show before. A file that cannot be read or written is no error."""

    def __init__(self, workspace: Workspace, locator: Locator) -> None:
        network = workspace.network
        self._root = workspace.root
        self._locator = locator
        self._network = [
            network.base_url,
            network.media_address,
            network.enclosure_prefix,
            network.gzip,
        ]
        self._safe: dict[str, bool] = {}  # whether a folder lies in the workspace

    def recall(self, show: str, starts: Collection[str]) -> dict[str, File] | None:
        """The files that a show needs, if all is as it was; ``starts`` is what they begin with."""
        try:
            document = json.loads(read_regular(self._place(show), limit=_LIMIT))
            if document["head"] != self._head(starts):
                return None
            files = [self._file(row) for row in document["files"]]
            absent = [str(key) for key in document["absent"]]
        except _DAMAGED:
            return None
        if not all(file is not None for file in files):
            return None
        if any(self._locator.locate(key) is not None for key in absent):
            return None
        return {file.key: file for file in files if file is not None}

    def keep(
        self,
        show: str,
        starts: Collection[str],
        files: Mapping[str, File],
        absent: Collection[str],
    ) -> None:
        """Remember what a show needs."""
        newest = max((file.mtime_ns for file in files.values()), default=0)
        if time.time_ns() - newest < _RACY:
            return
        rows = [
            [
                file.key,
                file.path.relative_to(self._root).as_posix(),
                file.size,
                file.mtime_ns,
                file.digest,
                list(file.headers),
                file.stage.value,
            ]
            for file in files.values()
        ]
        document = {"head": self._head(starts), "absent": sorted(absent), "files": rows}
        with suppress(OutputError):
            data = json.dumps(document, separators=(",", ":")).encode("utf-8", "surrogatepass")
            write_whole(self._place(show), data)

    def sweep(self, shows: Collection[str]) -> None:
        """Forget the shows that there are no more."""
        kept = {f"{show}.json" for show in shows}
        with suppress(OSError):
            for path in (self._root / FOLDER).iterdir():
                if path.name not in kept:
                    path.unlink()

    def _place(self, show: str) -> Path:
        return self._root / FOLDER / f"{show}.json"

    def _head(self, starts: Collection[str]) -> list[Any]:
        return [_VERSION, self._network, sorted(starts)]

    def _file(self, row: list[Any]) -> File | None:
        """A file that was remembered, if it is still the same and no link."""
        key, path, size, mtime_ns, digest, headers, stage = row
        if not self._is_safe(path.rpartition("/")[0]):
            return None
        whole = self._root / path
        state = os.lstat(whole)
        same = (state.st_size, state.st_mtime_ns) == (size, mtime_ns)
        if not (same and stat.S_ISREG(state.st_mode)):
            return None
        return File(key, whole, size, mtime_ns, digest, Headers(*headers), Stage(stage))

    def _is_safe(self, folder: str) -> bool:
        if folder not in self._safe:
            top, _, below = folder.partition("/")
            self._safe[folder] = False
            with suppress(MediaError):
                if top in ("feeds", "media"):
                    inside(self._root / top, below or ".", shown=folder)
                    self._safe[folder] = True
        return self._safe[folder]
