"""Many shows: what goes wrong with one stops no other, and what names them all comes last."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from podfeed.errors import RefusedError, UnreachableError
from podfeed.publish.record import KEY
from podfeed.publishing.publication import Publication
from podfeed.publishing.site import Addresses, keys_named
from podfeed.workspace import open_workspace
from tests.commands import podfeed
from tests.publications import (
    MOMENT,
    Count,
    Killed,
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
from tests.workspaces import Bench, mp3

# One show does not stop the others ----------------------------------------------------------------


def cannot_be_built(bench: Bench) -> None:
    bench.write("seeds/b.yaml", "title: [")


def is_stale(bench: Bench) -> None:
    describe(bench, "b", "Not built.")


def has_lost_a_recording(bench: Bench) -> None:
    (bench.root / "media/b/1.mp3").unlink()


def has_a_broken_feed(bench: Bench) -> None:
    bench.write("feeds/b.xml", bench.feed("b")[:-20])


def is_a_folder(bench: Bench) -> None:
    (bench.root / "feeds/b.xml").unlink()
    (bench.root / "feeds/b.xml").mkdir()


def is_unreadable_there(bench: Bench) -> None:
    (published(bench) / "feeds/b.xml").write_text("<p>a page")


SPOILT = [
    (cannot_be_built, "seeds/b.yaml", "PUB002"),
    (is_stale, "feeds/b.xml", "PUB002"),
    (has_lost_a_recording, "feeds/b.xml", "PUB002"),
    (has_a_broken_feed, "feeds/b.xml", "PUB002"),
    (is_a_folder, "seeds/b.yaml", "PUB002"),
    (is_unreadable_there, None, None),
]


@pytest.mark.parametrize(
    ("spoil", "place", "code"), SPOILT, ids=lambda one: getattr(one, "__name__", "")
)
def test_a_show_that_is_not_well_stays_as_it_is_and_the_others_are_published(
    tmp_path: Path, spoil: Any, place: str | None, code: str | None
) -> None:
    bench = network(tmp_path, "a", "b", "c")
    publish(bench)
    for show in ("a", "b", "c"):
        describe(bench, show, "Mended.")
    bench.build()
    spoil(bench)
    before = files_in(published(bench))
    document = run_publish(bench)
    assert document["exit"] == 1
    assert document["feeds"] == ["feeds/a.xml", "feeds/c.xml"]
    after = files_in(published(bench))
    assert after["feeds/b.xml"] == before["feeds/b.xml"]
    assert b"Mended." in after["feeds/a.xml"]
    assert after.keys() == before.keys()
    if place is not None:
        assert faults(document) == {place: code}
        assert document["shows"] == {"a": "published", "b": "left", "c": "published"}
        assert "podfeed build b" in document["err"]
    else:
        assert document["shows"]["b"] == "stopped"
        assert "--allow unreadable-feed" in document["err"]


@pytest.mark.parametrize("key", ["media/b/3.mp3", "feeds/b.xml", ".history/feeds/b.xml/"])
def test_a_show_that_cannot_be_sent_stays_as_it_is_and_the_others_are_published(
    tmp_path: Path, key: str
) -> None:
    bench = network(tmp_path, "a", "b", "c")
    publish(bench)
    for show in ("a", "b", "c"):
        bench.edit(f"seeds/{show}.yaml", "episodes:", "episodes:\n- title: x\n  number: 3\n"
                   "  published: 2026-01-03 08:00")  # fmt: skip
        bench.write(f"media/{show}/3.mp3", mp3(3))
    bench.build()

    def interfere(name: str, asked: str) -> None:
        if name in ("put", "swap") and asked.startswith(key):
            raise RefusedError("permission denied", path=asked, remedy="give the right to write")

    with watched(interfere):
        document = run_publish(bench)
    assert document["shows"] == {"a": "published", "b": "left", "c": "published"}
    assert faults(document) == {"feeds/b.xml": "PUB004"}
    assert "permission denied; give the right to write" in document["err"]
    there = files_in(published(bench))
    assert b"3.mp3" in there["feeds/c.xml"]
    assert b"3.mp3" not in there["feeds/b.xml"]
    again = run_publish(bench)
    assert (again["exit"], again["feeds"]) == (0, ["feeds/b.xml"])


def test_a_show_of_which_many_files_are_refused_counts_as_one(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b", "c")
    numbers = range(28, 2, -1)
    episodes = "".join(
        f"- title: b {n}\n  number: {n}\n  published: 2026-01-{n:02} 08:00\n" for n in numbers
    )
    bench.edit("seeds/b.yaml", "episodes:\n", f"episodes:\n{episodes}")
    for number in numbers:
        bench.write(f"media/b/{number}.mp3", mp3(1))
    bench.build()
    asked = []

    def interfere(name: str, key: str) -> None:
        if name == "put" and key.startswith("media/b/"):
            asked.append(key)
            raise RefusedError("permission denied", path=key)

    with watched(interfere):
        document = run_publish(bench)
    assert document["shows"] == {"a": "published", "b": "left", "c": "published"}
    assert len(asked) < 28, "what a show needs is not tried any more once one of it was refused"


def test_what_costs_subscribers_of_one_show_something_stops_that_show_alone(
    tmp_path: Path,
) -> None:
    bench = network(tmp_path, "a", "b")
    publish(bench)
    bench.edit("seeds/a.yaml", "2026-01-01 08:00", "2026-01-01 07:00")
    describe(bench, "b", "Mended.")
    bench.build()
    document = run_publish(bench)
    assert (document["exit"], document["shows"]) == (1, {"a": "stopped", "b": "published"})
    allowed = run_publish(bench, "--allow", "date-moved")
    assert (allowed["exit"], allowed["feeds"]) == (0, ["feeds/a.xml"])


def test_a_show_that_is_gone_stops_new_ones_and_no_other(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    publish(bench)
    index = files_in(published(bench))["feeds/index.html"]
    (bench.root / "seeds/b.yaml").rename(bench.root / "seeds/d.yaml")
    (bench.root / "media/b").rename(bench.root / "media/d")
    (bench.root / "seeds/b.lock").unlink()
    describe(bench, "a", "Mended.")
    bench.build()
    document = run_publish(bench)
    assert document["shows"] == {"a": "published", "d": "stopped"}
    assert files_in(published(bench))["feeds/index.html"] == index
    assert run_publish(bench)["exit"] == 1, "it is told until it is allowed"
    allowed = run_publish(bench, "--allow", "show-gone")
    assert (allowed["exit"], allowed["shows"]["d"]) == (0, "published")
    assert files_in(published(bench))["feeds/index.html"] != index
    assert run_publish(bench)["exit"] == 0


def test_a_store_that_takes_nothing_any_more_is_not_asked_for_ever(tmp_path: Path) -> None:
    bench = network(tmp_path, *(f"s{n:02}" for n in range(30)))
    asked = []

    def interfere(name: str, key: str) -> None:
        if name in ("put", "swap"):
            asked.append(key)
            if key != KEY:
                raise UnreachableError("no answer", path=key, remedy="try again later")

    with watched(interfere):
        document = run_publish(bench)
    assert len(asked) < 30, "of the 90 files there are"
    assert (document["exit"], set(document["shows"].values())) == (1, {"left"})
    assert run_publish(bench)["exit"] == 0


# What names all shows -----------------------------------------------------------------------------


def test_what_names_all_shows_is_put_after_their_feeds(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    count = Count()
    with watched(count):
        publish(bench)
    put = [key for name, key in count.seen if name in ("put", "swap")]
    common = [f"feeds/{name}" for name in ("index.html", "podcasts.opml", "sitemap.xml")]
    feeds = ["feeds/a.xml", "feeds/b.xml"]
    assert max(map(put.index, feeds)) < min(map(put.index, common))
    assert put.index("feeds/pages.css") < put.index("feeds/a.xml"), "pages need it"


def test_what_names_all_shows_waits_for_one_that_is_not_published(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", pages=True)
    publish(bench)
    before = files_in(published(bench))
    add_show(bench, "b")
    describe(bench, "a", "Mended.")
    bench.build()
    describe(bench, "b", "Not built.")
    document = run_publish(bench)
    assert document["shows"] == {"a": "published", "b": "left"}
    assert faults(document)["feeds/index.html"] == "PUB005"
    assert "names feeds/b.xml, which is not published" in document["err"]
    after = files_in(published(bench))
    for name in ("index.html", "podcasts.opml", "sitemap.xml"):
        assert after[f"feeds/{name}"] == before[f"feeds/{name}"], name
    assert after["feeds/a.xml"] != before["feeds/a.xml"]
    bench.build()
    assert run_publish(bench)["exit"] == 0
    assert b"/feeds/b.xml" in files_in(published(bench))["feeds/podcasts.opml"]


def test_a_first_publish_leaves_what_is_not_well_and_what_names_it(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    describe(bench, "b", "Not built.")
    document = run_publish(bench)
    assert document["shows"] == {"a": "published", "b": "left"}
    there = files_in(published(bench))
    assert {"feeds/a.xml", "feeds/a/index.html", "feeds/pages.css", "media/a/1.mp3"} <= there.keys()
    assert [key for key in there if "/b" in key or "/index" in key.replace("a/index", "")] == []
    plan = podfeed("plan", cwd=bench.root)
    assert "files: 0 new" not in plan.out
    assert "index.html" not in plan.out
    assert plan.err.count("PUB005") == 3


def test_a_show_that_is_named_is_published_with_what_the_page_of_all_shows_names_of_it(
    tmp_path: Path,
) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    run_publish(bench, "a", "b")
    there = files_in(published(bench))
    assert {"feeds/a/sitemap.xml", "feeds/b/sitemap.xml"} <= there.keys()
    assert sorted(run_publish(bench)["sent"]) == [
        "feeds/index.html",
        "feeds/podcasts.opml",
        "feeds/sitemap.xml",
    ]


def test_what_names_all_shows_waits_for_one_whose_upload_failed(tmp_path: Path) -> None:
    bench = network(tmp_path, "a", "b", pages=True)

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("put", "media/b/1.mp3"):
            raise RefusedError("permission denied", path=key)

    with watched(interfere):
        document = run_publish(bench)
    assert document["shows"] == {"a": "published", "b": "left"}
    there = files_in(published(bench))
    assert "feeds/a.xml" in there
    assert not {"feeds/b.xml", "feeds/index.html", "feeds/sitemap.xml"} & there.keys()
    assert run_publish(bench)["exit"] == 0
    assert b"feeds/b.xml" in files_in(published(bench))["feeds/podcasts.opml"]


def test_of_two_publishers_the_later_one_does_not_overwrite_the_page_of_all_shows(
    tmp_path: Path,
) -> None:
    bench = network(tmp_path, "a", "b", pages=True)
    publish(bench)
    page = published(bench) / "feeds/index.html"
    describe(bench, "a", "Mended.")
    bench.edit("seeds/network.yaml", "title: Tea Network", "title: Another")
    bench.build()

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("swap", "feeds/index.html"):
            page.write_bytes(b"theirs")

    with watched(interfere):
        document = run_publish(bench)
    assert faults(document) == {"feeds/index.html": "PUB004"}
    assert "somebody else has published this meanwhile" in document["err"]
    assert page.read_bytes() == b"theirs"
    assert run_publish(bench)["exit"] == 0
    assert b"Another" in page.read_bytes()


# Killed -------------------------------------------------------------------------------------------


def require_whole(bench: Bench, sites: list[dict[str, bytes]]) -> list[int]:
    """Of each feed, which of these versions is there, with all that it names."""
    there = files_in(published(bench))
    addresses = Addresses(open_workspace(bench.root).network)
    found = []
    for show in ("a", "b", "c"):
        key = f"feeds/{show}.xml"
        number = next(n for n, site in enumerate(sites) if site[key] == there[key])
        for named in keys_named(there[key], addresses, shown=key):
            page = named.endswith(".html")  # pages run ahead, by a link to the next episode
            assert there[named] == sites[number][named] or page, named
        found.append(number)
    for key in keys_named(there["feeds/podcasts.opml"], addresses, shown="feeds/podcasts.opml"):
        assert key in there
    return found


def changed(bench: Bench) -> None:
    for show in ("a", "c"):
        bench.edit(f"seeds/{show}.yaml", "episodes:", "episodes:\n- title: x\n  number: 3\n"
                   "  published: 2026-01-03 08:00")  # fmt: skip
        bench.write(f"media/{show}/3.mp3", mp3(3))
    assert bench.build()["exit"] == 0


def test_killed_before_any_operation_each_feed_is_whole_and_the_next_publish_ends_it(
    tmp_path: Path,
) -> None:
    reference = network(tmp_path / "reference", "a", "b", "c", pages=True)
    publish(reference)
    sites = [files_in(published(reference))]
    shutil.copytree(reference.root, tmp_path / "built" / "workspace")
    shutil.copytree(published(reference), tmp_path / "built" / "www")
    changed(reference)
    publish(reference)
    sites.append(files_in(published(reference)))
    seen = set()
    changed(Bench(tmp_path / "built" / "workspace"))
    for fatal in range(1, 60):
        shutil.copytree(tmp_path / "built", tmp_path / str(fatal))
        bench = Bench(tmp_path / str(fatal) / "workspace")
        died = True
        with watched(Count(fatal)):
            try:
                publish(bench)
                died = False
            except Killed:
                pass
        seen.add(tuple(require_whole(bench, sites)))
        publish(bench)
        assert require_whole(bench, sites) == [1, 0, 1]
        assert files_in(published(bench)) == sites[1]
        if not died:
            break
        shutil.rmtree(tmp_path / str(fatal))
    else:
        pytest.fail("the publish never came to its end")
    assert {(0, 0, 0), (1, 0, 1)} < seen


def test_a_feed_that_was_put_before_the_end_of_a_publish_is_proved_by_the_next(
    tmp_path: Path,
) -> None:
    bench = network(tmp_path, "a")
    publish(bench)
    with Publication(bench.root, now=MOMENT) as one:
        planned = one.plan()
        one.settle(planned, one.unproved(planned))
    describe(bench, "a", "Mended.")
    bench.build()

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("swap", KEY):
            raise Killed

    with watched(interfere), pytest.raises(Killed):
        publish(bench)
    with Publication(bench.root, now=MOMENT) as one:
        planned = one.plan()
        assert one.apply(planned).sent == {}
        assert [file.key for file in one.unproved(planned)] == ["feeds/a.xml"]


# How it reads -------------------------------------------------------------------------------------


def test_of_many_shows_the_counts_are_told_and_the_ten_worst(tmp_path: Path) -> None:
    shows = [f"show-{n:02}" for n in range(40)]
    bench = network(tmp_path, *shows)
    publish(bench)
    for show in shows[:20]:
        describe(bench, show, "Mended.")
    for show in shows[20:32]:
        bench.edit(f"seeds/{show}.yaml", "2026-01-01 08:00", "2026-01-01 07:00")
    bench.build()
    for show in shows[1:15]:
        describe(bench, show, "Not built.")
    plan = podfeed("plan", cwd=bench.root)
    lines = plan.out.splitlines()
    assert lines[:2] == [
        "to ../www",
        "40 shows: 6 changed, 8 unchanged, 12 stopped, 14 left as they are",
    ]
    assert lines[2] == "feeds/show-20.xml"
    assert len([line for line in lines if line.startswith("feeds/")]) == 10
    assert "2 more shows change: podfeed plan --json" in lines
    assert plan.err.count("PUB002") == 5
    assert "(and 9 more like it)" in plan.err
    assert "all findings: podfeed plan --json" in plan.err
    assert plan.err.count("stopped: ") == 10
    assert "2 more are stopped" in plan.err
    assert max(len(line) for line in lines if "STOPS" not in line) < 80
    told = podfeed("publish", "--yes", "--no-verify", cwd=bench.root)
    assert told.code == 1
    assert "40 shows: 6 published, 8 unchanged, 12 stopped, 14 left as they are" in told.out
    assert "show-01  left     is not what its sources make now" in told.out
    assert "16 more shows were left as they are" in told.out
    document = json.loads(podfeed("plan", "--json", cwd=bench.root).out)
    assert len(document["findings"]) == 14
    assert len(document["held"]) == 14
