"""Fetching, against a small server on loopback that does everything a bad server does."""

from __future__ import annotations

import asyncio
import gzip
import sys
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import quote, unquote

import pytest

from podfeed import web
from podfeed.errors import UsageError, WebError
from podfeed.web import pauses
from tests.servers import running

FEED = b"<rss><channel><title>Tea</title></channel></rss>" * 50
STOP = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """One path a kind of server."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[dict[str, str]]] = []

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.seen.append({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True
        getattr(self, "get_" + self.path.strip("/").partition("/")[0].replace("-", "_"))()

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_feed(self) -> None:
        self.answer(FEED, ETag='"1"', Content_Type="application/rss+xml")

    def get_busy(self) -> None:
        self.answer(b"", status=429, Retry_After=unquote(self.path.rpartition("/")[2]))

    def get_packed(self) -> None:
        self.answer(gzip.compress(FEED), Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self.answer(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")

    def get_half_packed(self) -> None:
        self.answer(gzip.compress(FEED)[:-12], Content_Encoding="gzip")

    def get_not_packed(self) -> None:
        self.answer(FEED, Content_Encoding="gzip")

    def get_brotli(self) -> None:
        self.answer(FEED, Content_Encoding="br")

    def get_twice_packed(self) -> None:
        self.answer(FEED, Content_Encoding="gzip, gzip")

    def get_liar(self) -> None:
        self.answer(FEED, length=str(len(FEED) * 2))

    def get_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while not STOP.is_set():
                self.wfile.write(bytes(65_536))
        except OSError:
            pass

    def get_hang(self) -> None:
        STOP.wait(10)

    def get_drip(self) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 500:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if STOP.wait(0.05):
                    return
        except OSError:
            pass

    def get_gone(self) -> None:
        self.answer(b"<html>not here</html>", 404)

    def get_loop(self) -> None:
        self.answer(b"", 302, Location="/loop")

    def get_moved(self) -> None:
        left = int(self.path.rpartition("/")[2])
        self.answer(b"", 301, Location=f"/moved/{left - 1}" if left else "/feed")

    def get_to_file(self) -> None:
        self.answer(b"", 302, Location="file:///etc/hostname")

    def get_rubbish(self) -> None:
        self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    STOP.clear()
    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as httpd:
        yield f"http://127.0.0.1:{httpd.server_port}"
        STOP.set()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_a_feed_is_fetched_with_its_headers(server: str) -> None:
    fetched = web.fetch(f"{server}/feed")
    assert (fetched.status, fetched.content) == (200, FEED)
    assert fetched.headers["etag"] == '"1"'
    assert fetched.headers["content-type"] == "application/rss+xml"


def test_podfeed_says_who_it_is_and_asks_only_for_gzip(server: str) -> None:
    Handler.seen.clear()
    web.fetch(f"{server}/feed")
    assert Handler.seen[0]["user-agent"].startswith("podfeed/")
    assert Handler.seen[0]["accept-encoding"] == "gzip"


def test_a_packed_answer_is_unpacked(server: str) -> None:
    assert web.fetch(f"{server}/packed").content == FEED


def test_as_many_bytes_as_the_limit_are_read(server: str) -> None:
    assert web.fetch(f"{server}/feed", limit=len(FEED)).content == FEED
    assert web.fetch(f"{server}/packed", limit=len(FEED)).content == FEED


def test_five_redirects_are_followed_and_the_last_address_told(server: str) -> None:
    fetched = web.fetch(f"{server}/moved/4")
    assert (fetched.url, fetched.content) == (f"{server}/feed", FEED)


def test_an_expected_status_is_an_answer(server: str) -> None:
    assert web.fetch(f"{server}/gone", accept=(404,)).status == 404


TOO_LARGE = "answers with more than the 1,000 bytes that are read"
LOOK = "open the address in a browser, and see what the server sends"
PLAINLY = "let the server send it plain or with gzip"
FAULTS = {
    "/gone": (
        "answers 404 Not Found",
        "see whether the address is right, and the feed published",
    ),
    "/bomb": (TOO_LARGE, LOOK),
    "/feed": (TOO_LARGE, LOOK),
    "/endless": (TOO_LARGE, LOOK),
    "/not-packed": ("is not packed with gzip as it says", LOOK),
    "/half-packed": ("is cut short: its gzip has no end", LOOK),
    "/brotli": ('is packed as "br", which was not asked for', PLAINLY),
    "/twice-packed": ('is packed as "gzip, gzip", which was not asked for', PLAINLY),
    "/to-file": (
        'redirects to "file:///etc/hostname", which is no web address',
        "mend the redirects of the server",
    ),
}


@pytest.mark.parametrize("path", FAULTS)
def test_a_faulty_answer_is_told_with_its_address(server: str, path: str) -> None:
    limit = 1_000_000 if "packed" in path else 1_000
    with pytest.raises(WebError) as caught:
        web.fetch(server + path, limit=limit)
    assert (caught.value.problem, caught.value.remedy) == FAULTS[path]
    assert caught.value.path == server + path


@pytest.mark.parametrize("path", ["/loop", "/moved/5"])
def test_a_sixth_redirect_is_refused(server: str, path: str) -> None:
    with pytest.raises(WebError, match="redirects more than 5 times, at last to http") as caught:
        web.fetch(server + path)
    assert caught.value.path == server + path


@pytest.mark.parametrize("path", ["/hang", "/drip"])
def test_a_server_that_hangs_or_drips_ends_with_the_time(server: str, path: str) -> None:
    with pytest.raises(WebError) as caught:
        web.fetch(server + path, timeout=0.3)
    assert caught.value.problem == "has not answered in full within 0.3 seconds"


@pytest.mark.parametrize("path", ["/liar", "/rubbish"])
def test_an_answer_that_breaks_the_protocol_is_told(server: str, path: str) -> None:
    with pytest.raises(WebError, match=r"cannot be fetched: .+"):
        web.fetch(server + path)


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(WebError, match="cannot be fetched: "):
        web.fetch("http://127.0.0.1:1/feed.xml", timeout=5)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "feeds/tea.xml", "ftp://a.example/x", ""])
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(UsageError, match="is no web address: write it in full"):
        web.fetch(url)


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(UsageError) as caught:
        web.fetch("https://a.example/feed.xml")
    assert caught.value.remedy == "pip install 'podfeed[web]'"


@pytest.mark.parametrize(("pause", "least", "most"), [(0, 1, 1_000), (3_600, 2_500, 2_500)])
def test_of_very_many_hosts_only_those_are_remembered_that_are_to_be_spared(
    pause: float, least: int, most: int
) -> None:
    async def remembered() -> int:
        async with web.Client(pause=pause) as client:
            for number in range(2_500):
                async with client._turn(f"https://host{number}.example/feed.xml"):
                    pass
            return len(client._hosts)

    assert least <= asyncio.run(remembered()) <= most


class Clock:
    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def monotonic(self) -> float:
        return self.now

    time = monotonic

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A time that passes only where podfeed waits out of politeness."""
    clock = Clock()
    monkeypatch.setattr(pauses, "time", clock)
    monkeypatch.setattr(pauses, "sleep", clock.sleep)
    return clock


def asked(server: str, *paths: str) -> list[web.Reply]:
    """What comes of asking one after the other."""

    async def ask() -> list[web.Reply]:
        async with web.Client() as client:
            return [await client.ask(f"{server}/{path}") for path in paths]

    return asyncio.run(ask())


@pytest.mark.parametrize("stated", ["7", formatdate(1_780_000_007, usegmt=True)])
def test_a_host_that_asks_to_be_spared_is_spared(server: str, clock: Clock, stated: str) -> None:
    begun = clock.now
    replies = asked(server, f"busy/{quote(stated)}", "feed", "feed")
    assert [reply.status for reply in replies] == [429, 200, 200]
    assert clock.now - begun == 8, "seven seconds that it asked for, and one from then to the next"


def test_a_host_that_asks_for_more_than_can_be_borne_is_left_alone(
    server: str, clock: Clock
) -> None:
    begun, before = clock.now, len(Handler.seen)
    replies = asked(server, "busy/3600", "feed", "feed")
    assert len(Handler.seen) == before + 1
    assert replies[2].words == "is not asked: its server wants to be spared for 3,600 seconds"
    assert clock.now == begun


def test_a_host_that_asks_again_to_be_spared_is_not_asked_a_third_time(
    server: str, clock: Clock
) -> None:
    before = len(Handler.seen)
    replies = asked(server, "busy/5", "busy/5", "feed")
    assert len(Handler.seen) == before + 2
    assert replies[2].words == "is not asked: its server asked to be spared 2 times before"
    assert clock.now == 1_780_000_005


@pytest.mark.parametrize("stated", ["", "soon", "-5", "9" * 5000, "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_what_a_server_asks_for_in_no_known_words_breaks_nothing(
    server: str, clock: Clock, stated: str
) -> None:
    busy, later = asked(server, f"busy/{quote(stated)}", "feed")
    assert busy.status == 429
    assert later.status == 200 or "wants to be spared for 86,400 seconds" in later.words
    assert clock.now <= 1_780_000_001
