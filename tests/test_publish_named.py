"""Named shows are published alone, and of what has not changed nothing is read."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from podfeed.errors import UsageError
from podfeed.publish.record import KEY
from podfeed.publishing.publication import Publication
from tests.publications import (
    MOMENT,
    Count,
    add_show,
    describe,
    faults,
    files_in,
    network,
    publish,
    published,
    run_publish,
    watched,
)
from tests.stores import PLACES
from tests.workspaces import Bench

# Named shows --------------------------------------------------------------------------------------


def test_named_shows_are_published_and_nothing_else_is_touched_or_read(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b", "c", pages=True)
    publish(bench)
    before = files_in(published(bench))
    for show in ("a", "b"):
        describe(bench, show, "Mended.")
    bench.edit("seeds/a.yaml", "title: a\n", "title: another\n")
    bench.build()
    bench.write("seeds/c.yaml", "title: [")
    count = Count()
    with watched(count):
        document = run_publish(bench, "b")
    assert (document["exit"], document["shows"]) == (0, {"b": "published"})
    after = files_in(published(bench))
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed == {"feeds/b.xml", "feeds/b/index.html"}
    others = [key for _, key in count.seen if re.match(r"(feeds|media)/(a|c|index|site|pod)", key)]
    assert others == []
    assert run_publish(bench, "a")["feeds"] == ["feeds/a.xml"]
    bench.run("build")
    assert faults(run_publish(bench)) == {"seeds/c.yaml": "PUB002"}
    assert files_in(published(bench))["feeds/index.html"] != before["feeds/index.html"]


def test_a_publish_of_one_show_forgets_nothing_of_the_others(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b")
    run_publish(bench)
    describe(bench, "a", "Mended.")
    bench.build()
    run_publish(bench, "a")
    shutil.rmtree(bench.root / ".podfeed")
    bench.build()
    count = Count()
    with watched(count):
        assert run_publish(bench)["sent"] == []
    assert count.seen == [("list", ""), ("read", KEY)]
    shutil.rmtree(bench.root / "media/b")
    (bench.root / "seeds/b.yaml").unlink()
    (bench.root / "seeds/b.lock").unlink()
    bench.build()
    assert run_publish(bench, "a")["exit"] == 0, "that b is gone is told of a publish of all"
    assert "show-gone" in run_publish(bench)["err"]


def test_publishers_of_different_shows_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b")
    publish(bench)
    shutil.copytree(bench.root, tmp_path / "other" / "workspace")
    other = Bench(tmp_path / "other" / "workspace")
    other.edit("seeds/network.yaml", "publish: ../www", f"publish: {published(bench)}")
    for each, show in ((bench, "a"), (other, "b")):
        describe(each, show, "Mended.")
        each.build()
    raced = []

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("swap", "feeds/a.xml") and not raced:
            raced.append(run_publish(other, "b"))

    with watched(interfere):
        document = run_publish(bench, "a")
    assert (document["exit"], raced[0]["exit"]) == (0, 0)
    assert raced[0]["feeds"] == ["feeds/b.xml"]
    count = Count()
    with watched(count):
        bench.run("plan", "b")
    assert ("read", KEY) not in count.seen, "what the other noted is known here"


def test_a_plan_that_was_saved_for_named_shows_is_carried_out_for_them(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b")
    saved = str(tmp_path / "plan.json")
    assert bench.run("plan", "b", "--save", saved).exit_code == 0
    with pytest.raises(UsageError, match="the plan that was saved is for b"):
        run_publish(bench, "a", "--plan", saved)
    assert run_publish(bench, "--plan", saved)["feeds"] == ["feeds/b.xml"]
    assert "feeds/a.xml" not in files_in(published(bench))


def test_a_show_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    bench = network(tmp_path, "green-tea", "black-tea")
    with pytest.raises(UsageError, match='did you mean "green-tea"'):
        run_publish(bench, "gren-tea")
    assert not published(bench).exists()


# What it asks of a store --------------------------------------------------------------------------


def asked(bench: Bench, *arguments: str) -> list[tuple[str, str]]:
    """What a plan asks of the store."""
    count = Count()
    with watched(count):
        result = bench.run("plan", "--allow", "local-address", *arguments)
    assert result.exit_code == 0, result.output
    return sorted(count.seen)


@pytest.mark.parametrize("kind", PLACES)
def test_a_plan_reads_only_the_feeds_that_have_changed_here_or_there(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = PLACES[kind](tmp_path)
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    bench = network(tmp_path, *"abcde", pages=True)
    to = ("--to", place.address)
    first = run_publish(bench, *to, "--allow", "local-address")
    assert first["exit"] == 0
    assert asked(bench, *to) == [("list", "")]
    describe(bench, "c", "Mended.")
    bench.build()
    assert asked(bench, *to) == [("list", ""), ("read", "feeds/c.xml")]
    assert run_publish(bench, *to, "--allow", "local-address")["feeds"] == ["feeds/c.xml"]
    assert asked(bench, *to) == [("list", "")]
    with Publication(bench.root, to=place.address, now=MOMENT) as one:
        found = one.store.read("feeds/d.xml", limit=1_000_000)
        assert found is not None
        other = found[0].replace(b"About it.", b"About others, by somebody else.")
        one.store.swap("feeds/d.xml", other, one.plan().plan.steps[0].file.headers, seen=found[1])
    assert asked(bench, *to) == [("list", ""), ("read", "feeds/d.xml")]
    assert run_publish(bench, *to, "--allow", "local-address")["feeds"] == ["feeds/d.xml"]
    assert asked(bench, *to) == [("list", "")]


def test_a_change_there_that_only_the_time_tells_is_noticed(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b")
    publish(bench)
    feed = published(bench) / "feeds/a.xml"
    feed.write_bytes(feed.read_bytes().replace(b"About it.", b"About 'em"))
    document = run_publish(bench)
    assert document["feeds"] == ["feeds/a.xml"]
    assert feed.read_bytes() == bench.feed("a")


def test_a_new_feed_that_is_one_of_many_is_not_compared_with_the_others(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b")
    publish(bench)
    add_show(bench, "c")
    bench.build()
    assert asked(bench) == [("list", "")]
