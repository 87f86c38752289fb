"""Which changes on the disk matter, and the watch over them.

That is what people save, and nothing that programs leave beside it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter, awatch

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

WATCHED = ("media", "seeds")
"""The folders of a workspace that a show is made of."""

_STEP = 100  # milliseconds without another change, after which those that came are told
_LOOKS = 1000  # milliseconds after which it is seen that the watch is to end
_PASSING = (
    r"^\.",  # hidden: no show reads it
    r"\.lock$",  # podfeed writes it
    r"\.(?:tmp|temp|bak|orig|part|partial|crdownload)$",
    r"^#.*#$",  # Emacs, of what is not saved yet
    r"^sed\w{6}$",  # sed -i, until it renames it
    r"^\d{4,5}$",  # Vim tries with 4913 whether it may write there
    r"^_?kate-swp$|\.kate-swp$",
    r"___jb_(?:tmp|old)___$",
)


class Edits(DefaultFilter):
    """Lets through what may change what is served, for ``awatch``."""

    ignore_entity_patterns = (*DefaultFilter.ignore_entity_patterns, *_PASSING)


async def saves(root: Path, stop: asyncio.Event) -> AsyncGenerator[set[str], None]:
    """What is saved, as paths below the workspace at ``root``, until ``stop`` is set.

    At first, and whenever one of the folders has come, gone or been replaced, these are the
    folders themselves: anything in them may be other than it was.
    """
    root = root.absolute()
    turn = asyncio.Event()  # other folders are to be watched
    minding = asyncio.create_task(_mind(root, stop, turn))
    try:
        while not stop.is_set():
            turn.clear()
            await asyncio.sleep(0)  # now the root is watched
            folders = [root / name for name in WATCHED if (root / name).is_dir()]
            changes = awatch(
                *folders, watch_filter=Edits(), stop_event=turn, step=_STEP, rust_timeout=_LOOKS
            )
            coming = asyncio.ensure_future(anext(changes, None))
            await asyncio.sleep(0)  # now they are watched: what was saved meanwhile is made now
            yield {f"{name}/" for name in WATCHED}
            with suppress(FileNotFoundError):  # it went before it was watched, and may come again
                while (found := await coming) is not None:
                    coming = asyncio.ensure_future(anext(changes, None))
                    yield {_below(root, path) for _, path in found}
            await turn.wait()
            if minding.done():
                minding.result()
    finally:
        turn.set()
        minding.cancel()
        with suppress(asyncio.CancelledError):
            await minding


async def _mind(root: Path, stop: asyncio.Event, turn: asyncio.Event) -> None:
    """Set ``turn`` whenever a watched folder comes or goes, and at the end."""

    def is_watched(_: Change, path: str) -> bool:
        return Path(path).name in WATCHED

    try:
        async for _ in awatch(
            root,
            watch_filter=is_watched,
            stop_event=stop,
            step=_STEP,
            rust_timeout=_LOOKS,
            recursive=False,
        ):
            turn.set()
    finally:
        turn.set()


def _below(root: Path, path: str) -> str:
    """A path as it is below the workspace; what a link leads to is called as the link is."""
    return Path(path).relative_to(root).as_posix()
