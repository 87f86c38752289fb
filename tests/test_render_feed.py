"""A show becomes a feed: valid, complete, and the same bytes wherever it is made."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from podfeed import tags
from podfeed.models import Artwork, Audio, ChapterFile, Episode, Network, Owner, Show, Transcript
from podfeed.notes import html_of_text
from podfeed.render.compress import gzip_bytes
from podfeed.render.feed import render
from podfeed.tags import atom, itunes, rss
from podfeed.values import ByteSize, Duration, MediaType, Url, xml_text
from tests.needs import ROOT

BUILT = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=-4)))
NETWORK = Network(title="Tea Network", base_url=Url("https://tea.example"))
SPACES = {prefix: name for prefix, name in tags.NAMESPACES.items() if prefix != "googleplay"}
ODD = {
    "markup": "Q&A: is <b>tea</b> > coffee? \"yes\" & 'no' &amp; ]]> --> <!--",
    "emoji": "🍵 👩‍👩‍👧 \U0001f1f9\U0001f1fc",
    "right to left": "שלום \u202bעולם\u202c العربية",
    "CJK": "第一回　お茶の話 — 茶经",
    "combining": "Cafe\u0301 ﬁne",
    "odd white space": "a\u00a0b\u2028c\u200bd",
    "longest": "tea & toast ]]> " * 6_400,
}


def episode(index: int = 0, **fields: Any) -> Episode:
    """A whole episode; later ones are newer."""
    defaults: dict[str, Any] = {
        "title": f"Cup {index}",
        "description": f"About cup {index}.",
        "number": index + 1,
        "numbered": True,
        "published": datetime(2026, 1, 1, 8, tzinfo=UTC) + timedelta(days=index),
        "guid": f"guid-{index}",
        "audio": Audio(
            path=f"tea/cup {index}.mp3",
            type=MediaType("audio/mpeg"),
            length=ByteSize(1000 + index),
            duration=Duration(61.6),
        ),
    }
    return Episode(index=index, **{**defaults, **fields})


def show(*episodes: Episode, **fields: Any) -> Show:
    """A whole show."""
    defaults: dict[str, Any] = {
        "slug": "tea",
        "title": "Tea & Toast",
        "description": "All about tea.",
        "author": "The Tea Table",
        "language": "en-GB",
        "categories": ["Arts > Food", "Education"],
        "explicit": False,
        "image": Artwork(path="tea/cover.jpg"),
        "link": "https://tea.example/?a=1&b=2",
        "guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        "copyright": "The Tea Table",
        "owner": Owner(name="The Tea Table", email="tea@tea.example"),
    }
    return Show(episodes=episodes, **{**defaults, **fields})


def feed(*episodes: Episode, **fields: Any) -> bytes:
    return render(show(*episodes, **fields), network=NETWORK, built=BUILT).data


def channel(data: bytes) -> etree._Element:
    return etree.fromstring(data)[0]


def texts(data: bytes, path: str) -> list[str]:
    """What an XPath finds: attributes and the text of elements."""
    found = etree.fromstring(data).xpath(path, namespaces=SPACES)
    return [one if isinstance(one, str) else one.text or "" for one in found]


def test_the_document_is_rss_in_utf_8_with_its_namespaces_at_the_root_only() -> None:
    data = feed(episode(), episode(1, title="Ünïcode 茶"))
    assert re.match(rb"""<\?xml version=["']1\.0["'] encoding=["']UTF-8["']\?>\n<rss """, data)
    root = etree.fromstring(data)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    wanted = {name: tags.NAMESPACES[name] for name in ("itunes", "podcast", "atom", "content")}
    assert root.nsmap == wanted
    assert data.count(b"xmlns") == len(wanted)
    assert "Ünïcode 茶".encode() in data


def test_every_element_has_a_line_of_its_own() -> None:
    lines = feed(episode(), episode(1)).decode().splitlines()
    assert all(line.lstrip().startswith("<") for line in lines)
    assert all(line.count("<") <= 2 for line in lines if "CDATA" not in line)


CHANNEL = {
    "title": ["Tea & Toast"],
    "link": ["https://tea.example/?a=1&b=2"],
    "description": ["All about tea."],
    "language": ["en-GB"],
    "copyright": ["The Tea Table"],
    "generator": ["podfeed"],
    "lastBuildDate": ["Mon, 01 Jun 2026 16:00:00 +0000"],
    "pubDate": ["Fri, 02 Jan 2026 08:00:00 +0000"],
    "docs": [],
    "image/url": ["https://tea.example/media/tea/cover.jpg"],
    "image/title": ["Tea & Toast"],
    "image/link": ["https://tea.example/?a=1&b=2"],
    "atom:link[@rel='self']/@href": ["https://tea.example/feeds/tea.xml"],
    "atom:link/@type": ["application/rss+xml"],
    "itunes:author": ["The Tea Table"],
    "itunes:category/@text": ["Arts", "Education"],
    "itunes:category/itunes:category/@text": ["Food"],
    "itunes:explicit": ["false"],
    "itunes:image/@href": ["https://tea.example/media/tea/cover.jpg"],
    "itunes:type": ["episodic"],
    "itunes:owner/itunes:name": ["The Tea Table"],
    "itunes:owner/itunes:email": ["tea@tea.example"],
    "itunes:block": [],
    "itunes:complete": [],
    "itunes:new-feed-url": [],
    "podcast:guid": ["917393e3-1b1e-5cef-ace4-edaa54e1f810"],
    "podcast:locked": ["yes"],
    "podcast:locked/@owner": ["tea@tea.example"],
    "podcast:medium": ["podcast"],
}

ITEM = {
    "title": ["Cup 1"],
    "link": [],
    "description": ["About cup 1."],
    "guid": ["guid-1"],
    "guid/@isPermaLink": ["false"],
    "pubDate": ["Fri, 02 Jan 2026 08:00:00 +0000"],
    "enclosure/@url": ["https://tea.example/media/tea/cup%201.mp3"],
    "enclosure/@length": ["1001"],
    "enclosure/@type": ["audio/mpeg"],
    "itunes:title": ["Cup 1"],
    "itunes:author": [],
    "itunes:explicit": ["false"],
    "itunes:image": [],
    "itunes:block": [],
    "itunes:duration": ["62"],
    "itunes:season": [],
    "itunes:episode": ["2"],
    "itunes:episodeType": ["full"],
    "content:encoded": ["<p>About cup 1.</p>"],
}


@pytest.mark.parametrize(("path", "found"), CHANNEL.items())
def test_the_channel_has_what_directories_ask_for(path: str, found: list[str]) -> None:
    assert texts(feed(episode(), episode(1)), f"channel/{path}") == found


@pytest.mark.parametrize(("path", "found"), ITEM.items())
def test_an_item_has_what_directories_ask_for(path: str, found: list[str]) -> None:
    assert texts(feed(episode(), episode(1)), f"channel/item[1]/{path}") == found


def test_what_a_show_may_say_besides_is_written_when_it_does() -> None:
    fields: dict[str, Any] = {
        "type": "serial",
        "explicit": True,
        "owner": None,
        "image": None,
        "locked": False,
        "medium": "audiobook",
        "complete": True,
        "block": True,
        "new_feed_url": "https://new.example/tea.xml",
    }
    data = feed(episode(), **fields)
    assert texts(data, "channel/itunes:type") == ["serial"]
    assert texts(data, "channel/itunes:explicit") == ["true"]
    assert texts(data, "channel/itunes:owner") == []
    assert texts(data, "channel/image | channel/itunes:image") == []
    assert texts(data, "channel/podcast:locked") == ["no"]
    assert texts(data, "channel/podcast:locked/@owner") == []
    assert texts(data, "channel/podcast:medium") == ["audiobook"]
    assert texts(data, "channel/itunes:complete | channel/itunes:block") == ["Yes", "Yes"]
    assert texts(data, "channel/itunes:new-feed-url") == ["https://new.example/tea.xml"]


def test_what_an_episode_may_say_besides_is_written_when_it_does() -> None:
    data = feed(
        episode(
            season=2,
            type="trailer",
            explicit=True,
            author="A guest",
            link="https://tea.example/cups/1",
            image=Artwork(url=Url("https://cdn.example/1.png?v=2&w=3")),
            block=True,
        )
    )
    assert texts(data, "channel/item/itunes:season") == ["2"]
    assert texts(data, "channel/item/itunes:episodeType") == ["trailer"]
    assert texts(data, "channel/item/itunes:explicit") == ["true"]
    assert texts(data, "channel/item/itunes:author") == ["A guest"]
    assert texts(data, "channel/item/link") == ["https://tea.example/cups/1"]
    assert texts(data, "channel/item/itunes:image/@href") == ["https://cdn.example/1.png?v=2&w=3"]
    assert texts(data, "channel/item/itunes:block") == ["Yes"]


def test_an_episode_is_as_explicit_as_its_show_unless_it_says_otherwise() -> None:
    data = feed(episode(), episode(1, explicit=False), explicit=True)
    assert texts(data, "channel/item/itunes:explicit") == ["false", "true"]


def test_a_number_that_was_derived_is_published_only_if_the_show_asks() -> None:
    derived = episode(number=7, numbered=False)
    assert texts(feed(derived), "channel/item/itunes:episode") == []
    assert texts(feed(derived, numbering="derived"), "channel/item/itunes:episode") == ["7"]


def test_an_episode_without_description_or_duration_leaves_the_elements_out() -> None:
    audio = Audio(
        url=Url("https://cdn.example/1.mp3"), type=MediaType("audio/mpeg"), length=ByteSize(5)
    )
    data = feed(episode(description="", audio=audio))
    assert texts(data, "channel/item/description | channel/item/content:encoded") == []
    assert texts(data, "channel/item/itunes:duration") == []
    assert texts(data, "channel/item/enclosure/@url") == ["https://cdn.example/1.mp3"]


def test_the_prefix_of_the_network_stands_before_every_enclosure() -> None:
    network = NETWORK.model_copy(update={"enclosure_prefix": "https://op3.dev/e/"})
    data = render(show(episode()), network=network, built=BUILT).data
    url = "https://op3.dev/e/tea.example/media/tea/cup%200.mp3"
    assert texts(data, "channel/item/enclosure/@url") == [url]


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_a_feed_has_as_many_items_as_the_show_has_episodes(count: int) -> None:
    rendered = render(show(*map(episode, range(count))), network=NETWORK, built=BUILT)
    assert rendered.items == tuple(reversed(range(count)))
    guids = texts(rendered.data, "channel/item/guid")
    assert guids == [f"guid-{index}" for index in rendered.items]
    assert len(texts(rendered.data, "channel/pubDate")) == min(count, 1)


def test_items_go_by_date_then_number_then_place() -> None:
    same = datetime(2026, 3, 1, tzinfo=UTC)
    elsewhere = datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))  # an hour before
    episodes = (
        episode(0, published=elsewhere, number=9),
        episode(1, published=same, number=1),
        episode(2, published=same, number=2),
        episode(3, published=same, number=None),
        episode(4, published=same, number=None),
        episode(5, published=same + timedelta(seconds=1), number=1),
    )
    rendered = render(show(*episodes), network=NETWORK, built=BUILT)
    assert rendered.items == (5, 2, 1, 3, 4, 0)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"published": None}, "no date"),
        ({"published": datetime(2026, 1, 1)}, "no date with a zone"),  # noqa: DTZ001
        ({"guid": None}, "no guid"),
        ({"audio": None}, "no recording"),
        ({"audio": Audio(path="tea/1.mp3", type=MediaType("audio/mpeg"))}, "no recording"),
    ],
)
def test_an_episode_that_was_not_made_ready_is_refused(
    fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        feed(episode(**fields))


def test_a_build_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        render(show(), network=NETWORK, built=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_text_comes_back_as_it_was(text: str) -> None:
    fields = {"title": text, "description": text, "author": text}
    data = feed(episode(**fields), **fields, copyright=text)
    text = text.strip()
    for path in ("title", "description", "itunes:author", "item/title", "item/description"):
        assert texts(data, f"channel/{path}") == [text]
    assert texts(data, "channel/item/itunes:title") == [text]
    assert texts(data, "channel/image/title") == [text]
    [notes] = texts(data, "channel/item/content:encoded")
    assert "".join(etree.HTML(notes).itertext()) == text


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1f", "\ud800", "\ufffe"])
def test_a_character_that_xml_cannot_hold_never_reaches_the_feed(character: str) -> None:
    text = f"a{character}b"
    spoilt = show(
        # Past the checks of the models, as it would come from a fault elsewhere.
        episode().model_copy(
            update={"title": text, "description": text, "guid": text, "author": text}
        )
    ).model_copy(update={"title": text, "description": text, "author": text, "copyright": text})
    data = render(spoilt, network=NETWORK, built=BUILT).data
    for path in ("title", "description", "copyright", "itunes:author", "item/title", "item/guid"):
        assert texts(data, f"channel/{path}") == ["ab"]
    assert texts(data, "channel/item/content:encoded") == ["<p>ab</p>"]


def test_a_title_of_nothing_that_xml_can_hold_is_replaced() -> None:
    data = feed(episode(title="\x08"), title="\x08", description="\x08")
    assert texts(data, "channel/item/title") == ["guid-0"]
    assert texts(data, "channel/title") == ["tea"]


@given(st.text(min_size=1), st.text())
def test_any_title_and_description_come_back(title: str, description: str) -> None:
    spoilt = episode().model_copy(update={"title": title, "description": description})
    data = feed(spoilt)
    item = channel(data).find("item")
    assert item is not None
    assert item.findtext("title") == (xml_text(title) or "guid-0")
    assert (item.findtext("description") or "") == xml_text(description)


@given(st.text())
def test_notes_made_of_text_lose_none_of_it(text: str) -> None:
    clean = xml_text(text)
    html = html_of_text(clean)
    seen = "".join(etree.fromstring(f"<body>{html.replace('<br>', '<br/>')}</body>").itertext())
    assert "".join(seen.split()) == "".join(clean.split())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo", "<p>One<br>two</p>"),
        ("One\r\n\r\ntwo", "<p>One</p>\n<p>two</p>"),
        ("One\n \t\n\n\ntwo\n", "<p>One</p>\n<p>two</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("javascript://x", "<p>javascript://x</p>"),
        ("https://", "<p>https://</p>"),
        (
            'https://a.example/?q="><script>',
            '<p><a href="https://a.example/?q=">https://a.example/?q=</a>"&gt;&lt;script&gt;</p>',
        ),
        (
            "https://a.example/'onclick='x'.",
            '<p><a href="https://a.example/&#x27;onclick=&#x27;x">'
            "https://a.example/&#x27;onclick=&#x27;x</a>'.</p>",
        ),
        (
            "(http://a.example), ok",
            '<p>(<a href="http://a.example">http://a.example</a>), ok</p>',
        ),
    ],
)
def test_plain_text_becomes_safe_paragraphs_and_links(text: str, html: str) -> None:
    assert html_of_text(text) == html


MAKE_ONE = """
import sys
from tests.test_render_feed import BUILT, NETWORK, ODD, episode, render, show
episodes = [episode(i, title=t, description=t) for i, t in enumerate(ODD.values())]
sys.stdout.buffer.write(render(show(*episodes), network=NETWORK, built=BUILT).data)
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "UTC", "LC_ALL": "ar_EG.UTF-8", "LANGUAGE": "ar"},
    ],
)
def test_the_same_show_gives_the_same_bytes_everywhere(environment: dict[str, str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", MAKE_ONE],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    episodes = [
        episode(index, title=text, description=text) for index, text in enumerate(ODD.values())
    ]
    assert run.stdout == feed(*episodes)


def test_rendering_leaves_the_locale_as_it_was() -> None:
    import locale

    before = locale.setlocale(locale.LC_ALL)
    feed(episode())
    assert locale.setlocale(locale.LC_ALL) == before


def test_every_tag_of_an_item_is_written_by_an_episode_that_has_everything() -> None:
    whole = episode(
        season=1,
        author="A guest",
        link="https://tea.example/1",
        image=Artwork(path="tea/1.jpg"),
        block=True,
        chapter_file=ChapterFile(url=Url("https://tea.example/feeds/tea/1.chapters.json")),
        transcripts=[Transcript(url=Url("https://tea.example/feeds/tea/1.vtt"), type="text/vtt")],
    )
    data = feed(
        whole,
        complete=True,
        block=True,
        new_feed_url="https://new.example/tea.xml",
        notes="<p>About tea.</p>",
    )
    for parent, element in (("channel", channel(data)), ("item", channel(data).find("item"))):
        assert element is not None
        names = {str(child.tag) for child in element}
        fields = Show.model_fields if parent == "channel" else Episode.model_fields
        made = {rss.Generator, rss.LastBuildDate, rss.NewestDate, atom.SelfLink}
        made.add(itunes.EpisodeTitle)
        expected = {t.qname for t in tags.in_parent(parent) if t in made or t.key in fields}
        assert names - {"item"} == expected
        for child in element:
            if child.tag != "item":
                tag = tags.of_element(parent, child)
                assert tag is not None
                tag.read(child)


def test_values_read_from_the_feed_are_those_of_the_show() -> None:
    original = show(episode())
    top = channel(feed(*original.episodes))
    found = itunes.Category.read_all(top.findall(itunes.Category.qname))
    assert tuple(found) == original.categories
    enclosure = top.find("item/enclosure")
    assert enclosure is not None
    assert rss.Enclosure.read(enclosure) == {
        "url": "https://tea.example/media/tea/cup%200.mp3",
        "length": 1000,
        "type": "audio/mpeg",
    }


def test_the_compressed_feed_is_the_feed_and_depends_on_it_alone() -> None:
    data = feed(episode())
    packed = gzip_bytes(data)
    assert gzip.decompress(packed) == data
    assert packed[4:8] == bytes(4), "the time in the header is zero"
    assert len(packed) < len(data)
