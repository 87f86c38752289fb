"""What the commands share: settings, the clock, and how findings and progress are shown."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

import click

from podfeed.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podfeed.findings import Finding


class Settings(NamedTuple):
    """What was said before the command: the folder to work on, and whether to show tracebacks."""

    folder: str
    debug: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether the workspace is named by the address of a store."""
        return "://" in self.folder

    def open_folder(
        self, ctx: click.Context, *, timeout: float | None = None, quiet: bool = False
    ) -> str:
        """The folder to work on: of a workspace in a store, one that stands for it until the end.

        The store has to answer within ``timeout`` seconds; unless ``quiet``, what takes longer is
        told. Raises UsageError, WorkspaceError or PublishError.
        """
        if not self.is_stored:
            return self.folder
        from podfeed.remote.mounting import ANSWER, opened

        with _told(f"Looking through {self.folder}", quiet=quiet):
            store = opened(self.folder, answer=timeout or ANSWER)
            return str(ctx.find_root().with_resource(store))


_SOON = 2.0
"""Seconds after which a person wants to know what goes on."""


@contextmanager
def _told(what: str, *, quiet: bool) -> Iterator[None]:
    """Say what is done, if it takes long and nobody knows how far it has come."""
    if quiet:
        yield
        return
    from threading import Timer

    timer = Timer(_SOON, click.echo, [f"{printable(what)} …"], {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # processes are best started without any thread


def now() -> float:
    """The time of this run in POSIX seconds: SOURCE_DATE_EPOCH if it is set, else the clock.

    Source: https://reproducible-builds.org/specs/source-date-epoch/. Raises UsageError.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return float(int(time.time()))
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 11):
        raise UsageError(
            f'SOURCE_DATE_EPOCH is "{stated}", not a number of seconds',
            remedy="unset it, or give seconds since 1970",
        )
    return float(stated)


def sweep_the_young() -> None:
    """Look for circles among new objects only: what stays has none, and there is much of it.

    Notes and indented JSON leave some behind. To look through all objects again and again would be
    a tenth of a long build.
    """
    gc.enable()
    gc.freeze()
    gc.set_threshold(10_000, 1_000_000, 1_000_000)


def is_terminal() -> bool:
    """Whether a person is watching standard error."""
    return sys.stderr.isatty()


def printable(text: str) -> str:
    r"""A text in one line, with what could command a terminal shown instead of sent.

    >>> print(printable("tea\x1b[2J\n"), printable("thé 茶"))
    tea\x1b[2J\n thé 茶
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode-escape").decode() for c in text)


_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def echo_findings(findings: Iterable[Finding], *, err: bool = True) -> None:
    """Print findings, a line each: place, severity, code, message; remedy."""
    for finding in findings:
        place = ":".join(str(p) for p in (finding.path, finding.line, finding.column) if p)
        severity = click.style(
            finding.severity.value, fg=_COLOURS[finding.severity.value], bold=True
        )
        remedy = f"; {finding.remedy}" if finding.remedy else ""
        text = f"{finding.code} {finding.message}{remedy}"
        click.echo(f"{printable(place)}: {severity} {printable(text)}", err=err)


@contextmanager
def progress(
    what: str, *, quiet: bool = False, sizes: bool = False
) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work has come: a bar on a terminal, a line every five seconds elsewhere.

    Yields a function to call with how much is done and how much there is. With ``sizes`` those are
    bytes, and the rate and the time left are told as well.
    """
    if quiet:
        yield lambda *_: None
    elif is_terminal():
        with _bar(what, sizes) as show:
            yield show
    else:
        yield _sizes(what) if sizes else _lines(what)


@contextmanager
def _bar(what: str, sizes: bool) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    amount = (DownloadColumn(), TransferSpeedColumn()) if sizes else (MofNCompleteColumn(),)
    columns = (TextColumn(what), BarColumn(), *amount, TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def show(done: int, total: int) -> None:
        bar.start()  # not before: it is a thread, and processes are best started without any
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        with suppress(IndexError):  # rich's, if Ctrl-C came while the bar was started
            bar.stop()


def _lines(what: str) -> Callable[[int, int], None]:
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 5:
            last = time.monotonic()
            click.echo(f"{what}: {done} of {total}", err=True)

    return show


def _sizes(what: str) -> Callable[[int, int], None]:
    begun = last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 5 and done:
            last = time.monotonic()
            rate = done / (last - begun)
            left = (total - done) / rate
            said = f"{size(done)} of {size(total)}, {size(round(rate))}/s, {left:.0f} s left"
            click.echo(f"{what}: {said}", err=True)

    return show


def size(count: int) -> str:
    """A number of bytes for people.

    >>> size(999), size(12_345), size(12_345_678), size(3_000_000_000_000)
    ('999 bytes', '12.3 kB', '12.3 MB', '3,000.0 GB')
    """
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:,.1f} {unit}"
    return f"{count} byte{'' if count == 1 else 's'}"
