"""Files → episodes: each gets the one that its sources, its name, the lock or the tags mean."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podfeed.claims.kinds import (
    CLAIMED_TWICE,
    FORMAT_KEPT,
    MISSING_AUDIO,
    NO_AUDIO,
    STRANGE_FILE,
    TWO_AUDIO,
    UNCLAIMED,
)
from podfeed.claims.names import spellings, stated_in, stem, title_keys
from podfeed.errors import MediaError, nearest
from podfeed.findings import Finding, Place
from podfeed.formats import group, rank
from podfeed.values import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from podfeed.findings import Origins
    from podfeed.models import Episode, Show


@dataclass(slots=True)
class Claims:
    """Which file each episode has: path below media/ by ``Episode.index``.

    ``formats`` are the same recording in other formats; where an episode names them, in its order
    and empty where there is no such file, or it is the audio.
    """

    audio: dict[int, str] = field(default_factory=dict)
    formats: dict[int, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


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
                keys.append(slug(stem(path)))
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
        for key in title_keys(episode.title):
            if key in self.by_slug:
                return list(self.by_slug[key])
        return []


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
    names = _Named(show, present, claims, origins, locate)
    waiting: list[Episode] = []
    for episode in show.episodes:
        if episode.audio is None:
            waiting.append(episode)
        elif episode.audio.path is not None:
            names.audio(episode, episode.audio.path)
        if episode.formats is not None:
            names.formats(episode)
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
        own = sorted(filter(None, claims.formats.get(episode.index, ())), key=rank)
        if not found and own:  # it names all that it has
            found = [known if known in own else own[0]]
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
        if episode.formats is not None:
            stated = claims.formats[episode.index]
            claims.formats[episode.index] = ["" if one == path else one for one in stated]
            continue
        if path is None:
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


class _Named:
    """The files that episodes name: below media/SHOW/, or below media/."""

    def __init__(
        self,
        show: Show,
        present: Collection[str],
        claims: Claims,
        origins: Origins,
        locate: Callable[[str], bool],
    ) -> None:
        self.show, self.present, self.claims = show, present, claims
        self.origins, self.locate = origins, locate

    def audio(self, episode: Episode, wanted: str) -> None:
        """An episode that names its file."""
        path = self.find(episode, "audio", wanted)
        if path is not None:
            self.claims.audio[episode.index] = path

    def formats(self, episode: Episode) -> None:
        """An episode that names its other formats. One that cannot be used is left out."""
        self.claims.formats[episode.index] = [
            self.find(episode, "alternatives", one.path) or "" for one in episode.formats or ()
        ]

    def find(self, episode: Episode, key: str, wanted: str) -> str | None:
        """The path of a file; None, with a finding, if there is none that may be used."""
        place = self.origins.place(episode.index, key)
        try:
            for path in spellings(self.show.slug, wanted):
                if path in self.present or self.locate(path):
                    return path
        except MediaError as error:
            problem = f"{key}: {error.problem}"
            self.claims.findings.append(STRANGE_FILE.at(place, problem, remedy=error.remedy))
            return None
        if not episode.draft:  # whose audio may not be recorded yet
            self.claims.findings.append(self.missing(key, wanted, place))
        return None

    def missing(self, key: str, wanted: str, place: Place) -> Finding:
        """That there is no such file, with the name that is nearest."""
        slug = self.show.slug
        guess = nearest(wanted, [path.removeprefix(f"{slug}/") for path in self.present])
        return MISSING_AUDIO.at(
            place,
            f'{key}: there is no file "{wanted}" in media/{slug}/',
            remedy=f'did you mean "{guess}"?' if guess else "put it there, or correct the name",
        )


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
