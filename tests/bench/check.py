"""What it costs to check a long feed, against lxml.iterparse that only parses it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from lxml import etree

from podfeed.rules import lint
from tests.bench.table import Row, cpu_of
from tests.feeds import GOOD, NOW
from tests.needs import ROOT

_NOTES = "Leaves are steamed, rolled and dried; what stays in the cup is a matter of patience. " * 5

_ITEM = """    <item>
      <title>Cup number {number} &amp; its leaf</title>
      <link>https://podcasts.example/tea/cup-{number}</link>
      <description>{notes}</description>
      <content:encoded><![CDATA[<p>{notes}</p><p><a href="https://podcasts.example">More</a></p>]]>\
</content:encoded>
      <guid isPermaLink="false">b7a1f9f0-4d0c-5d6e-9c1b-{number:012}</guid>
      <pubDate>{date}</pubDate>
      <enclosure url="https://podcasts.example/media/tea/{number}.mp3" length="{length}" \
type="audio/mpeg"/>
      <itunes:title>Cup number {number}</itunes:title>
      <itunes:author>Ann Author</itunes:author>
      <itunes:duration>{duration}</itunes:duration>
      <itunes:season>{season}</itunes:season>
      <itunes:episode>{number}</itunes:episode>
      <itunes:episodeType>full</itunes:episodeType>
      <itunes:explicit>{explicit}</itunes:explicit>
      <itunes:image href="https://podcasts.example/media/tea/{number}.jpg"/>
    </item>
"""


def feed(items: int, *, faults: int = 0) -> bytes:
    """A feed of many episodes; the last ``faults`` of them have one fault each."""
    head, tail = GOOD.decode().split("    <item>", 1)[0], "  </channel>\n</rss>\n"
    first = datetime(1995, 1, 1, 8, tzinfo=UTC)
    body = "".join(
        _ITEM.format(
            number=number,
            notes=_NOTES,
            date=format_datetime(first + timedelta(days=number)),
            length=9_000_000 + number,
            duration=600 + number % 3000,
            season=number // 100 + 1,
            explicit="maybe" if number <= faults else "false",
        )
        for number in range(items, 0, -1)
    )
    return f"{head}{body}{tail}".encode()


def _parse(data: bytes) -> None:
    for _ in etree.iterparse(BytesIO(data)):
        pass


def _check(data: bytes, findings: int = 0, select: tuple[str, ...] = ()) -> None:
    found = [
        one
        for one in lint(data, path="feed.xml", now=NOW, select=select)
        if one.code != "ATM012"  # the feed is long, which is what is measured
    ]
    assert len(found) == findings, found[:5]


FIRST_FLOOR = ("RSS0", "PSP00", "APL00", "APL01", "APL03", "AUD", "ART", "HIS", "SRC")
"""The rules that every feed needs: those of RSS 2.0, PSP-1 and Apple, media and history."""


_PEAK = """
import resource, sys
from pathlib import Path
from podfeed.rules import examine
seen = examine(Path(sys.argv[1]).read_bytes(), path="feed.xml")
assert seen.items == 10_000
try:  # ru_maxrss is at least what the process that started this one had
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
except OSError:
    scale = 1 if sys.platform == "darwin" else 1024  # bytes there, kB elsewhere
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
print(peak / 1e6)
"""


def _peak(data: bytes) -> float:
    """The most memory that a process of its own needs to check a feed, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_bytes(data)
        command = [sys.executable, "-c", _PEAK, str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(run.stdout)


def run() -> Iterator[Row]:
    for items, rounds in ((1_000, 9), (10_000, 5)):
        data = feed(items)
        parse, first, check = cpu_of(
            partial(_parse, data),
            partial(_check, data, select=FIRST_FLOOR),
            partial(_check, data),
            rounds=rounds,
        )
        note = f"{len(data) / 1e6:.1f} MB, {parse:.3f} s to parse"
        what = f"{items:,} items, against lxml.iterparse"
        yield Row(f"check by the first rules, {what}", first / parse, 3, note=note)
        yield Row(f"check by all rules, {what}", check / parse, 6, note=note)
    spoilt = feed(10_000, faults=1_000)
    parse, check = cpu_of(lambda: _parse(spoilt), lambda: _check(spoilt, 1_000), rounds=5)
    yield Row("check, 10,000 items with 1,000 findings", check / parse, 8)
    for what, sample in (("", data), (" with 1,000 findings", spoilt)):
        yield Row(f"check, 10,000 items{what}: peak memory", _peak(sample), 80, unit="MB")
