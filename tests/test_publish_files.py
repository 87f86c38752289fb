"""A folder as a store: its lock, full disks, what a killed publisher leaves."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from podfeed.errors import FullError, PublishError, UnreachableError
from podfeed.publish.files import FileStore
from podfeed.publish.store import Headers
from tests.needs import ROOT

AUDIO = Headers("audio/mpeg", "no-cache")

_HOLD = """\
import sys
from pathlib import Path
from podfeed.publish.files import FileStore
store = FileStore(Path(sys.argv[1]))
with store._locked():
    print("held", flush=True)
    sys.stdin.read()
"""

_SEND = """\
import sys
from pathlib import Path
from podfeed.publish.files import FileStore
from podfeed.publish.store import Headers
def told(sent):
    print(sent, flush=True)
    sys.stdin.readline()
FileStore(Path(sys.argv[1])).put(
    "1.mp3", Path(sys.argv[2]), Headers("audio/mpeg", "no-cache"), progress=told)
"""


@contextmanager
def python(code: str, *arguments: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert process.stdout
        assert process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow above so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_publisher_that_is_killed_in_a_swap_blocks_nobody(tmp_path: Path) -> None:
    store = FileStore(tmp_path, patience=0.3)
    with python(_HOLD, tmp_path) as holder:
        with pytest.raises(UnreachableError, match="another publisher has held the lock"):
            store.swap("tea.xml", b"new", AUDIO, seen=None)
        assert store.list() == {}
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        store.swap("tea.xml", b"new", AUDIO, seen=None)
    assert (tmp_path / "tea.xml").read_bytes() == b"new"


def test_a_publisher_that_is_killed_in_an_upload_leaves_the_old_file(tmp_path: Path) -> None:
    www = tmp_path / "www"
    store = FileStore(www)
    store.put("1.mp3", b"old", AUDIO)
    (tmp_path / "new.mp3").write_bytes(b"x" * 5_000_000)
    with python(_SEND, www, tmp_path / "new.mp3") as sender:
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    assert (www / "1.mp3").read_bytes() == b"old"
    assert list(store.list()) == ["1.mp3"]
    [left] = www.glob(".podfeed-*.part")
    store.put("2.mp3", b"x", AUDIO)
    assert left.exists(), "it may be of a publisher that is still at it"
    long_ago = time.time() - 100_000
    os.utime(left, (long_ago, long_ago))
    FileStore(www).put("2.mp3", b"x", AUDIO)
    assert not left.exists()


def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    old = store.put("1.mp3", b"old", AUDIO)
    with full_disk(1_000_000):
        for use in (
            lambda: store.put("1.mp3", b"x" * 3_000_000, AUDIO),
            lambda: store.swap("1.mp3", b"x" * 3_000_000, AUDIO, seen=old),
        ):
            with pytest.raises(FullError, match="the old file is untouched"):
                use()
    assert (tmp_path / "1.mp3").read_bytes() == b"old"
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".podfeed-*.part"))


def test_a_file_where_a_folder_is_to_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file")
    with pytest.raises(PublishError, match="stands where a folder is needed") as error:
        FileStore(tmp_path).put("media/1.mp3", b"x", AUDIO)
    assert error.value.path == str(tmp_path / "media/1.mp3")


def test_a_folder_where_a_file_is_to_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "1.mp3" / "inner").mkdir(parents=True)
    with pytest.raises(PublishError, match="a folder stands in its place"):
        FileStore(tmp_path).put("1.mp3", b"x", AUDIO)
    assert not list(tmp_path.glob(".podfeed-*.part"))


def test_the_mode_of_the_file_that_is_replaced_is_kept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put("1.mp3", b"old", AUDIO)
    (tmp_path / "1.mp3").chmod(0o640)
    store.put("1.mp3", b"new", AUDIO)
    assert stat.S_IMODE((tmp_path / "1.mp3").stat().st_mode) == 0o640


def test_linked_folders_are_part_of_what_is_published_but_circles_end(tmp_path: Path) -> None:
    www, disk = tmp_path / "www", tmp_path / "disk"
    www.mkdir()
    disk.mkdir()
    (www / "media").symlink_to(disk)
    (disk / "again").symlink_to(www)
    store = FileStore(www)
    store.put("media/1.mp3", b"x", AUDIO)
    assert (disk / "1.mp3").read_bytes() == b"x"
    assert "media/1.mp3" in store.list()
    assert len(store.list()) == 1


def test_names_that_no_store_can_hold_are_in_no_listing(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mp3")).write_bytes(b"x")
    (tmp_path / "two\nlines.mp3").write_bytes(b"x")
    (tmp_path / "good.mp3").write_bytes(b"x")
    os.mkfifo(tmp_path / "fifo.mp3")
    assert list(FileStore(tmp_path).list()) == ["good.mp3"]


def test_a_deletion_takes_its_empty_folders_with_it(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "www")
    store.put("media/tea/1.mp3", b"x", AUDIO)
    store.put("media/2.mp3", b"x", AUDIO)
    store.delete("media/tea/1.mp3")
    assert [p.name for p in (tmp_path / "www/media").iterdir()] == ["2.mp3"]
    store.delete("media/2.mp3")
    assert list((tmp_path / "www").iterdir()) == []
