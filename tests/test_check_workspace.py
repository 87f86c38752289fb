"""``podfeed check`` on a workspace: sources, audio, locks and feeds judged together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.needs import ROOT
from tests.workspaces import Bench, tea

OF_OTHER_COMMANDS = ("IMP", "PUB", "TAG")  # the beginnings of the codes of import, publish, tag


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = tea(tmp_path)
    sources = bench.root / "seeds/tea.yaml"
    bench.write("seeds/tea.yaml", sources.read_text() + "defaults: {description: A cup of it.}\n")
    bench.build()
    return bench


def spots(found: list[dict[str, Any]], least: str = "warning") -> list[tuple[str, str, int | None]]:
    wanted = ("error", "warning", "info")[: ("error", "warning", "info").index(least) + 1]
    return [(f["code"], f["path"], f["line"]) for f in found if f["severity"] in wanted]


def test_a_fresh_workspace_has_nothing_worse_than_a_hint(bench: Bench) -> None:
    result = bench.run("check")
    assert result.exit_code == 0
    assert "1 feed, 3 episodes" in result.stdout
    assert spots(bench.check()) == []
    hints = spots(bench.check(), "info")
    assert hints == [("PSP005", "seeds/tea.yaml", 5)], "one cause is told once"


def test_the_projects_own_workspace_is_clean() -> None:
    result = Bench(ROOT).run("check", env={"SOURCE_DATE_EPOCH": "1790000000"})
    assert result.exit_code == 0, result.stdout
    assert "2 feeds, 38 episodes" in result.stdout


def test_a_broken_recording_of_a_published_episode_is_one_cause_and_no_call_to_build(
    bench: Bench,
) -> None:
    recording = min((bench.root / "media/tea").glob("*.mp3"))
    recording.write_bytes(b"")
    found = bench.check()
    assert {one["code"] for one in found if one["severity"] == "error"} == {"AUD002", "SRC113"}
    assert not [one for one in found if (one["fix"] or "").endswith("podfeed build")], found
    assert not [one for one in found if "delete it" in (one["fix"] or "")], found
    codes = {one["code"] for one in bench.check("--ignore", "SRC113")}
    assert {"HIS002", "SRC200"} <= codes, "who does not ask for the cause is told what follows"


def test_a_feed_out_of_date_with_its_sources_is_found(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    assert spots(bench.check()) == [("SRC200", "feeds/tea.xml", 6)]
    bench.build()
    assert spots(bench.check()) == []


def test_a_lock_out_of_date_with_its_sources_is_found(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    codes = {code for code, _, _ in spots(bench.check())}
    assert {"SRC200", "SRC202"} <= codes


def test_a_show_that_was_never_built_is_found(bench: Bench) -> None:
    (bench.root / "feeds/tea.xml").unlink()
    assert ("SRC201", "feeds/tea.xml", None) in spots(bench.check())


def test_what_no_show_owns_any_more_is_found(bench: Bench) -> None:
    bench.write("feeds/old.xml", bench.feed())
    bench.write("seeds/old.lock", (bench.root / "seeds/tea.lock").read_bytes())
    bench.write("media/tea/unused.png", b"")
    assert {(code, path) for code, path, _ in spots(bench.check())} == {
        ("SRC203", "feeds/old.xml"),
        ("SRC204", "seeds/old.lock"),
        ("SRC205", "media/tea/unused.png"),
    }


def test_a_finding_on_the_feed_points_at_the_source_line(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", f"title: Two\n  description: {'x' * 4001}")
    bench.build()
    found = [f for f in bench.check() if "4000" in f["message"] or "4,000" in f["message"]]
    assert [(f["path"], f["line"], f["column"]) for f in found][:1] == [("seeds/tea.yaml", 9, 16)]


def test_a_cover_that_is_too_small_is_found_at_the_picture_or_its_line(bench: Bench) -> None:
    Image.new("RGB", (300, 200)).save(bench.root / "media/tea/cover.jpg")
    bench.build()
    codes = {f["code"] for f in bench.check() if f["severity"] == "error"}
    assert any(code.startswith("ART") for code in codes)


def test_a_show_that_cannot_be_read_hides_no_orphans_and_makes_none(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "number: 2", "number: two")
    assert spots(bench.check()) == [("SRC051", "seeds/tea.yaml", 9)]


def test_select_and_ignore_hold_for_sources_and_feeds(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    bench.write("media/tea/9-nobody.mp3", b"")
    assert {f["code"] for f in bench.check("--select", "SRC153")} == {"SRC153"}
    assert not {"SRC153", "SRC200"} & {f["code"] for f in bench.check("--ignore", "SRC")}


def test_check_writes_nothing_but_its_cache(bench: Bench) -> None:
    def state() -> dict[str, bytes]:
        files = (p for p in bench.root.rglob("*") if p.is_file() and ".podfeed" not in p.parts)
        return {str(path): path.read_bytes() for path in files}

    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    before = state()
    bench.check()
    assert state() == before


def test_what_a_listing_promises_and_does_not_hold_is_found(bench: Bench) -> None:
    bench.write("seeds/page.yaml", "listing: page.txt\ntitle: Page\n")
    bench.write("seeds/page.txt", "Page\n3 episodes\n\nOne\nThe first.\n\nTwo\nThe second.\n")
    assert [one["code"] for one in bench.check("--select", "wrong-count")] == ["SRC002"]


def test_every_kind_that_a_build_can_find_is_known_before_it_looks() -> None:
    """One that is not would be passed over: ``--select`` and ``--ignore`` choose among them."""
    script = (
        "import podfeed.checking; from podfeed.findings import KINDS; before = set(KINDS); "
        "from podfeed.cli.explain import all_kinds; print(*sorted(set(all_kinds()) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    late = {code for code in ran.stdout.split() if code[:3] not in OF_OTHER_COMMANDS}
    assert late == {"SRC260"}, "the preview's; declare others where a check imports them"
