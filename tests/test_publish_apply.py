"""Publishing does not harm whoever reads meanwhile: killed, raced, interfered with, rolled back."""

from __future__ import annotations

import os
import re
import signal
import threading
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from podfeed.errors import ConflictError, PublishError
from podfeed.publish import applying
from podfeed.publish.applying import Applied
from podfeed.publish.former import Former, formers
from podfeed.publish.plan import State
from podfeed.publish.sending import put_all
from podfeed.publishing.publication import Publication
from tests.killing import killed
from tests.publications import (
    MOMENT,
    Count,
    Killed,
    add_episode,
    files_in,
    publish,
    publishable,
    published,
    require_whole,
    watched,
)
from tests.workspaces import Bench, mp3


def versions(root: Path) -> list[dict[str, bytes]]:
    """The site before and after an episode came to it, published where nothing happened."""
    bench = publishable(root)
    publish(bench)
    before = files_in(published(bench))
    changed(bench)
    publish(bench)
    return [before, files_in(published(bench))]


def changed(bench: Bench) -> None:
    """A new episode, another cover under another name, and what the feed says of it."""
    cover = bench.root / "media/tea/cover.jpg"
    cover.rename(cover.with_name("cover-2.jpg"))
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\nimage: cover-2.jpg\n")
    add_episode(bench)


def require_conflict(applied: Applied) -> None:
    """The feed was left as it is, as somebody else has published it."""
    assert "feeds/tea.xml" in applied.failed
    assert all(isinstance(error, ConflictError) for error in applied.failed.values())


def require_changed(applied: Applied) -> None:
    """The feed was left as it is, as a file that it needs is another one."""
    assert list(applied.failed) == ["feeds/tea.xml"]
    assert "was changed after the plan was made" in str(applied.failed["feeds/tea.xml"])


def test_killed_before_any_operation_a_publish_leaves_a_whole_site(tmp_path: Path) -> None:
    sites = versions(tmp_path / "reference")
    seen = set()
    for fatal in range(1, 100):
        bench = publishable(tmp_path / str(fatal))
        publish(bench)
        changed(bench)
        count = Count(fatal)
        died = True
        with watched(count):
            try:
                publish(bench)
                died = False
            except Killed:
                pass
        seen.add(require_whole(bench, sites))
        publish(bench)
        assert require_whole(bench, sites) == 1
        there = files_in(published(bench))
        assert {key: there[key] for key in sites[1]} == sites[1]
        assert len(list((published(bench) / ".history/feeds/tea.xml").iterdir())) == 1
        if not died:
            break
    else:
        pytest.fail("the publish never came to its end")
    assert seen == {0, 1}
    assert fatal > 7, "fewer operations were seen than a publish needs"


def test_a_page_is_sent_after_the_files_that_it_names(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    for number in range(4, 24):
        bench.edit(
            "seeds/tea.yaml",
            "episodes:",
            f"episodes:\n- title: Cup {number}\n  number: {number}\n"
            f"  published: 2026-01-{number:02} 08:00\n  chapters: [0:00 Leaves, 0:00.5 Water]",
        )
        bench.write(f"media/tea/{number}.mp3", mp3(1))
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\npage_size: 10\n")
    bench.with_pages()
    assert bench.build()["exit"] == 0
    count = Count()
    with watched(count):
        publish(bench)
    seen = [key for name, key in count.seen if name in ("put", "swap")]
    chapters = [key for key in seen if key.endswith(".chapters.json")]
    assert len(set(chapters)) == 20
    page = seen.index("feeds/tea/page-1.xml")
    assert max(map(seen.index, chapters)) < page < seen.index("feeds/tea.xml")
    assert max(map(seen.index, chapters)) < seen.index("feeds/tea/index.html")


@pytest.mark.skipif(os.name != "posix", reason="needs the signal SIGKILL")
def test_a_process_that_is_killed_at_any_write_leaves_a_whole_site(tmp_path: Path) -> None:
    sites = versions(tmp_path / "reference")
    bench = publishable(tmp_path / "own")
    publish(bench)
    changed(bench)
    for fatal in range(1, 60):
        result = killed(
            *("-C", str(bench.root), "publish", "--to", str(published(bench))),
            *("--yes", "--no-verify"),
            within=published(bench),
            fatal=fatal,
        )
        require_whole(bench, sites)
        if result.returncode == 0:
            break
        assert result.returncode == -signal.SIGKILL, result.stderr
    else:
        pytest.fail("the publish never came to its end")
    # What one attempt has sent the next need not send, so the writes are spread over all of them.
    assert fatal > 3
    assert require_whole(bench, sites) == 1


def test_of_two_publishers_exactly_one_wins_and_nothing_is_lost(tmp_path: Path) -> None:
    one, other = publishable(tmp_path / "one"), publishable(tmp_path / "other")
    publish(one)
    other.edit("seeds/network.yaml", "publish: ../www", f"publish: {published(one)}")
    add_episode(one, 4, "Ours")
    add_episode(other, 5, "Theirs")
    ready, outcomes = threading.Barrier(2), []

    def race(bench: Bench) -> None:
        with Publication(bench.root, now=MOMENT) as publication:
            planned = publication.plan()
            ready.wait(timeout=30)
            failed = publication.apply(planned).failed
            assert all(isinstance(error, ConflictError) for error in failed.values())
            outcomes.append(("told" if failed else "won", bench))

    threads = [threading.Thread(target=race, args=(bench,)) for bench in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(word for word, _ in outcomes) == ["told", "won"]
    winner, loser = (
        next(bench for word, bench in outcomes if word == wanted) for wanted in ("won", "told")
    )
    feed = published(one) / "feeds/tea.xml"
    assert feed.read_bytes() == winner.feed()
    assert loser.feed() != winner.feed()
    there = files_in(published(one))
    assert {"media/tea/4.mp3", "media/tea/5.mp3"} <= there.keys(), "what was sent is not lost"
    with Publication(loser.root, now=MOMENT) as publication:
        told = publication.plan().plan.stopped_by(())
    assert [notice.allow for notice in told] == ["episode-gone"]


def test_who_comes_too_late_touches_nothing_of_what_the_winner_published(tmp_path: Path) -> None:
    ours, theirs = publishable(tmp_path / "ours"), publishable(tmp_path / "theirs")
    theirs.edit("seeds/network.yaml", "publish: ../www", f"publish: {published(ours)}")
    for bench, title in ((ours, "Ours"), (theirs, "Theirs")):
        add_episode(bench, 4, title)
        bench.write("media/tea/4.mp3", mp3(4 if bench is ours else 6))
        bench.build()
        bench.write("feeds/index.html", f"<p>{title}")
    with Publication(ours.root, now=MOMENT) as publication:
        planned = publication.plan()
        publish(theirs)
        won = files_in(published(ours))
        require_conflict(publication.apply(planned))
    assert files_in(published(ours)) == won
    assert won["media/tea/4.mp3"] == mp3(6)


def test_what_two_publishers_have_sent_is_remembered_of_both(tmp_path: Path) -> None:
    one, other = publishable(tmp_path / "one"), publishable(tmp_path / "other")
    publish(one)
    other.edit("seeds/network.yaml", "publish: ../www", f"publish: {published(one)}")
    add_episode(one, 4, "Ours")
    add_episode(other, 5, "Theirs")
    raced: list[str] = []

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("put", "media/tea/4.mp3") and not raced:
            raced.append(key)
            publish(other)

    with watched(interfere), Publication(one.root, now=MOMENT) as publication:
        planned = publication.plan()
        require_conflict(publication.apply(planned))
    assert raced
    count = Count()
    with watched(count), Publication(other.root, now=MOMENT) as publication:
        again = publication.plan()
        assert publication.apply(again).sent == {}, "the loser's record has all of the winner's"
    assert [
        (step.key, step.there.size) for step in again.plan.of(State.ORPHANED) if step.there
    ] == [("media/tea/4.mp3", len(mp3(4)))], "and the winner's has what the loser sent"
    assert "media/tea/5.mp3" in again.present.record.unproved


def test_the_loser_is_told_what_a_publish_would_do_now(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    add_episode(bench)
    feed = published(bench) / "feeds/tea.xml"
    theirs = feed.read_bytes().replace(b"About tea", b"About coffee")

    def interfere(name: str, key: str) -> None:
        if name == "swap":
            feed.write_bytes(theirs)

    with watched(interfere):
        result = bench.run("publish", "--yes", "--no-verify")
    assert result.exit_code == 1
    assert "somebody else has published this meanwhile; nothing was overwritten" in result.stderr
    assert "what a publish would do now" in result.stderr
    assert feed.read_bytes() == theirs


def test_a_file_that_changes_after_the_plan_is_not_published(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    before = files_in(published(bench))
    add_episode(bench)
    with Publication(bench.root, now=MOMENT) as publication:
        planned = publication.plan()
        bench.write("media/tea/4.mp3", mp3(9))
        require_changed(publication.apply(planned))
    assert files_in(published(bench))["feeds/tea.xml"] == before["feeds/tea.xml"]


def test_a_file_that_changes_while_it_is_sent_is_not_published(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    before = files_in(published(bench))
    add_episode(bench)
    audio = bench.root / "media/tea/4.mp3"
    state = audio.stat()

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("put", "media/tea/4.mp3"):
            audio.write_bytes(bytes(reversed(audio.read_bytes())))
            os.utime(audio, ns=(state.st_atime_ns, state.st_mtime_ns))

    with watched(interfere), Publication(bench.root, now=MOMENT) as publication:
        planned = publication.plan()
        require_changed(publication.apply(planned))
    assert files_in(published(bench))["feeds/tea.xml"] == before["feeds/tea.xml"]


def test_a_file_that_changes_while_it_waits_for_its_turn_is_not_sent(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    for number in range(4, 10):
        add_episode(bench, number, f"Cup {number}")
    last = bench.root / "media/tea/9.mp3"

    def interfere(name: str, key: str) -> None:
        if (name, key) == ("put", "media/tea/4.mp3"):
            last.write_bytes(mp3(1))

    with (
        patch.object(applying, "put_all", partial(put_all, threads=1)),
        watched(interfere),
        Publication(bench.root, now=MOMENT) as publication,
    ):
        planned = publication.plan()
        require_changed(publication.apply(planned))
    assert "media/tea/8.mp3" in files_in(published(bench))
    assert "media/tea/9.mp3" not in files_in(published(bench))


def describe(bench: Bench, words: str) -> bytes:
    """Give the show another description, build, publish; the feed."""
    text = (bench.root / "seeds/tea.yaml").read_text(encoding="utf-8")
    bench.write("seeds/tea.yaml", re.sub("description: .*", f"description: {words}", text))
    assert bench.build()["exit"] == 0
    publish(bench)
    return bench.feed()


def history(bench: Bench) -> list[Former]:
    """The former feeds that the store keeps, the oldest first."""
    folder = published(bench) / ".history/feeds/tea.xml"
    return formers([f".history/feeds/tea.xml/{p.name}" for p in folder.iterdir()], "feeds/tea.xml")


def test_the_last_ten_feeds_are_kept_and_no_more(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    for number in range(13):
        describe(bench, f"Cup {number}.")
    assert [former.number for former in history(bench)] == list(range(3, 13))


def test_a_rollback_goes_one_feed_back_each_time_and_publishing_goes_on_from_there(
    tmp_path: Path,
) -> None:
    bench = publishable(tmp_path)
    feeds = [describe(bench, words) for words in ("One.", "Two.", "Three.")]
    live = published(bench) / "feeds/tea.xml"

    def roll_back() -> int:
        result = bench.run("publish", "--rollback", "--yes", "--no-verify")
        assert result.exit_code in (0, 1), result.output
        return feeds.index(live.read_bytes())

    assert live.read_bytes() == feeds[2]
    assert roll_back() == 1
    assert roll_back() == 0
    again = bench.run("publish", "--rollback", "--yes", "--no-verify")
    assert isinstance(again.exception, PublishError)
    assert "has no former version" in again.exception.problem
    feeds.append(describe(bench, "Four."))
    assert live.read_bytes() == feeds[3]
    assert roll_back() == 0, "the feeds that were taken back stay so"


def test_a_rollback_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    describe(bench, "One.")
    describe(bench, "Two.")
    feed = published(bench) / "feeds/tea.xml"

    def interfere(name: str, key: str) -> None:
        if name == "swap":
            feed.write_bytes(b"theirs")

    with watched(interfere):
        result = bench.run("publish", "--rollback", "--yes", "--no-verify")
    assert isinstance(result.exception, ConflictError)
    assert feed.read_bytes() == b"theirs"


def test_pruning_takes_away_only_what_no_feed_of_the_last_ten_names(tmp_path: Path) -> None:
    bench = publishable(tmp_path)
    publish(bench)
    (published(bench) / "media/own.txt").write_text("not podfeed's")
    changed(bench)  # the cover has another name now
    old = published(bench) / "media/tea/cover.jpg"

    def prune(*arguments: str) -> str:
        result = bench.run("publish", "--prune", "--no-verify", *arguments)
        return f"{result.stdout}{result.exception or ''}"

    assert "nothing to prune" in prune("--yes"), "the former feed still names the old cover"
    for number in range(10):
        describe(bench, f"Cup {number}.")
    assert "- media/tea/cover.jpg" in prune()
    assert old.exists(), "nothing is deleted unless it was agreed to"
    assert "deleted 1 file" in prune("--yes")
    assert not old.exists()
    assert {"media/own.txt", "media/tea/cover-2.jpg"} <= files_in(published(bench)).keys()
    assert "nothing to prune" in prune("--yes")
