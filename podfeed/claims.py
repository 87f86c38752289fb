"""Which audio belongs to which episode: by ``audio:``, stated number, slug, or title in the tags.

Nothing is guessed: two candidates for an episode, or none, are findings that name them.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podfeed.errors import MediaError, nearest
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.formats import group
from podfeed.values import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from podfeed.findings import Origins
    from podfeed.models import Episode, Show

AUDIO_SUFFIXES = frozenset(
    [".mp3", ".m4a", ".m4b", ".mp4", ".m4v", ".mov", ".aac", ".ogg", ".oga", ".opus"]
) | {".flac", ".wav", ".webm", ".mka"}
"""Names by which a file in media/ is taken for a recording; what it is, its bytes decide."""


def is_audio(path: str) -> bool:
    """Whether a file is a recording by its name; one without a suffix is taken for one.

    >>> [is_audio(p) for p in ("a/lora.MP3", "a/cover.jpg", "a.b/lora")]
    [True, False, True]
    """
    name = path[path.rfind("/") + 1 :]
    return "." not in name or name[name.rfind(".") :].lower() in AUDIO_SUFFIXES


NO_AUDIO = Kind(
    "SRC150",
    "no-audio",
    Severity.WARNING,
    """An episode for which there is no audio file; it is left out of the feed.

    Put the file into `media/SHOW/`, named after the episode's number or title, or name it with
    `audio:`.
    """,
)
TWO_AUDIO = Kind(
    "SRC151",
    "ambiguous-audio",
    Severity.ERROR,
    """An episode that two audio files could belong to. Which one is not guessed.

    Files that differ only in their suffix are one recording in several formats, if no two are of
    the same. Say it with `audio:`, or take one of the files away.
    """,
)
CLAIMED_TWICE = Kind(
    "SRC152",
    "audio-claimed-twice",
    Severity.ERROR,
    """An audio file that two episodes could own. Which one is not guessed.

    Say it with `audio:` in each of them.
    """,
)
UNCLAIMED = Kind(
    "SRC153",
    "unclaimed-audio",
    Severity.WARNING,
    """An audio file that belongs to no episode, so no listener will hear it.

    Name it after an episode's number or title, name it with `audio:`, or take it away.
    """,
)
MISSING_AUDIO = Kind(
    "SRC154",
    "missing-audio",
    Severity.ERROR,
    """`audio:` names a file that is not there, or not a plain file below `media/`.

    The episode is left out until it is. Correct the name, or put the file there.
    """,
)
RISKY_NAME = Kind(
    "SRC155",
    "risky-file-name",
    Severity.WARNING,
    """A file name that some systems cannot keep apart from another, or cannot hold at all.

    Windows and macOS take `Lora.mp3` and `lora.mp3` for one file, and Windows reserves names such
    as `con.mp3`: on such a machine or server listeners would get the wrong audio, or none.
    """,
)
STRANGE_FILE = Kind(
    "SRC156",
    "strange-file",
    Severity.ERROR,
    """Something below `media/` that is no plain file: a link that leads out, a FIFO, a device.

    It is never opened. Replace it by the file itself.
    """,
)

FORMAT_KEPT = Kind(
    "SRC166",
    "format-kept",
    Severity.INFO,
    """An episode has its recording in a format that more apps play than the one it came out in.

    Its enclosure stays as it was published, because some apps download an episode again when that
    changes; the new file is an alternative. Say with `audio:` which is meant.
    """,
)

_RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
_NUMBER = re.compile(
    r"(?:s(?:eason)?[\s_-]*(?P<season>\d{1,4})[\s_-]*)?"
    r"(?:(?:episode|ep|e|no|nr|folge)[\s._-]*|\#)?"
    r"(?P<number>\d{1,6})(?=$|[\s._-])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Claims:
    """Which file each episode has: path below media/ by ``Episode.index``.

    ``formats`` are the same recording in other formats; where an episode names them, in its order
    and empty where there is no such file.
    """

    audio: dict[int, str] = field(default_factory=dict)
    formats: dict[int, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def stated_in(name: str) -> tuple[int | None, int | None, str]:
    """Season, number and the slug of the rest that a file name states.

    >>> [stated_in(n) for n in ("021-scaling.mp3", "s2e05 Tea.mp3", "ep 7.mp3", "lora.mp3")]
    [(None, 21, 'scaling'), (2, 5, 'tea'), (None, 7, ''), (None, None, 'lora')]
    >>> stated_in("2001 a space odyssey.mp3")
    (None, 2001, 'a-space-odyssey')
    """
    stem = _stem(name)
    match = _NUMBER.match(stem)
    if match is None:
        return None, None, slug(stem)
    season = match["season"]
    return int(season) if season else None, int(match["number"]), slug(stem[match.end() :])


def _stem(path: str) -> str:
    """The name of a file without folder and suffix.

    >>> [_stem(p) for p in ("a/b.c/lora.v2.mp3", "lora", ".mp3")]
    ['lora.v2', 'lora', '.mp3']
    """
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[:dot] if dot > 0 else name


class _Index:
    """The files of a show that no episode names outright, by what their names say."""

    def __init__(self, show: Show, files: Iterable[str]) -> None:
        self.by_number: dict[tuple[int | None, int], list[str]] = defaultdict(list)
        self.by_slug: dict[str, list[str]] = defaultdict(list)
        for path in files:
            season, number, rest = stated_in(path)
            keys = [rest]
            if number is not None:
                self.by_number[season, number].append(path)
                keys.append(slug(_stem(path)))
            for key in keys:
                if key:
                    self.by_slug[key].append(path)
        # A number names an episode only if no other full one of any season has it.
        self.numbers: dict[int, int] = defaultdict(int)
        for episode in show.episodes:
            if episode.numbered and episode.number and episode.type == "full":
                self.numbers[episode.number] += 1

    def candidates(self, episode: Episode) -> list[str]:
        """By number; else by slug of the title, or of the part before its dash."""
        if episode.numbered and episode.number and episode.type == "full":
            found = list(self.by_number.get((episode.season, episode.number), ()))
            if episode.season is not None and self.numbers[episode.number] == 1:
                found += self.by_number.get((None, episode.number), ())
            if found:
                return found
        for key in _title_keys(episode.title):
            if key in self.by_slug:
                return list(self.by_slug[key])
        return []


def _title_keys(title: str) -> Iterable[str]:
    """The slug of a title, then that of its name without the subtitle.

    >>> list(_title_keys("LoRA — low-rank adaptation"))
    ['lora-low-rank-adaptation', 'lora']
    """
    yield slug(title)
    for dash in (" — ", " – ", ": "):
        name, found, _ = title.partition(dash)
        if found and slug(name):
            yield slug(name)
            return


def claim(
    show: Show,
    files: Sequence[str],
    *,
    origins: Origins,
    carried: Mapping[int, str],
    locate: Callable[[str], bool],
    title_in: Callable[[str], str | None],
    published: Collection[str] = (),
) -> Claims:
    """Give each episode its file, out of those below media/ that belong to the show.

    Files of one name in several formats are one recording. The one that most apps play is its
    audio, unless another of them was ``published``; the others are its formats.

    ``carried`` is the audio that the lockfile knows for an episode by its title: it decides
    between candidates, and wins where a name says nothing. ``locate`` tells whether a path below
    media/ outside the show's folder is there (MediaError if it may not be used). ``title_in`` reads
    a file's title tag, and is asked only for files that no name claims.
    """
    claims = Claims()
    present = set(files)
    waiting: list[Episode] = []
    for episode in show.episodes:
        if episode.audio is None:
            waiting.append(episode)
        elif episode.audio.path is not None:
            _named(show, episode, present, claims, origins, locate)
        if episode.formats is not None:
            _alternatives(show, episode, present, claims, origins, locate)
    stated = {path for found in claims.formats.values() for path in found}
    recordings = _recordings([path for path in files if path not in stated], published, carried)
    taken = set(claims.audio.values())
    mains = [main for main, one in recordings if taken.isdisjoint(one)]
    formats = {path: one for _, one in recordings for path in one}
    index = _Index(show, mains)
    wanted: dict[int, list[str]] = {}
    kept: dict[int, list[str]] = {}
    for episode in waiting:
        found = index.candidates(episode)
        known = carried.get(episode.index)
        if known in found or (not found and known in mains):
            found = [known] if known is not None else []
            kept[episode.index] = found
        wanted[episode.index] = found
    # What an episode came out with is its own: a newcomer of a like name does not take it away.
    owned = {path for found in kept.values() for path in found}
    for number, found in wanted.items():
        if number not in kept:
            wanted[number] = [path for path in found if path not in owned]
    _by_tags(waiting, wanted, mains, title_in)
    _share_out(waiting, wanted, claims, origins)
    _add_formats(show, claims, formats, origins)
    named = {path for found in wanted.values() for path in found} | set(claims.audio.values())
    named |= {path for found in claims.formats.values() for path in found}
    # Where it is told that one of several recordings may be meant, so are their formats.
    doubted = [found for index, found in wanted.items() if index not in claims.audio]
    named |= {path for found in doubted for main in found for path in formats[main]}
    for path in files:
        if path not in named:
            claims.findings.append(
                UNCLAIMED.at(
                    Place(f"media/{path}"),
                    f'no episode of "{show.title}" claims this file',
                    remedy="name it after an episode's number or title, or use audio:",
                )
            )
    return claims


def _recordings(
    files: Sequence[str], published: Collection[str], carried: Mapping[int, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """Each recording: the file that is its audio, and all its formats, the best first.

    Of one format that was published, it is that; files that were published apart stay so.
    """
    known = {*published, *carried.values()}
    recordings: list[tuple[str, tuple[str, ...]]] = []
    for one in group(files):
        kept = [path for path in one if path in known]
        if len(kept) > 1:
            recordings += [(path, (path,)) for path in one]
        else:
            recordings.append((kept[0] if kept else one[0], one))
    return recordings


def _add_formats(
    show: Show, claims: Claims, formats: Mapping[str, tuple[str, ...]], origins: Origins
) -> None:
    """The other formats of each recording that an episode has, unless it states them."""
    taken = set(claims.audio.values())
    for episode in show.episodes:
        path = claims.audio.get(episode.index)
        if path is None or episode.formats is not None:
            continue
        recording = formats.get(path, ())
        claims.formats[episode.index] = [other for other in recording if other not in taken]
        if recording and recording[0] != path and episode.audio is None and not episode.draft:
            name, best = PurePosixPath(path).name, PurePosixPath(recording[0]).name
            claims.findings.append(
                FORMAT_KEPT.at(
                    origins.place(episode.index),
                    f'the audio of "{episode.title}" stays media/{path}, under which it was '
                    f"published, though more apps play {best}",
                    remedy=f'write "audio: {best}" to change it, which some apps download anew, or '
                    f'"audio: {name}" to keep it',
                )
            )


def _find(
    show: Show, wanted: str, present: Collection[str], locate: Callable[[str], bool]
) -> str | None:
    """The path of a file that an episode names: below media/SHOW/, or below media/.

    Raises MediaError for one that may not be used.
    """
    return next((p for p in spellings(show.slug, wanted) if p in present or locate(p)), None)


def _missing(show: Show, key: str, wanted: str, present: Collection[str], place: Place) -> Finding:
    guess = nearest(wanted, [path.removeprefix(f"{show.slug}/") for path in present])
    return MISSING_AUDIO.at(
        place,
        f'{key}: there is no file "{wanted}" in media/{show.slug}/',
        remedy=f'did you mean "{guess}"?' if guess else "put it there, or correct the name",
    )


def _named(
    show: Show,
    episode: Episode,
    present: set[str],
    claims: Claims,
    origins: Origins,
    locate: Callable[[str], bool],
) -> None:
    """An episode that names its file."""
    assert episode.audio is not None
    wanted, place = episode.audio.path or "", origins.place(episode.index, "audio")
    try:
        path = _find(show, wanted, present, locate)
    except MediaError as error:
        problem = f"audio: {error.problem}"
        claims.findings.append(STRANGE_FILE.at(place, problem, remedy=error.remedy))
        return
    if path is not None:
        claims.audio[episode.index] = path
    elif not episode.draft:  # whose audio may not be recorded yet
        claims.findings.append(_missing(show, "audio", wanted, present, place))


def _alternatives(
    show: Show,
    episode: Episode,
    present: set[str],
    claims: Claims,
    origins: Origins,
    locate: Callable[[str], bool],
) -> None:
    """An episode that names its other formats. One that cannot be used is left out."""
    place = origins.place(episode.index, "alternatives")
    found = claims.formats[episode.index] = []
    for one in episode.formats or ():
        try:
            path = _find(show, one.path, present, locate)
        except MediaError as error:
            problem = f'alternatives: "{one.path}" {error.problem}'
            claims.findings.append(STRANGE_FILE.at(place, problem, remedy=error.remedy))
            path = ""
        if path is None and not episode.draft:
            claims.findings.append(_missing(show, "alternatives", one.path, present, place))
        found.append(path or "")


def spellings(show: str, wanted: str) -> list[str]:
    """The paths below media/ that a name in the YAML of a show may mean, the likeliest first.

    >>> spellings("ai", "lora.mp3"), spellings("ai", r"media\\ai\\lora.mp3")
    (['ai/lora.mp3', 'lora.mp3'], ['ai/ai/lora.mp3', 'ai/lora.mp3'])
    """
    path = posixpath.normpath(wanted.replace("\\", "/")).removeprefix("media/")
    forms = dict.fromkeys((path, unicodedata.normalize("NFC", path)))
    forms |= dict.fromkeys([unicodedata.normalize("NFD", path)])
    return [prefix + form for prefix in (f"{show}/", "") for form in forms]


def _by_tags(
    waiting: Sequence[Episode],
    wanted: dict[int, list[str]],
    free: Sequence[str],
    title_in: Callable[[str], str | None],
) -> None:
    """Where names say nothing, the title in the tags does."""
    silent = [episode for episode in waiting if not wanted[episode.index]]
    if not silent:
        return
    named = {path for found in wanted.values() for path in found}
    by_title: dict[str, list[str]] = defaultdict(list)
    for path in free:
        if path not in named and (title := title_in(path)):
            by_title[slug(title)].append(path)
    for episode in silent:
        wanted[episode.index] = list(by_title.get(slug(episode.title), ()))


def _share_out(
    waiting: Sequence[Episode],
    wanted: Mapping[int, list[str]],
    claims: Claims,
    origins: Origins,
) -> None:
    claimants: dict[str, list[Episode]] = defaultdict(list)
    for episode in waiting:
        for path in wanted[episode.index]:
            claimants[path].append(episode)
    for episode in waiting:
        found = wanted[episode.index]
        place = origins.place(episode.index)
        if episode.draft and len(found) != 1:
            continue  # nobody waits for it
        if not found:
            claims.findings.append(
                NO_AUDIO.at(
                    place,
                    f'episode "{episode.title}" has no audio, so it is left out',
                    remedy="put its file into media/, named after its number or title",
                )
            )
        elif len(found) > 1:
            names = ", ".join(f"media/{path}" for path in found)
            claims.findings.append(
                TWO_AUDIO.at(
                    place,
                    f'episode "{episode.title}" could have any of {names}',
                    remedy=f'say which: "audio: {PurePosixPath(found[0]).name}"',
                )
            )
        elif len(claimants[found[0]]) > 1:
            others = [
                f'"{other.title}" ({origins.place(other.index)})'
                for other in claimants[found[0]]
                if other is not episode
            ]
            claims.findings.append(
                CLAIMED_TWICE.at(
                    place,
                    f'media/{found[0]} could belong to "{episode.title}" or {", ".join(others)}',
                    remedy="say it with audio: in each of them",
                )
            )
        else:
            claims.audio[episode.index] = found[0]


# What may be wrong with a path, found in one look; most paths need no second.
_RISKY = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ](?:/|$)|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:[./]|$)',
    re.IGNORECASE,
)


def judge_names(paths: Iterable[str]) -> list[Finding]:
    """File names that another system would confuse or refuse."""
    findings = []
    seen: dict[str, str] = {}
    for path in paths:
        place = Place(f"media/{path}")
        key = path.lower() if path.isascii() else unicodedata.normalize("NFKC", path).casefold()
        other = seen.setdefault(key, path)
        if other != path:
            findings.append(
                RISKY_NAME.at(
                    place,
                    f"differs from media/{other} only by letter case or Unicode form",
                    remedy="rename one of them",
                )
            )
        for part in path.split("/") if _RISKY.search(path) else ():
            stem = part.partition(".")[0].casefold()
            if stem in _RESERVED:
                findings.append(
                    RISKY_NAME.at(place, f'Windows reserves the name "{stem}"', remedy="rename it")
                )
            elif part != part.rstrip(". ") or re.search(r'[<>:"|?*\\\x00-\x1f]', part):
                findings.append(
                    RISKY_NAME.at(
                        place, f'Windows cannot hold the name "{part}"', remedy="rename it"
                    )
                )
    return findings
