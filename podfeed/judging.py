"""The shows of a workspace judged, each by itself, in one process or in several side by side."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from podfeed import site
from podfeed.attempts import Fault
from podfeed.companions import others
from podfeed.errors import FeedError, MediaError
from podfeed.examining import Checked, Selection, judge
from podfeed.files import read_regular
from podfeed.findings import Finding, Place
from podfeed.history import Past, compare
from podfeed.history.kinds import GONE
from podfeed.identity.settling import LEFT_OUT
from podfeed.making import spread_shows
from podfeed.mishaps import mishap
from podfeed.pipeline import Job, Options
from podfeed.probes.cache import Cache
from podfeed.rules import LIMIT, ArtworkFacts, AudioFacts, Made, MediaFacts, chosen
from podfeed.tracing import trace
from podfeed.waivers import Waivers
from podfeed.writing import past as written_past

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from podfeed.assets import Progress
    from podfeed.companions import Companion
    from podfeed.models import Artwork, Audio, Network, Show
    from podfeed.workspace import Workspace
    from podfeed.writing import Prepared


@dataclass(slots=True)
class Judged:
    """What is to be said of one show, and what the workspace as a whole is judged by.

    ``checked`` is what the rules say of its feeds, ``findings`` what reading it brought up. ``own``
    are its waivers and ``common`` those of the network, as far as this show made use of them.
    ``broken`` is a show that would not be built; ``inputs`` are the files it is made from, and
    ``used`` those that it names, where that is known.
    """

    slug: str
    own: Waivers
    common: Waivers
    feed: Made
    lock: Made
    checked: Checked = field(default_factory=Checked)
    findings: list[Finding] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    beside: list[Made] = field(default_factory=list)
    pages: tuple[str, tuple[str, ...]] | None = None
    card: dict[str, Any] | None = None
    broken: bool = False


def judge_all(
    workspace: Workspace,
    selection: Selection,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    timeout: float | None = None,
    progress: Progress | None = None,
) -> Generator[Judged, None, None]:
    """Each show of a workspace, judged. What says how is as in ``make_all``."""
    results = spread_shows(
        partial(judge_show, selection=selection),
        workspace,
        workspace.shows,
        jobs=jobs,
        cluster=cluster,
        timeout=timeout,
        each=BYTES_A_PROCESS,
        progress=progress,
    )
    for slug, one in zip(workspace.shows, results, strict=True):
        yield _unjudged(workspace, slug, one) if isinstance(one, Fault) else one


def _unjudged(workspace: Workspace, slug: str, fault: Fault) -> Judged:
    """A show of which nothing is known, as nobody foresaw."""
    source = f"seeds/{slug}.yaml"
    return Judged(
        slug,
        Waivers(None, Place(source)),
        Waivers(workspace.network.check, Place("seeds/network.yaml")),
        Made(f"feeds/{slug}.xml", None, None),
        Made(f"seeds/{slug}.lock", None, None),
        findings=[mishap(fault, source)],
        inputs=[source],
        broken=True,
    )


BYTES_A_PROCESS = 200_000
"""As in ``making``: to judge a show takes a few times as long as to build it."""


def judge_show(
    workspace: Workspace, slug: str, *, selection: Selection, progress: Progress | None = None
) -> Judged:
    """One show: what it says, what would be built of it, and whether that is there."""
    with Cache(workspace.root) as cache:
        job = Job(workspace, slug, Options(selection.now), cache, progress or (lambda *_: None))
        prepared = job.prepare()
        return _judge(workspace, job, prepared, selection)


def _judge(
    workspace: Workspace, job: Job, prepared: Prepared | None, selection: Selection
) -> Judged:
    slug = job.slug
    feed, lock = f"feeds/{slug}.xml", f"seeds/{slug}.lock"
    there = _there(workspace, lock)  # if it cannot be read, preparing the show has told so
    own = Waivers(prepared.show.check if prepared else None, job.origins.place(None, "check"))
    common = Waivers(workspace.network.check, Place("seeds/network.yaml"))
    one = Judged(slug, own, common, Made(feed, None, None), Made(lock, there, there))
    left_out = [finding for finding in job.findings if finding.code == LEFT_OUT.code]
    wanted = chosen(selection.select, selection.ignore)
    held = LEFT_OUT.code in wanted and bool(common.keep(own.keep(left_out)))
    names: set[str] | None = None
    if prepared is not None and not held:
        with job.faults():
            names, stale = _pages(workspace, prepared)
            one.pages = (f"feeds/{slug}/", stale)
            one.card = job.card_of(prepared)
    one.findings = own.keep(job.findings)
    one.inputs = sorted(set(job.inputs))
    if prepared is None:
        present = _there(workspace, feed)
        if present is not None:
            _lint(one.checked, present, feed, selection)
        one.feed = Made(feed, present, present)
        one.broken = True
        return one
    one.used = _named(prepared.show) | set(job.inputs)  # also of what is not out yet
    judged = own.keep(_lines(one.checked, prepared, job, selection))
    # What is left out is told with its cause, and is not gone besides.
    one.checked.findings += [each for each in judged if not held or each.code != GONE.code]
    if held:  # a build would take the episode from subscribers: that comes first
        one.feed = Made(feed, *[prepared.before] * 2)
        one.broken = True
        return one
    one.feed = Made(feed, prepared.before, prepared.data)
    one.lock = Made(lock, there, prepared.lock.dump())
    one.beside = _beside(workspace, slug, prepared, names)
    return one


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


def _lines(checked: Checked, prepared: Prepared, job: Job, selection: Selection) -> list[Finding]:
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


def _there(workspace: Workspace, name: str) -> bytes | None:
    """What a build has written there, as far as it can be read."""
    with suppress(MediaError):
        return read_regular(workspace.root / name, limit=LIMIT, shown=name)
    return None


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
