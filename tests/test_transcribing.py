"""Transcripts on their way from beside the recordings into the feed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from podfeed.findings import Severity
from podfeed.rules import Answer, FileFacts, MediaFacts, WebFacts, lint
from podfeed.tags import PODCAST
from tests.workspaces import Bench, tea

VTT = "WEBVTT\n\n00:00.000 --> 00:00.500\n<v Ann>Leaves\n\n00:00.500 --> 00:01.000\n<v Bob>Water\n"
SRT = """\
1
00:00:00,000 --> 00:00:00,500
Ann: Leaves

2
00:00:00,500 --> 00:00:01,000
Bob: Water
"""
JSON = json.dumps(
    {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Ann", "startTime": 0, "endTime": 0.5, "body": "Leaves"},
            {"speaker": "Bob", "startTime": 0.5, "endTime": 1, "body": "Water"},
        ],
    }
)
BY_FORMAT = {"vtt": VTT, "srt": SRT, "json": JSON}
TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json"}


def linked(bench: Bench, episode: str = "Three") -> list[dict[str, str]]:
    """What the feed says of an episode's transcripts, addresses below its host."""
    for item in etree.fromstring(bench.feed()).iter("item"):
        if item.findtext("title") == episode:
            found = item.findall(f"{{{PODCAST}}}transcript")
            plain = [{str(key): str(value) for key, value in one.attrib.items()} for one in found]
            return [p | {"url": p["url"].removeprefix("https://tea.example/")} for p in plain]
    raise AssertionError(f"there is no episode {episode}")


def told(built: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    return [
        (one["code"], one["path"], one["line"])
        for one in built["findings"]
        if one["code"].startswith("TRN")
    ]


@pytest.mark.parametrize("given", BY_FORMAT)
def test_of_one_timed_transcript_the_others_are_made_with_their_speakers(
    given: str, tmp_path: Path
) -> None:
    bench = tea(tmp_path)
    bench.write(f"media/tea/3.{given}", BY_FORMAT[given])
    built = bench.build()
    assert built["exit"] == 0
    assert told(built) == []
    wanted = []
    for name, type_ in TYPES.items():
        url = f"media/tea/3.{name}" if name == given else f"feeds/tea/three.{name}"
        rel = {"rel": "captions"} if name != "json" else {}
        wanted.append({"url": url, "type": type_, **rel})
    assert linked(bench) == wanted
    for name in BY_FORMAT:
        if name != given:
            text = (tmp_path / "feeds" / "tea" / f"three.{name}").read_text(encoding="utf-8")
            assert text.index("Ann") < text.index("Leaves") < text.index("Bob")
    assert linked(bench, "Two") == []


def test_what_is_written_pleases_the_rules_of_transcripts(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    words = "a word and another one " * 40
    bench.write(
        "media/tea/3.json",
        json.dumps(
            {"version": "1.0.0", "segments": [{"startTime": 0, "endTime": 1, "body": words}]}
        ),
    )
    bench.build()
    files = {}
    for one in linked(bench):
        url = f"https://tea.example/{one['url']}"
        headers = {"content-type": one["type"], "access-control-allow-origin": "*"}
        content = (tmp_path / one["url"]).read_bytes()
        answer = Answer(url, 200, "OK", headers=headers)
        files[url] = FileFacts(got=answer, content=content)
    assert len(files) == 3
    media = MediaFacts(web=WebFacts(files=files))
    found = lint(bench.feed(), path="feeds/tea.xml", media=media, select=["WEB08"])
    assert [one.message for one in found] == []
    made = (tmp_path / "feeds" / "tea" / "three.srt").read_text(encoding="utf-8")
    assert max(map(len, made.splitlines())) <= 32


def test_what_lies_there_is_never_written_to_and_a_second_build_changes_nothing(
    tmp_path: Path,
) -> None:
    bench = tea(tmp_path)
    source = bench.write("media/tea/3.vtt", VTT)
    os.utime(source, ns=(1, 1))
    bench.build()
    before = bench.feed()
    again = bench.build("--force")
    assert again["shows"][0]["state"] == "unchanged"
    assert bench.feed() == before
    assert source.read_text(encoding="utf-8") == VTT
    assert source.stat().st_mtime_ns == 1


def test_a_changed_transcript_is_noticed_by_the_next_build(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", VTT)
    bench.build()
    bench.write("media/tea/3.vtt", VTT.replace("Leaves", "Petals"))
    assert bench.build()["shows"][0]["state"] == "changed"
    assert "Petals" in (tmp_path / "feeds" / "tea" / "three.srt").read_text(encoding="utf-8")


def test_a_transcript_with_wrong_times_is_written_anew_and_the_file_is_not_linked(
    tmp_path: Path,
) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", VTT + "\n00:00:0x.000 --> 00:00:01.000\nlost\n")
    built = bench.build()
    assert built["exit"] == 0
    assert told(built) == [("TRN002", "media/tea/3.vtt", 9)]
    assert [one["url"] for one in linked(bench)] == [
        "feeds/tea/three.vtt",
        "feeds/tea/three.srt",
        "feeds/tea/three.json",
    ]


def test_a_transcript_of_which_nothing_can_be_read_leaves_the_episode_in_the_feed(
    tmp_path: Path,
) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", b"\0\xff")
    bench.write("media/tea/2.json", "{")
    bench.write("media/tea/1.srt", "")
    built = bench.build()
    assert {code for code, *_ in told(built)} == {"TRN001", "TRN002"}
    assert built["exit"] == 1
    assert linked(bench) == linked(bench, "Two") == linked(bench, "One") == []


def test_a_file_too_large_to_be_read_is_told(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    with bench.write("media/tea/3.srt", "").open("wb") as file:
        file.truncate(17 << 20)
    built = bench.build()
    assert told(built) == [("TRN001", "media/tea/3.srt", None)]
    assert linked(bench) == []


def test_languages_are_told_by_names_and_have_their_own_transcripts(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", VTT)
    bench.write("media/tea/3.pt-br.SRT", SRT)
    bench.write("media/tea/3.final.srt", SRT)
    built = bench.build()
    assert told(built) == []
    assert [(one["url"], one.get("language")) for one in linked(bench)] == [
        ("media/tea/3.vtt", None),
        ("feeds/tea/three.pt-BR.vtt", "pt-BR"),
        ("feeds/tea/three.srt", None),
        ("media/tea/3.pt-br.SRT", "pt-BR"),
        ("feeds/tea/three.json", None),
        ("feeds/tea/three.pt-BR.json", "pt-BR"),
    ]


def test_content_tells_transcripts_from_chapters(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write(
        "media/tea/3.json",
        json.dumps({"version": "1.2.0", "chapters": [{"startTime": 0, "title": "A"}]}),
    )
    bench.write("media/tea/3.transcript.json", JSON)
    bench.write("media/tea/2.txt", "00:00 Leaves\n12:30 Water\n")
    bench.write("media/tea/1.txt", "Ann: Well, hello.\n")
    bench.build()
    assert [one["url"] for one in linked(bench)][-1] == "media/tea/3.transcript.json"
    assert linked(bench, "Two") == []
    assert linked(bench, "One") == [{"url": "media/tea/1.txt", "type": "text/plain"}]


def test_two_files_of_one_format_are_told(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.transcript.vtt", VTT)
    bench.write("media/tea/3.vtt", VTT)
    assert told(bench.build()) == [("TRN006", "media/tea/3.vtt", None)]
    assert linked(bench)[0]["url"] == "media/tea/3.transcript.vtt"


def test_the_yaml_decides_over_what_is_found(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", VTT)
    bench.write("media/tea/other.srt", SRT)
    bench.edit(
        "seeds/tea.yaml",
        "- title: Three\n",
        "- title: Three\n  transcripts:\n  - other.srt\n  - {url: 'https://t.example/3.txt', "
        "language: de}\n  - {url: 'https://t.example/3.vtt?x=1'}\n",
    )
    built = bench.build()
    assert told(built) == []
    assert [one["url"] for one in linked(bench)] == [
        "https://t.example/3.vtt?x=1",
        "media/tea/other.srt",
        "feeds/tea/three.json",
        "https://t.example/3.txt",
    ]
    assert linked(bench)[-1] == {
        "url": "https://t.example/3.txt",
        "type": "text/plain",
        "language": "de",
    }


def test_what_the_yaml_says_of_a_transcript_on_the_web_is_written_as_it_is(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit(
        "seeds/tea.yaml",
        "- title: Three\n",
        "- title: Three\n"
        "  transcripts: {url: 'http://t.example/3', type: application/srt, rel: x}\n",
    )
    bench.build()
    assert linked(bench) == [{"url": "http://t.example/3", "type": "application/srt", "rel": "x"}]


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        ("gone.vtt", 'there is no file "gone.vtt" in media/tea/', "put it there"),
        ("../../network.yaml", 'the type of "../../network.yaml" is not declared', "add"),
        ("../../x.vtt", "leads out of media/", "put the file below media/"),
        ("https://t.example/3", 'the type of "/3" is not declared', 'add "type: text/vtt"'),
        ("{type: text/vtt}", "names no file", "add path: or url:"),
        ("{url: 'https://t.example/3.vtt', path: a.vtt}", "names a file and an address", "keep"),
        ("{url: 'https://t.example/3.vtt', tongue: de}", 'unknown key "transcripts.tongue"', ""),
        ("{url: nowhere, type: text/vtt}", '"nowhere" is no web address', "write it in full"),
        ("[[a]]", "transcripts takes keys of its own", "write a map"),
    ],
)
def test_a_transcript_that_cannot_be_is_told_at_its_line(
    written: str, message: str, remedy: str, tmp_path: Path
) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "- title: Three\n", f"- title: Three\n  transcripts: {written}\n")
    built = bench.build()
    found = [one for one in built["findings"] if message in one["message"]]
    assert len(found) == 1, built["findings"]
    assert remedy in (found[0]["remedy"] or "")
    assert (found[0]["path"], found[0]["line"]) == ("seeds/tea.yaml", 6)
    assert built["exit"] == 1
    assert found[0]["severity"] == Severity.ERROR


def test_show_tells_where_transcripts_come_from(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", VTT)
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  transcripts: 3.vtt\n")
    episodes = json.loads(bench.run("show", "tea", "--json").stdout)["episodes"]
    assert episodes[0]["transcripts"] == [{"path": "tea/3.vtt", "type": "text/vtt"}]
    assert episodes[0]["origins"]["transcripts"] == "media/tea/3.vtt"
    assert episodes[1]["transcripts"] == [{"path": "tea/3.vtt", "type": "text/vtt"}]
    assert episodes[1]["origins"]["transcripts"] == "seeds/tea.yaml:9:16"
    assert not episodes[2].get("transcripts")
    lines = [line.split() for line in bench.run("show", "tea").stdout.splitlines()]
    assert lines.count(["transcripts", "media/tea/3.vtt"]) == 1


def test_a_transcript_that_goes_on_after_the_recording_is_told(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("media/tea/3.vtt", VTT + "\n00:01:00.000 --> 00:01:01.000\nstill here\n")
    assert told(bench.build()) == [("TRN005", "media/tea/3.vtt", 9)]


def test_a_folder_or_a_fifo_is_no_transcript(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    (tmp_path / "media" / "tea" / "3.vtt").mkdir()
    os.mkfifo(tmp_path / "media" / "tea" / "2.srt")
    bench.build()
    assert linked(bench) == linked(bench, "Two") == []
