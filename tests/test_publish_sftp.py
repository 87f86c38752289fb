"""SFTP stores on bad days: cuts, stalls, keys, rights, full disks, claims."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncssh
import pytest

from podfeed.errors import (
    ConflictError,
    FullError,
    PublishError,
    RefusedError,
    UnreachableError,
)
from podfeed.publish import claim
from podfeed.publish.sessions import Patience
from podfeed.publish.sftp import UNSAFE, SftpStore
from podfeed.publish.store import Headers
from tests.needs import ROOT
from tests.stores import FULL, Ssh, asyncssh_server, openssh

AUDIO = Headers("audio/mpeg", "no-cache")
QUICK = Patience(connect=5, request=5, total=20, first=2, pause=0.05)


class Wire:
    """A port that hands on to a server, counts what goes there, and can be cut or stalled."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.sent = 0
        self.cuts: list[int] = []  # after so many bytes altogether
        self.stalled = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                self.open += [near, far]
                threading.Thread(target=self._pump, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, False), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                while self.stalled.is_set():
                    time.sleep(0.01)
                sink.sendall(data)
                if counted:
                    self.sent += len(data)
                    if self.cuts and self.sent >= self.cuts[0]:
                        self.cuts.pop(0)
                        break
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self.stalled.clear()
        for end in (self.listener, *self.open):
            end.close()


@pytest.fixture(params=[openssh, asyncssh_server], ids=["openssh", "asyncssh"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ssh:
    found: Ssh = request.param()
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def name() -> str:
    return secrets.token_hex(6)


@pytest.fixture
def wire(server: Ssh) -> Iterator[Wire]:
    """A way to the server that can be disturbed; the same host key is known for it."""
    found = Wire(server.port)
    known = server.home / ".ssh" / "known_hosts"
    before = known.read_text()
    known.write_text(before + before.replace(f":{server.port} ", f":{found.port} "))
    yield found
    found.close()
    known.write_text(before)


@pytest.fixture
def opened() -> Iterator[Callable[..., SftpStore]]:
    stores: list[SftpStore] = []

    def open_(address: str, patience: Patience = QUICK) -> SftpStore:
        stores.append(SftpStore(address, patience=patience))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


Open = Callable[..., SftpStore]


def left_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.name.startswith(".podfeed-"))


# Cuts


def test_an_upload_that_is_cut_goes_on_where_it_was(
    server: Ssh, wire: Wire, name: str, opened: Open, tmp_path: Path
) -> None:
    data = hashlib.shake_256(b"tea").digest(24_000_000)
    (tmp_path / "1.mp3").write_bytes(data)
    wire.cuts = [15_000_000]
    store = opened(server.url.replace(str(server.port), str(wire.port)) + f"/{name}")
    put = store.put("media/1.mp3", tmp_path / "1.mp3", AUDIO)
    assert wire.cuts == []
    assert put.size == len(data)
    assert (server.folder / name / "media/1.mp3").read_bytes() == data
    assert wire.sent < len(data) + 9_000_000, "no more than the last two chunks are sent again"
    assert left_in(server.folder / name) == []


def test_a_later_run_goes_on_where_a_killed_one_was(
    server: Ssh, wire: Wire, name: str, opened: Open, tmp_path: Path
) -> None:
    data = hashlib.shake_256(b"tea").digest(24_000_000)
    (tmp_path / "1.mp3").write_bytes(data)
    address = server.url.replace(str(server.port), str(wire.port)) + f"/{name}"
    wire.cuts = [15_000_000] + [15_000_001] * 9
    with pytest.raises(UnreachableError):
        opened(address, QUICK._replace(total=0.1)).put("media/1.mp3", tmp_path / "1.mp3", AUDIO)
    assert not (server.folder / name / "media/1.mp3").exists()
    assert len(left_in(server.folder / name)) == 1
    assert opened(f"{server.url}/{name}").list() == {}
    before = wire.sent
    wire.cuts = []
    opened(address).put("media/1.mp3", tmp_path / "1.mp3", AUDIO)
    assert (server.folder / name / "media/1.mp3").read_bytes() == data
    assert wire.sent - before < 18_000_000
    assert left_in(server.folder / name) == []


def test_what_was_left_of_another_content_is_not_gone_on_with(
    server: Ssh, name: str, opened: Open, tmp_path: Path
) -> None:
    data = hashlib.shake_256(b"tea").digest(12_000_000)
    store = opened(f"{server.url}/{name}")
    token = hashlib.sha256(f"sha256:{hashlib.sha256(data).hexdigest()} 1.mp3".encode()).hexdigest()
    folder = server.folder / name
    folder.mkdir()
    (folder / f".podfeed-{token[:24]}.part").write_bytes(b"\0" * 9_000_000)  # a disk that forgot
    store.put("1.mp3", data, AUDIO)
    assert (folder / "1.mp3").read_bytes() == data


def test_a_hole_in_what_was_left_is_found_when_it_is_read_back(
    server: Ssh, name: str, opened: Open
) -> None:
    data = hashlib.shake_256(b"tea").digest(20_000_000)
    store = opened(f"{server.url}/{name}")
    token = hashlib.sha256(f"sha256:{hashlib.sha256(data).hexdigest()} 1.mp3".encode()).hexdigest()
    folder = server.folder / name
    folder.mkdir()
    holed = b"\0" * 1_000_000 + data[1_000_000:16_000_000]
    (folder / f".podfeed-{token[:24]}.part").write_bytes(holed)
    store.put("1.mp3", data, AUDIO)
    assert (folder / "1.mp3").read_bytes() == data


def test_a_listing_and_a_swap_survive_a_cut(
    server: Ssh, wire: Wire, name: str, opened: Open
) -> None:
    store = opened(server.url.replace(str(server.port), str(wire.port)) + f"/{name}")
    old = store.swap("tea.xml", b"old", AUDIO, seen=None)
    for end in list(wire.open):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    assert list(store.list()) == ["tea.xml"]
    wire.cuts = [wire.sent + 1_500]
    store.swap("tea.xml", b"new", AUDIO, seen=old)
    assert (server.folder / name / "tea.xml").read_bytes() == b"new"
    assert left_in(server.folder / name) == []


def test_a_server_that_stalls_is_given_up_in_time(
    server: Ssh, wire: Wire, name: str, opened: Open
) -> None:
    patience = QUICK._replace(connect=1, request=0.5, total=1)
    store = opened(server.url.replace(str(server.port), str(wire.port)) + f"/{name}", patience)
    store.put("1.mp3", b"old", AUDIO)
    wire.stalled.set()
    with pytest.raises(UnreachableError, match="did not answer in time"):
        store.put("1.mp3", b"new", AUDIO)
    wire.stalled.clear()
    assert (server.folder / name / "1.mp3").read_bytes() == b"old"


# Who is who


def test_a_server_with_another_key_is_refused(
    server: Ssh, name: str, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(server.home, tmp_path / "home")
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    known = tmp_path / "home/.ssh/known_hosts"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for text in (f"[127.0.0.1]:{server.port} {other}", "", None):
        if text is None:
            known.unlink()
        else:
            known.write_text(text)
        with pytest.raises(RefusedError, match="not the one in known_hosts") as error:
            opened(f"{server.url}/{name}").list()
        assert "fingerprint" in (error.value.remedy or "")
    assert not (server.folder / name).exists()


def test_a_key_that_the_server_does_not_know_is_told(
    server: Ssh, name: str, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(server.home, tmp_path / "home")
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(tmp_path / "home/.ssh/id_other")
    config = f"Host 127.0.0.1\n  IdentityFile {tmp_path / 'home/.ssh/id_other'}\n"
    (tmp_path / "home/.ssh/config").write_text(config)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with pytest.raises(RefusedError, match="accepts none of your keys") as error:
        opened(f"{server.url}/{name}").list()
    assert "ssh-agent" in (error.value.remedy or "")


def test_a_config_that_cannot_be_read_is_told(
    server: Ssh, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/config").write_text("Host 127.0.0.1\n  Port many\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(RefusedError, match=r"files in ~/\.ssh cannot be used"):
        opened(server.url).list()


def test_a_host_where_nobody_listens_is_told_soon(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(UnreachableError, match="nobody listens there"):
            opened(f"sftp://127.0.0.1:{closed.getsockname()[1]}/www").list()


# What a server may refuse


def test_a_server_that_gives_no_right_is_told(
    name: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = openssh(read_only=True)
    for variable, value in server.environment.items():
        monkeypatch.setenv(variable, value)
    (server.folder / name).mkdir()
    store = opened(f"{server.url}/{name}")
    assert store.list() == {}
    for use in (
        lambda: store.put("1.mp3", b"x", AUDIO),
        lambda: store.put("media/1.mp3", b"x", AUDIO),
        lambda: store.swap("1.mp3", b"x", AUDIO, seen=None),
    ):
        with pytest.raises(RefusedError, match="permission denied") as error:
            use()
        assert error.value.remedy
        assert (error.value.path or "").startswith(f"{server.url}/{name}/")


def test_a_folder_where_a_file_is_to_be_is_told(server: Ssh, name: str, opened: Open) -> None:
    (server.folder / name / "1.mp3").mkdir(parents=True)
    with pytest.raises(PublishError, match="cannot do this") as error:
        opened(f"{server.url}/{name}").put("1.mp3", b"x", AUDIO)
    assert "folder" in (error.value.remedy or "")


def test_a_file_where_a_folder_is_to_be_is_told(server: Ssh, name: str, opened: Open) -> None:
    (server.folder / name).mkdir()
    (server.folder / name / "media").write_text("a file")
    with pytest.raises(PublishError) as error:
        opened(f"{server.url}/{name}").put("media/1.mp3", b"x", AUDIO)
    assert error.value.remedy
    assert (server.folder / name / "media").read_text() == "a file"


def test_several_threads_may_be_the_first_to_connect(server: Ssh, name: str) -> None:
    script = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from podfeed.publish.sftp import SftpStore
together = threading.Barrier(8)
sys.setswitchinterval(1e-6)
def look(number):
    store = SftpStore(sys.argv[1])
    together.wait(30)
    assert store.stat("tea.xml") is None
    store.close()
with ThreadPoolExecutor(8) as pool:
    list(pool.map(look, range(8)))
"""
    environment = {**os.environ, **server.environment, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, f"{server.url}/{name}"]
    run = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr


# Claims


def claim_on(store: SftpStore, folder: Path, key: str, seen: object) -> Path:
    found = claim.Claim(store._session, str(folder), key, seen)  # type: ignore[arg-type]
    return folder / Path(found.path).name


def test_a_claim_of_a_publisher_that_died_is_taken_over(
    server: Ssh, name: str, opened: Open
) -> None:
    store = opened(f"{server.url}/{name}")
    old = store.swap("tea.xml", b"old", AUDIO, seen=None)
    dead = claim_on(store, server.folder / name, "tea.xml", old)
    dead.write_text("of one who died")
    long_ago = time.time() - claim.TAKEN_OVER - 1
    os.utime(dead, (long_ago, long_ago))
    store.swap("tea.xml", b"new", AUDIO, seen=old)
    assert (server.folder / name / "tea.xml").read_bytes() == b"new"
    assert left_in(server.folder / name) == []


def test_a_claim_that_is_given_back_while_it_is_looked_at_is_free(
    server: Ssh, name: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(f"{server.url}/{name}")
    old = store.swap("tea.xml", b"old", AUDIO, seen=None)
    living = claim_on(store, server.folder / name, "tea.xml", old)
    living.write_text("of one who is done")
    exists = asyncssh.SFTPClient.exists

    async def look(client: asyncssh.SFTPClient, path: str) -> bool:
        living.unlink(missing_ok=True)
        return await exists(client, path)

    monkeypatch.setattr(asyncssh.SFTPClient, "exists", look)
    store.swap("tea.xml", b"new", AUDIO, seen=old)
    assert (server.folder / name / "tea.xml").read_bytes() == b"new"
    assert left_in(server.folder / name) == []


def test_a_claim_of_a_living_publisher_is_waited_for_but_not_for_ever(
    server: Ssh, name: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(f"{server.url}/{name}")
    old = store.swap("tea.xml", b"old", AUDIO, seen=None)
    living = claim_on(store, server.folder / name, "tea.xml", old)
    living.write_text("of one who lives")
    ahead = time.time() + 1_000
    os.utime(living, (ahead, ahead))
    monkeypatch.setattr("podfeed.publish.sftp.TAKEN_OVER", 0.5)
    with pytest.raises(UnreachableError, match="other publishers"):
        store.swap("tea.xml", b"new", AUDIO, seen=old)
    assert (server.folder / name / "tea.xml").read_bytes() == b"old"
    assert living.read_text() == "of one who lives"


def test_a_publisher_whose_claim_was_taken_over_does_not_write(
    server: Ssh, name: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(f"{server.url}/{name}")
    old = store.swap("tea.xml", b"old", AUDIO, seen=None)
    mine = claim_on(store, server.folder / name, "tea.xml", old)
    whole = SftpStore._has_arrived

    def late(self: SftpStore, *arguments: object) -> bool:
        mine.write_text("of one who took it over")
        return whole(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(SftpStore, "_has_arrived", late)
    with pytest.raises(ConflictError):
        store.swap("tea.xml", b"new", AUDIO, seen=old)
    assert (server.folder / name / "tea.xml").read_bytes() == b"old"
    assert mine.read_text() == "of one who took it over"


# Servers that can less


def test_a_server_without_posix_rename_and_fsync_is_managed_and_told(
    server: Ssh, name: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unsupported(self: object, *arguments: object) -> None:
        raise asyncssh.SFTPOpUnsupported("not here")

    monkeypatch.setattr(asyncssh.SFTPClient, "posix_rename", unsupported)
    monkeypatch.setattr(asyncssh.SFTPClientFile, "fsync", unsupported)
    store = opened(f"{server.url}/{name}")
    store.put("1.mp3", b"old", AUDIO)
    assert store.warnings == []
    store.put("1.mp3", b"new", AUDIO)
    assert store.warnings == [UNSAFE]
    assert (server.folder / name / "1.mp3").read_bytes() == b"new"
    assert left_in(server.folder / name) == []


def test_a_folder_below_home_is_named_with_a_tilde(server: Ssh, opened: Open, name: str) -> None:
    store = opened(f"sftp://127.0.0.1:{server.port}/~/.podfeed-no/{name}")
    assert store._host.folder == f".podfeed-no/{name}"
    assert store.list() == {}


def test_a_disk_that_is_full_is_told_and_the_old_file_is_whole(
    opened: Open, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = asyncssh_server()
    for variable, value in server.environment.items():
        monkeypatch.setenv(variable, value)
    store = opened(f"{server.url}/{name}/{FULL}")
    store.put("1.mp3", b"old", AUDIO)
    with pytest.raises(FullError, match="disk of the server is full"):
        store.put("1.mp3", b"x" * 8_000_000, AUDIO)
    assert (server.folder / name / FULL / "1.mp3").read_bytes() == b"old"
