"""Each feed of a list judged, and its result written down: files first, then addresses."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podfeed.attempts import Fault
from podfeed.errors import PodfeedError, UsageError
from podfeed.examining import FEED_UNREADABLE, Checked, Judge, Selection, judge
from podfeed.listed.hosts import ask, ask_elsewhere
from podfeed.listed.names import Named, read_list
from podfeed.listed.records import record_of, unjudged
from podfeed.listed.report import Tally, head_of, opened, unwritable
from podfeed.live import Manners
from podfeed.processes import stream
from podfeed.rules import LIMIT
from podfeed.targets import FOREIGN, Target, is_foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator


def check_list(
    source: Path,
    output: Path,
    selection: Selection,
    *,
    jobs: int,
    manners: Manners,
    timeout: float | None = None,
    cluster: str | None = None,
    progress: Callable[[int, int], None],
) -> Tally:
    """Judge all feeds that a list names, files first; ``output`` is written, or gone on with.

    ``timeout`` is how many seconds a file may take, as in ``spread``; ``cluster`` is the address of
    a scheduler of dask, whose workers judge them instead. However many there are, few are held at
    once. Raises UsageError for a list that cannot be read or a report about something else, if
    there are addresses and no httpx, or if the cluster is no use; OutputError if the report cannot
    be written.
    """
    total = sum(1 for _ in read_list(source))
    if not total:
        raise UsageError("names no feed", path=str(source), remedy="write one on each line")
    tally = Tally()
    with opened(output, head_of(source, selection), tally) as file:
        if tally.done:
            progress(len(tally.done), total)
        found = _records(
            source, selection, jobs, manners, tally.done, timeout=timeout, cluster=cluster
        )
        for record in found:
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            try:
                file.write(line.encode("utf-8", "backslashreplace") + b"\n")
            except OSError as reason:
                raise unwritable(output, reason) from reason
            tally.count(record)
            progress(tally.feeds, total)
    return tally


def _records(
    source: Path,
    selection: Selection,
    jobs: int,
    manners: Manners,
    done: Container[int],
    *,
    timeout: float | None,
    cluster: str | None,
) -> Iterator[dict[str, Any]]:
    files = (one for one in read_list(source) if not one.is_address and one.line not in done)
    engine = asking = None
    if cluster is not None:
        from podfeed.cluster import engine_of

        engine, asking = engine_of(cluster, None), engine_of(cluster, None, together=1)
    # Another machine looks at the same path, wherever it was started.
    look = partial(_look, folder=Path.cwd() if engine else Path(), lint=judge(selection))
    ahead, again = tee(files)
    with closing(stream(look, ahead, jobs=jobs, timeout=timeout, elsewhere=engine)) as found:
        for named, record in zip(again, found, strict=False):
            yield unjudged(named, record) if isinstance(record, Fault) else record
    if any(one.is_address for one in read_list(source)):
        addresses = (one for one in read_list(source) if one.is_address and one.line not in done)
        if asking is None:
            yield from ask(addresses, selection, manners)
        else:
            yield from ask_elsewhere(asking, addresses, selection, manners)


def _look(named: Named, *, folder: Path, lint: Judge) -> dict[str, Any]:
    checked = Checked(feeds=1)
    path = folder / named.name
    try:
        if is_foreign(named.name, path):
            remedy = "begin it with https://, or name a file"
            raise UsageError(FOREIGN, path=named.name, remedy=remedy)
        data = Target(named.name, path).read(limit=LIMIT)
    except PodfeedError as error:
        checked.findings = [FEED_UNREADABLE.of(error, named.name)]
    else:
        checked.count(named.name, seen := lint(data, path=named.name))
        checked.findings = list(seen.findings)
    return record_of(named, checked)
