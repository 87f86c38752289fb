"""Findings in the form that was asked for, on standard output or in a file."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podfeed.errors import UsageError
from podfeed.files import is_other, write_whole
from podfeed.findings import Severity
from podfeed.reports import (
    seen_from,
    summary,
    to_github,
    to_json,
    to_junit,
    to_sarif,
    to_statistics,
    to_statistics_json,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from podfeed.examining import Checked

FORMATS = ("text", "json", "github", "sarif", "junit")
"""The forms of a report, as ``--format`` names them."""

MOST_ON_SCREEN = 5
"""How many findings of a rule are shown whole for a file; a report in a file has all of them."""


def require_sense(form: str, *, statistics: bool, output: str | None, inputs: set[str]) -> None:
    """Raise UsageError for options that cannot be had together, before anything is read."""
    if statistics and form not in ("text", "json"):
        raise UsageError(
            f"--statistics has no form for {form}", remedy="use --format text or --format json"
        )
    if output is None:
        return
    path = Path(output)
    if path.is_dir() or is_other(path):
        raise UsageError(
            "is no file that a report can be written to", path=output, remedy="name a file"
        )
    if os.path.realpath(output) in {os.path.realpath(one) for one in inputs}:
        raise UsageError(
            "is one of the feeds to check", path=output, remedy="give the report another name"
        )


def deliver(
    checked: Checked,
    *,
    form: str,
    root: Path,
    source: Callable[[str], bytes | None],
    statistics: bool = False,
    output: str | None = None,
    fail_on: Severity = Severity.ERROR,
) -> None:
    """Print the report, or write it to ``output`` and print its summary.

    Paths in findings count from ``root``; ``source`` gives the bytes of a file by such a path.
    """
    told = summary(checked.findings, feeds=checked.feeds, episodes=checked.episodes)
    text = _compose(checked, form, root, source, statistics, output is None, fail_on)
    if form == "text":
        text = f"{text}\n\n{told}" if text else told
    if output is None:
        if text:
            click.echo(text)
    else:
        write_whole(Path(output), f"{text}\n".encode("utf-8", "backslashreplace"), shown=output)
        click.echo(told)


def _compose(
    checked: Checked,
    form: str,
    root: Path,
    source: Callable[[str], bytes | None],
    statistics: bool,
    on_screen: bool,
    fail_on: Severity,
) -> str:
    found = checked.findings
    base = _top()

    def locate(path: str) -> str:
        return seen_from(path, root=root, base=base)

    match form:
        case "json":
            return to_statistics_json(found) if statistics else to_json(found)
        case "github":
            return to_github(found, locate=locate)
        case "sarif":
            return to_sarif(found, locate=locate)
        case "junit":
            return to_junit(found, fail_on=fail_on, clean=checked.paths)
    if statistics:
        return to_statistics(found)
    terminal = on_screen and sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    most = MOST_ON_SCREEN if on_screen else None
    return to_text(found, source=source, colour=colour, width=width, most=most)


def _top() -> Path:
    """The top of the repository as far as its host tells, else the current folder."""
    here = Path.cwd()
    stated = os.environ.get("GITHUB_WORKSPACE")
    top = Path(os.path.realpath(stated)) if stated else here
    return top if here.is_relative_to(top) else here
