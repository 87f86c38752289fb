"""SRC200–SRC249: feeds and locks against the sources they are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.findings import KINDS, Finding, Place, Severity, sort_key
from podfeed.rules.engine.registry import RULES, Hit, Hits, chosen, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOCKS = "https://packaging.python.org/en/latest/specifications/pylock-toml/"
_REPRODUCIBLE = "https://reproducible-builds.org/docs/definition/"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that ``build`` writes: its path, what is there, and what would be written now.

    ``present`` is None if the file is not there, ``wanted`` if no source asks for it.
    """

    path: str
    present: bytes | None
    wanted: bytes | None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a workspace holds, as plain data; paths are shown as they are given.

    ``feeds`` and ``locks`` are all that are there or are wanted; ``media`` are the files below
    media/ but for recordings, and ``used`` those that a show, an episode or a page names.
    ``companions`` are what stands, or should stand, beside the feeds; ``pages`` are the folders of
    web pages, each with its stale files.
    """

    feeds: tuple[Made, ...] = ()
    locks: tuple[Made, ...] = ()
    media: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    companions: tuple[Made, ...] = ()
    pages: tuple[tuple[str, tuple[str, ...]], ...] = ()


def judge_sources(
    facts: SourceFacts, *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> list[Finding]:
    """What is out of step in a workspace. Raises UsageError for a selector nothing has."""
    codes = chosen(select, ignore)
    found = []
    for code, one in RULES.items():
        if code in codes and one.on == "facts":
            for hit in one.judge(facts):
                path, line = _place(hit)
                place = Place(path, line)
                found.append(KINDS[code].at(place, hit.message, remedy=hit.remedy))
    return sorted(found, key=sort_key)


def _place(hit: Hit) -> tuple[str, int | None]:
    """For these rules ``attribute`` is a path and ``node`` a line of it, if any is meant."""
    return hit.attribute or "", hit.node if isinstance(hit.node, int) else None


def _first_difference(present: bytes, wanted: bytes) -> int:
    """The first line that differs, counted from 1."""
    here, there = present.splitlines(), wanted.splitlines()
    pairs = zip(here, there, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(here), len(there)))
    return min(same + 1, max(len(here), 1))


_BUILD = "run podfeed build"


@rule("SRC200", "feed-out-of-date", Severity.ERROR, on="facts", source=_REPRODUCIBLE)
def feed_out_of_date(facts: SourceFacts) -> Hits:
    """A feed is not what its sources would give now.

    What was changed in seeds/ or media/ does not reach a listener until the feed is built.

    Wrong:

    ```text
    seeds/tea.yaml     title: Tea Time
    feeds/tea.xml      <title>Tea</title>
    ```

    Right:

    ```text
    seeds/tea.yaml     title: Tea Time
    feeds/tea.xml      <title>Tea Time</title>
    ```
    """
    for feed in facts.feeds:
        if None not in (feed.present, feed.wanted) and feed.present != feed.wanted:
            line = _first_difference(feed.present or b"", feed.wanted or b"")
            yield Hit(line, "the feed is out of date with its sources", _BUILD, feed.path)
    for one in facts.companions:
        if one.wanted is not None and one.present != one.wanted:
            problem = "the file is out of date with its sources"
            if one.present is None:
                problem = "the feed would name this file, and it is not there"
            yield Hit(None, problem, _BUILD, one.path)
    for folder, stale in facts.pages:
        if stale:
            first = stale[0].rpartition("/")[2]
            more = f" and {len(stale) - 1} more files of it are" if len(stale) > 1 else " is"
            problem = f"{first}{more} not what its sources give now"
            yield Hit(None, problem, _BUILD, folder)


@rule("SRC201", "feed-not-built", Severity.ERROR, on="facts", source=_REPRODUCIBLE)
def feed_not_built(facts: SourceFacts) -> Hits:
    """A show has no feed yet.

    Wrong:

    ```text
    seeds/tea.yaml
    ```

    Right:

    ```text
    seeds/tea.yaml
    feeds/tea.xml
    ```
    """
    for feed in facts.feeds:
        if feed.present is None and feed.wanted is not None:
            yield Hit(None, "the show has sources and no feed", _BUILD, feed.path)


@rule("SRC202", "lock-out-of-date", Severity.ERROR, on="facts", source=_LOCKS)
def lock_out_of_date(facts: SourceFacts) -> Hits:
    """A lockfile is not what a build would leave, or is not there.

    The lock is what keeps guids. One that lags behind is the last but one chance to notice
    that an episode is about to be downloaded again by everybody.

    Wrong:

    ```text
    seeds/tea.yaml     three episodes
    seeds/tea.lock     two episodes
    ```

    Right:

    ```text
    seeds/tea.yaml     three episodes
    seeds/tea.lock     three episodes
    ```
    """
    for lock in facts.locks:
        if lock.wanted is not None and lock.present != lock.wanted:
            what = "is missing" if lock.present is None else "is out of date with its sources"
            line = _first_difference(lock.present, lock.wanted) if lock.present else None
            yield Hit(line, f"the lockfile {what}", f"{_BUILD}, and commit it", lock.path)


@rule("SRC203", "feed-orphaned", Severity.WARNING, on="facts", source=_REPRODUCIBLE)
def feed_orphaned(facts: SourceFacts) -> Hits:
    """A feed belongs to no show.

    It is published as it is, for ever: subscribers stay with a show that gets no new episode.

    Wrong:

    ```text
    feeds/coffee.xml
    ```

    Right:

    ```text
    seeds/coffee.yaml
    feeds/coffee.xml
    ```
    """
    for feed in facts.feeds:
        if feed.wanted is None and feed.present is not None:
            remedy = "take it out, or add was: OLDNAME to the show that took its place"
            yield Hit(None, "no show in seeds/ makes this feed", remedy, feed.path)


@rule("SRC204", "lock-orphaned", Severity.WARNING, on="facts", source=_LOCKS)
def lock_orphaned(facts: SourceFacts) -> Hits:
    """A lockfile belongs to no show.

    If its show was renamed, the new one mints new guids, and every subscriber downloads every
    episode again.

    Wrong:

    ```text
    seeds/tee.yaml
    seeds/tea.lock
    ```

    Right:

    ```text
    seeds/tee.yaml     was: tea
    seeds/tee.lock
    ```
    """
    for lock in facts.locks:
        if lock.wanted is None and lock.present is not None:
            remedy = "add was: OLDNAME to the show that took its place, or take it out"
            yield Hit(None, "no show in seeds/ has this lockfile", remedy, lock.path)


@rule("SRC205", "media-orphaned", Severity.WARNING, on="facts", source=_REPRODUCIBLE)
def media_orphaned(facts: SourceFacts) -> Hits:
    """Nothing names a picture or other file below media/.

    It is never published: listeners see the old cover, or none. Recordings that no episode
    owns are told as SRC153.

    Wrong:

    ```text
    seeds/tea.yaml     image: tea/cover.jpg
    media/tea/cover.jpg
    media/tea/new-cover.jpg
    ```

    Right:

    ```text
    seeds/tea.yaml     image: tea/new-cover.jpg
    media/tea/new-cover.jpg
    ```
    """
    for path in facts.media:
        if path not in facts.used:
            remedy = "name it in the show or an episode, or move it out of media/"
            yield Hit(None, "no show, episode or page uses this file", remedy, path)


@rule("SRC209", "companion-orphaned", Severity.WARNING, on="facts", source=_REPRODUCIBLE)
def companion_orphaned(facts: SourceFacts) -> Hits:
    """A file beside a feed belongs to no episode of it.

    It was made for an episode that is gone, for pages that are switched off by now, or put there by
    hand. No feed names it, so no app will ask for it; a listener who kept its address still may.
    Many of them in one folder are told together.

    Wrong:

    ```text
    feeds/tea.xml      names tea/oolong.chapters.json
    feeds/tea/oolong.chapters.json
    feeds/tea/sencha.chapters.json
    ```

    Right:

    ```text
    feeds/tea.xml      names tea/oolong.chapters.json
    feeds/tea/oolong.chapters.json
    ```
    """
    folders: dict[str, list[str]] = {}
    for one in facts.companions:
        if one.wanted is None:
            folders.setdefault("/".join(one.path.split("/")[:2]), []).append(one.path)
    for folder, paths in folders.items():
        if len(paths) > _FEW:
            remedy = f"delete {folder}/ if nobody needs them, and build: what is needed comes back"
            yield Hit(None, f"no feed names {len(paths):,} files in it", remedy, f"{folder}/")
        else:
            for path in paths:
                yield Hit(None, "no feed names this file", "delete it if nobody needs it", path)


_FEW = 5
"""Files left in one folder that are told one by one."""
