"""What a plan holds: which files, in which state, and what subscribers would notice."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podfeed.errors import PodfeedError, PublishError, UsageError
from podfeed.findings import KINDS
from podfeed.publish.files import FileStore
from podfeed.publish.plan import File, Live, Present, Stage, State, plan
from podfeed.publish.record import KEY, Memory, Record
from podfeed.publish.store import Headers, Stored
from podfeed.publishing.notices import ALLOWABLE, ROWS
from tests.needs import ROOT
from tests.publications import (
    Count,
    add_episode,
    files_in,
    publish,
    publishable,
    published,
    watched,
)
from tests.workspaces import Bench, mp3, tea


def planned(bench: Bench, *arguments: str) -> dict[str, Any]:
    """What ``podfeed plan --json`` says, with the exit code as ``exit``."""
    result = bench.run("plan", "--json", *arguments)
    if isinstance(result.exception, PodfeedError):
        raise result.exception
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    return document | {"exit": result.exit_code}


def keys(document: dict[str, Any], state: str) -> list[str]:
    """The keys of a plan in a state."""
    return [file["key"] for file in document["files"] if file["state"] == state]


def faults(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Code, place and words of what keeps something as it is."""
    return [(one["code"], one["path"], one["message"]) for one in document["findings"]]


def allows(document: dict[str, Any]) -> list[str]:
    """What would have to be allowed."""
    return [notice["allow"] for notice in document["notices"] if notice["allow"]]


# Pure ----------------------------------------------------------------------------------------


def wanted(key: str, digest: str = "sha256:a", size: int = 1) -> File:
    headers = Headers("audio/mpeg", "no-cache")
    return File(key, Path(key), size, 0, digest, headers, Stage.MEDIA)


@pytest.mark.parametrize(
    ("listing", "record", "state", "known"),
    [
        ({}, {}, State.NEW, True),
        ({}, {"k": Stored(1, "e", None, "sha256:a")}, State.NEW, True),
        ({"k": Stored(1, "e")}, {"k": Stored(1, "e", 5.0, "sha256:a")}, State.UNCHANGED, True),
        ({"k": Stored(1, "e")}, {"k": Stored(1, "e", 5.0, "sha256:b")}, State.CHANGED, True),
        ({"k": Stored(1, "f")}, {"k": Stored(1, "e", 5.0, "sha256:a")}, State.CHANGED, False),
        ({"k": Stored(2, "e")}, {"k": Stored(1, "e", 5.0, "sha256:a")}, State.CHANGED, True),
        ({"k": Stored(1, "e")}, {}, State.CHANGED, False),
        ({"k": Stored(1, "e", 5.0, "sha256:a")}, {}, State.UNCHANGED, True),
        (
            {"k": Stored(1, None, 5.0)},
            {"k": Stored(1, None, 5.0, "sha256:a")},
            State.UNCHANGED,
            True,
        ),
        (
            {"k": Stored(1, None, 6.0)},
            {"k": Stored(1, None, 5.0, "sha256:a")},
            State.CHANGED,
            False,
        ),
        ({"k": Stored(1)}, {"k": Stored(1, None, None, "sha256:a")}, State.CHANGED, False),
    ],
)
def test_a_record_counts_as_long_as_the_store_tells_the_same(
    listing: dict[str, Stored], record: dict[str, Stored], state: State, known: bool
) -> None:
    made = plan([wanted("k")], present=Present(listing, {}, Record(record)), target="t")
    assert [(step.state, step.known) for step in made.steps] == [(state, known)]


def test_a_feed_that_was_read_is_compared_by_its_bytes_whatever_a_record_says() -> None:
    there = Stored(1, "e", None, "sha256:b")
    record = Record({"k": there._replace(digest="sha256:a")})
    present = Present({"k": there}, {"k": Live(b"b", there)}, record)
    assert plan([wanted("k")], present=present, target="t").steps[0].state is State.CHANGED


def test_only_what_podfeed_put_there_is_orphaned() -> None:
    listing = {key: Stored(1, "e") for key in ("media/ours", "media/theirs", KEY)}
    record = Record({key: Stored(1, "e") for key in ("media/ours", "media/gone", KEY)})
    made = plan([], present=Present(listing, {}, record), target="t")
    assert [(step.key, step.state) for step in made.steps] == [("media/ours", State.ORPHANED)]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"version":1,"files":{"k":[1]},"unproved":[]}', b"[" * 100_000]
)
def test_a_damaged_record_is_an_empty_one(data: bytes) -> None:
    assert Record.parse(data) == Record()


def test_a_record_survives_being_written() -> None:
    record = Record({"k": Stored(1, '"e"', 5.5, "sha256:a")}, {"k"})
    assert Record.parse(record.dump()) == record


def test_what_another_publisher_notes_meanwhile_is_kept(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "www")
    kept = {key: Stored(1, key, 5.0, "sha256:a") for key in ("stays", "pruned")}
    Memory(tmp_path, "first").keep(store, Record(kept, {"stays"}))
    ours, theirs = Memory(tmp_path, "ours"), Memory(tmp_path, "theirs")
    mine, other = (memory.record(store, store.list()) for memory in (ours, theirs))
    assert mine == other == Record(kept, {"stays"})

    other.files["theirs"] = mine.files["ours"] = Stored(2, "new", 5.0, "sha256:b")
    other.unproved.add("theirs")
    theirs.keep(store, other)
    mine.unproved.add("ours")
    ours.keep(store, mine)
    del mine.files["pruned"]
    mine.unproved.clear()
    ours.keep(store, mine)
    found = Memory(tmp_path, "last").record(store, store.list())
    assert found.files.keys() == {"stays", "ours", "theirs"}
    assert found.unproved == {"theirs"}, "what is proved here is not proved there"


# Which files ---------------------------------------------------------------------------------


def test_a_plan_holds_what_feeds_name_and_nothing_else(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    bench.edit(
        "seeds/tea.yaml",
        "episodes:",
        "episodes:\n- title: Draft\n  draft: true\n  audio: draft.mp3\n"
        "- title: Future\n  number: 9\n  published: 2031-01-01 08:00\n",
    )
    for name in ("draft.mp3", "9.mp3", "unclaimed.mp3"):
        bench.write(f"media/tea/{name}", mp3(5))
    bench.write("media/tea/notes.txt", "for nobody")
    bench.write("feeds/tea/left-behind.json", "{}")
    assert "SRC" in str(bench.build()["findings"])
    document = planned(bench)
    assert keys(document, "new") == [
        "feeds/tea.xml",
        "media/tea/1.mp3",
        "media/tea/2.mp3",
        "media/tea/3.mp3",
        "media/tea/cover.jpg",
    ]


def test_companions_are_followed_to_what_they_name(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    base = "http://127.0.0.1:9"
    bench.write(
        "feeds/index.html",
        '<link rel="stylesheet" href="style.css"><a href="tea/">Tea</a>'
        '<a href="https://elsewhere.example/feeds/x.html">x</a><a href="../seeds/tea.yaml">y</a>',
    )
    bench.write("feeds/style.css", "body { background: url('paper.png') }")
    bench.write("feeds/paper.png", b"png")
    bench.write("feeds/tea/index.html", f'<img srcset="small.png 1x, {base}/media/tea/b.png 2x">')
    bench.write("feeds/tea/small.png", b"small")
    bench.write("media/tea/b.png", b"b")
    bench.write("feeds/tea/unnamed.html", "nobody comes here")
    found = keys(planned(bench), "new")
    assert {
        "feeds/index.html",
        "feeds/style.css",
        "feeds/paper.png",
        "feeds/tea/index.html",
        "feeds/tea/small.png",
        "media/tea/b.png",
    } <= set(found)
    assert "feeds/tea/unnamed.html" not in found
    assert not [key for key in found if key.startswith("seeds")]


@pytest.mark.parametrize(
    "address",
    [
        "media/../seeds/network.yaml",
        "media/%2e%2e/secret.txt",
        "media/link.txt",
        "media/out/s.txt",
        "feeds/%00",
        "media/fifo",
        "media/tea",
        "media/" + "x" * 5000,
        "media/%ff.mp3",
    ],
)
def test_nothing_outside_the_workspace_and_no_odd_file_is_ever_sent(
    tmp_path: Path, address: str
) -> None:
    bench = publishable(tmp_path)
    before = keys(planned(bench), "new")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/s.txt").write_text("secret")
    (bench.root / "media/link.txt").symlink_to(tmp_path / "secret/s.txt")
    (bench.root / "media/out").symlink_to(tmp_path / "secret")
    os.mkfifo(bench.root / "media/fifo")
    bench.write("feeds/index.html", f'<a href="http://127.0.0.1:9/{address}">x</a>')
    assert keys(planned(bench), "new") == ["feeds/index.html", *before]


def test_a_compressed_copy_goes_along_where_it_is_configured(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    bench.edit("seeds/network.yaml", "defaults:", "gzip: true\ndefaults:")
    bench.build()
    assert "feeds/tea.xml.gz" in keys(planned(bench), "new")
    publish(bench)
    assert (published(bench) / "feeds/tea.xml.gz").exists()


def test_a_feed_in_pages_is_sent_and_compared_with_all_of_them(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    head = "title: Tea\ndescription: About tea.\nauthor: Tea\npage_size: 10\nepisodes:\n"
    episodes = [
        f"- title: Cup {n}\n  number: {n}\n  published: 2026-01-{n:02} 08:00\n"
        for n in range(25, 0, -1)
    ]
    for path in (bench.root / "media/tea").glob("*.mp3"):
        path.unlink()
    for n in range(1, 26):
        bench.write(f"media/tea/{n}.mp3", mp3(1))
    (bench.root / "seeds/tea.lock").unlink()
    shutil.rmtree(bench.root / "feeds")
    bench.write("seeds/tea.yaml", head + "".join(episodes))
    assert bench.build()["exit"] == 0
    document = planned(bench)
    assert document["notices"][0]["words"] == "a new feed with 25 episodes"
    assert "feeds/tea/page-1.xml" in keys(document, "new")
    assert len(keys(document, "new")) == 25 + 3
    publish(bench)
    assert (published(bench) / "feeds/tea/page-1.xml").exists()
    bench.edit("seeds/tea.yaml", "2026-01-01 08:00", "2026-01-01 07:00")
    bench.build()
    document = planned(bench)
    assert allows(document) == ["date-moved"]
    assert document["notices"][0]["episodes"] == ["Cup 1"]


def test_a_feed_that_names_what_is_not_there_is_not_published(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    shutil.rmtree(bench.root / ".podfeed")
    feed = bench.root / "feeds/tea.xml"
    feed.write_bytes(feed.read_bytes().replace(b"media/tea/1.mp3", b"media/tea/lost.mp3"))
    document = planned(bench)
    assert faults(document) == [("PUB002", "feeds/tea.xml", "is not what its sources make now")]
    assert (document["files"], document["held"], document["exit"]) == ([], ["feeds/tea.xml"], 1)
    bench.write("feeds/index.html", "<p>")
    bench.write("feeds/podcasts.opml", b"<opml><outline image='http://127.0.0.1:9/media/no.png'/>")
    bench.build()
    document = planned(bench)
    assert [(code, path) for code, path, _ in faults(document)] == [
        ("PUB003", "feeds/podcasts.opml")
    ]
    assert "is not well-formed XML" in faults(document)[0][2]
    assert {"feeds/index.html", "feeds/tea.xml"} <= set(keys(document, "new"))


def test_what_a_feed_needs_is_missed_even_if_a_page_links_to_it_first(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    base = "http://127.0.0.1:9"
    bench.write("feeds/index.html", f'<a href="{base}/media/lost.png">a link may lead nowhere</a>')
    assert planned(bench)["findings"] == []
    bench.write("feeds/sitemap.xml", f'<urlset><image href="{base}/media/lost.png"/></urlset>')
    document = planned(bench)
    assert [(one["code"], one["path"]) for one in document["findings"]] == [
        ("PUB001", "feeds/sitemap.xml")
    ]
    assert document["exit"] == 1
    result = bench.run("publish", "--yes", "--no-verify")
    assert result.exit_code == 1
    assert "PUB001 names media/lost.png, which is not there" in result.stderr
    assert "feeds/sitemap.xml" not in files_in(published(bench))
    assert "feeds/tea.xml" in files_in(published(bench))


@pytest.mark.parametrize(
    "accent", ["Caf\N{LATIN SMALL LETTER E WITH ACUTE}", "Cafe\N{COMBINING ACUTE ACCENT}"]
)
def test_a_name_is_found_however_its_accents_are_composed(tmp_path: Path, accent: str) -> None:
    bench = publishable(tmp_path)
    (bench.root / "media/tea/3.mp3").rename(bench.root / f"media/tea/{accent} 3.mp3")
    bench.edit("seeds/tea.yaml", "number: 3\n", f'number: 3\n  audio: "{accent} 3.mp3"\n')
    assert bench.build()["exit"] == 0
    assert "media/tea/Caf\N{LATIN SMALL LETTER E WITH ACUTE} 3.mp3" in keys(planned(bench), "new")
    publish(bench)
    assert keys(planned(bench), "new") == []


# What it costs -------------------------------------------------------------------------------


def test_nothing_changed_costs_one_listing_and_no_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = publishable(tmp_path)
    for path in (bench.root / "media/tea").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))  # long ago, so that its digest is kept
    bench.build()
    bench.run("publish", "--yes", "--no-verify")
    opened: list[str] = []
    real = Path.open
    monkeypatch.setattr(
        "podfeed.probes.digests.open_regular",
        lambda path, **_: opened.append(str(path)) or real(path, "rb"),
    )
    count = Count()
    with watched(count):
        result = bench.run("publish", "--yes", "--no-verify")
    assert result.exit_code == 0, result.output
    assert "nothing to publish" in result.stdout
    assert count.seen == [("list", "")]
    assert opened == []


def test_another_machine_reads_the_record_and_sends_nothing_again(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    shutil.copytree(bench.root, tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".podfeed"))
    other = Bench(tmp_path / "elsewhere")
    count = Count()
    with watched(count):
        document = planned(other)
    assert document["unchanged"] == 5
    assert ("read", KEY) in count.seen


def test_what_somebody_copied_there_without_podfeed_is_known_for_what_it_is(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    for folder in ("feeds", "media"):
        shutil.copytree(bench.root / folder, published(bench) / folder)
    assert keys(planned(bench), "changed") == []
    assert planned(bench)["unchanged"] == 5
    audio_of_the_same_length(bench)
    assert bench.build()["exit"] == 0
    document = planned(bench)
    assert keys(document, "changed") == ["media/tea/1.mp3"]
    assert allows(document) == ["audio-replaced"]


# What subscribers would notice ---------------------------------------------------------------


def guid_changed(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "- title: One\n", "- title: One\n  guid: another\n")
    shutil.rmtree(bench.root / "feeds")
    (bench.root / "seeds/tea.lock").unlink()


def episode_gone(bench: Bench) -> None:
    text = (bench.root / "seeds/tea.yaml").read_text(encoding="utf-8")
    bench.write("seeds/tea.yaml", text.partition("- title: One")[0])
    assert bench.build("--remove", "One")["exit"] == 0


def date_moved(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "2026-01-01 08:00", "2026-01-01 09:00")


def audio_of_another_length(bench: Bench) -> None:
    bench.write("media/tea/1.mp3", mp3(7))


def audio_of_the_same_length(bench: Bench) -> None:
    path = bench.root / "media/tea/1.mp3"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"\x01")


def show_guid_changed(bench: Bench) -> None:
    for entry in bench.lock()["episodes"]:
        old = f"- title: {entry['title']}\n"
        bench.edit("seeds/tea.yaml", old, f"{old}  guid: {entry['guid']}\n")
    guid = "00000000-0000-4000-8000-000000000000"
    bench.edit("seeds/tea.yaml", "title: Tea\n", f"title: Tea\nguid: {guid}\n")
    (bench.root / "seeds/tea.lock").unlink()
    shutil.rmtree(bench.root / "feeds")


def feed_moved(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "http://127.0.0.1:9", "http://127.0.0.1:9/podcasts")


def show_renamed(bench: Bench) -> None:
    (bench.root / "seeds/tea.yaml").rename(bench.root / "seeds/chai.yaml")
    (bench.root / "media/tea").rename(bench.root / "media/chai")
    bench.edit("seeds/chai.yaml", "title: Tea\n", "title: Tea\nwas: tea\n")


def feed_spoilt(bench: Bench) -> None:
    (published(bench) / "feeds/tea.xml").write_text("<p>a page")


COSTLY: list[tuple[Callable[[Bench], None], str]] = [
    (guid_changed, "guid-changed"),
    (episode_gone, "episode-gone"),
    (date_moved, "date-moved"),
    (audio_of_another_length, "audio-replaced"),
    (audio_of_the_same_length, "audio-replaced"),
    (show_guid_changed, "show-guid-changed"),
    (feed_moved, "feed-moved"),
    (show_renamed, "show-gone"),
    (feed_spoilt, "unreadable-feed"),
]


@pytest.mark.parametrize(("spoil", "name"), COSTLY, ids=lambda one: getattr(one, "__name__", one))
def test_what_costs_subscribers_something_stops_a_publish_until_it_is_allowed(
    tmp_path: Path, spoil: Callable[[Bench], None], name: str
) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    spoil(bench)
    bench.build()
    before = files_in(published(bench))
    document = planned(bench)
    assert (allows(document), document["exit"]) == ([name], 1)
    refused = bench.run("publish", "--yes", "--no-verify")
    assert refused.exit_code == 1
    assert f"if it is meant: --allow {name}" in refused.stderr
    assert files_in(published(bench)) == before
    other = next(one for one in ALLOWABLE if one != name)
    assert bench.run("publish", "--yes", "--no-verify", "--allow", other).exit_code == 1
    allowed = bench.run("publish", "--yes", "--no-verify", "--allow", name)
    assert allowed.exit_code == 0, allowed.output
    assert allows(planned(bench)) == [], "it is told once"


def test_every_costly_kind_is_tried_and_in_the_readme() -> None:
    assert {name for _, name in COSTLY} == set(ALLOWABLE) - {"local-address"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in ALLOWABLE if f"| `{name}` |" not in readme] == []


def test_every_change_of_a_feed_has_words() -> None:
    assert set(ROWS) == {kind for code, kind in KINDS.items() if code.startswith("HIS")}


def test_harmless_changes_are_told_and_stop_nothing(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    add_episode(bench)
    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    bench.build()
    document = planned(bench)
    assert document["exit"] == 0
    words = [notice["words"] for notice in document["notices"]]
    assert words == ["1 episode with another title: apps show the new one", "1 new episode"]
    text = bench.run("plan").stdout
    assert '  1 new episode: "Four"\n' in text
    assert "  + media/tea/4.mp3\n  ~ feeds/tea.xml\n" in text


# Addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["https://tea.example", "https://a.b.EXAMPLE./x", "http://example.org", "https://tea.test"],
)
def test_an_address_that_leads_nowhere_is_refused(tmp_path: Path, address: str) -> None:
    bench = publishable(tmp_path)
    bench.edit("seeds/network.yaml", "http://127.0.0.1:9", address)
    bench.build()
    with pytest.raises(UsageError, match=r"leads nowhere.*write the address at which"):
        planned(bench)


def test_feeds_that_are_not_what_their_sources_make_are_refused(tmp_path: Path) -> None:
    bench = tea(tmp_path / "workspace")
    bench.edit("seeds/network.yaml", "https://tea.example", "http://127.0.0.1:9\npublish: ../www")
    assert faults(planned(bench)) == [("PUB002", "feeds/tea.xml", "is not built yet")]
    bench.build()
    assert planned(bench)["exit"] == 0
    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    assert faults(planned(bench))[0][2] == "is not what its sources make now"
    bench.edit("seeds/tea.yaml", "title: Deux", "title: [")
    assert faults(planned(bench)) == [("PUB002", "seeds/tea.yaml", "cannot be built as it is")]
    result = bench.run("publish", "--yes", "--no-verify")
    assert (result.exit_code, published(bench).exists()) == (1, False)
    assert 'run "podfeed build tea" and mend what it tells' in result.stderr


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("s3://KEY:SECRET@bucket/x", "holds a user name or a password"),
        ("s3://bucket?key=SECRET", "question mark"),
        ("ftp://host", "is no place to publish to"),
    ],
)
def test_credentials_in_an_address_are_refused_and_not_repeated(
    tmp_path: Path, place: str, problem: str
) -> None:
    bench = publishable(tmp_path)
    with pytest.raises(UsageError, match=problem) as told:
        planned(bench, "--to", place)
    assert "SECRET" not in str(told.value)
    bench.edit("seeds/network.yaml", "publish: ../www", f"publish: {place}")
    with pytest.raises(PodfeedError, match=problem) as told_of_yaml:
        planned(bench)
    assert "SECRET" not in str(told_of_yaml.value)


def test_a_workspace_is_not_published_onto_itself(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    with pytest.raises(UsageError, match="is the workspace itself"):
        planned(bench, "--to", str(bench.root))


# Saved ---------------------------------------------------------------------------------------


def test_a_saved_plan_is_carried_out_while_nothing_has_moved(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    date_moved(bench)
    bench.build()
    saved = str(tmp_path / "plan.json")
    assert bench.run("plan", "--save", saved).exit_code == 1
    arguments = ("publish", "--plan", saved, "--yes", "--no-verify")
    assert "if it is meant" in bench.run(*arguments).stderr
    assert bench.run("plan", "--save", saved, "--allow", "date-moved").exit_code == 0
    assert bench.run(*arguments).exit_code == 0
    assert (published(bench) / "feeds/tea.xml").read_bytes() == bench.feed()


def media_moved(bench: Bench) -> None:
    bench.write("media/tea/4.mp3", mp3(9))
    bench.build()


def store_moved(bench: Bench) -> None:
    feed = published(bench) / "feeds/tea.xml"
    feed.write_bytes(feed.read_bytes().replace(b"About", b"Without"))


def other_place(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "publish: ../www", "publish: ../www2")


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (media_moved, "feeds/tea.xml, media/tea/4.mp3 moved since"),
        (store_moved, "feeds/tea.xml moved since"),
        (other_place, "not for"),
    ],
)
def test_a_saved_plan_does_not_hold_once_something_has_moved(
    tmp_path: Path, move: Callable[[Bench], None], words: str
) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    add_episode(bench)
    saved = str(tmp_path / "plan.json")
    assert bench.run("plan", "--save", saved).exit_code == 0
    move(bench)
    before = files_in(published(bench))
    result = bench.run("publish", "--plan", saved, "--yes", "--no-verify")
    assert isinstance(result.exception, PublishError)
    assert re.search(words, str(result.exception)), result.exception
    assert files_in(published(bench)) == before


@pytest.mark.parametrize("text", ["", "{}", '{"format": "podfeed plan 1"}', "[]", "\x00"])
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    bench = publishable(tmp_path)
    path = bench.write("plan.json", text)
    result = bench.run("publish", "--plan", str(path), "--yes")
    assert isinstance(result.exception, UsageError)
    assert "is no plan that this podfeed can read" in str(result.exception)


# Names with a hash ---------------------------------------------------------------------------


def test_hashed_names_keep_the_guid_and_change_the_address_with_the_content(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    bench.edit("seeds/network.yaml", "defaults:", "audio_names: hashed\ndefaults:")
    bench.build()
    publish(bench)
    one = re.compile(rb"media/tea/1\.[0-9a-f]{16}\.mp3")
    old = one.findall(bench.feed())
    assert (published(bench) / old[0].decode()).read_bytes() == mp3(1)
    guids = re.findall(rb"<guid.*?</guid>", bench.feed())
    audio_of_the_same_length(bench)
    assert bench.build()["exit"] == 0
    new = one.findall(bench.feed())
    assert new != old
    assert re.findall(rb"<guid.*?</guid>", bench.feed()) == guids
    document = planned(bench)
    assert (allows(document), document["exit"]) == ([], 0)
    assert keys(document, "new") == [new[0].decode()]
    assert keys(document, "orphaned") == [old[0].decode()]
    publish(bench)
    assert (published(bench) / old[0].decode()).exists(), "apps that have the old feed may fetch it"


def test_a_show_can_have_hashed_names_of_its_own(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\naudio_names: hashed\n")
    bench.build()
    assert len(re.findall(rb"\.[0-9a-f]{16}\.mp3", bench.feed())) == 3
    bench.edit("seeds/network.yaml", "defaults:", "audio_names: hashed\ndefaults:")
    bench.edit("seeds/tea.yaml", "audio_names: hashed", "audio_names: plain")
    bench.build()
    assert re.findall(rb"\.[0-9a-f]{16}\.mp3", bench.feed()) == []
