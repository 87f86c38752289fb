"""What stores cost over the library they use, and the memory that large files take.

The S3 server of the first measure is moto, and does most of the work of either side. The one of
the memory is below: it takes what it gets and keeps none of it.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.table import Row
from tests.needs import ROOT
from tests.stores import end, free_port, moto, openssh, start

FILES, SIZE, ROUNDS = 200, 100_000, 5
LARGE = 2_000_000_000

_SINK = """
import hashlib, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    parts, sizes, etags = {}, {}, {}

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.path.partition("?")[0]
        if self.path.endswith("?uploads") or self.path.endswith("?uploads="):
            self.parts[key] = {}
            self.answer(b"<InitiateMultipartUploadResult><UploadId>1</UploadId>"
                        b"</InitiateMultipartUploadResult>")
            return
        parts = self.parts[key]
        etag = hashlib.md5(b"".join(parts[n] for n in sorted(parts))).hexdigest()
        self.etags[key] = f"{etag}-{len(parts)}"
        self.answer(b"<CompleteMultipartUploadResult><ETag>&quot;%s&quot;</ETag>"
                    b"</CompleteMultipartUploadResult>" % self.etags[key].encode())

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("ETag", '"%s"' % self.etags[self.path])
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.send_header("Content-Length", str(self.sizes[self.path]))
        self.end_headers()

    def do_PUT(self):
        left, digest = int(self.headers["Content-Length"]), hashlib.md5()
        size = left
        while left:
            block = self.rfile.read(min(left, 1 << 20))
            digest.update(block)
            left -= len(block)
        key, _, query = self.path.partition("?")
        number = int(dict(p.split("=") for p in query.split("&"))["partNumber"])
        self.parts[key][number] = digest.digest()
        self.sizes[key] = self.sizes.get(key, 0) + size
        self.answer(b"", ETag='"%s"' % digest.hexdigest())

    def answer(self, body, **headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Sink).serve_forever()
"""

_SEND = """
import sys
from pathlib import Path
from podfeed.publish.addresses import open_store
from podfeed.publish.sending import Upload, put_all
from podfeed.publish.store import Headers
store = open_store(sys.argv[1])
audio = Headers("audio/mpeg", "no-cache")
sent = {}
put = put_all(
    store,
    [Upload(f"{n}.mp3", Path(name), audio) for n, name in enumerate(sys.argv[2:])],
    progress=sent.__setitem__,
)
store.close()
assert sum(sent.values()) == sum(stored.size for stored in put.values()) > 1_000_000_000
lines = Path("/proc/self/status").read_text().splitlines()
print(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6)
"""


def _ratio() -> Row:
    """Files put by ``put_all`` against the same put by obstore, in rounds that take turns."""
    import obstore
    from obstore.store import S3Store

    from podfeed.publish.addresses import open_store
    from podfeed.publish.sending import Upload, put_all
    from podfeed.publish.store import Headers

    server = moto()
    os.environ.update(server.environment)
    audio = Headers("audio/mpeg", "no-cache")
    attributes = {"Content-Type": audio.content_type, "Cache-Control": audio.cache_control}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number:03}.mp3" for number in range(FILES)]
        for file in files:
            file.write_bytes(os.urandom(SIZE))
        store = open_store(f"s3://{server.bucket}/ours")
        bare = S3Store(
            server.bucket,
            prefix="theirs",
            config={"endpoint": server.url, "region": "us-east-1"},
            client_options={"allow_http": True},
        )

        async def theirs() -> None:
            put = [
                obstore.put_async(bare, file.name, file, attributes=attributes) for file in files
            ]
            await asyncio.gather(*put)

        def ours() -> None:
            put_all(store, [Upload(file.name, file, audio) for file in files])

        both: tuple[Callable[[], object], ...] = (ours, lambda: asyncio.run(theirs()))
        best = [float("inf")] * 2
        for _ in range(ROUNDS):
            for number, job in enumerate(both):
                begun = time.perf_counter()
                job()
                best[number] = min(best[number], time.perf_counter() - begun)
    note = f"{best[0]:.2f} s and {best[1]:.2f} s, load {os.getloadavg()[0]:.1f}"
    return Row(
        f"{FILES} files to S3, against obstore in parallel", best[0] / best[1], 1.5, note=note
    )


def _peak(address: str, files: list[Path], **environment: str) -> tuple[float, float]:
    """Megabytes at most, and seconds, of a process that puts these files."""
    begun = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", _SEND, address, *map(str, files)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout), time.perf_counter() - begun


def run() -> Iterator[Row]:
    yield _ratio()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        large = [folder / f"{number}.mp3" for number in range(3)]
        for file in large:
            with file.open("wb") as empty:
                empty.truncate(LARGE)
        port = free_port()
        sink = start([sys.executable, "-c", _SINK, str(port)], port)
        keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
        s3 = {**keys, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        ssh = openssh()
        cases: list[tuple[str, str, int, dict[str, str]]] = [
            ("S3", "s3://podcasts", 3, s3),
            ("a folder", str(folder / "www"), 1, {}),
            ("SFTP", f"{ssh.url}/large", 1, ssh.environment),
        ]
        for what, address, count, environment in cases:
            most, seconds = _peak(address, large[:count], **environment)
            note = f"{count * LARGE / 1e6 / seconds:.0f} MB/s"
            said = f"{count} file{'s' * (count > 1)} of 2 GB to {what}: peak memory"
            yield Row(said, most, 120, unit="MB", note=note)
        end(sink)
