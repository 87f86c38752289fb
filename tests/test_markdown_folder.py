"""A folder of Markdown as a listing: front matter, what foreign keys mean, and what is no page."""

from __future__ import annotations

import os
import shutil
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
from tests.needs import ROOT
from tests.workspaces import NETWORK, Bench, mp3

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


# In a workspace.


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A show by the pages of the Hugo sample alone, with audio for what is out."""
    bench = Bench(tmp_path)
    bench.write("seeds/network.yaml", NETWORK)
    shutil.copytree(PAGES / "hugo", tmp_path / "seeds/tea")
    bench.write("media/tea/2.mp3", mp3(2))
    bench.write("media/tea/sencha-final.mp3", mp3(1))
    shutil.copyfile(ROOT / "media/ai-training/cover.jpg", tmp_path / "media/tea/cover.jpg")
    return bench


def test_a_folder_with_a_page_of_its_own_is_a_show(bench: Bench) -> None:
    built = bench.build()
    assert built["exit"] == 0
    assert bench.codes(built) == ["SRC050", "SRC012", "SRC013"]
    hint = built["findings"][0]
    assert (hint["severity"], hint["path"], hint["line"]) == ("info", "seeds/tea/oolong.md", 13)
    (outcome,) = built["shows"]
    assert (outcome["show"], outcome["episodes"]) == ("tea", 2)
    assert [one["title"] for one in outcome["left_out"]] == ["Gyokuro"]
    entries = bench.lock()["episodes"]
    assert [(one["title"], one["audio"]) for one in entries] == [
        ("Sencha", "tea/sencha-final.mp3"),
        ("Oolong: half way", "tea/2.mp3"),
    ]
    assert b"figure src" not in bench.feed()
    assert b"<strong>Half</strong> of it is oxidised." in bench.feed()
    assert b"<description>Between green and black.</description>" in bench.feed()
    assert b"<description>Steamed, rolled.</description>" in bench.feed()
    assert bench.run("show", "tea").exit_code == 0


@pytest.mark.parametrize("listing", ["listing: tea/\n", "listing: tea\n", ""])
def test_yaml_lies_over_a_folder_that_it_names_or_that_is_called_like_it(
    bench: Bench, listing: str
) -> None:
    bench.write("seeds/tea.yaml", f"{listing}title: Tea time\n")
    bench.build()
    assert b"<title>Tea time</title>" in bench.feed()
    assert bench.build()["shows"][0]["state"] == "unchanged"


def test_an_entry_of_the_yaml_and_its_defaults_reach_a_page(bench: Bench) -> None:
    bench.write(
        "seeds/tea.yaml",
        "listing: tea/\ndefaults: {author: Guest}\nepisodes:\n- title: Sencha\n  type: bonus\n",
    )
    bench.build()
    assert b"<itunes:episodeType>bonus</itunes:episodeType>" in bench.feed()
    assert b"<itunes:author>Guest</itunes:author>" in bench.feed()


def test_defaults_may_stand_in_the_page_of_the_folder(bench: Bench) -> None:
    bench.edit("seeds/tea/_index.md", "author: Mei\n", "author: Mei\ndefaults: {author: Guest}\n")
    bench.build()
    assert b"<itunes:author>Guest</itunes:author>" in bench.feed()


def test_a_folder_that_no_show_names_is_told(bench: Bench) -> None:
    (bench.root / "seeds/tea/_index.md").unlink()
    built = bench.build()
    assert [(f["code"], f["path"]) for f in built["findings"]] == [
        ("SRC153", "media/tea/2.mp3"),
        ("SRC153", "media/tea/sencha-final.mp3"),
        ("SRC063", "seeds/tea"),
    ]


def test_a_build_sees_a_page_that_is_new_changed_or_gone(bench: Bench) -> None:
    bench.build()
    assert bench.build()["shows"][0]["state"] == "unchanged"
    bench.write("media/tea/matcha.mp3", mp3(3))
    for path in (bench.root / "media").rglob("*"):
        os.utime(path, (1, 1))
    bench.build()
    bench.write("seeds/tea/matcha/index.md", "---\ntitle: Matcha\ndate: 2026-03-01\n---\n")
    assert bench.build("tea")["shows"][0]["new"] == ["Matcha"]
    bench.edit("seeds/tea/matcha/index.md", "01\n---", "01\n---\nWhisked.")
    assert bench.build("tea")["shows"][0]["changed"] == ["Matcha"]
    (bench.root / "seeds/tea/matcha/index.md").unlink()
    assert "SRC109" in bench.codes(bench.build("tea"))


def test_all_pages_that_cannot_be_read_are_told_and_the_show_keeps_its_feed(bench: Bench) -> None:
    bench.build()
    before = bench.feed(), bench.lock()
    bench.write("seeds/tea/a.md", "---\ntitle: A\n")
    bench.write("seeds/tea/b.md", "+++\ntitle = 'B'\n+++\n")
    bench.write("seeds/tea/c.md", "---\ntitle: C\nnumber: one\n---\n")
    bench.write("seeds/secret.md", "---\ntitle: D\n---\n")
    (bench.root / "seeds/tea/d.md").symlink_to(bench.root / "seeds/secret.md")
    built = bench.build()
    told = [
        (f["path"], f["line"], f["code"]) for f in built["findings"] if f["severity"] == "error"
    ]
    assert told == [
        ("seeds/tea/a.md", 1, "SRC010"),
        ("seeds/tea/b.md", 1, "SRC010"),
        ("seeds/tea/c.md", 3, "SRC051"),
        ("seeds/tea/d.md", None, "SRC010"),
    ]
    assert built["shows"][0]["state"] == "failed"
    assert (bench.feed(), bench.lock()) == before


def test_a_slip_of_the_pen_is_told_with_the_key_that_is_near_and_what_is_foreign_once(
    bench: Bench,
) -> None:
    bench.edit("seeds/tea/sencha/index.md", "title:", "hero: a\ntitel: b\ntitle:")
    found = [f for f in bench.build()["findings"] if f["code"] == "SRC050"]
    assert [(f["path"], f["line"], f["severity"]) for f in found] == [
        ("seeds/tea/oolong.md", 13, "info"),
        ("seeds/tea/sencha/index.md", 3, "warning"),
    ]
    assert found[0]["message"] == '"hero" says nothing to podfeed here, and in 1 more'
    assert found[1]["remedy"] == 'did you mean "title"?'


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("## {{ page.title }}\n\nOn tea.", "On tea."),
        ("On {{ site.name }} tea.", "On  tea."),
        ("{% raw %}\n* {{< player >}}\n* One\n{% endraw %}", "* One"),
        ("On `{{ tea }}`.\n\n---\n", "On `{{ tea }}`.\n\n---"),
        ("<p>On\n\n*tea*", "[//]: # (Markdown)\n\n<p>On\n\n*tea*"),
    ],
)
def test_tags_of_other_programs_leave_nothing_in_the_notes(
    tmp_path: Path, text: str, notes: str
) -> None:
    Bench(tmp_path).write("tea/one.md", f"---\ntitle: Tea\n---\n{text}")
    (episode,) = read(tmp_path / "tea", shown="tea").episodes
    assert episode["notes"] == notes


def test_a_page_that_begins_with_an_element_is_markdown_all_the_same(bench: Bench) -> None:
    bench.edit("seeds/tea/sencha/index.md", "Steamed", "<p>Green</p>\n\n**Steamed**")
    bench.build()
    assert b"<strong>Steamed</strong>, rolled." in bench.feed()
    assert b"//" not in bench.feed().partition(b"<title>Sencha")[2].partition(b"</description")[0]


def test_notes_at_two_places_are_told(bench: Bench) -> None:
    bench.edit("seeds/tea/sencha/index.md", "title:", "notes: Rolled.\ntitle:")
    found = [f for f in bench.build()["findings"] if f["code"] == "SRC015"]
    assert [(f["path"], f["line"]) for f in found] == [("seeds/tea/sencha/index.md", 10)]
    assert b"<description>Rolled.</description>" in bench.feed()


def test_two_pages_of_the_show_are_an_error(bench: Bench) -> None:
    bench.write("seeds/tea/index.md", "---\ntitle: Another\n---\n")
    built = bench.build()
    assert ("SRC014", "seeds/tea/index.md") in [(f["code"], f["path"]) for f in built["findings"]]
    assert built["exit"] == 1


def test_the_order_in_which_a_disk_lists_pages_is_of_no_account(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        bench.write(f"seeds/tea/{number}.md", f"---\ntitle: N{number}\ndate: 2026-01-01\n---\n")
    plain = read(bench.root / "seeds/tea", shown="x")
    assert plain.paths[2:6] == ["x/sencha/index.md", "x/11.md", "x/10.md", "x/9.md"]

    class Backwards:
        def __init__(self, folder: str) -> None:
            self.entries = sorted(real(folder), key=lambda one: one.name, reverse=True)

        def __enter__(self) -> Backwards:
            return self

        def __iter__(self) -> Any:
            return iter(self.entries)

        def __exit__(self, *_: object) -> None: ...

    real = os.scandir
    monkeypatch.setattr(os, "scandir", Backwards)
    assert read(bench.root / "seeds/tea", shown="x") == plain


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


# A workspace begun with one.


def test_places_of_what_a_plugin_says_are_those_of_its_own_keys() -> None:
    record = read_episode(
        page("---\ntitle: A\nepisode:\n  filename: a.mp3\naudio2: x\npodcast_guid: g\n---\n")
    )
    assert (record.marks["audio"], record.keys_at["audio"]) == ((4, 13), (4, 3))
    assert record.marks["guid"] == (6, 15)


def test_init_begins_with_the_pages_of_a_folder_and_the_recordings_among_them(
    tmp_path: Path,
) -> None:
    source = tmp_path / "site"
    shutil.copytree(PAGES / "hugo", source)
    Bench(source).write("sencha/sencha-final.mp3", mp3(1))
    Bench(source).write("sencha/cup.svg", "<svg/>")
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    result = Bench(tmp_path).run("init", "new", "--from", str(source))
    assert result.exit_code == 0, result.output
    assert "sencha/cup.svg was not taken along" in " ".join(result.output.split())
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before
    bench = Bench(tmp_path / "new")
    assert (bench.root / "media/tea/sencha-final.mp3").is_file()
    built = bench.build()
    assert built["exit"] == 0
    assert [one["title"] for one in bench.lock()["episodes"]] == ["Sencha"]
    assert built["shows"][0]["title"] == "Tea"


def test_a_readme_among_recordings_does_not_make_a_folder_of_pages_of_them(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("rec/README.md", "How these were recorded.\n")
    bench.write("rec/one.mp3", mp3(1))
    assert bench.run("init", "new", "--from", str(tmp_path / "rec")).exit_code == 0
    assert (tmp_path / "new/media/rec/one.mp3").is_file()


def test_pages_in_toml_are_told_when_a_workspace_is_begun_with_them(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("site/one.md", "+++\ntitle = 'One'\n+++\n")
    result = bench.run("init", "new", "--from", str(tmp_path / "site"))
    assert result.exit_code == 0
    assert "SRC010 front matter in TOML is not read" in result.stderr


def test_a_single_page_is_shown_as_one_episode() -> None:
    found = read(PAGES / "hugo" / "oolong.md", shown="oolong.md")
    assert (found.dialect, found.path) == ("Markdown folder", "oolong.md")
    assert [one["title"] for one in found.episodes] == ["Oolong: half way"]
