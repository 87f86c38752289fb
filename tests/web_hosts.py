"""A server of feeds and files, good ones and those that do what servers should not."""

from __future__ import annotations

import gzip
import io
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from tests.feeds import GOOD
from tests.servers import running

RSS = "application/rss+xml; charset=utf-8"
_FEED_URL = b"https://podcasts.example/feeds/tea.xml"
_BULK = b"<!-- " + b"x" * 30_000 + b" -->"


def cover(side: int = 1400) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(file, "JPEG")
    return file.getvalue()


class Handler(BaseHTTPRequestHandler):
    """One path a kind of server; ``/KIND/anything`` is answered by ``kind``."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers))
        self.close_connection = True
        kind = self.path.strip("/").partition("/")[0].partition(".")[0].replace("-", "_")
        with suppress(OSError):  # the client may have gone
            getattr(self, f"do_{kind}")()

    def do_HEAD(self) -> None:
        self.do_GET()

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def feed(self) -> bytes:
        """The good feed, at the address that was asked for."""
        url = f"http://{self.headers['Host']}{self.path}".encode()
        return GOOD.replace(_FEED_URL, url).replace(b"</rss>", b"</rss>" + _BULK)

    def do_good(self) -> None:
        if self.headers.get("If-None-Match") == '"1"':
            self.answer(status=304, ETag='"1"')
        else:
            packed = gzip.compress(self.feed())
            self.answer(packed, Content_Type=RSS, ETag='"1"', Content_Encoding="gzip")

    def do_plain(self) -> None:
        self.answer(self.feed(), Content_Type="text/plain")

    def do_forgetful(self) -> None:
        packed = gzip.compress(self.feed())
        self.answer(packed, Content_Type=RSS, ETag='"1"', Content_Encoding="gzip")

    def do_latin(self) -> None:
        kind = "text/xml; charset=iso-8859-1"
        packed = gzip.compress(self.feed())
        self.answer(packed, Content_Type=kind, Content_Encoding="gzip")

    def do_page(self) -> None:
        self.answer(
            b"<!DOCTYPE html><title>Tea</title><p>Hello & welcome", Content_Type="text/html"
        )

    def do_gone(self) -> None:
        self.answer(b"<h1>Gone</h1>", 410)

    def do_nothing(self) -> None:
        self.answer(status=204)

    def do_closed(self) -> None:
        self.answer(b"Who are you?", 401, WWW_Authenticate="Basic")

    def do_private(self) -> None:
        if self.headers.get("Authorization") == f"Basic {b64encode(b'ann:gyokuro').decode()}":
            self.do_good()
        else:
            self.do_closed()

    def do_loop(self) -> None:
        self.answer(status=302, Location="/loop/again.xml")

    def do_moved(self) -> None:
        self.answer(status=301, Location="/good/tea.xml")

    def do_elsewhere(self) -> None:
        self.answer(status=302, Location="/good/tea.xml")

    def do_astray(self) -> None:
        self.answer(status=302, Location="file:///etc/hostname")

    def do_hang(self) -> None:
        self.server.stop.wait(20)

    def do_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.stop.wait(0.05):
            self.wfile.write(b"<")

    def do_bomb(self) -> None:
        packed = self.server.bomb
        self.answer(packed, Content_Type=RSS, Content_Encoding="gzip")

    def do_trailer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", RSS)
        self.end_headers()
        self.wfile.write(gzip.compress(self.feed()))
        while not self.server.stop.is_set():
            self.wfile.write(bytes(65_536))

    def do_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.stop.is_set():
            self.wfile.write(bytes(1 << 20))

    def do_huge(self) -> None:
        self.answer(b"<rss/>", Content_Length="500000000")

    def do_broken(self) -> None:
        self.answer(self.feed(), Content_Length="999999", Content_Type=RSS)

    def do_torn(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\n<rss ")

    def do_half(self) -> None:
        self.answer(gzip.compress(self.feed())[:-9], Content_Encoding="gzip")

    def do_rubbish(self) -> None:
        self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")

    def do_media(self) -> None:
        """A good host of files: ``/media/SIZE.mp3`` has that many bytes."""
        size = int(self.path.rpartition("/")[2].partition(".")[0])
        self.part(bytes(size), "audio/mpeg")

    def do_cover(self) -> None:
        self.part(self.server.cover, "image/jpeg", Last_Modified="Fri, 01 May 2026 08:00:00 GMT")

    def part(self, body: bytes, kind: str, **headers: str) -> None:
        asked = self.headers.get("Range")
        if asked is None:
            self.answer(body, Content_Type=kind, Accept_Ranges="bytes", **headers)
            return
        first, last = (int(n) for n in asked.removeprefix("bytes=").split("-"))
        last = min(last, len(body) - 1)
        where = f"bytes {first}-{last}/{len(body)}"
        piece = body[first : last + 1]
        self.answer(piece, 206, Content_Type=kind, Content_Range=where, **headers)

    def do_whole(self) -> None:
        self.answer(bytes(100), Content_Type="audio/mpeg")

    def do_headless(self) -> None:
        if self.command == "HEAD":
            self.answer(status=405)
        else:
            self.part(bytes(100), "audio/mpeg")

    def do_chapters(self) -> None:
        self.answer(b'{"chapters": []}', Content_Type="application/json")

    def do_transcript(self) -> None:
        self.answer(b"no such thing", Content_Type="text/vtt", Access_Control_Allow_Origin="*")

    def do_crowd(self) -> None:
        with self.server.inside():  # a client may ask again before its answer is counted out
            self.server.together.wait(0.1)
        self.answer(b"x")


class Server(ThreadingHTTPServer):
    """Serves what Handler has, and notes what is asked of it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.stop = threading.Event()
        self.together = threading.Event()
        self.cover = cover()
        self.bomb = b""
        self.most = self._now = 0
        self._lock = threading.Lock()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Count how many requests wait for their answer."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no fault of a test."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path, _ in self.seen]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running(Server()) as httpd:
        yield httpd
        httpd.stop.set()
