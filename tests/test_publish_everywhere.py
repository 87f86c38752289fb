"""A workspace published to every kind of store: from the first time to what is pruned."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from podfeed.errors import ConflictError
from podfeed.publish.addresses import open_store
from podfeed.publish.former import formers
from podfeed.publishing.publication import Publication
from tests.publications import (
    MOMENT,
    Count,
    Killed,
    add_episode,
    publishable,
    require_whole,
    watched,
)
from tests.stores import PLACES
from tests.workspaces import Bench


@pytest.fixture(params=PLACES)
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new, empty place, whose credentials are in the environment."""
    return new_place(request.param, tmp_path, monkeypatch)


def new_place(kind: str, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    place = PLACES[kind](scratch)
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    return place.address


def contents(address: str, prefix: str = "") -> dict[str, bytes]:
    """What a store has, without what is for publishers."""
    store = open_store(address)
    try:
        keys = [key for key in store.list(prefix) if prefix or not key.startswith(".")]
        return {key: found[0] for key in keys if (found := store.read(key, limit=10**7))}
    finally:
        store.close()


def publish(bench: Bench, address: str) -> None:
    with Publication(bench.root, to=address, now=MOMENT) as one:
        one.apply(one.plan())


def run(bench: Bench, address: str, *arguments: str) -> dict[str, Any]:
    """Publish without asking or fetching; what ``--json`` tells."""
    options = ("--yes", "--no-verify", "--allow", "local-address", "--json")
    if "--rollback" in arguments:
        options = ("--yes", "--no-verify", "--json")
    result = bench.run("publish", "--to", address, *options, *arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    assert (document["exit"], result.exit_code) == (0, 0)
    return document


def test_from_the_first_publish_to_a_rollback(tmp_path: Path, address: str) -> None:
    bench = publishable(tmp_path)
    first = bench.feed()
    files = {
        f"media/tea/{path.name}": path.read_bytes() for path in (bench.root / "media/tea").iterdir()
    }
    run(bench, address)
    assert contents(address) == files | {"feeds/tea.xml": first}
    count = Count()
    with watched(count):
        assert run(bench, address)["sent"] == []
    assert count.seen == [("list", "")]

    add_episode(bench)
    assert run(bench, address)["sent"] == ["feeds/tea.xml", "media/tea/4.mp3"]
    assert contents(address)["feeds/tea.xml"] == bench.feed()
    (former,) = contents(address, ".history/feeds/").values()
    assert former == first

    assert run(bench, address, "--rollback")["feeds"] == ["feeds/tea.xml"]
    assert contents(address)["feeds/tea.xml"] == first
    assert run(bench, address)["sent"] == ["feeds/tea.xml"], "and forward again"


@pytest.mark.parametrize("kind", ["folder", "openssh"])
def test_where_folders_have_rights_the_history_is_for_publishers(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = new_place(kind, tmp_path, monkeypatch)
    publish(publishable(tmp_path), address)
    place = Path(unquote(urlsplit(address).path))
    assert place.joinpath(".history").stat().st_mode & 0o777 == 0o700
    assert place.joinpath("feeds").stat().st_mode & 0o005 == 0o005


def test_what_no_feed_names_any_more_is_pruned(tmp_path: Path, address: str) -> None:
    bench = publishable(tmp_path)
    run(bench, address)
    cover = bench.root / "media/tea/cover.jpg"
    cover.rename(cover.with_name("other.jpg"))
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\nimage: other.jpg\n")
    for number in range(11):
        text = (bench.root / "seeds/tea.yaml").read_text(encoding="utf-8")
        bench.write("seeds/tea.yaml", re.sub("description: .*", f"description: {number}.", text))
        bench.build()
        deleted = run(bench, address, "--prune")["deleted"]
        assert deleted == (["media/tea/cover.jpg"] if number == 10 else [])
    assert "media/tea/cover.jpg" not in contents(address)
    kept = formers(contents(address, ".history/"), "feeds/tea.xml")
    assert [former.number for former in kept] == list(range(2, 12))


def test_somebody_else_who_publishes_meanwhile_is_not_overwritten(
    tmp_path: Path, address: str
) -> None:
    bench = publishable(tmp_path)
    publish(bench, address)
    shutil.copytree(bench.root, tmp_path / "theirs")
    theirs = Bench(tmp_path / "theirs")
    add_episode(theirs, 5, "Theirs")
    add_episode(bench, 4, "Ours")
    with Publication(bench.root, to=address, now=MOMENT) as ours:
        planned = ours.plan()
        publish(theirs, address)
        (error,) = ours.apply(planned).failed.values()
        assert isinstance(error, ConflictError)
    assert contents(address)["feeds/tea.xml"] == theirs.feed()


@pytest.mark.parametrize("kind", ["folder", "moto", "openssh"])
def test_killed_before_any_operation_a_publish_leaves_a_whole_site(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publishable(tmp_path)
    shutil.copytree(old.root, tmp_path / "new")
    new = Bench(tmp_path / "new")
    add_episode(new)
    sites: list[dict[str, bytes]] = []
    for bench in (old, new):
        media = bench.root / "media"
        files = {f"media/tea/{path.name}": path.read_bytes() for path in (media / "tea").iterdir()}
        sites.append(files | {"feeds/tea.xml": bench.feed()})
    seen = set()
    for fatal in range(1, 50):
        address = new_place(kind, tmp_path / str(fatal), monkeypatch)
        publish(old, address)
        died = True
        try:
            with watched(Count(fatal)):
                publish(new, address)
            died = False
        except Killed:
            pass
        seen.add(require_whole(new, sites, contents(address)))
        publish(new, address)
        assert require_whole(new, sites, contents(address)) == 1
        assert contents(address) == sites[1]
        if not died:
            break
    else:
        pytest.fail("the publish never came to its end")
    assert seen == {0, 1}
    assert fatal > 6, "fewer operations were seen than a publish needs"
