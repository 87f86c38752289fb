"""The HIS rules: a feed against the one published before, at the element that changed."""

from __future__ import annotations

import pytest

from podfeed.history import read_feed
from podfeed.rules import lint
from tests.feeds import GOOD, spoilt

PAST = read_feed(GOOD, "old.xml")


def test_a_changed_guid_is_told_at_the_guid() -> None:
    data = spoilt("0c3d2c8e", "1c3d2c8e")
    (finding,) = lint(data, path="x", past=PAST)
    assert finding.code == "HIS001"
    assert finding.element == "/rss/channel/item[2]/guid"
    assert data.decode().splitlines()[(finding.line or 0) - 1].strip().startswith("<guid")


def test_an_episode_that_is_gone_is_told_at_the_channel() -> None:
    text = GOOD.decode()
    start, end = text.index("    <item>"), text.index("</item>") + len("</item>\n")
    (finding,) = lint((text[:start] + text[end:]).encode(), path="x", past=PAST)
    assert (finding.code, finding.element) == ("HIS002", "/rss/channel")
    assert "Oolong" in finding.message


def test_audio_replaced_under_one_address_and_a_moved_date_are_told() -> None:
    data = GOOD.replace(b"9650176", b"9650177").replace(b"24 Apr 2026 08", b"24 Apr 2026 09")
    found = lint(data, path="x", past=PAST)
    assert [(f.code, f.element) for f in found] == [
        ("HIS003", "/rss/channel/item[2]/pubDate"),
        ("HIS004", "/rss/channel/item[2]/enclosure"),
    ]


@pytest.mark.parametrize(
    ("code", "child"),
    [
        ("HIS003", "<pubDate>Fri, 24 Apr"),
        ("HIS005", '<enclosure url="https://podcasts.example/sencha'),
    ],
)
def test_what_was_taken_out_is_told_at_the_episode(code: str, child: str) -> None:
    text = "".join(line for line in GOOD.decode().splitlines(True) if child not in line)
    (finding,) = lint(text.encode(), path="x", past=PAST, select=[code])
    assert finding.element == "/rss/channel/item[2]"
    assert text.splitlines()[(finding.line or 0) - 1] == "    <item>"


def test_without_a_past_they_are_silent() -> None:
    assert lint(spoilt("0c3d2c8e", "1c3d2c8e"), path="x") == []


def test_only_those_that_are_chosen_are_told() -> None:
    data = spoilt("<title>Sencha", "<title>Senchá")
    assert [f.code for f in lint(data, path="x", past=PAST)] == ["HIS006"]
    assert lint(data, path="x", past=PAST, ignore=["HIS006"]) == []
