"""What every store has to do, whatever it is made of."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podfeed.errors import ConflictError, PublishError
from podfeed.publish.addresses import open_store
from podfeed.publish.store import Headers, Store
from tests.stores import PLACES

FEED = Headers("application/rss+xml; charset=utf-8", "max-age=300")
AUDIO = Headers("audio/mpeg", "max-age=31536000, immutable")
LIMIT = 1_000_000
ODD = (
    "media/tea/1 – Sencha #1 100%.mp3",
    "media/tea/blank at the end .mp3",
    "media/чай/наливай+&=?.mp3",
    "media/%2e%2e/%41.mp3",
    "media/quotes \"double\" & 'single'.mp3",
    "media/tea/.hidden",
    ".history/feeds/tea.xml/2026-01-01T00:00:00Z",
    "media/" + "long" * 50 + ".mp3",
    "media/tilde~/[brackets]{braces}*;$.mp3",
)


@pytest.fixture(params=PLACES)
def fresh(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Store]]:
    """Opens the same, at first empty, place again and again."""
    stores: list[Store] = []
    place = PLACES[request.param](tmp_path)
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)

    def another() -> Store:
        stores.append(open_store(place.address))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


@pytest.fixture
def store(fresh: Callable[[], Store]) -> Store:
    return fresh()


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def content_of(store: Store, key: str) -> bytes:
    found = store.read(key, limit=LIMIT)
    assert found, f"{key} is not there"
    return found[0]


def test_a_place_where_nothing_was_published_is_empty_and_not_an_error(store: Store) -> None:
    assert store.list() == {}
    assert store.list("media/") == {}
    assert store.stat("feeds/tea.xml") is None
    assert store.read("feeds/tea.xml", limit=LIMIT) is None
    store.delete("feeds/tea.xml")


def test_what_was_put_is_read_listed_and_told(store: Store) -> None:
    put = store.put("feeds/tea.xml", b"<rss/>", FEED)
    assert (put.size, put.digest) == (6, sha256(b"<rss/>"))
    found = store.read("feeds/tea.xml", limit=LIMIT)
    assert found
    data, read = found
    assert (data, read.size, read.digest) == (b"<rss/>", 6, sha256(b"<rss/>"))
    told = store.stat("feeds/tea.xml")
    assert told
    assert told.size == 6
    assert told.modified
    [(key, listed)] = store.list().items()
    assert (key, listed.size, listed.etag) == ("feeds/tea.xml", 6, told.etag)
    assert listed.modified
    assert abs(listed.modified - told.modified) < 1, "some tell it in whole seconds here and there"
    assert put.etag == read.etag == told.etag != ""
    assert told.etag


def test_what_is_recognised_is_what_is_there(store: Store, tmp_path: Path) -> None:
    data = os.urandom(11 << 20)  # more than one part
    for key, content in (("a.mp3", data), ("b.mp3", data[:1000])):
        store.put(key, content, AUDIO)
        there = store.list()[key]
        same, other = tmp_path / f"same-{key}", tmp_path / f"other-{key}"
        same.write_bytes(content)
        other.write_bytes(bytes(reversed(content)))
        cannot = store.address.startswith("sftp:")
        assert store.recognise(key, there, same) == (None if cannot else sha256(content))
        assert store.recognise(key, there, other) in (None, sha256(content))


def test_a_listing_is_in_order_and_keeps_to_its_prefix(store: Store) -> None:
    for key in ("media/tea/2.mp3", "media/tea/1.mp3", "feeds/tea.xml", "media/teapot/1.mp3"):
        store.put(key, key.encode(), AUDIO)
    everything = ["feeds/tea.xml", "media/tea/1.mp3", "media/tea/2.mp3", "media/teapot/1.mp3"]
    assert list(store.list()) == everything
    assert list(store.list("media/")) == everything[1:]
    assert list(store.list("media/tea/")) == everything[1:3]
    assert list(store.list("media/tea")) == everything[1:]
    assert list(store.list("media/tea/1")) == everything[1:2]
    assert list(store.list("nothing/")) == []


def test_a_listing_of_more_than_one_page_is_whole(store: Store) -> None:
    page = 1_000 if store.address.startswith("s3:") else 100  # of S3 and of most SFTP servers
    keys = [f"media/{number:04}.txt" for number in range(page + 20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.put(key, b"x", AUDIO), keys))
    assert list(store.list()) == keys


@pytest.mark.parametrize("key", ODD, ids=range(len(ODD)))
def test_an_odd_key_is_kept_as_it_is(store: Store, key: str) -> None:
    store.put(key, key.encode(), AUDIO)
    assert list(store.list()) == [key]
    assert content_of(store, key) == key.encode()
    told = store.stat(key)
    assert told
    assert told.size == len(key.encode())
    _, seen = store.read(key, limit=LIMIT) or pytest.fail("not there")
    store.swap(key, b"new", AUDIO, seen=seen)
    assert content_of(store, key) == b"new"
    store.delete(key)
    assert store.list() == {}


def test_a_file_is_streamed_and_its_progress_told(store: Store, tmp_path: Path) -> None:
    data = hashlib.shake_256(b"tea").digest(20_000_001)
    path = tmp_path / "long.mp3"
    path.write_bytes(data)
    told: list[int] = []
    put = store.put("media/long.mp3", path, AUDIO, progress=told.append)
    assert (put.size, put.digest) == (len(data), sha256(data))
    assert told == sorted(told)
    assert told[-1] == len(data)
    assert len(told) > 2
    found = store.read("media/long.mp3", limit=len(data))
    assert found
    assert hashlib.sha256(found[0]).digest() == hashlib.sha256(data).digest()
    [listed] = store.list().values()
    assert found[1].etag == put.etag == listed.etag


@pytest.mark.parametrize("as_file", [True, False])
def test_an_empty_file_is_a_file(store: Store, tmp_path: Path, as_file: bool) -> None:
    (tmp_path / "empty").write_bytes(b"")
    put = store.put("media/empty", tmp_path / "empty" if as_file else b"", AUDIO)
    assert (put.size, put.digest) == (0, sha256(b""))
    assert list(store.list()) == ["media/empty"]
    assert content_of(store, "media/empty") == b""


def test_what_is_put_again_takes_the_place_of_the_old(store: Store) -> None:
    first = store.put("feeds/tea.xml", b"a longer old one", FEED)
    second = store.put("feeds/tea.xml", b"new", FEED)
    assert content_of(store, "feeds/tea.xml") == b"new"
    assert first.etag != second.etag
    assert list(store.list()) == ["feeds/tea.xml"]


def test_what_is_larger_than_is_read_is_refused(store: Store) -> None:
    store.put("feeds/tea.xml", b"x" * 1_001, FEED)
    assert content_of(store, "feeds/tea.xml") == b"x" * 1_001
    assert store.read("feeds/tea.xml", limit=1_001)
    with pytest.raises(PublishError, match="has 1,001 bytes, more than the 1,000 that are read"):
        store.read("feeds/tea.xml", limit=1_000)


def test_a_deletion_takes_away_one_key_only(store: Store) -> None:
    for key in ("media/tea/1.mp3", "media/tea/10.mp3"):
        store.put(key, b"x", AUDIO)
    store.delete("media/tea/1.mp3")
    assert list(store.list()) == ["media/tea/10.mp3"]
    store.delete("media/tea/1.mp3")


def test_a_swap_puts_the_first_feed_and_then_the_next(store: Store) -> None:
    first = store.swap("feeds/tea.xml", b"first", FEED, seen=None)
    assert (first.size, first.digest) == (5, sha256(b"first"))
    second = store.swap("feeds/tea.xml", b"second", FEED, seen=first)
    _, seen = store.read("feeds/tea.xml", limit=LIMIT) or pytest.fail("not there")
    assert seen.etag == second.etag
    store.swap("feeds/tea.xml", b"third", FEED, seen=seen)
    assert content_of(store, "feeds/tea.xml") == b"third"
    assert list(store.list()) == ["feeds/tea.xml"]


def test_a_store_that_writes_on_a_condition_has_nothing_to_warn_of(store: Store) -> None:
    first = store.swap("feeds/tea.xml", b"first", FEED, seen=None)
    store.swap("feeds/tea.xml", b"second", FEED, seen=first)
    store.put("media/1.mp3", b"audio", AUDIO)
    assert store.warnings == []


def test_a_swap_of_what_has_changed_changes_nothing(store: Store) -> None:
    old = store.swap("feeds/tea.xml", b"old", FEED, seen=None)
    store.put("feeds/tea.xml", b"of another", FEED)
    with pytest.raises(ConflictError, match="somebody else has published") as error:
        store.swap("feeds/tea.xml", b"mine", FEED, seen=old)
    assert error.value.remedy
    assert content_of(store, "feeds/tea.xml") == b"of another"


def test_a_first_swap_where_something_is_changes_nothing(store: Store) -> None:
    store.put("feeds/tea.xml", b"of another", FEED)
    with pytest.raises(ConflictError):
        store.swap("feeds/tea.xml", b"mine", FEED, seen=None)
    assert content_of(store, "feeds/tea.xml") == b"of another"


def test_a_swap_of_what_is_gone_puts_nothing(store: Store) -> None:
    old = store.swap("feeds/tea.xml", b"old", FEED, seen=None)
    store.delete("feeds/tea.xml")
    with pytest.raises(ConflictError):
        store.swap("feeds/tea.xml", b"mine", FEED, seen=old)
    assert store.list() == {}


@pytest.mark.parametrize("first", [True, False], ids=["the first feed", "a later feed"])
def test_of_several_swaps_at_once_exactly_one_wins(fresh: Callable[[], Store], first: bool) -> None:
    seen = None if first else fresh().swap("feeds/tea.xml", b"old", FEED, seen=None)
    together = threading.Barrier(4)

    def swap(number: int) -> bool:
        store = fresh()
        try:
            store.stat("feeds/tea.xml")  # so that all are connected
        except PublishError:
            together.abort()  # else the others would wait for ever
            raise
        together.wait(timeout=60)
        try:
            store.swap("feeds/tea.xml", b"of %d" % number, FEED, seen=seen)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(swap, range(4)))
    assert won.count(True) == 1
    assert content_of(fresh(), "feeds/tea.xml") == b"of %d" % won.index(True)
    assert list(fresh().list()) == ["feeds/tea.xml"]


def test_a_file_that_changes_while_it_is_sent_leaves_the_old_one(
    store: Store, tmp_path: Path
) -> None:
    store.put("media/1.mp3", b"old", AUDIO)
    path = tmp_path / "growing.mp3"
    path.write_bytes(b"a" * 12_000_000)

    def grow(sent: int) -> None:
        with path.open("ab") as file:
            file.write(b"b")

    with pytest.raises(PublishError, match="changed while it was being sent") as error:
        store.put("media/1.mp3", path, AUDIO, progress=grow)
    assert error.value.path == str(path)
    assert content_of(store, "media/1.mp3") == b"old"
    assert list(store.list()) == ["media/1.mp3"]


@pytest.mark.parametrize("kind", ["a folder", "nothing", "a FIFO"])
def test_what_is_no_file_is_not_sent(store: Store, tmp_path: Path, kind: str) -> None:
    import os

    path = tmp_path / "odd"
    {"a folder": path.mkdir, "nothing": lambda: None, "a FIFO": lambda: os.mkfifo(path)}[kind]()
    with pytest.raises(PublishError) as error:
        store.put("media/1.mp3", path, AUDIO)
    assert str(path) in str(error.value)
    assert store.list() == {}


@pytest.mark.parametrize("key", ["", "/a", "a/../../b", "a//b", ".podfeed-lock", "a\\b", "a\nb"])
def test_a_key_that_leads_elsewhere_is_refused(store: Store, key: str) -> None:
    for use in (
        lambda: store.put(key, b"x", AUDIO),
        lambda: store.swap(key, b"x", AUDIO, seen=None),
        lambda: store.read(key, limit=1),
        lambda: store.stat(key),
        lambda: store.delete(key),
    ):
        with pytest.raises(PublishError):
            use()
    assert store.list() == {}


def test_uploads_in_parallel_do_not_disturb_each_other(store: Store) -> None:
    def put(number: int) -> None:
        store.put(f"media/{number % 5}/{number}.txt", b"%d" % number, AUDIO)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(40)))
    assert len(store.list()) == 40
    assert content_of(store, "media/3/33.txt") == b"33"
