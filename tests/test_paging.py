"""Long shows in pages: which episode stands where, what changes, and who knows of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from podfeed import tags, writing
from podfeed.history import read_pages
from podfeed.rules import lint
from tests.feeds import NOW as MOMENT
from tests.workspaces import Bench, mp3, tea

LIVE = """\
live:
  - status: {status}
    start: 2026-06-01T08:00:00Z
    title: Tea, live
    guid: tea-live-1
    content_links: {{href: https://tea.example/watch}}
    enclosure: {{url: "https://tea.example/live.mp3", length: 0, type: audio/mpeg}}
episodes:"""

ATOM = f"{{{tags.ATOM}}}link"


def listing(count: int, *, size: int | None = 10, first: int = 1) -> str:
    lines = ["title: Tea", "description: About tea.", "author: Tea Network"]
    lines += [f"page_size: {size}"] if size else []
    lines.append("episodes:")
    for number in range(count, first - 1, -1):
        lines.append(f"- title: Cup {number}\n  number: {number}\n  audio: one.mp3")
        lines.append(f"  description: What was in cup {number}.")
        lines.append(f"  published: 2026-01-01 {number // 60:02}:{number % 60:02}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = tea(tmp_path)
    for path in (tmp_path / "media" / "tea").glob("*.mp3"):
        path.unlink()
    made.write("seeds/tea.yaml", listing(35))
    return made


def record(bench: Bench, count: int) -> None:
    """A file for each episode."""
    text = (bench.root / "seeds/tea.yaml").read_text(encoding="utf-8")
    bench.write("seeds/tea.yaml", text.replace("  audio: one.mp3\n", ""))
    for number in range(1, count + 1):
        path = bench.root / f"media/tea/{number}.mp3"
        if not path.exists():
            bench.write(f"media/tea/{number}.mp3", mp3(1))


def _page(bench: Bench, name: str) -> etree._Element:
    channel = etree.fromstring((bench.root / "feeds" / name).read_bytes())[0]
    assert isinstance(channel, etree._Element)
    return channel


def _older(bench: Bench) -> dict[str, bytes]:
    """The older pages by their names."""
    folder = bench.root / "feeds" / "tea"
    return {path.name: path.read_bytes() for path in folder.glob("page-*.xml")}


def _titles(channel: etree._Element) -> list[str | None]:
    return [item.findtext("title") for item in channel.iterfind("item")]


def _links(channel: etree._Element) -> dict[str | None, str | None]:
    return {link.get("rel"): link.get("href") for link in channel.iterfind(ATOM)}


def test_pages_fill_from_the_oldest_and_the_feed_has_the_newest(bench: Bench) -> None:
    record(bench, 35)
    built = bench.build()
    assert built["exit"] == 0
    assert built["shows"][0]["episodes"] == 35
    assert _titles(_page(bench, "tea.xml")) == [f"Cup {n}" for n in range(35, 20, -1)]
    assert _titles(_page(bench, "tea/page-2.xml")) == [f"Cup {n}" for n in range(20, 10, -1)]
    assert _titles(_page(bench, "tea/page-1.xml")) == [f"Cup {n}" for n in range(10, 0, -1)]
    base = "https://tea.example/feeds"
    first, last = f"{base}/tea.xml", f"{base}/tea/page-1.xml"
    assert _links(_page(bench, "tea.xml")) == {
        "self": first,
        "first": first,
        "last": last,
        "next": f"{base}/tea/page-2.xml",
    }
    assert _links(_page(bench, "tea/page-2.xml")) == {
        "self": f"{base}/tea/page-2.xml",
        "first": first,
        "last": last,
        "next": last,
    }
    assert _links(_page(bench, "tea/page-1.xml")) == {
        "self": last,
        "first": first,
        "last": last,
    }


def test_the_finding_says_who_reads_the_first_page_alone(bench: Bench) -> None:
    record(bench, 35)
    (told,) = [f for f in bench.build()["findings"] if f["code"] == "SRC170"]
    assert (told["path"], told["line"], told["severity"]) == ("seeds/tea.yaml", 4, "info")
    assert "3 pages" in told["message"]
    assert "15 episodes" in told["message"]
    page = bench.run("explain", "SRC170").output
    assert "Apple" in page
    assert "gPodder" in page


def test_a_new_episode_changes_the_feed_and_no_older_page(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    older = {p.name: p.read_bytes() for p in (bench.root / "feeds/tea").iterdir()}
    for count, pages in ((36, 2), (39, 2), (40, 3)):
        bench.write("seeds/tea.yaml", listing(count))
        record(bench, count)
        built = bench.build(now="1780000600")
        assert built["exit"] == 0
        assert built["shows"][0]["gone"] == []
        assert built["shows"][0]["changed"] == []
        there = {p.name: p.read_bytes() for p in (bench.root / "feeds/tea").iterdir()}
        assert len(there) == pages
        assert {name: there[name] for name in older} == older
    assert len(_titles(_page(bench, "tea.xml"))) == 10


def test_an_older_page_is_rewritten_when_its_episode_changes(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    before = {p.name: p.read_bytes() for p in (bench.root / "feeds").rglob("*.xml")}
    bench.edit("seeds/tea.yaml", "title: Cup 3\n", "title: Cup three\n")
    built = bench.build(now="1780000600")
    assert built["shows"][0]["state"] == "changed"
    assert built["shows"][0]["changed"] == ["Cup three"]
    after = {p.name: p.read_bytes() for p in (bench.root / "feeds").rglob("*.xml")}
    assert [name for name in before if before[name] != after[name]] == ["page-1.xml"]
    assert b"<lastBuildDate>Thu, 28 May 2026 20:36:40 +0000" in after["page-1.xml"]


def test_the_same_sources_give_the_same_pages_and_then_nothing_to_do(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    before = {p.name: p.read_bytes() for p in (bench.root / "feeds").rglob("*.xml")}
    assert bench.build("--force", now="1790000000")["shows"][0]["state"] == "unchanged"
    assert {p.name: p.read_bytes() for p in (bench.root / "feeds").rglob("*.xml")} == before
    (bench.root / "feeds/tea/page-1.xml").unlink()
    assert bench.build()["shows"][0]["state"] == "changed"
    assert {p.name: p.read_bytes() for p in (bench.root / "feeds").rglob("*.xml")} == before


def test_every_page_is_a_feed_in_its_own_right_and_check_judges_all(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    for path in sorted((bench.root / "feeds").rglob("*.xml")):
        found = lint(path.read_bytes(), path=path.name, now=MOMENT)
        assert [f for f in found if f.severity in ("error", "warning")] == [], path
    result = bench.run("check", "--format", "json")
    assert result.exit_code == 0, result.output
    bench.edit("feeds/tea/page-1.xml", "Cup 3<", "Cup 33<")
    bench.write("feeds/tea/old.xml", "left")
    codes = bench.run("check", "--format", "json", "--select", "SRC2").output
    assert '"SRC200"' in codes
    assert "feeds/tea/page-1.xml" in codes
    assert '"SRC209"' in codes
    assert "feeds/tea/old.xml" in codes


def test_a_finding_on_an_older_page_points_at_the_sources(bench: Bench) -> None:
    record(bench, 35)
    text = (bench.root / "seeds/tea.yaml").read_text(encoding="utf-8")
    line = text.splitlines().index("- title: Cup 2") + 1
    bench.edit("seeds/tea.yaml", "title: Cup 2\n", "title: Cup 2 &amp; more\n")
    found = bench.run("check", "--format", "json", "--select", "TXT").output
    assert f'"line": {line}' in found, found


def test_subscribers_lose_nothing_when_episodes_move_to_an_older_page(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    bench.write("seeds/tea.yaml", listing(40))
    record(bench, 40)
    found = bench.run("check", "--format", "json", "--select", "HIS").output
    assert "HIS002" not in found
    assert found.count('"HIS007"') == 5  # five new ones, and none gone or changed


def test_paging_that_is_taken_out_again_loses_no_episode(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    bench.edit("seeds/tea.yaml", "page_size: 10\n", "")
    built = bench.build()
    assert built["exit"] == 0
    assert built["shows"][0]["gone"] == []
    assert len(_titles(_page(bench, "tea.xml"))) == 35
    left = bench.run("check", "--format", "json", "--select", "SRC209").output
    assert left.count("SRC209") >= 2


def test_a_lost_lock_is_compared_with_all_pages(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    (bench.root / "seeds/tea.lock").unlink()
    bench.edit("seeds/tea.yaml", "title: Cup 3\n", "title: Cup three\n")
    built = bench.build()
    assert built["exit"] == 1
    assert "HIS001" in bench.codes(built)
    assert "HIS002" not in bench.codes(built)


def test_against_a_published_feed_its_pages_are_read_too(bench: Bench) -> None:
    record(bench, 35)
    bench.build()
    (bench.root / "feeds").rename(bench.root / "published")
    (bench.root / "seeds/tea.lock").unlink()
    built = bench.build("--against", str(bench.root / "published/tea.xml"))
    assert built["exit"] == 0
    assert {"HIS001", "HIS002", "HIS007"}.isdisjoint(bench.codes(built))


def test_pages_that_go_round_in_a_circle_or_are_missing_are_bounded() -> None:
    def feed(following: str) -> bytes:
        link = f'<atom:link rel="next" href="{following}"/>'
        return (
            f'<rss version="2.0" xmlns:atom="{tags.ATOM}"><channel><title>T</title>{link}'
            f"<item><guid>{following}</guid></item></channel></rss>"
        ).encode()

    pages = {"https://a.example/2": feed("https://a.example/1")}
    past = read_pages(feed("https://a.example/2"), "https://a.example/1", pages.get)
    assert [item.guid for item in past.items] == ["https://a.example/2", "https://a.example/1"]
    with pytest.raises(Exception, match="is not there"):
        read_pages(feed("https://a.example/3"), "https://a.example/1", pages.get)


@pytest.mark.parametrize(
    ("written", "words"),
    [("9", "is below 10"), ("many", "is no whole number"), ("0", "is below 10")],
)
def test_a_wrong_page_size_is_told(bench: Bench, written: str, words: str) -> None:
    bench.edit("seeds/tea.yaml", "page_size: 10", f"page_size: {written}")
    built = bench.build()
    assert built["exit"] == 1
    assert any(words in f["message"] and f["line"] == 4 for f in built["findings"])


def test_a_feed_over_a_megabyte_is_told_of_paging_unless_it_is_paged() -> None:
    def feed(link: str) -> bytes:
        item = f"<item><title>T</title><description>{'x' * 1_000_000}</description></item>"
        return (
            f'<rss version="2.0" xmlns:atom="{tags.ATOM}"><channel><title>T</title>{link}'
            f"{item}</channel></rss>"
        ).encode()

    (found,) = lint(feed(""), path="x.xml", now=MOMENT, select=["ATM012"])
    assert "page_size:" in (found.remedy or "")
    following = '<atom:link rel="next" href="https://a.example/2.xml"/>'
    assert lint(feed(following), path="x.xml", now=MOMENT, select=["ATM012"]) == []


def test_a_broadcast_stands_in_the_feed_alone_and_changes_no_older_page(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "episodes:", LIVE.format(status="pending"))
    record(bench, 35)
    assert bench.build()["exit"] == 0
    live = f"{{{tags.PODCAST}}}liveItem"
    assert len(_page(bench, "tea.xml").findall(live)) == 1
    older = _older(bench)
    assert len(older) == 2
    assert not any(_page(bench, f"tea/{name}").findall(live) for name in older)
    bench.edit("seeds/tea.yaml", "status: pending", "status: live")
    assert bench.build(now="1780000900")["shows"][0]["state"] == "changed"
    assert _page(bench, "tea.xml").find(live).get("status") == "live"  # type: ignore[union-attr]
    assert _older(bench) == older


def test_an_older_page_is_written_after_the_files_that_it_names(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(bench, 35)
    chapters = "  chapters: [0:00 Leaves, 0:00.5 Water]\n"
    for number in (3, 15, 30):
        bench.edit("seeds/tea.yaml", f"  number: {number}\n", f"  number: {number}\n{chapters}")
    order: list[str] = []
    write = writing.write_whole

    def noted(path: Path, data: bytes, *, shown: str) -> None:
        order.append(shown)
        write(path, data, shown=shown)

    monkeypatch.setattr(writing, "write_whole", noted)
    bench.build()
    written = [shown for shown in order if shown.startswith("feeds/")]
    assert len(written) == 6
    assert all(shown.endswith(".chapters.json") for shown in written[:3])
    assert written[3:] == ["feeds/tea/page-1.xml", "feeds/tea/page-2.xml", "feeds/tea.xml"]
