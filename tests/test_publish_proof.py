"""What was published is fetched as an app would, told to hubs, and taken in by a real app."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from podfeed.publish.hubs import Ping, tell
from podfeed.publishing import proof
from podfeed.publishing.publication import hubs_in
from tests.needs import ROOT
from tests.publications import add_episode, network, publish, publishable, published
from tests.servers import running
from tests.stores import free_port
from tests.test_apps import Gpodder, sample_shows
from tests.webservers import hub, nginx
from tests.workspaces import Bench, Result

SHOWS = ["ai-training", "mastering-language-models"]


@pytest.mark.parametrize("show", SHOWS)
def test_gpodder_takes_in_what_was_published_behind_nginx(show: str, tmp_path: Path) -> None:
    gpodder = Gpodder(tmp_path / "gpodder")
    www = tmp_path / "www"
    with nginx(www, tmp_path / "nginx") as server:
        bench = sample_shows(tmp_path / "workspace", server.url)
        assert bench.build()["exit"] == 0
        result = bench.run("publish", "--to", str(www), "--yes")
        assert result.exit_code == 0, result.output
        assert "as published" in result.stdout
        fetched = server.seen()
        assert [one for one in fetched if one.range] != []
        assert {one.status for one in fetched} == {200, 206, 404}, "404 is for .history/"
        address = f"{server.url}/feeds/{show}.xml"
        gpodder("subscribe", address)
        server.seen()
        gpodder("update")
        assert [one.status for one in server.seen() if one.path.endswith(".xml")] == [304]
        gpodder("download", address)
    downloads = (tmp_path / "gpodder" / "Downloads").rglob("*.m*")
    media = (ROOT / "media" / show).glob("*.m*")
    assert sorted(path.read_bytes() for path in downloads) == sorted(
        path.read_bytes() for path in media
    )


def test_gpodder_hears_a_mended_recording_under_a_hashed_name_as_the_same_episode(
    tmp_path: Path,
) -> None:
    gpodder = Gpodder(tmp_path / "gpodder")
    with nginx(tmp_path / "www", tmp_path / "nginx") as server:
        bench = publishable(tmp_path, server.url)
        bench.edit("seeds/network.yaml", "defaults:", "audio_names: hashed\ndefaults:")
        bench.build()
        assert bench.run("publish", "--yes").exit_code == 0
        # nginx makes an ETag of the size and the second; both could be those of the feed to come.
        os.utime(tmp_path / "www/feeds/tea.xml", (1, 1))
        gpodder("subscribe", f"{server.url}/feeds/tea.xml")
        before = {str(one["guid"]): str(one["url"]) for one in gpodder.episodes()}
        path = bench.root / "media/tea/1.mp3"
        path.write_bytes(path.read_bytes()[:-1] + b"\x01")
        bench.build()
        result = bench.run("publish", "--yes")
        assert result.exit_code == 0, result.output
        gpodder("update")
        after = {str(one["guid"]): str(one["url"]) for one in gpodder.episodes()}
    assert before.keys() == after.keys()
    assert len(set(before.values()) - set(after.values())) == 1


# Faults --------------------------------------------------------------------------------------


def published_behind(tmp_path: Path, extra: str) -> tuple[Bench, Result]:
    """Publish behind an nginx with this configuration."""
    port = free_port()
    bench = publishable(tmp_path, f"http://127.0.0.1:{port}")
    with nginx(published(bench), tmp_path / "nginx", port=port, extra=extra):
        return bench, bench.run("publish", "--yes", "--json")


def findings(result: Result) -> list[tuple[str, str, str]]:
    """Severity, code and end of the address of what was found."""
    found = json.loads(result.stdout)["findings"]
    return [(one["severity"], one["code"], urlsplit(one["path"]).path) for one in found]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "PATIENCE", 0.01)


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("", []),
        (
            "location = /media/tea/2.mp3 { return 403; }",
            [("error", "PUB010", "/media/tea/2.mp3")],
        ),
        (
            "location = /feeds/tea.xml { return 500; }",
            [("error", "PUB010", "/feeds/tea.xml")],
        ),
        (
            "location = /feeds/tea.xml { return 200 '<rss/>'; default_type text/xml; }",
            [("error", "PUB011", "/feeds/tea.xml")],
        ),
        (
            "location = /feeds/tea.xml { default_type text/html; types {} }",
            [("error", "PUB013", "/feeds/tea.xml")],
        ),
        (
            "location = /media/tea/1.mp3 { try_files /media/tea/2.mp3 =404; }",
            [("error", "PUB012", "/media/tea/1.mp3")],
        ),
        (
            "location = /media/tea/1.mp3 { types {} default_type application/octet-stream; }",
            [("warning", "PUB013", "/media/tea/1.mp3")],
        ),
        (
            "location = /media/tea/1.mp3 { types {} default_type text/html; }",
            [("error", "PUB013", "/media/tea/1.mp3")],
        ),
        (
            "location = /media/tea/cover.jpg { types {} default_type application/x-tea; }",
            [("warning", "PUB013", "/media/tea/cover.jpg")],
        ),
        (
            "location ~ \\.mp3$ { max_ranges 0; }",
            [("error", "PUB014", f"/media/tea/{number}.mp3") for number in (1, 2, 3)],
        ),
        (
            "location /.history/ { allow all; }",
            [],  # the rule for names with a dot is a regular expression and wins
        ),
        (
            "location ^~ /.history/ { allow all; }",
            [("warning", "PUB015", "/.history/published.json")],
        ),
    ],
)
def test_what_is_not_served_as_it_was_published_is_a_finding(
    tmp_path: Path, extra: str, expected: list[tuple[str, str, str]]
) -> None:
    _, result = published_behind(tmp_path, extra)
    assert findings(result) == expected
    assert result.exit_code == (1 if any(one[0] == "error" for one in expected) else 0)


def test_a_server_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    bench = publishable(tmp_path, f"http://127.0.0.1:{free_port()}")
    result = bench.run("publish", "--yes")
    assert result.exit_code == 1
    assert "PUB010 cannot be fetched" in result.stderr
    assert "--rollback" not in result.stderr, "there is no former feed to put back"


def test_a_cache_with_the_former_feed_is_told_as_such_and_how_to_go_back(tmp_path: Path) -> None:
    port = free_port()
    bench = publishable(tmp_path, f"http://127.0.0.1:{port}")
    publish(bench)
    (published(bench) / "old").write_bytes(bench.feed())
    add_episode(bench)
    extra = "location = /feeds/tea.xml { types {} default_type text/xml; add_header Age 90; "
    extra += "try_files /old =404; }"
    with nginx(published(bench), tmp_path / "nginx", port=port, extra=extra) as server:
        result = bench.run("publish", "--yes")
        assert len([one for one in server.seen() if one.path == "/feeds/tea.xml"]) == 4
    assert result.exit_code == 1
    assert "PUB011 the former version, 90 seconds old, still comes from there" in result.stderr
    assert "podfeed publish --rollback SHOW" in result.stderr


def test_what_was_not_proved_is_proved_the_next_time(tmp_path: Path) -> None:
    broken = "location = /media/tea/2.mp3 { return 403; }"
    bench, result = published_behind(tmp_path, broken)
    assert result.exit_code == 1
    port = urlsplit(json.loads(result.stdout)["findings"][0]["path"]).port
    with nginx(published(bench), tmp_path / "again", port=port) as server:
        again = bench.run("publish", "--yes")
        assert again.exit_code == 0, again.output
        assert "5 files of before were not fetched yet" in again.stdout
        assert "/media/tea/2.mp3" in {one.path for one in server.seen()}
        assert bench.run("publish", "--yes").exit_code == 0
        assert server.seen() == [], "once it is proved, it is"


def test_a_rollback_is_proved_as_well(tmp_path: Path) -> None:
    port = free_port()
    bench = publishable(tmp_path, f"http://127.0.0.1:{port}")
    publish(bench)
    former = bench.feed()
    add_episode(bench)
    publish(bench)
    with nginx(published(bench), tmp_path / "nginx", port=port) as server:
        result = bench.run("publish", "--rollback", "tea", "--yes")
        assert result.exit_code == 0, result.output
        assert httpx.get(f"{server.url}/feeds/tea.xml").content == former


# Hubs ----------------------------------------------------------------------------------------


class Listener(ThreadingHTTPServer):
    """Notes what is asked of it: method, path, headers, body. Answers hubs and as ``status``."""

    daemon_threads = True

    def __init__(self, status: int) -> None:
        self.status = status
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Listening)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Listening(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        asked = parse_qs(urlsplit(self.path).query)
        answer = asked.get("hub.challenge", [""])[0].encode()
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET  # noqa: N815 - the names are those of the base class

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening(status: int = 200) -> Iterator[Listener]:
    with running(Listener(status)) as server:
        yield server


def with_hubs(bench: Bench, *hubs: str, podping: str = "") -> None:
    """Name hubs in the network, and build."""
    lines = f"hubs: {json.dumps(hubs)}\n" if hubs else ""
    lines += f"podping: {podping}\n" if podping else ""
    bench.edit("seeds/network.yaml", "defaults:", f"{lines}defaults:")
    assert bench.build()["exit"] == 0


def test_hubs_are_told_of_the_shows_that_are_served_as_published(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    refused = "location = /media/b/1.mp3 { return 403; }"
    with listening() as a_hub:
        bench = network(tmp_path, "a", "b")
        bench.edit("seeds/network.yaml", "http://127.0.0.1:9", base)
        with_hubs(bench, a_hub.url)
        with nginx(published(bench), tmp_path / "nginx", port=port, extra=refused):
            first = bench.run("publish", "--yes")
        assert first.exit_code == 1, first.output
        assert f"told {a_hub.url} of {base}/feeds/a.xml" in first.stdout
        assert f"of {base}/feeds/b.xml" not in first.stdout
        with nginx(published(bench), tmp_path / "nginx-mended", port=port):
            second = bench.run("publish", "--yes")
    assert second.exit_code == 0, second.output
    assert f"of {base}/feeds/a.xml" not in second.stdout, "that is told already"
    assert f"told {a_hub.url} of {base}/feeds/b.xml" in second.stdout


def test_a_real_hub_hands_the_new_feed_to_a_subscriber(tmp_path: Path) -> None:
    port = free_port()
    topic = f"http://127.0.0.1:{port}/feeds/tea.xml"
    bench = publishable(tmp_path, f"http://127.0.0.1:{port}")
    with hub(tmp_path / "hub") as address, listening() as subscriber:
        with_hubs(bench, address)
        # This hub wants the links in the headers too, as the specification prefers.
        link = f'add_header Link \'<{address}>; rel="hub", <{topic}>; rel="self"\';'
        with nginx(published(bench), tmp_path / "nginx", port=port, extra=link):
            first = bench.run("publish", "--yes")
            assert first.exit_code == 0, first.output
            form = {
                "hub.mode": "subscribe",
                "hub.topic": topic,
                "hub.callback": subscriber.url,
                "hub.secret": "leaves",
            }
            assert httpx.post(address, data=form).status_code == 202
            add_episode(bench)
            result = bench.run("publish", "--yes")
            assert result.exit_code == 0, result.output
            assert f"told {address} of {topic}" in result.stdout
    pushed = [(headers, body) for method, _, headers, body in subscriber.seen if method == "POST"]
    assert [body for _, body in pushed] == [bench.feed()]
    algorithm, _, signature = pushed[0][0]["x-hub-signature"].partition("=")
    assert signature == hmac.new(b"leaves", bench.feed(), algorithm).hexdigest()
    assert hashlib.sha256(pushed[0][1]).digest() == hashlib.sha256(bench.feed()).digest()


def test_hubs_are_told_only_of_feeds_that_changed_and_only_after_the_proof(tmp_path: Path) -> None:
    port = free_port()
    bench = publishable(tmp_path, f"http://127.0.0.1:{port}")
    with listening(204) as one:
        with_hubs(bench, f"{one.url}/hub", podping=f"{one.url}/podping/")
        token = {"PODPING_TOKEN": "leaves"}
        assert bench.run("publish", "--yes", env=token).exit_code == 1
        assert one.seen == [], "nothing comes from the public address yet"
        with nginx(published(bench), tmp_path / "nginx", port=port):
            assert bench.run("publish", "--yes", env=token).exit_code == 0
            topic = f"http://127.0.0.1:{port}/feeds/tea.xml"
            (method, _, _, body), (other, path, headers, _) = one.seen
            form = {"hub.mode": ["publish"], "hub.url": [topic], "hub.topic": [topic]}
            assert (method, parse_qs(body.decode())) == ("POST", form)
            assert (other, headers["authorization"]) == ("GET", "leaves")
            assert parse_qs(urlsplit(path).query) == {"url": [topic], "reason": ["update"]}
            one.seen.clear()
            assert bench.run("publish", "--yes", env=token).exit_code == 0
            assert one.seen == []


@pytest.mark.parametrize("status", [400, 500])
def test_a_hub_that_fails_is_a_warning(tmp_path: Path, status: int) -> None:
    bench = publishable(tmp_path)
    with listening(status) as one:
        with_hubs(bench, one.url)
        result = bench.run("publish", "--yes", "--no-verify")
    assert result.exit_code == 0
    assert f"warning: {one.url}: answers {status}" in result.stderr


def test_a_podping_token_is_missing_and_told_or_given_and_never_told(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    with_hubs(bench, podping="http://127.0.0.1:9/")
    result = bench.run("publish", "--yes", "--no-verify", env={"PODPING_TOKEN": ""})
    assert "podping: is set, and PODPING_TOKEN is not" in result.stderr
    add_episode(bench)
    result = bench.run("publish", "--yes", "--no-verify", env={"PODPING_TOKEN": "leaves"})
    assert result.exit_code == 0
    assert "cannot be fetched" in result.stderr
    assert "leaves" not in result.output


def test_a_token_is_not_taken_along_where_a_gateway_redirects() -> None:
    with listening(302) as one:
        (told,) = tell([Ping(one.url, "https://tea.example/feeds/tea.xml", "leaves")])
    assert told.problem == "answers 302 Found"
    assert [path for _, path, _, _ in one.seen] == [
        "/?url=https%3A%2F%2Ftea.example%2Ffeeds%2Ftea.xml&reason=update"
    ]


def test_the_hubs_of_a_show_take_the_place_of_those_of_the_network(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    with_hubs(bench, "https://hub.tea.example/")
    assert hubs_in(bench.feed()) == ["https://hub.tea.example/"]
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\nhubs: [https://own.tea.example/]\n")
    bench.build()
    assert hubs_in(bench.feed()) == ["https://own.tea.example/"]
