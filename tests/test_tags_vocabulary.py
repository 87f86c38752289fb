"""Every tag is declared once, and from it come the XML written, the XML read and its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from podfeed import tags
from podfeed.models import Episode, Show
from podfeed.tags import atom, base, content, itunes, podcast, rss
from podfeed.tags.forms import DATE, TRUE_FALSE, URL
from podfeed.tags.shapes import TEXT
from podfeed.values import xml_text

UNPUBLISHED = {
    tags.CHANNEL: {
        *("slug", "timezone", "schedule", "numbering", "was", "check", "episodes"),
        *("elements", "xml", "items", "page_size", "chapters_in_notes", "audio_names", "pages"),
    },
    tags.ITEM: {"index", "numbered", "slug", "draft", "chapter_file", "formats", "elements", "xml"},
}
"""Fields that say how a feed is made, or hold elements of any name."""

MODELS = {tags.CHANNEL: Show, tags.ITEM: Episode}

assert tags.ALL


def identify(tag: type[tags.Tag]) -> str:
    return f"{tag.parents[0]}/{tag.label}"


def written(tag: type[tags.Tag], value: Any) -> etree._Element:
    """The value as an element that has been through a file."""
    root = etree.Element("rss", nsmap=dict(tags.NAMESPACES))
    tag.write(root, value)
    return etree.fromstring(etree.tostring(root, encoding="UTF-8"))[0]


def element(text: str) -> etree._Element:
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in tags.NAMESPACES.items())
    return etree.fromstring(f"<rss {spaces}>{text}</rss>")[0]


@pytest.mark.parametrize("tag", tags.ALL, ids=identify)
def test_the_example_survives_the_way_through_xml(tag: type[tags.Tag]) -> None:
    assert tag.example is not None
    found = written(tag, tag.example)
    assert found.tag == tag.qname
    assert tag.matches(found)
    assert tag.read(found) == tag.example
    assert tag.read_all([found]) == [tag.example]


@pytest.mark.parametrize("tag", tags.ALL, ids=identify)
def test_the_example_survives_the_way_through_plain_text(tag: type[tags.Tag]) -> None:
    assert tag.parse(as_read(tag.plain(tag.example))) == tag.example


def as_read(value: Any) -> Any:
    """A plain value as the reader of YAML gives it: every scalar is text."""
    if isinstance(value, dict):
        return {key: as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_read(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("tag", tags.ALL, ids=identify)
def test_a_tag_says_what_it_is_why_and_by_whose_word(tag: type[tags.Tag]) -> None:
    assert tag.__doc__ != tags.Tag.__doc__
    assert len(tag.__doc__ or "") > 30
    assert tag.source.startswith("https://")
    assert tag.parents
    assert set(tag.required_in) <= set(tag.parents)
    page = tags.page(tag)
    assert page.startswith(f"# {tag.label}\n")
    assert f"<{tag.label}" in page
    assert tag.source in page


def test_no_two_tags_are_told_apart_by_nothing() -> None:
    for tag in tags.ALL:
        for parent in tag.parents:
            assert tags.of_element(parent, written(tag, tag.example)) is tag


@pytest.mark.parametrize("parent", [tags.CHANNEL, tags.ITEM])
def test_every_published_field_has_a_tag(parent: str) -> None:
    fields = set(MODELS[parent].model_fields) - UNPUBLISHED[parent]
    keys = {tag.key for tag in tags.in_parent(parent)}
    assert fields <= keys
    assert not UNPUBLISHED[parent] & keys


@pytest.mark.parametrize("parent", [tags.CHANNEL, tags.ITEM])
def test_a_key_that_is_no_field_names_one_tag(parent: str) -> None:
    keys = [tag.key for tag in tags.in_parent(parent) if tag.key]
    several = {key for key in keys if keys.count(key) > 1}
    assert several <= set(MODELS[parent].model_fields)


@pytest.mark.parametrize("tag", tags.ALL, ids=identify)
def test_the_parts_of_a_value_have_keys_of_their_own(tag: type[tags.Tag]) -> None:
    keys = [part.key for part in tag.attributes]
    keys += [child.key_in(tag.label) for child in tag.children()]
    if tag.text is not None:
        keys.append(tag.text_key)
    assert sorted(keys) == sorted(set(keys))
    assert all(key.isidentifier() and key.islower() for key in keys)


def test_tags_are_found_by_name_prefix_alias_and_field() -> None:
    assert tags.by_name("channel", f"{{{tags.ITUNES}}}image") is itunes.Image
    assert tags.by_name("channel", "itunes:image") is itunes.Image
    assert tags.by_name("channel", f"{{{tags.PODCAST_ALIAS}}}guid") is podcast.Guid
    assert tags.by_name("itunes:owner", "itunes:email") is itunes.OwnerEmail
    assert tags.by_name("item", "itunes:owner") is None
    assert tags.by_name("channel", "pubDate") is rss.NewestDate
    assert tags.by_name("item", "pubDate") is rss.PubDate
    assert tags.by_key("item", "audio") == (rss.Enclosure, itunes.Duration)
    assert tags.by_key("item", "nothing") == ()


@pytest.mark.parametrize(
    ("parent", "name", "field"),
    [
        ("item", "enclosure", "audio"),
        ("item", "itunes:duration", "audio"),
        ("item", "itunes:episode", "number"),
        ("item", "content:encoded", "notes"),
        ("item", f"{{{tags.ITUNES}}}episodeType", "type"),
        ("channel", "itunes:category", "categories"),
        ("channel", "generator", None),
        ("channel", "unknown", None),
    ],
)
def test_an_element_knows_the_field_it_comes_from(
    parent: str, name: str, field: str | None
) -> None:
    assert tags.field_of(parent, name) == field


@pytest.mark.parametrize(
    ("tag", "text", "problem"),
    [
        (rss.Title, "<title> </title>", "is empty"),
        (rss.Title, "<title>a <b>c</b></title>", "holds elements"),
        (rss.Title, "<title>a<!-- b -->c</title>", "holds elements"),
        (rss.Title, '<title lang="en">a</title>', 'unknown attribute "lang"'),
        (rss.Link, "<link>tea.example</link>", "no web address"),
        (rss.PubDate, "<pubDate>yesterday</pubDate>", "is no date"),
        (rss.Enclosure, '<enclosure url="https://a.example/1.mp3" type="a/b"/>', '"length"'),
        (
            rss.Enclosure,
            '<enclosure url="https://a.example/1.mp3" length="1.5" type="a/b"/>',
            "no number of bytes",
        ),
        (
            rss.Enclosure,
            '<enclosure urll="https://a.example/1.mp3" length="1" type="a/b"/>',
            'did you mean "url"?',
        ),
        (rss.Image, "<image><title>a</title><link>https://a.example</link></image>", "<url>"),
        (rss.Image, "<image><title>a</title><title>b</title></image>", "more than once"),
        (rss.Image, "<image><colour>a</colour></image>", "unknown element <colour>"),
        (itunes.Image, '<itunes:image href="https://a.example">a</itunes:image>', "holds text"),
        (itunes.Explicit, "<itunes:explicit>maybe</itunes:explicit>", "neither true nor false"),
        (itunes.Episode, "<itunes:episode>0</itunes:episode>", "no whole number above zero"),
        (itunes.Type, "<itunes:type>serail</itunes:type>", 'did you mean "serial"?'),
        (itunes.Category, '<itunes:category text="Techology"/>', 'did you mean "Technology"?'),
        (itunes.Category, "<itunes:category/>", "no category"),
        (podcast.Guid, "<podcast:guid>abc</podcast:guid>", "no UUID"),
        (podcast.Locked, "<podcast:locked>perhaps</podcast:locked>", "neither yes nor no"),
        (podcast.Locked, '<podcast:locked owner="me">yes</podcast:locked>', "no e-mail address"),
    ],
)
def test_a_value_that_a_tag_may_not_have_is_refused(
    tag: type[tags.Tag], text: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem.replace("?", r"\?")):
        tag.read(element(text))


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        (rss.Guid, '<guid isPermaLink="true"> a </guid>', "a"),
        (itunes.Explicit, "<itunes:explicit>Clean</itunes:explicit>", False),
        (itunes.Explicit, "<itunes:explicit>yes</itunes:explicit>", True),
        (itunes.EpisodeType, "<itunes:episodeType>Full</itunes:episodeType>", "full"),
        (itunes.Duration, "<itunes:duration>1:01:01</itunes:duration>", 3661),
        (podcast.Locked, "<podcast:locked>no</podcast:locked>", {"locked": False}),
        (content.Encoded, "<content:encoded>&lt;p&gt;a</content:encoded>", "<p>a"),
    ],
)
def test_what_older_feeds_write_is_read(tag: type[tags.Tag], text: str, value: Any) -> None:
    assert tag.read(element(text)) == value


def test_a_category_with_two_subcategories_is_two_values() -> None:
    both = element(
        '<itunes:category text="Arts"><itunes:category text="Food"/>'
        '<itunes:category text="Books"/></itunes:category>'
    )
    plain = element('<itunes:category text="Kids &amp; Family"/>')
    assert itunes.Category.read_all([both, plain]) == [
        "Arts > Food",
        "Arts > Books",
        "Kids & Family",
    ]


def test_only_a_link_to_the_feed_itself_is_the_self_link() -> None:
    hub = element('<atom:link rel="hub" href="https://hub.example/"/>')
    assert tags.of_element("channel", hub) is atom.Hub
    own = element('<atom:link href="https://tea.example/feed.xml" rel="self"/>')
    assert tags.of_element("channel", own) is atom.SelfLink
    assert atom.SelfLink.read(own) == "https://tea.example/feed.xml"


def test_a_flag_that_is_not_set_leaves_no_element() -> None:
    root = etree.Element("item")
    itunes.Block.write(root, False)
    assert len(root) == 0


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("https://tea.example", "is no mapping: write url, length, type below it"),
        ({"url": "https://tea.example/1.mp3", "size": "3"}, 'unknown key "size"'),
        ({"url": "https://tea.example/1.mp3", "length": "3"}, 'lacks "type"'),
        ({"url": ["a"], "length": "3", "type": "a/b"}, "is no single value"),
    ],
)
def test_a_mapping_with_wrong_keys_is_refused(written: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        rss.Enclosure.parse(written)


@pytest.fixture
def songs() -> Iterator[type[tags.Tag]]:
    """A tag with an attribute, that holds several of a tag with attributes and text."""

    class Songs(tags.Tag):
        name = "songs"
        ns = tags.PSC
        parents = ("psc:show",)
        attributes = (tags.Attribute("loud", TRUE_FALSE, required=False),)

    class Song(tags.Tag):
        name = "song"
        ns = tags.PSC
        parents = ("psc:songs",)
        key = "songs"
        multiple = True
        text = TEXT
        text_required = False
        attributes = (tags.Attribute("hi-fi", URL), tags.Attribute("outAt", DATE, required=False))

    yield Songs
    for tag in (Songs, Song):
        base.ALL.remove(tag)
    base.forget()


def test_nested_tags_with_attributes_survive_too(songs: type[tags.Tag]) -> None:
    date = rss.PubDate.example
    one = {"hi_fi": "https://a.example/1", "text": "One & more"}
    two = {"hi_fi": "https://a.example/2", "out_at": date}
    value = {"loud": True, "songs": [one, two]}
    assert songs.read(written(songs, value)) == value
    plain = {"loud": "true", "songs": [one, {**two, "out_at": str(date)}]}
    assert songs.parse(plain) == value
    assert songs.parse({"songs": one}) == {"songs": [one]}
    with pytest.raises(ValueError, match='lacks "hi_fi"'):
        songs.parse({"songs": ["One"]})


@given(st.text())
def test_any_text_comes_back_without_what_xml_cannot_hold(text: str) -> None:
    found = written(rss.Title, text)
    assert (found.text or "") == xml_text(text)
    found = written(content.Encoded, text)
    assert (found.text or "") == xml_text(text)


@given(st.text())
def test_any_text_in_an_attribute_comes_back_without_what_xml_cannot_hold(text: str) -> None:
    found = written(itunes.Image, text)
    assert found.get("href") == xml_text(text)


def test_a_page_tells_levels_defaults_and_what_took_the_place_of_the_outdated() -> None:
    person = tags.page(podcast.Person)
    assert "- stands in: channel (many times), item (many times), podcast:liveItem" in person
    assert "- attribute `role`: text (may be left out, and then means host)" in person
    assert "(recommended)" in tags.page(podcast.Trailer)
    assert "- outdated: write podcast:image" in tags.page(podcast.Images)
    assert "- holds: `podcast:source`, `podcast:integrity`" in tags.page(podcast.AlternateEnclosure)
