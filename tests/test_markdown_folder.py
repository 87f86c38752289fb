"""A folder of Markdown as a listing: front matter, what foreign keys mean, and what is no page."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podfeed.errors import ListingError
from podfeed.listings import front_matter, markdown_folder, read
from podfeed.listings.front_matter import read_page
from podfeed.listings.records import Listing, Map
from podfeed.listings.site_keys import ENDS, PASSED, read_episode
from tests.workspaces import Bench

PAGES = Path(__file__).parent / "data" / "pages"


def listing(name: str) -> Listing:
    return read(PAGES / name, shown=name)


def told(found: Listing) -> list[tuple[str, int | None, str]]:
    return [(finding.path, finding.line, finding.code) for finding in found.findings]


def page(text: str) -> Map:
    found = read_page(text.encode(), "x.md")
    assert found is not None
    return found.front


def test_a_hugo_section_is_read_with_its_bundles_and_the_page_of_the_show() -> None:
    found = listing("hugo")
    assert found.dialect == "Markdown folder"
    assert found.show == {
        "title": "Tea",
        "description": "What is in the cup, and how it got there.",
        "categories": ["Leisure > Hobbies"],
        "author": "Mei",
    }
    assert found.show_path == "hugo/_index.md"
    assert found.paths == ["hugo/greens/gyokuro.md", "hugo/oolong.md", "hugo/sencha/index.md"]
    gyokuro, oolong, sencha = found.episodes
    assert gyokuro == {"title": "Gyokuro", "draft": "true"}
    assert oolong.pop("notes").startswith("**Half** of it is oxidised.")  # type: ignore[union-attr]
    assert oolong == {
        "title": "Oolong: half way",
        "published": "2026-02-03T08:00:00+01:00",  # that of publishDate, not that of date
        "draft": "false",
        "number": "2",
        "description": "Between green and black.",
        "hero": "cup.svg",
    }
    assert sencha == {
        "title": "Sencha",
        "published": "2026-01-06",
        "audio": "sencha-final.mp3",
        "number": "1",
        "notes": "Steamed, rolled.",
    }
    assert told(found) == [
        ("hugo/oolong.md", 18, "SRC012"),
        ("hugo/sencha/index.md", 7, "SRC013"),
    ]


def test_jekyll_posts_have_their_dates_in_their_names_and_drafts_in_a_folder() -> None:
    found = listing("jekyll")
    assert [
        (one.get("title"), one.get("published"), one.get("draft")) for one in found.episodes
    ] == [
        ("Gyokuro", None, "true"),
        ("Oolong", "2026-02-03 08:00:00 +0100", "true"),
        ("Sencha", "2026-01-06", None),
    ]
    assert found.episodes[2] == {
        "title": "Sencha",
        "published": "2026-01-06",
        "description": "The green one.",
        "notes": "Steamed, rolled.",
    }


def test_an_eleventy_page_keeps_what_no_program_knows_to_be_told_later() -> None:
    found = listing("eleventy")
    assert found.episodes == [
        {
            "title": "Sencha",
            "explicit": "false",
            "titel": "Sencha again",
            "published": "2026-01-06",
            "notes": "Steamed, rolled. Written as {{ name }}.",
        }
    ]
    assert told(found) == [("eleventy/readme.md", 1, "SRC011")]


def test_places_are_lines_of_the_page() -> None:
    oolong = listing("hugo").episodes[1]
    assert oolong.at == (2, 1)
    assert (oolong.marks["published"], oolong.keys_at["published"]) == ((5, 14), (5, 1))
    assert oolong.marks["notes"] == (16, 1)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_at_the_begin_change_nothing(line_end: str, mark: str) -> None:
    text = "---\ntitle: Tea\n\nnumber: 2\n---\n\n\nOn tea.\nAnd more.\n"
    found = read_page((mark + text.replace("\n", line_end)).encode(), "x.md")
    assert found is not None
    assert (found.front, found.text, found.text_at) == (
        {"title": "Tea", "number": "2"},
        "On tea.\nAnd more.",
        (8, 1),
    )
    assert found.front.marks["number"] == (4, 9)


@pytest.mark.parametrize(
    ("text", "front"),
    [
        ("---\n---\nText", {}),
        ("---\n# nothing yet\n---", {}),
        ("---\ntitle: Tea\n...\nText", {"title": "Tea"}),
        ("---   \ntitle: Tea\n---   \n", {"title": "Tea"}),
        ("--- yaml\ntitle: Tea\n---", {"title": "Tea"}),
        ("---\ntext: |\n  a\n  ---\n  b\n---\n", {"text": "a\n---\nb\n"}),
    ],
)
def test_front_matter_lies_between_two_lines_of_dashes(text: str, front: dict[str, Any]) -> None:
    assert page(text) == front


@pytest.mark.parametrize("text", ["", " \n", "On tea.\n", "\n---\ntitle: x\n---\n", "----\nx\n---"])
def test_a_file_without_front_matter_is_no_page(text: str) -> None:
    assert read_page(text.encode(), "x.md") is None


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        (b"---\ntitle: Tea\n\nOn tea.\n", 1, "never closed"),
        (b"---", 1, "never closed"),
        (b"---\ntitle: Tea: two\n---\n", 2, "a second colon"),
        (b"---\ntitle: Tea\ntitle: Two\n---\n", 3, "already set in line 2"),
        (b"---\n- Tea\n---\n", 2, "holds no keys"),
        (b"---\njust text\n---\n", 2, "holds no keys"),
        (b"---\ntitle: Tea\n\nOn tea.\n\n---\n", 4, "colon"),
        (b"+++\ntitle = 'Tea'\n+++\n", 1, "TOML is not read"),
        (b"---toml\ntitle = 'Tea'\n---\n", 1, "TOML is not read"),
        (b'{\n "title": "Tea"\n}\n', 1, "JSON is not read"),
        (b"---\ntitle: Tea\n---\nCaf\xe9\n", 4, "0xe9"),
        (b"---\ntitle: Caf\xe9\n---\n", 2, "0xe9"),
        (b"---\ntitle: Tea\n---\na\0b\n", 4, "NUL"),
        ("---\ntitle: Tea\n---\n".encode("utf-16"), None, "UTF-16"),
    ],
)
def test_front_matter_that_cannot_be_read_is_told_at_its_line(
    data: bytes, line: int | None, problem: str
) -> None:
    with pytest.raises(ListingError, match=problem) as caught:
        read_page(data, "x.md")
    assert (caught.value.path, caught.value.line) == ("x.md", line)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("front", "record"),
    [
        ("date: 2026-01-01\npublished: 2026-01-02", {"published": "2026-01-02"}),
        ("published: 2026-01-02\nPublishDate: 2026-01-03", {"published": "2026-01-03"}),
        ("published: true\ndate: 2026-01-01", {"published": "2026-01-01"}),
        ("published: false\ndraft: false", {"draft": "true"}),
        ("published: no", {"draft": "true"}),
        ("Draft: true", {"draft": "true"}),
        ("excerpt: b\ndescription: a", {"description": "a"}),
        ("summary: a\nexcerpt: b", {"description": "a"}),
        ("description:\nsummary: a", {"description": "a"}),
        ("type: posts", {}),
        ("type: bonus", {"type": "bonus"}),
        ("episode: 5", {"number": "5"}),
        ("number: 6\nepisode: 5", {"number": "6"}),
        ("podcast_file: a.mp3\nexplicit: no", {"audio": "a.mp3", "explicit": "no"}),
        (
            "episode: {filename: a b.mp3, seasonNumber: 1, episodeNumber: 2, size: 9, colour: red}",
            {"audio": "a b.mp3", "season": "1", "number": "2", "episode": {"colour": "red"}},
        ),
        (
            "audio: {ogg: a.ogg, mp3: a.mp3, m4a: a.m4a}",
            {"audio": "a.mp3", "alternatives": ["a.m4a", "a.ogg"]},
        ),
        ("audio: {url: https://a.example/1.mp3}", {"audio": {"url": "https://a.example/1.mp3"}}),
        (
            "podcast_link: https://a.example/1.mp3\npodcast_length: 9\npodcast_duration: '1:07'\n"
            "podcast_guid: g\npodcast_episode_number: 6\npodcast_season_number: 03",
            {
                "audio": {"url": "https://a.example/1.mp3", "length": "9", "duration": "1:07"},
                "guid": "g",
                "number": "6",
                "season": "03",
            },
        ),
        ("podcast_link: https://a.example/1.mp3\naudio: a.mp3", {"audio": "a.mp3"}),
        ("comments: true", {}),
        ("comments: https://a.example/", {"comments": "https://a.example/"}),
        ("categories: [a]\ntags: b\nLayout: c\nlastMod: d", {}),
    ],
)
def test_keys_of_other_programs_mean_what_they_mean_there(
    front: str, record: dict[str, Any]
) -> None:
    assert read_episode(page(f"---\n{front}\n---\n")) == record


def test_no_key_of_podfeed_that_an_episode_may_have_is_passed_over_unless_it_is_known_why() -> None:
    from podfeed.reader import EPISODE_KEYS

    assert (PASSED | set(ENDS)) & EPISODE_KEYS == {"keywords"}  # words for search engines there


def test_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path)
    for number in range(3):
        bench.write(f"tea/{number}.md", "---\ntitle: Tea\n---\n")
    folder = tmp_path / "tea"
    for module, name, value, problem in (
        (markdown_folder, "PAGES", 2, "3 pages, more than the 2"),
        (markdown_folder, "TOTAL", 50, "57 bytes, more than the 50"),
        (markdown_folder.bounds, "NODES", 12, "more than 12 keys and values"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            with pytest.raises(ListingError, match=problem):
                read(folder, shown="tea")
    bench.write("tea/large.md", "---\ntitle: Tea\n---\n")
    os.truncate(tmp_path / "tea/large.md", front_matter.LIMIT + 1)
    assert told(read(folder, shown="tea")) == [("tea/large.md", None, "SRC010")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_fifo_among_the_pages_is_not_opened(tmp_path: Path) -> None:
    Bench(tmp_path).write("tea/one.md", "---\ntitle: Tea\n---\n")
    os.mkfifo(tmp_path / "tea/two.md")
    assert told(read(tmp_path / "tea", shown="tea")) == [("tea/two.md", None, "SRC010")]


@settings(max_examples=200, deadline=None)
@given(
    st.binary() | st.text().map(lambda text: f"---\n{text}\n---\n{text}".encode("utf-8", "ignore"))
)
def test_whatever_the_bytes_a_page_is_read_or_refused(data: bytes) -> None:
    with suppress(ListingError):
        found = read_page(data, "x.md")
        assert found is None or isinstance(found.front, Map)


def test_a_tag_that_never_ends_costs_no_time_to_look_for(tmp_path: Path) -> None:
    text = "---\ntitle: Tea\n---\n" + "{{<" * 1_000_000
    Bench(tmp_path).write("tea/one.md", text)
    found = read(tmp_path / "tea", shown="tea")
    assert found.findings == []


def test_places_of_what_a_plugin_says_are_those_of_its_own_keys() -> None:
    record = read_episode(
        page("---\ntitle: A\nepisode:\n  filename: a.mp3\naudio2: x\npodcast_guid: g\n---\n")
    )
    assert (record.marks["audio"], record.keys_at["audio"]) == ((4, 13), (4, 3))
    assert record.marks["guid"] == (6, 15)


def test_a_single_page_is_shown_as_one_episode() -> None:
    found = read(PAGES / "hugo" / "oolong.md", shown="oolong.md")
    assert (found.dialect, found.path) == ("Markdown folder", "oolong.md")
    assert [one["title"] for one in found.episodes] == ["Oolong: half way"]
