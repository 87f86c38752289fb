"""Where the chapters of an episode come from, and what a build makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from mutagen.id3 import CHAP, CTOC, ID3, TIT2, CTOCFlags

from podfeed.tags.names import CONTENT, PODCAST, PSC
from tests.workspaces import Bench, mp3, tea

FILE = {
    "version": "1.2.0",
    "chapters": [{"startTime": 0, "title": "File"}, {"startTime": 30, "title": "Beside"}],
}
STATED = """\
  chapters:
  - 0:00 Leaves
  - {start: "0:30", title: Water, url: https://tea.example/water, image: leaf.jpg}
  - {start: "0:45", toc: false, url: https://tea.example/kettle}
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """One episode of a minute."""
    bench = tea(tmp_path)
    text = (tmp_path / "seeds/tea.yaml").read_text()
    bench.write("seeds/tea.yaml", text[: text.index("- title: Three")] + EPISODE)
    for name in ("1", "3"):
        (tmp_path / f"media/tea/{name}.mp3").unlink()
    bench.write("media/tea/2.mp3", mp3(60))
    return bench


EPISODE = """\
- title: Two
  number: 2
  published: 2026-01-02 08:00
  description: All about tea.
"""


def add(bench: Bench, more: str) -> None:
    path = bench.root / "seeds/tea.yaml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def inside(bench: Bench, *titles: str) -> None:
    """Put chapters into the recording, ten seconds each."""
    frames = ID3()
    for number, title in enumerate(titles):
        start = 10_000 * number
        frames.add(
            CHAP(
                element_id=f"c{number}",
                start_time=start,
                end_time=start + 10_000,
                sub_frames=[TIT2(text=[title])],
            )
        )
    names = [f"c{number}" for number in range(len(titles))]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    frames.add(CTOC(element_id="toc", flags=flags, child_element_ids=names))
    frames.save(bench.root / "media/tea/2.mp3")


def made(bench: Bench) -> list[tuple[float, str]]:
    """The chapters of the file that was built; none if there is none."""
    path = bench.root / "feeds/tea/two.chapters.json"
    if not path.exists():
        return []
    return [
        (one["startTime"], one.get("title", ""))
        for one in json.loads(path.read_bytes())["chapters"]
    ]


def item(bench: Bench) -> Any:
    found = etree.fromstring(bench.feed()).find("channel/item")
    assert found is not None
    return found


def test_chapters_of_the_yaml_become_a_file_inline_chapters_and_times_in_the_notes(
    bench: Bench,
) -> None:
    (bench.root / "media/tea/leaf.jpg").write_bytes(
        (bench.root / "media/tea/cover.jpg").read_bytes()
    )
    add(bench, STATED)
    built = bench.build()
    assert (built["exit"], bench.codes(built)) == (0, [])
    document = json.loads((bench.root / "feeds/tea/two.chapters.json").read_bytes())
    assert document == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Leaves"},
            {
                "startTime": 30,
                "title": "Water",
                "img": "https://tea.example/media/tea/leaf.jpg",
                "url": "https://tea.example/water",
            },
            {"startTime": 45, "url": "https://tea.example/kettle", "toc": False},
        ],
    }
    tag = item(bench).find(f"{{{PODCAST}}}chapters")
    assert dict(tag.attrib) == {
        "url": "https://tea.example/feeds/tea/two.chapters.json",
        "type": "application/json+chapters",
    }
    inline = item(bench).find(f"{{{PSC}}}chapters")
    assert [dict(one.attrib) for one in inline] == [
        {"start": "00:00:00.000", "title": "Leaves"},
        {
            "start": "00:00:30.000",
            "title": "Water",
            "href": "https://tea.example/water",
            "image": "https://tea.example/media/tea/leaf.jpg",
        },
    ]
    assert item(bench).findtext(f"{{{CONTENT}}}encoded") == (
        "<p>All about tea.</p>\n<p>00:00:00 Leaves<br>00:00:30 Water</p>"
    )
    assert item(bench).findtext("description") == "All about tea."


def test_the_strongest_source_wins(bench: Bench) -> None:
    """In turn from the weakest to the strongest: notes, recording, file beside it, YAML."""
    assert bench.build()["exit"] == 0
    assert made(bench) == []
    bench.edit("seeds/tea.yaml", "All about tea.", '"0:00 Notes\\n0:20 Tell"')
    bench.build()
    assert made(bench) == [(0, "Notes"), (20, "Tell")]
    inside(bench, "Sound", "Itself")
    bench.build()
    assert made(bench) == [(0, "Sound"), (10, "Itself")]
    bench.write("media/tea/2.json", json.dumps(FILE))
    bench.build()
    assert made(bench) == [(0, "File"), (30, "Beside")]
    add(bench, "  chapters: [0:00 Stated, 0:40 There]\n")
    bench.build()
    assert made(bench) == [(0, "Stated"), (40, "There")]
    bench.edit("seeds/tea.yaml", "[0:00 Stated, 0:40 There]", "[]")
    (bench.root / "feeds/tea/two.chapters.json").unlink()
    bench.build()
    assert made(bench) == []
    assert item(bench).find(f"{{{PODCAST}}}chapters") is None


def test_show_tells_where_chapters_come_from(bench: Bench) -> None:
    def told() -> tuple[list[str], str]:
        result = bench.run("show", "tea", "--json")
        episode = json.loads(result.stdout)["episodes"][0]
        titles = [one["title"] for one in episode["chapters"]]
        return titles, episode["origins"].get("chapters", "")

    assert told() == ([], "")
    bench.edit("seeds/tea.yaml", "All about tea.", '"0:00 Notes\\n0:20.5 Tell"')
    shown = json.loads(bench.run("show", "tea", "--json").stdout)["episodes"][0]["chapters"]
    assert [one["start"] for one in shown] == [0, 20.5]
    bench.edit("seeds/tea.yaml", '"0:00 Notes\\n0:20.5 Tell"', "All about tea.")
    bench.edit("seeds/tea.yaml", "All about tea.", '"0:00 Notes\\n0:20 Tell"')
    assert told() == (["Notes", "Tell"], "seeds/tea.yaml:8:16")
    inside(bench, "Sound", "Itself")
    assert told() == (["Sound", "Itself"], "media/tea/2.mp3")
    bench.write("media/tea/2.chapters.txt", "0:00 File\n0:30 Beside\n")
    assert told() == (["File", "Beside"], "media/tea/2.chapters.txt")
    add(bench, "  chapters: [0:00 Stated]\n")
    assert told() == (["Stated"], "seeds/tea.yaml:9:13")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2.chapters.json", json.dumps(FILE)),
        ("2.json", json.dumps(FILE)),
        ("2.chapters.txt", "0:00 File\n0:30 Beside\n"),
        ("2.txt", "00:00:00.000 File\n00:00:30.000 Beside\n"),
        (
            "2.psc",
            '<chapters><chapter start="0" title="File"/>'
            '<chapter start="30" title="Beside"/></chapters>',
        ),
        ("named.lst", "0:00 File\n0:30 Beside\n"),
    ],
)
def test_a_file_of_any_dialect_is_found_beside_the_recording_or_by_its_name(
    bench: Bench, name: str, text: str
) -> None:
    bench.write(f"media/tea/{name}", text)
    if name.startswith("named"):
        add(bench, f"  chapters: {name}\n")
    built = bench.build()
    assert bench.codes(built) == []
    assert made(bench) == [(0, "File"), (30, "Beside")]


def test_a_transcript_beside_the_recording_is_no_file_of_chapters(bench: Bench) -> None:
    bench.write("media/tea/2.json", '{"version": "1.0.0", "segments": []}')
    bench.write("media/tea/2.txt", "00:00:00 Hello.\n00:00:02 Hello you.\n")
    bench.build()
    assert made(bench) == []


def test_two_files_beside_a_recording_are_told(bench: Bench) -> None:
    bench.write("media/tea/2.chapters.json", json.dumps(FILE))
    bench.write("media/tea/2.chapters.txt", "0:00 Other\n")
    built = bench.build()
    assert [(f["code"], f["path"]) for f in built["findings"]] == [
        ("CHP011", "media/tea/2.chapters.txt")
    ]
    assert made(bench) == [(0, "File"), (30, "Beside")]


def test_an_address_is_named_as_it_is_and_nothing_is_made(bench: Bench) -> None:
    add(bench, "  chapters: https://old.example/2.json\n")
    inside(bench, "Sound", "Itself")
    bench.build()
    tag = item(bench).find(f"{{{PODCAST}}}chapters")
    assert tag.get("url") == "https://old.example/2.json"
    assert not (bench.root / "feeds/tea").exists()
    bench.edit(
        "seeds/tea.yaml", "https://old.example/2.json", "\n    url: https://old.example/2.json"
    )
    assert bench.build()["exit"] == 0
    assert item(bench).find(f"{{{PODCAST}}}chapters").get("url") == "https://old.example/2.json"


def test_notes_that_tell_times_are_left_as_they_are(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "All about tea.", '"0:00 Mine\\n0:20 Own"')
    inside(bench, "Sound", "Itself")
    bench.build()
    assert item(bench).findtext(f"{{{CONTENT}}}encoded") == "<p>0:00 Mine<br>0:20 Own</p>"


def test_a_show_may_keep_its_notes_free_of_times(bench: Bench) -> None:
    add(bench, "  chapters: [0:00 Leaves]\n")
    bench.edit("seeds/tea.yaml", "title: Tea", "title: Tea\nchapters_in_notes: false")
    bench.build()
    assert item(bench).findtext(f"{{{CONTENT}}}encoded") == "<p>All about tea.</p>"
    assert item(bench).find(f"{{{PSC}}}chapters") is not None


def test_inline_chapters_of_the_yaml_are_kept(bench: Bench) -> None:
    add(
        bench,
        "  chapters: [0:00 Leaves]\n  simple_chapters:\n    chapters: [{start: 0, title: Own}]\n",
    )
    bench.build()
    inline = item(bench).find(f"{{{PSC}}}chapters")
    assert [one.get("title") for one in inline] == ["Own"]
    assert made(bench) == [(0, "Leaves")]


def test_a_second_build_has_nothing_to_do_and_a_changed_file_is_noticed(bench: Bench) -> None:
    path = bench.write("media/tea/2.chapters.txt", "0:00 File\n")
    assert bench.build()["shows"][0]["state"] == "new"
    assert bench.build()["shows"][0]["state"] == "unchanged"
    before = bench.feed()
    path.write_text("0:00 File\n0:30 More\n")
    assert bench.build()["shows"][0]["state"] == "changed"
    assert made(bench) == [(0, "File"), (30, "More")]
    assert bench.feed() != before


WRONG = {
    "no time": (
        "  chapters: [Leaves]\n",
        "SRC051",
        9,
        'chapters: "Leaves" does not begin with a time',
    ),
    "a wrong time": (
        "  chapters:\n  - {start: soon}\n",
        "SRC051",
        10,
        'chapters.start: "soon" is no',
    ),
    "no start": ("  chapters:\n  - {title: Leaves}\n", "SRC052", 10, "chapters.start is missing"),
    "unknown key": (
        "  chapters:\n  - {start: 0, titel: A}\n",
        "SRC050",
        10,
        'unknown key "chapters.titel"',
    ),
    "no list": ("  chapters: {type: text/plain}\n", "SRC051", 9, "chapters: names no file"),
    "an address that is none": (
        "  chapters: {url: tea.example}\n",
        "SRC051",
        9,
        'chapters.url: "tea.example" is no web address',
    ),
    "no file": ("  chapters: none.json\n", "CHP001", 9, 'chapters: there is no file "none.json"'),
    "outside": ("  chapters: ../../../etc/hosts\n", "CHP001", 9, 'chapters: "../../../etc/hosts"'),
    "no picture": (
        "  chapters:\n  - {start: 0, title: A, image: no.jpg}\n",
        "CHP012",
        10,
        'the picture "no.jpg" of a chapter',
    ),
    "late": ("  chapters: [0:00 A, 9:00 B]\n", "CHP006", 9, 'the chapter "B" (9:00) starts after'),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_chapters_are_told_at_their_line(bench: Bench, name: str) -> None:
    more, code, line, words = WRONG[name]
    add(bench, more)
    built = bench.build()
    finding = built["findings"][0]
    assert (finding["code"], finding["path"], finding["line"]) == (code, "seeds/tea.yaml", line)
    assert finding["message"].startswith(words)
    assert finding["remedy"]


def test_a_file_that_cannot_be_read_leaves_the_episode_in_the_feed(bench: Bench) -> None:
    bench.write("media/tea/2.chapters.json", '{"chapters": [\n}')
    built = bench.build()
    assert built["exit"] == 1
    assert [(f["code"], f["path"], f["line"]) for f in built["findings"]] == [
        ("CHP001", "media/tea/2.chapters.json", 2)
    ]
    assert item(bench).findtext("title") == "Two"


def test_a_file_of_chapters_that_is_far_too_large_or_no_file_is_told(bench: Bench) -> None:
    (bench.root / "media/tea/2.chapters.json").mkdir()
    built = bench.build()
    assert made(bench) == []
    bench.write("media/tea/2.chapters.txt", b"0:00 A\n" * 700_000)
    built = bench.build()
    assert [(f["code"], f["path"]) for f in built["findings"]] == [
        ("CHP001", "media/tea/2.chapters.txt")
    ]


def test_the_workspace_check_finds_a_file_of_chapters_that_was_not_built(bench: Bench) -> None:
    bench.write("media/tea/2.chapters.txt", "0:00 File\n0:30 More\n")
    bench.build()
    assert bench.run("check").exit_code == 0
    (bench.root / "feeds/tea/two.chapters.json").unlink()
    assert bench.run("check").exit_code == 1


def test_times_are_found_in_notes_of_markdown_and_of_html(bench: Bench) -> None:
    link = "https://tea.example/water"
    for notes in (
        f"All about **tea**.\n\n- 0:00 Leaves\n- 0:30 [Water]({link})\n",
        f"<p>About.</p><ul><li>0:00 Leaves</li><li>0:30 <a href='{link}'>Water</a></li></ul>\n",
    ):
        lines = "".join(f"    {line}\n" for line in notes.splitlines())
        text = (bench.root / "seeds/tea.yaml").read_text().partition("  notes: |")[0]
        bench.write("seeds/tea.yaml", f"{text}  notes: |\n{lines}")
        built = bench.build()
        assert bench.codes(built) == []
        assert made(bench) == [(0, "Leaves"), (30, "Water")]
        document = json.loads((bench.root / "feeds/tea/two.chapters.json").read_bytes())
        assert document["chapters"][1]["url"] == link
        encoded = item(bench).findtext(f"{{{CONTENT}}}encoded")
        assert encoded.count("Leaves") == 1, "a list was added to notes that have one"
        (bench.root / "feeds/tea/two.chapters.json").unlink()
    episode = json.loads(bench.run("show", "tea", "--json").stdout)["episodes"][0]
    assert episode["origins"]["chapters"].startswith("seeds/tea.yaml:9")
