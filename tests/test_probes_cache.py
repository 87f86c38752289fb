"""The cache saves work, and is never trusted further than that."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podfeed.errors import MediaError
from podfeed.probes import artwork, audio, digests
from podfeed.probes.cache import PLACE, VERSION, Cache
from tests.sounds import sample

SHOWN = "media/a.mp3"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    put(tmp_path / SHOWN, sample("xing.mp3"))
    return tmp_path


def put(path: Path, data: bytes, *, age: float = 3600) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    then = time.time() - age
    os.utime(path, (then, then))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really measured, as they are."""
    seen: list[str] = []
    for module in (audio, artwork):
        original: Callable[..., Any] = module.probe

        def watched(path: Path, *, shown: str, _do: Callable[..., Any] = original) -> Any:
            seen.append(shown)
            return _do(path, shown=shown)

        monkeypatch.setattr(module, "probe", watched)
    return seen


def ask(workspace: Path, shown: str = SHOWN) -> audio.Probed:
    with Cache(workspace) as cache:
        return cache.audio(workspace / shown, shown=shown)


def test_a_file_is_measured_once(workspace: Path, measured: list[str]) -> None:
    first, second = ask(workspace), ask(workspace)
    assert measured == [SHOWN]
    assert second == first
    assert second == audio.probe(workspace / SHOWN, shown=SHOWN)
    assert second.audio is not None
    assert type(second.audio.duration) is type(first.audio.duration if first.audio else None)


def test_findings_are_remembered_too(workspace: Path, measured: list[str]) -> None:
    put(workspace / SHOWN, b"<html>")
    first, second = ask(workspace), ask(workspace)
    assert measured == [SHOWN]
    assert [finding.name for finding in second.findings] == ["not-audio"]
    assert second == first


def test_pictures_are_remembered_apart_from_sounds(workspace: Path, measured: list[str]) -> None:
    for _ in range(2):
        with Cache(workspace) as cache:
            cache.artwork(workspace / SHOWN, shown=SHOWN)
    assert measured == [SHOWN]
    assert ask(workspace).audio is not None


def test_a_changed_file_is_measured_again(workspace: Path, measured: list[str]) -> None:
    ask(workspace)
    put(workspace / SHOWN, sample("plain.mp3"), age=1800)
    assert ask(workspace).audio != audio.Probed
    put(workspace / SHOWN, sample("xing.mp3"), age=900)
    ask(workspace)
    assert len(measured) == 3


def test_a_file_that_changed_just_now_is_not_remembered(
    workspace: Path, measured: list[str]
) -> None:
    put(workspace / SHOWN, sample("xing.mp3"), age=0)
    ask(workspace)
    ask(workspace)
    assert len(measured) == 2


def test_a_file_that_changes_while_it_is_measured_is_not_remembered(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = audio.probe

    def slow(path: Path, *, shown: str) -> audio.Probed:
        found = original(path, shown=shown)
        put(path, sample("plain.mp3"), age=1800)
        return found

    monkeypatch.setattr(audio, "probe", slow)
    ask(workspace)
    monkeypatch.undo()
    assert ask(workspace) == audio.probe(workspace / SHOWN, shown=SHOWN)


def test_what_could_not_be_opened_is_asked_again(workspace: Path, measured: list[str]) -> None:
    (workspace / "media" / "folder.mp3").mkdir()
    for _ in range(2):
        assert ask(workspace, "media/folder.mp3").audio is None
        assert ask(workspace, "media/missing.mp3").audio is None
    assert len(measured) == 4


def test_files_that_are_gone_are_forgotten_and_others_kept(workspace: Path) -> None:
    for name in ("b", "c"):
        put(workspace / f"media/{name}.mp3", sample("plain.mp3"))
        ask(workspace, f"media/{name}.mp3")
    ask(workspace)
    (workspace / "media/b.mp3").unlink()
    put(workspace / "media/d.mp3", sample("plain.mp3"))
    ask(workspace, "media/d.mp3")
    known = json.loads((workspace / PLACE).read_bytes())["files"]
    assert list(known) == [SHOWN, "media/c.mp3", "media/d.mp3"]


def test_without_news_the_file_is_not_written(workspace: Path) -> None:
    ask(workspace)
    before = (workspace / PLACE).stat()
    ask(workspace)
    after = (workspace / PLACE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def spoilt() -> dict[str, Callable[[list[Any]], Any]]:
    return {
        "no list": lambda entry: 7,
        "empty": lambda entry: [],
        "no facts": lambda entry: [*entry[:3], None],
        "facts that say nothing": lambda entry: [*entry[:3], {}],
        "facts of another shape": lambda entry: [*entry[:3], {"audio": [1, 2]}],
        "text for a number": lambda entry: [*entry[:3], {"audio": {"length": "many"}}],
        "an unknown key": lambda entry: [*entry[:3], {**entry[3], "new": 1}],
        "an unknown finding": lambda entry: [
            *entry[:3],
            {
                "findings": [
                    {"code": "NO1", "severity": "error", "message": "?", "path": "media/a.mp3"}
                ]
            },
        ],
    }


@pytest.mark.parametrize("case", spoilt())
def test_a_garbled_entry_is_measured_again(case: str, workspace: Path, measured: list[str]) -> None:
    ask(workspace)
    place = workspace / PLACE
    data = json.loads(place.read_bytes())
    data["files"][SHOWN] = spoilt()[case](data["files"][SHOWN])
    place.write_text(json.dumps(data))
    assert ask(workspace).audio is not None
    assert len(measured) == 2


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"7",
        b'{"version": 1, "files": []}',
        b'{"version": 1, "files": {"media/a.mp3": [NaN]}}',
        b"[" * 100_000,
        json.dumps({"version": VERSION + 1, "files": {SHOWN: 1}}).encode(),
    ],
    ids=range(9),
)
def test_a_cache_that_cannot_be_read_counts_as_absent(text: bytes, workspace: Path) -> None:
    ask(workspace)
    (workspace / PLACE).write_bytes(text)
    assert ask(workspace).audio is not None
    assert json.loads((workspace / PLACE).read_bytes())["version"] == VERSION


def test_where_nothing_can_be_written_the_work_still_goes_on(workspace: Path) -> None:
    (workspace / ".podfeed").write_text("a file in the way")
    assert ask(workspace).audio is not None
    assert (workspace / ".podfeed").read_text() == "a file in the way"


def test_a_digest_is_made_once_and_anew_when_the_file_changes(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    original = digests.measure

    def watched(path: Path, *, shown: str) -> digests.Digest:
        seen.append(shown)
        return original(path, shown=shown)

    monkeypatch.setattr(digests, "measure", watched)

    def digest() -> str:
        with Cache(workspace) as cache:
            return cache.digest(workspace / SHOWN, shown=SHOWN)

    first = digest()
    assert first == digest() == f"sha256:{hashlib.sha256(sample('xing.mp3')).hexdigest()}"
    assert seen == [SHOWN]
    ask(workspace)  # what else is known of the file is kept beside it
    put(workspace / SHOWN, sample("xing.mp3") + b"\0", age=1800)
    assert digest() != first
    assert seen == [SHOWN, SHOWN]
    (workspace / SHOWN).unlink()
    with pytest.raises(MediaError, match="there is no such file"):
        digest()
