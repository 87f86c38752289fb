"""``podfeed build``: feeds/ from seeds/ and media/."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import Settings, echo_findings, now, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from podfeed import manifest
    from podfeed.outcome import Built, Outcome
    from podfeed.pipeline import Published


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
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.pass_obj
def command(
    settings: Settings,
    shows: tuple[str, ...],
    locked: bool,
    remove: tuple[str, ...],
    against: str | None,
    drafts: bool,
    force: bool,
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
    moment = now()
    built = None
    if not (force or remove or against or drafts):
        known = manifest.load(settings.folder)
        entries = known.covers(settings.folder, shows, moment)
        if entries is not None:
            with suppress(KeyError, TypeError, ValueError):  # a damaged manifest is no manifest
                built = _replay(known, entries)
    if built is None:
        with progress("Probing", quiet=quiet or as_json) as show:
            if drafts:
                built = _preview(settings.folder, shows, moment, show)
            else:
                built = _build(settings.folder, shows, moment, locked, remove, against, force, show)
    findings = [asdict(finding) for finding in built.findings]
    if as_json:
        due = [outcome.next for outcome in built.outcomes if outcome.next]
        document: dict[str, Any] = {
            "shows": [outcome.to_dict() for outcome in built.outcomes],
            "next": min(due) if due else None,
            "findings": findings,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        echo_findings(built.findings)
        if not quiet:
            _summarise(built, moment)
    failed = any(outcome.state == "failed" for outcome in built.outcomes)
    sys.exit(1 if failed or any(f["severity"] == "error" for f in findings) else 0)


def _replay(known: manifest.Manifest, entries: list[manifest.Entry]) -> Built:
    """What the last build said. Only what tells it is imported."""
    from podfeed.outcome import replay

    return replay(known, entries)


def _build(
    folder: str,
    shows: tuple[str, ...],
    moment: float,
    locked: bool,
    remove: tuple[str, ...],
    against: str | None,
    force: bool,
    show: Callable[[int, int], None],
) -> Built:
    from datetime import UTC, datetime
    from pathlib import Path

    # Many small objects and no circles: looking for circles is a tenth of a long build.
    gc.disable()
    from podfeed.build import build
    from podfeed.pipeline import Options

    options = Options(
        now=datetime.fromtimestamp(moment, UTC),
        locked=locked,
        remove=remove,
        against=_published(against) if against else None,
        force=force,
    )
    return build(Path(folder), shows, options, progress=show)


def _preview(
    folder: str, shows: tuple[str, ...], moment: float, show: Callable[[int, int], None]
) -> Built:
    from datetime import UTC, datetime
    from pathlib import Path

    from podfeed.build import build_previews
    from podfeed.pipeline import Options

    return build_previews(
        Path(folder), shows, Options(datetime.fromtimestamp(moment, UTC)), progress=show
    )


def _published(against: str) -> Published:
    """What fetches the published feed: of the feed's own address for ``live``."""
    from pathlib import Path

    def fetch(address: str, *, page: bool = False) -> bytes | None:
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

    return fetch


def _summarise(built: Built, moment: float) -> None:
    """A line a show, what is new, changed and left out, and when the next one is due."""
    width = max((len(outcome.show) for outcome in built.outcomes), default=0)
    for outcome in built.outcomes:
        _line(outcome, width, moment)
    if not built.outcomes:
        click.echo('no shows in seeds/ yet; write one, or "podfeed init" an example')
    ownerless = [o.show for o in built.outcomes if not o.owner and o.state == "new"]
    if ownerless:
        click.echo(
            f"note: no owner: in {', '.join(ownerless[:5])}{' …' if len(ownerless) > 5 else ''}. "
            "Spotify, YouTube and Amazon send their claim code to its e-mail."
        )


_COLOURS = {"new": "green", "changed": "green", "unchanged": None, "failed": "red"}
_MOST = 5


def _line(outcome: Outcome, width: int, moment: float) -> None:
    state = click.style(f"{outcome.state:<9}", fg=_COLOURS[outcome.state])
    if outcome.state == "failed":
        click.echo(f"{outcome.show:<{width}}  {state}  {outcome.feed} is left as it is")
        return
    count = f"{outcome.episodes} episode{'' if outcome.episodes == 1 else 's'}"
    click.echo(f"{outcome.show:<{width}}  {state}  {outcome.feed}, {count}")
    indent = " " * (width + 2)
    for word, titles in (
        ("new", outcome.new),
        ("changed", outcome.changed),
        ("gone", outcome.gone),
    ):
        if titles and outcome.state == "changed":
            click.echo(f"{indent}{len(titles)} {word}: {_some(titles)}")
    for left in outcome.left_out[:_MOST]:
        due = f", due {_when(left.due, moment)}" if left.due else ""
        click.echo(f'{indent}left out: "{left.title}": {left.reason}{due}')
    if len(outcome.left_out) > _MOST:
        click.echo(f"{indent}left out: {len(outcome.left_out) - _MOST} more")
    if outcome.next:
        click.echo(f"{indent}next release: {_when(outcome.next, moment)}")


def _some(titles: list[str]) -> str:
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return ", ".join(f'"{title}"' for title in titles[:3]) + more


def _when(stated: str, moment: float) -> str:
    from datetime import UTC, datetime

    from podfeed.outcome import in_words

    date = datetime.fromisoformat(stated)
    off = in_words(date, datetime.fromtimestamp(moment, UTC))
    return f"{date:%Y-%m-%d %H:%M} {date.isoformat()[-6:]} ({off})"
