"""Which episode of the sources is which entry of the lock. Nothing is guessed.

An explicit ``guid:`` decides. Otherwise title and audio are looked up, and either finds the
episode; episodes that both agree on are settled first, so that a title used twice does not
hide the one it always belonged to. What remains in doubt is an error that says how to decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Severity, has_errors
from podfeed.identity import notices
from podfeed.identity.doubles import audio_key, find_doubles, in_words, plain
from podfeed.identity.notices import told, told_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from podfeed.findings import Origins
    from podfeed.identity.lock import Entry, Lock
    from podfeed.models import Episode, Show

AMBIGUOUS = Kind(
    "SRC100",
    "ambiguous-episode",
    Severity.ERROR,
    """Title and audio of an episode name different published episodes, or one names several.

    If the wrong one were taken, two episodes would swap their guids, and every app would
    download both again under the wrong names. Say which it is with `guid:`, copied from the
    message; after one build the line can go.
    """,
)
NUMBER_ALONE = Kind(
    "SRC101",
    "number-alone",
    Severity.ERROR,
    """Only the season and number of an episode are those of a published one.

    Both title and audio are new, so it may be the old episode after two changes, or another one
    in its place. A number is too weak to carry a guid: say which it is with `guid:`, or take the
    old one out with `--remove`.
    """,
)
FOUND_TWICE = Kind(
    "SRC102",
    "episode-found-twice",
    Severity.ERROR,
    """Two episodes are both found as the same published one.

    One has its title, the other its audio, or both have one of them. Only one can keep its
    guid, or apps would take them for one episode. Put the `guid:` of the message into the one
    that it is.
    """,
)


@dataclass(frozen=True, slots=True)
class Matching:
    """What ``match`` found: the entry of each known episode, by ``Episode.index``.

    ``removed`` are the guids the host asked to take out. Nothing may be built while
    ``findings`` hold an error.
    """

    entries: Mapping[int, Entry]
    removed: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether an error forbids to go on."""
        return has_errors(self.findings)


def match(show: Show, lock: Lock, *, origins: Origins, remove: Collection[str] = ()) -> Matching:
    """Find the entry of each episode, and what is wrong with the identity of the show.

    ``remove`` names episodes that shall leave the feed, by guid, page name or title.
    Raises UsageError if one of these names none, or several.
    """
    removed = lock.named(remove)
    matcher = _Matcher(show, lock, origins, removed)
    matcher.run()
    found = matcher.found
    known = found.keys() | matcher.doubted | {e.index for e in show.episodes if e.guid}
    settled = matcher.taken | matcher.in_doubt
    # A draft that is like a published episode may be meant to take its place one day.
    listed = [one for one in show.episodes if not one.draft or one.index in found]
    free = [entry for entry in lock.entries if entry.guid not in settled]
    findings = (
        *matcher.findings,
        *find_doubles(listed, known=known, origins=origins),
        *notices.lost(free, renamed=matcher.renamed(), removed=removed, origins=origins),
        *notices.moved(show, found, removed=removed, origins=origins),
        *notices.show_changed(show, lock, origins),
    )
    return Matching(found, removed, findings)


def known_audio(show: Show, lock: Lock) -> dict[int, str]:
    """The carried audio of each episode that its guid or title finds, by ``Episode.index``.

    For choosing between files; a title that is not unique on both sides finds none.
    """
    by_guid = {entry.guid: entry for entry in lock.entries}
    by_title: dict[str, list[Entry]] = defaultdict(list)
    for entry in lock.entries:
        by_title[plain(entry.title)].append(entry)
    titles = Counter(plain(episode.title) for episode in show.episodes)
    known = {}
    for episode in show.episodes:
        title = plain(episode.title)
        found = by_title.get(title, ()) if titles[title] == 1 else ()
        one = by_guid.get(episode.guid) if episode.guid else found[0] if len(found) == 1 else None
        if one is not None and one.audio is not None:
            known[episode.index] = _paths(one.audio, show)[-1]
    return known


def published_audio(show: Show, lock: Lock) -> set[str]:
    """Every path or address under which a recording of the show was ever published."""
    names = (entry.audio for entry in lock.entries if entry.audio is not None)
    return {path for name in names for path in _paths(name, show)}


def _paths(audio: str, show: Show) -> tuple[str, ...]:
    """The names a carried audio may have now: its own, and that in the renamed show's folder."""
    if show.was is not None and audio.startswith(f"{show.was}/"):
        return audio, f"{show.slug}/{audio.removeprefix(f'{show.was}/')}"
    return (audio,)


class _Matcher:
    """One run of ``match``. ``found`` only grows by whole steps, so order decides nothing."""

    def __init__(self, show: Show, lock: Lock, origins: Origins, removed: frozenset[str]) -> None:
        self.show, self.lock, self.origins, self.removed = show, lock, origins, removed
        self.found: dict[int, Entry] = {}
        self.taken: set[str] = set()
        self.doubted: set[int] = set()
        self.in_doubt: set[str] = set()
        self.findings: list[Finding] = []
        self.by_title: dict[str, list[Entry]] = defaultdict(list)
        self.by_audio: dict[str, list[Entry]] = defaultdict(list)
        for entry in lock.entries:
            self.by_title[plain(entry.title)].append(entry)
            for name in _paths(entry.audio, show) if entry.audio is not None else ():
                self.by_audio[audio_key(name)].append(entry)

    def run(self) -> None:
        """Explicit guids, then what title and audio agree on, then what either finds."""
        if not self.lock.entries:
            return
        by_guid = {entry.guid: entry for entry in self.lock.entries}
        explicit = [episode for episode in self.show.episodes if episode.guid is not None]
        self.settle([(e, [by_guid[e.guid]]) for e in explicit if e.guid in by_guid], firm=True)
        waiting = [episode for episode in self.show.episodes if episode.guid is None]
        self.settle([(e, found) for e in waiting if len(found := self.both(e)) == 1])
        waiting = self.left(waiting)
        # A draft takes nothing from an episode that is out: it may be the next version of it.
        for drafts in (False, True):
            own = [episode for episode in waiting if episode.draft is drafts]
            self.settle([(e, found) for e in own if (found := self.either(e))])
        self.by_number(episode for episode in self.left(waiting) if not episode.draft)

    def renamed(self) -> dict[str, Episode]:
        """By guid: the episode that has a guid never published, but title or audio of an entry."""
        former: dict[str, Episode] = {}
        for episode in self.show.episodes:
            if episode.guid is not None and episode.index not in self.found:
                for entry in self.either(episode):
                    former.setdefault(entry.guid, episode)
        return former

    def left(self, episodes: Iterable[Episode]) -> list[Episode]:
        """Those that are neither found nor in doubt."""
        settled = self.found.keys() | self.doubted
        return [episode for episode in episodes if episode.index not in settled]

    def titled(self, episode: Episode) -> list[Entry]:
        """Entries not yet taken that have its title."""
        found = self.by_title.get(plain(episode.title), ())
        return [entry for entry in found if entry.guid not in self.taken]

    def heard(self, episode: Episode) -> list[Entry]:
        """Entries not yet taken that have its audio, in whichever of its formats."""
        names = [episode.audio.name] if episode.audio else []
        names += [one.path for one in episode.formats or ()]
        found = [entry for name in names for entry in self.by_audio.get(audio_key(name), ())]
        return [entry for entry in dict.fromkeys(found) if entry.guid not in self.taken]

    def both(self, episode: Episode) -> list[Entry]:
        """Entries that title and audio agree on."""
        heard, title = self.heard(episode), plain(episode.title)
        return [entry for entry in heard if plain(entry.title) == title]

    def either(self, episode: Episode) -> list[Entry]:
        """Entries that title or audio names; those named by both, if there are such."""
        titled = self.titled(episode)
        seen = {entry.guid for entry in titled}
        named = titled + [entry for entry in self.heard(episode) if entry.guid not in seen]
        return self.both(episode) or named

    def settle(self, wishes: list[tuple[Episode, list[Entry]]], *, firm: bool = False) -> None:
        """Give each episode the one entry it names, unless it names several or another one does.

        Of ``firm`` wishes for one entry the first wins: the others are told as doubles.
        """
        wanted: dict[str, list[Episode]] = defaultdict(list)
        for episode, entries in wishes:
            if len(entries) > 1:
                self.doubt(episode, entries, AMBIGUOUS, self.conflict(episode, entries))
            for entry in entries:
                wanted[entry.guid].append(episode)
        for episode, entries in wishes:
            first = wanted[entries[0].guid][0]
            if len(entries) > 1:
                continue
            if len(wanted[entries[0].guid]) == 1 or (firm and first is episode):
                self.found[episode.index] = entries[0]
            elif not firm:
                self.rival(episode, first, entries[0])
        self.taken.update(entry.guid for entry in self.found.values())

    def rival(self, episode: Episode, first: Episode, entry: Entry) -> None:
        """One of several that are found as the same; the first is named by the others."""
        if episode is first:
            self.doubted.add(episode.index)
            self.in_doubt.add(entry.guid)
        else:
            place = self.origins.place(first.index)
            words = f'"{episode.title}" and "{first.title}" ({place}) are both found as '
            self.doubt(episode, [entry], FOUND_TWICE, words + told(entry))

    def conflict(self, episode: Episode, entries: list[Entry]) -> str:
        """What is ambiguous, in words."""
        titled, heard = self.titled(episode), self.heard(episode)
        if titled and heard and not self.both(episode):
            return (
                f'the title of "{episode.title}" is that of {told_all(titled)}, '
                f"its audio that of {told_all(heard)}"
            )
        what = "title" if titled else "audio"
        return f'the {what} of "{episode.title}" is that of {told_all(entries)}'

    def doubt(self, episode: Episode, entries: list[Entry], kind: Kind, words: str) -> None:
        """An error that names the entries, and how to decide."""
        self.doubted.add(episode.index)
        self.in_doubt.update(entry.guid for entry in entries)
        choice = " or ".join(f'guid: "{entry.guid}"' for entry in entries[:3])
        remedy = f"add {choice} to say which it is, or a guid: of its own if it is another"
        self.findings.append(kind.at(self.origins.place(episode.index), words, remedy=remedy))

    def by_number(self, episodes: Iterable[Episode]) -> None:
        """Neither title nor audio is known: a stated number alone decides nothing."""
        settled = self.taken | self.in_doubt
        numbered: dict[object, list[Entry]] = defaultdict(list)
        for entry in self.lock.entries:
            removed = entry.removed or entry.guid in self.removed
            if entry.number is not None and entry.guid not in settled and not removed:
                numbered[entry.season, entry.number, entry.type].append(entry)
        for episode in episodes:
            key = (episode.season, episode.number, episode.type)
            entries = numbered.get(key, [])
            if episode.numbered and entries:
                words = (
                    f'"{episode.title}" has {in_words(*key)} of {told_all(entries)}, '
                    "but neither its title nor its audio"
                )
                self.doubt(episode, entries, NUMBER_ALONE, words)
