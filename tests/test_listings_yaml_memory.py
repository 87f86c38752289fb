"""Hostile YAML of the largest size is refused, and takes little memory until then."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

KINDS = {
    "maps": "maps, lists and anchors",
    "keys": "keys and values",
    "anchors": "maps, lists and anchors",
    "items": "keys and values",
    "wide letters": "of memory",
    "one value": "without a new key or value",
    "nesting": "100 deep",
    "a bad byte at the end": "the byte 0xff",
    "a fault at the end": "second colon",
}
LIMIT_MB = 200

CHILD = """
import json, resource, sys
from pathlib import Path
from podfeed.errors import ListingError
from podfeed.listings.yaml import read

MB = 1 << 20
TEXT = b"- " + b"x" * 9_997 + b"\\n"


def numbered(form):
    number = 0
    while True:
        yield b"".join(form % each for each in range(number, number + 50_000))
        number += 50_000


def repeated(item):
    while True:
        yield item * (MB // len(item))


KINDS = {
    "maps": (repeated(b"- {title: a}\\n"), b""),
    "keys": (numbered(b"key%d: v\\n"), b""),
    "anchors": (numbered(b"- &a%d x\\n"), b""),
    "items": (repeated(b"- a\\n"), b""),
    "wide letters": (repeated(b"- \\xf0\\x9f\\x8d\\xb5" + b"x" * 1000 + b"\\n"), b""),
    "one value": (repeated(b"x"), b""),
    "nesting": (repeated(b"["), b""),
    "a bad byte at the end": (repeated(TEXT), b"\\xff"),
    "a fault at the end": (repeated(TEXT), "- \\U0001f375: b: c".encode()),
}


def peak():
    try:  # of this program alone; the other one counts the program that started it, too
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    except OSError:
        unit = MB if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


path = Path(sys.argv[1])
told = {}
for kind, (pieces, end) in KINDS.items():
    with path.open("wb") as file:
        while file.tell() < 60 * MB:
            file.write(next(pieces))
        file.write(end)
    try:
        read(path, "x.yaml")
        told[kind] = ("read", peak())
    except ListingError as error:
        told[kind] = (error.problem, peak())
print(json.dumps(told))
"""


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="needs libyaml")
def test_hostile_yaml_is_refused_within_little_memory(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "x.yaml")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert child.stderr == ""
    told = json.loads(child.stdout)
    assert told.keys() == KINDS.keys()
    for kind, words in KINDS.items():
        problem, peak = told[kind]
        assert words in problem, kind
        assert peak <= LIMIT_MB, kind
