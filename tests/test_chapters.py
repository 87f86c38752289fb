"""Chapters in every dialect: read leniently, judged, and written strictly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from podfeed import tags
from podfeed.chapters import Marked, is_chapters, judge, notes, podlove, read, text
from podfeed.chapters import json as json_chapters
from podfeed.findings import MOST_TOLD, Place
from podfeed.models import Artwork, Chapter, Spot
from podfeed.values import Duration, Url
from tests.needs import ROOT

DATA = Path(__file__).parent / "data" / "chapters"
READABLE = sorted(DATA.glob("good.*"))
OTHERS = sorted(DATA.glob("other.*"))


def test_the_cases_are_there() -> None:
    assert len(READABLE) >= 5
    assert len(OTHERS) >= 4


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_every_dialect_says_the_same(path: Path) -> None:
    data = path.read_bytes()
    reading = read(data, path.name)
    assert is_chapters(data)
    assert reading.findings == []
    assert [(float(c.start), c.title) for c, _ in reading.marked] == [
        (0, "Leaves & buds"),
        (90.5, "Wäter"),
        (3661, "Sugar"),
    ]
    if path.name not in ("good.labels.txt", "good.brackets.txt"):
        assert reading.marked[1].chapter.url == "https://tea.example/water"
    assert all(place.path == path.name and place.line for _, place in reading.marked)
    lines = data.decode().splitlines()
    for chapter, place in reading.marked:
        assert place.line is not None
        near = "".join(lines[place.line - 1 : place.line + 3]).replace("&amp;", "&")
        assert chapter.title in near, "the line is not the chapter's"


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_a_transcript_or_another_text_is_no_list_of_chapters(path: Path) -> None:
    assert not is_chapters(path.read_bytes())


def problems(data: bytes) -> list[tuple[str, int | None, str]]:
    return [(f.code, f.line, f.message) for f in read(data, "tea.json").findings]


def test_json_with_strings_for_numbers_is_read_and_reported_with_its_line() -> None:
    data = b"""{"version": "1.2.0",
 "chapters": [
  {"startTime": "0", "title": "Leaves", "toc": "false"},
  {"startTime": "1:30", "endTime": "x", "title": 7,
   "img": "https:/tea", "url": "tea.example", "location": {"name": "Here"}},
  {"startTime": -1, "title": "Never"}, "no object",
  {"title": "Never"}, {"startTime": 100, "title": "Last", "href": "/"}
 ]}"""
    reading = read(data, "tea.json")
    assert [(float(c.start), c.title, c.toc) for c, _ in reading.marked] == [
        (0, "Leaves", False),
        (90, "7", True),
        (100, "Last", True),
    ]
    assert problems(data) == [
        ("CHP002", 3, 'startTime "0" is text'),
        ("CHP002", 3, "toc of a chapter is neither true nor false"),
        ("CHP002", 4, 'startTime "1:30" is text'),
        ("CHP002", 4, "title 7 is no text"),
        ("CHP002", 4, 'endTime "x" is no time'),
        ("CHP002", 4, "location of a chapter has not both name and geo"),
        ("CHP002", 4, 'the link "tea.example" is no web address'),
        ("CHP002", 4, 'the picture "https:/tea" is no web address'),
        ("CHP002", 6, "startTime -1 is no time"),
        ("CHP002", 6, "a chapter is no object"),
        ("CHP002", 7, "a chapter has no startTime in seconds"),
        ("CHP002", 7, 'a chapter has an unknown key "href"'),
    ]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", None, "holds no chapters"),
        (b'{"version": "1.2.0",\n "chapters": [}', 2, "is no JSON: expecting value in line 2"),
        (b"[1]", None, 'has no list "chapters"'),
        (b'{"chapters": ' + b"[" * 200_000, None, "is no JSON: it is nested too deep"),
        (b'{"version": "1.2.0", "chapters": []}', None, "holds no chapters"),
        (b"\xff\xfe\x00", None, "is not UTF-8"),
        (b"<psc:chapters", 1, "is no XML"),
        (b"<chapters>\n<chapter></chapters>", 2, "is no XML"),
        (b"<feed/>", 1, "holds <feed>, no chapters"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><chapters/>', 1, "has a DOCTYPE"),
    ],
)
def test_what_cannot_be_used_is_one_error_with_its_line(
    data: bytes, line: int | None, words: str
) -> None:
    reading = read(data, "tea.json")
    errors = [finding for finding in reading.findings if finding.code == "CHP001"]
    assert reading.marked == []
    assert [(error.severity.value, error.line) for error in errors] == [("error", line)]
    assert errors[0].message.startswith(words)
    assert errors[0].remedy


def test_many_faults_of_a_file_are_told_once() -> None:
    chapters = [{"startTime": str(n), "title": "Cup"} for n in range(500)]
    reading = read(json.dumps({"version": "1.2.0", "chapters": chapters}).encode(), "tea.json")
    assert len(reading.marked) == 500
    assert len(reading.findings) == MOST_TOLD + 1
    assert reading.findings[-1].message == "has 480 more faults of that kind"


TITLES = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"], exclude_characters="<>\ufffe\uffff"
    ),
    min_size=1,
    max_size=30,
).filter(lambda title: title[0] not in "-–—|•[(#")
CHAPTERS = st.builds(
    Chapter,
    start=st.integers(0, 10**7).map(lambda thousandths: Duration(thousandths / 1000)),
    title=TITLES,
    url=st.sampled_from([None, Url("https://tea.example/a?b=1&c=2")]),
    image=st.sampled_from([None, Artwork(url=Url("https://tea.example/a.jpg"))]),
)
EXTRA = st.builds(
    Chapter,
    start=st.integers(0, 100).map(Duration),
    end=st.integers(101, 200).map(Duration),
    toc=st.booleans(),
    location=st.just(Spot(name="Here", geo="geo:1,2", osm="W1")),
)


@settings(deadline=None)
@given(st.lists(CHAPTERS | EXTRA, min_size=1, max_size=8))
def test_json_that_is_written_is_read_back_whole(chapters: list[Chapter]) -> None:
    written = json_chapters.write(chapters, address=lambda picture: picture.name)
    reading = read(written, "a")
    assert reading.findings == []
    assert [chapter for chapter, _ in reading.marked] == chapters


@settings(deadline=None)
@given(st.lists(CHAPTERS, min_size=1, max_size=8))
def test_plain_text_that_is_written_is_read_back(chapters: list[Chapter]) -> None:
    reading = text.read(text.write(chapters), "a")
    assert reading.findings == []
    found = [(round(c.start, 3), c.title, c.url) for c, _ in reading.marked]
    assert found == [(round(c.start, 3), c.title, c.url) for c in chapters]


@settings(deadline=None)
@given(st.lists(CHAPTERS, min_size=1, max_size=8))
def test_simple_chapters_that_are_written_are_read_back(chapters: list[Chapter]) -> None:
    item = etree.Element("item")
    tags.psc.Chapters.write(item, podlove.value(chapters, address=lambda one: one.name))
    reading = podlove.read(etree.tostring(item[0]), "a")
    assert reading.findings == []
    assert [chapter for chapter, _ in reading.marked] == chapters


def test_what_is_written_passes_the_rules_for_files_of_chapters() -> None:
    reading = read((DATA / "good.json").read_bytes(), "a")
    document = json.loads(
        json_chapters.write([c for c, _ in reading.marked], address=lambda one: one.name)
    )
    assert document["version"] == "1.2.0"
    assert [type(one["startTime"]) for one in document["chapters"]] == [int, float, int]


def test_a_hidden_chapter_is_in_the_json_alone() -> None:
    chapters = [
        Chapter(start=Duration(0), title="Leaves"),
        Chapter(start=Duration(5), toc=False, image=Artwork(path="tea/leaf.jpg")),
    ]
    written = json_chapters.write(chapters, address=lambda one: f"https://tea.example/{one.path}")
    assert json.loads(written)["chapters"][1] == {
        "startTime": 5,
        "img": "https://tea.example/tea/leaf.jpg",
        "toc": False,
    }
    listed = podlove.value(chapters, address=str)
    assert listed is not None
    assert len(listed["chapters"]) == 1
    assert b"Leaves" in text.write(chapters)
    assert text.write(chapters).count(b"\n") == 1
    assert notes.html_list(chapters, opening="Tea") == "<p>00:00:00 Leaves</p>"


NOTES = {
    "lines": ("About tea.\n\n0:00 Leaves\n1:30 Water\n\nBye.", [(0, "Leaves"), (90, "Water")]),
    "brackets": ("(00:00:00) Leaves\n(1:02:03) Water", [(0, "Leaves"), (3723, "Water")]),
    "at the end": ("Leaves – 00:00\nWater - 12:30", [(0, "Leaves"), (750, "Water")]),
    "bullets": ("* [00:00] Leaves\n* [01:30] – Water", [(0, "Leaves"), (90, "Water")]),
    "bold": ("**0:00** Leaves\n**1:30** **Water**", [(0, "Leaves"), (90, "Water")]),
    "ranges": ("0:00 - 1:30 Leaves\n1:30 - 2:00: Water", [(0, "Leaves"), (90, "Water")]),
    "a link": ("0:00 [Leaves](https://tea.example)\n1:30 Water", [(0, "Leaves"), (90, "Water")]),
    "a link behind": (
        "0:00 Leaves (https://tea.example)\n1:30 (https://tea.example/#t=90) Water",
        [(0, "Leaves"), (90, "Water")],
    ),
    "one alone": ("0:00 Leaves", []),
    "not from the start": ("1:30 Leaves\n2:30 Water", []),
    "not ascending": ("0:00 Leaves\n2:30 Water\n1:30 Sugar", []),
    "a sentence": ("We meet at 10:30 in the park.\nCome at 11:30 or later.", []),
    "none": ("About tea: leaves and water.", []),
}


@pytest.mark.parametrize("name", NOTES)
def test_lists_of_times_in_notes_are_found_and_others_are_not(name: str) -> None:
    written, expected = NOTES[name]
    place = Place("seeds/tea.yaml", 7)
    found = notes.find(written, place)
    assert [(float(c.start), c.title) for c, _ in found] == expected
    assert all(one.place == place for one in found)


def test_a_line_without_end_does_not_hold_up_the_search() -> None:
    long = "a - " * 100_000 + "1:00"
    assert notes.find(f"0:00 Leaves\n{long}\n1:30 Water\n{' ' * 100_000}x", Place("a"))


def test_a_list_in_the_notes_begins_at_zero() -> None:
    late = [Chapter(start=Duration(90), title="<Water>")]
    written = notes.html_list(late, opening="Tea & more")
    assert written == "<p>00:00:00 Tea &amp; more<br>00:01:30 &lt;Water&gt;</p>"
    assert notes.html_list([Chapter(start=Duration(0.4), title="A")], opening="Tea") == (
        "<p>00:00:00 A</p>"
    )
    assert notes.html_list([], opening="Tea") == ""


def marked(*chapters: Chapter) -> list[Marked]:
    return [Marked(chapter, Place("tea.json", line)) for line, chapter in enumerate(chapters, 1)]


def chapter(start: float, title: str = "Cup", end: float | None = None, **more: object) -> Chapter:
    values = {"start": start, "title": title, "end": end, **more}
    return Chapter.model_validate({k: v for k, v in values.items() if v is not None})


JUDGED: dict[str, tuple[list[Chapter], list[tuple[str, int]]]] = {
    "fine": ([chapter(0), chapter(10), chapter(20, end=60)], []),
    "order": ([chapter(0), chapter(20), chapter(10)], [("CHP003", 3)]),
    "one time": ([chapter(0), chapter(10), chapter(10)], [("CHP004", 3)]),
    "hidden at one time": ([chapter(0), chapter(0, toc=False)], []),
    "overlap": ([chapter(0, end=15), chapter(10)], [("CHP005", 1)]),
    "ends before": ([chapter(0), chapter(10, end=5)], [("CHP005", 2)]),
    "ends beyond": ([chapter(0), chapter(10, end=62)], [("CHP005", 2)]),
    "beyond": ([chapter(0), chapter(62)], [("CHP006", 2)]),
    "untitled": ([chapter(0), chapter(10, "")], [("CHP007", 2)]),
    "hidden untitled": ([chapter(0), chapter(10, "", toc=False)], []),
    "late": ([chapter(5)], [("CHP008", 1)]),
    "picture": ([chapter(0, image="http://tea.example/a.jpg")], [("CHP009", 1)]),
    "many": ([chapter(n / 10) for n in range(201)], [("CHP010", 1)]),
}


@pytest.mark.parametrize("name", JUDGED)
def test_what_is_wrong_with_chapters_is_told_with_its_line(name: str) -> None:
    given_, expected = JUDGED[name]
    kept, findings = judge(marked(*given_), 60)
    assert [(finding.code, finding.line) for finding in findings] == expected
    assert all(finding.remedy for finding in findings)
    starts = [float(one.start) for one in kept]
    assert starts == sorted(starts)
    assert all(one.end is None or one.start < one.end <= 60 for one in kept)


def test_ends_are_kept_where_something_is_between_a_chapter_and_the_next() -> None:
    ends = (chapter(0, end=5), chapter(10, end=20), chapter(20, end=50), chapter(100))
    kept, _ = judge(marked(*ends), 60)
    assert [(float(one.start), one.end) for one in kept] == [(0, 5), (10, None), (20, 50)]
    kept, _ = judge(marked(chapter(0, end=30), chapter(10, end=60.4)), 60)
    assert [one.end for one in kept] == [None, None]


def test_a_chapter_beyond_the_end_is_told_with_the_end() -> None:
    _, (finding,) = judge(marked(chapter(0), chapter(62)), 60)
    assert "starts after the end of the episode (1:00)" in finding.message


def test_a_list_of_chapters_may_have_two_at_one_time_and_none_that_goes_back() -> None:
    assert text.matches("0:00 Leaves\n1:00 Water\n1:00 Glass\n2:00 Cup")
    assert not text.matches("0:00 Leaves\n1:00 Water\n0:59 Glass\n2:00 Cup")


def test_many_findings_of_a_kind_are_told_once() -> None:
    _, findings = judge(marked(*(chapter(n, "") for n in range(12))), 60)
    assert len(findings) == 5
    assert findings[-1].message.endswith("(and 7 more like it)")


def test_the_room_is_pure() -> None:
    for path in (ROOT / "podfeed" / "chapters").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "open(" not in source, path
        assert "import os" not in source, path
