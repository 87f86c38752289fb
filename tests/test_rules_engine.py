"""The engine: which rules judge, in which order they tell, and that nothing brings them down."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from podfeed.errors import UsageError
from podfeed.rules import RULES, chosen, lint
from tests.feeds import GOOD, MEDIA, NOW
from tests.positions import SPOILT, TEXT, where


def test_rules_are_chosen_by_code_beginning_and_name() -> None:
    assert chosen(["RSS041"]) == {"RSS041"}
    assert chosen(["guid-missing"]) == {"RSS041"}
    assert chosen(["rss04"]) == {code for code in RULES if code.startswith("RSS04")}
    assert chosen(["ALL"]) >= set(RULES)
    assert "RSS041" not in chosen(ignore=["RSS"])
    with pytest.raises(UsageError, match='did you mean "RSS041"'):
        chosen(["RSS41"])
    with pytest.raises(UsageError):
        chosen([""])


def test_only_what_is_chosen_is_told() -> None:
    data = SPOILT.replace("<title>Oolong</title>", "").encode()
    assert {f.code for f in lint(data, path="x")} == {"RSS040", "RSS060"}
    assert {f.code for f in lint(data, path="x", select=["RSS040"])} == {"RSS040"}
    assert {f.code for f in lint(data, path="x", ignore=["RSS04"])} == {"RSS060"}


def test_findings_come_in_the_order_of_lines() -> None:
    data = TEXT.replace("<title>", "<titel>").replace("</title>", "</titel>").encode()
    found = lint(data, path="x")
    assert len(found) >= 3
    assert [where(f) for f in found] == sorted(where(f) for f in found)


PIECES = [
    b"<item>", b"</item>", b"<channel>", b"</channel>", b"<rss>", b"<!DOCTYPE", b"[", b"]>",
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&", b"&#0;", b"&x;", b"\x00", b"\xff\xfe", b"\xef\xbb",
    b"<?xml", b"?>", b'"', b"<enclosure url='http://[' length='" + b"9" * 5000 + b"'/>",
    b"<pubDate>Mon, 01 Jan 0001 00:00:00 +2359</pubDate>", b"<a:b c:d='e'/>", b"<guid>\xc2</guid>",
    b"<itunes:category/>", b"<itunes:duration>1e9</itunes:duration>", b"<image><width>x</width>",
    "<itunes:episode>٣</itunes:episode>".encode(), b" xmlns='x'", b" xmlns:itunes=''",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(GOOD)),
            st.integers(0, 40),
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)),
        ),
        max_size=6,
    )
)
@settings(max_examples=300, deadline=None)
@example([(len(GOOD) // 2, 0, b"<a:b/>")])
def test_no_bytes_bring_a_traceback(edits: list[tuple[int, int, bytes]]) -> None:
    data = GOOD
    for start, length, piece in edits:
        data = data[:start] + piece + data[start + length :]
    for finding in lint(data, path="x.xml", media=MEDIA, now=NOW):
        assert finding.line is None or finding.line >= 1
        assert len(finding.message) < 400


@pytest.mark.parametrize(
    "body",
    [
        b"<title>s" + b"1" * 200_000 + b" " * 200_000 + b"x</title>",
        b"<title>" + b"s1 " * 100_000 + b"</title>",
        b"<pubDate>Fri," + b" " * 200_000 + b"1 May 2026 08:00:00" + b" " * 200_000 + b"</pubDate>",
        b"<itunes:duration>" + b"1:" * 200_000 + b"</itunes:duration>",
        b"<enclosure url='https://a.example/" + b"/a." * 100_000 + b"' length='1' type='a/b'/>",
        b"<guid>" + b"9" * 400_000 + b"</guid><itunes:episode>" + b"9" * 400_000
        + b"</itunes:episode>",
    ],
    ids=["number", "title", "date", "duration", "address", "digits"],
)  # fmt: skip
def test_a_text_without_end_is_judged_in_linear_time(body: bytes) -> None:
    """With any pattern that goes back and forth over the text, this would take minutes."""
    data = GOOD.replace(b"<title>Oolong", body + b"<title>Oolong")
    data = data.replace(b"<language>en<", b"<language>" + b"e" * 200_000 + b"<")
    found = lint(data, path="x.xml", now=NOW)
    assert all(len(finding.message) < 300 for finding in found)
    assert "RSS023" in {finding.code for finding in found}


MARKUP = st.recursive(
    st.sampled_from(
        [
            b"",
            b"&",
            b"&amp;nbsp;",
            b"&#x92;",
            b"Tea",
            b"<![CDATA[<b>]]>",
            b"\xc3\xa9",
            b" \n",
            b"-1",
        ]
    ),
    lambda inner: st.builds(
        lambda name, attribute, body: b"<%s%s>%s</%s>" % (name, attribute, b"".join(body), name),
        st.sampled_from(
            [
                *(b"item", b"title", b"guid", b"pubDate", b"enclosure", b"itunes:image", b"author"),
                *(b"itunes:category", b"itunes:duration", b"podcast:guid", b"image", b"source"),
            ]
        ),
        st.sampled_from([b"", b" url='//a'", b" href=''", b" text='&lt;'", b" length='1e9'"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(st.lists(MARKUP, max_size=5), st.sampled_from(["utf-8", "utf-16", "utf-16-be"]))
@settings(max_examples=200, deadline=None)
def test_no_markup_brings_a_traceback(parts: list[bytes], encoding: str) -> None:
    start, end = GOOD.split(b"<item>", 1)[0], b"</channel></rss>"
    data = (start + b"".join(parts) + end).decode().encode(encoding)
    for finding in lint(data, path="x.xml", media=MEDIA, now=NOW):
        assert finding.line is None or finding.line >= 1
        assert len(finding.message) < 400
