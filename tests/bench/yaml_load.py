"""Loading YAML: our tree with marks, against PyYAML's own loader in C."""

from __future__ import annotations

import random
import tracemalloc

import yaml

from podfeed.listings.records import Map, Seq
from podfeed.listings.yaml import load
from tests.bench.table import Row, cpu_of

EPISODES = 10_000
_WORDS = ("tea", "kettle", "leaf", "steam", "oolong", "sencha", "roast", "hill", "rain", "wither")


def document(episodes: int = EPISODES) -> str:
    """A show with that many episodes of eight keys each."""
    chance = random.Random(1)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count))

    lines = ["title: Tea", "description: All about tea", "language: en", "episodes:"]
    for number in range(episodes, 0, -1):
        lines += [
            f"  - title: {words(6).capitalize()}",
            f"    description: {words(30).capitalize()}.",
            f"    number: {number}",
            f"    season: {number // 50 + 1}",
            f"    published: 2026-05-01 08:{number % 60:02}",
            f"    audio: tea/{number:05}.mp3",
            "    explicit: no",
            "    type: full",
        ]
    return "\n".join(lines) + "\n"


def run() -> list[Row]:
    """CPU against CSafeLoader, and memory of an episode."""
    text = document()
    data = text.encode()
    ours, theirs = cpu_of(
        lambda: load(data, "tea.yaml"), lambda: yaml.load(text, Loader=yaml.CSafeLoader)
    )
    tracemalloc.start()
    root = load(data, "tea.yaml")
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert isinstance(root, Map)
    episodes = root["episodes"]
    assert isinstance(episodes, Seq)
    assert len(episodes) == EPISODES
    each = size / EPISODES / 1000
    note = f"{ours * 1000:.0f} ms against {theirs * 1000:.0f} ms"
    return [
        Row("loading a 10,000-episode YAML, with marks", ours / theirs, 0.4, note=note),
        Row("memory of an episode loaded from YAML", each, 6, unit="KB", note="strings and marks"),
    ]


if __name__ == "__main__":
    for row in run():
        print(row, "holds" if row.holds else "falls short")
