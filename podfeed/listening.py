"""The recordings of a workspace, decoded from beginning to end: how each of them sounds."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from podfeed.claims import is_audio
from podfeed.rules import SoundFacts
from podfeed.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from concurrent.futures import Future

    from podfeed.findings import Finding
    from podfeed.models import Audio
    from podfeed.probes.audio import Probed
    from podfeed.probes.cache import Cache
    from podfeed.probes.loudness import Levels
    from podfeed.workspace import Workspace


def listen(
    workspace: Workspace,
    cache: Cache,
    *,
    progress: Callable[[int, int], None],
    shows: Collection[str] | None = None,
) -> tuple[list[SoundFacts], list[Finding]]:
    """Listen to all recordings below media/SHOW/ of some shows (None: of all), in order of path.

    The findings are about files that cannot be decoded. What cannot even be probed is told where
    it is claimed, and passed over here.
    """
    known = {}
    wanted = workspace.shows if shows is None else shows
    for path, *_ in scan(str(workspace.media)).files:
        if is_audio(path) and path.partition("/")[0] in wanted:
            probed = cache.audio(workspace.media / path, shown=f"media/{path}")
            if probed.audio is not None:
                known[path] = probed
    heard = _hear(workspace, cache, known, progress)
    sounds: list[SoundFacts] = []
    findings: list[Finding] = []
    for path, probed in known.items():
        levels = heard[path]
        findings += levels.findings
        if not levels.findings and probed.audio is not None:
            sounds.append(_facts(f"media/{path}", probed.audio, probed.codec, levels))
    return sounds, findings


def _hear(
    workspace: Workspace,
    cache: Cache,
    known: dict[str, Probed],
    progress: Callable[[int, int], None],
) -> dict[str, Levels]:
    """The levels by path. Decoders let go of the interpreter, so threads do side by side."""
    pool = ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1)), "listen")
    try:
        waiting: dict[Future[Levels], str] = {
            pool.submit(
                cache.levels,
                workspace.media / path,
                shown=f"media/{path}",
                type=str(probed.audio and probed.audio.type),
            ): path
            for path, probed in known.items()
        }
        found = {}
        for done, future in enumerate(as_completed(waiting), 1):
            found[waiting[future]] = future.result()
            progress(done, len(waiting))
        return found
    finally:
        pool.shutdown(cancel_futures=True)


def _facts(shown: str, audio: Audio, codec: str | None, levels: Levels) -> SoundFacts:
    return SoundFacts(
        path=shown,
        type=str(audio.type),
        codec=codec,
        duration=float(audio.duration or levels.heard),
        bitrate=audio.bitrate,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
        loudness=levels.loudness,
        peak=levels.peak,
        lead=levels.lead,
        trail=levels.trail,
        clipped=levels.clipped,
        unindexed=levels.unindexed,
        chapters=tuple(
            (float(one.start), float(one.end) if one.end is not None else None)
            for one in audio.chapters
        ),
    )
