"""Publishing in tests: workspaces to be published, and stores that count, die or interfere."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from podfeed.errors import PodfeedError
from podfeed.publish.addresses import open_store
from podfeed.publish.store import Store
from podfeed.publishing import publication
from podfeed.publishing.publication import Publication
from podfeed.publishing.site import Addresses, keys_named
from podfeed.workspace import open_workspace
from tests.workspaces import NETWORK, NOW, Bench, mp3, tea

HERE = "http://127.0.0.1:9"
"""An address of this machine at which nobody answers."""

MOMENT = datetime.fromtimestamp(int(NOW), UTC)


def publishable(root: Path, base_url: str = HERE) -> Bench:
    """The three episodes about tea, built for an address that may be published to a folder."""
    bench = tea(root / "workspace")
    bench.edit("seeds/network.yaml", "https://tea.example", base_url)
    bench.edit("seeds/network.yaml", "defaults:", "publish: ../www\ndefaults:")
    assert bench.build()["exit"] == 0
    return bench


def network(root: Path, *shows: str, pages: bool = False) -> Bench:
    """Shows of two episodes each, built, to be published to the folder beside them."""
    bench = Bench(root / "workspace")
    text = NETWORK.replace("https://tea.example", HERE).replace(
        "defaults:", "publish: ../www\ndefaults:"
    )
    bench.write("seeds/network.yaml", text.replace("pages: false\n", "") if pages else text)
    for show in shows:
        add_show(bench, show)
    assert bench.build()["exit"] == 0
    return bench


def add_show(bench: Bench, show: str) -> None:
    """A show of two episodes, not built."""
    episodes = "".join(
        f"- title: {show} {n}\n  number: {n}\n  published: 2026-01-0{n} 08:00\n" for n in (2, 1)
    )
    bench.write(
        f"seeds/{show}.yaml", f"title: {show}\ndescription: About it.\nepisodes:\n{episodes}"
    )
    for n in (1, 2):
        path = bench.write(f"media/{show}/{n}.mp3", mp3(n))
        os.utime(path, (1_700_000_000, 1_700_000_000))  # long ago, so that its digest is kept


def describe(bench: Bench, show: str, words: str) -> None:
    """Give a show another description, not built."""
    path = f"seeds/{show}.yaml"
    text = (bench.root / path).read_text(encoding="utf-8")
    bench.write(path, re.sub("description: .*", f"description: {words}", text))


def add_episode(bench: Bench, number: int = 4, title: str = "Four") -> None:
    """A new episode with its audio, built."""
    bench.edit(
        "seeds/tea.yaml",
        "episodes:",
        f"episodes:\n- title: {title}\n  number: {number}\n  published: 2026-01-0{number} 08:00",
    )
    bench.write(f"media/tea/{number}.mp3", mp3(number))
    assert bench.build()["exit"] == 0


def published(bench: Bench) -> Path:
    """The folder that it is published to."""
    return bench.root.parent / "www"


def files_in(folder: Path) -> dict[str, bytes]:
    """What visitors could fetch, by key."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
    }


def require_whole(
    bench: Bench, versions: list[dict[str, bytes]], there: dict[str, bytes] | None = None
) -> int:
    """Which of these versions of the site is there: its feed, whole, and all that it names.

    ``there`` is what is published, without it what lies in the folder.
    """
    there = there or files_in(published(bench))
    feed = there["feeds/tea.xml"]
    number = next(n for n, version in enumerate(versions) if version["feeds/tea.xml"] == feed)
    addresses = Addresses(open_workspace(bench.root).network)
    named = keys_named(feed, addresses, shown="feeds/tea.xml") - {"feeds/tea/index.html"}
    assert len(named) > 3
    for key in named:
        assert there[key] == versions[number][key], f"{key} is not what the feed means"
    return number


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it and go on."""


class Wrapped:
    """A store whose every operation is told to ``before`` first: its name and its key."""

    def __init__(self, store: Store, before: Callable[[str, str], None]) -> None:
        self._store = store
        self._before = before

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._store, name)
        if name not in ("list", "stat", "read", "put", "swap", "delete"):
            return member

        def call(key: str = "", *arguments: Any, **named: Any) -> Any:
            self._before(name, key)
            return member(key, *arguments, **named)

        return call


class Count:
    """What was asked of a store, in order; dies before the ``fatal``th operation."""

    def __init__(self, fatal: int | None = None) -> None:
        self.fatal = fatal
        self.seen: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def __call__(self, name: str, key: str) -> None:
        with self._lock:
            self.seen.append((name, key))
            if self.fatal is not None and len(self.seen) >= self.fatal:
                raise Killed


@contextmanager
def watched(before: Callable[[str, str], None]) -> Any:
    """Every store that is opened meanwhile tells what is asked of it."""

    def opened(*arguments: Any, **named: Any) -> Any:
        return Wrapped(open_store(*arguments, **named), before)

    with patch.object(publication, "open_store", opened):
        yield


def publish(bench: Bench) -> None:
    """Plan and apply, without proof and hubs."""
    with Publication(bench.root, now=MOMENT) as one:
        planned = one.plan()
        assert not planned.findings
        assert not one.apply(planned).failed


def run_publish(bench: Bench, *arguments: str) -> dict[str, Any]:
    """What a publish without proof says as JSON, with what it printed on standard error."""
    result = bench.run("publish", "--yes", "--no-verify", "--json", *arguments)
    if isinstance(result.exception, PodfeedError):
        raise result.exception
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["exit"] == result.exit_code
    return document | {"err": result.stderr}


def faults(document: dict[str, Any]) -> dict[str, str]:
    """The code of what was found, by where."""
    return {one["path"]: one["code"] for one in document["findings"]}
