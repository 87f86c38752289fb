"""Feeds and audio behind nginx as ``init --with nginx`` sets it up, against a bare file, by wrk."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench.table import Row
from tests.needs import needs_program
from tests.stores import free_port
from tests.webservers import configured_nginx, nginx
from tests.workspaces import mp3, tea

ROUNDS, SECONDS = 3, 2

_BAR = 0.8
"""What is served has headers and types of its own, which a bare file has not."""


def _rate(url: str, **headers: str) -> float:
    """Requests a second that are answered."""
    told = subprocess.run(
        [
            *(needs_program("wrk"), "-t1", "-c16", f"-d{SECONDS}s"),
            *(part for name, value in headers.items() for part in ("-H", f"{name}: {value}")),
            url,
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found is not None, told
    return float(found[1])


def run() -> Iterator[Row]:
    """Not modified, compressed whole, and a part of a recording."""
    with tempfile.TemporaryDirectory() as name:
        port, top = free_port(), Path(name)
        bench = tea(top / "shows")
        address = f"http://127.0.0.1:{port}"
        bench.edit("seeds/network.yaml", "https://tea.example", f"{address}\ngzip: true")
        bench.write("media/tea/3.mp3", mp3(600))
        assert bench.build()["exit"] == 0
        assert bench.run("init", "--with", "nginx").exit_code == 0
        bare = top / "bare"
        bare.mkdir()
        packed = bench.root / "feeds/tea.xml.gz"
        (bare / "packed").write_bytes(packed.read_bytes())
        (bare / "audio").write_bytes((bench.root / "media/tea/3.mp3").read_bytes())
        with (
            configured_nginx(bench.root / "nginx.conf", top / "ours", port),
            nginx(bare, top / "plain") as plain,
        ):
            part = {"Range": "bytes=100000-165535"}
            feed, file = f"{address}/feeds/tea.xml", f"{plain.url}/packed"
            ours, theirs = (httpx.get(url).headers["etag"] for url in (feed, file))
            cases = (
                ("not modified", feed, {"If-None-Match": ours}, file, {"If-None-Match": theirs}),
                ("compressed, whole", feed, {"Accept-Encoding": "gzip"}, file, {}),
                ("64 kB of audio", f"{address}/media/tea/3.mp3", part, f"{plain.url}/audio", part),
            )
            for what, own, headers, other, others in cases:
                pairs = [(_rate(own, **headers), _rate(other, **others)) for _ in range(ROUNDS)]
                mine, bares = (max(side) for side in zip(*pairs, strict=True))
                note = f"{mine:,.0f} and {bares:,.0f} a second"
                told = f"nginx as set up, {what}, against a bare file"
                yield Row(told, mine / bares, _BAR, note=note, least=True)
