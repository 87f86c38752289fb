"""Podcast apps over a loopback web server: what they subscribe to, list and download."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tests.needs import ROOT, needs_program
from tests.servers import serve
from tests.test_paging import listing, record
from tests.workspaces import Bench, tea

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def sample_shows(root: Path, base_url: str) -> Bench:
    """The project's own shows, built for another address; their locks carry guids and dates."""
    bench = Bench(root)
    for folder in ("seeds", "media"):
        shutil.copytree(ROOT / folder, root / folder)
    bench.edit("seeds/network.yaml", "https://podcasts.example", base_url)
    return bench


class Gpodder:
    """gPodder's command line with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.program = needs_program("gpo")
        self.home = home

    def __call__(self, *arguments: str) -> str:
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL", "PYTHON"))
        }
        # Debian's gpo runs on Debian's Python, which a virtual environment's path would hide.
        environment |= {
            "GPODDER_HOME": str(self.home),
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
        }
        result = subprocess.run(
            [self.program, *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env=environment,
            check=True,
        )
        return re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)

    def episodes(self) -> list[dict[str, object]]:
        """What its database holds of every episode."""
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(self.home / "Database")) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute("select * from episode")]


@pytest.mark.parametrize("show", ["ai-training", "mastering-language-models"])
def test_gpodder_subscribes_lists_downloads_and_asks_politely(show: str, tmp_path: Path) -> None:
    gpodder = Gpodder(tmp_path / "gpodder")
    (tmp_path / "site").mkdir()
    with serve(tmp_path / "site") as server:
        bench = sample_shows(tmp_path / "site", server.url)
        assert bench.build(show)["exit"] == 0
        address = f"{server.url}/feeds/{show}.xml"
        gpodder("subscribe", address)
        listed = {str(episode["guid"]): episode for episode in gpodder.episodes()}
        items = list(etree.fromstring(bench.feed(show)).iter("item"))
        assert len(listed) == len(items) > 10
        for item in items:
            episode = listed[item.findtext("guid") or ""]
            enclosure = item.find("enclosure")
            assert enclosure is not None
            assert episode["title"] == item.findtext("title")
            assert episode["url"] == enclosure.get("url")
            assert str(episode["total_time"]) == item.findtext(f"{ITUNES}duration")
            assert episode["file_size"] == int(enclosure.get("length") or 0)
            assert episode["published"] == _timestamp(item.findtext("pubDate") or "")

        server.seen.clear()
        gpodder("update")
        assert [status for _, path, status in server.seen if path.endswith(".xml")] == [304]

        gpodder("download", address)
        downloaded = sorted(
            path.read_bytes()
            for path in (tmp_path / "gpodder" / "Downloads").rglob("*")
            if path.suffix in (".mp3", ".m4a")
        )
        audio = sorted(
            path.read_bytes()
            for path in (bench.root / "media" / show).iterdir()
            if path.suffix in (".mp3", ".m4a")
        )
        assert downloaded == audio


def _timestamp(date: str) -> int:
    from email.utils import parsedate_to_datetime

    return int(parsedate_to_datetime(date).timestamp())


def test_the_committed_feeds_are_what_the_sources_make(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for folder in ("seeds", "media", "feeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    feeds = sorted(path.stem for path in (tmp_path / "feeds").glob("*-*.xml"))
    assert feeds == ["ai-training", "mastering-language-models"]
    built = bench.build("--locked")
    assert [show["state"] for show in built["shows"]] == ["unchanged", "unchanged"]
    made, committed = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")}
        for root in (tmp_path / "feeds", ROOT / "feeds")
    )
    assert len(made) > 100
    assert made == committed


def test_without_the_old_feeds_only_the_build_date_differs(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for folder in ("seeds", "media"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    bench.build("--locked", now="1790000000")
    for path in (ROOT / "feeds").glob("*.xml"):
        date = re.compile(rb"<lastBuildDate>.*?</lastBuildDate>")
        made = (tmp_path / "feeds" / path.name).read_bytes()
        assert date.sub(b"", made) == date.sub(b"", path.read_bytes())


def test_gpodder_follows_the_pages_of_a_long_show(tmp_path: Path) -> None:
    gpodder = Gpodder(tmp_path / "gpodder")
    bench = tea(tmp_path / "site")
    bench.write("seeds/tea.yaml", listing(35))
    record(bench, 35)
    with serve(bench.root) as server:
        bench.edit("seeds/network.yaml", "https://tea.example", server.url)
        assert bench.build()["exit"] == 0
        gpodder("subscribe", f"{server.url}/feeds/tea.xml")
        gpodder("update")
    pages = [path for _, path, _ in server.seen if path.startswith("/feeds/tea/page-")]
    assert pages == ["/feeds/tea/page-2.xml", "/feeds/tea/page-1.xml"]
    titles = {str(one["title"]) for one in gpodder.episodes()}
    assert titles == {f"Cup {number}" for number in range(1, 36)}
