"""How podfeed grows: ``python -m tests.bench.growth [--seed N]`` measures, then plays hours.

What one core does is measured on small workspaces, and how often a store is asked is counted. Hours
of a very large network are then simulated with these figures: most shows come out on the hour, and
what has to be built then waits for a core.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from podfeed.publish.record import KEY, Memory
from podfeed.publish.store import Store, Stored
from podfeed.publishing.publication import Publication
from tests.bench.network import make
from tests.bench.workspace import EPOCH, PODFEED, cpu
from tests.publications import Count, watched

SHOWS, EPISODES = 100, 50

FEEDS = 4_500_000
HOURLY = 0.01
"""The part of the feeds that change in an hour."""

ON_THE_HOUR = 0.6
"""The part of the changes that come in the first minute of an hour: people like round times."""

PATIENCE = 300.0
"""Seconds from the change to the built feed that all but one in a hundred shows have to keep."""


KEYS_A_PAGE = 1000
"""How many keys an object store tells of in one answer."""

WORKSPACES = (1000, 100, 10)
"""Shows of one of the workspaces that a network of such a size may be cut into."""


class Asked(NamedTuple):
    """What the publish of one show, named, that has changed asks of a store, and what there is."""

    to_plan: int
    """Requests to plan it: listings of its folders, files one by one, and its feed."""
    to_write: int
    """Requests to write it and to note that it is proved, beside the recording."""
    notes: int
    """How often the record is written by that, whole each time."""
    reads: int
    """How often it is read from the store to plan, where this machine did not write it last."""
    keys: float
    """Keys in the store, for each show."""
    record: float
    """Bytes of the record of what was published, for each show."""
    record_cpu: float
    """CPU seconds to recall it and to write it so often, for each show in it."""
    all_reads: int
    """Reads beside the listing to plan all shows, one of which has changed."""


class Costs(NamedTuple):
    """CPU seconds of one show of 50 episodes, and how often a store is asked."""

    build: float
    check: float
    start: float
    """To begin a process that builds, whatever it builds."""
    idle: float
    """To find out that nothing of it has changed."""
    feed: float
    """Bytes of its feed."""
    asked: Asked


def measure() -> Costs:
    """What one core does here, and what a publish of one changed show asks of a store."""
    with tempfile.TemporaryDirectory() as name:
        root, small = Path(name, "all"), Path(name, "one")
        make(root, SHOWS, EPISODES)
        make(small, 1, EPISODES)
        command = (*PODFEED, "-C", str(root))
        build = min(_fresh(root, *command) for _ in range(3))
        cpu(*PODFEED, "-C", str(small), "build", "--quiet")
        start = min(cpu(*PODFEED, "-C", str(small), "build", "--quiet", "--force") for _ in "123")
        feeds = [str(path) for path in sorted((root / "feeds").glob("*.xml"))]
        check = cpu(
            *PODFEED, "check", *feeds, "--jobs", "1", "--fail-on", "error", "--ignore", "APL"
        )
        alone = cpu(*PODFEED, "check", feeds[0], "--ignore", "APL")
        idle = min(cpu(*command, "build", "--quiet") for _ in "123")
        blank = min(cpu(*PODFEED, "--version") for _ in "123")
        size = sum(Path(feed).stat().st_size for feed in feeds) / SHOWS
        asked = _publish(root, command)
    return Costs(
        (build - start) / (SHOWS - 1),
        (check - alone) / (SHOWS - 1),
        start - (build - start) / (SHOWS - 1),
        (idle - blank) / SHOWS,
        size,
        asked,
    )


def _fresh(root: Path, *command: str) -> float:
    for folder in (".podfeed", "feeds"):
        shutil.rmtree(root / folder, ignore_errors=True)
    for lock in (root / "seeds").glob("*.lock"):
        lock.unlink()
    return cpu(*command, "build", "--quiet", "--jobs", "1")


def _publish(root: Path, command: tuple[str, ...]) -> Asked:
    """Publish all shows to a folder, then one that has changed, and count what that asks."""
    show, www = "show-0050", root.parent / "www"
    network, page = root / "seeds/network.yaml", root / f"seeds/{show}.yaml"
    network.write_text(
        network.read_text("utf-8").replace("https://tea.example", "http://127.0.0.1:9")
    )
    now = datetime.fromtimestamp(EPOCH, UTC)
    cpu(*command, "build", "--quiet")
    with Publication(root, to=str(www), now=now) as one:
        planned = one.plan()
        one.apply(planned)
        one.settle(planned, one.unproved(planned))
    page.write_text(page.read_text("utf-8").replace("Cup number 1 ", "The first cup ", 1))
    cpu(*command, "build", "--quiet")
    whole, named, elsewhere, writing = Count(), Count(), Count(), Count()
    with watched(whole), Publication(root, to=str(www), now=now) as one:
        one.plan()
    with watched(named), Publication(root, to=str(www), now=now) as one:
        one.plan([show])
    for copy in (root / ".podfeed").glob("published-*.json"):
        copy.unlink()
    with watched(elsewhere), Publication(root, to=str(www), now=now) as one:
        one.plan([show])
    with watched(writing), Publication(root, to=str(www), now=now) as one:
        planned = one.plan([show])
        assert list(one.apply(planned).feeds) == [f"feeds/{show}.xml"]
        one.settle(planned, one.unproved(planned))
    notes = writing.seen.count(("swap", KEY))
    with Publication(root, to=str(www), now=now) as one:
        keys = one.store.list()
        record_cpu = min(_note(one.store, keys, root / ".podfeed", notes) for _ in "123")
    return Asked(
        to_plan=_requests(named, "list", "stat", "read"),
        to_write=_requests(writing, "put", "swap"),
        notes=notes,
        reads=elsewhere.seen.count(("read", KEY)) - named.seen.count(("read", KEY)),
        keys=len(keys) / SHOWS,
        record=(www / KEY).stat().st_size / SHOWS,
        record_cpu=record_cpu / SHOWS,
        all_reads=_requests(whole, "stat", "read"),
    )


def _note(store: Store, keys: dict[str, Stored], folder: Path, notes: int) -> float:
    """CPU seconds to recall the record of a store from its copy here, and to write it so often."""
    begun = time.process_time()
    memory = Memory(folder, store.address)
    record = memory.record(store, keys)
    for _ in range(notes):
        memory.keep(store, record)
    return time.process_time() - begun


def _requests(count: Count, *names: str) -> int:
    """How many requests these operations are to an object store, which is asked before a swap."""
    return sum(2 if name == "swap" else 1 for name, _ in count.seen if name in names)


def play(costs: Costs, cores: int, seed: int, *, feeds: int = FEEDS, hours: int = 3) -> float:
    """Hours with so many cores: seconds that the slowest hundredth of the shows wait at least."""
    chance = random.Random(seed)
    work = costs.build + costs.check
    changes = []
    for hour in range(hours):
        for _ in range(round(feeds * HOURLY)):
            minute = 60 if chance.random() < ON_THE_HOUR else 3600
            changes.append(hour * 3600 + chance.random() * minute)
    changes.sort()
    free = [0.0] * cores
    waits = []
    for moment in changes:
        begun = max(moment, heapq.heappop(free))
        end = begun + work * chance.uniform(0.2, 1.8)  # shows differ in length
        heapq.heappush(free, end)
        waits.append(end - moment)
    waits.sort()
    return waits[len(waits) * 99 // 100]


def main(seed: int) -> int:
    """Print the figures."""
    costs = measure()
    asked, changed = costs.asked, FEEDS * HOURLY
    print(f"one core, shows of {EPISODES} episodes, seed {seed}")
    print(f"  built        {1 / costs.build:8,.0f} shows a second")
    print(f"  checked      {1 / costs.check:8,.0f} feeds a second")
    print(f"  passed over  {1 / costs.idle:8,.0f} shows a second, where nothing changed")
    print(f"  begun        {costs.start * 1000:8,.0f} ms, to start a build")
    print(f"  feed         {costs.feed / 1000:8,.0f} kB")
    print(
        f"  store        {asked.keys:8.1f} keys a show, all told by one listing to plan all shows"
    )
    print(f"               {asked.all_reads:8.0f} reads more, where one of {SHOWS} has changed")
    print(f"               {asked.to_plan:8.0f} requests to plan one show that is named")
    print(f"               {asked.to_write:8.0f} requests to write it, beside its recording")
    print(f"  record       {asked.record / 1000:8,.1f} kB a show")
    print(f"               {asked.notes:8.0f} times written by a publish")
    print(f"               {asked.reads:8.0f} times read, if another machine wrote it last")
    print(f"               {asked.record_cpu * 1e6:8,.0f} µs a show for all that")
    print(f"{FEEDS:,} feeds, of which {HOURLY:.0%} change in an hour")
    busy = changed * (costs.build + costs.check) / 3600
    print(f"  to build and check {busy:,.2f} cores on average")
    cores = 1
    while (wait := play(costs, cores, seed)) > PATIENCE:
        cores += 1
    print(f"  for 99 of 100 within {PATIENCE:.0f} s {cores} cores ({wait:.0f} s)")
    print(f"  to look at every show once an hour {FEEDS * costs.idle / 3600:,.2f} cores")
    print(f"  to start a build for each change {changed * costs.start / 3600:,.1f} cores")
    print(
        f"  store {changed * asked.to_plan / 3600:,.0f} requests a second to plan each by its name"
    )
    print(f"        {changed * asked.to_write / 3600:,.0f} requests to write a second")
    print(f"        {changed * costs.feed / 3600 / 1e6:,.2f} MB of feeds a second")
    for shows in WORKSPACES:
        _divide(shows, asked)
    return 0


def _divide(shows: int, asked: Asked) -> None:
    """Print what listings and records take, if each workspace has so many shows."""
    size = asked.record * shows
    busy = FEEDS / shows * (1 - (1 - HOURLY) ** shows)  # workspaces in which something changes
    pages = FEEDS / shows * math.ceil(asked.keys * shows / KEYS_A_PAGE)
    listed = (pages + FEEDS * HOURLY * asked.all_reads) / 3600
    print(f"  workspaces of {shows:,} shows, each with a record of {size / 1e6:,.2f} MB")
    print(f"        {listed:,.0f} requests a second to plan all of them once an hour")
    for when, publishes in (("once an hour", busy), ("for each change", FEEDS * HOURLY)):
        written = publishes * asked.notes * size / 3600 / 1e6
        read = publishes * asked.reads * size / 3600 / 1e6
        cores = publishes * asked.record_cpu * shows / 3600
        print(
            f"        {written:,.1f} MB a second written and at most {read:,.1f} read, "
            f"{cores:,.2f} cores, if published {when}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(main(parser.parse_args().seed))
