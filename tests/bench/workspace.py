"""Workspaces of many episodes, and the plain scripts that a build is measured against."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.workspaces import NETWORK, mp3

_TEXT = "Leaves are steamed, rolled and dried; what stays in the cup is a matter of patience. " * 4


def make(root: Path, episodes: int, *, pages: bool = False, told: bool = False) -> None:
    """A show in YAML with an MP3 (Info header) for each episode, and the same facts as JSON.

    Where it is to be ``told``, each has notes in Markdown and four chapters as well.
    """
    (root / "seeds").mkdir(parents=True)
    folder = root / "media" / "tea"
    folder.mkdir(parents=True)
    network = NETWORK.replace("pages: false\n", "") if pages else NETWORK
    (root / "seeds/network.yaml").write_text(network, encoding="utf-8")
    audio = mp3(2)
    lines = ["title: Tea", "description: About tea.", "episodes:"]
    facts = []
    for number in range(episodes, 0, -1):
        (folder / f"{number:05}.mp3").write_bytes(audio)
        date = f"{1990 + number // 360}-{number // 30 % 12 + 1:02}-{number % 28 + 1:02} 08:00"
        lines += [
            f"- title: Cup number {number} & its leaf",
            f"  description: {_TEXT}",
            f"  number: {number}",
            f"  season: {number // 100 + 1}",
            f"  published: {date}",
            "  type: full",
            "  explicit: false",
        ]
        if told:
            lines += ["  notes: |", f"    **{number}** [leaves](https://tea.example). {_TEXT}"]
            lines += ["  chapters:"]
            for part in range(4):
                lines += [f"  - start: {part * 0.4}", f"    title: Part {part} of cup {number}"]
        facts.append(
            {
                "title": f"Cup number {number} & its leaf",
                "description": _TEXT,
                "number": number,
                "season": number // 100 + 1,
                "published": date,
                "audio": f"{number:05}.mp3",
            }
        )
    (root / "seeds/tea.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


PLAIN_BUILD = """
import json, os, sys
from datetime import datetime, timezone
from email.utils import format_datetime
from lxml import etree
from mutagen.mp3 import MP3
root = sys.argv[1]
I = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
C = "{http://purl.org/rss/1.0/modules/content/}"
rss = etree.Element("rss", nsmap={"itunes": I[1:-1], "content": C[1:-1]}, version="2.0")
channel = etree.SubElement(rss, "channel")
def put(parent, name, text=None, **attributes):
    etree.SubElement(parent, name, attributes).text = text
put(channel, "title", "Tea")
put(channel, "link", "https://tea.example")
put(channel, "description", "About tea.")
with open(os.path.join(root, "facts.json"), encoding="utf-8") as file:
    facts = json.load(file)
for fact in facts:
    path = os.path.join(root, "media", "tea", fact["audio"])
    info = MP3(path).info
    item = etree.SubElement(channel, "item")
    put(item, "title", fact["title"])
    put(item, "description", fact["description"])
    put(item, "guid", fact["audio"], isPermaLink="false")
    date = datetime.fromisoformat(fact["published"]).replace(tzinfo=timezone.utc)
    put(item, "pubDate", format_datetime(date))
    put(item, "enclosure", url="https://tea.example/media/tea/" + fact["audio"],
        length=str(os.path.getsize(path)), type="audio/mpeg")
    put(item, I + "title", fact["title"])
    put(item, I + "episode", str(fact["number"]))
    put(item, I + "season", str(fact["season"]))
    put(item, I + "explicit", "false")
    put(item, I + "duration", str(round(info.length)))
    put(item, I + "episodeType", "full")
    put(item, C + "encoded", "<p>" + fact["description"] + "</p>")
etree.ElementTree(rss).write(os.path.join(root, "plain.xml"), xml_declaration=True,
                             encoding="UTF-8", pretty_print=True)
"""

PLAIN_SCAN = """
import os, sys
def walk(folder):
    for entry in os.scandir(folder):
        if entry.is_dir():
            walk(entry.path)
        else:
            entry.stat()
for name in ("seeds", "media", "feeds"):
    walk(os.path.join(sys.argv[1], name))
"""


EPOCH = 1_780_000_000
"""The clock of all of them, in POSIX seconds."""

_BYTECODE = tempfile.TemporaryDirectory(prefix="podfeed-bench-")


def environment() -> dict[str, str]:
    """A clock that stands, and modules that were compiled before, as where pip installed them."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "SOURCE_DATE_EPOCH": str(EPOCH), "PYTHONPYCACHEPREFIX": _BYTECODE.name}


def cpu(*command: str) -> float:
    """CPU seconds, of user and system, that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
scale = 1024 if sys.platform == "darwin" else 1
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // scale)
"""


def peak(*command: str) -> float:
    """The most memory, in MB, that a command has at once."""
    result = subprocess.run(
        [sys.executable, "-c", _PEAK, *command],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    return int(result.stdout) / 1024


PODFEED = (str(Path(sys.executable).with_name("podfeed")),)
