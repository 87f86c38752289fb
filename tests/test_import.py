"""A feed becomes a show that says the same, and a proof that it does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from podfeed.build import build
from podfeed.errors import FeedError, UsageError
from podfeed.findings import Severity, has_errors
from podfeed.importing.elements import fragment
from podfeed.importing.reading import LIMIT, read_original
from podfeed.importing.taking import Wishes, take
from podfeed.pipeline import Options
from tests.commands import podfeed
from tests.importing import FEEDS, HERE, imported, told
from tests.servers import serve

HEAD = '<rss version="2.0"><channel><title>T</title><link>https://t.example/</link>'
TAIL = "<description>d</description><language>en</language></channel></rss>"
ITEM = (
    '<item><title>One</title><guid isPermaLink="false">1</guid>'
    "<pubDate>Fri, 06 Mar 2026 08:00:00 GMT</pubDate>{}"
    '<enclosure url="https://t.example/1.mp3" length="1" type="audio/mpeg"/></item>'
)


def feed(*items: str, more: str = "") -> bytes:
    """A feed of these items."""
    return f"{HEAD}{more}{''.join(items)}{TAIL}".encode()


@pytest.mark.parametrize("source", FEEDS, ids=lambda path: path.stem)
def test_what_a_feed_becomes_is_written_down(source: Path, tmp_path: Path) -> None:
    taken, page = imported(source, tmp_path)
    assert page == source.with_suffix(".yaml").read_text("utf-8")
    assert told(taken) == source.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("source", FEEDS, ids=lambda path: path.stem)
def test_nothing_is_lost_or_changed(source: Path, tmp_path: Path) -> None:
    taken, _ = imported(source, tmp_path)
    assert taken.proof is not None
    assert taken.proof.differences == []
    assert taken.proof.items == taken.episodes + taken.items > 0


@pytest.mark.parametrize("source", FEEDS, ids=lambda path: path.stem)
def test_it_builds_with_the_guids_it_had_and_then_is_unchanged(
    source: Path, tmp_path: Path
) -> None:
    imported(source, tmp_path)
    options = Options(datetime(2100, 1, 1, tzinfo=UTC))
    built = build(tmp_path, [], options)
    assert not has_errors(built.findings), built.findings
    original = read_original(source.read_bytes(), source.name)
    before = [item.findtext("guid") for item in original.items if item.findtext("guid")]
    now = etree.parse(tmp_path / f"feeds/{source.stem}.xml").getroot()
    after = [item.findtext("guid") for item in now.iter("item")]
    assert Counter(before) <= Counter(after)
    again = build(tmp_path, [], replace(options, locked=True, force=True))
    assert [outcome.state for outcome in again.outcomes] == ["unchanged"]


def test_every_kind_of_finding_of_an_import_has_a_feed_that_shows_it() -> None:
    from podfeed.findings import KINDS

    shown = "".join(path.with_suffix(".txt").read_text("utf-8") for path in FEEDS)
    # These need the web, a fault of our own, or a build that refuses.
    elsewhere = {"IMP008", "IMP020", "IMP021", "IMP022", "IMP030", "IMP031", "IMP032"}
    kinds = {code for code in KINDS if code.startswith("IMP")} - elsewhere
    assert kinds
    assert {code for code in kinds if code not in shown} == set()


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    source = str(HERE / "tea.xml")
    assert podfeed("import", source, cwd=tmp_path).code == 0
    before = (tmp_path / "seeds/tea-toast.yaml").read_bytes()
    again = podfeed("import", source, cwd=tmp_path)
    assert again.code == 2
    assert again.err == (
        "error: seeds/tea-toast.yaml: is there already, so nothing was written;"
        " give the show another name: --as NAME\n"
    )
    assert (tmp_path / "seeds/tea-toast.yaml").read_bytes() == before
    assert podfeed("import", source, "--as", "second", cwd=tmp_path).code == 0
    assert (tmp_path / "seeds/second.yaml").exists()


def test_a_show_comes_into_the_workspace_that_is_there(tmp_path: Path) -> None:
    assert podfeed("init", "w", cwd=tmp_path).code == 0
    network = (tmp_path / "w/seeds/network.yaml").read_bytes()
    ran = podfeed("import", str(HERE / "tea.xml"), "-C", "w", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert (tmp_path / "w/seeds/network.yaml").read_bytes() == network
    assert "network.yaml" not in ran.out.split("Next:")[0]
    assert podfeed("-C", "w", "build", cwd=tmp_path).code == 0


def test_what_the_network_says_of_every_show_is_said_again_only_if_it_differs(
    tmp_path: Path,
) -> None:
    (tmp_path / "seeds").mkdir()
    network = "title: N\nbase_url: https://n.example\ndefaults: {explicit: true}\n"
    (tmp_path / "seeds/network.yaml").write_text(network, "utf-8")
    taken, page = imported(HERE / "tea.xml", tmp_path)
    assert "\nexplicit: false\n" in page
    assert taken.proof is not None
    assert taken.proof.same


def test_json_tells_all_of_it(tmp_path: Path) -> None:
    ran = podfeed("import", str(HERE / "guids.xml"), "--json", cwd=tmp_path)
    document = json.loads(ran.out)
    assert ran.err == ""
    (show,) = document["shows"]
    assert show["show"] == "guids"
    assert (show["episodes"], show["items"]) == (4, 1)
    assert show["proof"]["same"] is True
    assert show["proof"]["differences"] == []
    assert [one["code"] for one in document["findings"]].count("IMP011") == 1


def test_a_listing_and_a_folder_of_audio_are_taken_as_init_takes_them(tmp_path: Path) -> None:
    listing = "Tea\n1 episode — What is in the cup.\n\nOolong — half way\nBetween the two.\n"
    (tmp_path / "tea.txt").write_text(listing, "utf-8")
    assert podfeed("init", "w", cwd=tmp_path).code == 0
    ran = podfeed("import", "tea.txt", "-C", "w", "--as", "leaves", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert (tmp_path / "w/seeds/leaves.txt").read_text("utf-8") == listing
    audio = podfeed("import", "w/media", "-C", "v", cwd=tmp_path)
    assert audio.code == 0, audio.err
    assert podfeed("-C", "v", "build", cwd=tmp_path).code == 0


def test_a_feed_is_taken_from_its_address_with_all_its_pages(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    link = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="2.xml"/>'
    second = ITEM.replace(">1<", ">2<").replace("1.mp3", "2.mp3").replace("One", "Two")
    (served / "1.xml").write_bytes(feed(ITEM.format(""), more=link))
    (served / "2.xml").write_bytes(feed(second.format("")))
    with serve(served) as server:
        ran = podfeed("import", f"{server.url}/1.xml", "--json", cwd=tmp_path)
        alone = podfeed("import", str(served / "1.xml"), "-C", "alone", cwd=tmp_path)
    (show,) = json.loads(ran.out)["shows"]
    assert show["episodes"] == 2
    assert show["proof"]["same"] is True
    assert "guid: 2\n" in (tmp_path / "seeds/t.yaml").read_text("utf-8").replace('"', "")
    assert "IMP008 the feed goes on at https://t.example/2.xml" in alone.err


def test_an_opml_brings_its_feeds_and_tells_of_those_it_cannot(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "1.xml").write_bytes(feed(ITEM.format("")))
    (served / "2.xml").write_bytes(feed(ITEM.format("")))
    (served / "page.html").write_text("<html><body>no feed</body></html>", "utf-8")
    outlines = "".join(
        f'<outline text="x" type="rss" xmlUrl="{url}"/>\n'
        for url in ("1.xml", "2.xml", "1.xml", "none.xml", "page.html", "file:///etc/passwd")
    )
    opml = f'<?xml version="1.0"?>\n<opml version="2.0"><body>\n{outlines}</body></opml>'
    (served / "all.opml").write_text(opml, "utf-8")
    with serve(served) as server:
        ran = podfeed("import", f"{server.url}/all.opml", cwd=tmp_path)
    assert ran.code == 1
    assert sorted(path.name for path in (tmp_path / "seeds").iterdir()) == [
        "network.yaml", "t-2.yaml", "t.yaml",
    ]  # fmt: skip
    errors = [line for line in ran.err.splitlines() if "IMP030" in line]
    assert len(errors) == 3
    assert "answers 404" in errors[0]
    assert "file:///etc/passwd" in errors[1]
    assert "is a web page" in errors[2]
    assert podfeed("build", cwd=tmp_path).code == 0


def test_a_web_page_names_its_feed(tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/tea.xml?a=1&amp;b=2">'
    (tmp_path / "index.html").write_text(
        f"<!doctype html><html><head>{link}</head></html>", "utf-8"
    )
    with serve(tmp_path) as server:
        ran = podfeed("import", f"{server.url}/index.html", cwd=tmp_path)
    assert ran.code == 1
    assert f"its feed is at {server.url}/tea.xml?a=1&b=2" in ran.err


def test_the_guid_of_a_show_comes_from_the_address_that_its_feed_had(tmp_path: Path) -> None:
    original = read_original(feed(ITEM.format("")), "x", address="https://a.example/feed")
    take(original, Wishes(tmp_path), address="https://a.example/feed")
    page = (tmp_path / "seeds/t.yaml").read_text("utf-8")
    assert "\nguid: 3908aa83-eed0-5818-a220-bbc8523ee34f\n" in page


def test_an_item_that_cannot_be_built_is_kept_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing that is read is refused when it is typed; if that ever fails, nothing is lost.
    import podfeed.importing.episodes as episodes

    read = episodes._title
    monkeypatch.setattr(episodes, "_moment", lambda _: "no date")
    monkeypatch.setattr(episodes, "_title", read)
    taken = take(read_original(feed(ITEM.format("")), "x"), Wishes(tmp_path))
    assert (taken.episodes, taken.items) == (0, 1)
    assert taken.proof is not None
    assert taken.proof.same
    assert [one.code for one in taken.findings if one.code == "IMP022"] == ["IMP022"]


def test_a_show_too_large_to_be_built_is_told_and_no_episode_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podfeed.listings.yaml_bounds.NODES", 20)
    items = [ITEM.format("").replace(">1<", f">{n}<") for n in range(9)]
    taken = take(read_original(feed(*items), "x"), Wishes(tmp_path))
    assert (taken.episodes, taken.items, taken.proof) == (9, 0, None)
    (error,) = [one for one in taken.findings if one.severity is Severity.ERROR]
    assert error.code == "IMP021"
    assert "holds more than 20 keys and values" in error.message
    pages = [path.read_text("utf-8") for path in (tmp_path / "seeds").rglob("*.yaml")]
    assert sum(page.count("    guid: ") for page in pages) == 9


def test_a_show_too_long_for_one_file_is_written_into_several_and_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podfeed.listings.yaml_bounds.NODES", 60)
    items = [ITEM.format("").replace(">1<", f">{n}<") for n in range(9)]
    taken = take(read_original(feed(*items), "x"), Wishes(tmp_path))
    assert taken.proof is not None
    assert taken.proof.same
    files = [path for path, _ in taken.files if path.startswith("seeds/t")]
    assert files == ["seeds/t.yaml", "seeds/t/01.yaml", "seeds/t/02.yaml", "seeds/t/03.yaml"]
    assert "listing: [t/01.yaml, t/02.yaml, t/03.yaml]" in (tmp_path / files[0]).read_text("utf-8")
    assert (
        (tmp_path / files[-1])
        .read_text("utf-8")
        .startswith(
            "# Episodes 7 to 9 of T, which seeds/t.yaml names below listing:.\n\nepisodes:\n"
        )
    )
    built = build(tmp_path, [], Options(datetime(2100, 1, 1, tzinfo=UTC)))
    assert not has_errors(built.findings), built.findings
    root = etree.parse(tmp_path / "feeds/t.xml").getroot()
    assert [item.findtext("guid") for item in root.iter("item")] == [str(n) for n in range(9)]


def test_an_item_of_a_later_file_that_cannot_be_built_is_kept_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import podfeed.importing.episodes as episodes

    monkeypatch.setattr("podfeed.listings.yaml_bounds.NODES", 60)
    read = episodes._moment
    monkeypatch.setattr(
        episodes, "_moment", lambda date: "no date" if date.day == 7 else read(date)
    )
    items = [ITEM.format("").replace(">1<", f">{n}<") for n in range(9)]
    items[6] = items[6].replace("Fri, 06", "Sat, 07")
    taken = take(read_original(feed(*items), "x"), Wishes(tmp_path))
    assert (taken.episodes, taken.items) == (8, 1)
    assert taken.proof is not None
    assert taken.proof.same
    assert '<guid isPermaLink="false">6</guid>' in (tmp_path / "seeds/t.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"\0\1\2", "this is no XML"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "is an Atom feed"),
        (b"<html><body/></html>", "is a web page"),
        (b"<rss><wrong/></rss>", "is no RSS feed"),
        (b"<rss", "is no RSS feed"),
        (b"<rss>" + b"<a>" * 150 + b"</a>" * 150 + b"</rss>", "100 deep"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_feed_is_refused_in_words(data: bytes, problem: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_original(data, "x.xml")
    assert problem in str(caught.value)


def test_a_feed_that_is_too_large_is_not_read() -> None:
    with pytest.raises(FeedError, match="more than"):
        read_original(b" " * (LIMIT + 1), "x.xml")


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY b "aaaa">]>'
    data = bomb.encode() + feed(ITEM.format("<description>&b;</description>"))
    original = read_original(data, "x.xml")
    assert "aaaa" not in etree.tostring(original.root, encoding="unicode")


def test_a_feed_that_fetches_entities_is_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = bomb.encode() + feed(ITEM.format("<description>&x;</description>"))
    with pytest.raises(FeedError, match="DOCTYPE"):
        read_original(data, "x.xml")


def test_many_findings_of_a_kind_are_told_in_a_line(tmp_path: Path) -> None:
    items = [ITEM.format("").replace(">1<", f">{n}<").replace("Fri", "Mon") for n in range(9)]
    (tmp_path / "x.xml").write_bytes(feed(*items))
    ran = podfeed("import", "x.xml", cwd=tmp_path)
    assert ran.err.count("warning IMP013") == 5
    assert "x.xml: 4 more of IMP013 date-mended; --json tells them all\n" in ran.err


def test_all_that_is_told_has_its_line(tmp_path: Path) -> None:
    for source in FEEDS:
        taken, _ = imported(source, tmp_path / source.stem)
        assert all(one.line for one in taken.findings), source
        assert all(one.severity in Severity for one in taken.findings)


def test_a_kept_element_declares_what_is_not_usual() -> None:
    root = etree.fromstring(
        '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:media2="urn:m" xmlns:no="urn:no">'
        '<media:x media2:y="1 &gt; 0">a<!-- b --></media:x></rss>'
    )
    assert fragment(root[0]) == (
        '<media:x xmlns:media2="urn:m" media2:y="1 &gt; 0">a<!-- b --></media:x>'
    )


def test_a_name_that_cannot_be_is_refused(tmp_path: Path) -> None:
    original = read_original(feed(ITEM.format("")), "x")
    with pytest.raises(UsageError, match="--as"):
        take(original, Wishes(tmp_path, "Not so"))


def test_what_notes_leave_behind_is_swept_up(tmp_path: Path) -> None:
    # The converter's trees go in circles, so an import that sweeps nothing grows with each item.
    script = (
        "import gc, sys\n"
        "from bs4 import Tag\n"
        "from podfeed.cli.common import sweep_the_young\n"
        "from podfeed.notes import markdown_of\n"
        "sweep_the_young()\n"
        "for n in range(3000): markdown_of(f'<p>{n} <em>a</em></p><ul><li>b</li></ul>')\n"
        "print(sum(isinstance(one, Tag) for one in gc.get_objects()))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert int(ran.stdout) < 3000


def test_the_page_names_a_feed_and_not_the_folder_where_it_lay(tmp_path: Path) -> None:
    take(read_original(feed(ITEM.format("")), "/home/somebody/feeds/t.xml"), Wishes(tmp_path))
    page = (tmp_path / "seeds/t.yaml").read_text("utf-8")
    assert "taken over from t.xml." in page
    assert "somebody" not in page


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "SOURCE: there is no such file or folder"),
        ("ftp://t.example/t.xml", "ftp://t.example/t.xml: is no address that can be fetched"),
        ("none.xml", "none.xml: there is no such file or folder"),
    ],
)
def test_a_source_that_is_none_is_told(source: str, message: str, tmp_path: Path) -> None:
    ran = podfeed("import", source, cwd=tmp_path)
    assert ran.code == 2
    assert message in ran.err
    assert list(tmp_path.iterdir()) == []
