"""The report: JSON Lines that are written as results come, and gone on with after a stop."""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any

from podfeed import __version__
from podfeed.errors import OutputError, UsageError
from podfeed.files import writing_problem, writing_remedy
from podfeed.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podfeed.examining import Selection


@dataclass(slots=True)
class Tally:
    """How much was looked at, and what came of it."""

    feeds: int = 0
    episodes: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    done: set[int] = field(default_factory=set)
    """The lines of the list that an earlier run came to the end of."""

    def count(self, record: dict[str, Any]) -> None:
        """Take in what a line of the report says."""
        self.feeds += 1
        self.episodes += record["episodes"]
        self.severities.update(Severity(one["severity"]) for one in record["findings"])


def head_of(source: Path, selection: Selection) -> dict[str, Any]:
    """What a report says first. Only a check of the same may go on with it."""
    stat = source.stat()
    asked = asdict(selection)
    del asked["now"]
    return {
        "podfeed": __version__,
        "list": source.name,
        "size": stat.st_size,
        **{name: list(values) for name, values in asked.items()},
    }


@contextmanager
def opened(output: Path, head: dict[str, Any], tally: Tally) -> Iterator[IO[bytes]]:
    """The report, opened to be gone on with; what it holds already goes into ``tally``.

    A last line that was cut off is taken away.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("a+b", buffering=0) as file:
            file.seek(0)
            end = _take_up(file, output, head, tally)
            file.truncate(end)
            if not end:
                file.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
            file.seek(0, os.SEEK_END)
            yield file
            with suppress(OSError):
                os.fsync(file.fileno())
    except OSError as reason:
        raise unwritable(output, reason) from reason


def _take_up(file: IO[bytes], output: Path, head: dict[str, Any], tally: Tally) -> int:
    """Read a report as far as it is whole; gives where it ends."""
    end = 0
    for number, line in enumerate(_lines(file)):
        if not line.endswith(b"\n"):
            break
        try:
            record = json.loads(line)
            if number:
                tally.count(record)
                tally.done.add(record["line"])
            elif record != head:
                raise ValueError("is about another list")
        except (ValueError, KeyError, TypeError) as reason:
            raise UsageError(
                "is there already, and no report of this list with this selection"
                if not number
                else "is no report any more from here on",
                path=str(output),
                line=number + 1,
                remedy="name another --output, or move it away",
            ) from reason
        end += len(line)
    if not end and file.seek(0, os.SEEK_END):
        raise UsageError(
            "is there already, and no report", path=str(output), remedy="name another --output"
        )
    return end


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    import io

    reader = io.BufferedReader(io.FileIO(file.fileno(), closefd=False))
    while line := reader.readline():
        yield line


def unwritable(output: Path, reason: OSError) -> OutputError:
    """The error that tells what kept a report from being gone on with."""
    return OutputError(
        writing_problem(reason),
        path=str(output),
        remedy=writing_remedy(reason).replace(
            ": the old file is untouched", ": it goes on from here"
        ),
    )
