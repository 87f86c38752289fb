"""Feeds on the web, judged with what servers say of their files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from podfeed import web
from podfeed.examining import FEED_UNREADABLE, Checked, judge
from podfeed.findings import Place, sort_key
from podfeed.live.answers import without_login
from podfeed.live.manners import Manners
from podfeed.live.tour import Tour, Visit, visit
from podfeed.rules import (
    WebFacts,
    judge_web,
)
from podfeed.values import Url

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
    from functools import partial

    from podfeed.examining import Selection
    from podfeed.rules import Examined
    from podfeed.web import Client

_K = TypeVar("_K")


def check_live(
    checked: Checked,
    addresses: Iterable[str],
    feeds: Mapping[str, bytes],
    selection: Selection,
    manners: Manners,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, bytes]:
    """Judge feeds on the web, and feeds that are here already, with their files on the web.

    What is found goes into ``checked``; gives the bytes of the feeds by what is shown, an address
    without a login or a key of ``feeds``. Raises UsageError for an address that is none, or if
    httpx is not installed.
    """
    linter = judge(selection)
    visits = visit(addresses, feeds, manners, progress=progress)
    for shown, seen in visits.items():
        _judge(checked, shown, seen, selection, linter)
    return {shown: seen.data for shown, seen in visits.items() if seen.data}


async def check_stream(
    addresses: Iterable[tuple[_K, str]],
    selection: Selection,
    manners: Manners,
    *,
    window: int = 64,
) -> AsyncGenerator[tuple[_K, Checked], None]:
    """What was found in each of very many feeds on the web, in the order in which they answer.

    Each address comes and goes with something to know it by. No more than ``window`` are held at
    once. One that is no address is a finding. Raises UsageError if httpx is not installed.
    """
    web.load()
    linter = judge(selection)
    tour = Tour(manners, lambda *_: None)

    async def look(client: Client, key: _K, address: str) -> tuple[_K, Checked]:
        checked, shown = Checked(), without_login(address)
        try:
            url = Url.parse(address)
        except ValueError as problem:
            checked.findings = [FEED_UNREADABLE.at(Place(shown), without_login(str(problem)))]
            checked.feeds = 1
        else:
            _judge(checked, shown, await tour.feed(client, url), selection, linter)
        return key, checked

    async with manners.client() as client:
        under_way: set[asyncio.Task[tuple[_K, Checked]]] = set()
        try:
            for key, address in addresses:
                under_way.add(asyncio.create_task(look(client, key, address)))
                while len(under_way) >= window:
                    done, under_way = await asyncio.wait(under_way, return_when="FIRST_COMPLETED")
                    for task in done:
                        yield task.result()
            while under_way:
                done, under_way = await asyncio.wait(under_way, return_when="FIRST_COMPLETED")
                for task in done:
                    yield task.result()
        finally:
            for task in under_way:
                task.cancel()


def _judge(
    checked: Checked, shown: str, seen: Visit, selection: Selection, linter: partial[Examined]
) -> None:
    """Judge a feed by what was learnt of it; what is found goes into ``checked``."""
    found = []
    web_ = seen.facts.web or WebFacts()
    found += judge_web(web_, path=shown, select=selection.select, ignore=selection.ignore)
    if seen.data is not None and not (web_.feed and web_.is_page):
        examined = linter(seen.data, path=shown, media=seen.facts)
        checked.count(shown, examined)
        found += examined.findings
    else:
        checked.feeds += 1
        checked.paths.append(shown)
    checked.findings += sorted(found, key=sort_key)
