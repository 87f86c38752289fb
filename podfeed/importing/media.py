"""Recordings and pictures of an imported show → media/SHOW/, politely, and resumed if stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from podfeed import web
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.partial import Partial
from podfeed.probes.audio import TYPES
from podfeed.values import slug

if TYPE_CHECKING:
    from podfeed.importing.show import Record

NOT_FETCHED = Kind(
    "IMP031",
    "media-not-fetched",
    Severity.ERROR,
    """A recording or picture that could not be brought home.

    It keeps its address on the old host, so the feed plays it as long as that host does. Run the
    import once more under another name, or put the file into `media/SHOW/` and name it in the YAML.
    """,
)
OTHER_LENGTH = Kind(
    "IMP032",
    "media-of-other-length",
    Severity.INFO,
    """A recording that has another length than its feed said.

    The file is whole as far as its server can tell. Hosts that put advertisements in send another
    file to everyone, so listen whether it is the one that you want to keep.
    """,
)

LIMIT = 4 << 30
"""Bytes of a recording that are fetched at most."""

PICTURE_LIMIT = 50_000_000
"""Bytes of a picture that are fetched at most."""

_CONNECTIONS = 2
_PAUSE = 0.1
_TRIES = 3
_TIMEOUT = 6 * 3600.0
_DURATION = "<itunes:duration"
_LONGEST = 80
_MEGABYTE = 1_000_000
_PICTURES = {".jpg": ".jpg", ".jpeg": ".jpg", ".png": ".png"}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to be fetched, and the keys that name it. ``length`` is what the feed says."""

    url: str
    name: str
    keys: dict[str, Any]
    key: str
    length: int = 0


def wanted(show: Record, episodes: list[Record]) -> list[Wanted]:
    """The files of a show, each under a name of its own; a file that two share is listed twice."""
    found: list[Wanted] = []
    names: dict[str, str] = {}  # and the address that each is for
    if isinstance(image := show.keys.get("image"), str):
        found.append(Wanted(image, _free("cover", image, _PICTURES, names), show.keys, "image"))
    for record in episodes:
        keys = record.keys
        stem = slug(str(keys["title"]))[:_LONGEST].strip("-") or "episode"
        if isinstance(keys.get("number"), int):
            stem = f"{keys['number']:03}-{stem}"
        audio = keys["audio"]
        suffixes = {suffix: suffix for suffix in TYPES}
        name = _free(stem, audio["url"], suffixes, names, kind=audio["type"])
        found.append(Wanted(audio["url"], name, keys, "audio", audio["length"]))
        if isinstance(image := keys.get("image"), str):
            found.append(Wanted(image, _free(stem, image, _PICTURES, names), keys, "image"))
    return found


def _free(
    stem: str, url: str, suffixes: dict[str, str], names: dict[str, str], *, kind: str = ""
) -> str:
    """A name for the file at an address, which no other address has."""
    suffix = suffixes.get(PurePosixPath(unquote(urlsplit(url).path)).suffix.lower())
    if suffix is None:
        suffix = next(
            (end for end, one in TYPES.items() if one == kind), ".mp3" if kind else ".jpg"
        )
    for name, other in names.items():
        if other == url:
            return name
    name, number = f"{stem}{suffix}", 2
    while name in names:
        name, number = f"{stem}-{number}{suffix}", number + 1
    names[name] = url
    return name


def fetch_all(files: list[Wanted], folder: Path, source: str, progress: Progress) -> list[Finding]:
    """Fetch what is not there yet, and name the files in the keys; what fails keeps its address.

    Raises OutputError if a file cannot be written. What has come then stays for the next time.
    """
    return asyncio.run(_fetch_all(files, folder, source, progress))


async def _fetch_all(
    files: list[Wanted], folder: Path, source: str, progress: Progress
) -> list[Finding]:
    findings: list[Finding] = []
    total = sum(one.length for one in files)
    done = 0

    def arrived(size: int) -> None:
        nonlocal done
        done += size
        progress(done // _MEGABYTE, max(total, done) // _MEGABYTE)

    async def bring(client: web.Client, url: str, group: list[Wanted]) -> None:
        first = group[0]
        problem = await _bring(client, url, folder / first.name, first.key, arrived)
        if problem is not None:
            findings.append(
                NOT_FETCHED.at(Place(source), f"{url} {problem}", remedy="its address was kept")
            )
            return
        size = (folder / first.name).stat().st_size
        for one in group:
            if one.length and one.length != size and one.key == "audio":
                words = f"{url} has {size:,} bytes, and the feed says {one.length:,}"
                findings.append(OTHER_LENGTH.at(Place(source), words))
            one.keys[one.key] = first.name
            if one.key == "audio" and "xml" in one.keys:
                # What is kept takes the place of what is measured, and the file is measured.
                kept = [text for text in one.keys["xml"] if not text.startswith(_DURATION)]
                one.keys["xml"] = kept
                if not kept:
                    del one.keys["xml"]

    groups: dict[str, list[Wanted]] = {}
    for one in files:
        groups.setdefault(one.url, []).append(one)
    async with web.Client(timeout=_TIMEOUT, connections=_CONNECTIONS, pause=_PAUSE) as client:
        await asyncio.gather(*(bring(client, url, group) for url, group in groups.items()))
    return findings


async def _bring(
    client: web.Client, url: str, path: Path, key: str, arrived: Callable[[int], None]
) -> str | None:
    """Bring one file home; why not, if it cannot be."""
    if path.is_file():
        arrived(path.stat().st_size)
        return None
    part = Partial(path)
    limit = LIMIT if key == "audio" else PICTURE_LIMIT
    for left in reversed(range(_TRIES)):
        reply = await client.save(url, part, limit=limit, progress=arrived)
        status = reply.status or 0
        if reply.trouble is None and 200 <= status < 300:
            return _no_media(path)
        again = reply.trouble in (web.Trouble.CONNECTION, web.Trouble.TIME) or status == 416
        if not (again and left):
            break
    return reply.words or f"answers {status} {reply.reason}"


def _no_media(path: Path) -> str | None:
    """Take a page that a server sent in place of a file away again, and say so."""
    with path.open("rb") as file:
        head = file.read(512).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or not head:
        path.unlink()
        return "is a web page, not the file" if head else "is empty"
    return None
