"""A folder of audio → a workspace: one episode a recording, as its tags and name have it."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from podfeed import scan
from podfeed.assets import COVER_NAMES
from podfeed.claims import is_audio
from podfeed.errors import UsageError
from podfeed.files import unreadable
from podfeed.formats import group
from podfeed.identity.doubles import audio_key, plain
from podfeed.probes import artwork, audio
from podfeed.starting import pages
from podfeed.starting.draft import Draft
from podfeed.starting.names import read_name
from podfeed.starting.yaml import scalar
from podfeed.values import parse_date, xml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from podfeed.findings import Finding
    from podfeed.probes.labels import Tags
    from podfeed.starting.draft import Wishes

_COVERS = (*COVER_NAMES, "folder.jpg", "folder.png")
_LEAST, _MOST = 1400, 3000
"""Pixels of each side of a cover that directories take."""
_LISTED = (".mp3", ".m4a", ".mp4", ".m4v", ".mov")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""What is dated before was never put out as a file: such dates are slips of a program."""
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class Recording:
    """One file on its way to an episode. ``dated`` tells that tags or the name state its date."""

    path: str
    title: str
    number: int | None
    season: int | None
    published: datetime
    dated: bool
    described: bool


def draft_folder(source: Path, wishes: Wishes, progress: Callable[[int, int], None]) -> Draft:
    """A show with an episode for each recording below this folder, newest first.

    Files of one name in several formats are one recording.

    Raises UsageError if it cannot be read, or holds no audio that can be used.
    """
    seen = _scan(source)
    recordings: list[Recording] = []
    tags: list[Tags] = []
    findings: list[Finding] = []
    files, notes = _usable(seen.files)
    by_path = {file.path: file for file in files}
    done, formats = 0, []
    for one in group(by_path):
        first = True  # of the formats of one recording that can be used
        for path in one:
            probed = audio.probe(source / path, shown=str(source / path))
            if probed.audio is None:
                findings += probed.findings
            elif first:
                first = False
                tags.append(probed.tags)
                recordings.append(_recording(by_path[path], probed.tags, wishes.now))
            else:
                formats.append(path)
            done += 1
            progress(done, len(files))
    if not recordings:
        raise _no_audio(source, seen, findings, notes)
    _settle(recordings)
    title = wishes.title or _common(tags, "album") or read_name(_name_of(source)).title
    author = _common(tags, "artist")
    draft = Draft(wishes.name_for(title), title, notes=notes, findings=findings)
    draft.put("seeds/network.yaml", pages.network(author or title).encode(), "what all shows share")
    text = _page(draft, recordings, author, wishes)
    draft.put(f"seeds/{draft.show}.yaml", text.encode(), "the show and its episodes")
    for recording in recordings:
        draft.put(f"{draft.media}/{recording.path}", source / recording.path)
    for path in formats:
        draft.put(f"{draft.media}/{path}", source / path)
    _bring_cover(draft, source, seen)
    _tell_unlisted(draft, recordings)
    if findings:
        draft.notes.append(
            f"{_files(len(findings))} cannot be used, and not taken along: see above"
        )
    for path, reason in seen.strange:
        draft.notes.append(f"{path} {reason}; it was not taken along")
    return draft


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _name_of(folder: Path) -> str:
    return folder.resolve().name


def _scan(folder: Path) -> scan.Scan:
    """All files below a folder that can be read. Raises UsageError."""
    try:
        next(iter(folder.iterdir()), None)
    except OSError as reason:
        raise unreadable(reason, str(folder), error=UsageError) from reason
    return scan.scan(str(folder))


def _usable(seen: Iterable[scan.Seen]) -> tuple[list[scan.Seen], list[str]]:
    """The recordings that YAML can name, one of each name, and notes on those left alone."""
    files: dict[str, scan.Seen] = {}
    notes = []
    for file in seen:
        path = file.path
        if not is_audio(path):
            continue
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
        if path != xml_text(path) or path != path.strip() or "\\" in path:
            notes.append(
                f'"{shown}" was not taken along: its name has signs that cannot be used. Rename it'
            )
        elif files.setdefault(audio_key(path), file) is not file:
            notes.append(
                f'"{shown}" was not taken along: two files have this name, with its accents '
                "written in two ways. Rename one"
            )
    return list(files.values()), notes


def _no_audio(
    folder: Path, seen: scan.Scan, findings: Sequence[Finding], notes: Sequence[str]
) -> UsageError:
    """Why nothing can be made of a folder."""
    remedy: str | None = "name a folder of MP3 or M4A recordings"
    problem = "is empty"
    if findings:
        first = findings[0]
        told = f"{Path(first.path).name} {first.message}{_and_more(len(findings), ', and')}"
        problem, remedy = f"holds no audio that can be used: {told}", first.remedy
    elif notes:
        problem, remedy = f"holds no audio that can be used: {notes[0]}", None
    elif seen.files:
        problem = f"holds no audio, only {seen.files[0].path}{_and_more(len(seen.files), ' and')}"
    return UsageError(problem, path=str(folder), remedy=remedy)


def _and_more(count: int, link: str) -> str:
    return f"{link} {count - 1} more" if count > 1 else ""


def _recording(file: scan.Seen, tags: Tags, now: datetime) -> Recording:
    """What tags say; where they are silent, what the name says; else when the file was made."""
    name = read_name(PurePosixPath(file.path).name)
    date = _date(tags.date) or _date(name.date)
    made = datetime.fromtimestamp(file.mtime_ns // 1_000_000_000, UTC)
    return Recording(
        path=file.path,
        title=tags.title or name.title,
        number=name.number or tags.number,
        season=name.season,
        published=min(date or made, now),
        dated=date is not None,
        described=bool(tags.comment),
    )


def _date(text: str | None) -> datetime | None:
    """A date with day and month; a year alone dates no episode, nor does one that cannot be."""
    if text is None or not _FULL_DATE.match(text):
        return None
    try:
        date = parse_date(text, UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if date >= _EARLIEST else None


def _settle(recordings: list[Recording]) -> None:
    """Make titles, numbers and dates such that no two are the same; newest first."""
    titles = Counter(one.title for one in recordings)
    for one in recordings:
        if titles[one.title] > 1:
            one.title = read_name(PurePosixPath(one.path).name).title
    titles = Counter(one.title for one in recordings)
    for one in recordings:
        folder = PurePosixPath(one.path).parent.name
        if titles[one.title] > 1 and folder:
            one.title = f"{one.title} ({read_name(folder).title})"
    numbers = Counter((one.season, one.number) for one in recordings)
    for one in recordings:
        if numbers[one.season, one.number] > 1:
            one.number = None
    numbered = all(one.number for one in recordings)
    if numbered and not any(one.dated for one in recordings):
        # Files that were copied have dates in any order; their numbers know better.
        recordings.sort(key=lambda one: (one.season or 0, one.number or 0))
        dates = sorted(one.published for one in recordings)
        for one, date in zip(recordings, dates, strict=True):
            one.published = date
    else:
        recordings.sort(key=lambda one: (one.published, one.season or 0, one.number or 0, one.path))
    _spread([*recordings])
    _count_titles(recordings)
    recordings.reverse()


def _count_titles(oldest_first: Iterable[Recording]) -> None:
    """Put "(2)", "(3)" … behind titles that were there before, as titles are compared."""
    listed = [*oldest_first]
    taken = {plain(one.title) for one in listed}
    seen: set[str] = set()
    for one in listed:
        if (key := plain(one.title)) in seen:
            counted = (f"{one.title} ({n})" for n in count(2))
            one.title = next(title for title in counted if plain(title) not in taken | seen)
            key = plain(one.title)
        seen.add(key)


def _spread(oldest_first: Sequence[Recording]) -> None:
    """Move dates back by minutes until no two are the same: apps sort by them."""
    for older, newer in reversed([*pairwise(oldest_first)]):
        if older.published >= newer.published:
            older.published = newer.published - timedelta(minutes=1)


def _common(tags: Iterable[Tags], name: str) -> str | None:
    """What all recordings that say it agree on."""
    found = {value for one in tags if (value := getattr(one, name))}
    return found.pop() if len(found) == 1 else None


def _bring_cover(draft: Draft, source: Path, seen: scan.Scan) -> None:
    """A cover that lies among the recordings, if directories would take it."""
    present = {file.path.lower(): file.path for file in seen.files}
    for path in (present[name] for name in _COVERS if name in present):
        facts = artwork.probe(source / path, shown=path).artwork
        if facts is None:
            continue
        width, height = facts.width or 0, facts.height or 0
        if width == height and _LEAST <= width <= _MOST:
            target = f"{draft.media}/cover{PurePosixPath(path).suffix.lower()}"
            draft.put(target, source / path, "the cover")
            return
        draft.notes.append(
            f"{path} was not taken along: it is {width}×{height}, and a cover has to be a square "
            f"of {_LEAST} to {_MOST} pixels"
        )


def _tell_unlisted(draft: Draft, recordings: Iterable[Recording]) -> None:
    """Say which recordings Apple would not list."""
    other = sorted(one.path for one in recordings if not one.path.lower().endswith(_LISTED))
    if other:
        draft.notes.append(
            f"Apple Podcasts lists MP3 and M4A only, so podfeed check reports APL030 for {other[0]}"
            f"{_and_more(len(other), ' and')}. Convert {'it' if len(other) == 1 else 'them'} first "
            "if listeners at Apple matter"
        )


def _page(draft: Draft, recordings: Iterable[Recording], author: str | None, wishes: Wishes) -> str:
    parts = [
        pages.head(draft.show),
        f"\ntitle: {scalar(draft.title)}\n",
        pages.description(f"{draft.title}, a podcast."),
        pages.author(author),
        pages.categories(["Society & Culture"], "No recording tells, so this is a guess."),
        pages.guid(wishes.guid),
        pages.options(draft.show),
        _EPISODES,
        *(_episode(one) for one in recordings),
    ]
    return "".join(parts)


_EPISODES = """
# One episode a recording, the newest first. Titles, numbers and dates are those of the tags; else
# of the file names; and where these give no date, that of the file. Correct them before the first
# build: a date that was published stays.
episodes:
"""


def _episode(one: Recording) -> str:
    lines = [f"  - title: {scalar(one.title)}"]
    if one.season is not None:
        lines.append(f"    season: {one.season}")
    if one.number is not None:
        lines.append(f"    number: {one.number}")
    lines.append(f"    published: {one.published:%Y-%m-%d %H:%M:%S}")
    if not one.described:
        lines.append("    # description: What it is about")
    lines.append(f"    audio: {scalar(one.path)}")
    return "\n".join(lines) + "\n"
