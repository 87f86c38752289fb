"""Reads lockfiles, and finds the one that speaks for a show. What is wrong has its line."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from podfeed.errors import LockError
from podfeed.files import read_regular
from podfeed.identity.lock import VERSION, Entry, Lock
from podfeed.values import utc

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 64_000_000
"""Bytes of a lockfile that are read at most."""

_RESTORE = "restore it from version control; never delete it, it holds every guid"
_TYPES = ("full", "trailer", "bonus")
_YAML = (".yaml", ".yml")


def read_lock(path: Path, shown: str) -> Lock:
    """The lock of a show; ``Lock()`` if there is no such file. ``shown`` is the path to print.

    Raises LockError with line and remedy if the file is not as ``build`` writes it.
    """
    if not path.exists() and not path.is_symlink():
        return Lock()
    return parse_lock(read_regular(path, limit=LIMIT, shown=shown, error=LockError), shown)


def parse_lock(data: bytes, shown: str) -> Lock:
    """The lock in the bytes of its file. Raises LockError with line and remedy."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = data.count(b"\n", 0, reason.start) + 1
        raise LockError("is not UTF-8 text", path=shown, line=line, remedy=_RESTORE) from None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as reason:
        raise _unreadable(text, reason, shown) from None
    if not isinstance(document, dict) or not isinstance(document.get("episodes"), list):
        raise LockError("is no lockfile of podfeed", path=shown, line=1, remedy=_RESTORE)
    _check_head(document, text, shown)
    return Lock(document.get("guid"), document.get("feed_url"), _entries(document, text, shown))


def _unreadable(text: str, reason: Exception, shown: str) -> LockError:
    conflict = re.search(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", text, re.MULTILINE)
    if conflict:
        return LockError(
            "holds the marks of a merge that was not finished",
            path=shown,
            line=text.count("\n", 0, conflict.start()) + 1,
            remedy="keep the episode lines of both sides, take the marks out, and mind the "
            "comma between lines; never delete the file, it holds every guid",
        )
    if isinstance(reason, json.JSONDecodeError):
        problem = f"cannot be read as JSON: {reason.msg}"
        return LockError(
            problem, path=shown, line=reason.lineno, column=reason.colno, remedy=_RESTORE
        )
    return LockError("cannot be read as JSON", path=shown, line=1, remedy=_RESTORE)


def _check_head(document: dict[str, Any], text: str, shown: str) -> None:
    def fail(name: str, problem: str, remedy: str) -> NoReturn:
        at = text.find(f'"{name}"')
        raise LockError(
            problem, path=shown, line=text.count("\n", 0, max(at, 0)) + 1, remedy=remedy
        )

    version = document.get("version")
    if type(version) is not int or version < 1:
        fail("version", "does not say which version of the format it has", _RESTORE)
    if version > VERSION:
        fail(
            "version",
            f"has version {version}; this podfeed reads version {VERSION}",
            "bring podfeed up to date",
        )
    guid, feed_url = document.get("guid"), document.get("feed_url")
    if not (guid is None and not document["episodes"]) and not _is_uuid(guid):
        fail("guid", "the guid of the show is no UUID", _RESTORE)
    if not isinstance(feed_url, str | None):
        fail("feed_url", "feed_url is no text", _RESTORE)


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False


def _entries(document: dict[str, Any], text: str, shown: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    guids: dict[str, int] = {}
    slugs: dict[str, int] = {}
    for index, record in enumerate(document["episodes"]):
        try:
            entry = _entry(record)
            for what, value, seen in (("guid", entry.guid, guids), ("slug", entry.slug, slugs)):
                first = seen.setdefault(value, index)
                if first != index:
                    also = _line(text, first)
                    raise ValueError(f'{what} "{value}" is that of line {also} as well')
        except ValueError as problem:
            raise LockError(
                str(problem), path=shown, line=_line(text, index), remedy=_RESTORE
            ) from None
        entries.append(entry)
    return tuple(entries)


# A page name becomes a file name, so it may lead nowhere else.
_PAGE = re.compile(r"[^\x00-\x20./\\:*?\"<>|]{1,240}").fullmatch


def _entry(record: object) -> Entry:
    """One line. Raises ValueError with what is wrong."""
    if not isinstance(record, dict):
        raise ValueError("an episode is no JSON object")
    get = record.get
    guid, title, slug, audio = get("guid"), get("title"), get("slug"), get("audio")
    if not (isinstance(guid, str) and guid):
        raise ValueError("an episode has no guid")
    if not (isinstance(title, str) and title):
        raise ValueError(f'the episode with guid "{guid}" has no title')
    if not (isinstance(slug, str) and _PAGE(slug)):
        raise ValueError(f'"{title}" has no slug that can name a page')
    if not isinstance(audio, str | None):
        raise ValueError(f'the audio of "{title}" is no text')
    number, season, kind = get("number"), get("season"), get("type", "full")
    for name, value in (("number", number), ("season", season)):
        if value is not None and (type(value) is not int or value < 1):
            raise ValueError(f'the {name} of "{title}" is no whole number above zero')
    if kind not in _TYPES:
        raise ValueError(f'the type of "{title}" is none of {", ".join(_TYPES)}')
    present, removed = get("in"), get("removed", False)
    if not (isinstance(present, bool) and isinstance(removed, bool)):
        raise ValueError(f'"{title}" does not say whether it is in the feed: "in": true or false')
    date = _date(get("published"), title)
    return Entry(guid, date, title, slug, audio, number, season, kind, present, removed)


def _date(value: object, title: str) -> datetime:
    try:
        date = datetime.fromisoformat(value) if isinstance(value, str) else None
        if date is not None and date.tzinfo is not None and utc(date):
            return date
    except (ValueError, OverflowError):
        pass
    raise ValueError(f'the date of "{title}" is no ISO 8601 date with a zone')


def _line(text: str, index: int) -> int:
    """The line on which episode ``index`` begins, however the file is laid out."""
    opened = re.search(r'"episodes"\s*:\s*\[', text)
    at, decoder = opened.end() if opened else 0, json.JSONDecoder()
    for _ in range(index):
        at = decoder.raw_decode(text, _between(text, at))[1]
    return text.count("\n", 0, _between(text, at)) + 1


def _between(text: str, at: int) -> int:
    """Where the next value begins."""
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def locate_lock(seeds: Path, slug: str, was: str | None) -> Path:
    """The lockfile that speaks for a show: its own, or that of the name it had before.

    The path may not exist: then the show was never built. Raises LockError if ``was``
    names a show that is still there, or one that left no lock.
    """
    own = seeds / f"{slug}.lock"
    if was is None or own.exists():
        return own
    shown = next((f"seeds/{slug}{end}" for end in _YAML if (seeds / f"{slug}{end}").exists()), None)
    shown = shown or f"seeds/{slug}.yaml"
    if not re.fullmatch(r"[^/\\:\x00]+", was) or was == slug:
        raise LockError(
            f'"was: {was}" is no name that this show had',
            path=shown,
            remedy="write the name of its former file in seeds/, without .yaml",
        )
    for end in _YAML:
        if (seeds / f"{was}{end}").exists():
            raise LockError(
                f'"was: {was}" says this show was renamed, but seeds/{was}{end} is still there',
                path=shown,
                remedy=f'delete seeds/{was}{end}, or take "was:" out if this is another show',
            )
    former = seeds / f"{was}.lock"
    if not former.exists():
        raise LockError(
            f'"was: {was}" names a show that left no lock: there is no seeds/{was}.lock',
            path=shown,
            remedy=f"restore seeds/{was}.lock from version control, or mend the name",
        )
    return former
