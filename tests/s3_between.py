"""A server between a client and an S3 server, that does what servers and networks do on bad days.

It speaks HTTP on loopback and hands on what it gets, signatures and all. ``before`` may answer a
request itself, change its headers, or cut the connection; ``after`` may change the answer.
"""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.servers import running
from tests.stores import S3


class CutError(Exception):
    """Raised by ``before`` or ``after`` to cut the connection without an answer."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    _read: Callable[[int], bytes]
    _body: bytes = b""
    resign: bool = False  # the headers were changed, which the signature covers

    @property
    def length(self) -> int:
        return int(self.headers.get("content-length", 0))

    def body(self, size: int | None = None) -> bytes:
        """The body up to a number of bytes; what is not asked for stays in the line."""
        wanted = self.length if size is None else min(size, self.length)
        self._body += self._read(wanted - len(self._body))
        return self._body

    @property
    def is_object_write(self) -> bool:
        """Whether this puts a content, whole or a part, and not one of podfeed's own."""
        return self.method == "PUT" and ".podfeed-" not in self.path


def fault(status: int, code: str, **headers: str) -> Answer:
    """What S3 answers when something is wrong."""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"
    return Answer(status, {"Content-Type": "application/xml", **headers}, body.encode())


class Between(ThreadingHTTPServer):
    """The server; ``seen`` are the requests in order, as method and path."""

    daemon_threads = True

    def __init__(self, target: S3) -> None:
        self.s3 = target
        self.target = urlsplit(target.url).netloc
        self.before: Callable[[Request], Answer | None] = lambda request: None
        self.after: Callable[[Request, Answer], Answer] = lambda request, answer: answer
        self.seen: list[tuple[str, str]] = []
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stall(self, request: Request) -> Answer | None:
        """Say nothing until the test is over."""
        self.closing.wait(30)
        raise CutError

    def times(self, count: int, what: Answer) -> Callable[[Request], Answer | None]:
        """Answer so many writes with this, and hand on the rest."""
        left = iter(range(count))
        return lambda request: (
            what if request.is_object_write and next(left, None) is not None else None
        )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Between

    def _handle(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read)
        self.server.seen.append((self.command, self.path))
        try:
            answer = self.server.before(request)
            if answer is None:
                answer = self.server.after(request, self._forward(request))
            request.body()
            self._reply(answer)
        except (CutError, OSError):
            self._cut()

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _handle  # noqa: N815

    def _forward(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection(self.server.target, timeout=60)
        connection.putrequest(request.method, request.path, True, True)
        body = request.body()
        headers = self._signed(request) if request.resign else request.headers
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read())
        connection.close()
        return found

    def _signed(self, request: Request) -> dict[str, str]:
        """The headers with a signature of ours in place of the client's."""
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        kept = {
            name: value
            for name, value in request.headers.items()
            if name not in ("authorization", "x-amz-date", "x-amz-content-sha256")
        }
        url = f"http://{request.headers['host']}{request.path}"
        signed = AWSRequest(request.method, url, headers=kept, data=request.body())
        credentials = Credentials(self.server.s3.key, self.server.s3.secret)
        S3SigV4Auth(credentials, "s3", "us-east-1").add_auth(signed)
        return dict(signed.headers.items())

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "date"):
                self.send_header(name, value)
        length = answer.headers.get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _cut(self) -> None:
        """Reset the connection."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            return


@contextmanager
def between(target: S3) -> Iterator[Between]:
    """Stand before a server until the block ends."""
    with running(Between(target)) as server:
        try:
            yield server
        finally:
            server.closing.set()
