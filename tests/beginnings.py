"""New workspaces to look at, made within the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result
from lxml import etree

from podfeed.starting import Started, sound, start
from podfeed.starting.cover import draw_cover
from tests.workspaces import NOW, Bench

GUID = UUID("11111111-2222-4333-8444-555555555555")
MOMENT = datetime.fromtimestamp(int(NOW), UTC)
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture(autouse=True, scope="module")
def made_once() -> Iterator[None]:
    """Covers and sounds are drawn once for all tests: they are the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("podfeed.starting.cover.draw_cover", cache(draw_cover))
        patch.setattr("podfeed.starting.sound._samples", cache(sound._samples))
        yield


def begin(root: Path, **options: Any) -> Started:
    return start(root, **{"guid": GUID, "now": MOMENT, **options})


def init(cwd: Path, *arguments: str) -> Result:
    return Bench(cwd).run("init", *arguments)


def tree(root: Path) -> Mapping[str, bytes]:
    """Every file below a folder, and every folder."""
    return {
        path.relative_to(root).as_posix(): b"" if path.is_dir() else path.read_bytes()
        for path in sorted(root.rglob("*"))
    }


def items(bench: Bench, show: str) -> list[etree._Element]:
    return list(etree.fromstring(bench.feed(show)).iter("item"))


def titles(bench: Bench, show: str) -> list[str]:
    return [item.findtext("title") or "" for item in items(bench, show)]
