"""Workspaces to try things in: one that builds, to be spoilt in one place at a time."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from podfeed.cli import podfeed as group
from podfeed.errors import PodfeedError
from tests.needs import ROOT

NETWORK = """\
title: Tea Network
base_url: https://tea.example
defaults:
  language: en
  explicit: false
  categories: [Leisure]
  timezone: UTC
pages: false
"""

SHOW = """\
title: Tea
description: About tea.
author: Tea Network
episodes:
- title: Three
  number: 3
  published: 2026-01-03 08:00
- title: Two
  number: 2
  published: 2026-01-02 08:00
- title: One
  number: 1
  published: 2026-01-01 08:00
"""

NOW = "1780000000"
"""SOURCE_DATE_EPOCH of these builds: late in May 2026."""

_FRAME_SECONDS = 1152 / 44100


def mp3(seconds: float = 1.0) -> bytes:
    """Silence as MP3 frames of one constant rate, with an Info header that agrees with them.

    MPEG-1 layer III, 44.1 kHz, mono, 32 kbit/s: frames of 104 bytes.
    """
    frame = b"\xff\xfb\x10\xc4" + bytes(100)
    frames = round(seconds / _FRAME_SECONDS)
    info = b"Info" + struct.pack(">III", 3, frames, (frames + 1) * len(frame))
    head = frame[:4] + bytes(17) + info
    return head + bytes(len(frame) - len(head)) + frame * frames


@dataclass
class Bench:
    """A workspace on disk, and the commands run in it."""

    root: Path

    def write(self, path: str, text: str | bytes) -> Path:
        """Put a file below the workspace."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        target = self.root / path
        text = target.read_text(encoding="utf-8")
        assert old in text
        target.write_text(text.replace(old, new), encoding="utf-8")

    def with_pages(self) -> Bench:
        """The same workspace, with web pages: most tests do without them."""
        self.edit("seeds/network.yaml", "pages: false\n", "")
        return self

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        """Run a command in it; a PodfeedError is in ``result.exception``."""
        environment = {"SOURCE_DATE_EPOCH": NOW, **(env or {})}
        return CliRunner().invoke(group, ["-C", str(self.root), *arguments], env=environment)

    def build(self, *arguments: str, now: str = NOW) -> dict[str, Any]:
        """Build and give back what ``--json`` says, with the exit code as ``exit``."""
        result = self.run("build", "--json", *arguments, env={"SOURCE_DATE_EPOCH": now})
        if isinstance(result.exception, PodfeedError):
            raise result.exception
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return json.loads(result.stdout) | {"exit": result.exit_code}

    def check(self, *arguments: str) -> list[dict[str, Any]]:
        """Judge it, and give back the findings."""
        result = self.run("check", "--format", "json", *arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        found = json.loads(result.stdout)
        assert isinstance(found, list)
        return found

    def feed(self, show: str = "tea") -> bytes:
        """The feed of a show."""
        return (self.root / "feeds" / f"{show}.xml").read_bytes()

    def lock(self, show: str = "tea") -> dict[str, Any]:
        """The lock of a show."""
        document = json.loads((self.root / "seeds" / f"{show}.lock").read_text(encoding="utf-8"))
        assert isinstance(document, dict)
        return document

    def codes(self, built: Mapping[str, Any]) -> list[str]:
        """The codes of the findings of a build."""
        return [finding["code"] for finding in built["findings"]]


def tea(root: Path) -> Bench:
    """Three episodes about tea, each with a second of audio, and a cover."""
    bench = Bench(root)
    bench.write("seeds/network.yaml", NETWORK)
    bench.write("seeds/tea.yaml", SHOW)
    for number in (1, 2, 3):
        bench.write(f"media/tea/{number}.mp3", mp3(number))
    cover = ROOT / "media" / "ai-training" / "cover.jpg"
    shutil.copyfile(cover, root / "media" / "tea" / "cover.jpg")
    return bench
