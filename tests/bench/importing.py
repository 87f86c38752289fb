"""Taking a feed over, against parsing it, converting its notes and writing the same YAML.

The YAML is written by ``yaml.safe_dump``, the emitter in Python that PyYAML has everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from lxml import etree
from markdownify import markdownify

from podfeed.cli.common import sweep_the_young
from podfeed.importing.reading import read_original
from podfeed.importing.taking import Wishes, take
from tests.bench.table import Row, cpu_of
from tests.bench.workspace import PODFEED, peak

EPISODES = 10_000
_WORDS = ("tea", "kettle", "leaf", "steam", "oolong", "sencha", "roast", "hill", "rain", "wither")
_SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
)
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def feed(episodes: int) -> bytes:
    """A feed of so many items, as hosts write them, with notes in HTML."""
    chance = random.Random(1)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count))

    items = []
    for number in range(episodes, 0, -1):
        links = "".join(
            f'<li><a href="https://tea.example/{number}/{n}">{words(4)}</a></li>' for n in range(4)
        )
        html = (
            f"<p>{words(30)} <em>{words(3)}</em>.</p><p>{words(25)} &amp; more.</p><ul>{links}</ul>"
        )
        day = 1 + number % 28
        items.append(
            f"<item><title>{words(6).capitalize()} {number}</title>"
            f"<link>https://tea.example/{number}</link>"
            f'<guid isPermaLink="false">tea-{number}</guid>'
            f"<pubDate>{day:02} Jan {2000 + number // 500} 08:00:00 +0100</pubDate>"
            f"<description>{words(20)}</description>"
            f"<content:encoded><![CDATA[{html}]]></content:encoded>"
            f'<enclosure url="https://tea.example/{number}.mp3" length="{number}000" '
            'type="audio/mpeg"/>'
            f"<itunes:duration>00:31:{number % 60:02}</itunes:duration>"
            f"<itunes:episode>{number}</itunes:episode><itunes:explicit>no</itunes:explicit>"
            f"<itunes:summary>{words(20)}</itunes:summary>"
            f'<podcast:person role="host">{words(2)}</podcast:person></item>'
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_SPACES}><channel>'
        "<title>Tea</title><link>https://tea.example/</link><description>All of it</description>"
        '<language>en</language><itunes:category text="Arts"/>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


def run() -> Iterator[Row]:
    """CPU of the whole import, its proof among it, and memory of an episode."""
    yield _memory()  # first: a child counts what its parent had when it began
    data = feed(EPISODES)
    with TemporaryDirectory() as folder:
        first = _import(data, Path(folder))
        made = yaml.load(first.read_text("utf-8"), Loader=yaml.CSafeLoader)

    def ours() -> None:
        with TemporaryDirectory() as folder:
            _import(data, Path(folder))

    def theirs() -> None:
        root = etree.fromstring(data)
        for notes in root.iter(_CONTENT):
            markdownify(notes.text or "")
        yaml.safe_dump(made, allow_unicode=True, sort_keys=False)

    sweep_the_young()  # as the command does; here it serves both
    mine, other = cpu_of(ours, theirs, rounds=2)
    note = f"{mine:.1f} s against {other:.1f} s"
    yield Row("import of a 10,000-item feed, against its parts", mine / other, 2, note=note)


def _memory() -> Row:
    """What each of the later items takes, against each of the first."""
    few, some, many = (_peak(feed(count)) * 1024 for count in (10, 1_500, 4_000))
    early, late = (some - few) / 1_490, (many - some) / 2_500
    told = f"{late:.0f} KB each from 1,500 to 4,000, {early:.0f} KB before"
    return Row("memory of an item imported, as there are more", late / early, 1.2, note=told)


def _import(data: bytes, root: Path) -> Path:
    take(read_original(data, "tea.xml"), Wishes(root))
    return root / "seeds/tea.yaml"


def _peak(data: bytes) -> float:
    """Megabytes that the command takes at most, the libraries in C among it."""
    with TemporaryDirectory() as folder:
        source = Path(folder, "tea.xml")
        source.write_bytes(data)
        return peak(*PODFEED, "import", str(source), "-C", folder, "-q")


if __name__ == "__main__":
    for row in run():
        print(row, "holds" if row.holds else "falls short")
