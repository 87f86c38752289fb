"""Object stores on bad days: quirks, faults, and what is told of them."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podfeed.errors import (
    ConflictError,
    FullError,
    PublishError,
    RefusedError,
    UnreachableError,
)
from podfeed.publish.clouds import Patience, place_at
from podfeed.publish.conditions import IGNORES, LACKS
from podfeed.publish.objects import ObjectStore
from podfeed.publish.store import Headers
from tests.s3_between import Answer, Between, CutError, Request, between, fault
from tests.stores import PLACES, moto

FEED = Headers("application/rss+xml; charset=utf-8", "max-age=300", "gzip")
QUICK = Patience(connect=2, request=1.5, total=20, retries=6)
LIMIT = 1_000_000


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    with between(moto()) as found:
        for name, value in {**moto().environment, "AWS_ENDPOINT_URL": found.url}.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def address(server: Between, tmp_path: Path) -> str:
    return PLACES["moto"](tmp_path).address


@pytest.fixture
def store(address: str) -> ObjectStore:
    return ObjectStore(place_at(address), patience=QUICK)


def content_of(store: ObjectStore, key: str) -> bytes | None:
    found = store.read(key, limit=100_000_000)
    return found[0] if found else None


def writes(server: Between) -> int:
    return sum(method == "PUT" and ".podfeed-" not in path for method, path in server.seen)


# What a store is told to hand out with the content


def test_headers_are_kept_with_the_content(store: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "long.mp3").write_bytes(b"x" * 11_000_000)
    store.put("long.mp3", tmp_path / "long.mp3", FEED)
    store.put("feeds/tea.xml.gz", b"small", FEED)
    store.swap("feeds/tea.xml", b"swapped", FEED, seen=None)
    place = place_at(store.address)
    client = moto().client()
    for key in ("long.mp3", "feeds/tea.xml.gz", "feeds/tea.xml"):
        told = client.head_object(Bucket=place.bucket, Key=f"{place.prefix}/{key}")
        kept = [told["ContentType"], told["CacheControl"], told["ContentEncoding"]]
        assert kept == list(FEED)
    client.close()


# Stores that do not write on a condition


def ignoring(request: Request) -> None:
    for name in ("if-match", "if-none-match"):
        if request.headers.pop(name, None):
            request.resign = True


def lacking(request: Request) -> Answer | None:
    if "if-match" in request.headers or "if-none-match" in request.headers:
        return fault(501, "NotImplemented")
    return None


def half_lacking(request: Request) -> Answer | None:
    """As Swift does, which looks at If-None-Match, but lets two writers in at once."""
    return fault(501, "NotImplemented") if "if-match" in request.headers else None


@pytest.mark.parametrize(
    ("quirk", "warning"), [(ignoring, IGNORES), (lacking, LACKS), (half_lacking, LACKS)]
)
class TestWithoutConditions:
    def test_it_is_noticed_and_told_once(
        self, store: ObjectStore, server: Between, quirk: object, warning: str
    ) -> None:
        server.before = quirk  # type: ignore[assignment]
        first = store.swap("feeds/tea.xml", b"first", FEED, seen=None)
        store.swap("feeds/tea.xml", b"second", FEED, seen=first)
        assert content_of(store, "feeds/tea.xml") == b"second"
        assert store.warnings == [warning]
        assert list(store.list()) == ["feeds/tea.xml"]

    def test_what_has_changed_is_a_conflict_all_the_same(
        self, store: ObjectStore, server: Between, quirk: object, warning: str
    ) -> None:
        server.before = quirk  # type: ignore[assignment]
        old = store.swap("feeds/tea.xml", b"old", FEED, seen=None)
        store.put("feeds/tea.xml", b"of another", FEED)
        for seen in (old, None):
            with pytest.raises(ConflictError):
                store.swap("feeds/tea.xml", b"mine", FEED, seen=seen)
        assert content_of(store, "feeds/tea.xml") == b"of another"

    def test_of_several_swaps_at_once_exactly_one_wins(
        self, store: ObjectStore, address: str, server: Between, quirk: object, warning: str
    ) -> None:
        server.before = quirk  # type: ignore[assignment]
        seen = store.swap("feeds/tea.xml", b"old", FEED, seen=None)
        together = threading.Barrier(3)

        def swap(number: int) -> bool:
            mine = ObjectStore(place_at(address), patience=QUICK)
            together.wait()
            try:
                mine.swap("feeds/tea.xml", b"of %d" % number, FEED, seen=seen)
            except ConflictError:
                return False
            return True

        with ThreadPoolExecutor(3) as pool:
            won = list(pool.map(swap, range(3)))
        assert won.count(True) == 1
        assert content_of(store, "feeds/tea.xml") == b"of %d" % won.index(True)

    def test_nothing_of_the_trial_and_the_claims_is_left(
        self, store: ObjectStore, server: Between, quirk: object, warning: str
    ) -> None:
        import obstore

        server.before = quirk  # type: ignore[assignment]
        first = store.swap("feeds/tea.xml", b"first", FEED, seen=None)
        store.swap("feeds/tea.xml", b"second", FEED, seen=first)
        there = [meta["path"] for chunk in obstore.list(store._remote) for meta in chunk]
        assert there == ["feeds/tea.xml"]


def test_a_store_that_wants_the_etag_without_quotes_gets_it_so(
    store: ObjectStore, server: Between
) -> None:
    def unquoted(request: Request) -> Answer | None:
        tag = request.headers.get("if-match")
        if tag and tag.startswith('"'):
            return fault(412, "PreconditionFailed")
        if tag:
            request.headers["if-match"] = f'"{tag}"'
            request.resign = True
        return None

    server.before = unquoted
    old = store.swap("feeds/tea.xml", b"old", FEED, seen=None)
    new = store.swap("feeds/tea.xml", b"new", FEED, seen=old)
    assert content_of(store, "feeds/tea.xml") == b"new"
    assert store.warnings == []
    store.put("feeds/tea.xml", b"of another", FEED)
    with pytest.raises(ConflictError):
        store.swap("feeds/tea.xml", b"mine", FEED, seen=new)


def test_a_claim_of_a_publisher_that_died_is_taken_over(
    store: ObjectStore, server: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    import obstore

    from podfeed.publish import turns

    server.before = lacking
    token = hashlib.sha256(b"feeds/tea.xml").hexdigest()[:16]
    obstore.put(store._remote, f".podfeed-claims/{token}/of-a-dead-one", b"")
    monkeypatch.setattr(turns, "TAKEN_OVER", 1.5)
    store.swap("feeds/tea.xml", b"new", FEED, seen=None)
    assert content_of(store, "feeds/tea.xml") == b"new"


def test_a_claim_of_a_living_publisher_is_waited_for_but_not_for_ever(
    store: ObjectStore, server: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    import obstore

    from podfeed.publish import turns

    token = hashlib.sha256(b"feeds/tea.xml").hexdigest()[:16]
    other = f".podfeed-claims/{token}/of-another"

    def living(request: Request) -> Answer | None:
        if request.method == "GET" and "list-type" in request.path and not server.closing.is_set():
            obstore.put(store._remote, other, b"")
        return lacking(request)

    server.before = living
    monkeypatch.setattr(turns, "TAKEN_OVER", 1.0)
    with pytest.raises(UnreachableError, match="other publishers"):
        store.swap("feeds/tea.xml", b"new", FEED, seen=None)
    assert content_of(store, "feeds/tea.xml") is None


# Faults that pass


@pytest.mark.parametrize(
    "what",
    [
        fault(500, "InternalError"),
        fault(503, "SlowDown", **{"Retry-After": "1"}),
        fault(503, "ServiceUnavailable"),
        fault(502, "BadGateway"),
    ],
    ids=["500", "503 with Retry-After", "503", "502"],
)
def test_a_fault_that_passes_is_survived(store: ObjectStore, server: Between, what: Answer) -> None:
    server.before = server.times(3, what)
    store.put("media/1.mp3", b"audio", FEED)
    assert content_of(store, "media/1.mp3") == b"audio"
    assert writes(server) == 4


@pytest.mark.parametrize("size", [4_000_000, 12_000_000], ids=["in one request", "in parts"])
def test_a_connection_cut_in_the_middle_of_an_upload_is_survived(
    store: ObjectStore, server: Between, tmp_path: Path, size: int
) -> None:
    (tmp_path / "1.mp3").write_bytes(hashlib.shake_256(b"tea").digest(size))
    cuts = iter(range(2))

    def cut(request: Request) -> None:
        if request.is_object_write and request.length > 1_000_000 and next(cuts, None) is not None:
            request.body(500_000)
            raise CutError

    server.before = cut  # type: ignore[assignment]
    store.put("media/1.mp3", tmp_path / "1.mp3", FEED)
    assert next(cuts, None) is None
    assert content_of(store, "media/1.mp3") == (tmp_path / "1.mp3").read_bytes()


def test_an_answer_that_is_lost_does_not_make_a_conflict_of_a_won_swap(
    store: ObjectStore, server: Between
) -> None:
    old = store.swap("feeds/tea.xml", b"old", FEED, seen=None)
    lost = iter(range(1))

    def lose(request: Request, answer: Answer) -> Answer:
        if request.is_object_write and "if-match" in request.headers and next(lost, 1) == 0:
            raise CutError
        return answer

    server.after = lose
    new = store.swap("feeds/tea.xml", b"new", FEED, seen=old)
    assert next(lost, None) is None
    assert new.digest == f"sha256:{hashlib.sha256(b'new').hexdigest()}"
    assert content_of(store, "feeds/tea.xml") == b"new"


def test_a_server_that_stalls_once_is_asked_again(store: ObjectStore, server: Between) -> None:
    stalls = iter(range(1))
    server.before = lambda request: (
        server.stall(request)
        if request.is_object_write and next(stalls, None) is not None
        else None
    )
    store.put("media/1.mp3", b"audio", FEED)
    assert content_of(store, "media/1.mp3") == b"audio"
    assert writes(server) == 2


def test_a_server_that_is_slow_but_answers_is_waited_for(
    store: ObjectStore, server: Between
) -> None:
    def slow(request: Request) -> None:
        if request.is_object_write:
            server.closing.wait(1)

    server.before = slow  # type: ignore[assignment]
    store.put("media/1.mp3", b"audio", FEED)
    assert writes(server) == 1


# Faults that stay


@pytest.mark.parametrize("what", ["stall", "cut", "503", "500"])
def test_what_does_not_pass_is_told_and_nothing_is_there(
    address: str, server: Between, what: str
) -> None:
    def cut(request: Request) -> None:
        raise CutError

    server.before = {  # type: ignore[assignment]
        "stall": server.stall,
        "cut": cut,
        "503": lambda request: fault(503, "SlowDown"),
        "500": lambda request: fault(500, "InternalError"),
    }[what]
    impatient = Patience(connect=1, request=0.3, total=2, retries=2)
    store = ObjectStore(place_at(address), patience=impatient)
    with pytest.raises(UnreachableError) as error:
        store.put("media/1.mp3", b"audio", FEED)
    assert error.value.path == f"{address}/media/1.mp3"
    assert error.value.remedy
    server.before = lambda request: None
    assert store.list() == {}


def test_an_upload_in_parts_that_fails_leaves_the_old_content_and_no_parts(
    address: str, server: Between, tmp_path: Path
) -> None:
    store = ObjectStore(place_at(address), patience=Patience(1, 1, 2, 1))
    store.put("media/1.mp3", b"old", FEED)
    (tmp_path / "1.mp3").write_bytes(b"x" * 12_000_000)
    server.before = lambda request: (
        fault(500, "InternalError") if "partNumber=2" in request.path else None
    )
    with pytest.raises(UnreachableError):
        store.put("media/1.mp3", tmp_path / "1.mp3", FEED)
    assert content_of(store, "media/1.mp3") == b"old"
    client = moto().client()
    begun = client.list_multipart_uploads(Bucket="podcasts").get("Uploads", [])
    assert not [u for u in begun if u["Key"].startswith(place_at(address).prefix)]
    client.close()


REFUSALS = {
    "expired": (fault(400, "ExpiredToken"), RefusedError, "have expired"),
    "clock": (fault(403, "RequestTimeTooSkewed"), RefusedError, "clocks of this machine and of"),
    "unknown key": (fault(403, "InvalidAccessKeyId"), RefusedError, "does not know these"),
    "no right": (fault(403, "AccessDenied"), RefusedError, "do not give the right"),
    "region": (fault(301, "PermanentRedirect"), RefusedError, "in another region"),
    "no bucket": (fault(404, "NoSuchBucket"), PublishError, "no such bucket"),
    "full": (fault(403, "QuotaExceeded"), FullError, "no room left"),
    "unheard of": (fault(418, "Teapot"), PublishError, "answers 418 Teapot"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_is_told_clearly_and_not_asked_for_again(
    store: ObjectStore, server: Between, case: str
) -> None:
    answer, kind, words = REFUSALS[case]
    server.before = lambda request: answer
    with pytest.raises(kind, match=words) as error:
        store.put("media/1.mp3", b"audio", FEED)
    assert type(error.value) is kind
    assert error.value.remedy
    assert len(server.seen) == 1
    if case == "no bucket":
        return  # none of its keys is there, either, which is no fault
    for use in (
        lambda: store.list(),
        lambda: store.read("media/1.mp3", limit=1),
        lambda: store.delete("media/1.mp3"),
        lambda: store.swap("feeds/tea.xml", b"new", FEED, seen=None),
    ):
        server.seen.clear()
        with pytest.raises(kind, match=words):
            use()
        assert len(server.seen) <= 3


@pytest.mark.parametrize("case", ["expired", "clock", "unknown key", "no right"])
def test_a_refused_look_tells_the_reason_though_head_has_no_text(
    store: ObjectStore, server: Between, case: str
) -> None:
    answer, kind, words = REFUSALS[case]
    server.before = lambda request: Answer(answer.status) if request.method == "HEAD" else answer
    with pytest.raises(kind, match=words):
        store.stat("media/1.mp3")


# What arrived is what was sent


def reencrypt(request: Request, answer: Answer) -> Answer:
    """Stores that encrypt give ETags that look like an MD5 and are none."""
    if "ETag" in answer.headers and "partNumber" not in request.path:
        answer.headers["ETag"] = f'"{hashlib.md5(answer.headers["ETag"].encode()).hexdigest()}"'
    answer.body = re.sub(rb"[0-9a-f]{32}-\d+", b"0" * 32, answer.body)
    return answer


@pytest.mark.parametrize("size", [5, 12_000_000])
def test_a_store_without_checksums_is_read_back(
    store: ObjectStore, server: Between, tmp_path: Path, size: int
) -> None:
    server.after = reencrypt
    (tmp_path / "1.mp3").write_bytes(b"x" * size)
    store.put("media/1.mp3", tmp_path / "1.mp3", FEED)
    assert "GET" in [method for method, _ in server.seen]


def test_a_store_with_checksums_is_not_read_back(store: ObjectStore, server: Between) -> None:
    store.put("media/1.mp3", b"audio", FEED)
    assert [method for method, _ in server.seen] == ["PUT"]


def test_what_arrived_otherwise_than_it_was_sent_is_told(
    store: ObjectStore, server: Between
) -> None:
    def damage(request: Request, answer: Answer) -> Answer:
        if request.method == "GET":
            answer.body = answer.body[:-1] + b"?"
        return reencrypt(request, answer)

    server.after = damage
    with pytest.raises(PublishError, match="is not what was sent"):
        store.put("media/1.mp3", b"audio", FEED)
