"""Two readers of podcasts find in our feed everything that we put there."""

from __future__ import annotations

import calendar
import io
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser
import podcastparser
import pytest

from podfeed.models import Artwork, Audio
from podfeed.values import ByteSize, Duration, MediaType
from tests.test_render_feed import episode, feed

EPISODES = [
    episode(
        index,
        title=f"Cup {index}: Q&A <live> — 茶 🍵",
        description=f"First & {index}.\n\nSee https://tea.example/{index}?a=1&b=2.",
        season=index // 3 + 1,
        explicit=index == 2,
        type="bonus" if index == 1 else "full",
        link=f"https://tea.example/cups/{index}",
        image=Artwork(path=f"tea/cup {index}.jpg"),
        audio=Audio(
            path=f"tea/cup {index}.m4a",
            type=MediaType("audio/x-m4a"),
            length=ByteSize(10_000 + index),
            duration=Duration(3600 + index),
        ),
    )
    for index in range(5)
]
NEWEST_FIRST = EPISODES[::-1]
URL = "https://tea.example/feeds/tea.xml"


def seconds(date: datetime | None) -> int:
    assert date is not None
    return int(date.astimezone(UTC).timestamp())


@pytest.fixture(scope="module")
def by_feedparser() -> Any:
    return feedparser.parse(feed(*EPISODES))


@pytest.fixture(scope="module")
def by_podcastparser() -> dict[str, Any]:
    found: dict[str, Any] = podcastparser.parse(URL, io.BytesIO(feed(*EPISODES)))
    return found


def test_feedparser_finds_the_show(by_feedparser: Any) -> None:
    assert not by_feedparser.bozo
    assert by_feedparser.version == "rss20"
    assert by_feedparser.encoding.lower() == "utf-8"
    found = by_feedparser.feed
    assert found.title == "Tea & Toast"
    assert found.subtitle == "All about tea."
    assert found.link == "https://tea.example/?a=1&b=2"
    assert found.language == "en-GB"
    assert found.author == "The Tea Table"
    assert found.image.href == "https://tea.example/media/tea/cover.jpg"
    assert [tag.term for tag in found.tags] == ["Arts", "Food", "Education"]
    # It knows "yes" and "clean" only, so that what it makes of itunes:explicit says nothing.
    assert found.itunes_type == "episodic"
    assert found.rights == "The Tea Table"
    assert found.generator == "podfeed"
    assert found.publisher_detail == {"name": "The Tea Table", "email": "tea@tea.example"}
    assert found.podcast_guid == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert found.podcast_medium == "podcast"
    assert calendar.timegm(found.published_parsed) == seconds(NEWEST_FIRST[0].published)
    [own] = [link for link in found.links if link.rel == "self"]
    assert (own.href, own.type) == (URL, "application/rss+xml")


def test_feedparser_finds_every_episode(by_feedparser: Any) -> None:
    assert len(by_feedparser.entries) == len(EPISODES)
    for found, ours in zip(by_feedparser.entries, NEWEST_FIRST, strict=True):
        assert found.title == ours.title
        assert found.id == ours.guid
        assert found.guidislink is False
        assert found.link == ours.link
        # It takes every description for HTML and mends a lone "&" in it.
        assert unescape(found.summary) == ours.description
        assert calendar.timegm(found.published_parsed) == seconds(ours.published)
        assert ours.audio is not None
        [enclosure] = found.enclosures
        assert enclosure.href == f"https://tea.example/media/tea/cup%20{ours.index}.m4a"
        assert (int(enclosure.length), enclosure.type) == (ours.audio.length, ours.audio.type)
        assert found.itunes_duration == str(3600 + ours.index)
        assert found.itunes_episode == str(ours.number)
        assert found.itunes_season == str(ours.season)
        assert found.itunes_episodetype == ours.type
        assert found.image.href == f"https://tea.example/media/tea/cup%20{ours.index}.jpg"
        [notes] = [one.value for one in found.content if one.type == "text/html"]
        assert f'<a href="https://tea.example/{ours.index}?a=1&amp;b=2">' in notes


def test_podcastparser_finds_the_show(by_podcastparser: dict[str, Any]) -> None:
    found = by_podcastparser
    assert found["title"] == "Tea & Toast"
    assert found["description"] == "All about tea."
    assert found["link"] == "https://tea.example/?a=1&b=2"
    assert found["language"] == "en-GB"
    assert found["itunes_author"] == "The Tea Table"
    assert found["itunes_owner"] == {"name": "The Tea Table", "email": "tea@tea.example"}
    assert found["itunes_categories"] == [["Arts", "Food"], ["Education"]]
    assert found["cover_url"] == "https://tea.example/media/tea/cover.jpg"
    assert found["explicit"] is False
    assert found["type"] == "episodic"
    assert found["generator"] == "podfeed"


def test_podcastparser_finds_every_episode(by_podcastparser: dict[str, Any]) -> None:
    assert len(by_podcastparser["episodes"]) == len(EPISODES)
    for found, ours in zip(by_podcastparser["episodes"], NEWEST_FIRST, strict=True):
        # podcastparser takes white space together.
        assert found["title"] == ours.title
        assert found["guid"] == ours.guid
        assert found["link"] == ours.link
        assert found["description"].split() == ours.description.split()
        assert found["published"] == seconds(ours.published)
        assert ours.audio is not None
        [enclosure] = found["enclosures"]
        assert enclosure == {
            "url": f"https://tea.example/media/tea/cup%20{ours.index}.m4a",
            "file_size": ours.audio.length,
            "mime_type": ours.audio.type,
        }
        assert found["total_time"] == 3600 + ours.index
        assert found["number"] == ours.number
        assert found["season"] == ours.season
        assert found["type"] == ours.type
        assert found["explicit"] is ours.explicit
        assert found["episode_art_url"] == f"https://tea.example/media/tea/cup%20{ours.index}.jpg"
        assert f"https://tea.example/{ours.index}?a=1" in found["description_html"]
