"""The plain outline of a show: read exactly, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podfeed.errors import ListingError
from podfeed.listings.lines import plain, split
from podfeed.listings.outline import read, recognise
from podfeed.listings.records import Listing
from tests.listing_texts import BLANK, ENDS, TEXT, Written, shows


def outline(*lines: str) -> Listing:
    return read("\n".join(lines).encode(), "outline.txt")


def codes(listing: Listing) -> list[tuple[str, int | None]]:
    return [(finding.name, finding.line) for finding in listing.findings]


def test_twenty_one_episodes_newest_first() -> None:
    lines = ["Tea in Ten", "21 episodes — ten minutes on one leaf each.", ""]
    for number in range(21, 0, -1):
        lines += [f"Leaf {number} — and its story", f"How leaf {number} is picked.", ""]
    listing = outline(*lines[:-1])
    assert listing.show == {
        "title": "Tea in Ten",
        "description": "ten minutes on one leaf each.",
    }
    assert listing.show.marks == {"title": (1, 1), "description": (2, 15)}
    assert [dict(item) for item in listing.episodes] == [
        {"title": f"Leaf {n} — and its story", "description": f"How leaf {n} is picked."}
        for n in range(21, 0, -1)
    ]
    assert listing.newest_first
    assert listing.findings == []
    assert listing.episodes[-1].at == (64, 1)


@pytest.mark.parametrize(
    ("line", "tagline"),
    [
        ("1 episode — on tea", "on tea"),
        ("1 Episodes – on tea", "on tea"),
        ("1 EPISODE - on tea", "on tea"),
        ("1 episode ― on tea", "on tea"),
        ("1 episode ‒ on tea", "on tea"),
        ("1 episode − on tea", "on tea"),
        ("1 episode—on tea", "on tea"),
        ("1\xa0episode\xa0—\xa0on tea", "on tea"),
        ("1 episode · on tea", "on tea"),
        ("1 episode: on tea — and more", "on tea — and more"),
        ("1 episode — ", None),
        ("1 episode", None),
    ],
)
def test_the_count_may_be_written_with_any_dash(line: str, tagline: str | None) -> None:
    listing = outline("Tea", line, "", "One")
    assert listing.show.get("description") == tagline
    assert listing.findings == []


@pytest.mark.parametrize("line", ["2 episodes of tea", "episodes — tea", "-1 episodes", "two", ""])
def test_other_lines_are_no_count(line: str) -> None:
    assert not recognise(split(f"Tea\n{line}\n\nOne", "x"))


def test_a_paragraph_of_one_line_is_an_episode_without_description() -> None:
    listing = outline("Tea", "3 episodes", "", "One", "", "Two", "about", "two", "", "Three", "")
    assert [dict(item) for item in listing.episodes] == [
        {"title": "One"},
        {"title": "Two", "description": "about\ntwo"},
        {"title": "Three"},
    ]
    assert listing.findings == []


@pytest.mark.parametrize("stated", [0, 1, 3, 1_234])
def test_a_count_that_is_wrong_is_reported(stated: int) -> None:
    listing = outline("Tea", f"{stated:,} episodes", "", "One", "", "Two")
    (finding,) = listing.findings
    assert str(finding) == (
        f"outline.txt:2:1: warning SRC002 the listing states {stated} episodes, and 2 were found; "
        "correct the count, or the empty lines between the episodes"
    )


def test_a_tagline_may_go_on_in_the_next_line() -> None:
    listing = outline("Tea", "1 episode — on tea", "and on cups", "", "One", "about one")
    assert listing.show["description"] == "on tea\nand on cups"
    assert listing.episodes == [{"title": "One", "description": "about one"}]
    assert listing.findings == []


def test_the_first_episode_may_follow_the_count_at_once() -> None:
    listing = outline("Tea", "2 episodes — on tea", "Two", "about two", "", "One")
    assert listing.show["description"] == "on tea"
    assert listing.episodes == [{"title": "Two", "description": "about two"}, {"title": "One"}]


def test_a_host_may_stand_between_title_and_count() -> None:
    listing = outline("Tea", "by Mei Lin", "Buy cups", "1 episode", "", "One")
    assert listing.show == {"title": "Tea", "author": "Mei Lin"}
    assert codes(listing) == [("unread-line", 3)]


@pytest.mark.parametrize("line", ["---", "* * *", "———", "===", "_"])
def test_a_drawn_line_is_no_episode_and_is_reported(line: str) -> None:
    listing = outline("Tea", "2 episodes", "", line, "", "Two", "", line, "One", "about", line)
    assert listing.episodes == [{"title": "Two"}, {"title": "One", "description": f"about\n{line}"}]
    assert codes(listing) == [("unread-line", 4), ("unread-line", 8)]


def test_no_episode_states_a_number() -> None:
    listing = outline("Tea", "1 episode", "", "7", "12")
    assert listing.episodes == [{"title": "7", "description": "12"}]


@settings(max_examples=100, deadline=None)
@given(shows(TEXT), ENDS, BLANK, st.booleans(), st.data())
def test_a_show_that_is_written_so_is_read_back(
    show: Written, end: str, blank: str, mark: bool, data: st.DataObject
) -> None:
    dash = data.draw(st.sampled_from("-–—−"))
    count = len(show.episodes)
    tagline = f" {dash} {show.description}" if show.description else ""
    lines = [show.title, f"{count} episode{'' if count == 1 else 's'}{tagline}"]
    for title, description in show.episodes:
        lines += ["", title, *([description] if description else [])]
    lines = "\n".join(lines).split("\n")
    text = ("\ufeff" if mark else "") + end.join(line + blank for line in lines)
    assert recognise(split(text.removeprefix("\ufeff"), "x"))
    listing = read(text.encode(), "x")
    about = {"description": show.description} if show.description else {}
    assert listing.show == {"title": show.title} | about
    assert [dict(item) for item in listing.episodes] == [
        {"title": title} | ({"description": description} if description else {})
        for title, description in show.episodes
    ]
    assert listing.findings == []
    for item in listing.episodes:
        line, column = item.marks["title"]
        assert lines[line - 1][column - 1 :] == item["title"]


PIECES = st.sampled_from(["", " ", "-", "***", "by X", "2 episodes", "text", "text", "text"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_no_line_is_ever_lost(pieces: list[str]) -> None:
    lines = [f"text {i}" if piece == "text" else piece for i, piece in enumerate(pieces)]
    lines = ["Tea", *lines[:2], "3 episodes — on tea", *lines[2:]]
    listing = read("\n".join(lines).encode(), "x")
    records = [listing.show, *listing.episodes]
    kept = plain("\n".join(str(value) for record in records for value in record.values()))
    told = {finding.line for finding in listing.findings}
    for line in split("\n".join(lines), "x"):
        if line.number not in told and " episodes" not in line.text:
            assert line.plain.removeprefix("by ") in kept


@settings(max_examples=150, deadline=None)
@given(st.text() | st.binary())
def test_whatever_the_text_it_is_read_or_refused(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        listing = read(b"Tea\n2 episodes\n" + data, "x")
    except ListingError as error:
        assert error.remedy  # noqa: PT017
    else:
        assert listing.dialect == "outline"
