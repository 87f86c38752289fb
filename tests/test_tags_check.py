"""What is wrong with an element is told, and what is right is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from podfeed import tags
from podfeed.tags import ProblemKind, check_parent, judge, podcast
from podfeed.tags.shapes import Form

SPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in tags.NAMESPACES.items())

FORMS: dict[str, Form[object]] = {
    f"{tag.label} {name}": form
    for tag in tags.ALL
    for name, form in (("text", tag.text), *((part.name, part.form) for part in tag.attributes))
    if form is not None
}
assert len(FORMS) > 100

UUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
RECIPIENT = '<podcast:valueRecipient type="lnaddress" address="a@b.example" split="1" name="A"/>'
REMOTE = f'<podcast:remoteItem feedGuid="{UUID}"/>'
LINK = '<podcast:contentLink href="https://a.example/">Watch</podcast:contentLink>'
LIVE = 'status="live" start="2026-05-01T08:00:00Z" end="2026-05-01T09:00:00Z"'


def element(text: str) -> etree._Element:
    """The first element of the text, in a parent."""
    return etree.fromstring(f"<parent {SPACES}>{text}</parent>")[0]


def told(parent: str, text: str) -> list[str]:
    """The kinds of the problems, each with the attribute or child it is at."""
    found = judge(parent, element(text))
    for problem in found:
        assert problem.message
        assert len(problem.message) < 300
        assert problem.remedy is None or len(problem.remedy) < 700
    return [" ".join(filter(None, (one.kind.value, one.attribute, one.child))) for one in found]


def test_every_example_is_right_in_every_parent() -> None:
    for tag in tags.ALL:
        root = etree.Element("rss", nsmap=dict(tags.NAMESPACES))
        tag.write(root, tag.example)
        for parent in tag.parents:
            problems = judge(parent, root[0])
            kinds = {problem.kind for problem in problems}
            assert kinds == ({ProblemKind.OUTDATED_TAG} if tag.legacy else set()), problems


@pytest.mark.parametrize(
    ("parent", "text"),
    [
        ("item", '<podcast:transcript url="https://a.example/1" type="text/vtt"/>'),
        ("item", '<podcast:transcript url="https://a.example/1" type="text/vtt" xml:lang="en"/>'),
        (
            "item",
            '<podcast:transcript url="https://a.example/1" type="text/vtt">\n</podcast:transcript>',
        ),
        ("channel", "<podcast:locked>yes</podcast:locked>"),
        ("channel", "<podcast:locked>\n  no\n</podcast:locked>"),
        ("channel", '<podcast:person role="GUEST" group="Cast">Earl Grey</podcast:person>'),
        ("channel", '<podcast:person role="producer">Earl Grey</podcast:person>'),
        ("item", '<podcast:person role="Editor" group="video post-production">A</podcast:person>'),
        ("channel", "<podcast:license>cc-by-4.0</podcast:license>"),
        ("podcast:liveItem", "<podcast:license>ARR</podcast:license>"),
        ("channel", '<podcast:license url="https://a.example/">ours</podcast:license>'),
        ("podcast:liveItem", "<podcast:season>1</podcast:season>"),
        ("podcast:liveItem", "<title>A</title>"),
        ("podcast:liveItem", "<itunes:duration>1:00</itunes:duration>"),
        ("item", f'<podcast:value type="lightning" method="lnaddress">{RECIPIENT}</podcast:value>'),
        ("podcast:valueTimeSplit", RECIPIENT),
        ("podcast:valueTimeSplit", REMOTE),
        (
            "podcast:value",
            '<podcast:valueTimeSplit startTime="1.5" duration="2">'
            f"{RECIPIENT}{RECIPIENT}</podcast:valueTimeSplit>",
        ),
        ("channel", '<podcast:socialInteract protocol="disabled"/>'),
        ("channel", '<podcast:txt purpose="anything">x</podcast:txt>'),
        ("channel", "<podcast:txt>anything</podcast:txt>"),
        ("item", '<podcast:txt purpose="ai-content">false</podcast:txt>'),
        ("channel", '<podcast:updateFrequency complete="true"/>'),
        (
            "channel",
            '<podcast:updateFrequency rrule="FREQ=DAILY;COUNT=3" dtstart="2026-05-01"/>',
        ),
        ("channel", "<podcast:podping/>"),
        ("item", '<podcast:contentLink href="https://a.example/">Watch</podcast:contentLink>'),
        ("item", "<podcast:episode>1.10</podcast:episode>"),
        ("channel", '<atom:link rel="self" href="https://a.example/" title="A"/>'),
        ("channel", '<atom:link rel="anything" href="https://a.example/"/>'),
        ("channel", "<fireside:x xmlns:fireside='https://a.example/'>a</fireside:x>"),
        ("media:content", "<title>a</title>"),
        ("podcast:liveitem", "<podcast:person>A</podcast:person>"),
        ("rss", "<channel/>"),
        ("channel", "<item/>"),
        ("item", "<itunes:explicit>false</itunes:explicit>"),
        ("item", "<itunes:episodeType>Full</itunes:episodeType>"),
        ("itunes:category", '<itunes:category text="Food"/>'),
    ],
)
def test_nothing_is_said_of_what_is_right(parent: str, text: str) -> None:
    assert told(parent, text) == []


@pytest.mark.parametrize(
    ("parent", "text", "problems"),
    [
        ("item", "<podcast:transcript/>", ["missing-attribute", "missing-attribute"]),
        (
            "item",
            '<podcast:transcript url="" type="application/srt"/>',
            ["missing-attribute url", "outdated-value type"],
        ),
        (
            "item",
            '<podcast:transcript url="http://a.example/1" type="text/vtt" language=""/>',
            ["not-https url", "empty-attribute language"],
        ),
        (
            "item",
            '<podcast:transcript url="https://a.example/1" type="text/x-tea"/>',
            ["unusual-value type"],
        ),
        (
            "item",
            '<podcast:transcript url="https://a.example/1" type="text/vtt">a</podcast:transcript>',
            ["unexpected-text"],
        ),
        (
            "item",
            '<podcast:chapters url="https://a.example/1" type="application/json"/>',
            ["outdated-value type"],
        ),
        (
            "item",
            '<podcast:soundbite starttime="1" duration="200"/>',
            ["unknown-attribute starttime", "unusual-value duration"],
        ),
        (
            "item",
            '<podcast:soundbite startTime="1:00" duration="60"/>',
            ["wrong-value startTime"],
        ),
        ("channel", "<podcast:locked>maybe</podcast:locked>", ["wrong-value"]),
        ("channel", "<podcast:locked>true</podcast:locked>", ["wrong-value"]),
        ("channel", "<podcast:locked>Yes</podcast:locked>", ["unusual-value"]),
        ("channel", "<podcast:locked/>", ["missing-text"]),
        (
            "channel",
            '<podcast:locked email="a@a.example">yes</podcast:locked>',
            ["unknown-attribute email"],
        ),
        ("item", "<podcast:locked>yes</podcast:locked>", ["wrong-parent"]),
        ("channel", "<podcast:season>1</podcast:season>", ["wrong-parent"]),
        ("item", "<podcast:season>one</podcast:season>", ["wrong-value"]),
        ("channel", "<podcast:lokced>yes</podcast:lokced>", ["unknown-tag"]),
        ("channel", "<podcast:verify/>", ["unknown-tag"]),
        ("channel", "<itunes:sumary>a</itunes:sumary>", ["unknown-tag"]),
        ("item", "<podcast:person> </podcast:person>", ["missing-text"]),
        ("item", f"<podcast:person>{'a' * 129}</podcast:person>", ["too-long"]),
        ("item", '<podcast:person role="gest">A</podcast:person>', ["unusual-value role"]),
        (
            "item",
            '<podcast:person role="guest" group="writing">A</podcast:person>',
            ["unusual-value group"],
        ),
        (
            "item",
            '<podcast:location rel="about" geo="1,2" osm="R1" country="UK">A</podcast:location>',
            ["wrong-value rel", "wrong-value geo", "wrong-value country"],
        ),
        ("item", "<podcast:location>A</podcast:location>", ["missing-recommended"]),
        ("channel", "<podcast:license>ours</podcast:license>", ["missing-attribute"]),
        ("channel", "<podcast:guid>tea</podcast:guid>", ["wrong-value"]),
        ("channel", f"<podcast:guid>{UUID.replace('-5', '-4')}</podcast:guid>", ["unusual-value"]),
        ("channel", "<podcast:medium>podcasts</podcast:medium>", ["wrong-value"]),
        ("channel", "<podcast:block>all</podcast:block>", ["wrong-value"]),
        ("channel", '<podcast:block id="tea">yes</podcast:block>', ["unusual-value id"]),
        (
            "channel",
            '<podcast:updateFrequency rrule="FREQ=DAILY;COUNT=3"/>',
            ["missing-attribute rrule"],
        ),
        (
            "channel",
            '<podcast:updateFrequency rrule="FREQ=DAILY;UNTIL=20260501T000000Z"'
            ' dtstart="2026-05-01"/>',
            ["wrong-value dtstart"],
        ),
        ("channel", '<podcast:updateFrequency rrule="weekly"/>', ["wrong-value rrule"]),
        (
            "channel",
            '<podcast:trailer url="https://a.example/1" pubdate="2026-05-01">A</podcast:trailer>',
            ["wrong-value pubdate", "missing-recommended"],
        ),
        (
            "item",
            '<podcast:alternateEnclosure type="audio/mpeg" length="1" bitrate="128"/>',
            ["missing-child", "unusual-value bitrate"],
        ),
        (
            "item",
            '<podcast:alternateEnclosure type="audio/mpeg" length="1" bitrate="128000"'
            ' language="en"><source uri="https://a.example/"/></podcast:alternateEnclosure>',
            ["unknown-attribute language", "unknown-child source", "missing-child"],
        ),
        (
            "podcast:alternateEnclosure",
            '<podcast:integrity type="sri" value="abc"/>',
            ["wrong-value value"],
        ),
        ("podcast:alternateEnclosure", '<podcast:source uri="a.mp3"/>', ["wrong-value uri"]),
        (
            "channel",
            '<podcast:value type="tea" method="keysend" suggested="1e-8"/>',
            ["unusual-value type", "wrong-value suggested", "missing-child"],
        ),
        (
            "podcast:value",
            '<podcast:valueRecipient type="node" address="a@b" split="1.5" customKey="65536"/>',
            [
                "wrong-value split",
                "missing-recommended",
                "unusual-value address",
                "unusual-value customKey",
            ],
        ),
        ("channel", RECIPIENT, ["wrong-parent"]),
        (
            "podcast:value",
            '<podcast:valueTimeSplit startTime="0" duration="1" remotePercentage="120"/>',
            ["wrong-value remotePercentage", "missing-child", "unusual-value remotePercentage"],
        ),
        (
            "podcast:value",
            f'<podcast:valueTimeSplit startTime="0" duration="1">{REMOTE}{RECIPIENT}'
            "</podcast:valueTimeSplit>",
            ["too-many podcast:valueRecipient"],
        ),
        ("channel", "<podcast:podroll/>", ["missing-child"]),
        ("item", REMOTE, ["wrong-parent"]),
        (
            "channel",
            '<podcast:socialInteract protocol="fediverse" uri="a:b" accountId="@a"/>',
            ["wrong-value protocol"],
        ),
        (
            "channel",
            '<podcast:socialInteract protocol="activitypub" accountId="@a"/>',
            ["missing-attribute"],
        ),
        (
            "channel",
            '<podcast:socialInteract protocol="disabled" uri="https://a.example/"/>',
            ["unusual-value protocol"],
        ),
        ("item", '<podcast:txt purpose="ai-content">some</podcast:txt>', ["wrong-value"]),
        ("channel", f"<podcast:txt>{'a' * 4001}</podcast:txt>", ["too-long"]),
        ("item", '<podcast:contentLink href="https://a.example/"/>', ["missing-recommended"]),
        (
            "channel",
            '<podcast:image href="https://a.example/1.jpg" alt="A" aspect-ratio="16:9" width="0"/>',
            ["wrong-value aspect-ratio", "wrong-value width"],
        ),
        (
            "channel",
            '<podcast:images srcset="https://a.example/1.jpg"/>',
            ["outdated-tag", "wrong-value srcset"],
        ),
        (
            "channel",
            '<podcast:liveItem status="on" start="tomorrow" end="2026-05-01T08:00:00"/>',
            [
                "wrong-value status",
                "wrong-value start",
                "unusual-value end",
                "missing-recommended",
                "missing-recommended",
                "missing-child",
            ],
        ),
        (
            "channel",
            f"<podcast:liveItem {LIVE.replace('T09', 'T07')}>{LINK}</podcast:liveItem>",
            ["missing-recommended", "missing-recommended", "wrong-value end"],
        ),
        ("item", "<itunes:explicit>clean</itunes:explicit>", ["outdated-value"]),
        ("item", "<psc:chapters/>", ["missing-child"]),
        ("psc:chapters", '<psc:chapter start="soon"/>', ["wrong-value start", "missing-attribute"]),
    ],
)
def test_what_is_wrong_is_told(parent: str, text: str, problems: list[str]) -> None:
    assert sorted(told(parent, text)) == sorted(problems)


@pytest.mark.parametrize(
    ("parent", "text", "remedy"),
    [
        ("channel", "<podcast:lokced>yes</podcast:lokced>", 'did you mean "podcast:locked"?'),
        ("item", "<podcast:liveitem/>", 'did you mean "podcast:liveItem"?'),
        ("item", "<podcast:locked>yes</podcast:locked>", "it may stand in channel"),
        ("item", '<podcast:soundbite starttime="1" duration="20"/>', 'did you mean "startTime"?'),
        ("channel", "<podcast:medium>podcasts</podcast:medium>", 'did you mean "podcast"?'),
        ("channel", "<podcast:medium>musicl</podcast:medium>", "write musicL"),
        ("item", '<podcast:person role="gest">A</podcast:person>', 'did you mean "Guest"?'),
        ("item", '<podcast:soundbite startTime="1:00" duration="60"/>', "write 60"),
        ("channel", "<podcast:guid>tea: toast</podcast:guid>", "write a UUID"),
        (
            "item",
            '<podcast:chapters url="tea: toast" type="application/json+chapters"/>',
            "write it in full, https://…",
        ),
        (
            "item",
            '<podcast:alternateEnclosure type="audio/mpeg" length="1"><source uri="a:b"/>'
            '<podcast:source uri="a:b"/></podcast:alternateEnclosure>',
            "write podcast:source",
        ),
        (
            "item",
            '<podcast:transcript type="text/vtt">https://a.example/1</podcast:transcript>',
            "put it into url, if it is that",
        ),
    ],
)
def test_the_first_remedy_is_the_one_that_helps(parent: str, text: str, remedy: str) -> None:
    remedies = [problem.remedy for problem in judge(parent, element(text))]
    assert remedy in remedies


def test_the_second_of_what_may_stand_once_is_at_fault() -> None:
    text = "<podcast:guid>a</podcast:guid><title>a</title><podcast:guid>b</podcast:guid>"
    first, title, second = etree.fromstring(f"<channel {SPACES}>{text}</channel>")
    assert list(check_parent("channel", first)) == []
    assert list(check_parent("channel", title)) == []
    assert [one.kind for one in check_parent("channel", second)] == [ProblemKind.TOO_MANY]
    assert ProblemKind.TOO_MANY in {one.kind for one in judge("channel", second)}


def test_the_old_address_of_the_namespace_counts_as_the_same() -> None:
    text = f'<guid xmlns="{tags.PODCAST_ALIAS}">a</guid><podcast:guid>b</podcast:guid>'
    first, second = etree.fromstring(f"<channel {SPACES}>{text}</channel>")
    assert list(check_parent("channel", first)) == []
    assert [one.kind for one in check_parent("channel", second)] == [ProblemKind.TOO_MANY]


def test_links_of_different_relations_may_stand_together() -> None:
    text = "".join(f'<atom:link rel="{rel}" href="https://a.example/"/>' for rel in "ab")
    text += '<atom:link rel="self" href="https://a.example/"/>' * 2
    links = list(etree.fromstring(f"<channel {SPACES}>{text}</channel>"))
    assert [len(judge("channel", link)) for link in links] == [0, 0, 0, 1]


def test_a_publisher_is_one_and_of_that_medium() -> None:
    text = f"<podcast:publisher>{REMOTE}{REMOTE}</podcast:publisher>"
    publisher = element(text)
    assert list(judge("channel", publisher)) == []
    first, second = publisher
    kinds = [one.kind for one in judge("podcast:publisher", first)]
    assert kinds == [ProblemKind.WRONG_VALUE, ProblemKind.MISSING_RECOMMENDED]
    assert ProblemKind.TOO_MANY in {one.kind for one in judge("podcast:publisher", second)}


def test_a_tag_checks_its_elements_without_a_parent() -> None:
    assert list(podcast.Locked.check(element("<podcast:locked>no</podcast:locked>"))) == []
    (problem,) = podcast.Locked.check(element("<podcast:locked>non</podcast:locked>"))
    assert problem.kind is ProblemKind.WRONG_VALUE
    assert problem.message == 'the text of podcast:locked, "non", is none of yes, no'
    assert problem.remedy == 'did you mean "no"?'
    assert problem.attribute is None


def test_a_long_text_makes_no_long_message() -> None:
    long = "tea " * 100_000
    assert told("channel", f"<podcast:guid>{long}</podcast:guid>") == ["wrong-value"]
    assert told("channel", f'<podcast:block id="{long}">yes</podcast:block>') == [
        "unusual-value id"
    ]
    many = " ".join(f'a{number}=""' for number in range(200))
    assert len(told("channel", f"<podcast:guid {many}>{UUID}</podcast:guid>")) <= 20


@settings(max_examples=300)
@given(st.sampled_from(sorted(FORMS)), st.text(max_size=30))
def test_any_text_is_judged_and_what_is_accepted_can_be_read(name: str, text: str) -> None:
    form = FORMS[name]
    remark = form.judge(text)
    if remark is None:
        form.read(text)
    assert remark is None or remark.predicate


PATTERNS = sorted(
    (name, form.accepts.__self__.pattern)  # type: ignore[union-attr]
    for name, form in FORMS.items()
    if hasattr(getattr(form.accepts, "__self__", None), "pattern")
)
assert len(PATTERNS) > 50


@settings(max_examples=500)
@given(st.data())
def test_what_a_form_accepts_at_a_look_can_be_read(data: st.DataObject) -> None:
    name, _ = data.draw(st.sampled_from(PATTERNS))
    form = FORMS[name]
    regex = form.accepts.__self__  # type: ignore[union-attr]
    text = data.draw(st.from_regex(regex, fullmatch=True))
    form.read(text)
