"""What lies beside a recording under its name, as ``lora.vtt`` does beside ``lora.mp3``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Beside:
    """The files of a folder by the recording that they may belong to; paths have ``/``."""

    def __init__(self, paths: Iterable[str], suffixes: Iterable[str]) -> None:
        """Of ``paths`` those count that end in one of ``suffixes``, in whatever letter case."""
        self._wanted = tuple(suffixes)
        self._found: dict[str, dict[str, str]] = defaultdict(dict)
        for path in paths:
            folded = path.lower()
            for suffix in self._wanted:
                if folded.endswith(suffix):
                    self._found[path[: -len(suffix)]].setdefault(suffix, path)

    def of(self, recording: str) -> list[tuple[str, str]]:
        """Suffix and path of each file beside a recording, in the order of the suffixes.

        >>> beside = Beside(["ai/lora.json", "ai/lora.chapters.TXT"], [".chapters.txt", ".json"])
        >>> beside.of("ai/lora.mp3")
        [('.chapters.txt', 'ai/lora.chapters.TXT'), ('.json', 'ai/lora.json')]
        """
        folder, slash, name = recording.rpartition("/")
        stem = name.rpartition(".")[0] or name
        found = self._found.get(f"{folder}{slash}{stem}", {})
        return [(suffix, found[suffix]) for suffix in self._wanted if suffix in found]
