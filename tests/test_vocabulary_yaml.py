"""What the vocabulary has a tag for can be written in YAML, and comes back out of the feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from lxml import etree

from podfeed import tags
from podfeed.findings import Finding
from podfeed.layers import Layer
from podfeed.listings import yaml
from podfeed.listings.records import Map
from podfeed.models import Audio, Network, Show
from podfeed.reader import EPISODE_TAGS, SHOW_TAGS, type_show
from podfeed.render.feed import render
from podfeed.tracing import trace
from tests.workspaces import tea

BUILT = datetime(2026, 5, 1, 8, tzinfo=UTC)
NETWORK = Network(title="Tea", base_url="https://tea.example")
SHOW = {
    "title": "Tea",
    "description": "What is in the cup.",
    "author": "Who speaks",
    "language": "en",
    "categories": ["Arts > Food"],
    "explicit": False,
    "link": "https://tea.example",
    "guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
}
EPISODE = {
    "title": "Oolong",
    "published": "2026-04-01T08:00:00Z",
    "guid": "one",
    "audio": {"url": "https://tea.example/1.mp3", "type": "audio/mpeg", "length": 3},
}

assert SHOW_TAGS
assert EPISODE_TAGS


def read(text: str) -> tuple[Show | None, list[Finding]]:
    record = yaml.load(text.encode(), "seeds/tea.yaml")
    assert isinstance(record, Map)
    layer = Layer("seeds/tea.yaml", record)
    episodes = record.get("episodes") or []
    assert isinstance(episodes, list)
    parts = [(Layer("seeds/tea.yaml", one),) for one in episodes if isinstance(one, Map)]
    reading = type_show("tea", (layer,), parts, fallbacks={})
    return reading.show, reading.findings


def document(show: dict[str, Any], episode: dict[str, Any] | None) -> str:
    data = {**SHOW, **show, "episodes": [{**EPISODE, **episode}] if episode is not None else []}
    return pyyaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def channel_of(show: Show) -> etree._Element:
    audio = Audio(url="https://tea.example/1.mp3", type="audio/mpeg", length=3)
    episodes = tuple(one.model_copy(update={"audio": audio}) for one in show.episodes)
    made = show.model_copy(update={"episodes": episodes})
    channel = etree.fromstring(render(made, network=NETWORK, built=BUILT).data)[0]
    assert isinstance(channel, etree._Element)
    return channel


def elements_of(parent: etree._Element, tag: type[tags.Tag]) -> list[etree._Element]:
    name = tags.label(str(parent.tag))
    return [one for one in parent if tags.of_element(name, one) is tag]


@pytest.mark.parametrize("key", SHOW_TAGS)
def test_a_key_of_the_show_survives_yaml_xml_yaml(key: str) -> None:
    tag = SHOW_TAGS[key]
    plain = tag.plain_all([tag.example]) if tag.multiple else tag.plain(tag.example)
    show, findings = read(document({key: plain}, None))
    assert findings == []
    assert show is not None
    assert show.elements == {key: [tag.example] if tag.multiple else tag.example}
    found = tag.read_all(elements_of(channel_of(show), tag))
    assert found == [tag.example]
    assert tag.plain(found[0]) == (plain[0] if tag.multiple else plain)


@pytest.mark.parametrize("key", EPISODE_TAGS)
def test_a_key_of_an_episode_survives_yaml_xml_yaml(key: str) -> None:
    tag = EPISODE_TAGS[key]
    plain = tag.plain_all([tag.example]) if tag.multiple else tag.plain(tag.example)
    show, findings = read(document({}, {key: plain}))
    assert findings == []
    assert show is not None
    assert show.episodes[0].elements == {key: [tag.example] if tag.multiple else tag.example}
    item = channel_of(show).find("item")
    assert item is not None
    found = tag.read_all(elements_of(item, tag))
    assert found == [tag.example]
    assert tag.plain(found[0]) == (plain[0] if tag.multiple else plain)


def test_several_values_and_one_alone_may_be_written() -> None:
    people = [{"name": "The host", "role": "host"}, "A guest"]
    show, findings = read(document({"people": people, "txt": "alone"}, None))
    assert findings == []
    assert show is not None
    names = [one.text for one in elements_of(channel_of(show), tags.podcast.Person)]
    assert names == ["The host", "A guest"]
    assert show.elements["txt"] == [{"text": "alone"}]


def test_a_value_that_a_tag_refuses_is_told_at_its_innermost_place() -> None:
    text = (
        document({}, None).replace("episodes: []\n", "")
        + """value:
  - type: lightning
    method: keysend
    recipients:
      - {name: One, type: node, address: abc, split: 90}
      - {name: Two, type: node, address: def, split: many}
"""
    )
    show, findings = read(text)
    assert show is None
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "many" in one)
    assert [(f.code, f.line) for f in findings] == [("SRC051", line)]
    assert findings[0].message.startswith('value.recipients.split: "many" is no')
    assert findings[0].column == text.splitlines()[line - 1].index("many") + 1


@pytest.mark.parametrize(
    ("written", "code", "message", "remedy"),
    [
        ({"funding": {"text": "Give"}}, "SRC051", 'funding: lacks "url"', None),
        (
            {"funding": {"link": "https://a.example"}},
            "SRC050",
            'funding: has an unknown key "link"',
            "known are url, text",
        ),
        ({"podroll": "x"}, "SRC051", "podroll: is no mapping", None),
        ({"xml": "<a>"}, "SRC051", "xml: is no XML that stands for itself", None),
        (
            {"items": ["<ttl>60</ttl>"]},
            "SRC051",
            "items: is not one <item>",
            "write the whole of it",
        ),
    ],
)
def test_what_cannot_be_written_is_a_finding(
    written: dict[str, Any], code: str, message: str, remedy: str | None
) -> None:
    show, findings = read(document(written, None))
    assert show is None
    assert [finding.code for finding in findings] == [code]
    assert findings[0].message.startswith(message)
    if remedy is not None:
        assert findings[0].remedy == remedy


def test_a_key_that_nothing_has_is_told_with_the_nearest_of_the_vocabulary() -> None:
    _, findings = read(document({"fundin": "x"}, None))
    assert [finding.code for finding in findings] == ["SRC050"]
    assert findings[0].remedy == 'did you mean "funding"?'
    _, findings = read(document({"qqqq": "x"}, None))
    assert '"podfeed explain --keys" lists all' in (findings[0].remedy or "")
    assert len(findings[0].remedy or "") < 500


def test_elements_kept_as_xml_are_written_back_as_they_are() -> None:
    kept = '<my:mood xmlns:my="urn:my" level="3">calm &amp; <b>quiet</b></my:mood>'
    show, findings = read(document({"xml": kept}, {"xml": ["<podcast:new a='1'/>", kept]}))
    assert findings == []
    assert show is not None
    channel = channel_of(show)
    mood = channel.find("{urn:my}mood")
    assert mood is not None
    assert etree.tostring(mood, method="c14n", exclusive=True, with_tail=False).decode() == kept
    item = channel.find("item")
    assert item is not None
    assert [str(one.tag) for one in item][-2:] == [f"{{{tags.PODCAST}}}new", "{urn:my}mood"]


def test_items_kept_as_xml_take_their_place_by_date() -> None:
    items = [
        "<item><title>Newest</title><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>",
        "<item><title>Undated</title></item>",
        "<item><title>Oldest</title><pubDate>Thu, 01 Jan 2026 08:00:00 +0000</pubDate></item>",
    ]
    show, findings = read(document({"items": items}, {}))
    assert findings == []
    assert show is not None
    titles = [item.findtext("title") for item in channel_of(show).iterfind("item")]
    assert titles == ["Newest", "Undated", "Oolong", "Oldest"]
    alone = show.model_copy(update={"episodes": ()})
    titles = [item.findtext("title") for item in channel_of(alone).iterfind("item")]
    assert titles == ["Newest", "Undated", "Oldest"]
    audio = Audio(url="https://tea.example/1.mp3", type="audio/mpeg", length=3)
    own = show.episodes[0].model_copy(update={"audio": audio})
    made = render(show.model_copy(update={"episodes": (own,)}), network=NETWORK, built=BUILT)
    assert made.items == (None, None, 0, None)


def test_a_finding_on_a_kept_item_points_at_it_in_the_yaml() -> None:
    text = document({"items": ["<item><title>Kept</title></item>"]}, None)
    record = yaml.load(text.encode(), "seeds/tea.yaml")
    assert isinstance(record, Map)
    reading = type_show("tea", (Layer("seeds/tea.yaml", record),), [], fallbacks={})
    finding = Finding("RSS001", "error", "m", "feeds/tea.xml", element="/rss/channel/item[1]/guid")
    moved = trace([finding], items=(None,), origins=reading.origins)[0]
    assert (moved.path, moved.line) == ("seeds/tea.yaml", record.marks["items"][0])


def test_a_namespace_is_declared_where_it_is_used_and_only_then() -> None:
    show, _ = read(document({}, {}))
    assert show is not None
    assert "dc" not in channel_of(show).nsmap
    show, _ = read(document({"creators": ["Someone"]}, {}))
    assert show is not None
    assert "dc" in channel_of(show).nsmap


def test_show_tells_what_the_vocabulary_says_and_where_it_stands(tmp_path: Path) -> None:
    bench = tea(tmp_path)
    bench.edit("seeds/tea.yaml", "episodes:\n", "funding: {url: https://a.example}\nepisodes:\n")
    bench.edit("seeds/tea.yaml", "- title: Two\n", "- title: Two\n  people: Someone\n")
    shown = json.loads(bench.run("show", "tea", "--json").output)
    assert shown["funding"] == [{"url": "https://a.example"}]
    assert shown["origins"]["funding"] == "seeds/tea.yaml:4:10"
    assert shown["episodes"][1]["people"] == ["Someone"]
    assert shown["episodes"][1]["origins"]["people"] == "seeds/tea.yaml:10:11"
    assert "elements" not in shown
    assert "xml" not in shown
