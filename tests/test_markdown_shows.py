"""Shows by folders of Markdown in a workspace, and workspaces begun with one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from podfeed.listings import read
from tests.needs import ROOT
from tests.workspaces import NETWORK, Bench, mp3

PAGES = Path(__file__).parent / "data" / "pages"


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
    assert [(f["code"], f["path"], f["line"]) for f in built["findings"]] == [
        ("SRC153", "media/tea/2.mp3", None),
        ("SRC153", "media/tea/sencha-final.mp3", None),
        ("SRC063", "seeds/tea", None),
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
