"""The classes of the podcast namespace say what its pages say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from podfeed import tags
from podfeed.tags import ProblemKind, podcast
from podfeed.tags.base import Attribute
from podfeed.tags.podcast.roles import GROUPS_OF, ROLES
from podfeed.tags.shapes import Form

HERE = Path(__file__).parent
FACTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (HERE / "data/spec/podcast_namespace.yaml").read_text(encoding="utf-8")
)
assert len(FACTS) == 32

ATTRIBUTES = [(name, part) for name, facts in FACTS.items() for part in facts.get("attributes", ())]
assert len(ATTRIBUTES) > 80

FORMS: dict[str, tuple[list[str], list[str]]] = {
    "https": (
        ["https://a.example/x?y=1&z=2", "https://a.example:8443", "https://ü.example/ü"],
        ["http://a.example/x", "a.example", "/x", "ftp://a.example"],
    ),
    "uri": (
        ["https://a.example/x", "magnet:?xt=urn:btih:2", "ipfs://bafy", "lightning:a@b.example"],
        ["a.example/x", "https://a.example/x y"],
    ),
    "media-type": (["application/x-mpegURL", "x-tea/x-cup", "Audio/MPEG"], ["mp3", "audio/", "/"]),
    "language": (["en", "pt-BR", "zh-Hant-TW", "gsw", "EN-us"], ["English", "e", "en-"]),
    "email": (["tea@tea.example"], ["tea", "tea@", "tea at tea.example"]),
    "seconds": (["0", "73", "73.0", "0.25"], ["1:13", "-1", "73s", "1e3", "٣"]),
    "decimal": (["0", "100", "0.00000005", "128000.5"], ["-1", "1,5", "1e3", "many", "٣"]),
    "whole": (["0", "1", "099"], ["-1", "1.5", "one", "٣"]),
    "pixels": (["1", "1080"], ["0", "-1", "1080px", "16.5"]),
    "percent": (["0", "100", "62.5"], ["101", "-1", "50%"]),
    "bytes": (["0", "1234567"], ["1.5", "12 MB", "-1"]),
    "boolean": (["true", "false"], ["yes", "True", "1", "tru"]),
    "text": (["a", "Tea & Toast", "日本語"], []),
    "role": (["host", "Guest", "co-host", "FACT CHECKER"], ["hots", "podcaster"]),
    "group": (["cast", "Creative Direction", "misc."], ["crew"]),
    "service": (["amazon", "zencast"], ["amazn"]),
    "geo": (
        ["geo:52.52,13.405", "geo:-27.86159,153.3169", "geo:0,0,12;u=35", "GEO:1,2;crs=wgs84"],
        ["52.52,13.405", "geo:97.7,30.2", "geo:1,181", "geo:north"],
    ),
    "osm": (["R113314", "N1", "W1#2"], ["r113314", "113314", "R"]),
    "country": (["DE", "GB"], ["UK", "de", "Germany", "XX"]),
    "mail-date": (
        ["Thu, 01 Apr 2021 08:00:00 EST", "1 Apr 2021 08:00:00 +0000"],
        ["2021-04-01T08:00:00Z", "yesterday"],
    ),
    "moment": (
        ["2021-09-26T07:30:00.000-0600", "2021-09-26T07:30:00Z", "2021-09-26T07:30:00+02:00"],
        ["2021-09-26T07:30:00", "26 Sep 2021 07:30:00 +0000", "soon"],
    ),
    "day": (["2021-09-26", "2021-09-26T07:30:00Z", "20210926"], ["26 Sep 2021", "soon"]),
    "rule": (
        ["FREQ=WEEKLY", "RRULE:FREQ=MONTHLY;BYDAY=1MO,+2TU;COUNT=10", "FREQ=DAILY;INTERVAL=2"],
        ["weekly", "FREQ=SOMETIMES", "FREQ=WEEKLY;DAY=TU", "FREQ=WEEKLY;BYMONTHDAY=1"],
    ),
    "uuid": (["917393e3-1b1e-5cef-ace4-edaa54e1f810"], ["917393e3", "tea"]),
    "guid": (
        ["917393e3-1b1e-5cef-ace4-edaa54e1f810", "9B024349-CCF0-5F69-A609-6B82873EAB3C"],
        ["9b024349-ccf0-4f69-a609-6b82873eab3c", "{917393e3-1b1e-5cef-ace4-edaa54e1f810}"],
    ),
    "host": (["irc.tea.example", "localhost", "chat.example:6697"], ["https://chat.example/"]),
    "ratio": (["16/9", "1/1", "1.91", "1.91 / 1"], ["16:9", "wide"]),
    "srcset": (
        ["https://a.example/a.jpg 600w", "https://a.example/a.jpg 600w, https://a.example/b 3w"],
        ["https://a.example/a.jpg", "a.jpg 600w", "https://a.example/a.jpg 2x"],
    ),
    "medium": (["podcast", "musicL", "mixed"], ["Podcast", "musicl", "radio"]),
}
"""By form: texts that there is nothing to say about, and texts that there is."""


def tag_of(name: str) -> type[tags.Tag]:
    found = [tag for tag in tags.ALL if tag.ns == tags.PODCAST and tag.name == name]
    assert len(found) == 1, name
    return found[0]


def attribute_of(name: str, part: str) -> Attribute:
    return next(one for one in tag_of(name).attributes if one.name == part)


def label(name: str) -> str:
    return name if name in ("channel", "item") else f"podcast:{name}"


def test_every_element_of_the_namespace_has_one_class_and_no_other_has() -> None:
    assert sorted(tag.name for tag in tags.ALL if tag.ns == tags.PODCAST) == sorted(FACTS)
    exported = {getattr(podcast, name) for name in podcast.__all__ if name != "MEDIUMS"}
    assert exported == {tag for tag in tags.ALL if tag.ns == tags.PODCAST}


@pytest.mark.parametrize("name", FACTS)
def test_an_element_stands_where_and_as_often_as_its_page_says(name: str) -> None:
    tag, facts = tag_of(name), FACTS[name]
    assert set(tag.parents) == {label(parent) for parent in facts["in"]}
    assert tag.multiple == (facts["count"] == "multiple")
    assert bool(tag.legacy) == facts.get("legacy", False)
    assert tag.source.endswith(".md")


@pytest.mark.parametrize("name", FACTS)
def test_an_element_has_the_attributes_that_its_page_names(name: str) -> None:
    facts = FACTS[name].get("attributes", {})
    found = {part.name: part for part in tag_of(name).attributes}
    assert list(found) == list(facts)
    for part, fact in facts.items():
        assert found[part].required == (fact["level"] == "required"), part
        assert found[part].recommended == (fact["level"] == "recommended"), part
        if "default" in fact:
            assert found[part].default == fact["default"], part
        if fact["level"] == "conditional":
            assert "check_further" in vars(tag_of(name)), part


@pytest.mark.parametrize("name", FACTS)
def test_an_element_has_text_if_its_page_says_so(name: str) -> None:
    tag, fact = tag_of(name), FACTS[name].get("text")
    if fact is None:
        assert tag.text is None
        return
    assert tag.text is not None
    assert tag.text_required == (fact["level"] == "required")
    hold_to(tag.text, fact)


@pytest.mark.parametrize(("name", "part"), ATTRIBUTES)
def test_an_attribute_takes_what_its_page_allows_and_nothing_else(name: str, part: str) -> None:
    hold_to(attribute_of(name, part).form, FACTS[name]["attributes"][part])


def hold_to(form: Form[Any], fact: dict[str, Any]) -> None:
    """Hold a form to the facts of an attribute or of a text."""
    good, bad = FORMS[fact["form"]]
    words = fact.get("words")
    if words is None:
        for text in good:
            assert "known" in fact or form.judge(text) is None, text
            form.read(text)
        for text in bad:
            assert form.judge(text) is not None, text
    else:
        refused = form.judge("certainly not that")
        assert refused is not None
        assert refused.kind is ProblemKind.WRONG_VALUE
    for text in (*(words or ()), *fact.get("known", ())):
        assert form.judge(text) is None, text
        form.read(text)
    if most := fact.get("most"):
        assert form.judge("x" * most) is None
        longer = form.judge("x" * (most + 1))
        assert longer is not None
        assert longer.kind is ProblemKind.TOO_LONG
        assert form.read("x" * (most + 1)), "what is too long is not lost"


@pytest.mark.parametrize("name", [name for name, facts in FACTS.items() if "holds" in facts])
def test_an_element_holds_what_its_page_says(name: str) -> None:
    tag, holds = tag_of(name), FACTS[name]["holds"]
    held = {child.name: child for child in tag.children() if child.ns == tags.PODCAST}
    assert name == "liveItem" or set(held) == set(holds)
    for child, count in holds.items():
        if count == "recommended":
            assert tag.label in held[child].recommended_in
            continue
        least, most = count.split("..")
        assert (tag.label in held[child].required_in) == (least == "1"), child
        assert held[child].repeats_in(tag.label) == (most == "n"), child


def test_a_live_item_holds_all_that_an_item_holds() -> None:
    assert tags.in_parent(tags.LIVE_ITEM) == tags.in_parent(tags.ITEM)
    assert podcast.LiveItem.children() == tags.in_parent(tags.ITEM)


def test_a_live_item_with_everything_an_item_may_hold_survives() -> None:
    value: dict[str, Any] = dict(podcast.LiveItem.example)
    for tag in podcast.LiveItem.children():
        several = tag.repeats_in(tags.LIVE_ITEM)
        value[tag.key_in(tags.LIVE_ITEM)] = [tag.example] * 2 if several else tag.example
    root = etree.Element("rss", nsmap=dict(tags.NAMESPACES))
    podcast.LiveItem.write(root, value)
    written = etree.fromstring(etree.tostring(root))[0]
    assert podcast.LiveItem.read(written) == value


def test_the_old_address_of_the_namespace_is_read_within_elements_too() -> None:
    xml = etree.tostring(written(podcast.Value)).decode()
    old = etree.fromstring(xml.replace(tags.PODCAST, tags.PODCAST_ALIAS))
    assert podcast.Value.read(old) == podcast.Value.example
    assert list(tags.judge("channel", old)) == []


def written(tag: type[tags.Tag]) -> etree._Element:
    root = etree.Element("rss", nsmap=dict(tags.NAMESPACES))
    tag.write(root, tag.example)
    return etree.fromstring(etree.tostring(root))[0]


def test_the_taxonomy_has_its_groups_and_roles() -> None:
    assert len(ROLES) == 11
    assert sum(map(len, ROLES.values())) == 63
    assert GROUPS_OF["editor"] == ("Writing", "Video Post-Production")
    assert GROUPS_OF["guest"] == ("Cast",)
