"""``podfeed build``: feeds/ from seeds/ and media/."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from podfeed.cli.common import Settings, now, progress, sweep_the_young
from podfeed.cli.options import jobs_option
from podfeed.cli.outcomes import echo_outcomes
from podfeed.findings import has_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from podfeed import manifest
    from podfeed.outcome import Built


@click.command(epilog="Example: podfeed build my-show --locked")
@click.argument("shows", nargs=-1, metavar="[SHOW]...")
@click.option("--locked", is_flag=True, help="Fail if a lock would change. For CI.")
@click.option(
    "--remove",
    multiple=True,
    metavar="EPISODE",
    help="Let a published episode go: its title, guid or page name.",
)
@click.option(
    "--against",
    metavar="live|URL|FILE",
    help="Compare with the published feed first, and stop if listeners would suffer.",
)
@click.option(
    "--drafts",
    is_flag=True,
    help="Build a preview with drafts and future episodes into .podfeed/preview/ instead.",
)
@click.option("--force", is_flag=True, help="Build even what has not changed.")
@jobs_option
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Let the workers of a dask scheduler do it: tcp://HOST:PORT.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 1_000_000),
    help="Give up a show that takes longer.  [default: an hour in a process of its own]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.pass_context
def command(
    ctx: click.Context,
    shows: tuple[str, ...],
    locked: bool,
    remove: tuple[str, ...],
    against: str | None,
    drafts: bool,
    force: bool,
    jobs: int | None,
    cluster: str | None,
    timeout: float | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Build the feeds of all shows, or of those named.

    Reads seeds/, measures the audio in media/, and writes feeds/SHOW.xml, web pages in feeds/
    and feeds/SHOW/, and seeds/SHOW.lock.
    Exits 1 if a show could not be built or an episode had to be left out by error.

    With --drafts it writes neither, but for each show a preview that no directory lists and no
    app takes for the show: .podfeed/preview/SHOW.preview.xml.
    """
    import json
    from dataclasses import asdict

    from podfeed import manifest

    if drafts and (locked or remove or against):
        from podfeed.errors import UsageError

        raise UsageError(
            "--drafts writes no lock and no feed, so it goes with none of --locked, --remove and "
            "--against",
            remedy="leave one of them out",
        )
    settings: Settings = ctx.obj
    if drafts and settings.is_stored:
        from podfeed.errors import UsageError

        raise UsageError(
            "--drafts makes a preview on this machine, of a workspace that is here",
            remedy="bring the workspace here first",
        )
    folder = settings.open_folder(ctx, timeout=timeout, quiet=quiet or as_json)
    gc.disable()  # until all is imported, which stays
    moment = now()
    seen = None if drafts else manifest.survey(folder, shows, moment)
    built = None
    if seen is not None and not (force or remove or against):
        entries = seen.nothing_to_do
        if entries is not None:
            with suppress(KeyError, TypeError, ValueError):  # a damaged manifest is no manifest
                built = _replay(seen.known, entries)
            if built is None:
                blank = manifest.Manifest()
                seen = manifest.survey(folder, shows, moment, known=blank)
    if built is None:
        how = _How(moment, jobs, cluster, timeout, locked, remove, against, force)
        with progress("Building", quiet=quiet or as_json) as show:
            if seen is None:
                built = _preview(folder, shows, how, show)
            else:
                built = _build(folder, shows, how, seen, show)
    if as_json:
        findings = [asdict(finding) for finding in built.findings]
        due = [outcome.next for outcome in built.outcomes if outcome.next]
        document: dict[str, Any] = {
            "shows": [outcome.to_dict() for outcome in built.outcomes],
            "next": min(due) if due else None,
            "findings": findings,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        echo_outcomes(built, moment, quiet=quiet)
    failed = any(outcome.state == "failed" for outcome in built.outcomes)
    sys.exit(1 if failed or has_errors(built.findings) else 0)


def _replay(known: manifest.Manifest, entries: list[manifest.Entry]) -> Built:
    """What the last build said. Only what tells it is imported."""
    from podfeed.outcome import replay

    return replay(known, entries)


class _How(NamedTuple):
    """What was asked for beside the shows."""

    moment: float
    jobs: int | None
    cluster: str | None
    timeout: float | None
    locked: bool
    remove: tuple[str, ...]
    against: str | None
    force: bool


def _build(
    folder: str,
    shows: tuple[str, ...],
    how: _How,
    seen: manifest.Survey,
    show: Callable[[int, int], None],
) -> Built:
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.build import build
    from podfeed.pipeline import Options

    sweep_the_young()
    options = Options(
        now=datetime.fromtimestamp(how.moment, UTC),
        locked=how.locked,
        remove=how.remove,
        against=_Published(how.against) if how.against else None,
        force=how.force,
    )
    return build(
        Path(folder),
        shows,
        options,
        jobs=how.jobs,
        cluster=how.cluster,
        timeout=how.timeout,
        seen=seen,
        progress=show,
    )


def _preview(
    folder: str, shows: tuple[str, ...], how: _How, show: Callable[[int, int], None]
) -> Built:
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.build import build_previews
    from podfeed.pipeline import Options

    sweep_the_young()
    options = Options(datetime.fromtimestamp(how.moment, UTC))
    return build_previews(
        Path(folder),
        shows,
        options,
        jobs=how.jobs,
        cluster=how.cluster,
        timeout=how.timeout,
        progress=show,
    )


class _Published(NamedTuple):
    """Fetches the published feed that ``--against`` names: of the feed's own address for live.

    No closure, because it is sent to other processes.
    """

    against: str

    def __call__(self, address: str, *, page: bool = False) -> bytes | None:
        from pathlib import Path

        against = self.against
        if against != "live" and "://" not in against:
            from podfeed.errors import FeedError
            from podfeed.files import read_regular
            from podfeed.history import read_feed

            path = Path(against)
            if page:  # beside the file, as a build leaves them
                path = path.with_suffix("") / address.rpartition("/")[2]
            data = read_regular(path, limit=100_000_000, error=FeedError)
            read_feed(data, str(path))  # so that a fault of it is told of this file
            return data
        from podfeed import web

        return web.fetch(address if page or against == "live" else against).content
