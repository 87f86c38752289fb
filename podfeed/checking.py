"""A workspace judged whole: its sources, audio, locks and feeds, and what would be built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed import scan, site
from podfeed.build import look_around
from podfeed.companions import others
from podfeed.errors import FeedError, UsageError
from podfeed.examining import Checked, Selection, judge
from podfeed.files import read_regular
from podfeed.findings import Finding, Place, sort_key
from podfeed.history import Past, compare
from podfeed.history.kinds import GONE
from podfeed.identity.settling import LEFT_OUT
from podfeed.listening import listen
from podfeed.manifest import COMMON
from podfeed.pipeline import Job, Options
from podfeed.probes.cache import Cache
from podfeed.rules import (
    LIMIT,
    ArtworkFacts,
    AudioFacts,
    Made,
    MediaFacts,
    SourceFacts,
    chosen,
    judge_sound,
    judge_sources,
)
from podfeed.tracing import trace
from podfeed.waivers import Waivers
from podfeed.workspace import open_workspace
from podfeed.writing import past as written_past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from podfeed.companions import Companion
    from podfeed.models import Artwork, Audio, Network, Show
    from podfeed.workspace import Workspace
    from podfeed.writing import Prepared


def _lint(
    checked: Checked,
    data: bytes,
    shown: str,
    selection: Selection,
    *,
    media: MediaFacts | None = None,
    past: Past | None = None,
) -> list[Finding]:
    """Lint one feed, count it, and keep what was found unless the caller has something to do."""
    seen = judge(selection)(data, path=shown, media=media, past=past)
    checked.count(shown, seen)
    if media is None:
        checked.findings += seen.findings
    return list(seen.findings)


def check_workspace(
    root: Path,
    selection: Selection,
    *,
    progress: Callable[[int, int], None] | None = None,
    listening: Callable[[int, int], None] | None = None,
) -> Checked:
    """Judge all of a workspace: its sources, its audio, what would be built, and what is there.

    Findings about a feed point at the sources that it was made from. With ``listening``, which is
    told how far that has come, all recordings are decoded and judged by their sound. Nothing is
    written but the cache. Raises WorkspaceError if there is no workspace.
    """
    workspace = open_workspace(root)
    wanted = chosen(selection.select, selection.ignore)
    checked = Checked()
    found = list(workspace.findings)
    feeds: dict[str, Made] = {}
    locks: dict[str, Made] = {}
    inputs: set[str] = set()
    used: set[str] = set()
    broken: list[str] = []
    beside: list[Made] = []
    pages: list[tuple[str, tuple[str, ...]]] = []
    cards: dict[str, dict[str, Any]] = {}
    waivers = [Waivers(workspace.network.check, Place("seeds/network.yaml"))]
    with Cache(workspace.root) as cache:
        for slug in workspace.shows:
            job = Job(workspace, slug, Options(selection.now), cache, progress or (lambda *_: None))
            prepared = job.prepare()
            place = job.origins.place(None, "check")
            own = Waivers(prepared.show.check if prepared else None, place)
            waivers.append(own)
            left_out = [one for one in job.findings if one.code == LEFT_OUT.code]
            held = LEFT_OUT.code in wanted and bool(waivers[0].keep(own.keep(left_out)))
            names: set[str] | None = None
            if prepared is not None and not held:
                with job.faults():
                    names, stale = _pages(workspace, prepared)
                    pages.append((f"feeds/{slug}/", stale))
                    card = job.card_of(prepared)
                    cards |= {slug: card} if card is not None else {}
            found += own.keep(job.findings)
            inputs.update(job.inputs)
            feed, lock = f"feeds/{slug}.xml", f"seeds/{slug}.lock"
            if prepared is None:
                present = _there(workspace, feed)
                if present is not None:
                    _lint(checked, present, feed, selection)
                feeds[feed] = Made(feed, present, present)
                locks[lock] = Made(lock, *[_there(workspace, lock)] * 2)
                broken.append(slug)
                continue
            used |= _named(prepared.show) | set(job.inputs)  # also of what is not out yet
            judged = own.keep(_judge(checked, prepared, job, selection))
            # What is left out is told with its cause, and is not gone besides.
            checked.findings += [one for one in judged if not held or one.code != GONE.code]
            if held:  # a build would take the episode from subscribers: that comes first
                feeds[feed] = Made(feed, *[prepared.before] * 2)
                locks[lock] = Made(lock, *[_there(workspace, lock)] * 2)
                broken.append(slug)
                continue
            feeds[feed] = Made(feed, prepared.before, prepared.data)
            locks[lock] = Made(lock, _there(workspace, lock), prepared.lock.dump())
            beside += _beside(workspace, slug, prepared, names)
        sounds, unheard = listen(workspace, cache, progress=listening) if listening else ([], [])
    found += unheard
    checked.findings += judge_sound(
        sounds,
        select=selection.select,
        ignore=selection.ignore,
        profiles=selection.profiles,
    )
    found += look_around(workspace, inputs)
    for folder, suffix, made in (("feeds", ".xml", feeds), ("seeds", ".lock", locks)):
        for path in sorted((workspace.root / folder).glob(f"*{suffix}")):
            name = f"{folder}/{path.name}"
            if folder == "feeds" and path.name in COMMON and name not in made:
                continue  # the map of the pages, which is no feed
            made.setdefault(name, Made(name, b"", None))
    facts = SourceFacts(
        tuple(feeds.values()),
        tuple(locks.values()),
        _other_media(workspace, broken),
        frozenset(used),
        tuple(beside),
        (*pages, *([] if broken else _common(workspace, cards))),
    )
    checked.findings += [finding for finding in found if finding.code in wanted]
    checked.findings += judge_sources(facts, select=selection.select, ignore=selection.ignore)
    checked.findings = waivers[0].keep(checked.findings)
    for one in () if selection.profiles else waivers:  # a profile leaves rules out
        checked.findings += [f for f in one.unused(wanted) if f.code in wanted]
    checked.findings = sorted(dict.fromkeys(checked.findings), key=sort_key)
    return checked


def _judge(checked: Checked, prepared: Prepared, job: Job, selection: Selection) -> list[Finding]:
    """What is to be said of the feed of a show and its older pages, at the lines to edit."""
    feed = f"feeds/{prepared.feed.name}"
    media = _media(prepared.show, job.workspace.network)
    past = _past(prepared, feed)
    paged = bool(prepared.older or prepared.before_older)
    alone = None if paged else past
    seen = _lint(checked, prepared.data, feed, selection, media=media, past=alone)
    found = trace(seen, items=prepared.items, origins=job.origins)
    for page in prepared.older:
        seen = _lint(checked, page.data, f"feeds/{page.path}", selection, media=media)
        found += trace(seen, items=page.items, origins=job.origins)
    if paged and past is not None:
        found += _changes(past, prepared, job, selection)
    return found


def _changes(past: Past, prepared: Prepared, job: Job, selection: Selection) -> list[Finding]:
    """What subscribers would notice of a feed of several pages, all of them taken together."""
    pages = [page.data for page in prepared.older]
    now = written_past(prepared.data, pages, f"feeds/{prepared.feed.name}")
    wanted = chosen(selection.select, selection.ignore)
    index = {episode.guid: episode.index for episode in prepared.show.episodes}
    return [
        change.finding("").moved(
            job.origins.place(index.get(change.new.guid) if change.new else None)
        )
        for change in compare(past, now)
        if change.kind.code in wanted
    ]


def _beside(
    workspace: Workspace, slug: str, prepared: Prepared, pages: set[str] | None
) -> list[Made]:
    """The companions of a show, and what else but ``pages`` lies in its folder below feeds/.

    Where it is not known which pages there are, nothing is too much.
    """
    stale = {one.path for one in prepared.stale}
    made = []
    for one in prepared.companions:
        name = f"feeds/{one.path}"
        present = _there(workspace, name) if one.path in stale else one.data
        made.append(Made(name, present, one.data))
    if pages is None:
        return made
    wanted = {one.path for one in prepared.companions} | pages
    left = others(workspace.feeds, slug, wanted)
    return [*made, *(Made(f"feeds/{path}", b"", None) for path in left)]


def _pages(workspace: Workspace, prepared: Prepared) -> tuple[set[str], tuple[str, ...]]:
    """The web pages of a show, and those that are not what they would be now."""
    names: set[str] = set()

    def noted() -> Iterator[Companion]:
        for one in prepared.site or ():
            names.add(one.path)
            yield one

    return names, tuple(shown for _, _, shown in site.stale(noted(), workspace))


def _common(
    workspace: Workspace, cards: dict[str, dict[str, Any]]
) -> list[tuple[str, tuple[str, ...]]]:
    """What all shows have in common, and which of it is stale."""
    if not (workspace.network.pages and cards):
        return []
    files = site.common_files(workspace, cards) or ()
    return [("feeds/", tuple(shown for _, _, shown in site.stale(files, workspace)))]


def _there(workspace: Workspace, name: str) -> bytes | None:
    path = workspace.root / name
    if not path.exists():
        return None
    return read_regular(path, limit=LIMIT, shown=name, error=UsageError)


def _past(prepared: Prepared, shown: str) -> Past | None:
    """The feed that is there, as what was published; None if it cannot be read as one."""
    if prepared.before is None:
        return None
    try:
        return written_past(prepared.before, prepared.before_older, shown)
    except FeedError:
        return None


def _media(show: Show, network: Network) -> MediaFacts:
    """What was measured of the files behind the addresses in the feed of a show."""
    audio: dict[str, AudioFacts] = {}
    artwork: dict[str, ArtworkFacts] = {}
    for episode in show.episodes:
        if episode.audio is not None and episode.audio.path is not None:
            audio[network.enclosure(episode.audio)] = _audio(episode.audio)
        for one in episode.formats or ():
            if one.audio is not None:
                audio[network.enclosure(one.audio)] = _audio(one.audio)
        _add(artwork, episode.image, network)
    _add(artwork, show.image, network)
    return MediaFacts(audio=audio, artwork=artwork)


def _audio(audio: Audio) -> AudioFacts:
    # Plain numbers: these facts are for rules that know nothing of our types.
    length, duration = audio.length, audio.duration
    return AudioFacts(
        audio.type,
        int(length) if length is not None else None,
        float(duration) if duration is not None else None,
    )


def _add(artwork: dict[str, ArtworkFacts], image: Artwork | None, network: Network) -> None:
    if image is not None and image.path is not None:
        length = int(image.length) if image.length is not None else None
        facts = ArtworkFacts(image.type, length, image.width, image.height, image.mode)
        artwork[network.media(image)] = facts


def _named(show: Show) -> set[str]:
    """The pictures below media/ that a show or an episode of it uses."""
    images = [show.image, *(episode.image for episode in show.episodes)]
    return {f"media/{image.path}" for image in images if image is not None and image.path}


_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".tif", ".tiff")


def _other_media(workspace: Workspace, broken: Iterable[str]) -> tuple[str, ...]:
    """The pictures that lie in media/: recordings are accounted for where they are claimed.

    What a show that cannot be read would use is not known, so its pictures are passed over.
    """
    unknown = set(broken)
    seen = scan.scan(str(workspace.media))
    return tuple(
        f"media/{path}"
        for path, *_ in seen.files
        if path.lower().endswith(_PICTURES) and path.partition("/")[0] not in unknown
    )
