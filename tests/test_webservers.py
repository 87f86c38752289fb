"""The configuration that ``podfeed init --with`` writes, in the servers that it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from podfeed import served
from podfeed.errors import UsageError
from tests.stores import free_port
from tests.webservers import configured_caddy, configured_nginx
from tests.workspaces import Bench, mp3, tea

SERVERS: dict[str, tuple[str, Callable[[Path, Path, int], AbstractContextManager[None]]]] = {
    "nginx": ("nginx.conf", configured_nginx),
    "caddy": ("Caddyfile", configured_caddy),
}

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"


class Site(NamedTuple):
    """A workspace that is served, and an HTTP client at its base_url."""

    bench: Bench
    http: httpx.Client


@pytest.fixture(params=["", "/my%20shows"], ids=["root", "below"])
def base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SERVERS)
def site(request: pytest.FixtureRequest, base: str, tmp_path: Path) -> Iterator[Site]:
    port = free_port()
    name, server = SERVERS[request.param]
    bench = tea(tmp_path / "my podcast")
    address = f"http://127.0.0.1:{port}{base}"
    bench.edit("seeds/network.yaml", "https://tea.example", f"{address}\ngzip: true")
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  chapters: [0:00 A, 0:01 B]\n")
    bench.write("media/tea/1.vtt", VTT)
    bench.write("media/tea/.hidden.mp3", mp3())
    assert bench.build()["exit"] == 0
    result = bench.run("init", "--with", request.param)
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, f"Wrote {bench.root / name}")
    with (
        server(bench.root / name, tmp_path / "server", port),
        httpx.Client(base_url=f"{address}/", headers={"Accept-Encoding": "identity"}) as http,
    ):
        yield Site(bench, http)


def test_a_feed_is_served_as_one_and_asked_for_again_costs_nothing(site: Site) -> None:
    first = site.http.get("feeds/tea.xml")
    assert first.content == site.bench.feed()
    assert first.headers["content-type"] == served.FEED
    assert first.headers["cache-control"] == served.SHORT
    for header, value in (
        ("If-None-Match", first.headers["etag"]),
        ("If-Modified-Since", first.headers["last-modified"]),
    ):
        again = site.http.get("feeds/tea.xml", headers={header: value})
        assert (again.status_code, again.content) == (304, b"")


def test_an_etag_changes_with_the_content_and_only_then(site: Site) -> None:
    before = site.http.get("feeds/tea.xml").headers["etag"]
    site.bench.build("--force")
    assert site.http.get("feeds/tea.xml").headers["etag"] == before
    site.bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    site.bench.build()
    assert site.http.get("feeds/tea.xml").headers["etag"] != before


def test_a_compressed_feed_is_served_only_if_it_is_the_one_that_is_there(site: Site) -> None:
    def packed() -> httpx.Response:
        return site.http.get("feeds/tea.xml", headers={"Accept-Encoding": "gzip"})

    first = packed()
    assert first.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in first.headers["vary"].lower()
    assert first.headers["content-type"] == served.FEED
    assert int(first.headers["content-length"]) < len(site.bench.feed())
    assert first.content == site.bench.feed()
    assert packed().headers["etag"] == first.headers["etag"]
    site.bench.edit("seeds/tea.yaml", "About tea.", "All about tea.")
    site.bench.build()
    assert packed().content == site.bench.feed()
    assert b"All about tea." in packed().content
    site.bench.edit("seeds/network.yaml", "gzip: true", "gzip: false")
    site.bench.edit("seeds/tea.yaml", "All about tea.", "Nothing but tea.")
    site.bench.build()
    last = packed()
    assert last.content == site.bench.feed() != first.content


def test_audio_is_served_in_parts_with_its_type(site: Site) -> None:
    data = (site.bench.root / "media/tea/2.mp3").read_bytes()
    head = site.http.head("media/tea/2.mp3")
    assert (head.headers["content-type"], int(head.headers["content-length"])) == (
        "audio/mpeg",
        len(data),
    )
    assert head.headers["accept-ranges"] == "bytes"
    assert head.headers["cache-control"] == served.ASK_AGAIN
    part = site.http.get("media/tea/2.mp3", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(data)}"
    assert part.headers["content-type"] == "audio/mpeg"
    beyond = site.http.get("media/tea/2.mp3", headers={"Range": f"bytes={len(data)}-"})
    assert beyond.status_code == 416


def test_everything_that_is_built_has_the_type_of_the_table(site: Site) -> None:
    root = site.bench.root
    found = [p for f in ("feeds", "media") for p in sorted((root / f).rglob("*")) if p.is_file()]
    names = [p.relative_to(root).as_posix() for p in found if "/." not in p.as_posix()]
    names = [name for name in names if not name.endswith(".gz")]
    assert {Path(name).suffix for name in names} >= {".xml", ".mp3", ".jpg", ".json", ".vtt"}
    assert any(name.endswith(".chapters.json") for name in names)
    for name in names:
        got = site.http.get(name)
        assert (got.status_code, got.headers["content-type"]) == (200, served.media_type(name))
        assert got.headers["access-control-allow-origin"] == "*", name


@pytest.fixture
def paged(site: Site) -> Site:
    """The same, with web pages."""
    site.bench.with_pages()
    assert site.bench.build()["exit"] == 0
    return site


def test_the_address_of_the_network_leads_to_its_page(base: str, tmp_path: Path) -> None:
    for kind, (name, server) in SERVERS.items():
        port = free_port()
        address = f"http://127.0.0.1:{port}{base}"
        bench = tea(tmp_path / kind).with_pages()
        bench.edit("seeds/network.yaml", "https://tea.example", address)
        assert bench.build()["exit"] == 0
        assert bench.run("init", "--with", kind).exit_code == 0
        with server(bench.root / name, tmp_path / f"{kind}-server", port):
            got = httpx.get(f"{address}/", follow_redirects=True)
            assert (got.status_code, str(got.url)) == (200, f"{address}/feeds/index.html"), kind
            assert got.history[0].status_code == 302
            assert "<h1>" in got.text


def test_pages_are_sent_packed_and_only_the_player_may_be_framed(paged: Site) -> None:
    root = paged.bench.root
    for name in ("feeds/index.html", "feeds/tea/index.html", "feeds/pages.css", "feeds/tea.xml"):
        got = paged.http.get(name, headers={"Accept-Encoding": "gzip"})
        assert got.headers["content-encoding"] == "gzip", name
        assert got.content == (root / name).read_bytes()
        assert got.headers["content-type"] == served.media_type(name)
        known = {"If-None-Match": got.headers["etag"], "Accept-Encoding": "gzip"}
        assert paged.http.get(name, headers=known).status_code == 304, name
    cover = next((root / "feeds/tea").glob("cover-*.jpg")).relative_to(root).as_posix()
    got = paged.http.get(cover, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in got.headers
    framed = "content-security-policy"
    for name in ("feeds/index.html", "feeds/tea/", "feeds/tea/one.html"):
        assert paged.http.get(name).headers[framed] == "frame-ancestors 'self'", name
    assert framed not in paged.http.get("feeds/tea/player/one.html").headers


def test_a_hashed_address_is_kept_for_ever(site: Site) -> None:
    site.bench.edit("seeds/network.yaml", "gzip: true", "audio_names: hashed")
    site.bench.build()
    address = site.bench.feed().split(b'<enclosure url="')[1].split(b'"')[0].decode()
    assert len(Path(address).suffixes[0]) == 17
    got = site.http.get(address)
    assert got.content in {(site.bench.root / f"media/tea/{n}.mp3").read_bytes() for n in (1, 2, 3)}
    assert got.headers["cache-control"] == served.FOR_EVER
    assert got.headers["content-type"] == "audio/mpeg"
    assert site.http.get(address.replace("media/tea/", "media/none/")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("seeds/network.yaml", ".podfeed/manifest.json", "nginx.conf", "Caddyfile", "seeds/"),
        *("media/tea/.hidden.mp3", "media/../seeds/tea.yaml", "media/%2e%2e/seeds/tea.yaml"),
        *("feeds/..%2fseeds/tea.yaml", "media/", "feeds/none.xml"),
    ],
)
def test_nothing_else_is_served(site: Site, path: str) -> None:
    url = f"{site.http.base_url!s}{path}"
    with httpx.stream("GET", url) as got:
        assert got.status_code in (400, 403, 404), path


def test_what_is_there_already_is_never_overwritten(tmp_path: Path) -> None:
    for kind, (name, _) in SERVERS.items():
        bench = Bench(tmp_path / kind)
        bench.write(name, "mine")
        result = bench.run("init", "--with", kind)
        assert isinstance(result.exception, UsageError)
        assert str(result.exception).startswith(f"{name}: is there already")
        assert [path.name for path in bench.root.iterdir()] == [name]


def test_a_new_workspace_may_come_with_its_server(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "new")
    result = bench.run("init", "--with", "caddy")
    assert result.exit_code == 0
    assert "Caddyfile" in result.stdout
    text = (bench.root / "Caddyfile").read_text()
    assert "https://podcasts.example {" in text
    assert bench.build()["exit"] == 0


def test_a_folder_that_no_server_could_name_is_refused(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "a$b")
    result = bench.run("init", "--with", "nginx")
    assert isinstance(result.exception, UsageError)
    assert "has a '$' in its name" in str(result.exception)
    assert not bench.root.exists()
