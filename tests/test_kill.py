"""A build that is killed at any of its writes leaves the old feed or the new one, and can go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from podfeed.identity import read_lock
from tests.killing import killed
from tests.workspaces import Bench, mp3, tea


def killed_build(root: Path, fatal: int) -> subprocess.CompletedProcess[str]:
    return killed("-C", str(root), "build", "--json", within=root, fatal=fatal)


def changed(bench: Bench) -> None:
    """A new episode, and another title for an old one."""
    bench.edit(
        "seeds/tea.yaml",
        "episodes:",
        "episodes:\n- title: Four\n  number: 4\n  published: 2026-01-04",
    )
    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    bench.write("media/tea/4.mp3", mp3())


@pytest.mark.skipif(os.name != "posix", reason="needs the signal SIGKILL")
def test_killed_at_any_write_a_build_leaves_the_old_feed_or_the_new(tmp_path: Path) -> None:
    reference = tea(tmp_path / "reference")
    reference.edit("seeds/network.yaml", "defaults:", "gzip: true\ndefaults:")
    reference.build()
    old_feed, old_lock = reference.feed(), reference.lock()
    changed(reference)
    reference.build()
    new_feed, new_lock = reference.feed(), reference.lock()
    assert old_feed != new_feed
    for fatal in range(1, 100):
        bench = tea(tmp_path / str(fatal))
        bench.edit("seeds/network.yaml", "defaults:", "gzip: true\ndefaults:")
        bench.build()
        changed(bench)
        result = killed_build(bench.root, fatal)
        assert bench.feed() in (old_feed, new_feed)
        lock = bench.lock()
        assert lock in (old_lock, new_lock)
        assert bench.feed() == old_feed or lock == new_lock, "the feed came before its lock"
        read_lock(bench.root / "seeds/tea.lock", "seeds/tea.lock")
        again = bench.build()
        assert (again["exit"], bench.feed(), bench.lock()) == (0, new_feed, new_lock)
        assert not list(bench.root.rglob("*.tmp")), "what the killed build left is swept away"
        if result.returncode == 0:
            assert json.loads(result.stdout)["shows"][0]["state"] == "changed"
            break
        assert result.returncode == -signal.SIGKILL
    else:
        pytest.fail("the build never came to its end")
    assert fatal > 5, "fewer writes were seen than a build makes"


@pytest.mark.skipif(os.name != "posix", reason="needs the signal SIGKILL")
@pytest.mark.parametrize("fatal", [3, 8, 13, 18, 23, 28])
def test_killed_among_its_pages_a_build_leaves_whole_files_and_goes_on(
    tmp_path: Path, fatal: int
) -> None:
    bench = tea(tmp_path / "site").with_pages()
    bench.build()
    before = {path: path.read_bytes() for path in (bench.root / "feeds").rglob("*.*")}
    reference = tea(tmp_path / "reference").with_pages()
    reference.build()
    changed(reference)
    reference.build()
    changed(bench)
    assert killed_build(bench.root, fatal).returncode == -signal.SIGKILL
    for path, data in before.items():
        there = reference.root / path.relative_to(bench.root)
        assert path.read_bytes() in (data, there.read_bytes()), path
    assert bench.build()["exit"] == 0
    made, wanted = (
        {path.relative_to(root): path.read_bytes() for path in (root / "feeds").rglob("*.*")}
        for root in (bench.root, reference.root)
    )
    assert made == wanted, "what the killed build left is swept away, and the rest made"
