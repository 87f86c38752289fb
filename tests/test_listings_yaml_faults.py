"""Slips that people make in YAML, and the words they get for them."""

from __future__ import annotations

import pytest

from podfeed.errors import ListingError
from podfeed.listings.yaml import load

SLIPS = [
    (
        "title: Tea: the podcast",
        "1:11: a second colon makes this value unclear; "
        'put the value in quotes: title: "Tea: the podcast"',
    ),
    (
        'episodes:\n  - title: Say "tea": now',
        "2:21: a second colon makes this value unclear; "
        'put the value in quotes: title: "Say \\"tea\\": now"',
    ),
    (
        "title: Tea\n  author: Mei",
        "2:9: this key seems to go on with the line before; "
        "line the keys up, and write each as key: value",
    ),
    (
        "title: Tea\n\tauthor: Mei",
        "2:1: a tab stands where blanks must; indent with blanks, not tabs",
    ),
    (
        "owner:\n\tname: Mei",
        "2:1: a tab stands where blanks must; indent with blanks, not tabs",
    ),
    (
        "text: |\n\tindented",
        "2:1: a tab stands where blanks must; indent with blanks, not tabs",
    ),
    ("author: @mei", '1:9: no text can begin with @; put the text in quotes: "…"'),
    ("title: `tea`", '1:8: no text can begin with `; put the text in quotes: "…"'),
    ("title: ? why", '1:8: no text can begin with ?; put the text in quotes: "…"'),
    (
        "title: *Tea* and more",
        '1:8: * begins the name of a value, and here is none; put the text in quotes: "…"',
    ),
    (
        "title: & more",
        '1:8: & begins the name of a value, and here is none; put the text in quotes: "…"',
    ),
    (
        "title: 'It's tea'",
        "1:12: text follows the closing '; "
        "put the whole text in one pair of quotes, with '' for a ' inside",
    ),
    (
        'title: "Tea" and more',
        '1:14: text follows the closing "; '
        'put the whole text in one pair of quotes, with \\" for a " inside',
    ),
    ("title: 'Tea\nauthor: Mei", "1:8: the quote ' is never closed; add a ' at its end"),
    (
        'path: "C:\\media"',
        "1:10: a backslash in double quotes means nothing here; "
        "write \\\\ for a backslash, or use single quotes",
    ),
    (
        "categories: [Arts, Food\ntitle: Tea",
        '1:13: a "," or the closing ] is missing after this; '
        'add it, or put the text in quotes: "…"',
    ),
    (
        "owner: {name: Mei\ntitle: Tea",
        '1:8: a "," or the closing } is missing after this; add it, or put the text in quotes: "…"',
    ),
    ("a: [x]]", '1:7: this ] closes nothing; delete it, or put the text in quotes: "…"'),
    (
        "title: Tea\nauthor Mei\nlanguage: en",
        "2:1: a colon is missing after this key; write it as key: value",
    ),
    (": Tea", "1:1: a key is missing before this colon; write it as key: value"),
    (
        "episodes: - title: One",
        "1:11: a list cannot begin behind a key; "
        "put each item in a line of its own, or the text in quotes",
    ),
    (
        "episodes:\n  - title: One\n - title: Two",
        "3:2: this list item stands where a key should; "
        "line it up with the other items, below a key without a value",
    ),
    (
        "episodes:\n  - title: One\n   number: 1",
        "3:4: this does not fit what begins in line 2; "
        "line it up with the lines above, or put its text in quotes",
    ),
    (
        "episodes:\n  - title: One\n  number: 1",
        "3:3: this does not fit what begins in line 2; "
        "line it up with the lines above, or put its text in quotes",
    ),
    (
        "text: | first line\n  second",
        "1:9: behind | or > nothing else may stand in the line; "
        "begin the text in the next line, indented",
    ),
    (
        "a: 1\n...\nb: 2",
        "3:1: the document has ended, and this follows it; "
        "keep one document in a file, and begin it with key: value",
    ),
    ("%YAML 9.9\n---\na: 1", "1:1: a line that begins with % is an order to the parser; delete it"),
    ("a: !e!x y", '1:4: ! begins a tag, and tags are not allowed; put the text in quotes: "…"'),
]


@pytest.mark.parametrize(("text", "message"), SLIPS)
def test_a_slip_is_told_in_plain_words(text: str, message: str) -> None:
    with pytest.raises(ListingError) as caught:
        load(text, "x.yaml")
    assert str(caught.value) == f"x.yaml:{message}"


@pytest.mark.parametrize(("text", "message"), SLIPS)
def test_a_slip_far_down_in_a_file_with_other_line_ends_has_its_own_line(
    text: str, message: str
) -> None:
    before = "# a comment\r\n" * 1000 + "# ü😀\r\n"
    with pytest.raises(ListingError) as caught:
        load(before + text.replace("\n", "\r\n"), "x.yaml")
    line, _, rest = message.partition(":")
    assert str(caught.value).startswith(f"x.yaml:{int(line) + 1001}:{rest.partition(';')[0][:20]}")
