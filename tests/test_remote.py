"""A workspace at an s3:// address: built and judged there as on a disk, by one process and many."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psutil
import pytest
from click.testing import CliRunner

from podfeed.cli import COMMANDS, podfeed
from podfeed.errors import ConflictError, UsageError
from podfeed.files import open_regular, read_regular
from podfeed.publish.addresses import open_store
from podfeed.publish.objects import ObjectStore
from podfeed.remote import mirror as mirrors
from tests.clusters import end, scheduler, worker
from tests.needs import ROOT
from tests.s3_between import Answer, Between, CutError, Request, between
from tests.stores import S3, moto
from tests.test_network import network
from tests.workspaces import NOW, Bench, mp3, tea

OURS = ("seeds", "media", "feeds")


class Bucket:
    """A workspace in moto's server, looked at by boto3."""

    def __init__(self, server: S3) -> None:
        self.server = server
        self.client = server.client()
        self.prefix = f"{secrets.token_hex(6)}/чай+%23"
        self.address = f"s3://{server.bucket}/{self.prefix.replace('%', '%25')}"

    def send(self, bench: Bench) -> None:
        for path in sorted(bench.root.rglob("*")):
            name = path.relative_to(bench.root).as_posix()
            if path.is_file() and name.startswith(OURS):
                self.put(name, path.read_bytes())

    def put(self, name: str, data: bytes) -> None:
        key = f"{self.prefix}/{name}"
        self.client.put_object(Bucket=self.server.bucket, Key=key, Body=data)

    def get(self, name: str) -> bytes:
        key = f"{self.prefix}/{name}"
        data = self.client.get_object(Bucket=self.server.bucket, Key=key)["Body"].read()
        assert isinstance(data, bytes)
        return data

    def delete(self, name: str) -> None:
        self.client.delete_object(Bucket=self.server.bucket, Key=f"{self.prefix}/{name}")

    def names(self) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self.server.bucket, Prefix=f"{self.prefix}/")
        keys = [one["Key"] for page in found for one in page.get("Contents", [])]
        return [key.removeprefix(f"{self.prefix}/") for key in keys]

    def files(self) -> dict[str, bytes]:
        """What a build writes, but for what can be thrown away."""
        return {name: self.get(name) for name in self.names() if name.startswith(OURS)}

    def run(
        self, *arguments: str, url: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        own = self.server._replace(url=url or self.server.url).environment
        return subprocess.run(
            [sys.executable, "-m", "podfeed", "-C", self.address, *arguments],
            env={
                **os.environ,
                **own,
                "PYTHONPATH": str(ROOT),
                "SOURCE_DATE_EPOCH": NOW,
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def build(self, *arguments: str, **environment: str) -> dict[str, Any]:
        done = self.run("build", "--json", *arguments, **environment)
        assert done.stdout, done.stderr
        return {**json.loads(done.stdout), "exit": done.returncode}


def there(bench: Bench) -> dict[str, bytes]:
    """The same of a workspace on a disk."""
    found = {}
    for folder in OURS:
        for path in sorted((bench.root / folder).rglob("*")):
            if path.is_file():
                found[path.relative_to(bench.root).as_posix()] = path.read_bytes()
    return found


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    found = Bucket(moto())
    yield found
    found.client.close()


@pytest.fixture
def proxy() -> Iterator[Between]:
    with between(moto()) as found:
        yield found


def samples(root: Path) -> Bench:
    """The two shows of the project, with all that they have, to be built anew."""
    for folder in ("seeds", "media"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "media/make.py").unlink()
    return Bench(root)


def paged(root: Path) -> Bench:
    """Three episodes, with pages and a compressed feed."""
    bench = tea(root).with_pages()
    bench.edit("seeds/network.yaml", "defaults:", "gzip: true\ndefaults:")
    return bench


def of(told: list[dict[str, Any]], code: str) -> dict[str, str]:
    """The messages of one kind of finding, by path."""
    return {one["path"]: one["message"] for one in told if one["code"] == code}


def test_the_sample_shows_are_built_in_a_store_as_on_a_disk(tmp_path: Path, bucket: Bucket) -> None:
    bench = samples(tmp_path)
    bucket.send(bench)
    expected = bench.build()
    assert bucket.build() == expected
    assert bucket.files() == there(bench)
    assert bucket.build() == bench.build(), "nothing has changed"
    told = bucket.run("check", "--format", "json")
    assert told.stdout == bench.run("check", "--format", "json").stdout != ""


def test_processes_and_a_cluster_build_in_a_store_what_one_process_builds_on_a_disk(
    tmp_path: Path, bucket: Bucket
) -> None:
    one = network(tmp_path / "one", 9).with_pages()
    many = Bucket(bucket.server)
    for each in (bucket, many):
        each.send(one)
    later = {"SOURCE_DATE_EPOCH": str(int(NOW) + 1000)}
    head, address = scheduler(tmp_path / "head")
    hands = [
        worker(address, tmp_path / f"hand-{number}", **bucket.server.environment)
        for number in range(2)
    ]
    try:
        for how, environment in (((), {}), (("--force",), {}), ((), later)):
            if environment:
                one.edit("seeds/show-02.yaml", "Cup 2", "Cup two")
                for each in (bucket, many):
                    each.put("seeds/show-02.yaml", (one.root / "seeds/show-02.yaml").read_bytes())
            expected = one.build("--jobs", "1", *how, now=environment.get("SOURCE_DATE_EPOCH", NOW))
            assert bucket.build("--jobs", "2", *how, **environment) == expected
            assert many.build("--cluster", address, *how, **environment) == expected
            assert bucket.files() == many.files() == there(one)
        (changed,) = [show for show in expected["shows"] if show["changed"]]
        assert changed["show"] == "show-02"
        told = one.run("check", "--format", "json", env=later).stdout
        for each, arguments in ((bucket, ("--jobs", "2")), (many, ("--cluster", address))):
            assert each.run("check", "--format", "json", *arguments, **later).stdout == told
    finally:
        end(*hands, head)


def test_only_what_has_changed_is_fetched_and_sent(
    tmp_path: Path, bucket: Bucket, proxy: Between
) -> None:
    bucket.send(network(tmp_path, 3).with_pages())

    def asked(*methods: str) -> list[str]:
        paths = [unquote(path) for method, path in proxy.seen if method in methods]
        found = [path.partition(f"{bucket.prefix}/")[2] for path in paths if "?" not in path]
        return [path for path in found if path and ".podfeed-" not in path]

    def build() -> None:
        proxy.seen.clear()
        done = bucket.run("build", "-q", url=proxy.url)
        assert done.returncode == 0, done.stderr

    build()
    assert len([path for path in asked("GET") if path.startswith("media/")]) == 6
    build()
    assert asked("PUT", "DELETE") == []
    assert not [path for path in asked("GET") if path.startswith(("media/", "seeds/show"))]
    bucket.put("media/show-01/2.mp3", mp3(3))
    bucket.put("media/show-02/1.mp3", mp3(1))  # the same again
    build()
    assert [path for path in asked("GET") if path.startswith("media/")] == ["media/show-01/2.mp3"]
    sent = asked("PUT")
    assert not [path for path in sent if "show-" in path and "show-01" not in path]
    assert "feeds/show-01.xml" in sent
    assert ".podfeed/manifest.json" in sent


def test_a_lock_is_sent_first_and_a_feed_after_what_it_names(
    tmp_path: Path, bucket: Bucket, proxy: Between
) -> None:
    bucket.send(paged(tmp_path))
    assert bucket.run("build", url=proxy.url).returncode == 0
    sent = [unquote(path).partition(f"{bucket.prefix}/")[2] for m, path in proxy.seen if m == "PUT"]
    sent = [name for name in sent if name.startswith(("seeds/", "feeds/tea"))]
    assert sent[0] == "seeds/tea.lock"
    assert sent[-2:] == ["feeds/tea.xml", "feeds/tea.xml.gz"]
    assert len(sent) > 6


def test_two_builders_cannot_overwrite_one_another(
    tmp_path: Path, bucket: Bucket, proxy: Between
) -> None:
    bench = paged(tmp_path)
    bucket.send(bench)
    for name in ("seeds/tea.lock", "feeds/tea.xml"):
        theirs = b"theirs, which was here first"

        def meanwhile(request: Request, name: str = name, theirs: bytes = theirs) -> None:
            if request.method == "PUT" and unquote(request.path).endswith(name):
                bucket.put(name, theirs)

        proxy.before = meanwhile
        done = bucket.run("build", "--json", url=proxy.url)
        assert done.returncode == 1
        told = json.loads(done.stdout)
        assert [show["state"] for show in told["shows"]] == ["failed"]
        problem = of(told["findings"], "SRC174")["seeds/tea.yaml"]
        words = "somebody else has changed it meanwhile; nothing was overwritten"
        assert problem == f"{bucket.address}/{name}: {words}"
        (remedy,) = (one["remedy"] for one in told["findings"] if one["code"] == "SRC174")
        assert remedy == "see whether another build is at work on it, and run again after it"
        assert bucket.get(name) == theirs
        if name == "seeds/tea.lock":
            assert not [one for one in bucket.names() if one.startswith("feeds/tea")]
        bucket.delete(name)
    assert bucket.build()["exit"] == 0
    bench.build()
    assert bucket.files() == there(bench)


def test_a_build_that_is_killed_loses_no_guid(
    tmp_path: Path, bucket: Bucket, proxy: Between
) -> None:
    bench = paged(tmp_path)
    bucket.send(bench)
    running: list[psutil.Process] = []

    def kill(request: Request) -> None:
        if request.method == "PUT" and request.path.endswith("feeds/tea.xml"):
            client = [one for one in psutil.Process().children() if "-C" in one.cmdline()]
            running.extend(client)
            client[0].kill()
            raise CutError

    proxy.before = kill
    assert bucket.run("build", url=proxy.url).returncode == -signal.SIGKILL
    assert len(running) == 1
    guids = [one["guid"] for one in json.loads(bucket.get("seeds/tea.lock"))["episodes"]]
    assert len(guids) == 3
    assert "feeds/tea.xml" not in bucket.names()
    assert bucket.build()["exit"] == 0
    assert all(guid.encode() in bucket.get("feeds/tea.xml") for guid in guids)
    bench.build()
    assert bucket.files() == there(bench)


@pytest.mark.parametrize("how", [("--jobs", "2"), ("--jobs", "1"), ("--cluster",)])
def test_a_show_whose_store_stalls_is_timed_out_and_named(
    tmp_path: Path, bucket: Bucket, proxy: Between, how: tuple[str, ...]
) -> None:
    bucket.send(network(tmp_path / "shows", 6))

    def stall(request: Request) -> Answer | None:
        if request.method == "GET" and request.path.endswith("media/show-04/1.mp3"):
            return proxy.stall(request)
        return None

    proxy.before = stall
    head = hand = None
    if how == ("--cluster",):
        own = bucket.server._replace(url=proxy.url).environment
        head, address = scheduler(tmp_path / "head")
        hand = worker(address, tmp_path / "hand", nanny=True, **own)
        how = (*how, address)
    try:
        done = bucket.run("build", "--json", "--timeout", "9", *how, url=proxy.url)
    finally:
        end(*(one for one in (hand, head) if one))
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert of(told["findings"], "SRC173") == {"seeds/show-04.yaml": "was given up after 9 s"}
    states = {show["show"]: show["state"] for show in told["shows"]}
    assert [show for show, state in states.items() if state == "failed"] == ["show-03", "show-04"]
    assert len(states) == 6
    assert "feeds/show-05.xml" in bucket.names()


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_store_that_never_answers_is_named_and_not_waited_for(
    tmp_path: Path, bucket: Bucket, proxy: Between, command: str
) -> None:
    bucket.send(tea(tmp_path))
    proxy.before = proxy.stall
    done = bucket.run(command, "--timeout", "3", url=proxy.url)
    assert done.returncode == 1
    assert len(proxy.seen) == len(set(proxy.seen)) == 3, "each listing is asked for once"
    told, problem = done.stderr.splitlines()
    assert told == f"Looking through {bucket.address} …"
    assert problem == (
        f"error: {bucket.address}: the store did not answer in time: it was given 3 s; "
        "see whether the store and the connection to it are well, and run again"
    )
    if command == "build":
        assert (
            len(bucket.run(command, "-q", "--timeout", "3", url=proxy.url).stderr.split("\n")) == 2
        )


def test_a_store_that_refuses_is_told_in_one_line(tmp_path: Path, bucket: Bucket) -> None:
    bucket.send(tea(tmp_path))
    done = bucket.run("build", AWS_SECRET_ACCESS_KEY="wrong")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "credentials" in done.stderr
    bucket.address += "/nothing"
    done = bucket.run("check")
    assert done.returncode == 2
    assert "/nothing: holds no seeds/; name the bucket and the prefix of it" in done.stderr


def test_what_makes_no_sense_in_a_store_is_told(tmp_path: Path) -> None:
    def told(folder: str, *arguments: str) -> str:
        error = CliRunner().invoke(podfeed, ["-C", folder, *arguments]).exception
        assert isinstance(error, UsageError)
        return str(error)

    for command in set(COMMANDS) - {"build", "check"}:
        assert told("s3://tea", command) == (
            f"podfeed {command} works in a folder, not in a store; "
            "only build and check do that; bring the workspace here first"
        )
    assert "preview on this machine" in told("s3://tea", "build", "--drafts")
    assert "https://tea.example is no workspace; name a folder, or a bucket" in told(
        "https://tea.example", "build"
    )


def test_a_mirror_has_room_for_one_recording_beside_those_it_may_keep(
    tmp_path: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in bucket.server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(mirrors, "ROOM", 1_000_000)
    data = [os.urandom(600_000) for _ in range(4)]
    for number, one in enumerate(data):
        bucket.put(f"media/tea/{number}.mp3", one)
    store = open_store(bucket.address)
    assert isinstance(store, ObjectStore)
    mirror = mirrors.Mirror(store, tmp_path)
    part = mirror.look("media/")
    paths = [mirror.root / f"media/tea/{number}.mp3" for number in range(4)]

    def held() -> int:
        return sum(path.stat().st_blocks * 512 for path in paths)

    assert [path.stat().st_size for path in paths] == [600_000] * 4
    assert held() == 0
    looks = [(path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    with mirror.active(), open_regular(paths[0]) as first:
        for path, one in zip(paths, data, strict=True):
            assert read_regular(path, limit=10**6) == one
            assert held() <= 1_700_000
        assert first.read() == data[0], "what is open stays what it was"
    assert [(path.stat().st_size, path.stat().st_mtime_ns) for path in paths] == looks
    os.utime(paths[0], (1, 1))
    assert mirror.give_back(part) == {}, "a build writes no media"
    mirror.empty(part)
    assert held() == 0
    bucket.put("media/tea/0.mp3", b"x" * 600_000)
    with mirror.active(), pytest.raises(ConflictError):
        read_regular(paths[0], limit=10**6)
