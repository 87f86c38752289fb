"""A finding points at the exact place, whatever the encoding, the line ends and the prefixes."""

from __future__ import annotations

import re

import pytest

from tests.feeds import spoilt
from tests.positions import BAD_DATE, SPOILT, TEXT, place_of, told, where


@pytest.mark.parametrize(
    "text",
    [
        SPOILT,
        SPOILT.replace("\n", "\r\n"),
        SPOILT.replace("\n", "\r"),
        SPOILT.replace("      <pubDate>y", "\t\t<pubDate>y"),
        SPOILT.replace("      <pubDate>y", "<!-- 日本語 😀 é --> <pubDate>y"),
        re.sub(r"\n\s*", " ", SPOILT),
        SPOILT.replace("<channel>", "<channel>" + "\n" * 70_000),
    ],
    ids=["lf", "crlf", "cr", "tabs", "multi-byte", "one line", "past line 65535"],
)
def test_a_position_is_exact(text: str) -> None:
    for bom in ("", "\ufeff"):
        (finding,) = told((bom + text).encode(), "RSS060")
        assert where(finding) == place_of(text, BAD_DATE)
        assert finding.element == "/rss/channel/item[2]/pubDate"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_position_in_utf_16_counts_characters(encoding: str) -> None:
    text = SPOILT.replace("UTF-8", "UTF-16").replace("Oolong", "烏龍😀")
    bom = "" if encoding == "utf-16" else "\ufeff"
    (finding,) = told((bom + text).encode(encoding), "RSS060")
    assert where(finding) == place_of(text, BAD_DATE)


def test_a_position_in_latin_1_counts_characters() -> None:
    text = SPOILT.replace("UTF-8", "ISO-8859-1").replace("Oolong", "Öölöng")
    text = text.replace("      <pubDate>y", "<!-- éé --><pubDate>y")
    (finding,) = told(text.encode("latin-1"), "RSS060")
    assert where(finding) == place_of(text, BAD_DATE)
    assert told(text.encode("latin-1"), "RSS003") == []


def test_an_attribute_is_found_on_its_own_line() -> None:
    url = "https://podcasts.example/2.mp3"
    tag = f"<enclosure\n\turl = '{url}'\n  length=\"a>b\"\n type='audio/mpeg'/>"
    text = re.sub(r'<enclosure url="[^"]*sencha[^>]*/>', lambda _: tag, TEXT)
    (finding,) = told(text.encode(), "RSS052")
    assert where(finding) == place_of(text, 'length="a>b"')
    assert finding.element == "/rss/channel/item[2]/enclosure/@length"


def test_an_attribute_of_the_root_is_found() -> None:
    data = spoilt("http://www.itunes.com/dtds", "http://www.itunes.com/DTDs")
    (finding,) = told(data, "RSS009")
    assert where(finding) == place_of(data.decode(), "xmlns:itunes")
    assert finding.element == "/rss/@xmlns:itunes"


def test_elements_of_the_channel_are_told_apart() -> None:
    extra = '<itunes:category text="Sciense"/>'
    data = spoilt("<itunes:explicit>", f"{extra}<itunes:explicit>")
    (finding,) = told(data, "APL004")
    assert where(finding) == place_of(data.decode(), 'text="Sciense"')
    assert finding.element == "/rss/channel/itunes:category[2]/@text"
    assert finding.remedy == 'did you mean "Science"?'


def test_what_stands_after_the_items_has_its_position() -> None:
    data = spoilt("  </channel>", "    <language>xx</language>\n  </channel>")
    data = data.replace(b"    <language>en</language>\n", b"")
    (finding,) = told(data, "RSS023")
    assert where(finding) == place_of(data.decode(), "<language>")


def test_another_prefix_is_known_by_its_namespace() -> None:
    text = TEXT.replace("itunes:", "i:").replace("xmlns:itunes", "xmlns:i")
    text = text.replace("<i:episode>1<", "<i:episode>2<")
    (finding,) = told(text.encode(), "APL036")
    assert where(finding) == place_of(text, "<i:episode>2", nth=1)
    assert finding.element == "/rss/channel/item[2]/itunes:episode"


ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


@pytest.mark.parametrize(
    ("tag", "whole_item"),
    [
        (f'<duration xmlns="{ITUNES}">', False),
        (f'<q:duration xmlns:q="{ITUNES}">', False),
        (f'<q:duration xmlns:q="{ITUNES.upper()}">', False),
        ("<q:duration>", True),
    ],
)
def test_a_namespace_may_be_declared_anywhere(tag: str, whole_item: bool) -> None:
    end = tag.split()[0].rstrip(">").replace("<", "</") + ">"
    text = TEXT.replace("<itunes:duration>603</itunes:duration>", f"{tag}6x3{end}")
    if whole_item:
        text = text.replace("<item>", f'<item xmlns:q="{ITUNES}">')
    (finding,) = told(text.encode(), "APL032")
    assert where(finding) == place_of(text, tag)
    assert finding.element == "/rss/channel/item[2]/itunes:duration"


def test_a_namespace_of_one_element_is_not_that_of_the_next() -> None:
    other = '<duration xmlns="urn:other">1</duration><itunes:duration xmlns:itunes="urn:x"/>'
    text = TEXT.replace("<itunes:duration>603<", f"{other}<itunes:duration>6x3<")
    text = text.replace(
        "<itunes:author>", '<n:a xmlns:n="urn:y" xmlns:itunes="urn:z"/><itunes:author>'
    )
    (finding,) = told(text.encode(), "APL032")
    assert where(finding) == place_of(text, "<itunes:duration>6x3")


def test_rss_may_stand_in_a_namespace_of_its_own() -> None:
    text = SPOILT.replace('<rss version="2.0"', '<rss version="2.0" xmlns="urn:rss"')
    (finding,) = told(text.encode(), "RSS060")
    assert where(finding) == place_of(text, BAD_DATE)
    text = re.sub(r"<(/?)(rss|channel|item|pubDate)\b", r"<\1r:\2", SPOILT)
    text = text.replace('<r:rss version="2.0"', '<r:rss version="2.0" xmlns:r="urn:rss"')
    (finding,) = told(text.encode(), "RSS060")
    assert where(finding) == place_of(text, "<r:pubDate>yesterday")
