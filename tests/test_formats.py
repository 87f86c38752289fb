"""One recording in several formats: one enclosure, and the others as alternatives to it."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

import pytest
from lxml import etree

from podfeed.formats import group
from tests.sounds import sample
from tests.test_claims import claimed
from tests.workspaces import Bench, mp3, tea

PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three episodes; the first has its recording as MP3, Opus and M4A."""
    bench = tea(tmp_path)
    bench.write("media/tea/1.opus", sample("one.opus"))
    bench.write("media/tea/1.m4a", sample("one.m4a"))
    return bench


def item(bench: Bench, title: str = "One") -> etree._Element:
    for found in etree.fromstring(bench.feed()).iter("item"):
        if found.findtext("title") == title:
            return found
    raise AssertionError(title)


def enclosure(bench: Bench, title: str = "One") -> str:
    found = item(bench, title).find("enclosure")
    assert found is not None
    return str(found.get("url")).rpartition("/")[2]


def alternatives(bench: Bench, title: str = "One") -> list[tuple[str, dict[str, str]]]:
    """Name of the file and attributes of each."""
    found = []
    for one in item(bench, title).iter(f"{PODCAST}alternateEnclosure"):
        source = one.find(f"{PODCAST}source")
        assert source is not None
        found.append((str(source.get("uri")).rpartition("/")[2], dict(one.attrib)))
    return found  # type: ignore[return-value]


def sri(data: bytes) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"


def test_other_formats_of_a_recording_are_alternatives_of_its_enclosure(bench: Bench) -> None:
    built = bench.build()
    assert (built["findings"], built["exit"]) == ([], 0)
    assert enclosure(bench) == "1.mp3"
    found = alternatives(bench)
    assert [name for name, _ in found] == ["1.mp3", "1.m4a", "1.opus"]
    assert [one.get("default") for _, one in found] == ["true", None, None]
    assert [one["type"] for _, one in found] == ["audio/mpeg", "audio/x-m4a", "audio/opus"]
    for name, one in found:
        data = (bench.root / "media/tea" / name).read_bytes()
        assert one["length"] == str(len(data))
        # Of about a second each; tags and headers are no sound.
        assert float(one["bitrate"]) == pytest.approx(len(data) * 8, rel=0.35)
    assert found[2][1]["codecs"] == "opus"
    hashes = [one.get("value") for one in item(bench).iter(f"{PODCAST}integrity")]
    assert hashes == [sri((bench.root / "media/tea" / name).read_bytes()) for name, _ in found]
    assert alternatives(bench, "Two") == []
    assert [entry["audio"] for entry in bench.lock()["episodes"]] == [
        "tea/1.mp3",
        "tea/2.mp3",
        "tea/3.mp3",
    ]


def test_check_has_nothing_to_say_of_them(bench: Bench) -> None:
    bench.build()
    found = bench.check()
    assert [f for f in found if "alternat" in f["message"].lower() or "1.opus" in f["path"]] == []


def test_the_same_sources_give_the_same_bytes_whether_hashes_are_remembered_or_not(
    bench: Bench,
) -> None:
    for path in (bench.root / "media").rglob("*"):
        os.utime(path, (1, 1))
    bench.build()
    before = bench.feed()
    cache = (bench.root / ".podfeed/probes/tea.json").read_text()
    assert "sealed:media/tea/1.opus" in cache
    assert bench.build("--force")["shows"][0]["state"] == "unchanged"
    (bench.root / ".podfeed/probes/tea.json").unlink()
    assert bench.build("--force")["shows"][0]["state"] == "unchanged"
    assert bench.feed() == before


def test_a_hash_that_is_remembered_is_forgotten_when_the_file_changes(bench: Bench) -> None:
    for path in (bench.root / "media").rglob("*"):
        os.utime(path, (1, 1))
    bench.build()
    data = sample("one.opus") + sample("one.opus")
    bench.write("media/tea/1.opus", data)
    bench.build()
    assert sri(data) in bench.feed().decode()


@pytest.mark.parametrize("named", ["1.opus", "1.m4a"])
def test_audio_says_which_is_the_enclosure(bench: Bench, named: str) -> None:
    bench.edit("seeds/tea.yaml", "  number: 1\n", f"  number: 1\n  audio: {named}\n")
    built = bench.build()
    assert built["findings"] == []
    assert enclosure(bench) == named
    assert sorted(name for name, _ in alternatives(bench)) == ["1.m4a", "1.mp3", "1.opus"]
    assert alternatives(bench)[0][0] == named


def test_a_format_that_is_added_changes_no_enclosure_in_silence(bench: Bench) -> None:
    for name in ("1.mp3", "1.m4a"):
        (bench.root / "media/tea" / name).unlink()
    bench.build()
    assert (enclosure(bench), alternatives(bench)) == ("1.opus", [])
    guid = item(bench).findtext("guid")
    bench.write("media/tea/1.mp3", mp3(1))
    built = bench.build()
    assert built["exit"] == 0
    (finding,) = built["findings"]
    assert (finding["code"], finding["severity"]) == ("SRC166", "info")
    assert '"audio: 1.mp3" to change it' in finding["remedy"]
    assert enclosure(bench) == "1.opus"
    assert [name for name, _ in alternatives(bench)] == ["1.opus", "1.mp3"]
    assert item(bench).findtext("guid") == guid
    bench.edit("seeds/tea.yaml", "  number: 1\n", "  number: 1\n  audio: 1.opus\n")
    assert bench.build()["findings"] == []
    bench.edit("seeds/tea.yaml", "audio: 1.opus", "audio: 1.mp3")
    assert bench.build()["findings"] == []
    assert (enclosure(bench), item(bench).findtext("guid")) == ("1.mp3", guid)


def test_a_renamed_episode_is_found_by_its_recording_in_whatever_format(bench: Bench) -> None:
    for name in ("1.mp3", "1.m4a"):
        (bench.root / "media/tea" / name).unlink()
    bench.build()
    guid = item(bench).findtext("guid")
    bench.write("media/tea/1.mp3", mp3(1))
    bench.edit("seeds/tea.yaml", "title: One\n", "title: Uno\n  audio: 1.mp3\n")
    assert bench.build()["findings"] == []
    assert item(bench, "Uno").findtext("guid") == guid
    assert bench.lock()["episodes"][0]["audio"] == "tea/1.mp3"


def test_formats_that_differ_in_length_are_told_at_the_other_file(bench: Bench) -> None:
    bench.write("media/tea/1.mp3", mp3(4))
    found = [(f["code"], f["severity"], f["path"]) for f in bench.build()["findings"]]
    assert found == [
        ("SRC167", "warning", "media/tea/1.m4a"),
        ("SRC167", "warning", "media/tea/1.opus"),
    ]


def test_a_broken_format_is_told_and_left_out_and_the_episode_stays(bench: Bench) -> None:
    bench.write("media/tea/1.opus", "no sound")
    built = bench.build()
    assert bench.codes(built) == ["AUD003"]
    assert [name for name, _ in alternatives(bench)] == ["1.mp3", "1.m4a"]


def test_an_episode_may_say_which_alternatives_it_has(bench: Bench) -> None:
    bench.write("media/tea/small.opus", sample("one.opus"))
    bench.edit(
        "seeds/tea.yaml",
        "  number: 1\n",
        "  number: 1\n  alternatives:\n"
        "  - {path: small.opus, title: Small, language: en}\n"
        "  - 1.m4a\n"
        "  - {type: video/mp4, sources: [{uri: https://video.example/1.mp4}]}\n",
    )
    built = bench.build()
    assert [(f["code"], f["path"]) for f in built["findings"]] == [("SRC153", "media/tea/1.opus")]
    found = alternatives(bench)
    assert [name for name, _ in found] == ["1.mp3", "small.opus", "1.m4a", "1.mp4"]
    assert (found[1][1]["title"], found[1][1]["lang"]) == ("Small", "en")


def test_an_episode_may_name_all_the_formats_it_has(bench: Bench) -> None:
    named = "alternatives: [1.opus, 1.mp3, 1.m4a]"
    bench.edit("seeds/tea.yaml", "  number: 1\n", f"  number: 1\n  {named}\n")
    assert bench.build()["findings"] == []
    assert [name for name, _ in alternatives(bench)] == ["1.mp3", "1.opus", "1.m4a"]
    assert bench.build("--force")["shows"][0]["state"] == "unchanged"


def test_alternatives_that_are_none_leave_only_the_enclosure(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "  number: 1\n", "  number: 1\n  alternatives: []\n")
    assert bench.codes(bench.build()) == ["SRC153", "SRC153"]
    assert alternatives(bench) == []


@pytest.mark.parametrize(
    ("written", "line", "code", "message"),
    [
        ("none.opus", 13, "SRC154", 'no file "none.opus"'),
        ("../../secret.mp3", 13, "SRC156", "leads out of media"),
        ("[1.m4a, {path: 1.opus, titel: x}]", 13, "SRC050", 'unknown key "alternatives.titel"'),
        ("[{path: 1.opus, audio: {bitrate: 5}}]", 13, "SRC050", '"alternatives.audio"'),
        ("[{path: 1.opus, height: tall}]", 13, "SRC051", "no whole number"),
        ("[{type: audio/opus}]", 13, "SRC051", "alternatives: lacks"),
        ("https://a.example/1.opus", 13, "SRC051", "alternatives"),
    ],
)
def test_alternatives_that_cannot_be_are_told_at_their_line(
    bench: Bench, written: str, line: int, code: str, message: str
) -> None:
    bench.edit("seeds/tea.yaml", "  number: 1\n", f"  number: 1\n  alternatives: {written}\n")
    built = bench.build()
    errors = [f for f in built["findings"] if f["severity"] == "error"]
    assert [(f["code"], f["line"]) for f in errors] == [(code, line)]
    assert message in errors[0]["message"]
    assert errors[0]["remedy"] or "lacks" in message


def test_statistics_count_alternatives_as_well(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "base_url:", "enclosure_prefix: https://op3.dev/e/\nbase_url:")
    bench.build()
    sources = [one.get("uri") for one in item(bench).iter(f"{PODCAST}source")]
    assert sources[2] == "https://op3.dev/e/tea.example/media/tea/1.opus"


def test_formats_carry_their_digest_in_their_names_where_the_show_wants_it(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "episodes:\n", "audio_names: hashed\nepisodes:\n")
    bench.build()
    assert enclosure(bench) == alternatives(bench)[0][0] != "1.mp3"
    digest = hashlib.sha256(sample("one.opus")).hexdigest()
    assert digest[:8] in alternatives(bench)[2][0]


def test_show_tells_where_formats_lie_and_writes_maps_in_words(bench: Bench) -> None:
    people = "people: [{name: Ann, role: host}, Bob]\ntrailers: []\nepisodes:\n"
    bench.edit("seeds/tea.yaml", "episodes:\n", people)
    shown = bench.run("show", "tea").stdout
    assert "formats  media/tea/1.m4a" in shown
    assert "name Ann, role host; Bob" in shown
    assert "trailers" not in shown
    assert "{'" not in shown


def test_no_format_of_a_draft_is_opened_or_told(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "- title: One\n", "- title: One\n  draft: true\n")
    bench.write("media/tea/1.opus", "not yet")
    assert bench.build()["findings"] == []
    bench.edit("seeds/tea.yaml", "  draft: true\n", "  draft: true\n  alternatives: [no.opus]\n")
    assert bench.codes(bench.build()) == ["SRC153", "SRC153"]


# Which files are one recording.


@pytest.mark.parametrize(
    ("files", "audio", "formats", "codes"),
    [
        (["lora.opus", "lora.mp3"], "lora.mp3", ["lora.opus"], []),
        (["lora.mp4", "lora.m4a"], "lora.m4a", ["lora.mp4"], []),
        (["5.flac", "5.wav"], "5.flac", ["5.wav"], []),
        (["05 lora.mp3", "5.opus"], None, None, ["SRC151"]),
        (["lora.mp3", "lora.MP3"], None, None, ["SRC151"]),
        (["lora.ogg", "lora.oga"], None, None, ["SRC151"]),
        (["a/lora.mp3", "b/lora.opus"], None, None, ["SRC151"]),
        (["lora.mp3", "lora"], None, None, ["SRC151"]),
    ],
)
def test_files_are_one_recording_if_only_their_suffixes_differ(
    files: list[str], audio: str | None, formats: list[str] | None, codes: list[str]
) -> None:
    claims = claimed(files, {"title": "LoRA", "number": 5})
    assert claims.audio == ({0: f"tea/{audio}"} if audio else {})
    assert claims.formats == ({0: [f"tea/{one}" for one in formats]} if formats else {})
    assert [finding.code for finding in claims.findings] == codes


def test_files_of_one_name_that_two_episodes_have_are_no_formats_of_each_other() -> None:
    one = {"title": "A", "audio": {"path": "lora.mp3"}}
    two = {"title": "B", "audio": {"path": "lora.opus"}}
    claims = claimed(["lora.mp3", "lora.opus", "lora.m4a"], one, two)
    assert claims.audio == {0: "tea/lora.mp3", 1: "tea/lora.opus"}
    assert claims.findings == []


def test_files_of_one_name_that_were_published_apart_stay_apart() -> None:
    claims = claimed(
        ["lora.mp3", "lora.opus"],
        {"title": "A"},
        {"title": "B"},
        carried={0: "tea/lora.mp3", 1: "tea/lora.opus"},
    )
    assert claims.audio == {0: "tea/lora.mp3", 1: "tea/lora.opus"}
    assert claims.findings == []
    assert not any(claims.formats.values())


def test_the_order_of_the_disk_is_of_no_account() -> None:
    files = ["a.opus", "a.mp3", "a.flac", "a.m4a"]
    expected = [("a.mp3", "a.m4a", "a.flac", "a.opus")]
    assert group(files) == group(reversed(files)) == expected


def test_a_workspace_begun_with_recordings_has_one_episode_a_recording(tmp_path: Path) -> None:
    source = Bench(tmp_path / "rec")
    source.write("1 lora.mp3", mp3(1))
    source.write("1 lora.opus", sample("one.opus"))
    source.write("2 tea.mp3", "broken")
    source.write("2 tea.m4a", sample("one.m4a"))
    assert (
        Bench(tmp_path).run("init", "new", "--name", "rec", "--from", str(source.root)).exit_code
        == 0
    )
    bench = Bench(tmp_path / "new")
    assert bench.codes(bench.build()) == []
    entries = [one["audio"] for one in bench.lock("rec")["episodes"]]
    assert entries == ["rec/1 lora.mp3", "rec/2 tea.m4a"]
    assert b"1%20lora.opus" in bench.feed("rec")
