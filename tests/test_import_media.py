"""Recordings and pictures of an imported show are brought home, whole, and once."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.commands import podfeed
from tests.needs import ROOT
from tests.servers import running

AUDIO = (ROOT / "media/mastering-language-models/05-series-overview.mp3").read_bytes()
COVER = (ROOT / "media/mastering-language-models/cover.jpg").read_bytes()
FILES = {"/1.mp3": AUDIO, "/cover.jpg": COVER}


class Host(ThreadingHTTPServer):
    """A host of recordings, which breaks off after some bytes a few times, and counts visitors."""

    daemon_threads = True

    def __init__(self, *, stop_after: int = 0, stops: int = 0, tag: str = '"v1"') -> None:
        self.stop_after, self.stops, self.tag = stop_after, stops, tag
        self.asked: list[tuple[str, str | None]] = []
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.at_once += 1
            self.server.most = max(self.server.most, self.server.at_once)
            self.server.asked.append((self.path, self.headers.get("range")))
        try:
            self.answer()
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def answer(self) -> None:
        name = re.sub(r"\?.*", "", self.path)
        data = FILES.get(name)
        if data is None:
            page = b"<html><body>gone</body></html>"
            self.send_response(200 if name == "/page.mp3" else 404)
            self.send_header("content-length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
            return
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range") or "")
        begin = int(found[1]) if found and self.headers.get("if-range") == self.server.tag else 0
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("content-range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.send_header("etag", self.server.tag)
        self.send_header("content-length", str(len(data) - begin))
        self.end_headers()
        if self.server.stops > 0 and name.endswith(".mp3"):
            self.server.stops -= 1
            self.wfile.write(data[begin : begin + self.server.stop_after])
            self.wfile.flush()
            self.connection.close()
            return
        self.wfile.write(data[begin:])

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def host(**how: object) -> Iterator[Host]:
    with running(Host(**how)) as server:  # type: ignore[arg-type]
        yield server


def write_feed(path: Path, url: str, *names: str, length: int = len(AUDIO)) -> None:
    items = "".join(
        f'<item><title>Number {n}</title><guid isPermaLink="false">{n}</guid>'
        f"<pubDate>Fri, 06 Mar 2026 08:0{n}:00 GMT</pubDate>"
        f'<enclosure url="{url}/{name}" length="{length}" type="audio/mpeg"/></item>'
        for n, name in enumerate(names)
    )
    path.write_text(
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
        "<title>T</title><link>https://t.example/</link><description>d</description>"
        f'<language>en</language><itunes:image href="{url}/cover.jpg"/>'
        f'<itunes:category text="Arts"/>{items}</channel></rss>',
        "utf-8",
    )


def test_files_come_home_and_the_feed_is_built_of_them(tmp_path: Path) -> None:
    with host() as server:
        write_feed(tmp_path / "x.xml", server.url, "1.mp3", "1.mp3?again")
        ran = podfeed("import", "x.xml", "--media", "--json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    (show,) = json.loads(ran.out)["shows"]
    assert show["fetched"] == 3
    assert show["proof"]["same"] is True
    assert (tmp_path / "media/t/number-0.mp3").read_bytes() == AUDIO
    assert (tmp_path / "media/t/cover.jpg").read_bytes() == COVER
    page = (tmp_path / "seeds/t.yaml").read_text("utf-8")
    assert "audio: number-1.mp3\n" in page
    assert 'guid: "0"\n' in page
    built = podfeed("build", cwd=tmp_path)
    assert built.code == 0, built.err
    assert "2 episodes" in built.out


def test_a_download_that_breaks_off_goes_on_where_it_ended(tmp_path: Path) -> None:
    with host(stop_after=50_000, stops=2) as server:
        write_feed(tmp_path / "x.xml", server.url, "1.mp3")
        ran = podfeed("import", "x.xml", "--media", cwd=tmp_path)
        ranges = [asked for path, asked in server.asked if path == "/1.mp3"]
    assert ran.code == 0, ran.err
    assert ranges == [None, "bytes=50000-", "bytes=100000-"]
    assert (tmp_path / "media/t/number-0.mp3").read_bytes() == AUDIO
    assert not list((tmp_path / "media/t").glob(".*"))


def test_another_version_is_fetched_from_its_beginning(tmp_path: Path) -> None:
    folder = tmp_path / "media/t"
    folder.mkdir(parents=True)
    (folder / ".number-0.mp3.part").write_bytes(b"old")
    (folder / ".number-0.mp3.mark").write_text('"v0"', "utf-8")
    with host() as server:
        write_feed(tmp_path / "x.xml", server.url, "1.mp3")
        assert podfeed("import", "x.xml", "--media", cwd=tmp_path).code == 0
    assert (folder / "number-0.mp3").read_bytes() == AUDIO


def test_what_cannot_be_fetched_keeps_its_address_and_is_told(tmp_path: Path) -> None:
    with host() as server:
        write_feed(tmp_path / "x.xml", server.url, "none.mp3", "page.mp3", "1.mp3", length=7)
        ran = podfeed("import", "x.xml", "--media", cwd=tmp_path)
    assert ran.code == 1
    assert f"IMP031 {server.url}/none.mp3 answers 404 Not Found" in ran.err
    assert f"IMP031 {server.url}/page.mp3 is a web page, not the file" in ran.err
    assert f"IMP032 {server.url}/1.mp3 has {len(AUDIO):,} bytes, and the feed says 7" in ran.err
    page = (tmp_path / "seeds/t.yaml").read_text("utf-8")
    assert f"url: {server.url}/none.mp3" in page
    assert "audio: number-2.mp3\n" in page
    assert sorted(path.name for path in (tmp_path / "media/t").iterdir()) == [
        "cover.jpg", "number-2.mp3",
    ]  # fmt: skip


def test_a_host_is_asked_by_two_at_a_time(tmp_path: Path) -> None:
    with host() as server:
        write_feed(tmp_path / "x.xml", server.url, *(f"1.mp3?{n}" for n in range(6)))
        assert podfeed("import", "x.xml", "--media", cwd=tmp_path).code == 0
        assert server.most <= 2
        assert len(server.asked) == 7


def test_a_full_disk_is_told_and_nothing_is_written_into_seeds(tmp_path: Path) -> None:
    with host() as server:
        write_feed(tmp_path / "x.xml", server.url, "1.mp3")
        ran = podfeed("import", "x.xml", "--media", cwd=tmp_path, file_limit=100_000)
    assert ran.code == 1
    assert "cannot be written: the file would be larger than this system allows" in ran.err
    assert not (tmp_path / "seeds/t.yaml").exists()
