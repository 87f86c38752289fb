"""Addresses handed out by host: however many ask, a host is asked by one of them at a time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from podfeed.attempts import Fault
from podfeed.listed.records import record_of, unjudged
from podfeed.live import check_stream
from podfeed.processes import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podfeed.examining import Selection
    from podfeed.listed.names import Named
    from podfeed.live import Manners
    from podfeed.processes import Engine

_TOGETHER = 50
"""How many addresses are handed out at once."""

_OF_ONE = 25
"""How many of them may be on one host, which is asked about once a second."""

_WAITING = 5_000
"""How many addresses are read ahead, to find some on hosts that nobody is asking."""


def ask(
    addresses: Iterable[Named], selection: Selection, manners: Manners
) -> Iterator[dict[str, Any]]:
    """What is found at these addresses, in the order in which they answer."""
    keyed = ((one, one.name) for one in addresses)
    with asyncio.Runner() as runner:
        answers = check_stream(keyed, selection, manners)
        try:
            while (answer := runner.run(anext(answers, None))) is not None:
                yield record_of(*answer)
        finally:
            runner.run(answers.aclose())


def ask_elsewhere(
    engine: Engine, addresses: Iterable[Named], selection: Selection, manners: Manners
) -> Iterator[dict[str, Any]]:
    """The same by many that ask, none of whom asks a host that another is asking."""
    hosts = _Hosts(addresses)
    work = partial(_ask, selection=selection, manners=manners)
    with closing(engine(work, hosts.batches(), patience=PATIENCE)) as found:
        for number, records in found:
            batch = hosts.done(number)
            if isinstance(records, Fault):
                records = [unjudged(one, records) for one in batch]
            yield from records


def _ask(batch: list[Named], *, selection: Selection, manners: Manners) -> list[dict[str, Any]]:
    records = list(ask(batch, selection, manners))
    time.sleep(manners.pause)  # whoever asks one of these hosts next is polite as well
    return records


class _Batch(NamedTuple):
    addresses: list[Named]
    hosts: set[str]


class _Hosts:
    """Addresses by host, of which those in ``_under_way`` are being asked."""

    def __init__(self, addresses: Iterable[Named]) -> None:
        self._coming = iter(addresses)
        self._waiting: dict[str, deque[Named]] = {}
        self._count = 0
        self._under_way: dict[int, _Batch] = {}
        self._busy: set[str] = set()

    def batches(self) -> Iterator[tuple[int, list[Named]] | None]:
        """What can be asked now, with a number; None where a host has to come free before."""
        number = 0
        while self._fill():
            batch = self._pick()
            if not batch.addresses:
                yield None
                continue
            self._under_way[number] = batch
            self._busy |= batch.hosts
            yield number, batch.addresses
            number += 1

    def done(self, number: int) -> list[Named]:
        """Let go of the hosts of a batch; gives its addresses."""
        batch = self._under_way.pop(number)
        self._busy -= batch.hosts
        return batch.addresses

    def _fill(self) -> bool:
        """Read on; whether there is anything left."""
        while self._count < _WAITING and (one := next(self._coming, None)) is not None:
            self._waiting.setdefault(_host(one.name), deque()).append(one)
            self._count += 1
        return self._count > 0

    def _pick(self) -> _Batch:
        batch = _Batch([], set())
        for host in [host for host in self._waiting if host not in self._busy]:
            left = self._waiting[host]
            room = min(_OF_ONE, _TOGETHER - len(batch.addresses), len(left))
            batch.addresses.extend(left.popleft() for _ in range(room))
            batch.hosts.add(host)
            self._count -= room
            if not left:
                del self._waiting[host]
            if len(batch.addresses) >= _TOGETHER:
                break
        return batch


def _host(address: str) -> str:
    """The host of an address, in lower case; what is none is a host by itself.

    >>> _host("https://ann:secret@Podcasts.example:443/tea.xml"), _host("https://[")
    ('podcasts.example', 'https://[')
    """
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
