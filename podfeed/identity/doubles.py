"""Episodes of one show that say the same thing: title, audio, number or guid, twice."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Severity
from podfeed.values import xml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

    from podfeed.findings import Origins
    from podfeed.models import Episode

GUID_TWICE = Kind(
    "SRC104",
    "guid-twice",
    Severity.ERROR,
    """Two episodes state the same `guid:`.

    An app knows an episode by its guid alone: of two with the same one it shows only one, and
    the other is never heard. Each guid belongs to one episode for ever. Take the line out of the
    episode that it was copied to.
    """,
)
TITLE_TWICE = Kind(
    "SRC105",
    "title-twice",
    Severity.ERROR,
    """Two episodes have the same title.

    Listeners cannot tell them apart, and neither can podfeed while none of them was ever in the
    feed: after the next change it would be a guess which is which. Two such new episodes are an
    error; give them different titles, or give each a `guid:`. Where at most one of them is without
    a guid, stated or carried, it is a warning.
    """,
)
NUMBER_TWICE = Kind(
    "SRC106",
    "number-twice",
    Severity.ERROR,
    """Two episodes have the same season, number and type.

    Apps sort by these numbers, and some show only one of the two. Correct the number of one, or
    say what it is with `season:` or `type: trailer` or `type: bonus`. It is a warning where both
    state their `guid:`, as those do that were published elsewhere like that.
    """,
)
AUDIO_TWICE = Kind(
    "SRC107",
    "audio-twice",
    Severity.ERROR,
    """Two episodes have the same audio.

    One of them would play the other's recording. Correct `audio:` in one of them. It is a warning
    where both state their `guid:`, as an episode does that was published once more.
    """,
)


@lru_cache(maxsize=32_768)
def plain(text: str) -> str:
    """A title as titles are compared: NFC, white space as single blanks, nothing XML refuses.

    >>> plain("  Cafe\\u0301\\n au lait\\x08 ")
    'Café au lait'
    """
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", xml_text(text)).split())


def audio_key(name: str) -> str:
    """A path below media/, or an address, as they are compared: NFC."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def number_key(
    season: int | None, number: int | None, kind: str
) -> tuple[int | None, int, str] | None:
    """Season, number and type as they are compared; None without a number."""
    return None if number is None else (season, number, kind)


def in_words(season: int | None, number: int | None, kind: str) -> str:
    """A number as people say it.

    >>> in_words(2, 5, "full"), in_words(None, 1, "bonus")
    ('season 2, number 5', 'bonus number 1')
    """
    said = f"number {number}" if kind == "full" else f"{kind} number {number}"
    return f"season {season}, {said}" if season is not None else said


def find_doubles(
    episodes: Iterable[Episode], *, known: Collection[int], origins: Origins
) -> Iterator[Finding]:
    """Each pair that says the same, at the later of the two.

    ``known`` are the indices of episodes with an explicit or carried guid.
    """
    listed = list(episodes)
    for first, second in _pairs(listed, lambda e: e.guid):
        yield GUID_TWICE.at(
            origins.place(second.index, "guid"),
            f'guid "{second.guid}" of "{second.title}" is that of "{first.title}" '
            f"({origins.place(first.index, 'guid')}) as well",
            remedy="take guid: out of the one it was copied to",
        )
    yield from _titles(listed, known, origins)
    for first, second in _pairs(listed, _stated_number):
        words = in_words(second.season, second.number, second.type)
        yield NUMBER_TWICE.at(
            origins.place(second.index, "number"),
            f'"{second.title}" has {words}, and so has "{first.title}" '
            f"({origins.place(first.index, 'number')})",
            remedy="correct one of the numbers, or tell them apart by season: or type:",
            severity=_weight(first, second),
        )
    for first, second in _pairs(listed, lambda e: audio_key(e.audio.name) if e.audio else None):
        yield AUDIO_TWICE.at(
            origins.place(second.index, "audio"),
            f'"{second.title}" has the same audio as "{first.title}" '
            f"({origins.place(first.index, 'audio')}): {second.audio.name if second.audio else ''}",
            remedy="correct audio: in one of them",
            severity=_weight(first, second),
        )


def _weight(first: Episode, second: Episode) -> Severity | None:
    """A warning for two whose guids leave no doubt which is which; else what is usual."""
    return Severity.WARNING if first.guid and second.guid else None


def _stated_number(episode: Episode) -> Hashable | None:
    if not episode.numbered:
        return None
    return number_key(episode.season, episode.number, episode.type)


def _titles(episodes: list[Episode], known: Collection[int], origins: Origins) -> Iterator[Finding]:
    groups: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        groups[plain(episode.title)].append(episode)
    for group in groups.values():
        if len(group) == 1:
            continue
        strangers = [episode for episode in group if episode.index not in known]
        wrong = len(strangers) > 1
        blamed = strangers if wrong else group
        places = [str(origins.place(episode.index, "title")) for episode in blamed]
        also = places[0] if len(places) == 2 else f"{places[0]} and {len(places) - 2:,} more"
        yield TITLE_TWICE.at(
            origins.place(blamed[1].index, "title"),
            f'"{blamed[1].title}" is the title of {len(blamed):,} episodes: also {also}',
            remedy="give them different titles" + (", or each a guid: of its own" if wrong else ""),
            severity=None if wrong else Severity.WARNING,
        )


def _pairs(
    episodes: Iterable[Episode], key: Callable[[Episode], Hashable | None]
) -> Iterator[tuple[Episode, Episode]]:
    """Each episode whose key an earlier one has, with the first that has it."""
    seen: dict[Hashable, Episode] = {}
    for episode in episodes:
        value = key(episode)
        if value is None:
            continue
        first = seen.setdefault(value, episode)
        if first is not episode:
            yield first, episode
