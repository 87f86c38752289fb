"""Notes on their way from the sources into the feed, and what is told of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import feedparser
import podcastparser
from lxml import etree

from podfeed.tags import CONTENT
from tests.workspaces import Bench, tea

ENCODED = f"{{{CONTENT}}}encoded"


def items(bench: Bench) -> list[dict[str, str]]:
    """The texts of each item by the name of their element."""
    tree = etree.fromstring(bench.feed())
    return [
        {str(e.tag).replace(ENCODED, "encoded"): e.text or "" for e in item}
        for item in tree.iter("item")
    ]


def with_notes(bench: Bench, text: str, episode: str = "Three") -> dict[str, Any]:
    """Build with these lines of notes in an episode."""
    lines = "".join(f"    {line}\n" for line in text.split("\n"))
    bench.edit(
        "seeds/tea.yaml", f"- title: {episode}\n", f"- title: {episode}\n  notes: |\n{lines}"
    )
    return bench.build()


def test_notes_go_out_as_html_and_as_a_plain_description(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    built = with_notes(bench, "Half *green*, see [the book](/book).\n\n- one\n- two")
    assert built["exit"] == 0
    item = items(bench)[0]
    assert item["encoded"] == (
        '<p>Half <em>green</em>, see <a href="https://tea.example/book">the book</a>.</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    )
    assert item["description"] == (
        "Half green, see the book (https://tea.example/book).\n\n- one\n- two"
    )


def test_a_stated_description_stays_beside_the_notes(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  description: Short.\n")
    with_notes(bench, "<p>Long.</p>", "Two")
    assert items(bench)[1]["description"] == "Short."
    assert items(bench)[1]["encoded"] == "<p>Long.</p>"


def test_a_description_alone_becomes_html_as_before(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  description: a *b* <c>\n")
    bench.build()
    assert items(bench)[1]["encoded"] == "<p>a *b* &lt;c&gt;</p>"


def test_a_description_made_from_long_notes_is_cut_at_a_word(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    with_notes(bench, "Tee & Wärme " * 1000)
    item = items(bench)[0]
    assert len(item["description"].encode()) <= 4000
    assert item["description"].endswith(("Tee…", "&…", "Wärme…"))
    assert item["encoded"].count("Wärme") == 1000


def taken_out(built: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in built["findings"] if one["code"] == "SRC180"]


def pointed_at(bench: Bench, found: list[dict[str, Any]], *, until: str) -> list[str]:
    """What stands in the YAML where findings point."""
    lines = (bench.root / "seeds/tea.yaml").read_text(encoding="utf-8").split("\n")
    return [lines[one["line"] - 1][one["column"] - 1 :].partition(until)[0] for one in found]


def test_what_is_taken_out_is_told_at_its_line(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    notes = (
        "Tea <script>x()</script>\n\n[x](javascript:y)\n\n"
        '<img src="https://s.example/a.png?a=1&amp;b=2" width="1" height="1">\n'
        '<p onclick="z()">a</p>'
    )
    built = with_notes(bench, notes)
    found = taken_out(built)
    assert pointed_at(bench, found, until=" ") == [
        "<script>x()</script>",
        "javascript:y)",
        "https://s.example/a.png?a=1&amp;b=2\"",
        "onclick=\"z()\">a</p>",
    ]  # fmt: skip
    assert found[0]["message"] == '<script> is left out of the notes of "Three"'
    assert {f["severity"] for f in found} == {"warning"}
    assert built["exit"] == 0
    assert "script" not in items(bench)[0]["encoded"]


def test_attributes_are_told_where_they_stand_whatever_their_order(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    notes = (
        '<a href="javascript:y" onclick="a()">one</a>\n'
        '<a onclick="b()" href="javascript:z">two</a>\n'
        '<a href="javascript:y" onclick="c()">three</a>'
    )
    built = with_notes(bench, notes)
    found = taken_out(built)
    assert pointed_at(bench, found, until=">") == [
        'javascript:y" onclick="a()"',
        'onclick="a()"',
        'onclick="b()" href="javascript:z"',
        'javascript:z"',
        'javascript:y" onclick="c()"',
        'onclick="c()"',
    ]


def test_a_show_that_has_notes_only_is_described_by_them(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "description: About tea.", "notes: About *tea* and <b>more</b>.")
    assert bench.build()["exit"] == 0
    channel = etree.fromstring(bench.feed())[0]
    assert channel.findtext("description") == "About tea and more."
    assert channel.findtext(ENCODED) == "<p>About <em>tea</em> and <b>more</b>.</p>"


def test_notes_of_which_nothing_is_left_are_no_notes(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    assert with_notes(bench, "<script>x</script>")["exit"] == 0
    assert "encoded" not in items(bench)[0]


def test_notes_are_described_by_themselves_and_not_by_the_tags_of_the_file(tmp_path: Path) -> None:
    from mutagen.id3 import COMM, ID3

    bench = tea(tmp_path)
    tags = ID3()
    tags.add(COMM(encoding=3, lang="eng", text="From the file"))
    tags.save(tmp_path / "media" / "tea" / "3.mp3")
    with_notes(bench, "From the notes")
    assert items(bench)[0]["description"] == "From the notes"


def test_chapters_are_read_from_the_times_in_notes(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit(
        "seeds/tea.yaml", "- title: Two\n", "- title: Two\n  notes: <p>0:00 A<br>0:01 B</p>\n"
    )
    with_notes(bench, "Parts:\n\n00:00 Leaves\n00:02 Water")
    tree = etree.fromstring(bench.feed())
    found = [[c.get("title") for c in item.iter("{*}chapter")] for item in tree.iter("item")]
    assert found == [["Leaves", "Water"], ["A", "B"], []]
    assert items(bench)[0]["encoded"].count("Leaves") == 1


def test_a_finding_on_made_text_points_at_what_it_was_made_from(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    with_notes(bench, "See [this](https://tea.example/a) &amp;amp; that")
    result = bench.run("check", "--format", "json", "--fail-on", "error")
    at = [line for line in result.stdout.split("\n") if "notes-escaped-twice" in line]
    lines = (tmp_path / "seeds" / "tea.yaml").read_text(encoding="utf-8").split("\n")
    assert at
    place = next(n for n, line in enumerate(lines, 1) if "notes: |" in line)
    assert f'"line": {place}' in result.stdout


def test_hostile_notes_never_break_the_feed(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    hostile = [
        "]]>",
        "<![CDATA[x]]>",
        "> " * 3000 + "x",
        "<div>" * 3000,
        "\u202eabc\u2066",
        "&#0;&#xD800;",
    ]
    built = with_notes(bench, "\n\n".join(["Tea", *hostile]))
    assert built["exit"] == 0
    feed = bench.feed()
    assert feedparser.parse(feed).bozo == 0
    assert len(etree.fromstring(feed).findall("channel/item")) == 3


def test_apps_read_notes_as_html_and_the_description_as_text(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    with_notes(bench, "Half **green** & [more](https://t.example/)")
    with (tmp_path / "feeds" / "tea.xml").open("rb") as file:
        episode = podcastparser.parse("https://tea.example/tea.xml", file)["episodes"][0]
    assert episode["description_html"].startswith("<p>Half <strong>green</strong> &amp; ")
    assert episode["description"].startswith("Half green & more")


def test_the_notes_of_a_broadcast_are_made_safe_as_well(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    live = """\
live:
- status: pending
  start: 2026-06-01T08:00:00Z
  title: The tasting
  guid: tasting
  enclosure: {url: 'https://t.example/live.mp3', type: audio/mpeg, length: 1}
  content_links: [{href: 'https://t.example/', text: here}]
  content: |
    Come *in*
    <script>x()</script>
"""
    bench.edit("seeds/tea.yaml", "author: Tea Network\n", f"author: Tea Network\n{live}")
    built = bench.build()
    assert built["exit"] == 0, built["findings"]
    found = next(one for one in built["findings"] if one["code"] == "SRC180")
    lines = (tmp_path / "seeds" / "tea.yaml").read_text(encoding="utf-8").split("\n")
    assert lines[found["line"] - 1].strip() == "<script>x()</script>"
    encoded = etree.fromstring(bench.feed()).find(f".//{{*}}liveItem/{ENCODED}")
    assert encoded is not None
    assert encoded.text == "<p>Come <em>in</em></p>"
