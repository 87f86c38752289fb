"""``podfeed show``: what was read, and where each value came from."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import Settings, echo_findings, now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podfeed.findings import Finding, Place
    from podfeed.listings.records import Map
    from podfeed.models import Episode, Show
    from podfeed.tags import Tag


@click.command(epilog="Example: podfeed show my-show --json")
@click.argument("source", metavar="SHOW|LISTING")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
@click.pass_obj
def command(settings: Settings, source: str, as_json: bool) -> None:
    """Print what is read of a show, and where each value is from.

    SHOW is the name of a show in seeds/; LISTING is any listing file or folder of Markdown, in a
    workspace or not.
    Drafts are marked, and episodes that wait for their date say when they are due.
    Exits 1 if something is wrong with it.
    """
    import json

    from podfeed.findings import has_errors, sort_key

    document, findings = _read(settings.folder, source)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        _print(document)
    echo_findings(sorted(dict.fromkeys(findings), key=sort_key))
    sys.exit(1 if has_errors(findings) else 0)


_BLANK = {"number": None, "title": None, "description": "", "published": None}


def _read(folder: str, source: str) -> tuple[dict[str, Any], list[Finding]]:
    """The show of that name, or the listing in that file."""
    from pathlib import Path

    from podfeed import manifest
    from podfeed.errors import UsageError, did_you_mean

    known = manifest.shows_in(folder)
    if source in known:
        return _of_show(Path(folder), source)
    path = Path(source)
    if path.is_dir():
        from podfeed.listings.markdown_folder import has_pages

        if not has_pages(path):
            raise UsageError("is a folder, not a listing", path=source, remedy="name a file in it")
    if path.exists():
        return _of_listing(path)
    if not known and "." not in source and os.path.lexists(Path(folder, "seeds")):
        from podfeed.workspace import open_workspace

        open_workspace(Path(folder))  # says why nothing is found there
    here = f"the shows here are {', '.join(known)}" if known else "name a listing file"
    raise UsageError(
        f'"{source}" is neither a show in seeds/ nor a listing file',
        remedy=did_you_mean(source, known) or here,
    )


def _of_show(root: Path, slug: str) -> tuple[dict[str, Any], list[Finding]]:
    """A show of the workspace, with the guids and dates that its lock and schedule give."""
    from datetime import UTC, datetime

    from podfeed.outcome import in_words
    from podfeed.pipeline import Job, Options
    from podfeed.probes.cache import Cache
    from podfeed.reader import EPISODE_TAGS, SHOW_TAGS
    from podfeed.workspace import open_workspace, read_show

    workspace = open_workspace(root)
    moment = datetime.fromtimestamp(now(), UTC)
    reading, sources = read_show(workspace, slug)
    if sources is None:
        return {"show": slug, "dialect": None, "episodes": []}, reading.findings
    show, origins = reading.show, reading.origins
    if show is None:
        document = _plain(sources.show_layers[0].record) | {"show": slug, "episodes": []}
        return document, reading.findings
    with Cache(workspace.root) as cache:
        job = Job(workspace, slug, Options(moment), cache, lambda *_: None)
        found = job.look()
    if found is not None:
        show, origins = found.show, job.origins
    data = _values(show, SHOW_TAGS, exclude={"episodes", "slug"})
    document = {"show": slug, "dialect": sources.dialect, **data}
    document["origins"] = _places(origins.show, data)
    document["episodes"] = []
    for episode in show.episodes:
        values = _values(episode, EPISODE_TAGS, exclude={"index"})
        places = _places(origins.episodes[episode.index], values)
        if not episode.draft and episode.published and episode.published > moment:
            values["due"] = in_words(episode.published, moment)
        document["episodes"].append(_BLANK | values | {"origins": places})
    return document, [*workspace.findings, *job.findings]


def _values(
    subject: Show | Episode, vocabulary: Mapping[str, type[Tag]], *, exclude: set[str]
) -> dict[str, Any]:
    """What a show or episode says, by the keys that are written in YAML, as JSON holds it."""
    left_out = (
        exclude
        | {"elements"}
        | {name for name in ("xml", "items") if not getattr(subject, name, None)}
    )
    values = subject.model_dump(mode="json", exclude_none=True, exclude=left_out)
    for key, value in subject.elements.items():
        tag = vocabulary[key]
        values[key] = tag.plain_all(value) if tag.multiple else tag.plain(value)
    return values


def _of_listing(path: Path) -> tuple[dict[str, Any], list[Finding]]:
    from podfeed import listings
    from podfeed.layers import Layer, Layers

    listing = listings.read(path, shown=path.as_posix())
    places = Layers((Layer(listing.show_path or listing.path, listing.show),))
    document = {"title": None, "author": None, "description": ""} | _plain(listing.show)
    document["dialect"] = listing.dialect
    document["origins"] = _places(places, document)
    document["episodes"] = []
    for position, record in enumerate(listing.episodes):
        entry: dict[str, Any] = dict(_BLANK)
        entry |= _plain(record)
        number = entry["number"]
        if isinstance(number, str) and number.isdecimal():
            entry["number"] = int(number)
        origins = Layers((Layer(listing.path_of(position), record),))
        document["episodes"].append(entry | {"origins": _places(origins, entry)})
    return document, list(listing.findings)


def _plain(record: Map) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}


def _places(places: Mapping[str, Place], values: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(places[key]) for key in values if key in places}


_FOUND = ("formats", "chapters", "transcripts")
"""What of an episode is told on a line of its own, where a file below media/ has it."""


def _print(document: dict[str, Any]) -> None:
    """The show for a person: values at the left, their places at the right."""
    origins: dict[str, str] = document.get("origins", {})
    title = document.get("title") or document.get("show") or "A show without a title"
    click.secho(str(title), bold=True)
    skipped = ("title", "origins", "episodes", "show")
    rows = [(key, one) for key, one in document.items() if key not in skipped and one != []]
    width = max((len(key) for key, _ in rows), default=0)
    for key, value in rows:
        place = click.style(f"  {origins[key]}", dim=True) if key in origins else ""
        click.echo(f"  {key:<{width}}  {_short(value)}{place}")
    episodes = document["episodes"]
    click.echo(f"\n{len(episodes)} episode{'' if len(episodes) == 1 else 's'}")
    for episode in episodes:
        number = f"{episode['number'] or '':>4}"
        place = click.style(f"  {episode['origins'].get('title', '')}", dim=True)
        date = f"{episode['published'][:10]}  " if episode.get("published") else ""
        click.echo(f"{number}  {date}{_mark(episode)}{_short(episode['title'])}{place}")
        for key in _FOUND:
            if episode["origins"].get(key, "").startswith("media/"):
                place = click.style(f"  {episode['origins'][key]}", dim=True)
                click.echo(f"      {key}{place}")


def _mark(episode: Mapping[str, Any]) -> str:
    """Why an episode is in no feed yet."""
    if episode.get("draft") in (True, "true"):
        return click.style("[draft] ", fg="yellow")
    if "due" in episode:
        return click.style(f"[due {episode['due']}] ", fg="blue")
    return ""


def _short(value: Any, width: int = 60) -> str:
    text = "".join(c if c.isprintable() else " " for c in _words(value))
    text = " ".join(text.split())
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _words(value: Any) -> str:
    """A value in words: the parts of a map with their keys, those of a list one after the other.

    >>> _words([{"name": "Ann", "role": "host"}, {"name": "Bob"}]), _words([True, 1, "a"])
    ('name Ann, role host; name Bob', 'true, 1, a')
    """
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        between = "; " if any(isinstance(part, dict) for part in value) else ", "
        return between.join(_words(part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
