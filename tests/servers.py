"""A web server on loopback for the length of a test, as a static host would be."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder and notes each request with the status it got."""

    extensions_map = {  # noqa: RUF012 - the name and type are those of the base class
        **SimpleHTTPRequestHandler.extensions_map,
        ".xml": "application/rss+xml; charset=utf-8",
        ".m4a": "audio/x-m4a",
    }

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.server.seen.append((self.command, self.path, int(code)))  # type: ignore[attr-defined]

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Ranged(_Handler):
    """Hands out parts of a file as well, which a browser needs to seek."""

    def do_GET(self) -> None:
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if span is None or not path.is_file():
            return super().do_GET()
        size = path.stat().st_size
        first, last = int(span[1]), min(int(span[2] or size - 1), size - 1)
        if first > last:
            self.send_error(416)
            return None
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        with path.open("rb") as file, suppress(ConnectionError):
            file.seek(first)
            self.wfile.write(file.read(last - first + 1))
        return None


class Server(ThreadingHTTPServer):
    """The server, its address, and what was asked of it: method, path, status."""

    daemon_threads = True

    def __init__(self, folder: Path, *, ranged: bool = False) -> None:
        self.seen: list[tuple[str, str, int]] = []
        self.folder = folder
        handler = _Ranged if ranged else _Handler
        super().__init__(("127.0.0.1", 0), partial(handler, directory=str(folder)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve(folder: Path, *, ranged: bool = False) -> Iterator[Server]:
    """Serve a folder on a free port until the block ends; ``ranged`` in parts, if asked for."""
    with running(Server(folder, ranged=ranged)) as server:
        yield server


S = TypeVar("S", bound=ThreadingHTTPServer)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Let a server run in a thread of its own until the block ends."""
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
