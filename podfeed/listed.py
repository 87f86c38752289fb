"""Very many feeds, named in a file: judged one by one, each result written down as it comes.

The report is a file of JSON Lines: one that says which list it is about and what was asked for,
then one for each feed. A check that was stopped, however, goes on from there.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import tee
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from podfeed import __version__
from podfeed.attempts import Fault
from podfeed.errors import OutputError, PodfeedError, UsageError
from podfeed.examining import FEED_UNREADABLE, Checked, Judge, Selection, judge
from podfeed.files import open_regular, writing_problem, writing_remedy
from podfeed.findings import Severity
from podfeed.live import Manners, check_stream
from podfeed.live.answers import without_login
from podfeed.mishaps import mishap
from podfeed.processes import stream
from podfeed.reports.json import plain
from podfeed.rules import LIMIT
from podfeed.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Container

_LONGEST = 8192
"""The most bytes of a line of a list."""


class Named(NamedTuple):
    """A feed of a list: the line that names it, counted from 1, and its path or address."""

    line: int
    name: str

    @property
    def is_address(self) -> bool:
        """Whether it is on the web."""
        return self.name.lower().startswith(("http://", "https://"))


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


def check_list(
    source: Path,
    output: Path,
    selection: Selection,
    *,
    jobs: int,
    manners: Manners,
    timeout: float | None = None,
    progress: Callable[[int, int], None],
) -> Tally:
    """Judge all feeds that a list names, files first; ``output`` is written, or gone on with.

    ``timeout`` is how many seconds a file may take, as in ``spread``. However many there are, few
    are held at once. Raises UsageError for a list that cannot be read or a report about something
    else, or if there are addresses and no httpx; OutputError if the report cannot be written.
    """
    total = sum(1 for _ in read_list(source))
    if not total:
        raise UsageError("names no feed", path=str(source), remedy="write one on each line")
    tally = Tally()
    with _report(output, _head(source, selection), tally) as file:
        if tally.done:
            progress(len(tally.done), total)
        for record in _records(source, selection, jobs, manners, tally.done, timeout=timeout):
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            try:
                file.write(line.encode("utf-8", "backslashreplace") + b"\n")
            except OSError as reason:
                raise _unwritable(output, reason) from reason
            tally.count(record)
            progress(tally.feeds, total)
    return tally


def read_list(source: Path) -> Iterator[Named]:
    """The feeds of a list: a path or address on each line; ``#`` begins a comment line.

    Raises UsageError if it cannot be read, or for a line that is no text or far too long.
    """
    with open_regular(source, shown=str(source), error=UsageError) as file:
        for number in range(1, 1 << 60):
            raw = file.readline(_LONGEST + 1)
            if not raw:
                return
            try:
                name = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError:
                name = "\0"
            if len(raw) > _LONGEST or "\0" in name:
                raise UsageError(
                    "is no path or address of a feed",
                    path=str(source),
                    line=number,
                    remedy="write one on each line, in UTF-8",
                )
            if name and not name.startswith("#"):
                yield Named(number, name)


def _records(
    source: Path,
    selection: Selection,
    jobs: int,
    manners: Manners,
    done: Container[int],
    *,
    timeout: float | None,
) -> Iterator[dict[str, Any]]:
    files = (one for one in read_list(source) if not one.is_address and one.line not in done)
    look = partial(_look, lint=judge(selection))
    ahead, again = tee(files)
    with closing(stream(look, ahead, jobs=jobs, timeout=timeout)) as found:
        for named, record in zip(again, found, strict=False):
            yield _unjudged(named, record) if isinstance(record, Fault) else record
    if any(one.is_address for one in read_list(source)):
        addresses = (
            (one, one.name) for one in read_list(source) if one.is_address and one.line not in done
        )
        with asyncio.Runner() as runner:
            answers = check_stream(addresses, selection, manners)
            try:
                while (answer := runner.run(anext(answers, None))) is not None:
                    yield _record(*answer)
            finally:
                runner.run(answers.aclose())


def _look(named: Named, *, lint: Judge) -> dict[str, Any]:
    checked = Checked(feeds=1)
    try:
        data = Target(named.name, Path(named.name)).read(limit=LIMIT)
    except PodfeedError as error:
        checked.findings = [FEED_UNREADABLE.of(error, named.name)]
    else:
        checked.count(named.name, seen := lint(data, path=named.name))
        checked.findings = list(seen.findings)
    return _record(named, checked)


def _unjudged(named: Named, fault: Fault) -> dict[str, Any]:
    shown = without_login(named.name)
    return _record(named, Checked([mishap(fault, shown)], feeds=1, paths=[shown]))


def _record(named: Named, checked: Checked) -> dict[str, Any]:
    findings = [plain(finding) for finding in checked.findings]
    shown = checked.paths[0] if checked.paths else named.name
    if named.is_address and not checked.paths:
        shown = checked.findings[0].path
    return {
        "feed": shown,
        "line": named.line,
        "episodes": checked.episodes,
        "findings": findings,
    }


def _head(source: Path, selection: Selection) -> dict[str, Any]:
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
def _report(output: Path, head: dict[str, Any], tally: Tally) -> Iterator[IO[bytes]]:
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
        raise _unwritable(output, reason) from reason


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


def _unwritable(output: Path, reason: OSError) -> OutputError:
    return OutputError(
        writing_problem(reason),
        path=str(output),
        remedy=writing_remedy(reason).replace(
            ": the old file is untouched", ": it goes on from here"
        ),
    )
