"""``podfeed import``: a show that lives elsewhere, taken over into a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import Settings, echo_findings, now, progress, sweep_the_young

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from podfeed.comparing import Comparison
    from podfeed.findings import Finding
    from podfeed.importing.taking import Taken
    from podfeed.starting import Started


@click.command("import", epilog="Example: podfeed import https://old.example/tea.xml -C my-podcast")
@click.argument("source", metavar="SOURCE")
@click.option("-C", "folder", metavar="DIR", help="The workspace; it is made if there is none.")
@click.option("--as", "name", metavar="NAME", help="Name of the show, and of its files.")
@click.option("--media", is_flag=True, help="Fetch recordings and pictures into media/SHOW/ too.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    folder: str | None,
    name: str | None,
    media: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Take a show over: SOURCE becomes seeds/SHOW.yaml.

    SOURCE is a feed or its address, an OPML of many feeds, a listing, or a folder of audio. Of a
    feed, guids, dates, enclosures and every tag are kept, known or not; to prove it, the feed is
    built again and compared with the original element by element.

    With --media, a download that was stopped goes on where it ended when the command is run again.
    Nothing that is there already is overwritten. Exits 1 if something could not be taken over.
    """
    from pathlib import Path

    from podfeed.importing.sources import is_address, is_feed

    sweep_the_young()
    root = Path(folder if folder is not None else settings.folder)
    quiet = quiet or as_json
    path = None if is_address(source) else Path(source)
    if path is not None and source and (path.is_dir() or (path.exists() and not is_feed(path))):
        _start(root, path, name, as_json=as_json, quiet=quiet)
        return
    taken, findings = _take(root, source, path, name, media=media, quiet=quiet)
    found = [*findings, *(one for each in taken for one in each.findings)]
    if as_json:
        _print_json(root, taken, found)
    else:
        _echo_some(found)
        if not quiet:
            _tell(root, taken)
    _leave(found)


def _take(
    root: Path, source: str, path: Path | None, name: str | None, *, media: bool, quiet: bool
) -> tuple[list[Taken], list[Finding]]:
    """Every feed that the source is or lists, taken over, and what is told of the list."""
    from podfeed.errors import FeedError, UsageError
    from podfeed.importing.sources import find_feeds, open_feed, told
    from podfeed.importing.taking import Wishes, take

    if path is not None and "://" in source:
        remedy = "name one that begins with https:// or http://"
        raise UsageError("is no address that can be fetched", path=source, remedy=remedy)
    if path is not None and not (source and path.exists()):
        raise UsageError(
            "there is no such file or folder",
            path=source or "SOURCE",
            remedy="name a feed, its address, an OPML, a listing or a folder of audio",
        )
    with progress("Fetching", quiet=quiet) as show:
        feeds, findings = find_feeds(source, show)
    if name is not None and len(feeds) > 1:
        raise UsageError(
            f"--as: {source} lists {len(feeds)} feeds", remedy="import them one by one"
        )
    wishes = Wishes(root, name)
    taken = []
    for found in feeds:
        try:
            with progress("Fetching media", quiet=quiet or not media) as show:
                fetching = show if media else None
                original = open_feed(found)
                taken.append(take(original, wishes, address=found.address, fetching=fetching))
        except (FeedError, UsageError) as error:
            if len(feeds) == 1 and not findings:
                raise
            findings.append(told(error, found))
    return taken, findings


def _start(root: Path, source: Path, name: str | None, *, as_json: bool, quiet: bool) -> None:
    """A listing or a folder of audio becomes a show as ``podfeed init --from`` makes it."""
    from datetime import UTC, datetime
    from uuid import uuid4, uuid5

    from podfeed.identity.settling import NAMESPACE
    from podfeed.starting import start
    from podfeed.starting.draft import check_name

    if name is not None:
        check_name(name, "--as")
    with progress("Probing", quiet=quiet) as show:
        started = start(
            root,
            guid=uuid5(NAMESPACE, uuid4().hex),
            now=datetime.fromtimestamp(now(), UTC),
            source=source,
            name=name,
            progress=show,
            join=True,
        )
    if as_json:
        _print_started(started)
    else:
        echo_findings(started.findings)
        if not quiet:
            click.echo(f"Imported {click.format_filename(source)}:\n")
            _files(root, started.files)
            _notes(started.notes)
            _next(root, started.show)
    _leave(started.findings)


def _leave(findings: Sequence[Finding]) -> None:
    import sys

    from podfeed.findings import has_errors

    if has_errors(findings):
        sys.exit(1)


_MOST = 5


def _echo_some(findings: Sequence[Finding]) -> None:
    """The findings, the first of many of one kind in one file by themselves."""
    from collections import Counter

    counts = Counter((finding.path, finding.code) for finding in findings)
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = finding.path, finding.code
        seen[key] += 1
        if seen[key] <= _MOST or finding.severity == "error":
            echo_findings([finding])
        elif seen[key] == counts[key]:
            more = f"{counts[key] - _MOST:,} more of {finding.code} {finding.name}"
            click.echo(f"{finding.path}: {more}; --json tells them all", err=True)


def _tell(root: Path, taken: Sequence[Taken]) -> None:
    """What was taken over, the proof, and what to type next."""
    for each in taken:
        click.echo(f'Imported "{each.title}" from {each.source}:\n')
        _files(root, each.files)
        if each.fetched:
            click.echo(f"  {each.fetched:,} recordings and pictures in media/{each.show}/")
        _notes(each.notes)
        click.echo("")
        _tell_proof(each.proof)
    if taken:
        _next(root, taken[0].show if len(taken) == 1 else None)


def _files(root: Path, files: Sequence[tuple[str, str]]) -> None:
    top = "" if root.as_posix() == "." else f"{root.as_posix()}/"
    rows = [(f"{top}{path}", about) for path, about in files if about or len(files) <= _MOST]
    width = max((len(path) for path, _ in rows), default=0)
    for path, about in rows:
        click.echo(f"  {path:<{width}}  {about}".rstrip())
    if len(rows) < len(files):
        click.echo(f"  and {len(files) - len(rows)} recordings")


def _notes(notes: Sequence[str]) -> None:
    from textwrap import fill

    for note in notes:
        click.echo("\n" + fill(f"note: {note}", 80, break_on_hyphens=False))


def _tell_proof(proof: Comparison | None) -> None:
    """What the feed that was built again says of the original, in words."""
    from textwrap import fill

    if proof is None:
        click.echo("Not proved: the show cannot be built as it is, see above.")
        return
    count = len(proof.differences)
    said = "nothing is lost or changed" if not count else f"{count:,} differ, see above"
    items = f"{proof.items:,} item{'' if proof.items == 1 else 's'}"
    click.echo(f"Built again and compared element by element ({items}): {said}.")
    for head, counts in (
        ("Written otherwise, saying the same:", proof.allowed),
        ("New, because podfeed writes it for every show:", proof.added),
    ):
        if counts:
            click.echo(f"  {head}")
            for line in _grouped(counts):
                click.echo(fill(line, 80, initial_indent="    ", subsequent_indent="      "))


def _grouped(counts: Mapping[str, int]) -> list[str]:
    """Elements with how often each was met, those of one reason in a line."""
    reasons: dict[str, list[str]] = {}
    for name, number in sorted(counts.items(), key=lambda pair: -pair[1]):
        element, colon, reason = name.partition(": ")
        element = element if colon else name
        reasons.setdefault(reason, []).append(f"{element} ({number:,})")
    return [
        ", ".join(elements) + (f": {reason}" if reason else "")
        for reason, elements in reasons.items()
    ]


def _next(root: Path, show: str | None) -> None:
    from podfeed.cli.init import quoted

    click.echo("\nNext:\n")
    if root.as_posix() != ".":
        click.echo(f"  cd {quoted(root)}")
    click.echo("  podfeed build\n")
    what = f"seeds/{show}.yaml" if show else "the shows in seeds/"
    click.echo(f"Then set base_url in seeds/network.yaml, and make {what} yours.")


def _print_json(root: Path, taken: Sequence[Taken], findings: Sequence[Finding]) -> None:
    import json
    from dataclasses import asdict

    shows: list[dict[str, Any]] = []
    for each in taken:
        proof = each.proof
        shows.append(
            {
                "source": each.source,
                "show": each.show,
                "title": each.title,
                "episodes": each.episodes,
                "items": each.items,
                "fetched": each.fetched,
                "files": [path for path, _ in each.files],
                "proof": None
                if proof is None
                else {
                    "same": proof.same,
                    "differences": [
                        {"path": d.path, "kind": d.kind, "before": d.before, "after": d.after}
                        for d in proof.differences
                    ],
                    "allowed": dict(proof.allowed.most_common()),
                    "added": dict(proof.added.most_common()),
                },
            }
        )
    document = {
        "workspace": str(root),
        "shows": shows,
        "findings": [asdict(finding) for finding in findings],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _print_started(started: Started) -> None:
    import json
    from dataclasses import asdict

    show = {"show": started.show, "files": [path for path, _ in started.files], "proof": None}
    document = {
        "workspace": str(started.root),
        "shows": [show],
        "findings": [asdict(finding) for finding in started.findings],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
