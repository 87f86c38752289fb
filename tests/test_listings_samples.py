"""Each sample listing is read into the JSON beside it: values, their places, and findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from podfeed.listings import read
from podfeed.listings.records import Listing, Map, Node, Seq

DATA = Path(__file__).parent / "data" / "listings"
SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix != ".json")
assert SAMPLES


def placed(node: Node, mark: tuple[int, int]) -> Any:
    """A value with its place, as JSON can hold it."""
    if isinstance(node, Map):
        return {key: placed(value, node.marks[key]) for key, value in node.items()}
    if isinstance(node, Seq):
        return [placed(value, at) for value, at in zip(node, node.marks, strict=True)]
    return f"{mark[0]}:{mark[1]} {node}"


def told(listing: Listing) -> Any:
    """A listing as JSON can hold it."""
    return {
        "dialect": listing.dialect,
        "newest first": listing.newest_first,
        "show": placed(listing.show, listing.show.at),
        "episodes": [placed(episode, episode.at) for episode in listing.episodes],
        "findings": [str(finding) for finding in listing.findings],
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_as_its_json_tells(sample: Path) -> None:
    expected = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    assert told(read(sample, shown=sample.name)) == expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_line_ends_marks_and_blanks_at_the_end_change_nothing(sample: Path, tmp_path: Path) -> None:
    text = sample.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    expected = told(read(sample, shown=sample.name))
    for number, variant in enumerate(
        (
            text.rstrip("\n"),
            f"\ufeff{text}",
            text.replace("\n", "\r\n"),
            text.replace("\n", "\r"),
            f"{text}\n \n",
            text.replace("\n", " \n") if sample.suffix == ".txt" else text,
        )
    ):
        path = tmp_path / f"{number}{sample.suffix}"
        path.write_bytes(variant.encode())
        assert told(read(path, shown=sample.name)) == expected
