"""Many uploads at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from podfeed.errors import PublishError
from podfeed.publish.files import FileStore
from podfeed.publish.sending import Upload, put_all
from podfeed.publish.store import Content, Headers, Progress, Stored

AUDIO = Headers("audio/mpeg", "no-cache")


class _Counting(FileStore):
    """Refuses what is called bad, and notes how many uploads are under way at a time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.now = self.most = self.begun = 0
        self.lock = threading.Lock()

    def put(
        self, key: str, content: Content, headers: Headers, *, progress: Progress | None = None
    ) -> Stored:
        with self.lock:
            self.begun += 1
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            if key.startswith("bad"):
                raise PublishError("refused", path=key)
            threading.Event().wait(0.01)
            return super().put(key, content, headers, progress=progress)
        finally:
            with self.lock:
                self.now -= 1


def test_all_are_put_with_a_bounded_number_at_a_time(tmp_path: Path) -> None:
    store = _Counting(tmp_path / "www")
    sent: dict[str, int] = {}
    whole: list[str] = []
    uploads = [Upload(f"{n:02}.mp3", b"x" * n, AUDIO) for n in range(30)]
    put = put_all(
        store,
        uploads,
        threads=3,
        progress=sent.__setitem__,
        done=lambda key, stored: whole.append(key),
    )
    assert list(put) == sorted(whole) == [upload.key for upload in uploads]
    assert [s.size for s in put.values()] == [s.size for s in store.list().values()]
    assert sent == {f"{n:02}.mp3": n for n in range(1, 30)}
    assert 1 < store.most <= 3


def test_the_first_error_stops_the_rest_and_is_raised(tmp_path: Path) -> None:
    store = _Counting(tmp_path / "www")
    uploads = [Upload(f"{n:03}.mp3", b"x", AUDIO) for n in range(200)]
    uploads[10] = Upload("bad.mp3", b"x", AUDIO)
    with pytest.raises(PublishError, match="refused"):
        put_all(store, uploads, threads=4)
    assert store.begun < 100
    assert len(store.list()) == store.begun - 1, "what was begun is finished"


def test_what_a_listener_raises_is_an_error_of_the_upload(tmp_path: Path) -> None:
    uploads = [Upload(f"{n:03}.mp3", b"x", AUDIO) for n in range(200)]
    for name in ("begun", "done"):
        store = _Counting(tmp_path / name)

        def listen(key: str, stored: object = None) -> None:
            if key == "010.mp3":
                raise PublishError("was changed", path=key, remedy="run again")

        with pytest.raises(PublishError, match="was changed"):
            put_all(store, uploads, threads=4, **{name: listen})
        assert store.begun < 100


def test_nothing_to_put_is_nothing(tmp_path: Path) -> None:
    assert put_all(FileStore(tmp_path), []) == {}
