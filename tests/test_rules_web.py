"""The WEB rules: each fires on the exchange its page calls wrong, and not on the right one."""

from __future__ import annotations

import re
from inspect import cleandoc

import pytest

from podfeed.findings import Severity
from podfeed.rules import (
    RULES,
    Answer,
    ArtworkFacts,
    FileFacts,
    Hop,
    MediaFacts,
    WebFacts,
    judge_web,
    links,
    lint,
    web_facts,
)
from tests.exchanges import read
from tests.feeds import GOOD, NOW, splice

_BLOCK = re.compile(r"^(Wrong|Right):\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RULES_OF_THE_WEB = sorted(code for code in RULES if code.startswith("WEB"))
SITE = "https://podcasts.example"
ENCLOSURE = f'<enclosure url="{SITE}/oolong.mp3" length="12064256" type="audio/mpeg"/>'
TYPES = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "segments": "application/json",
    "html": "text/html",
}


def chapters(content: str | bytes) -> tuple[bytes, MediaFacts]:
    """The good feed with a file of chapters, and what came for it."""
    element = f'<podcast:chapters url="{SITE}/1.json" type="application/json+chapters"/>'
    return _with(element, f"{SITE}/1.json", content, "application/json+chapters")


def transcript(content: str | bytes, kind: str) -> tuple[bytes, MediaFacts]:
    """The good feed with a transcript, and what came for it."""
    element = f'<podcast:transcript url="{SITE}/1.txt" type="{kind}"/>'
    return _with(element, f"{SITE}/1.txt", content, kind)


def _with(element: str, url: str, content: str | bytes, kind: str) -> tuple[bytes, MediaFacts]:
    data = content.encode() if isinstance(content, str) else content
    headers = {"content-type": kind, "access-control-allow-origin": "*"}
    facts = FileFacts(got=Answer(url, 200, "OK", headers=headers), content=data)
    return splice(f"<item>{element}</item>"), MediaFacts(web=WebFacts(files={url: facts}))


def judge(code: str, language: str, text: str) -> list[str]:
    """The codes that a rule finds in an example of its page."""
    if language == "json":
        data, media = chapters(text)
    elif language in TYPES:
        data, media = transcript(text, TYPES[language])
    else:
        exchange = read(text)
        if RULES[code].on == "web":
            return [f.code for f in judge_web(exchange.feed(), path="x", select=[code])]
        if RULES[code].on == "channel":
            data = splice(f"<channel>{''.join(exchange.elements)}</channel>")
            media = MediaFacts(web=exchange.feed())
        else:
            data = splice(f"<item>{''.join(exchange.elements) or ENCLOSURE}</item>")
            url, facts = exchange.file()
            media = MediaFacts(web=WebFacts(files={url: facts}))
    return [f.code for f in lint(data, path="x.xml", media=media, now=NOW, select=[code])]


def test_there_are_rules_of_the_web() -> None:
    assert len(RULES_OF_THE_WEB) > 40


@pytest.mark.parametrize("code", RULES_OF_THE_WEB)
def test_wrong_fires_and_right_is_silent(code: str) -> None:
    shown = _BLOCK.findall(cleandoc(RULES[code].kind.page))
    assert {heading for heading, _, _ in shown} == {"Wrong", "Right"}
    for heading, language, text in shown:
        assert set(judge(code, language, text)) == ({code} if heading == "Wrong" else set()), text


WELL = {
    "content-type": "application/rss+xml; charset=UTF-8",
    "etag": '"1"',
    "content-encoding": "gzip",
    "vary": "Accept-Encoding",
}
AGAIN = Answer(f"{SITE}/feeds/tea.xml", 304, "Not Modified", headers={"etag": '"1"'})


def served(data: bytes = GOOD, **headers: str) -> WebFacts:
    """A feed that is served as it should be, but for some headers."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(f"{SITE}/feeds/tea.xml", 200, "OK", headers={**WELL, **told}, sent=900)
    return web_facts(answer, data, again=AGAIN)


def codes(facts: WebFacts) -> list[str]:
    return [finding.code for finding in judge_web(facts, path="x")]


def test_a_feed_served_well_has_nothing_wrong() -> None:
    assert codes(served()) == []
    assert lint(GOOD, path="x", media=MediaFacts(web=served()), now=NOW, select=["WEB"]) == []


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"'])
def test_names_of_one_charset_agree(charset: str) -> None:
    assert codes(served(content_type=f"application/xml; charset={charset}")) == []


def test_a_feed_that_declares_nothing_is_utf_8_and_a_mark_tells_utf_16() -> None:
    assert codes(served(b"<rss/>", content_type="text/xml; charset=utf-8")) == []
    assert codes(served(b"<rss/>", content_type="text/xml; charset=latin1")) == ["WEB013"]
    wide = "<rss/>".encode("utf-16")
    assert codes(served(wide, content_type="text/xml; charset=utf-16")) == []


def test_a_feed_that_changed_between_two_requests_is_no_fault() -> None:
    first = served()
    assert first.feed is not None
    changed = Answer(first.feed.url, 200, "OK", headers={**WELL, "etag": '"2"'})
    assert codes(web_facts(first.feed, GOOD, again=changed)) == []


def test_the_address_to_hand_out_is_that_behind_the_lasting_redirects() -> None:
    urls = [f"{SITE}/{name}" for name in "abc"]
    hops = (Hop(urls[0], 301, urls[1]), Hop(urls[1], 302, urls[2]))
    found = judge_web(WebFacts(Answer(urls[0], 200, "OK", hops, WELL)), path="x")
    told = {f.code: f.message for f in found}
    assert told["WEB006"].endswith(f"to {urls[1]}")
    assert urls[2] in told["WEB007"]


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("HTTPS://Podcasts.example:443/feeds/tea.xml", []),
        ("https://podcasts.example/feeds/tea.xml#top", []),
        ("https://podcasts.example/feeds/tea.xml?x=1", ["WEB030"]),
        ("http://podcasts.example/feeds/tea.xml", ["WEB030"]),
        ("/feeds/tea.xml", []),  # told by a rule that needs no web
    ],
)
def test_the_self_link_is_compared_but_for_what_makes_no_difference(
    href: str, found: list[str]
) -> None:
    data = splice(f'<channel><atom:link rel="self" href="{href}"/></channel>')
    seen = lint(data, path="x", media=MediaFacts(web=served()), select=["WEB030"])
    assert [f.code for f in seen] == found


def test_a_self_link_that_redirects_is_as_good_as_its_target() -> None:
    url = f"{SITE}/feeds/tea.xml"
    answer = Answer(url, 200, "OK", (Hop(url, 302, "https://host.example/x"),), WELL)
    media = MediaFacts(web=web_facts(answer, GOOD))
    assert lint(GOOD, path="x", media=media, select=["WEB030"]) == []


def sounding(head: Answer, *, enclosure: str = ENCLOSURE) -> list[tuple[str, Severity]]:
    media = MediaFacts(web=WebFacts(files={head.url: FileFacts(head)}))
    found = lint(splice(f"<item>{enclosure}</item>"), path="x", media=media, select=["WEB"])
    return [(f.code, f.severity) for f in found]


def mp3(**headers: str) -> Answer:
    told = {"content-type": "audio/mpeg", "accept-ranges": "bytes", "content-length": "12064256"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(f"{SITE}/oolong.mp3", 200, "OK", headers=told)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (mp3(), []),
        (mp3(content_type="audio/mp3"), []),
        (mp3(content_type="audio/mpeg; x=1"), []),
        (mp3(content_type="application/octet-stream"), [("WEB054", Severity.INFO)]),
        (mp3(content_type="video/mp4"), [("WEB054", Severity.WARNING)]),
        (mp3(content_type="text/html", content_length="99"), [("WEB057", Severity.ERROR)]),
        (mp3(content_length="0"), [("WEB057", Severity.ERROR)]),
        (mp3(content_length="junk"), []),
        (mp3(accept_ranges="none"), [("WEB051", Severity.ERROR)]),
    ],
)
def test_audio_is_judged_by_its_headers(answer: Answer, found: list[tuple[str, Severity]]) -> None:
    assert sounding(answer) == found


def test_a_picture_is_judged_by_what_the_beginning_of_its_file_says() -> None:
    url = f"{SITE}/cover-3000.jpg"
    answer = Answer(url, 200, "OK", headers={"content-type": "image/jpeg", "last-modified": "x"})
    part = Answer(url, 206, headers={"content-range": "bytes 0-9/900000"})
    web = WebFacts(files={url: FileFacts(answer, part, b"0123456789")})
    known = MediaFacts(artwork={url: ArtworkFacts("image/jpeg", 9, 3000, 3000, "RGB")}, web=web)
    assert lint(GOOD, path="x", media=known, now=NOW, select=["WEB", "ART"]) == []
    found = lint(GOOD, path="x", media=MediaFacts(web=web), now=NOW, select=["WEB"])
    assert [(f.code, f.severity.value) for f in found] == [
        ("WEB057", "error"),
        ("WEB057", "warning"),
    ]
    assert web.files[url].length == 900_000


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", {"WEB070"}),
        ("[" * 100_000, {"WEB070"}),
        (b"\xff\xfe", {"WEB070"}),
        ('{"chapters": {}}', {"WEB070"}),
        ('{"chapters": [1]}', {"WEB070", "WEB071"}),
        ('{"version": "1.2.0", "chapters": []}', set()),
        ('\ufeff{"version": "1.2.0", "chapters": []}', set()),
        ('{"version": 1, "chapters": []}', {"WEB071"}),
        ('{"version": "1", "chapters": [{"startTime": -1, "title": "a"}]}', {"WEB072"}),
        ('{"version": "1", "chapters": [{"startTime": NaN, "title": "a"}]}', {"WEB072"}),
        ('{"version": "1", "chapters": [{"startTime": true, "title": "a"}]}', {"WEB072"}),
        (
            '{"version": "1", "chapters": [{"startTime": 9, "endTime": 9, "title": "a"}]}',
            {"WEB072"},
        ),
        ('{"version": "1", "chapters": [{"startTime": 900, "title": "a"}]}', {"WEB072"}),
        ('{"version": "1", "chapters": [{"startTime": 0, "toc": false}]}', set()),
        ('{"version": "1", "chapters": [{"startTime": 0, "title": 7}]}', {"WEB073"}),
        (
            '{"version": "1", "chapters": [{"startTime": 0, "title": "a", "location": {}}]}',
            {"WEB073"},
        ),
        ('{"version": "1", "author": [], "chapters": []}', {"WEB073"}),
        ('{"version": "1", "waypoints": 1, "chapters": []}', {"WEB073"}),
        (
            f'{{"version": "1", "chapters": [{{"startTime": 0, "title": "{"x" * 46}"}}]}}',
            {"WEB074"},
        ),
    ],
)
def test_chapters_are_judged_by_their_content(content: str | bytes, found: set[str]) -> None:
    data, media = chapters(content)
    seen = lint(data, path="x", media=media, now=NOW, select=["WEB07"])
    assert {f.code for f in seen} == found


def test_many_faults_of_one_kind_are_summed_up() -> None:
    many = ", ".join('{"title": "a"}' for _ in range(50))
    data, media = chapters(f'{{"version": "1", "chapters": [{many}]}}')
    seen = lint(data, path="x", media=media, select=["WEB072"])
    assert len(seen) == 3
    assert seen[-1].message.endswith("(and 47 more like it)")


CUE = "00:01.000 --> 00:02.000\nWords.\n"


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        ("text/vtt", f"WEBVTT\n\n{CUE}", set()),
        ("text/vtt", f"\ufeffWEBVTT - tea\r\n\r\n{CUE}", set()),
        ("text/vtt", f"WEBVTTX\n\n{CUE}", {"WEB080"}),
        ("text/vtt", "", {"WEB080"}),
        ("text/vtt", f"WEBVTT\n\n{CUE}{'x' * 66}\n", {"WEB082"}),
        ("text/vtt", f"WEBVTT\n\n{CUE}<v Ann>{'x' * 60}\n", set()),
        ("application/x-subrip", "1\n00:00:01,000 --> 00:00:02,000\nWords.\n", set()),
        ("application/srt", "Words and no times.", {"WEB080"}),
        ("application/srt", "9" * 200_000, {"WEB080"}),
        ("application/srt", "1\n00:00:01,000 --> 00:00:02,000\na\nb\nc\n", {"WEB082"}),
        ("application/json", '{"version": "1.0.0", "segments": []}', set()),
        ("application/json", '{"segments": []}', {"WEB081"}),
        ("application/json", '{"version": "1", "segments": [{"startTime": 0}]}', {"WEB081"}),
        ("application/json", '{"version": "1"}', {"WEB080"}),
        ("application/json", "nothing", {"WEB080"}),
        ("text/html", "<cite>A</cite><time>0</time><p>B</p>", set()),
        ("text/html", "<p>B</p>", {"WEB083"}),
        ("text/plain", "Words.", set()),
    ],
)
def test_transcripts_are_judged_by_their_content(kind: str, content: str, found: set[str]) -> None:
    data, media = transcript(content, kind)
    seen = lint(data, path="x", media=media, now=NOW, select=["WEB08"])
    assert {f.code for f in seen} == found


def test_the_files_of_the_newest_episodes_are_named_first_and_each_once() -> None:
    found = links(GOOD)
    assert found.audio == [f"{SITE}/oolong.mp3", f"{SITE}/sencha.mp3"]
    assert found.images == [f"{SITE}/cover-3000.jpg"]
    assert links(GOOD, newest=1).audio == [f"{SITE}/oolong.mp3"]
    late = GOOD.replace(b"Fri, 24 Apr 2026", b"Sun, 24 May 2026")
    assert links(late, newest=1).audio == [f"{SITE}/sencha.mp3"]


@pytest.mark.parametrize("data", [b"", b"<", b"\0" * 99, GOOD[:-99], b"<rss><item><enclosure/>"])
def test_links_are_found_as_far_as_a_feed_goes(data: bytes) -> None:
    assert set(links(data).audio) <= set(links(GOOD).audio)


def test_only_web_addresses_are_links_and_not_without_end() -> None:
    many = "".join(f'<enclosure url="{SITE}/{n}.mp3"/>' for n in range(99))
    data = splice(f'<item><enclosure url="file:///etc/hostname"/>{many}</item>')
    assert len(links(data, newest=1).audio) == 10
