"""What was wrong and is mended: the next build sees it, whatever was mended and wherever."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from podfeed.errors import WorkspaceError
from tests.commands import permissions_count, podfeed
from tests.workspaces import NETWORK, SHOW, Bench, mp3, tea

LISTING = "Tea\n1 episodes — About tea.\n\nOne\nThe first.\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return tea(tmp_path)


def titles(bench: Bench, show: str = "tea") -> list[str]:
    root = etree.fromstring(bench.feed(show))
    return [item.findtext("title") or "" for item in root.iter("item")]


FAULTS: dict[str, tuple[Callable[[Bench], object], Callable[[Bench], object]]] = {
    "a wrong value": (
        lambda b: b.edit("seeds/tea.yaml", "number: 2", "number: two"),
        lambda b: b.edit("seeds/tea.yaml", "number: two", "number: 2"),
    ),
    "a listing that is missing": (
        lambda b: b.write("seeds/tea.yaml", "listing: tea.txt\nepisodes: []\n"),
        lambda b: b.write("seeds/tea.yaml", SHOW),
    ),
    "a broken lock": (
        lambda b: b.write("seeds/tea.lock", "<<<<<<< ours"),
        lambda b: (b.root / "seeds/tea.lock").unlink(),
    ),
    "audio of another show that is missing": (
        lambda b: b.edit("seeds/tea.yaml", "- title: Two", "- title: Two\n  audio: other/x.mp3"),
        lambda b: b.write("media/other/x.mp3", mp3()),
    ),
    "audio that is empty": (
        lambda b: b.write("media/tea/2.mp3", b""),
        lambda b: b.write("media/tea/2.mp3", mp3()),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_is_mended_is_gone_at_the_next_build(bench: Bench, fault: str) -> None:
    spoil, mend = FAULTS[fault]
    spoil(bench)
    assert bench.build()["exit"] == 1
    assert bench.build()["exit"] == 1
    mend(bench)
    built = bench.build()
    assert (built["exit"], titles(bench)) == (0, ["Three", "Two", "One"])


def test_a_listing_that_could_not_be_read_is_looked_at_again(bench: Bench) -> None:
    bench.write("media/tea/one.mp3", mp3())
    bench.write("seeds/tea.txt", b"Tea\n1 episodes \xe9")
    bench.write(
        "seeds/tea.yaml", "listing: tea.txt\nepisodes: [{title: One, published: 2026-01-01}]"
    )
    assert bench.build()["exit"] == 1
    bench.write("seeds/tea.txt", LISTING)
    assert bench.build()["exit"] == 0
    assert titles(bench) == ["One"]


def test_files_called_yml_are_watched_as_well(bench: Bench) -> None:
    for name in ("network", "tea"):
        (bench.root / f"seeds/{name}.yaml").rename(bench.root / f"seeds/{name}.yml")
    bench.build()
    bench.edit("seeds/network.yml", "https://tea.example", "https://chai.example")
    assert bench.build()["shows"][0]["state"] == "changed"
    bench.edit("seeds/tea.yml", "About tea.", "About chai.")
    assert bench.build()["shows"][0]["state"] == "changed"


def test_a_feeds_folder_that_may_not_be_written_keeps_its_feed(bench: Bench) -> None:
    assert permissions_count(), "a command run as a plain user is not bound by permissions here"
    bench.build()
    before = bench.feed()
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    (bench.root / "feeds").chmod(0o555)
    result = podfeed("build", cwd=bench.root, plain_user=True)
    (bench.root / "feeds").chmod(0o755)
    assert result.code == 1
    assert "feeds/tea.xml: error SRC161 may not be written: permission denied" in result.err
    assert "Traceback" not in result.err
    assert bench.feed() == before
    assert bench.build()["exit"] == 0
    assert b"All about tea." in bench.feed()


def test_a_cache_that_cannot_be_written_hides_nothing(bench: Bench) -> None:
    (bench.root / ".podfeed/manifest.json").mkdir(parents=True)
    (bench.root / ".podfeed/probes/tea.json").mkdir(parents=True)
    assert bench.build()["exit"] == 0
    assert titles(bench) == ["Three", "Two", "One"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"podfeed": 1}', '{"shows": {"tea": {}}}', "\x00\xff"]
)
def test_a_damaged_manifest_is_no_manifest(bench: Bench, text: str) -> None:
    bench.build()
    bench.write(".podfeed/manifest.json", text)
    assert bench.build()["shows"][0]["state"] == "unchanged"


@pytest.mark.parametrize(
    "change", [{"summary": {}}, {"due": "x"}, {"findings": [{}]}, {"built": 0}]
)
def test_a_damaged_entry_of_the_manifest_is_none(bench: Bench, change: dict[str, object]) -> None:
    bench.build()
    path = bench.root / ".podfeed/manifest.json"
    document = json.loads(path.read_text())
    document["shows"]["tea"] |= change
    path.write_text(json.dumps(document))
    assert bench.build()["shows"][0]["state"] == "unchanged"


@pytest.mark.skipif(os.name != "posix", reason="needs resource limits")
def test_a_full_disk_leaves_the_old_feed_and_says_so(bench: Bench) -> None:
    bench.build()
    before = bench.feed()
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea. " * 500)
    result = podfeed("build", cwd=bench.root, file_limit=2000)
    assert result.code == 1
    assert "feeds/tea.xml: error SRC161 cannot be written" in result.err
    assert "Traceback" not in result.err
    assert bench.feed() == before
    assert not list(bench.root.rglob("*.tmp"))
    assert bench.build()["exit"] == 0


def test_a_show_folder_that_leads_out_of_the_workspace_is_refused(bench: Bench) -> None:
    outside = bench.root.parent / f"{bench.root.name}-outside"
    (bench.root / "media/tea").rename(outside)
    (bench.root / "media/tea").symlink_to(outside)
    built = bench.build()
    assert ("SRC156", "media/tea") in {(f["code"], f["path"]) for f in built["findings"]}
    assert titles(bench) == []


def test_an_address_does_not_carry_a_path_out_of_the_workspace(bench: Bench) -> None:
    outside = bench.root.parent / f"{bench.root.name}-secret.mp3"
    outside.write_bytes(mp3())
    bench.edit(
        "seeds/tea.yaml",
        "- title: Two\n",
        f"- title: Two\n  audio: {{path: ../../{outside.name}, url: 'https://x.example/b.mp3'}}\n",
    )
    (finding,) = bench.build()["findings"]
    assert (finding["code"], finding["line"]) == ("SRC051", 9)
    assert finding["message"] == "audio: names a file and an address"


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        ("{length: 4}", "audio: names no recording"),
        ("{path: 2.mp3, length: 5}", "audio: length of a file is measured, not declared"),
        ("{url: 'https://x.example/2.mp3', lenght: 4}", 'unknown key "audio.lenght"'),
        (
            "{url: 'https://x.example/2.mp3', type: text/html}",
            'audio: "text/html" is no type of audio or video',
        ),
    ],
)
def test_audio_with_keys_is_one_recording(bench: Bench, audio: str, message: str) -> None:
    bench.edit("seeds/tea.yaml", "- title: Two\n", f"- title: Two\n  audio: {audio}\n")
    findings = bench.build()["findings"]
    assert [finding["message"] for finding in findings] == [message]
    assert findings[0]["remedy"]


def test_one_file_under_two_spellings_is_one_file(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  audio: sub/../3.mp3\n")
    bench.edit("seeds/tea.yaml", "- title: Three\n", "- title: Three\n  audio: 3.mp3\n")
    (bench.root / "media/tea/sub").mkdir()
    assert "SRC107" in bench.codes(bench.build())


def test_a_newcomer_does_not_take_the_audio_of_a_published_episode(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "- title: Two\n  number: 2", "- title: LoRA — low rank")
    (bench.root / "media/tea/2.mp3").rename(bench.root / "media/tea/lora.mp3")
    bench.build()
    bench.edit(
        "seeds/tea.yaml",
        "episodes:\n",
        "episodes:\n- title: LoRA — part two\n  published: 2026-01-04\n",
    )
    built = bench.build()
    assert "LoRA — low rank" in titles(bench)
    assert [(f["code"], f["line"]) for f in built["findings"]] == [("SRC150", 5)]


def test_a_show_renamed_without_a_word_is_noticed(bench: Bench) -> None:
    bench.build()
    (bench.root / "seeds/tea.yaml").rename(bench.root / "seeds/cha.yaml")
    (bench.root / "media/tea").rename(bench.root / "media/cha")
    (finding,) = bench.build()["findings"]
    assert (finding["code"], finding["path"]) == ("SRC165", "seeds/tea.lock")
    assert 'add "was: tea"' in finding["remedy"]


def test_a_lost_lock_beside_a_feed_is_noticed_and_changes_no_guid(bench: Bench) -> None:
    bench.build()
    before = bench.feed()
    (bench.root / "seeds/tea.lock").unlink()
    built = bench.build()
    assert (built["exit"], bench.codes(built), bench.feed()) == (0, ["SRC164"], before)
    (bench.root / "seeds/tea.lock").unlink()
    bench.edit("seeds/tea.yaml", "- title: Two", "- title: Deux")
    built = bench.build()
    assert built["exit"] == 1
    assert any(code.startswith("HIS") for code in bench.codes(built))
    assert bench.feed() == before


def test_a_rule_that_never_moves_on_is_an_error(bench: Bench) -> None:
    bench.write(
        "seeds/tea.yaml",
        "title: Tea\ndescription: About tea.\n"
        "schedule: {first: 2026-01-06, rule: FREQ=WEEKLY;INTERVAL=0}\n"
        "episodes: [{title: One, audio: 1.mp3}]\n",
    )
    built = bench.build()
    assert ("SRC158", 3) in {(f["code"], f["line"]) for f in built["findings"]}


def test_two_names_of_one_key_are_an_error(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "author: Tea Network", "author: A\nhost: B")
    (finding,) = bench.build()["findings"]
    assert (finding["line"], finding["message"]) == (
        4,
        '"host" and "author" are two names of one key',
    )


def test_tags_win_over_defaults_and_lose_to_the_sources(bench: Bench) -> None:
    import mutagen.id3

    for number in (1, 2):
        tags = mutagen.id3.ID3()
        tags.add(mutagen.id3.COMM(encoding=3, lang="eng", desc="", text=f"Comment {number}."))
        tags.save(bench.root / f"media/tea/{number}.mp3")
    bench.edit("seeds/tea.yaml", "- title: One", "- title: One\n  description: Stated.")
    bench.write(
        "seeds/tea.yaml",
        (bench.root / "seeds/tea.yaml").read_text() + "defaults: {description: Default.}\n",
    )
    bench.build()
    root = etree.fromstring(bench.feed())
    assert [item.findtext("description") for item in root.iter("item")] == [
        "Default.",
        "Comment 2.",
        "Stated.",
    ]


def test_show_gives_dates_and_guids_with_their_places(bench: Bench) -> None:
    bench.build()
    document = json.loads(bench.run("show", "tea", "--json").stdout)
    episode = document["episodes"][0]
    assert (episode["published"][:10], episode["origins"]["published"]) == (
        "2026-01-03",
        "seeds/tea.yaml:7:14",
    )
    assert episode["guid"] in bench.feed().decode()
    assert episode["origins"]["guid"] == "seeds/tea.lock"
    assert document["origins"]["link"] == "seeds/network.yaml:2:11"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("https://tea.example/?q=1", "has a \\? or #"),
        ("https://tea.example/#top", "has a \\? or #"),
        ("https://user:word@tea.example", "user name or password"),
    ],
)
def test_a_base_url_that_is_no_folder_is_refused(bench: Bench, address: str, problem: str) -> None:
    bench.write("seeds/network.yaml", NETWORK.replace("https://tea.example", address))
    with pytest.raises(WorkspaceError, match=problem):
        bench.build()


def test_a_medium_that_does_not_exist_gets_the_nearest(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "author: Tea Network", "medium: podcst")
    (finding,) = bench.build()["findings"]
    assert finding["remedy"] == 'did you mean "podcast"?'


def test_a_number_with_zeros_before_it_is_that_number(bench: Bench) -> None:
    bench.write("seeds/tea.txt", "PODCAST · leisure\nTea\nby K\nAbout.\n-\n2\nTwo\nThe second.\n")
    bench.write("seeds/tea.yaml", "listing: tea.txt\nepisodes:\n- {number: 02, season: 7}\n")
    document = json.loads(bench.run("show", "tea", "--json").stdout)
    assert document["episodes"][0]["season"] == 7
