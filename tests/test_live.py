"""Feeds on the web, and the files they name, are asked for politely and judged."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tracemalloc
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podfeed import web
from podfeed.cli import podfeed as group
from podfeed.errors import UsageError
from podfeed.examining import Checked, Selection
from podfeed.live import Manners, check_live
from podfeed.web import client, pauses
from tests.feeds import GOOD, NOW
from tests.needs import needs_program
from tests.servers import running
from tests.web_hosts import Server, cover, server

__all__ = ["server"]

QUICK = Manners(pause=0, timeout=5)
SHORT = Manners(pause=0, timeout=0.4)


def check(*urls: str, manners: Manners = QUICK, **feeds: bytes) -> Checked:
    checked = Checked()
    check_live(checked, urls, feeds, Selection(NOW), manners)
    return checked


def codes(checked: Checked, least: str = "warning") -> list[str]:
    """The codes found, but for that loopback is served over http, which all are."""
    wanted = {"error"} if least == "error" else {"error", "warning"}
    found = [f.code for f in checked.findings if f.severity.value in wanted]
    return [code for code in found if code != "WEB010"]


def test_a_feed_that_is_served_well_has_nothing_wrong(server: Server) -> None:
    checked = check(f"{server.url}/good/tea.xml")
    assert codes(checked) == []
    assert (checked.feeds, checked.episodes) == (1, 2)
    again = server.seen[1][2]
    assert again["if-none-match"] == '"1"'
    assert {headers["user-agent"] for _, _, headers in server.seen} == {web.USER_AGENT}


SERVED = {
    "/plain/tea.xml": ["WEB012", "WEB015", "WEB017"],
    "/forgetful/tea.xml": ["WEB016"],
    "/latin/tea.xml": ["WEB015", "WEB013"],
    "/page/tea": ["WEB011"],
    "/gone/tea.xml": ["WEB003"],
    "/nothing/tea.xml": ["WEB003"],
    "/closed/tea.xml": ["WEB004"],
    "/loop/tea.xml": ["WEB005"],
    "/astray/tea.xml": ["WEB005"],
    "/moved/tea.xml": ["WEB006"],
    "/huge/tea.xml": ["WEB019"],
    "/broken/tea.xml": ["WEB001"],
    "/torn/tea.xml": ["WEB001"],
    "/half/tea.xml": ["WEB020"],
    "/rubbish/tea.xml": ["WEB001"],
}


@pytest.mark.parametrize("path", SERVED)
def test_each_bad_server_is_told_as_what_it_is(server: Server, path: str) -> None:
    checked = check(server.url + path)
    assert codes(checked) == SERVED[path]
    assert {finding.path for finding in checked.findings} == {server.url + path}


def test_a_temporary_redirect_is_only_mentioned(server: Server) -> None:
    checked = check(f"{server.url}/elsewhere/tea.xml")
    assert codes(checked) == []
    assert "WEB007" in {f.code for f in checked.findings}


@pytest.mark.parametrize("path", ["/hang/tea.xml", "/drip/tea.xml"])
def test_a_server_that_keeps_silent_is_one_finding_when_the_time_is_up(
    server: Server, path: str
) -> None:
    (finding,) = check(server.url + path, manners=SHORT).findings
    assert (finding.code, finding.message) == (
        "WEB002",
        "has not answered in full within 0.4 seconds",
    )


@pytest.mark.parametrize("path", ["/bomb/tea.xml", "/endless/tea.xml"])
def test_bombs_and_endless_answers_do_not_fill_the_memory(server: Server, path: str) -> None:
    engine = zlib.compressobj(1, wbits=31)
    begin = engine.compress(b"") + engine.flush(zlib.Z_FULL_FLUSH)
    ten = engine.compress(bytes(10 << 20)) + engine.flush(zlib.Z_FULL_FLUSH)
    server.bomb = begin + ten * 100  # a gigabyte
    tracemalloc.start()
    try:
        checked = check(server.url + path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert codes(checked) == ["WEB019"]
    assert peak < 150 << 20


def test_what_follows_the_end_of_a_gzip_is_not_read(server: Server) -> None:
    checked = check(f"{server.url}/trailer/tea.xml")
    assert codes(checked) == ["WEB015"]
    assert checked.episodes == 2


def test_a_server_that_is_not_there_is_told(server: Server) -> None:
    assert codes(check("http://127.0.0.1:1/tea.xml")) == ["WEB001"]


def test_a_certificate_that_nobody_vouches_for_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openssl = needs_program("openssl")
    files = [str(tmp_path / name) for name in ("key.pem", "cert.pem")]
    subject = ["-subj", "/CN=localhost", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    command = [openssl, "req", "-x509", *subject, "-keyout", files[0], "-out", files[1]]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    httpd = Server()
    plain = httpd.socket
    httpd.socket = context.wrap_socket(plain, server_side=True)
    with running(httpd):
        (finding,) = check(httpd.url.replace("http:", "https:") + "/good/tea.xml").findings
    assert finding.code == "WEB009"
    assert "self-signed certificate" in finding.message


def feed_of(server: Server, *enclosures: str, more: str = "") -> bytes:
    """A feed whose episodes have these enclosures, the newest first, and the server's cover."""
    items = "".join(
        f"<item><title>{number}</title><guid>{number}</guid>"
        f"<pubDate>Fri, 01 May 2026 {23 - number:02}:00:00 +0000</pubDate>"
        f'<enclosure url="{server.url}{path}" length="100" type="audio/mpeg"/>{more}</item>'
        for number, path in enumerate(enclosures)
    )
    start, _, rest = GOOD.decode().partition("    <item>")
    end = rest.rpartition("</item>")[2]
    text = f"{start}{items}{end}".replace(
        "https://podcasts.example/cover-3000", f"{server.url}/cover"
    )
    return text.encode()


ASK = Manners(media=True, pause=0, timeout=5)
FILES = {
    "/media/100.mp3": [],
    "/media/99.mp3": ["WEB052"],
    "/whole/1.mp3": ["WEB051"],
    "/headless/1.mp3": ["WEB053"],
    "/page/1.mp3": ["WEB051", "WEB057"],
    "/gone/1.mp3": ["WEB050"],
    "/closed/1.mp3": ["WEB050"],
    "/loop/1.mp3": ["WEB050"],
    "/rubbish/1.mp3": ["WEB050"],
}


@pytest.mark.parametrize("path", FILES)
def test_audio_is_asked_for_and_judged(server: Server, path: str) -> None:
    checked = check(manners=ASK, feed=feed_of(server, path))
    found = [f for f in checked.findings if f.code.startswith("WEB")]
    assert sorted(f.code for f in found) == FILES[path]
    assert all(finding.line and finding.path == "feed" for finding in found)


def test_a_good_host_is_asked_by_head_alone(server: Server) -> None:
    check(manners=ASK, feed=feed_of(server, "/media/100.mp3"))
    assert sorted(server.asked) == [
        ("GET", "/cover.jpg"),
        ("HEAD", "/cover.jpg"),
        ("HEAD", "/media/100.mp3"),
    ]


def test_only_the_newest_episodes_are_asked_for(server: Server) -> None:
    paths = [f"/media/10{number}.mp3" for number in range(9)]
    manners = Manners(media=True, pause=0, newest=3)
    check(manners=manners, feed=feed_of(server, *paths))
    asked = {path for _, path in server.asked if path.startswith("/media")}
    assert asked == {"/media/100.mp3", "/media/101.mp3", "/media/102.mp3"}


def test_pictures_are_measured_by_their_beginning(server: Server) -> None:
    server.cover = cover(600) + bytes(1_000_000)
    checked = check(manners=ASK, feed=feed_of(server, "/media/100.mp3"))
    assert {"ART103", "ART105"} <= {f.code for f in checked.findings}
    ranges = [headers.get("range") for _, path, headers in server.seen if path == "/cover.jpg"]
    assert ranges == [None, "bytes=0-262143"]


def test_chapters_and_transcripts_are_read(server: Server) -> None:
    more = (
        f'<podcast:chapters url="{server.url}/chapters/1.json" type="application/json+chapters"/>'
        f'<podcast:transcript url="{server.url}/transcript/1.vtt" type="text/vtt"/>'
    )
    checked = check(manners=ASK, feed=feed_of(server, "/media/100.mp3", more=more))
    found = sorted(f.code for f in checked.findings if f.code.startswith("WEB"))
    assert found == ["WEB054", "WEB059", "WEB071", "WEB080"]


def test_a_host_that_keeps_silent_is_not_asked_for_ever(server: Server) -> None:
    paths = [f"/hang/{number}.mp3" for number in range(10)]
    manners = Manners(media=True, pause=0, timeout=0.3)
    checked = check(manners=manners, feed=feed_of(server, *paths))
    silent = [f for f in checked.findings if f.code == "WEB050" and "audio" in f.message]
    assert len(silent) == 10
    assert len([path for _, path in server.asked if path.startswith("/hang")]) <= 8


def test_a_host_is_asked_over_four_connections_at_most(server: Server) -> None:
    paths = [f"/crowd/{number}.mp3" for number in range(10)]
    check(manners=ASK, feed=feed_of(server, *paths))
    assert server.most == web.CONNECTIONS


def test_a_host_is_asked_once_a_second(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(pauses, "sleep", sleep)
    monkeypatch.setattr(client.time, "monotonic", lambda: clock[0])
    checked = Checked()
    manners = Manners(timeout=5, connections=1)
    check_live(checked, [f"{server.url}/elsewhere/tea.xml"], {}, Selection(NOW), manners)
    assert [path for _, path in server.asked] == [
        "/elsewhere/tea.xml",
        "/good/tea.xml",
        "/good/tea.xml",
    ]
    assert waits == [0, 1, 1]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["check", *arguments], env={"SOURCE_DATE_EPOCH": "1780000000"})


def test_the_command_shows_the_line_of_what_it_fetched(server: Server) -> None:
    url = f"{server.url}/plain/tea.xml"
    result = run(url, "--ignore", "WEB010")
    assert result.exit_code == 0, result.output
    assert f"{url}\n  warning  WEB012" in result.stdout
    assert "1 feed, 2 episodes" in result.stdout


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_a_private_feed_is_judged_with_its_login_and_no_report_tells_that(
    server: Server, form: str
) -> None:
    host = server.url.removeprefix("http://")
    result = run(f"http://ann:gyokuro@{host}/private/tea.xml", "--format", form)
    assert result.exit_code == 0, result.output
    assert "WEB010" in result.output
    assert "WEB030" not in result.output, "the feed names its own address without the login"
    assert "gyokuro" not in result.output
    assert len(server.asked) == 2
    wrong = run(f"http://ann:gyokuro8@{host}/private/tea.xml", "--format", form)
    assert wrong.exit_code == 1
    assert "WEB004" in wrong.output
    assert "gyokuro" not in wrong.output


def test_the_command_takes_files_and_addresses_together(server: Server, tmp_path: Path) -> None:
    (tmp_path / "tea.xml").write_bytes(GOOD.replace(b"<guid", b"<gid").replace(b"/guid", b"/gid"))
    url = f"{server.url}/gone/tea.xml"
    result = run(str(tmp_path / "tea.xml"), url, "--format", "json")
    found = {(f["path"], f["code"]) for f in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert (url, "WEB003") in found
    assert any(path.endswith("tea.xml") and path != url for path, _ in found)


def test_a_feed_file_is_checked_with_its_files_on_the_web(server: Server, tmp_path: Path) -> None:
    feed = feed_of(server, "/gone/1.mp3").replace(b"itunes:image", b"itunes:picture")
    (tmp_path / "tea.xml").write_bytes(feed)
    result = run(str(tmp_path / "tea.xml"), "--media", "--format", "json", "--select", "WEB050")
    (finding,) = json.loads(result.stdout)
    assert (finding["code"], finding["severity"]) == ("WEB050", "error")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--media",), "--media asks the servers of feeds"),
        (("--audio", "tea.xml"), "--audio listens to the recordings of a workspace"),
        (("https://",), "is no web address"),
    ],
)
def test_what_cannot_be_asked_for_together_is_said(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    result = run("https://podcasts.example/tea.xml")
    assert isinstance(result.exception, UsageError)
    assert result.exception.remedy == "pip install 'podfeed[web]'"
