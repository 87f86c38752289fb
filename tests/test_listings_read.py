"""Which dialect a file is read in, and what is said of files that are none."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podfeed.errors import ListingError
from podfeed.listings import dialects, lines, read
from podfeed.listings.lines import Line
from podfeed.listings.records import Map, is_newest_first

PAGE = "PODCAST · arts\nTea\nby Mei\nOn tea.\n-\n1\nOne\n"
OUTLINE = "Tea: a show\n1 episode — on tea\n\nOne\n"
YAML = "title: Tea\nepisodes:\n- title: One\n"


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def refusal(path: Path) -> ListingError:
    with pytest.raises(ListingError) as caught:
        read(path, shown=f"seeds/{path.name}")
    assert caught.value.path == f"seeds/{path.name}"
    return caught.value


@pytest.mark.parametrize("name", ["tea.txt", "tea", "tea.yaml", "tea.md"])
@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (PAGE, "directory page"),
        (f"\n\n  {PAGE}", "directory page"),
        (PAGE.replace("On tea.", "1 episode\nOn tea."), "directory page"),
        ("PODCAST · arts\nTea\n1 episode — on tea\n-\n1\nOne\n", "directory page"),
        ("Podcast · Tea\n1 episode — on tea\n\nOne\n", "outline"),
        ("Podcast | Tea\nby Mei\n1 episode — on tea\n\nOne\n", "outline"),
        (OUTLINE, "outline"),
        (YAML, "YAML"),
        (f"# a comment: on tea\n\n{YAML}", "YAML"),
        (f"---\n{YAML}", "YAML"),
    ],
)
def test_the_text_decides_the_dialect_not_the_name(
    tmp_path: Path, name: str, text: str, dialect: str
) -> None:
    listing = read(put(tmp_path, name, text), shown="x")
    assert listing.dialect == dialect
    assert [item["title"] for item in listing.episodes] == ["One"]
    assert listing.path == "x"


def test_a_yaml_file_is_read_as_yaml_where_its_text_does_not_tell(tmp_path: Path) -> None:
    assert read(put(tmp_path, "x.yml", "{Title: Tea}"), shown="x").show == {"Title": "Tea"}
    assert "a list" in refusal(put(tmp_path, "list.yaml", "- a\n- b")).problem
    assert "plain text" in refusal(put(tmp_path, "text.YAML", "just words")).problem


def test_a_file_that_is_no_listing_is_told_what_was_looked_for(tmp_path: Path) -> None:
    error = refusal(put(tmp_path, "notes.txt", "Dear diary,\n\ntoday I drank tea.\n"))
    assert error.problem == "is no listing"
    assert error.remedy is not None
    for dialect in dialects():
        assert dialect.SIGNS in error.remedy
        assert dialect.NAME in error.remedy


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "is empty"),
        (b"# nothing else\n", "is no listing"),
        (b"<?xml version='1.0'?><rss/>", "is no listing"),
        (PAGE.encode("utf-16"), "is UTF-16 or binary, not UTF-8 text"),
        (PAGE.encode("utf-16-be"), "is UTF-16 or binary, not UTF-8 text"),
        (bytes(1000), "is UTF-16 or binary, not UTF-8 text"),
        (PAGE.encode() + b"\0", "holds a NUL character, which no text has"),
        (PAGE.encode() + b"Caf\xe9", "is not UTF-8 text: it holds the byte 0xe9"),
        (b"Caf\xe9", "is not UTF-8 text: it holds the byte 0xe9"),
        (OUTLINE.encode() + b"\xff", "is not UTF-8 text: it holds the byte 0xff"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, problem: str) -> None:
    error = refusal(put(tmp_path, "x.txt", data))
    assert error.problem == problem
    assert error.remedy


def test_a_byte_that_is_no_text_has_its_place(tmp_path: Path) -> None:
    error = refusal(
        put(tmp_path, "x.txt", OUTLINE.encode().replace(b"\n", b"\r\n") + b"\xc3\xa9\xff")
    )
    assert (error.line, error.column) == (5, 2)


@pytest.mark.parametrize(("size", "words"), [(200 << 20, "209,715,200 bytes"), (1 << 30, "bytes")])
def test_a_huge_file_is_refused_unread(tmp_path: Path, size: int, words: str) -> None:
    path = put(tmp_path, "x.txt", PAGE)
    os.truncate(path, size)
    assert words in refusal(path).problem


def test_plain_text_has_a_limit_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "x.txt", PAGE)
    monkeypatch.setattr(lines, "TEXT_LIMIT", 20)
    assert "more than the 20 of a plain-text listing" in refusal(path).problem
    monkeypatch.undo()
    monkeypatch.setattr(lines, "LINE_LIMIT", 3)
    assert "more than 3 lines" in refusal(path).problem


@pytest.mark.parametrize("text", [PAGE, OUTLINE])
def test_a_plain_text_listing_of_more_lines_than_any_show_needs_is_refused(
    tmp_path: Path, text: str
) -> None:
    path = put(tmp_path, "x.txt", text + "-\n1\nOne\n" * 70_000)
    assert "more than 200,000 lines" in refusal(path).problem


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.txt").problem
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    assert "is a folder that holds no Markdown" in refusal(folder).problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_fifo_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is a FIFO" in refusal(tmp_path / "pipe.txt").problem


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("title: Tea\nepisodes: 5", (2, 11), '"episodes" is no list'),
        ("title: Tea\nepisodes:\n  a: 1", (3, 3), '"episodes" is no list'),
        ("title: Tea\nepisodes:\n- title: One\n- Two", (4, 3), "this episode has no keys"),
    ],
)
def test_episodes_in_yaml_are_a_list_of_maps(
    tmp_path: Path, text: str, place: tuple[int, int], problem: str
) -> None:
    error = refusal(put(tmp_path, "x.yaml", text))
    assert (error.line, error.column) == place
    assert error.problem == problem


@pytest.mark.parametrize(
    "text", ["title: Tea", "title: Tea\nepisodes:", "title: Tea\nepisodes: []"]
)
def test_a_show_in_yaml_may_have_no_episodes(tmp_path: Path, text: str) -> None:
    listing = read(put(tmp_path, "x.yaml", text), shown="x")
    assert listing.show == {"title": "Tea"}
    assert listing.episodes == []


@pytest.mark.parametrize(
    ("first", "last", "newest_first"),
    [
        ({}, {}, True),
        ({"number": "2"}, {"number": "10"}, False),
        ({"number": "10"}, {"number": "2"}, True),
        ({"number": "1", "published": "2026-02-01"}, {"published": "2026-03-01"}, False),
        ({"published": "2026-03-01 08:00"}, {"published": "2026-03-01"}, True),
        ({"number": "one"}, {"number": "two"}, True),
    ],
)
def test_the_order_is_told_by_numbers_and_then_by_dates(
    first: dict[str, str], last: dict[str, str], newest_first: bool
) -> None:
    episodes = [Map(), Map()]
    for episode, values in zip(episodes, (first, last), strict=True):
        for key, value in values.items():
            episode.put(key, value, (1, 1))
    assert is_newest_first(episodes) is newest_first


def test_a_map_tells_where_a_key_stands_that_was_put_again() -> None:
    found = Map((3, 5))
    found.put("a", "1", (3, 8), (3, 5))
    found.put("b", "2", (4, 5))
    assert found.keys_at == {"a": (3, 5), "b": (4, 5)}
    found.put("a", "1", (9, 8), (9, 6))
    assert found.keys_at == {"a": (9, 6), "b": (4, 5)}
    found.put("a", "1", (3, 8), (3, 5))
    assert found.keys_at == {"a": (3, 5), "b": (4, 5)}


@settings(max_examples=150, deadline=None)
@given(st.text(), st.sampled_from(["x.txt", "x.yaml"]))
def test_whatever_the_text_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = put(folder, name, text.encode("utf-8", "surrogatepass"))
    with suppress(ListingError):
        assert read(path, shown="x").path == "x"


def test_a_line_compares_without_quotes_blanks_and_letter_case() -> None:
    assert Line(1, 1, "In  this\xa0Podcast’s “Tea”", gap=False).plain == 'in this podcast\'s "tea"'
