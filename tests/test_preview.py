"""``podfeed build --drafts``: a feed for the author, which no app takes for the show."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from podfeed.errors import UsageError
from tests.needs import needs_program
from tests.publications import publishable
from tests.sounds import sample
from tests.workspaces import Bench, mp3, tea

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
PLACE = ".podfeed/preview/tea.preview.xml"

WAITING = """\
- title: Secret blend
  draft: true
- title: Tomorrow
  number: 4
  published: 2027-01-01
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three episodes that are out, a draft, and one that waits for its date."""
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "episodes:\n", f"episodes:\n{WAITING}")
    bench.write("media/tea/secret-blend.mp3", mp3(4))
    bench.write("media/tea/4.mp3", mp3(5))
    return bench


def channel(bench: Bench, path: str = PLACE) -> etree._Element:
    found = etree.fromstring((bench.root / path).read_bytes()).find("channel")
    assert found is not None
    return found


def texts(channel: etree._Element, name: str) -> set[str]:
    return {element.text or "" for element in channel.iter(name)}


def files(root: Path, *folders: str) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


def test_a_preview_holds_everything_and_can_be_taken_for_nothing_else(bench: Bench) -> None:
    bench.build()
    built = bench.build("--drafts")
    assert (built["findings"], built["exit"]) == ([], 0)
    (outcome,) = built["shows"]
    assert (outcome["feed"], outcome["state"], outcome["left_out"]) == (PLACE, "new", [])
    real, preview = channel(bench, "feeds/tea.xml"), channel(bench)
    titles = [item.findtext("title") for item in preview.iter("item")]
    assert titles == [
        *("Tomorrow (out 2027-01-01)", "Secret blend (draft)"),
        *("Three", "Two", "One"),
    ], "an app shows what is not out yet as such"
    assert preview.findtext("title") == "Tea (preview)"
    assert preview.findtext(f"{ITUNES}block") == "Yes"
    for name in ("guid", f"{PODCAST}guid"):
        assert texts(preview, name)
        assert not texts(preview, name) & texts(real, name)
    link = preview.find("{http://www.w3.org/2005/Atom}link[@rel='self']")
    assert link is not None
    assert link.get("href") == "https://tea.example/feeds/tea.preview.xml"


def test_its_guids_are_not_those_that_will_be_published(bench: Bench) -> None:
    bench.build("--drafts")
    before = texts(channel(bench), "guid")
    bench.edit("seeds/tea.yaml", "  draft: true\n", "  published: 2026-05-01\n")
    bench.build(now="1800000000")
    published = texts(channel(bench, "feeds/tea.xml"), "guid")
    assert len(published) == len(before) == 5
    assert not published & before
    bench.build("--drafts")
    assert texts(channel(bench), "guid") == before  # an app that follows it has nothing twice


def test_nothing_but_the_preview_is_written(bench: Bench) -> None:
    bench.build()
    kept = files(bench.root, "seeds", "feeds", "media")
    manifest = (bench.root / ".podfeed/manifest.json").read_bytes()
    bench.build("--drafts")
    assert files(bench.root, "seeds", "feeds", "media") == kept
    assert (bench.root / ".podfeed/manifest.json").read_bytes() == manifest
    assert bench.build()["shows"][0]["state"] == "unchanged"


def test_a_show_that_was_never_built_has_a_preview_and_still_no_lock(bench: Bench) -> None:
    bench.build("--drafts")
    assert not (bench.root / "seeds/tea.lock").exists()
    assert not (bench.root / "feeds").exists()
    built = bench.build()
    assert (built["findings"], built["shows"][0]["state"]) == ([], "new")


def test_no_date_in_it_is_later_than_now_since_apps_hide_such_episodes(bench: Bench) -> None:
    bench.build("--drafts")
    dates = [item.findtext("pubDate") for item in channel(bench).iter("item")]
    assert dates[:2] == ["Thu, 28 May 2026 20:26:40 +0000"] * 2


def test_what_cannot_be_heard_yet_is_left_out_and_told(bench: Bench) -> None:
    (bench.root / "media/tea/secret-blend.mp3").write_text("not recorded yet")
    built = bench.build("--drafts")
    assert bench.codes(built) == ["AUD003"]
    assert [one["reason"] for one in built["shows"][0]["left_out"]] == ["its audio cannot be used"]
    (bench.root / "media/tea/secret-blend.mp3").unlink()
    built = bench.build("--drafts")
    assert bench.codes(built) == ["SRC150"]
    assert built["shows"][0]["state"] == "unchanged"


def test_a_move_of_the_show_is_not_told_to_who_follows_a_preview(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "episodes:\n", "new_feed_url: https://new.example/\nepisodes:\n")
    bench.build("--drafts")
    assert channel(bench).find(f"{ITUNES}new-feed-url") is None


def test_what_carries_published_guids_along_is_left_out(bench: Bench) -> None:
    kept = (
        "items: ['<item><title>Kept</title><guid>kept-1</guid>"
        "<pubDate>Thu, 01 Jan 2026 08:00:00 +0000</pubDate></item>']\n"
        "live:\n"
        "- {status: pending, start: 2027-01-01T10:00:00Z, title: Live, guid: live-1,\n"
        "   enclosure: {url: https://tea.example/live.mp3, type: audio/mpeg, length: 1},\n"
        "   content_links: [{text: Watch, href: https://tea.example/live}]}\n"
    )
    bench.edit("seeds/tea.yaml", "episodes:\n", f"{kept}episodes:\n")
    assert bench.build()["findings"] == []
    assert {"kept-1", "live-1"} < texts(channel(bench, "feeds/tea.xml"), "guid")
    bench.build("--drafts")
    assert not {"kept-1", "live-1"} & texts(channel(bench), "guid")


def test_version_control_does_not_see_it(bench: Bench) -> None:
    import subprocess

    git = needs_program("git")
    bench.build("--drafts")
    subprocess.run([git, "init", "-q"], cwd=bench.root, check=True)
    done = subprocess.run(
        [git, "status", "--porcelain", "--untracked-files=all"],
        cwd=bench.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "preview" not in done.stdout
    assert "seeds/tea.yaml" in done.stdout


@pytest.mark.parametrize("option", [["--locked"], ["--remove", "two"], ["--against", "live"]])
def test_options_of_a_real_build_are_refused_with_it(bench: Bench, option: list[str]) -> None:
    with pytest.raises(UsageError, match="--drafts writes no lock"):
        bench.build("--drafts", *option)


def test_a_killed_preview_leaves_no_litter_behind_for_long(bench: Bench) -> None:
    litter = bench.write(".podfeed/preview/.tea.preview.xml.1.tmp", "half")
    bench.build("--drafts")
    assert not litter.exists()


def test_a_preview_that_cannot_be_written_is_told_and_harms_nothing(bench: Bench) -> None:
    bench.build()
    (bench.root / PLACE).mkdir(parents=True)
    built = bench.build("--drafts")
    assert (bench.codes(built), built["exit"]) == (["SRC161"], 1)
    assert (bench.root / PLACE).is_dir()


def test_publishing_sends_nothing_of_drafts_of_what_waits_or_of_previews(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    bench.edit("seeds/tea.yaml", "episodes:\n", f"episodes:\n{WAITING}")
    bench.write("media/tea/secret-blend.mp3", mp3(4))
    bench.write("media/tea/4.mp3", mp3(5))
    bench.write("media/tea/1.opus", sample("one.opus"))
    bench.build()
    bench.build("--drafts")
    result = bench.run("publish", "--yes", "--no-verify")
    assert result.exit_code == 0, result.output
    sent = [path.name for path in (tmp_path / "www").rglob("*") if path.is_file()]
    assert {"tea.xml", "1.mp3", "1.opus", "cover.jpg"} <= set(sent)
    assert not {"4.mp3", "secret-blend.mp3", "tea.preview.xml"} & set(sent)
