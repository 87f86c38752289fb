"""How podfeed grows: ``python -m tests.bench.growth [--seed N]`` measures, then plays a day.

What one core does is measured on small workspaces, and how often a store is asked is counted. A day
of a very large network is then simulated with these figures: most shows come out on the hour, and
what has to be built then waits for a core.
"""

from __future__ import annotations

import argparse
import heapq
import random
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from podfeed.publishing.publication import Publication
from tests.bench.network import make
from tests.bench.workspace import EPOCH, PODFEED, cpu

SHOWS, EPISODES = 100, 50

FEEDS = 4_500_000
HOURLY = 0.01
"""The part of the feeds that change in an hour."""

ON_THE_HOUR = 0.6
"""The part of the changes that come in the first minute of an hour: people like round times."""

PATIENCE = 300.0
"""Seconds from the change to the built feed that all but one in a hundred shows have to keep."""


class Costs(NamedTuple):
    """CPU seconds of one show of 50 episodes, and how often a store is asked."""

    build: float
    check: float
    idle: float
    """To find out that nothing of it has changed."""
    feed: float
    """Bytes of its feed."""
    reads_a_show: float
    """Requests to a store to plan, for each show of the workspace, changed or not."""
    writes_a_change: float


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
    reads = asked["list"] + asked["read"] + asked["stat"]
    return Costs(
        (build - start) / (SHOWS - 1),
        (check - alone) / (SHOWS - 1),
        (idle - blank) / SHOWS,
        size,
        reads / SHOWS,
        asked["put"] + asked["swap"],
    )


def _fresh(root: Path, *command: str) -> float:
    for folder in (".podfeed", "feeds"):
        shutil.rmtree(root / folder, ignore_errors=True)
    for lock in (root / "seeds").glob("*.lock"):
        lock.unlink()
    return cpu(*command, "build", "--quiet", "--jobs", "1")


def _publish(root: Path, command: tuple[str, ...]) -> Counter[str]:
    """What the second publish, of one show that changed, asks of a store that is a folder."""
    network = root / "seeds/network.yaml"
    network.write_text(
        network.read_text("utf-8").replace("https://tea.example", "http://127.0.0.1:9")
    )
    page, asked = root / "seeds/show-0050.yaml", Counter[str]()
    for title in ("Cup one", "The first cup"):
        page.write_text(page.read_text("utf-8").replace("Cup number 1 ", f"{title} ", 1))
        page.write_text(page.read_text("utf-8").replace("Cup one ", f"{title} ", 1))
        cpu(*command, "build", "--quiet")
        now = datetime.fromtimestamp(EPOCH, UTC)
        with Publication(root, to=str(root.parent / "www"), now=now) as one:
            asked = _count(one.store)
            one.apply(one.plan())
    return asked


def _count(store: Any) -> Counter[str]:
    """How often each method of a store is called from now on."""
    asked: Counter[str] = Counter()

    def counting(name: str, own: Any) -> Any:
        def call(*arguments: Any, **more: Any) -> Any:
            asked[name] += 1
            return own(*arguments, **more)

        return call

    for name in ("list", "read", "stat", "put", "swap"):
        setattr(store, name, counting(name, getattr(store, name)))
    return asked


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
    changed = FEEDS * HOURLY
    print(f"one core, shows of {EPISODES} episodes, seed {seed}")
    print(f"  built        {1 / costs.build:8,.0f} shows a second")
    print(f"  checked      {1 / costs.check:8,.0f} feeds a second")
    print(f"  passed over  {1 / costs.idle:8,.0f} shows a second, where nothing changed")
    print(f"  feed         {costs.feed / 1000:8,.0f} kB")
    print(f"  store        {costs.reads_a_show:8.2f} reads a show, changed or not")
    print(f"               {costs.writes_a_change:8.0f} writes a change, beside its recording")
    print(f"{FEEDS:,} feeds, of which {HOURLY:.0%} change in an hour")
    busy = changed * (costs.build + costs.check) / 3600
    print(f"  to build and check {busy:,.2f} cores on average")
    cores = 1
    while (wait := play(costs, cores, seed)) > PATIENCE:
        cores += 1
    print(f"  for 99 of 100 within {PATIENCE:.0f} s {cores} cores ({wait:.0f} s)")
    print(f"  to look at every show once an hour {FEEDS * costs.idle / 3600:,.2f} cores")
    print(
        f"  store {FEEDS * costs.reads_a_show / 3600:,.0f} reads a second, if all is planned hourly"
    )
    print(f"        {changed * costs.writes_a_change / 3600:,.0f} writes a second")
    print(f"        {changed * costs.feed / 3600 / 1e6:,.2f} MB of feeds a second")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(main(parser.parse_args().seed))
