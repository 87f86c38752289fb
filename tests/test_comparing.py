"""Two feeds compared: what is lost, what is changed, and what only looks so."""

from __future__ import annotations

import pytest
from lxml import etree

from podfeed.comparing import Comparison, Sides, compare, seen, sides
from podfeed.tags import NAMESPACES

_DECLARED = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())


def feed(channel: str = "", *items: str) -> Sides:
    inner = "".join(f"<item><guid>{n}</guid>{item}</item>" for n, item in enumerate(items))
    return sides(etree.fromstring(f"<rss {_DECLARED}><channel>{channel}{inner}</channel></rss>"))


def found(before: str, after: str) -> Comparison:
    """What became of the content of an item."""
    return compare(feed("", before), feed("", after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<pubDate>Fri, 01 May 2026 08:00:00 +0200</pubDate>",
         "<pubDate>Fri, 01 May 2026 06:00:00 +0000</pubDate>"),
        ("<itunes:duration>00:31:07</itunes:duration>", "<itunes:duration>1867</itunes:duration>"),
        ("<itunes:duration>60.4</itunes:duration>", "<itunes:duration>60</itunes:duration>"),
        ("<itunes:explicit>clean</itunes:explicit>", "<itunes:explicit>false</itunes:explicit>"),
        ("<title> Tea\n  time </title>", "<title>Tea time</title>"),
        ('<guid isPermaLink="true">x</guid>', '<guid isPermaLink="false">x</guid>'),
        ('<enclosure url="https://t.example/ü" length="" type="Audio/MPEG"/>',
         '<enclosure url="https://t.example/%C3%BC" length="0" type="audio/mpeg"/>'),
        ("<itunes:block>no</itunes:block>", ""),
        ("<itunes:keywords></itunes:keywords>", ""),
        ("<description>&lt;p&gt;Tea&lt;br/&gt;time&lt;/p&gt;</description>",
         "<description>&lt;p&gt;Tea&lt;br&gt;time&lt;/p&gt;</description>"),
        ("<description>&lt;p onclick='x'&gt;Tea&lt;script&gt;x&lt;/script&gt;</description>",
         "<description>&lt;p&gt;Tea&lt;/p&gt;</description>"),
        ('<podcast:person role="host">A</podcast:person><podcast:person>B</podcast:person>',
         '<podcast:person>B</podcast:person><podcast:person role="host">A</podcast:person>'),
    ],
)  # fmt: skip
def test_what_says_the_same_is_no_difference(before: str, after: str) -> None:
    assert found(before, after).differences == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("<title>Tea</title>", "", "lost"),
        ("<title>Tea</title>", "<title>Coffee</title>", "changed"),
        ("<pubDate>Fri, 01 May 2026 08:00:00 +0200</pubDate>",
         "<pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate>", "changed"),
        ("<itunes:duration>60</itunes:duration>", "<itunes:duration>61</itunes:duration>",
         "changed"),
        ('<enclosure url="https://t.example/1" length="1" type="audio/mpeg"/>',
         '<enclosure url="https://t.example/2" length="1" type="audio/mpeg"/>', "changed"),
        ('<enclosure url="https://t.example/1" length="1" type="audio/mpeg"/>',
         '<enclosure url="https://t.example/1" length="2" type="audio/mpeg"/>', "changed"),
        ("<media:x><media:y>1</media:y></media:x>", "<media:x/>", "changed"),
        ("<description>&lt;a href='https://a.example'&gt;Tea&lt;/a&gt;</description>",
         "<description>&lt;b&gt;Tea&lt;/b&gt;</description>", "changed"),
        ("<podcast:person>A</podcast:person><podcast:person>B</podcast:person>",
         "<podcast:person>B</podcast:person>", "lost"),
        ("<itunes:block>yes</itunes:block>", "", "lost"),
    ],
)  # fmt: skip
def test_what_is_lost_or_changed_is_told_with_its_path(before: str, after: str, kind: str) -> None:
    differences = found(before, after).differences
    assert [one.kind for one in differences] == [kind]
    assert differences[0].path.startswith("/rss/channel/item[1]/")


def test_an_item_that_is_gone_is_told_and_one_that_came_is_counted() -> None:
    before = feed("", "<title>A</title>", "<title>B</title>")
    after = feed("", "<title>A</title>")
    (lost,) = compare(before, after).differences
    assert str(lost) == '/rss/channel/item[2]: the item "B" is lost'
    assert compare(after, before).added == {"item": 1}


def test_items_of_one_guid_are_paired_by_what_else_they_say() -> None:
    same = "<guid>x</guid>"
    one, other = f"{same}<title>1</title>", f"{same}<title>2</title>"
    before = sides(etree.fromstring(
        f"<rss><channel><item>{one}</item><item>{other}</item></channel></rss>"
    ))  # fmt: skip
    after = sides(etree.fromstring(
        f"<rss><channel><item>{other}</item><item>{one}</item></channel></rss>"
    ))  # fmt: skip
    outcome = compare(before, after)
    assert outcome.differences == []
    assert outcome.allowed == {"items in the order of their dates": 2}


def test_what_every_build_writes_anew_is_named() -> None:
    before = feed(
        "<generator>A</generator><lastBuildDate>x</lastBuildDate>"
        '<atom:link rel="self" href="https://a.example/"/><atom:link rel="next" href="b"/>'
    )
    after = feed('<generator>B</generator><atom:link rel="self" href="https://b.example/"/>')
    outcome = compare(before, after)
    assert outcome.differences == []
    assert set(outcome.allowed) == {
        "generator",
        "lastBuildDate",
        "atom:link rel=self: that of the feed that is built",
        "links between the pages of a feed",
    }


def test_what_a_listener_sees_of_html_is_its_words_and_links() -> None:
    assert seen(
        '<p>Half &amp; half <a href="https://t.example/ü">here</a><script>no</script></p>'
    ) == (
        "Half&halfhere",
        ("https://t.example/%C3%BC",),
        (),
    )
    assert seen("plain  text").words == "plaintext"
