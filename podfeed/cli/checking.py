"""What ``podfeed check`` does: the workspace or feeds judged, and the report delivered."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podfeed.cli.common import now, progress
from podfeed.cli.reporting import deliver, require_sense
from podfeed.errors import PodfeedError, UsageError
from podfeed.examining import Checked, Selection, check_feeds
from podfeed.files import read_regular
from podfeed.findings import Severity
from podfeed.rules import LIMIT, chosen, parse_profiles
from podfeed.targets import Target, find_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Given(NamedTuple):
    """The arguments and options of the command, by their names; ``listed`` is ``--from-list``."""

    paths: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    profile: tuple[str, ...]
    form: str
    statistics: bool
    output: str | None
    fail_on: str
    stdin_name: str
    listed: str | None
    jobs: int | None
    cluster: str | None
    audio: bool
    media: bool
    newest: int
    timeout: float | None


def run(given: Given, open_folder: Callable[[], str]) -> bool:
    """Judge what was named, or the workspace that ``open_folder`` gives; whether that fails.

    Raises UsageError for options that cannot be had together, and what the checks raise.
    """
    selection = _selection(given)
    _require_sense(given)
    if given.listed is not None:
        from podfeed.cli.listed import check_listed

        return check_listed(
            given.listed,
            given.output,
            selection,
            jobs=given.jobs,
            cluster=given.cluster,
            timeout=given.timeout,
            fail_on=given.fail_on,
        )
    addresses = [path for path in given.paths if _is_address(path)]
    targets = find_targets(
        (path for path in given.paths if not _is_address(path)),
        stdin=lambda: sys.stdin.buffer.read(LIMIT + 1),
        stdin_name=given.stdin_name,
    )
    inputs = {target.shown: target for target in targets}
    require_sense(given.form, statistics=given.statistics, output=given.output, inputs=set(inputs))
    root = Path() if given.paths else Path(open_folder())
    if not given.paths:
        checked = _check_workspace(given, root, selection)
    elif given.media:
        checked = Checked()
    else:
        quiet = given.form != "text" or len(targets) < 20
        with progress("Checking", quiet=quiet) as show:
            checked = check_feeds(
                targets, selection, jobs=given.jobs, timeout=given.timeout, progress=show
            )
    if addresses or given.media:
        fetched = _ask_servers(given, checked, addresses, targets, selection)
        inputs |= {address: Target(address, data=data) for address, data in fetched.items()}
    least = Severity(given.fail_on)
    deliver(
        checked,
        form=given.form,
        root=root,
        source=_sources(inputs, root),
        statistics=given.statistics,
        output=given.output,
        fail_on=least,
    )
    return any(finding.severity.rank <= least.rank for finding in checked.findings)


def _selection(given: Given) -> Selection:
    """The rules to judge by. Raises UsageError if there are none."""
    if given.select or given.ignore:
        import podfeed.checking  # noqa: F401 - declares the kinds that may be named beside rules

    moment = datetime.fromtimestamp(now(), UTC)
    profiles = parse_profiles(_split(given.profile))
    selection = Selection(moment, _split(given.select), _split(given.ignore), profiles)
    if given.select and not selection.select:
        raise UsageError("--select names no rule", remedy='see "podfeed explain" for all of them')
    if not chosen(selection.select, selection.ignore):
        raise UsageError("no rule is left to judge by", remedy="ignore fewer than are selected")
    return selection


def _require_sense(given: Given) -> None:
    """Raise UsageError for what cannot be asked for together."""
    if given.cluster is not None and given.paths:
        raise UsageError(
            "--cluster judges the shows of a workspace or the feeds of a list, not single feeds",
            remedy="leave it out, and use --jobs",
        )
    if given.listed is not None:
        others = {
            "a PATH": given.paths,
            "--audio": given.audio,
            "--media": given.media,
            "--statistics": given.statistics,
            "--format": given.form != "text",
        }
        for name, wanted in others.items():
            if wanted:
                raise UsageError(
                    f"--from-list goes without {name}", remedy="leave one of the two out"
                )
    if given.audio and given.paths:
        raise UsageError(
            "--audio listens to the recordings of a workspace, not of single feeds",
            remedy="leave out the paths, and name the workspace with -C",
        )
    if given.media and not given.paths:
        raise UsageError(
            "--media asks the servers of feeds, and none is named",
            remedy="name a feed or its address, or check the workspace without --media",
        )


def _check_workspace(given: Given, root: Path, selection: Selection) -> Checked:
    """Judge the workspace; what all rules find is counted for the report of the show."""
    from podfeed.checking import check_workspace

    what = "Listening" if given.audio else "Probing"
    with progress(what, quiet=given.form != "text") as show:
        checked = check_workspace(
            root,
            selection,
            jobs=given.jobs,
            cluster=given.cluster,
            timeout=given.timeout,
            progress=show,
            listening=show if given.audio else None,
        )
    if not (given.select or given.ignore or given.profile):
        from podfeed import tallies

        tallies.note(root, selection.now.date(), checked)
    return checked


def _ask_servers(
    given: Given,
    checked: Checked,
    addresses: list[str],
    targets: Iterable[Target],
    selection: Selection,
) -> dict[str, bytes]:
    """Judge feeds on the web, and with ``--media`` the files of all; what was fetched, by name."""
    from podfeed.live import TIMEOUT, Manners, check_live

    feeds = {target.shown: target.read(limit=LIMIT) for target in targets if given.media}
    manners = Manners(media=given.media, newest=given.newest, timeout=given.timeout or TIMEOUT)
    with progress("Asking servers", quiet=given.form != "text") as show:
        return check_live(checked, addresses, feeds, selection, manners, progress=show)


def _sources(inputs: dict[str, Target], root: Path) -> Callable[[str], bytes | None]:
    """What gives the bytes of a file that findings name: as it was read, or from below ``root``."""

    def source(path: str) -> bytes | None:
        data = inputs[path].data if path in inputs else None
        if data is None:
            with suppress(PodfeedError):
                return read_regular(root / path, limit=LIMIT)
        return data

    return source


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _split(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for given in codes for code in given.split(",") if code.strip())
