"""What a show needs is found out once, and again when anything that matters has changed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podfeed.probes.cache import Cache
from podfeed.publishing import gathering
from podfeed.publishing.naming import named_in
from podfeed.publishing.remembering import FOLDER
from podfeed.publishing.site import Site
from podfeed.workspace import open_workspace
from tests.publications import network
from tests.workspaces import Bench, mp3


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are looked into meanwhile."""
    seen: list[str] = []

    def watched(data: bytes, *, suffix: str, url: str, shown: str) -> Any:
        seen.append(shown)
        return named_in(data, suffix=suffix, url=url, shown=shown)

    monkeypatch.setattr(gathering, "named_in", watched)
    return seen


def aged(bench: Bench) -> None:
    """As if the build was a while ago: what has just been written is not remembered."""
    for path in (bench.root / "feeds").rglob("*"):
        if path.is_file():
            state = path.stat()
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns - 10_000_000_000))


def plan(bench: Bench) -> dict[str, Any]:
    result = bench.run("plan", "--json")
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    return document


def test_what_has_not_changed_is_not_parsed_again(tmp_path: Path, parsed: list[str]) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    aged(bench)
    bench.run("build")
    first = plan(bench)
    assert "feeds/a.xml" in parsed
    parsed.clear()
    assert plan(bench) == first
    assert "feeds/index.html" in parsed
    assert [path for path in parsed if path.startswith(("feeds/a", "feeds/b"))] == []
    parsed.clear()
    path = bench.root / "feeds/a.xml"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    plan(bench)
    assert "feeds/a.xml" in parsed
    assert "feeds/b.xml" not in parsed


def test_what_has_just_been_written_is_not_remembered(tmp_path: Path) -> None:
    bench = network(tmp_path, "a")
    now = time.time()
    os.utime(bench.root / "feeds/a.xml", (now + 1, now + 1))
    plan(bench)
    assert not (bench.root / FOLDER / "a.json").exists()


def recording_changed(bench: Bench) -> None:
    path = bench.root / "media/a/1.mp3"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")


def recording_gone(bench: Bench) -> None:
    (bench.root / "media/a/1.mp3").unlink()


def page_appeared(bench: Bench) -> None:
    bench.write("feeds/a/extra.html", "<p>it was named before it was there")


def page_gone(bench: Bench) -> None:
    (bench.root / "feeds/a/a-1.html").unlink()


def recording_became_a_link(bench: Bench) -> None:
    path = bench.root / "media/a/1.mp3"
    state = path.stat()
    secret = bench.write("../secret.mp3", mp3(1))
    path.unlink()
    path.symlink_to(secret)
    for one in (secret, path):
        os.utime(one, ns=(state.st_atime_ns, state.st_mtime_ns), follow_symlinks=False)


def folder_became_a_link(bench: Bench) -> None:
    folder = bench.root / "media/a"
    shutil.move(folder, bench.root.parent / "elsewhere")
    folder.symlink_to(bench.root.parent / "elsewhere")


def named_by_the_index(bench: Bench) -> None:
    bench.write("feeds/a/other.html", "<p>named by the index alone")
    page = bench.root / "feeds/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", '<a href="a/other.html">x</a></body>'))


def memory_spoilt(bench: Bench) -> None:
    path = bench.root / FOLDER / "a.json"
    document = json.loads(path.read_bytes())
    document["files"][0][1] = "media/../../secret.mp3"
    path.write_text(json.dumps(document))


def memory_cut(bench: Bench) -> None:
    path = bench.root / FOLDER / "a.json"
    path.write_bytes(path.read_bytes()[:100])


def show_gone(bench: Bench) -> None:
    (bench.root / "seeds/b.yaml").unlink()


def gathered(bench: Bench) -> Site:
    """What is to be published, whether it is built or not."""
    workspace = open_workspace(bench.root)
    with Cache(bench.root) as cache:
        return gathering.gather(workspace, cache, shows=workspace.shows, network=True)


def address_changed(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "127.0.0.1:9", "127.0.0.1:99")


CHANGES = [
    address_changed,
    recording_changed,
    recording_gone,
    page_appeared,
    page_gone,
    recording_became_a_link,
    folder_became_a_link,
    named_by_the_index,
    memory_spoilt,
    memory_cut,
    show_gone,
]
HARMLESS = (memory_spoilt, memory_cut)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_what_is_gathered_from_memory_is_what_is_gathered_without(
    tmp_path: Path, change: Callable[[Bench], None]
) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    page = bench.root / "feeds/a/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", '<a href="extra.html">x</a></body>'))
    aged(bench)
    before = gathered(bench)
    assert (bench.root / FOLDER / "a.json").exists()
    assert gathered(bench) == before
    change(bench)
    remembered = gathered(bench)
    shutil.rmtree(bench.root / FOLDER)
    assert remembered == gathered(bench)
    assert change in HARMLESS or remembered != before


def test_shows_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b")
    aged(bench)
    plan(bench)
    assert sorted(path.name for path in (bench.root / FOLDER).iterdir()) == ["a.json", "b.json"]
    show_gone(bench)
    plan(bench)
    assert [path.name for path in (bench.root / FOLDER).iterdir()] == ["a.json"]
