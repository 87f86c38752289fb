"""A web server on loopback for the length of a test, as a static host would be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


class Server(ThreadingHTTPServer):
    """The server, its address, and what was asked of it: method, path, status."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.seen: list[tuple[str, str, int]] = []
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Serve a folder on a free port until the block ends."""
    with running(Server(folder)) as server:
        yield server


S = TypeVar("S", bound=ThreadingHTTPServer)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Let a server run in a thread of its own until the block ends."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
