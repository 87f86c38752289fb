"""``podfeed probe``: what an audio file says of itself, and what its bytes say."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from podfeed.cli.common import echo_findings, progress

if TYPE_CHECKING:
    from podfeed.probes.audio import Probed

_MANY = 20


@click.command(epilog="Example: podfeed probe media/my-show/*.mp3 --json")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects as JSON.")
def command(files: tuple[str, ...], as_json: bool) -> None:
    """Measure audio files: duration, bit rate, tags and chapters.

    The type comes from the bytes, never from the name, and the duration is that of the
    sound, also where the header of the file lies. Exits 1 if a file is no use.
    """
    import json
    from pathlib import Path

    from podfeed.findings import has_errors
    from podfeed.probes import audio

    documents, failed = [], False
    with progress("Measuring", quiet=len(files) <= _MANY) as show:
        for done, name in enumerate(files, 1):
            probed = audio.probe(Path(name), shown=click.format_filename(name))
            failed = failed or has_errors(probed.findings)
            if as_json:
                documents.append(_document(name, probed))
            else:
                _print(name, probed)
            show(done, len(files))
    if as_json:
        click.echo(json.dumps(documents, ensure_ascii=True, indent=1))
    sys.exit(1 if failed else 0)


def _document(name: str, probed: Probed) -> dict[str, Any]:
    """One file as JSON has it: null for what is not known."""
    found = probed.audio
    return {
        "path": name,
        "type": found and found.type,
        "duration": found and found.duration,
        "size": found.length if found else _size(name),
        "bitrate": found and found.bitrate,
        "sample_rate": found and found.sample_rate,
        "channels": found and found.channels,
        "codec": probed.codec,
        "tags": probed.tags.model_dump(exclude_none=True),
        "cover": probed.cover and probed.cover.model_dump(),
        "chapters": [
            chapter.model_dump(exclude_none=True, exclude={"toc"})
            for chapter in (found.chapters if found else ())
        ],
        "findings": [
            {
                "code": finding.code,
                "name": finding.name,
                "severity": finding.severity.value,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in probed.findings
        ],
    }


def _size(name: str) -> int | None:
    try:
        return os.stat(name).st_size
    except (OSError, ValueError):
        return None


def _print(name: str, probed: Probed) -> None:
    """One file for people, and its findings on standard error."""
    found = probed.audio
    if found is not None:
        click.echo(click.style(click.format_filename(name), bold=True))
        for label, text in _rows(probed):
            click.echo(f"  {label:<9} {text}")
        for chapter in found.chapters:
            click.echo(f"  {chapter.start!s:>9} {_plain(chapter.title)}")
    echo_findings(probed.findings)


def _rows(probed: Probed) -> list[tuple[str, str]]:
    found = probed.audio
    if found is None:
        return []
    sound = [
        f"{(found.bitrate or 0) / 1000:.0f} kbit/s",
        f"{found.sample_rate} Hz" if found.sample_rate else "",
        {1: "mono", 2: "stereo"}.get(found.channels or 0, f"{found.channels or 0} channels"),
    ]
    rows = [
        ("type", f"{found.type} ({probed.codec})"),
        ("duration", f"{found.duration!s} ({found.duration:.2f} s)"),
        ("size", f"{found.length!s} ({found.length:,} bytes)"),
        ("sound", ", ".join(part for part in sound if part)),
    ]
    tags = probed.tags.model_dump(exclude_none=True)
    rows += [(name, _plain(str(value))) for name, value in tags.items()]
    if probed.cover:
        cover = probed.cover
        rows.append(("cover", f"{cover.type}, {cover.width}×{cover.height}, {cover.bytes:,} bytes"))
    return rows


def _plain(text: str) -> str:
    """Text on one line, without what could command a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
