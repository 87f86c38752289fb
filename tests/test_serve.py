"""``podfeed serve``: what an app, a browser and an editor's save get from the real server."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import http.client
import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest
from lxml import etree
from watchfiles import Change

from podfeed.cli.serve import phone_address
from podfeed.errors import UsageError
from podfeed.findings import Finding
from podfeed.serving import Site, judging, open_door
from podfeed.serving.app import Events
from podfeed.serving.edits import Edits, saves
from podfeed.serving.scripting import with_script
from podfeed.serving.server import lan_address, watch
from podfeed.serving.site import File, _files, file_of
from podfeed.serving.texts import Texts, _read
from podfeed.writing import Prepared
from tests.needs import ROOT
from tests.workspaces import NOW, Bench, tea

_PATIENCE = 60  # seconds, on a machine that has much else to do


class Lines:
    """What a process prints, line by line, as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.seen: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self.reader.start()

    def _read(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self.seen.put(line)

    def until(self, words: str) -> str:
        """The next line with these words in it."""
        try:
            while words not in (line := self.seen.get(timeout=_PATIENCE)):
                pass
        except queue.Empty:
            raise AssertionError(f"the server never said {words}") from None
        return line


@dataclass
class Preview:
    """A running preview of a workspace."""

    bench: Bench
    lines: Lines
    port: int
    process: subprocess.Popen[str]
    code: int = 0  # with which it is to end

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer; ``_`` in a header's name is ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def events(self) -> socket.socket:
        """An open page's line to the server."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE)
        line.sendall(f"GET /-/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        assert b"retry: 1000" in _until(line, b"retry: 1000")
        return line


def _until(line: socket.socket, words: bytes) -> bytes:
    """What comes over a line until these words have; fails if they do not."""
    seen = b""
    until = time.monotonic() + _PATIENCE
    while words not in seen:
        assert time.monotonic() < until, seen
        more = line.recv(4096)
        assert more, seen
        seen += more
    return seen


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    bench = tea(tmp_path)
    bench.build()
    with serving(bench) as found:
        yield found


@contextmanager
def serving(bench: Bench, *options: str) -> Iterator[Preview]:
    """The preview of a workspace, until the block ends."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "SOURCE_DATE_EPOCH": NOW,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "podfeed", "-C", str(bench.root), "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    lines, code = Lines(process), 0
    try:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", lines.until("preview"))
        assert found is not None
        lines.until("Ctrl-C ends it.")
        lines.until("check: ")  # from now on it watches
        preview = Preview(bench, lines, int(found[1]), process)
        yield preview
        code = preview.code
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        assert process.wait(_PATIENCE) == code
        lines.reader.join(_PATIENCE)


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".podfeed" not in path.parts
    }


def test_the_feed_names_the_preview_and_the_files_on_disk_stay(preview: Preview) -> None:
    before = tree(preview.bench.root)
    status, headers, body = preview.ask("/feeds/tea.xml")
    assert status == 200
    assert headers["content-type"] == "application/rss+xml; charset=utf-8"
    own = f"http://127.0.0.1:{preview.port}"
    addresses = [str(a) for a in etree.fromstring(body).xpath("//enclosure/@url")]
    assert addresses == [f"{own}/media/tea/{n}.mp3" for n in (3, 2, 1)]
    assert b"https://tea.example" not in body
    for address in addresses:
        path = address.removeprefix(own)
        status, headers, audio = preview.ask(path)
        assert (status, headers["content-type"]) == (200, "audio/mpeg")
        assert audio == (preview.bench.root / path[1:]).read_bytes()
    assert tree(preview.bench.root) == before


def test_apps_ask_again_by_etag_in_ranges_and_packed(preview: Preview) -> None:
    _, headers, whole = preview.ask("/feeds/tea.xml")
    for asked in (headers["etag"], f'"other", W/{headers["etag"]}', "*"):
        assert preview.ask("/feeds/tea.xml", If_None_Match=asked)[::2] == (304, b"")
    assert preview.ask("/feeds/tea.xml", If_None_Match='"other"')[0] == 200
    status, packed, body = preview.ask("/feeds/tea.xml", Accept_Encoding="gzip, br")
    assert (status, packed["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == whole
    assert "content-encoding" not in preview.ask("/feeds/tea.xml", Accept_Encoding="gzip;q=0")[1]
    status, head, body = preview.ask("/feeds/tea.xml", "HEAD")
    assert (status, head["content-length"], body) == (200, str(len(whole)), b"")
    for asked, part in (
        ("bytes=5-9", whole[5:10]),
        ("bytes=10-", whole[10:]),
        ("bytes=-7", whole[-7:]),
    ):
        status, headers, body = preview.ask("/feeds/tea.xml", Range=asked)
        assert (status, body) == (206, part)
        assert headers["content-range"].endswith(f"/{len(whole)}")
    assert preview.ask("/feeds/tea.xml", Range="bytes=999999-")[0] == 416
    endless = f"bytes={'9' * 5000}-"  # more digits than a number may have
    for nonsense in ("lines=1-2", "bytes=9-3", "bytes=1-2, 9-3", "bytes=-", "bytes=abc", endless):
        assert preview.ask("/feeds/tea.xml", Range=nonsense)[0] == 200, nonsense
        assert preview.ask("/media/tea/1.mp3", Range=nonsense)[0] == 200, nonsense


def test_a_part_that_was_begun_before_a_change_is_not_gone_on_with(preview: Preview) -> None:
    _, headers, whole = preview.ask("/feeds/tea.xml")
    part = {"Range": "bytes=5-9", "If_Range": headers["etag"]}
    assert preview.ask("/feeds/tea.xml", **part)[::2] == (206, whole[5:10])
    part["If_Range"] = '"another"'
    assert preview.ask("/feeds/tea.xml", **part)[::2] == (200, whole)


def test_pages_are_served_as_feeds_are_and_follow_a_save(preview: Preview) -> None:
    preview.bench.with_pages()
    path = "/feeds/tea/index.html"
    until = time.monotonic() + _PATIENCE
    while preview.ask(path)[0] != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    _, headers, whole = preview.ask(path)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-cache"
    assert whole.count(b'<script src="/-/preview.js" defer></script></body>') == 1
    status, there, _ = preview.ask("/feeds/tea")
    assert (status, there["location"]) == (307, "/feeds/tea/")
    status, packed, body = preview.ask(path, Accept_Encoding="gzip")
    assert (status, packed["content-encoding"], gzip.decompress(body)) == (200, "gzip", whole)
    for tag in (headers["etag"], packed["etag"]):
        assert preview.ask(path, If_None_Match=tag)[::2] == (304, b"")
    status, head, body = preview.ask(path, "HEAD")
    assert (status, head["content-length"], body) == (200, str(len(whole)), b"")
    preview.bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    while (found := preview.ask(path, If_None_Match=headers["etag"]))[0] == 304:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert b"All about tea." in found[2]


def test_audio_is_served_in_ranges_and_not_again_if_it_is_known(preview: Preview) -> None:
    whole = (preview.bench.root / "media/tea/1.mp3").read_bytes()
    status, headers, body = preview.ask("/media/tea/1.mp3", Range="bytes=100-199")
    assert (status, body) == (206, whole[100:200])
    assert headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert preview.ask("/media/tea/1.mp3", If_None_Match=headers["etag"])[0] == 304
    status, headers, body = preview.ask("/media/tea/1.mp3", "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(whole)), b"")


def test_text_beside_the_audio_is_packed_as_well(preview: Preview) -> None:
    text = "WEBVTT\n\n" + "00:00.000 --> 00:01.000\nTea.\n\n" * 100
    preview.bench.write("media/tea/1.vtt", text)
    status, headers, body = preview.ask("/media/tea/1.vtt", Accept_Encoding="gzip")
    assert (status, headers["content-type"]) == (200, "text/vtt; charset=utf-8")
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", text.encode())
    assert preview.ask("/media/tea/1.vtt", If_None_Match=headers["etag"])[0] == 304


def test_a_text_is_read_and_packed_once_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = Texts()
    path = tmp_path / "1.vtt"
    read: list[tuple[str, bool]] = []

    def look(path: str) -> File | None:
        read.append((Path(path).name, threading.current_thread() is threading.main_thread()))
        return _read(path)

    monkeypatch.setattr("podfeed.serving.texts._read", look)

    async def get(path: Path) -> bytes:
        file = await texts.get(str(path), path.stat())
        return file.data if file is not None else b"none"

    async def ask() -> None:
        path.write_bytes(b"WEBVTT\n" + b"tea " * 1000)
        assert len(set(await asyncio.gather(*(get(path) for _ in range(5))))) == 1
        assert read == [("1.vtt", False)], "by one thread, for all who asked"
        path.write_bytes(b"WEBVTT\n")
        assert await get(path) == b"WEBVTT\n"
        assert len(read) == 2
        monkeypatch.setattr("podfeed.serving.texts._KEPT", 1500)
        for number in (2, 3):
            other = tmp_path / f"{number}.vtt"
            other.write_bytes(b"x" * 900)
            await get(other)
        await get(other)
        assert len(read) == 4
        await get(path)
        assert len(read) == 5, "the oldest is let go where there are too many"
        (tmp_path / "large.vtt").write_bytes(b"x" * 5_000_001)
        assert await get(tmp_path / "large.vtt") == b"none"
        assert len(read) == 5

    asyncio.run(ask())


def test_an_end_comes_at_once_though_pages_are_open(preview: Preview) -> None:
    with preview.events() as line:
        os.kill(preview.process.pid, signal.SIGINT)
        while line.recv(4096):
            pass
    assert preview.process.wait(_PATIENCE) == 0
    preview.lines.reader.join(_PATIENCE)
    left = "".join(preview.lines.seen.queue)
    assert "Traceback" not in left
    assert "ERROR" not in left


def test_an_end_from_outside_leaves_nothing_behind(preview: Preview) -> None:
    preview.code = 128 + signal.SIGTERM
    (worker,) = children(preview.process.pid)
    preview.bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two cups\n")
    preview.lines.until("changed")  # and now it is judged
    os.kill(preview.process.pid, signal.SIGTERM)
    assert preview.process.wait(_PATIENCE) == preview.code
    preview.lines.reader.join(_PATIENCE)
    left = "".join(preview.lines.seen.queue)
    assert "leaked" not in left, left
    assert "Traceback" not in left, left
    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.parametrize(
    "path",
    [
        *("/media/../seeds/network.yaml", "/media/%2e%2e/seeds/network.yaml", "/seeds/tea.yaml"),
        *("/feeds/../seeds/tea.yaml", "/media/.hidden", "/feeds/none.xml", "/media/tea/"),
        *("/media//etc/passwd", "/.podfeed/probes.json"),
    ],
)
def test_nothing_else_is_served(preview: Preview, path: str) -> None:
    preview.bench.write("media/.hidden", "x")
    status, _, body = preview.ask(path)
    assert status == 404
    assert b"tea.example" not in body


def test_a_page_of_another_name_cannot_read_it(preview: Preview) -> None:
    assert preview.ask("/feeds/tea.xml", Host="evil.example")[0] == 400
    assert preview.ask("/feeds/tea.xml", Host=f"localhost:{preview.port}")[0] == 200


def test_a_save_shows_at_once_and_open_pages_are_told(preview: Preview) -> None:
    with preview.events() as line:
        preview.bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two cups\n")
        _until(line, b"event: reload")
        assert b"<title>Two cups</title>" in preview.ask("/feeds/tea.xml")[2]
        preview.bench.edit("seeds/tea.yaml", "title: Two cups\n", "titel: Two\n")
        spoilt = ("SRC050", "seeds/tea.yaml", 8)
        told: list[tuple[str, str, int]] = []
        headers: dict[str, str] = {}
        until = time.monotonic() + _PATIENCE
        while spoilt not in told or headers["podfeed-stale"] != "tea":
            assert time.monotonic() < until, told
            _until(line, b"event: findings")
            _, headers, body = preview.ask("/-/findings")
            found = json.loads(body)
            told = [(one["code"], one["path"], one["line"]) for one in found]
        assert b"<title>Two cups</title>" in preview.ask("/feeds/tea.xml")[2]
    assert "changed: seeds/tea.yaml" in preview.lines.until("changed")


def test_the_way_in_lists_the_feeds_and_has_the_script_of_the_preview(preview: Preview) -> None:
    status, headers, body = preview.ask("/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"/feeds/tea.xml" in body
    assert b'<script src="/-/preview.js" defer></script></body>' in body
    status, headers, script = preview.ask("/-/preview.js")
    assert headers["content-type"].startswith("text/javascript")
    assert b"EventSource" in script


def test_folders_that_come_go_and_are_replaced_are_followed(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.build()
    shutil.move(tmp_path / "media", tmp_path / "elsewhere")
    with serving(bench) as preview:
        assert b"<enclosure" not in preview.ask("/feeds/tea.xml")[2]
        (tmp_path / "media").symlink_to("elsewhere", target_is_directory=True)
        preview.lines.until("changed")
        assert preview.ask("/feeds/tea.xml")[2].count(b"<enclosure") == 3
        shutil.rmtree(tmp_path / "elsewhere/tea")
        preview.lines.until("changed: media/tea")
        listing = (tmp_path / "seeds/tea.yaml").read_text("utf-8")
        network = (tmp_path / "seeds/network.yaml").read_text("utf-8")
        shutil.rmtree(tmp_path / "seeds")
        preview.lines.until("check: 1 findings")
        bench.write("seeds/network.yaml", network)
        bench.write("seeds/tea.yaml", listing.replace("About tea.", "All about tea."))
        preview.lines.until("changed")
        until = time.monotonic() + _PATIENCE
        bench.edit("seeds/tea.yaml", "All about tea.", "More about tea.")
        while b"More about tea." not in preview.ask("/feeds/tea.xml")[2]:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_what_a_link_leads_to_is_of_the_show_that_has_the_link(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    shutil.move(tmp_path / "media", tmp_path / "disk")
    (tmp_path / "media").symlink_to("disk", target_is_directory=True)
    shutil.move(tmp_path / "seeds/tea.yaml", tmp_path / "disk/list.yaml")
    (tmp_path / "seeds/tea.yaml").symlink_to("../disk/list.yaml")

    async def follow() -> None:
        stop = asyncio.Event()
        async with aclosing(saves(tmp_path, stop)) as found:
            assert await anext(found) == {"media/", "seeds/"}
            bench.write("disk/tea/1.vtt", "WEBVTT")
            assert await asyncio.wait_for(anext(found), _PATIENCE) == {"media/tea/1.vtt"}
            (tmp_path / "seeds/tea.yaml").unlink()
            (tmp_path / "seeds/tea.yaml").symlink_to("../disk/list.yaml")
            assert await asyncio.wait_for(anext(found), _PATIENCE) == {"seeds/tea.yaml"}
            stop.set()

    asyncio.run(follow())


def test_what_nobody_foresaw_is_told_and_the_next_save_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = tea(tmp_path)
    made = site(tmp_path)
    made.make()
    files = dict(made.files)

    def broken(*_: object) -> None:
        raise RuntimeError("the disk of the cache is gone")

    async def edit() -> None:
        stop, events, lines = asyncio.Event(), Events(), asyncio.Queue[str]()
        task = asyncio.create_task(watch(made, events, stop, told=lines.put_nowait))
        await _line(lines, "check: ")
        with monkeypatch.context() as patched:
            patched.setattr(Site, "job", broken)
            bench.edit("seeds/tea.yaml", "Two", "Two cups")
            said = await _line(lines, "podfeed itself failed")
        assert "RuntimeError: the disk of the cache is gone" in said
        assert made.files == files
        assert made.told()[0].code == "SRC171"
        assert made.stale == {"tea"}
        bench.write("media/other.txt", "x")
        await _line(lines, "changed: media/other.txt")
        assert b"Two cups" in made.files["feeds/tea.xml"].data, "all that was missed is made up for"
        assert made.fault is None
        assert made.stale == set()
        stop.set()
        await asyncio.wait_for(task, _PATIENCE)

    asyncio.run(edit())


async def _line(lines: asyncio.Queue[str], words: str) -> str:
    """The next line with these words in it."""
    while words not in (line := await asyncio.wait_for(lines.get(), _PATIENCE)):
        pass
    return line


def test_a_watch_that_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("podfeed.serving.edits.awatch", none)
    tea(tmp_path)
    lines: list[str] = []
    asyncio.run(watch(site(tmp_path), Events(), asyncio.Event(), told=lines.append))
    (said,) = lines
    assert said.startswith("edits are not followed any more: OSError: OS file watch limit reached")


def test_a_check_that_fails_as_nobody_foresaw_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(judging, "check_workspace", broken)
    (found,) = judging.judge(tmp_path, datetime(2026, 6, 1, tzinfo=UTC))
    assert (found.code, "too deep" in found.message) == ("SRC171", True)


def test_a_check_that_cannot_be_begun_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def submit(self, *_: object) -> None:
            raise OSError("no more processes")

    @contextmanager
    def process() -> Iterator[Full]:
        yield Full()

    monkeypatch.setattr(judging, "_process", process)

    async def ask() -> None:
        lines = asyncio.Queue[str]()
        clock = lambda: datetime(2026, 6, 1, tzinfo=UTC)  # noqa: E731
        asked = judging.Judging(tmp_path, clock, lambda _: None)
        running = asyncio.create_task(asked.run(told=lines.put_nowait))
        for _ in range(2):
            asked.wanted.set()
            assert "no more processes" in await asyncio.wait_for(lines.get(), _PATIENCE)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(ask())


def test_while_a_show_is_made_it_is_what_it_was_for_those_who_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea(tmp_path)
    made = site(tmp_path)
    made.make()
    seen = []

    def look(prepared: Prepared) -> dict[str, bytes]:
        seen.append(frozenset(made.stale))
        return _files(prepared)

    monkeypatch.setattr("podfeed.serving.site._files", look)
    made.make()
    assert seen == [frozenset()]


SCRATCH = ("sedAb3dE9", ".tea.yaml.swp", "4913", "tea.yaml~", "#tea.yaml#", "tea.lock", "tea.bak")


@pytest.mark.parametrize("folder", ["seeds", "seeds/templates", "media/tea"])
def test_what_editors_leave_beside_a_file_is_no_change(folder: str) -> None:
    edits = Edits()
    for name in SCRATCH:
        assert not edits(Change.added, f"/w/{folder}/{name}"), name
    for name in ("tea.yaml", "tea.txt", "listing", "show.html", "1.mp3", "sedate.yaml", "49.mp3"):
        assert edits(Change.modified, f"/w/{folder}/{name}"), name


def test_a_save_by_way_of_another_name_is_told_once(preview: Preview) -> None:
    with preview.events() as line:
        for name in set(SCRATCH) - {"tea.lock"}:
            preview.bench.write(f"seeds/{name}", "title: [")
        time.sleep(0.5)  # so that they would be told by themselves
        scratch = preview.bench.write("seeds/sedX1y2Z3", "")
        text = (preview.bench.root / "seeds/tea.yaml").read_text("utf-8")
        scratch.write_text(text.replace("title: Two\n", "title: Two cups\n"), "utf-8")
        scratch.rename(preview.bench.root / "seeds/tea.yaml")
        _until(line, b"event: reload")
    assert preview.lines.until("changed") == "changed: seeds/tea.yaml\n"


def test_an_address_below_the_public_one_is_one_of_the_preview(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    public = "https://tea.example"
    bench.edit("seeds/network.yaml", f"{public}\n", f"{public}\nmedia_url: https://cdn.example/m\n")
    bench.edit(
        "seeds/tea.yaml",
        "title: Tea\n",
        f"title: Tea\nlink: {public}\nfunding: [{{url: {public}/pay, text: Pay}}]\n",
    )
    bench.edit(
        "seeds/tea.yaml",
        "- title: Two\n",
        f"- title: Two\n  guid: {public}/?p=2\n  link: https://kettle.example/2\n"
        f"  image: https://cdn.example/m/tea/cover.jpg\n"
        f"  notes: See [one]({public}/feeds/tea/one.html) and {public}.org.\n",
    )
    made = site(tmp_path)
    assert made.make()
    here = "http://127.0.0.1:1"
    feed = etree.fromstring(made.files["feeds/tea.xml"].data)
    assert feed.findtext("channel/link") == here
    assert feed.xpath("//*[local-name()='funding']/@url") == [f"{here}/pay"]
    (two,) = feed.xpath("//item[title='Two']")
    assert two.findtext("guid") == f"{public}/?p=2", "a guid is a name"
    assert two.findtext("link") == "https://kettle.example/2"
    assert two.xpath("*[local-name()='image']/@href") == [f"{here}/media/tea/cover.jpg"]
    page = made.files["feeds/tea/two.html"].data.decode()
    assert f'href="{here}/feeds/tea/one.html"' in page
    assert f"{public}.org" in page
    show = made.files["feeds/tea/index.html"].data
    assert f"{public}/feeds".encode() not in show
    assert f'"{here}"'.encode() not in show, (
        "the page is the site of the show, as where it is published"
    )


def test_a_page_of_the_preview_keeps_to_its_own_policy() -> None:
    policy = "default-src 'none'; script-src 'sha256-eA=='; img-src 'self' data:"
    page = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><body>x</BODY></html>'
    said = with_script(page.encode()).decode()
    assert "script-src 'sha256-eA==' 'self'; img-src 'self' data:; connect-src 'self'\"" in said
    assert said.endswith('x<script src="/-/preview.js" defer></script></BODY></html>')
    assert with_script(b"<p>x").decode() == '<p>x<script src="/-/preview.js" defer></script>'


ELEMENT = '<script src="/-/preview.js" defer></script>'
SELF = "default-src 'none'; script-src 'self'; connect-src 'self'"


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            """<meta content="default-src 'none'" http-equiv=Content-Security-Policy>""",
            f'<meta content="{SELF}" http-equiv=Content-Security-Policy>',
        ),
        (
            """<META HTTP-EQUIV='content-security-policy' CONTENT='script-src a.test'>""",
            """<META HTTP-EQUIV='content-security-policy' CONTENT="script-src a.test 'self'">""",
        ),
        (
            """<meta content="img-src 'self'" http-equiv="Content-Security-Policy">""",
            """<meta content="img-src 'self'" http-equiv="Content-Security-Policy">""",
        ),
        (
            """<meta http-equiv="Content-Security-Policy" content="default-src https://a.example">""",
            '<meta http-equiv="Content-Security-Policy" content="default-src https://a.example; '
            "script-src https://a.example 'self'; connect-src https://a.example 'self'\">",
        ),
        (
            """<meta http-equiv="Content-Security-Policy" content="script-src-elem 'none'">""",
            """<meta http-equiv="Content-Security-Policy" content="script-src-elem 'self'">""",
        ),
        (
            '<body><!-- <meta http-equiv="Content-Security-Policy" content="default-src"> -->',
            '<body><!-- <meta http-equiv="Content-Security-Policy" content="default-src"> -->',
        ),
        (
            '<meta name="author" content="default-src">',
            '<meta name="author" content="default-src">',
        ),
    ],
)
def test_a_policy_is_known_however_it_is_written(page: str, wanted: str) -> None:
    assert with_script(page.encode()).decode().removesuffix(ELEMENT) == wanted


def test_every_policy_of_a_page_is_widened() -> None:
    one = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    assert with_script((one * 2).encode()).count(SELF.encode()) == 2


def site(root: Path, **changed: object) -> Site:
    from datetime import UTC, datetime

    clock = lambda: datetime.fromtimestamp(int(NOW), UTC)  # noqa: E731
    return Site(root, "http://127.0.0.1:1", clock, **changed)  # type: ignore[arg-type]


def test_drafts_are_shown_if_they_are_asked_for(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  draft: true\n")
    plain, drafts = site(tmp_path), site(tmp_path, drafts=True)
    assert plain.make()
    assert drafts.make()
    assert b"<title>Two</title>" not in plain.files["feeds/tea.xml"].data
    assert b"<title>Two (draft)</title>" in drafts.files["feeds/tea.preview.xml"].data
    assert drafts.shows == {"tea": "http://127.0.0.1:1/feeds/tea.preview.xml"}


def test_only_the_shows_that_changed_are_made_again(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.write("seeds/coffee.yaml", "title: Coffee\ndescription: Beans.\n")
    made = site(tmp_path)
    assert made.make()
    assert made.shows_of(["seeds/tea.yaml", "media/tea/1.mp3"]) == ["tea"]
    assert made.shows_of(["seeds/coffee.yaml"]) == ["coffee"]
    assert made.shows_of(["seeds/network.yaml"]) is None
    assert made.shows_of(["seeds/new.yaml"]) is None
    assert not made.make(["tea"])
    kept = made.files["feeds/coffee.xml"]
    bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two cups\n")
    assert made.make(["tea"])
    assert made.files["feeds/coffee.xml"] is kept
    (tmp_path / "seeds/coffee.yaml").unlink()
    assert made.make()
    assert "feeds/coffee.xml" not in made.files


def test_a_workspace_that_is_spoilt_keeps_its_last_preview(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    made = site(tmp_path)
    made.make()
    files = dict(made.files)
    bench.write("seeds/network.yaml", "title: [")
    assert not made.make()
    assert made.files == files
    assert made.check()
    assert [finding.code for finding in made.findings] == ["SRC260"]
    assert made.findings[0].path == "seeds/network.yaml"


def test_that_nothing_is_built_yet_is_nothing_to_tell_of(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    made = site(tmp_path)
    made.check()
    bench.build()
    bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    made.check()
    assert made.findings
    assert not [one for one in made.findings if one.code.startswith("SRC20")]


def test_a_save_is_made_while_check_is_still_at_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = tea(tmp_path)
    made = site(tmp_path)
    made.make()
    judged = asyncio.Queue[asyncio.Future[list[Finding]]]()

    class Slow:
        """A process that takes its time: an answer comes when the test gives it."""

        def submit(self, *_: object) -> asyncio.Future[list[Finding]]:
            asked = asyncio.get_running_loop().create_future()
            judged.put_nowait(asked)
            return asked

    @contextmanager
    def process() -> Iterator[Slow]:
        yield Slow()

    monkeypatch.setattr(judging, "_process", process)
    monkeypatch.setattr(asyncio, "wrap_future", lambda future: future)

    async def edit() -> None:
        stop, events, lines = asyncio.Event(), Events(), asyncio.Queue[str]()
        task = asyncio.create_task(watch(made, events, stop, told=lines.put_nowait))
        first = await asyncio.wait_for(judged.get(), _PATIENCE)
        for number in (1, 2, 3):
            bench.edit("seeds/tea.yaml", "Two", f"Two{number}")
            await _line(lines, "changed: ")
            bench.edit("seeds/tea.yaml", f"Two{number}", "Two")
            await _line(lines, "changed: ")
        assert judged.empty(), "one at a time"
        finding = judging.NO_PREVIEW.of(UsageError("none"), "seeds")
        first.set_result([finding])
        assert await lines.get() == "check: 1 findings, 1 of them errors"
        (await asyncio.wait_for(judged.get(), _PATIENCE)).set_result([])
        assert await lines.get() == "check: 0 findings, 0 of them errors"
        assert judged.empty(), "what was saved meanwhile is judged once"
        stop.set()
        await asyncio.wait_for(task, _PATIENCE)

    asyncio.run(edit())


def test_a_check_that_is_lost_is_told_and_the_next_save_is_judged(preview: Preview) -> None:
    bench = preview.bench
    workers = children(preview.process.pid)
    assert len(workers) == 1
    os.kill(workers[0], signal.SIGKILL)
    bench.edit("seeds/tea.yaml", "title: Two\n", "titel: Two\n")
    preview.lines.until("ended from outside")
    bench.edit("seeds/tea.yaml", "titel: Two\n", "titel: Too\n")
    preview.lines.until("check: ")


def children(parent: int) -> list[int]:
    """The processes that another one has started to work for it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            state = (process / "stat").read_text("utf-8").rpartition(")")[2].split()
            worker = b"multiprocessing.spawn" in (process / "cmdline").read_bytes()
            if worker and int(state[1]) == parent:
                found.append(int(process.name))
    return found


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        (["192.168.1.7", "10.0.0.1"], "192.168.1.7"),
        (["127.0.0.1", "0.0.0.0", "169.254.3.4", "10.0.0.1"], "10.0.0.1"),
    ],
)
def test_a_phone_is_given_an_address_that_it_can_reach(found: list[str], chosen: str) -> None:
    assert lan_address(found) == chosen


@pytest.mark.parametrize("found", [[], ["127.0.0.1"], ["127.0.1.1", "169.254.0.9"]])
def test_without_a_network_no_phone_is_promised_anything(found: list[str]) -> None:
    with pytest.raises(UsageError, match="in no network"):
        lan_address(found)


def test_a_phone_is_led_to_the_one_show_or_to_the_page_of_all(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    made = site(tmp_path)
    made.make()
    assert phone_address(made) == (
        'the feed of "tea", for a podcast app to scan:',
        "http://127.0.0.1:1/feeds/tea.xml",
    )
    bench.write("seeds/pot.yaml", "title: Pot\n")
    made.make()
    said, address = phone_address(made)
    assert ("all shows" in said, address) == (True, "http://127.0.0.1:1/")


def test_a_port_that_is_taken_is_told_or_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} cannot be used"):
            open_door(port, lan=False, exact=True)
        door = open_door(port, lan=False, exact=False)
        assert door.address != f"http://127.0.0.1:{port}"
        assert door.socket.getsockname()[0] == "127.0.0.1"
        door.socket.close()


def test_what_is_small_or_no_text_is_not_packed() -> None:
    assert file_of("a.xml", b"x" * 10).packed is None
    assert file_of("a.xml", b"x" * 5000).packed is not None
    assert file_of("a.jpg", b"x" * 5000).packed is None


def test_no_workspace_is_told_before_anything_is_served(tmp_path: Path) -> None:
    result = Bench(tmp_path).run("serve")
    assert "there is no such folder" in str(result.exception)


def test_the_pages_of_the_shows_and_the_one_of_all_are_served(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    site = Site(tmp_path, "http://127.0.0.1:1", lambda: datetime(2026, 6, 1, tzinfo=UTC))
    site.make()
    assert {"feeds/index.html", "feeds/pages.css", "feeds/tea/index.html"} <= site.files.keys()
    assert b"http://127.0.0.1:1/feeds/tea.xml" in site.files["feeds/tea/index.html"].data
    bench.write("seeds/templates/show.html", "{{ nothing }}")
    site.make()
    assert "feeds/tea/index.html" in site.files, "a show that cannot be made stays as it was"
