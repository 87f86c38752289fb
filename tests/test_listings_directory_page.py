"""The page of a directory, copied as text: read exactly, and nothing lost."""

from __future__ import annotations

from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podfeed.errors import ListingError
from podfeed.findings import Severity
from podfeed.listings.directory_page import read, recognise
from podfeed.listings.lines import plain, split
from podfeed.listings.records import Listing, Seq
from tests.listing_texts import BLANK, ENDS, PARAGRAPHS, Written, shows

HEAD = ["PODCAST · leisure", "Slow Trains", "by Ada Okafor", "Along branch lines."]
FOOT = [
    'No matches for "" in this podcast\'s transcripts.',
    "No topics indexed yet for this podcast.",
    "Loading reviews...",
    "ABOUT THIS SHOW",
    "Along branch lines.",
    "HOSTED BY",
    "Ada Okafor",
    "CATEGORIES",
    "Loading similar podcasts...",
]


def page(*lines: str, head: list[str] = HEAD, foot: list[str] = FOOT) -> Listing:
    return read("\n".join([*head, *lines, *foot]).encode(), "page.txt")


def episode(number: int, *description: str) -> list[str]:
    return ["-", str(number), f"Line {number}", *description]


def codes(listing: Listing) -> list[tuple[str, int | None]]:
    return [(finding.name, finding.line) for finding in listing.findings]


def test_seventeen_episodes_numbered_from_21_down_to_5() -> None:
    lines = [
        line for number in range(21, 4, -1) for line in episode(number, f"About line {number}.")
    ]
    listing = page(*lines)
    assert [item["number"] for item in listing.episodes] == [str(n) for n in range(21, 4, -1)]
    assert listing.episodes[-1] == {
        "number": "5",
        "title": "Line 5",
        "description": "About line 5.",
    }
    assert listing.newest_first
    assert [str(finding) for finding in listing.findings] == [
        "page.txt:70:1: info SRC004 the numbers begin at 5: episodes 1–4 are missing; "
        "add what is still to be heard"
    ]


def test_the_head_is_title_host_category_and_description() -> None:
    listing = page(*episode(1))
    assert listing.show == {
        "categories": ["leisure"],
        "title": "Slow Trains",
        "author": "Ada Okafor",
        "description": "Along branch lines.",
    }
    assert listing.show.marks["author"] == (3, 4)
    assert listing.findings == []


@pytest.mark.parametrize(
    "heading",
    ["PODCAST · leisure", "Podcast • leisure", "podcast‧leisure", "PODCAST ・ leisure  ",
     "PODCAST\xa0·\xa0leisure", "PODCAST | leisure"],
)  # fmt: skip
def test_the_heading_may_have_any_dot_and_letter_case(heading: str) -> None:
    assert recognise(split(heading, "x"))
    assert page(*episode(1), head=[heading, *HEAD[1:]]).show["categories"] == ["leisure"]


@pytest.mark.parametrize("dash", "-–—―‒−‐")
def test_an_episode_may_begin_with_any_dash(dash: str) -> None:
    listing = page(dash, "2", "Two", "About two.", f" {dash} ", " 1", "One ")
    assert [dict(item) for item in listing.episodes] == [
        {"number": "2", "title": "Two", "description": "About two."},
        {"number": "1", "title": "One"},
    ]


def test_a_description_keeps_its_lines_and_paragraphs() -> None:
    listing = page(*episode(1, "One.", "Two. ", "", " ", "Three."))
    assert listing.episodes[0]["description"] == "One.\nTwo.\n\nThree."


@pytest.mark.parametrize("start", [0, 1, 2, 3, 5, 7, 8, 9])
def test_furniture_never_ends_up_in_the_last_episode(start: int) -> None:
    listing = page(*episode(2), *episode(1, "About one."), foot=FOOT[start:])
    assert listing.episodes[-1]["description"] == "About one."
    assert "description" not in page(*episode(1), foot=FOOT[start:]).episodes[0]


@pytest.mark.parametrize(
    "line",
    [
        "No matches for “tunnel” in this podcast’s transcripts.",
        "no matches for 'a b' in this podcast's transcripts",
        "NO TOPICS INDEXED YET FOR THIS PODCAST.",
        "Loading…",
        "loading reviews …",
        "ABOUT THIS SHOW",
        "HOSTED BY:",
        "CATEGORIES",
        "About this show\nAlong branch lines.",
        "Hosted by:\nAda Okafor",
        "Categories\nLeisure",
    ],
)
def test_furniture_may_have_other_quotes_and_letter_case(line: str) -> None:
    listing = page(*episode(1, "About one."), foot=[line])
    assert listing.episodes[0]["description"] == "About one."
    assert listing.findings == []


@pytest.mark.parametrize("heading", ["About this show", "Hosted by", "Categories:"])
@pytest.mark.parametrize("foot", [[], FOOT], ids=["no foot", "foot"])
def test_a_heading_that_is_not_plain_is_text_and_reported(heading: str, foot: list[str]) -> None:
    text = ["We talk about how shops sort tea.", heading, "are harder than they look."]
    listing = page(*episode(1, *text), foot=foot)
    assert listing.episodes[0]["description"] == "\n".join(text)
    assert listing.show["categories"] == ["leisure"]
    assert codes(listing) == [("stray-line", 9)]


@pytest.mark.parametrize("line", ["About this show", "Hosted by", "Categories", "Loading coal..."])
@pytest.mark.parametrize("foot", [[], FOOT], ids=["no foot", "foot"])
def test_what_may_be_furniture_is_left_out_and_reported_where_nothing_else_follows(
    line: str, foot: list[str]
) -> None:
    listing = page(*episode(1, "About one.", line), foot=foot)
    assert listing.episodes[0]["description"] == "About one."
    assert codes(listing) == [("unread-line", 9)]


@pytest.mark.parametrize(
    "line", ["No episodes for us in this show", "No topics indexed yet, says Mei.", "Loading up."]
)
def test_words_like_those_of_a_note_are_text(line: str) -> None:
    listing = page(*episode(1, "About one.", line))
    assert listing.episodes[0]["description"] == f"About one.\n{line}"
    assert listing.findings == []


def test_a_line_below_a_heading_that_does_not_fit_is_reported() -> None:
    foot = ["CATEGORIES", "are harder than they look.", "and", "Food", "HOSTED BY",
            "the union of those who drink their tea.", "Cy"]  # fmt: skip
    listing = page(*episode(1, "About one."), head=HEAD[:2], foot=foot)
    assert listing.episodes[0]["description"] == "About one."
    assert listing.show == {
        "title": "Slow Trains", "author": "Cy", "categories": ["leisure", "Food"]
    }  # fmt: skip
    assert codes(listing) == [("unread-line", 8), ("unread-line", 9), ("unread-line", 12)]


def test_furniture_begins_with_its_first_line_whatever_follows() -> None:
    listing = page(*episode(1, "a", "Loading reviews...", "Some unknown line", *FOOT[3:]), foot=[])
    assert listing.episodes[0]["description"] == "a"
    assert codes(listing) == [("unread-line", 10)]


@pytest.mark.parametrize("line", [FOOT[0], FOOT[1], FOOT[2], "Loading…"])
def test_furniture_in_an_earlier_episode_is_left_out_and_reported(line: str) -> None:
    listing = page(*episode(2, "Two", line, "Too"), *episode(1), foot=[])
    assert listing.episodes[0]["description"] == "Two\nToo"
    assert codes(listing) == [("unread-line", 9)]


def test_a_heading_in_an_earlier_episode_is_text_and_reported() -> None:
    listing = page(*episode(2, "Two", "HOSTED BY", "Cy"), *episode(1))
    assert listing.episodes[0]["description"] == "Two\nHOSTED BY\nCy"
    assert codes(listing) == [("stray-line", 9)]


@pytest.mark.parametrize("known", [2, 3, 4])
def test_sections_may_stand_above_the_episodes(known: int) -> None:
    listing = page(*FOOT, *episode(2, "Two."), *episode(1, "One."), head=HEAD[:known])
    assert listing.show == {
        "categories": ["leisure"],
        "title": "Slow Trains",
        "author": "Ada Okafor",
        "description": "Along branch lines.",
    }
    assert listing.findings == []


def test_a_line_among_sections_above_the_episodes_is_reported() -> None:
    listing = page(*FOOT[:3], "Buy our tea", *FOOT[3:], *episode(1))
    assert listing.show["description"] == "Along branch lines."
    assert codes(listing) == [("unread-line", 8)]


def test_a_description_that_uses_the_words_of_the_page_may_stand_there_twice() -> None:
    about = ["We sort tea.", "Categories", "are harder than they look."]
    head = [*HEAD[:3], *about]
    listing = page(*episode(1, "One."), head=head, foot=["Loading...", "About this show", *about])
    assert listing.show["description"] == "\n".join(about)
    assert codes(listing) == [("stray-line", 5)]


@pytest.mark.parametrize(
    "head",
    [
        [*HEAD[:3], "2 episodes", HEAD[3]],
        [*HEAD[:2], "2 episodes", *HEAD[2:]],
        [*HEAD, "2 Episodes"],
        [*HEAD[:3], "2 episodes — Along branch lines."],
    ],
)
def test_a_page_may_state_how_many_episodes_there_are(head: list[str]) -> None:
    data = "\n".join([*head, *episode(2), *episode(1), *FOOT])
    assert recognise(split(data, "x"))
    listing = read(data.encode(), "page.txt")
    assert listing.show == page(*episode(1)).show
    assert listing.findings == []
    wrong = read("\n".join([*head, *episode(1), *FOOT]).encode(), "page.txt")
    line = 1 + next(index for index, text in enumerate(head) if text.startswith("2 "))
    assert [str(finding) for finding in wrong.findings] == [
        f"page.txt:{line}:1: warning SRC002 the listing states 2 episodes, and 1 were found; "
        "correct the count, or the lines that begin an episode"
    ]


def test_words_of_the_furniture_are_text_in_an_earlier_episode_and_in_titles() -> None:
    listing = page(
        "-", "3", "Categories", "Loading coal...", "Hosted by", "the driver.",
        "-", "2", "Loading wood...", "All of it.",
        "-", "1", "Hosted by",
    )  # fmt: skip
    assert [dict(item) for item in listing.episodes] == [
        {
            "number": "3",
            "title": "Categories",
            "description": "Loading coal...\nHosted by\nthe driver.",
        },
        {"number": "2", "title": "Loading wood...", "description": "All of it."},
        {"number": "1", "title": "Hosted by"},
    ]
    assert listing.findings == []


def test_loading_is_text_where_text_follows() -> None:
    listing = page(*episode(1, "Loading coal...", "takes an hour."))
    assert listing.episodes[0]["description"] == "Loading coal...\ntakes an hour."
    assert codes(listing) == [("stray-line", 8)]


def test_a_number_alone_in_a_description_is_text() -> None:
    listing = page(*episode(2, "The answer is", "42", "of course."), *episode(1))
    assert listing.episodes[0]["description"] == "The answer is\n42\nof course."
    assert listing.findings == []


def test_a_number_alone_is_reported_if_no_episode_has_it() -> None:
    listing = page(*episode(3), "2", "The lost one", *episode(1))
    assert codes(listing) == [("missing-numbers", 6), ("stray-line", 8)]


def test_a_dash_alone_in_a_description_is_text_and_reported() -> None:
    listing = page(*episode(1, "One half", "-", "and the other."))
    assert listing.episodes[0]["description"] == "One half\n-\nand the other."
    assert codes(listing) == [("stray-line", 9)]


def test_a_dash_that_begins_nothing_is_left_out_and_reported() -> None:
    listing = page(*episode(2), "-", *episode(1), "-")
    assert [dict(item) for item in listing.episodes] == [
        {"number": "2", "title": "Line 2"},
        {"number": "1", "title": "Line 1"},
    ]
    assert codes(listing) == [("unread-line", 8), ("unread-line", 12)]


def test_a_line_among_the_furniture_is_reported() -> None:
    foot = [*FOOT[:3], "Buy our tea", *FOOT[3:]]
    assert codes(page(*episode(1), foot=foot)) == [("unread-line", 11)]


def test_the_foot_fills_in_what_the_head_lacks() -> None:
    foot = [*FOOT[:-1], "Leisure", "Education · Society & Culture", FOOT[-1]]
    show = page(*episode(1), head=HEAD[:2], foot=foot).show
    assert show == {
        "categories": ["leisure", "Education", "Society & Culture"],
        "title": "Slow Trains",
        "description": "Along branch lines.",
        "author": "Ada Okafor",
    }
    assert isinstance(show["categories"], Seq)
    assert show["categories"].marks[2] == (15, 13)


@pytest.mark.parametrize(
    ("line", "other", "found"),
    [
        ("Along branch lines.", "Along main lines.", [("page-disagrees", 12)]),
        ("Along branch lines.", " along  Branch lines. ", []),
        ("Along branch lines.", "Along branch", [("page-disagrees", 12)]),
        (
            "Along branch lines.",
            "Far off\nAlong branch lines.\nAway",
            [("page-disagrees", 12), ("page-disagrees", 14)],
        ),
        ("Ada Okafor", "Ben Okafor", [("page-disagrees", 14)]),
        ("Ada Okafor", "ADA OKAFOR", []),
        ("Ada Okafor", "Ada", [("page-disagrees", 14)]),
    ],
)
def test_a_foot_that_says_something_else_is_reported(
    line: str, other: str, found: list[tuple[str, int]]
) -> None:
    listing = page(*episode(1), foot=[other if text == line else text for text in FOOT])
    assert codes(listing) == found
    assert line in listing.show.values()


def test_several_hosts_may_stand_in_lines_of_their_own() -> None:
    head, foot = [*HEAD[:2], "by Ada, Ben & Cy and Dee"], [*FOOT[5:6], "Dee", "Ada", "Ben", "Cy"]
    assert page(*episode(1), head=head, foot=foot).findings == []
    assert page(*episode(1), head=HEAD[:2], foot=foot).show["author"] == "Dee, Ada, Ben, Cy"


@pytest.mark.parametrize("text", ["\xa0", "Tea\nby Mei", "PODCAST\nTea"])
def test_a_text_without_the_heading_is_refused(text: str) -> None:
    with pytest.raises(ListingError, match="is no directory page"):
        read(text.encode(), "x")


def test_a_long_list_of_missing_numbers_is_cut_short() -> None:
    listing = page(*(line for number in range(2, 60, 2) for line in episode(number)))
    assert listing.findings[0].message == (
        "episodes 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and others are missing"
    )


@pytest.mark.parametrize(
    ("numbers", "message", "severity"),
    [
        ([3, 2, 1], None, None),
        ([1, 2, 3], None, None),
        ([2, 1, 0], None, None),
        ([2], "the numbers begin at 2: episode 1 is missing", Severity.INFO),
        ([5, 4, 1], "episodes 2–3 are missing", Severity.WARNING),
        ([4, 3, 1], "episode 2 is missing", Severity.WARNING),
        ([9, 8, 6, 3], "episodes 1–2, 4–5 and 7 are missing", Severity.WARNING),
        ([999999999], "the numbers begin at 999999999: episodes 1–999999998 are missing",
         Severity.INFO),
    ],
)  # fmt: skip
def test_missing_numbers_are_told_once(
    numbers: list[int], message: str | None, severity: Severity | None
) -> None:
    listing = page(*(line for number in numbers for line in episode(number)))
    told = [(finding.message, finding.severity) for finding in listing.findings]
    assert told == ([(message, severity)] if message else [])
    assert listing.newest_first == (numbers == sorted(numbers, reverse=True))


def test_a_number_that_stands_twice_is_told_with_both_lines() -> None:
    listing = page(*episode(2), *episode(1), *episode(1))
    (finding,) = listing.findings
    assert str(finding) == (
        "page.txt:12:1: warning SRC005 number 1 is also that of the episode in line 9; "
        "correct one of the two"
    )


def test_a_page_may_hold_no_episode_yet() -> None:
    listing = page()
    assert listing.episodes == []
    assert listing.show["description"] == "Along branch lines."
    assert listing.findings == []


@settings(max_examples=100, deadline=None)
@given(shows(PARAGRAPHS), ENDS, BLANK, st.booleans(), st.booleans(), st.data())
def test_a_show_that_is_written_so_is_read_back(
    show: Written, end: str, blank: str, mark: bool, foot: bool, data: st.DataObject
) -> None:
    dash = data.draw(st.sampled_from("-–—−"))
    lines = ["PODCAST · arts", show.title]
    lines += [f"by {show.author}"] if show.author else []
    lines += show.description.split("\n") if show.description else []
    total = len(show.episodes)
    for index, (title, description) in enumerate(show.episodes):
        lines += [dash, str(total - index), title]
        lines += description.split("\n") if description else []
    if foot:
        lines += [FOOT[0], FOOT[1], FOOT[2], FOOT[-2], FOOT[-1]]
    text = ("\ufeff" if mark else "") + end.join(line + blank for line in lines)
    assert recognise(split(text.removeprefix("\ufeff"), "x"))
    listing = read(text.encode(), "x")
    expected = {"categories": ["arts"], "title": show.title}
    assert listing.show == expected | {
        name: value
        for name, value in (("author", show.author), ("description", show.description))
        if value
    }
    assert [dict(item) for item in listing.episodes] == [
        {"number": str(total - index), "title": title}
        | ({"description": description} if description else {})
        for index, (title, description) in enumerate(show.episodes)
    ]
    assert listing.findings == []
    for item in listing.episodes:
        line, column = item.marks["title"]
        assert lines[line - 1][column - 1 :] == item["title"]


PIECES = st.sampled_from(
    ["-", "–", "1", "2", "12", *FOOT, *map(str.capitalize, FOOT[3:]), "Loading coal...",
     *HEAD[:1], "by", "by X", "3 episodes", "", " "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.sampled_from(["text", "Text", "text."]), max_size=30))
def test_no_line_is_ever_lost(pieces: list[str]) -> None:
    lines = [HEAD[0]] + [
        f"{piece[:4]} {i}{piece[4:]}" if piece.lower().startswith("text") else piece
        for i, piece in enumerate(pieces)
    ]
    try:
        listing = read("\n".join(lines).encode(), "x")
    except ListingError:
        return
    values = [listing.show, *listing.episodes]
    kept = plain("\n".join(str(value) for record in values for value in record.values()))
    told = {finding.line for finding in listing.findings}
    own = {plain(line) for line in (*FOOT[:4], FOOT[5], FOOT[7], FOOT[8], "Loading coal...")}
    numbers = {item.marks["number"][0] for item in listing.episodes}
    _, *rest = split("\n".join(lines), "x")
    begun = False  # whether a line was plainly the page's own
    for line, after in zip_longest(rest, rest[1:]):
        agrees = line.plain in own and after is not None and after.plain in kept
        begun = begun or line.text in FOOT or agrees
        if line.number in told or (begun and line.plain in own):
            continue
        if after is not None and after.number in numbers:
            assert line.text in ("-", "–")
        elif line.text == "3 episodes" and str(line.text) not in kept:
            assert len(listing.episodes) == 3 or "wrong-count" in dict(codes(listing))
        else:
            assert all(part.strip() in kept for part in line.plain.removeprefix("by ").split("·"))


@settings(max_examples=150, deadline=None)
@given(st.text() | st.binary())
def test_whatever_the_text_it_is_read_or_refused(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        listing = read(b"PODCAST \xc2\xb7 arts\n" + data, "x")
    except ListingError as error:
        assert error.remedy  # noqa: PT017
    else:
        assert listing.dialect == "directory page"
