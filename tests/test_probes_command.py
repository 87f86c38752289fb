"""``podfeed probe``: what a person sees, and what a machine reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from podfeed.cli.probe import command
from tests.sounds import SAMPLES


def test_json_has_every_fact_by_its_name() -> None:
    result = CliRunner().invoke(command, ["--json", str(SAMPLES / "chapters.mp3")])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {
            "path": str(SAMPLES / "chapters.mp3"),
            "type": "audio/mpeg",
            "duration": pytest.approx(1.0, abs=0.01),
            "size": (SAMPLES / "chapters.mp3").stat().st_size,
            "bitrate": 24000,
            "sample_rate": 8000,
            "channels": 1,
            "codec": "mp3",
            "tags": {
                "title": "One second",
                "artist": "The Tea Table",
                "album": "Cups",
                "number": 3,
                "season": 2,
                "date": "2026",
                "comment": "A sample",
            },
            "cover": None,
            "chapters": [
                {"start": 0, "title": "Leaf", "end": 0.4},
                {"start": 0.4, "title": "Wäter", "end": 1.0},
            ],
            "findings": [],
        }
    ]


def test_a_bad_file_fails_and_the_others_are_still_measured(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_text("<html>Log in</html>")
    names = [str(bad), str(tmp_path / "missing.mp3"), str(SAMPLES / "one.opus")]
    result = CliRunner().invoke(command, ["--json", *names])
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [one["path"] for one in found] == names
    assert [[f["name"] for f in one["findings"]] for one in found] == [
        ["not-audio"],
        ["audio-unreadable"],
        [],
    ]
    assert [(one["type"], one["size"]) for one in found[:2]] == [(None, 19), (None, None)]


def test_people_see_a_block_a_file_and_findings_apart(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"")
    result = CliRunner().invoke(command, [str(SAMPLES / "xing.mp3"), str(bad)])
    assert result.exit_code == 1
    for words in ("0:01 (1.00 s)", "audio/mpeg (mp3)", "mono", "One second", "image/png, 40×30"):
        assert words in result.stdout
    assert "AUD002 is empty" in result.stderr
    assert "bad.mp3" not in result.stdout


def test_no_file_is_wrong_usage() -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
