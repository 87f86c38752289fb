"""Two feeds compared: what is read of them, and what a listener would notice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podfeed.errors import FeedError
from podfeed.findings import Severity
from podfeed.history import Item, Past, compare, findings, read_feed

ITEM = Item(
    guid="g1",
    title="Oolong",
    published=datetime(2026, 5, 1, 6, tzinfo=UTC),
    url="https://a.example/media/tea/oolong.mp3",
    length="1000",
    type="audio/mpeg",
)
OTHER = Item(
    guid="g2",
    title="Sencha",
    published=datetime(2026, 4, 1, 6, tzinfo=UTC),
    url="https://a.example/media/tea/sencha.mp3",
    length="2000",
    type="audio/mpeg",
)
URL = "https://a.example/feeds/tea.xml"


def feed(*items: Item, guid: str | None = "s1", url: str | None = URL) -> Past:
    return Past("Tea", guid, url, items)


FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Tea</title>
<atom:link rel="hub" href="https://hub.example/"/>
<atom:link rel="self" href="https://a.example/feeds/tea.xml"/>
<podcast:guid>s1</podcast:guid>
<image><title>not this</title></image>
<item><title><![CDATA[Oolong & more]]></title><guid isPermaLink="false"> g1 </guid>
<pubDate>Fri, 01 May 2026 08:00:00 +0200</pubDate>
<enclosure url="https://a.example/1.mp3" length="1000" type="audio/mpeg"/>
<enclosure url="https://a.example/1.ogg" length="9" type="audio/ogg"/>
<itunes:season>2</itunes:season><itunes:episode>5</itunes:episode>
<itunes:episodeType>bonus</itunes:episodeType></item>
<item><pubDate>yesterday</pubDate></item>
</channel></rss>"""


def test_a_feed_is_read_into_plain_facts() -> None:
    past = read_feed(FEED.encode(), "feeds/tea.xml")
    assert (past.title, past.guid, past.url) == ("Tea", "s1", URL)
    assert past.items == (
        Item(
            "g1",
            "Oolong & more",
            datetime(2026, 5, 1, 6, tzinfo=UTC),
            "https://a.example/1.mp3",
            "1000",
            "audio/mpeg",
            "2",
            "5",
            "bonus",
        ),
        Item(),
    )


def test_the_old_namespace_of_podcast_tags_and_other_encodings_are_read() -> None:
    old = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    text = FEED.replace("https://podcastindex.org/namespace/1.0", old).replace("UTF-8", "UTF-16")
    assert read_feed(text.encode("utf-16"), "x") == read_feed(FEED.encode(), "x")


def test_a_live_item_inside_the_channel_is_no_episode() -> None:
    live = FEED.replace("<item><pubDate>yesterday</pubDate></item>", "")
    live = live.replace(
        "</channel>", "<podcast:liveItem><title>Live</title></podcast:liveItem></channel>"
    )
    assert [item.title for item in read_feed(live.encode(), "x").items] == ["Oolong & more"]


LAUGHS = """<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">]>
"""
BROKEN = {
    "empty": ("", "is not well-formed XML: ", None),
    "cut": (FEED[:700], "is not well-formed XML: ", 12),
    "html": ("<html><body>sign in</body></html>", "is no RSS feed: it is <html>", 1),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "is no RSS feed: it is <feed>", 1),
    "ampersand": ("<rss>\n<channel>a & b</channel></rss>", "is not well-formed XML: ", 2),
    "bomb": (f"{LAUGHS}<rss><channel><title>&h;</title></channel></rss>", "", None),
    "file": (
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        "<rss><channel><title>&x;</title></channel></rss>",
        "declares entities",
        1,
    ),
    "attribute bomb": (f'{LAUGHS}<rss a="&h;"><channel/></rss>', "", None),
    "deep": ("<rss><channel>" + "<a>" * 5000, "is not well-formed XML: ", 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_feed_that_cannot_be_read_is_one_error_with_its_line(name: str) -> None:
    text, problem, line = BROKEN[name]
    with pytest.raises(FeedError) as caught:
        read_feed(text.encode(), "feeds/tea.xml")
    assert caught.value.path == "feeds/tea.xml"
    assert caught.value.problem.startswith(problem)
    if line is not None:
        assert caught.value.line == line


def test_a_feed_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podfeed.history.feeds.LIMIT", 100)
    with pytest.raises(FeedError, match="more than the 100 that are read"):
        read_feed(FEED.encode(), "x")


def test_equal_feeds_have_no_changes() -> None:
    assert compare(feed(ITEM, OTHER), feed(OTHER, ITEM)) == []


LATER = datetime(2026, 6, 1, 6, tzinfo=UTC)
CHANGES = {
    "guid changed": (
        ITEM._replace(guid="new"),
        "HIS001",
        'the guid of "Oolong" changed from g1 to new: every app downloads it again',
    ),
    "guid changed and date, audio as before": (
        ITEM._replace(guid="new", title="Oolong tea"),
        "HIS001",
        'the guid of "Oolong" changed from g1 to new: every app downloads it again',
    ),
    "guid lost": (
        ITEM._replace(guid=None),
        "HIS001",
        'the guid of "Oolong" changed from g1 to none: every app downloads it again',
    ),
    "guid changed with the address": (
        ITEM._replace(guid="new", url="https://b.example/1.mp3"),
        "HIS001",
        'the guid of "Oolong" changed from g1 to new: every app downloads it again',
    ),
    "guid changed with address and date": (
        ITEM._replace(guid="new", url="https://b.example/1.mp3", published=LATER),
        "HIS001",
        'the guid of "Oolong" changed from g1 to new: every app downloads it again',
    ),
    "date moved": (
        ITEM._replace(published=LATER),
        "HIS003",
        'the date of "Oolong" moved from 2026-05-01 06:00:00+00:00 to 2026-06-01 06:00:00+00:00',
    ),
    "date lost": (
        ITEM._replace(published=None),
        "HIS003",
        'the date of "Oolong" moved from 2026-05-01 06:00:00+00:00 to none',
    ),
    "audio replaced": (
        ITEM._replace(length="1001"),
        "HIS004",
        'the audio of "Oolong" was replaced under the same address (length 1000 → 1001)',
    ),
    "audio moved": (
        ITEM._replace(url="https://b.example/1.mp3", length="5"),
        "HIS005",
        'the audio of "Oolong" moved from https://a.example/media/tea/oolong.mp3 to '
        "https://b.example/1.mp3",
    ),
    "title changed": (
        ITEM._replace(title="Oolong tea"),
        "HIS006",
        '"Oolong" is now called "Oolong tea"',
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_one_episode_is_told_in_listeners_terms(name: str) -> None:
    new, code, words = CHANGES[name]
    change = compare(feed(OTHER, ITEM), feed(OTHER, new))[0]
    assert (change.kind.code, change.words) == (code, words)
    assert (change.old, change.new) == (ITEM, new)


def test_an_episode_that_is_gone_is_an_error_and_a_new_one_is_not() -> None:
    gone, new = compare(feed(ITEM), feed(OTHER))
    assert (gone.kind.code, gone.words) == (
        "HIS002",
        '"Oolong" is gone: apps drop it from the list',
    )
    assert (new.kind.code, new.words) == ("HIS007", '"Sencha" is new')
    found = findings([gone, new], "feeds/tea.xml")
    assert [f.severity for f in found] == [Severity.ERROR, Severity.INFO]
    assert {f.path for f in found} == {"feeds/tea.xml"}


def test_a_guid_given_to_an_episode_that_had_none_is_a_warning() -> None:
    (change,) = compare(feed(ITEM._replace(guid=None)), feed(ITEM))
    assert change.finding("x").severity is Severity.WARNING
    assert change.words == '"Oolong" had no guid and now has g1: some apps download it again'


def test_another_guid_or_address_of_the_show_is_told_first() -> None:
    changes = compare(feed(ITEM), feed(guid="s2", url="https://b.example/tea.xml"))
    assert [change.kind.code for change in changes] == ["HIS008", "HIS009", "HIS002"]
    assert changes[0].remedy == "restore the lock, or write guid: s1"


def test_a_guid_decides_before_an_address_does() -> None:
    swapped = [ITEM._replace(url=OTHER.url), OTHER._replace(url=ITEM.url)]
    codes = [change.kind.code for change in compare(feed(ITEM, OTHER), feed(*swapped))]
    assert codes == ["HIS005", "HIS005"]


def test_a_title_used_twice_pairs_nothing_by_itself() -> None:
    old = [Item("a", "News", url="https://a.example/1"), Item("b", "News")]
    new = [Item("c", "News"), Item("d", "News")]
    codes = [change.kind.code for change in compare(feed(*old), feed(*new))]
    assert codes == ["HIS002", "HIS002", "HIS007", "HIS007"]


def test_a_guid_used_twice_pairs_in_order() -> None:
    twins = [ITEM, ITEM._replace(title="Oolong again", url="https://a.example/2.mp3")]
    assert compare(feed(*twins), feed(*twins)) == []
    assert [c.kind.code for c in compare(feed(*twins), feed(twins[0]))] == ["HIS002"]


def test_a_lost_lock_is_noticed_for_every_episode() -> None:
    past = [ITEM._replace(guid=f"old{n}", title=f"T{n}", url=f"u{n}") for n in range(50)]
    now = [item._replace(guid=f"new{n}") for n, item in enumerate(past)]
    changes = compare(feed(*past), feed(*reversed(now)))
    assert {change.kind.code for change in changes} == {"HIS001"}
    assert [change.old for change in changes] == past
