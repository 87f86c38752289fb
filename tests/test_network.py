"""Many shows at once: in several processes as in one, and whatever becomes of one of them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from podfeed import crew, processes
from podfeed.probes import audio
from tests.workspaces import NETWORK, Bench, mp3

METHODS = ("fork", "spawn") if sys.platform == "linux" else ("spawn",)
BROKEN = {3: "title: [\n", 7: "title: Seven\nepisodes: 7\n"}

FIVE = "title: Five\ndescription: About.\nauthor: Me\nepisodes:\n- {title: No date, audio: 1.mp3}\n"


def network(root: Path, shows: int, *, episodes: int = 2) -> Bench:
    """So many shows, of which those in BROKEN cannot be read."""
    bench = Bench(root)
    bench.write("seeds/network.yaml", NETWORK)
    for number in range(shows):
        slug = f"show-{number:02}"
        text = f"title: Show {number}\ndescription: About {number}.\nauthor: Me\nepisodes:\n"
        for episode in range(episodes, 0, -1):
            text += f"- {{title: Cup {episode}, number: {episode}, published: 2026-01-01 08:00}}\n"
            bench.write(f"media/{slug}/{episode}.mp3", mp3(episode))
        bench.write(f"seeds/{slug}.yaml", BROKEN.get(number, text))
    for path in (root / "media").rglob("*.mp3"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return bench


def files(bench: Bench) -> dict[str, bytes]:
    """All that a build writes, but what only says when files were changed."""
    found = {}
    for folder in ("seeds", "feeds", ".podfeed/probes"):
        for path in sorted((bench.root / folder).rglob("*")):
            if path.is_file():
                found[path.relative_to(bench.root).as_posix()] = path.read_bytes()
    return found


def states(built: dict[str, Any]) -> dict[str, str]:
    return {show["show"]: show["state"] for show in built["shows"]}


@pytest.mark.parametrize("method", METHODS)
def test_several_processes_build_what_one_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(crew, "start_method", lambda: method)
    one, two = network(tmp_path / "one", 9), network(tmp_path / "two", 9)
    for arguments in ((), ("--force",)):
        expected = one.build("--jobs", "1", *arguments)
        assert two.build("--jobs", "2", *arguments) == expected
        assert files(two) == files(one)
    assert expected["exit"] == 1
    assert len(expected["findings"]) > 7
    assert "feeds/show-08.xml" in files(two)


def test_a_show_that_cannot_be_built_stops_no_other(tmp_path: Path) -> None:
    bench = network(tmp_path, 9)
    built = bench.build("--jobs", "2")
    failed = {show for show, state in states(built).items() if state == "failed"}
    assert failed == {"show-03", "show-07"}
    assert sorted(path.stem for path in (tmp_path / "feeds").glob("*.xml")) == [
        f"show-0{number}" for number in (0, 1, 2, 4, 5, 6, 8)
    ]
    assert [o["errors"] for o in built["shows"] if o["state"] == "failed"] == [1, 1]


def test_a_link_in_a_circle_costs_the_show_it_stands_for(tmp_path: Path) -> None:
    bench = network(tmp_path, 3)
    bench.write("seeds/pages/_index.md", "---\ntitle: Pages\ndescription: D\nauthor: Me\n---\n")
    bench.write("seeds/show-01.yaml", "title: One\nlisting: round.txt\n")
    (tmp_path / "seeds/round.txt").symlink_to("round.txt")
    (tmp_path / "seeds/show-02.yaml").unlink()
    (tmp_path / "seeds/show-02.yaml").symlink_to("show-02.yaml")
    (tmp_path / "seeds/drawer").symlink_to("drawer")
    built = bench.build()
    state = states(built)
    assert (state["pages"], state["show-00"]) == ("new", "new")
    assert (state["show-01"], state["show-02"]) == ("failed", "failed")
    told = [(f["path"], f["line"]) for f in built["findings"] if f["severity"] == "error"]
    assert told == [("seeds/show-01.yaml", 2), ("seeds/show-02.yaml", None)]


def test_only_the_show_that_changed_is_built_and_only_its_part_of_the_cache_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = network(tmp_path, 3)
    bench.build()
    parts = tmp_path / ".podfeed/probes"
    assert sorted(path.name for path in parts.iterdir()) == [f"show-0{n}.json" for n in range(3)]
    for number in (0, 2):
        (parts / f"show-0{number}.json").write_text("damaged")
    monkeypatch.setattr(audio, "probe", None)  # so that measuring anything again would fail
    bench.edit("seeds/show-01.yaml", "Cup 2", "Cup two")
    built = bench.build()
    assert [show["changed"] for show in built["shows"]] == [[], ["Cup two"], []]
    assert (parts / "show-00.json").read_text() == "damaged"


def test_what_was_measured_of_a_show_that_is_gone_is_swept_away(tmp_path: Path) -> None:
    bench = network(tmp_path, 2)
    bench.build()
    (tmp_path / "seeds/show-01.yaml").unlink()
    shutil.rmtree(tmp_path / "media/show-01")
    bench.build()
    assert [path.name for path in (tmp_path / ".podfeed/probes").iterdir()] == ["show-00.json"]


def test_the_published_feed_is_compared_in_other_processes_too(tmp_path: Path) -> None:
    bench = network(tmp_path, 3)
    bench.build()
    published = tmp_path / "published.xml"
    published.write_bytes(bench.feed("show-00").replace(b">Cup 1<", b">Other<"))
    told = [bench.build("--against", str(published), "--jobs", jobs) for jobs in ("1", "2")]
    assert told[0] == told[1]
    assert told[0]["exit"] == 1


def test_a_preview_of_many_shows_is_built_by_several_processes(tmp_path: Path) -> None:
    bench = network(tmp_path, 3)
    one = bench.build("--drafts", "--jobs", "1")
    before = {p.name: p.read_bytes() for p in (tmp_path / ".podfeed/preview").glob("*.xml")}
    shutil.rmtree(tmp_path / ".podfeed/preview")
    assert bench.build("--drafts", "--jobs", "2") == one
    assert {p.name: p.read_bytes() for p in (tmp_path / ".podfeed/preview").glob("*.xml")} == before
    assert len(before) == 3


def test_many_shows_are_counted_and_the_ten_worst_listed(tmp_path: Path) -> None:
    bench = network(tmp_path, 40)
    for number in range(20, 30):
        bench.write(f"seeds/show-{number}.yaml", "title: [\n")
    bench.write("seeds/show-05.yaml", FIVE)
    result = bench.run("build")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "40 shows, 54 episodes: 28 new, 12 failed"
    assert [line.split()[:2] for line in lines[1:11]] == [
        [f"show-{number:02}", "failed"] for number in (3, 7, *range(20, 28))
    ]
    assert lines[11] == "3 more shows have errors"
    assert len(lines) == 13, "beside these only the note about owners"
    told = result.stderr.splitlines()
    assert len(told) < 40
    assert any("more like it)" in line for line in told)
    assert told[-1] == "all findings: podfeed build --json"
    again = bench.run("build").stdout.splitlines()
    assert again[0] == "40 shows, 54 episodes: 28 unchanged, 12 failed"
    assert again[1:12] == lines[1:12]


@pytest.mark.parametrize("method", METHODS)
def test_several_processes_judge_a_workspace_as_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(crew, "start_method", lambda: method)
    bench = network(tmp_path, 9)
    bench.build()
    bench.edit("seeds/show-02.yaml", "Cup 2", "Cup two")
    for name, code in (("show-04", "SRC159"), ("network", "PSP016"), ("show-05", "APL999")):
        path = tmp_path / f"seeds/{name}.yaml"
        waived = f"check: {{ignore: [{{code: {code}, reason: it is so}}]}}\n"
        path.write_text(path.read_text() + waived)
    told = [bench.run("check", "--format", "json", "--jobs", jobs) for jobs in ("1", "2")]
    assert told[0].exit_code == told[1].exit_code == 1
    assert told[0].stdout == told[1].stdout
    found = json.loads(told[0].stdout)
    codes = {one["code"] for one in found}
    assert {"SRC159", "SRC206", "SRC060"} <= codes, codes
    assert "seeds/show-04.yaml" not in {one["path"] for one in found if one["code"] == "SRC159"}


@pytest.mark.parametrize("count", [0, 1, 99, 1_003])
def test_results_keep_their_order_however_tasks_are_handed_out(count: int) -> None:
    tasks = list(range(count))
    found = processes.spread(abs, tasks, jobs=2, weight=lambda task: -task)
    assert list(found) == tasks
    assert list(processes.stream(abs, iter(tasks), jobs=2)) == tasks
