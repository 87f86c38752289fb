"""What the name of a file says: whether it is a recording, of which episode, and whether it is
one that every system can keep."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING

from podfeed.claims.kinds import RISKY_NAME
from podfeed.findings import Finding, Place
from podfeed.values import slug

if TYPE_CHECKING:
    from collections.abc import Iterable

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


_RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
_NUMBER = re.compile(
    r"(?:s(?:eason)?[\s_-]*(?P<season>\d{1,4})[\s_-]*)?"
    r"(?:(?:episode|ep|e|no|nr|folge)[\s._-]*|\#)?"
    r"(?P<number>\d{1,6})(?=$|[\s._-])",
    re.IGNORECASE,
)


def stated_in(name: str) -> tuple[int | None, int | None, str]:
    """Season, number and the slug of the rest that a file name states.

    >>> [stated_in(n) for n in ("021-scaling.mp3", "s2e05 Tea.mp3", "ep 7.mp3", "lora.mp3")]
    [(None, 21, 'scaling'), (2, 5, 'tea'), (None, 7, ''), (None, None, 'lora')]
    >>> stated_in("2001 a space odyssey.mp3")
    (None, 2001, 'a-space-odyssey')
    """
    bare = stem(name)
    match = _NUMBER.match(bare)
    if match is None:
        return None, None, slug(bare)
    season = match["season"]
    return int(season) if season else None, int(match["number"]), slug(bare[match.end() :])


def stem(path: str) -> str:
    """The name of a file without folder and suffix.

    >>> [stem(p) for p in ("a/b.c/lora.v2.mp3", "lora", ".mp3")]
    ['lora.v2', 'lora', '.mp3']
    """
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[:dot] if dot > 0 else name


def title_keys(title: str) -> Iterable[str]:
    """The slug of a title, then that of its name without the subtitle.

    >>> list(title_keys("LoRA — low-rank adaptation"))
    ['lora-low-rank-adaptation', 'lora']
    """
    yield slug(title)
    for dash in (" — ", " – ", ": "):
        name, found, _ = title.partition(dash)
        if found and slug(name):
            yield slug(name)
            return


def spellings(show: str, wanted: str) -> list[str]:
    """The paths below media/ that a name in the YAML of a show may mean, the likeliest first.

    >>> spellings("ai", "lora.mp3"), spellings("ai", r"media\\ai\\lora.mp3")
    (['ai/lora.mp3', 'lora.mp3'], ['ai/ai/lora.mp3', 'ai/lora.mp3'])
    """
    path = posixpath.normpath(wanted.replace("\\", "/")).removeprefix("media/")
    forms = dict.fromkeys((path, unicodedata.normalize("NFC", path)))
    forms |= dict.fromkeys([unicodedata.normalize("NFD", path)])
    return [prefix + form for prefix in (f"{show}/", "") for form in forms]


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
