"""What the fullest reader of Podcasting 2.0 reads of a feed, it reads of the one built of it."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from podfeed import tags
from podfeed.build import build
from podfeed.importing.reading import read_original
from podfeed.importing.taking import Wishes, take
from podfeed.pipeline import Options
from tests.importing import HERE
from tests.needs import needs_node_package, needs_program

# Each build says these of itself, or says them in their usual form.
ANEW = {"generator", "lastBuildDate", "lastPubDate", "lastUpdate", "pubDate", "language", "pubsub"}


def read(feed: Path) -> dict[str, Any]:
    node, package = needs_program("node"), needs_node_package("podcast-partytime")
    script = Path(__file__).with_name("partytime.js")
    done = subprocess.run(
        [node, str(script), str(package), str(feed)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def with_everything(path: Path) -> None:
    """The feed of tea, with an example of every tag of the podcast namespace in it."""
    root = etree.fromstring((HERE / "tea.xml").read_bytes())
    channel = root.find("channel")
    assert channel is not None
    item = channel.find("item")
    assert item is not None
    for parent, kind in ((channel, tags.CHANNEL), (item, tags.ITEM)):
        for tag in tags.in_parent(kind):
            if tag.ns == tags.PODCAST:
                for old in parent.findall(tag.qname):
                    parent.remove(old)
                tag.write(parent, tag.example)
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


@pytest.mark.parametrize("name", ["tea", "everything"])
def test_partytime_reads_the_same_item_for_item(name: str, tmp_path: Path) -> None:
    source = HERE / f"{name}.xml"
    if name == "everything":
        source = tmp_path / "everything.xml"
        with_everything(source)
    original = read_original(source.read_bytes(), source.name)
    taken = take(original, Wishes(tmp_path, "it"))
    assert taken.proof is not None
    assert taken.proof.differences == []
    build(tmp_path, [], Options(datetime(2100, 1, 1, tzinfo=UTC)))
    before, after = read(source), read(tmp_path / "feeds/it.xml")
    assert len(before["items"]) == len(after["items"]) > 0
    for old, new in zip(before.pop("items"), after.pop("items"), strict=True):
        assert {key: new.get(key) for key in old} == old
    supported, now = before.pop("pc20support"), after.pop("pc20support")
    assert all(set(names) <= set(now[phase]) for phase, names in supported.items())
    kept = {key: value for key, value in before.items() if key not in ANEW}
    assert {key: after.get(key) for key in kept} == kept
    if name == "everything":
        found = {key for one in (before, after) for key in one if key.startswith("podcast")}
        assert {"podcastFunding", "podcastPeople", "podcastLiveItems"} & found
