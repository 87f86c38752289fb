"""Feeds that are no good XML, hostile or too large: told where, and judged as far as they go."""

from __future__ import annotations

import pytest

from podfeed.findings import Severity
from podfeed.rules import LIMIT, examine, links, lint
from tests.feeds import GOOD, spoilt
from tests.positions import BAD_DATE, SPOILT, TEXT, place_of, told, where

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
FAULTS = [
    ("Oolong<", "Oolong & Sencha<", "& S", 'a bare "&"'),
    ("Oolong<", "Oolong&nbsp;<", "&nbsp;", 'the entity "&nbsp;" is not declared'),
    ("Oolong<", "Oolong\x08<", "\x08", "the character U+0008 is not allowed"),
    ("Oolong<", "Oolong&#8;<", "&#8;", '"&#8;" stands for no character'),
    ("Oolong</title>", "Oolong</titel>", "</titel>", "</titel> does not fit <title>"),
    ("<title>Oolong", "<x:title>Oolong", "<x:title>", "prefix that is not declared"),
    ("<title>Oolong", '<title a="1" a="2">Oolong', 'a="2"', "an attribute is given twice"),
    ("Oolong<", "Oolong < Sencha<", "< S", "cannot stand here"),
    ("</rss>\n", "</rss>\nBye", "Bye", "follows the end of the feed"),
]


@pytest.mark.parametrize(("old", "new", "piece", "words"), FAULTS)
def test_a_fault_of_xml_is_named_and_placed(old: str, new: str, piece: str, words: str) -> None:
    data = spoilt(old, new)
    first = told(data, "RSS001")[0]
    assert words in first.message
    line, column = place_of(data.decode(), piece)
    assert first.line == line
    assert abs((first.column or 0) - column) <= 2  # expat may point behind a "<"


@pytest.mark.parametrize(
    ("old", "new", "stray", "opener", "remedy"),
    [
        ("754</itunes:duration>", "754", "</item>", "<itunes:duration>754",
         "write </itunes:duration> before </item>"),
        ("Oolong</title>", "Oolong</titel>", "</titel>", "<title>Oolong",
         "write </title> here, or take </titel> out"),
        ("Oolong</title>", "Oolong</title></b >", "</b >", "<item>",
         "write </item> here, or take </b> out"),
    ],
)  # fmt: skip
def test_a_tag_that_is_not_closed_is_told_with_both_tags(
    old: str, new: str, stray: str, opener: str, remedy: str
) -> None:
    for before in ("", "\ufeff"):
        text = spoilt(old, new).decode()
        first = told((before + text).encode(), "RSS001")[0]
        assert where(first) == place_of(text, stray)
        line, column = place_of(text, opener)
        assert first.message.endswith(f"open since line {line}, column {column}")
        assert f": {stray.replace(' ', '')} does not fit <" in first.message
        assert first.remedy == remedy


def test_what_can_be_mended_is_mended_and_the_rest_judged() -> None:
    text = SPOILT.replace("Oolong<", "Oolong & Sencha&nbsp;<")
    codes = {finding.code: finding for finding in lint(text.encode(), path="x.xml")}
    assert set(codes) == {"RSS001", "RSS060"}
    assert where(codes["RSS060"]) == place_of(text, BAD_DATE)


def test_a_feed_that_breaks_off_is_judged_up_to_there_and_not_accused_of_what_is_cut_off() -> None:
    data = SPOILT.encode()
    whole = data.index(b"</item>", data.index(b"yesterday")) + 7
    cut = lint(data[: whole + 10], path="x.xml")
    assert [finding.code for finding in cut] == ["RSS060", "RSS001"]
    inside = lint(data[: data.index(b"yesterday")], path="x.xml")
    assert [finding.code for finding in inside] == ["RSS001"]


def test_bytes_that_are_no_utf_8_are_placed() -> None:
    data = TEXT.replace("Sencha<", "Séncha<").encode("latin-1")
    (finding,) = told(data, "RSS001")
    assert "0xE9 is not UTF-8" in finding.message
    line, column = place_of(TEXT, "Sencha<")
    assert where(finding) == (line, column + 1)


def test_text_before_the_declaration_is_told_and_the_feed_judged() -> None:
    for before in (b"\n", b"Warning: mysql\n"):
        found = lint(before + SPOILT.encode(), path="x.xml")
        assert [finding.code for finding in found] == ["RSS001", "RSS060"]
        assert where(found[0]) == (1, 1)
        line, column = place_of(SPOILT, BAD_DATE)
        assert where(found[1]) == (line + 1, column)


BOMB = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss version="2.0"><channel><title>&b;&b;</title></channel></rss>"""
XXE = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>&x;</title></channel></rss>"""


@pytest.mark.parametrize("text", [BOMB, XXE])
def test_entities_of_a_dtd_are_told_and_never_expanded(text: str) -> None:
    found = lint(text.encode(), path="x.xml")
    assert [f.severity for f in found if f.code == "RSS002"] == [Severity.ERROR]
    assert [f.code for f in found if "root:" in f.message or "aaaa" in f.message] == []


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "RSS006", "empty"),
        (b" \n ", "RSS006", "empty"),
        (b"hello", "RSS006", "no XML"),
        (b"\x1f\x8b\x08\x00", "RSS006", "gzip"),
        (b"\x00" * 100, "RSS006", "no XML"),
        (b"<!doctype html><html><p>404</html>", "RSS006", "web page"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "RSS006", "Atom"),
        (b"<" * 1000, "RSS006", "no XML"),
        (b"<!DOCTYPE rss [" + b"x" * 100_000, "RSS002", "does not end"),
        (b'<?xml version="1.0" encoding="utf-7"?><rss/>', "RSS003", "utf-7"),
        (b"<:rss>\x8f<channel><item/></channel></:rss>", "RSS001", "0x8F"),
        (b"<rss a:b:c='1' xmlns:='x'>\x8f<:channel/></rss>", "RSS001", "0x8F"),
        (
            b"<rss xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><item>"
            b"<podcast:alternateEnclosure><tea:pot/></podcast:alternateEnclosure></item></channel>",
            "RSS001",
            "tea:pot",
        ),
        (b"<rss><channel><dc:item><dc:pubDate/></dc:item></channel></rss>", "RSS001", "dc:item"),
        (b'<?xml version="1.0" encoding="' + b"x" * 300 + b'"?><rss/>', "RSS003", "…"),
        (b"<rss>" + b"<a>" * 50, "RSS001", "ends before"),
        (b"<rss>" + b"<a>" * 100_000, "RSS010", "100 deep"),
        (b"<rss><channel><item>" + b"<a/>" * 10_001, "RSS010", "10,000 others"),
        (b"<rss><channel><item><b>" + b"<a/>" * 10_001 + b"</b>", "RSS010", "10,000 others"),
        (b"<rss><channel><item/>" + b"<a/>" * 10_001 + b"<item>", "RSS010", "in no item"),
        (b"<rss><channel><item></item>" + b"<a/>" * 10_001, "RSS010", "in no item"),
        (b"<rss><channel><item>" + b"<a>" * 120 + b"</a>" * 120, "RSS010", "100 deep"),
        (b"<rss><channel><item>" + b"<a>" * 300 + b"</a>" * 300, "RSS010", "100 deep"),
    ],
)
def test_hostile_bytes_are_a_clear_finding(data: bytes, code: str, words: str) -> None:
    if data.startswith(b"<rss><channel>"):
        closed = data.endswith(b"</item>") or b"<item></item>" in data
        data += b"</channel></rss>" if closed else b"</item></channel></rss>"
    found = lint(data, path="x.xml")
    assert [f for f in found if f.code == code and words in f.message], found
    assert all(len(f.message) < 400 for f in found)
    links(data)


def test_limits_end_the_walk() -> None:
    (finding,) = told(b" " * (LIMIT + 1), "RSS010")
    assert "bytes" in finding.message
    (finding,) = told(b"<rss><channel>" + b"<x/>" * 1_200_000 + b"</channel></rss>", "RSS010")
    assert "tags and attributes" in finding.message
    (finding,) = told(b"<rss><channel " + b'a="" ' * 250_000 + b"/></rss>", "RSS010")
    assert "tags and attributes" in finding.message
    text = b"x" * (5 << 20)
    (finding,) = told(b"<rss><channel><title>" + text + b"</title></channel></rss>", "RSS010")
    assert "no whole item" in finding.message


@pytest.mark.parametrize(("place", "around"), [("item", 3), ("channel", 2)])
def test_an_element_is_too_deep_from_the_hundred_and_first_on_and_told_where_it_stands(
    place: str, around: int
) -> None:
    for inner, wanted in ((100 - around, []), (101 - around, ["RSS010"])):
        deep = b"<a>" * inner + b"</a>" * inner
        body = b"<item>" + deep + b"</item>" if place == "item" else deep
        data = DECLARATION + b'<rss version="2.0"><channel>\n' + body + b"</channel></rss>"
        found = [one for one in lint(data, path="x") if one.code == "RSS010" or wanted]
        assert [one.code for one in found] == wanted
        column = len(body[: body.rindex(b"<a>")]) + 1
        assert [where(one) for one in found] == [(2, column)] * len(wanted)


def test_what_the_channel_has_before_a_fault_is_judged_and_what_it_lacks_is_not() -> None:
    broken = GOOD.replace(b"<language>en<", b"<language>English<", 1)
    broken = broken.replace(b">episodic<", b">tea<", 1).replace(b"</item>", b"</itm>", 1)
    found = {(one.code, one.element) for one in lint(broken, path="x.xml")}
    others = {("RSS023", "/rss/channel/language"), ("APL011", "/rss/channel/itunes:type")}
    assert found == {("RSS001", "/rss/channel/item[1]"), *others}


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        ("<title>Sencha", "<title>Sencha\x92s", "TXT006", "/rss/channel/item[2]/title"),
        ("<title>Sencha", "<title>CafÃ©", "TXT007", "/rss/channel/item[2]/title"),
        ("<title>Sencha", "<title>Tea & milk", "RSS001", "/rss/channel/item[2]/title"),
        ('text="Food"', 'text="&nbsp;"', "RSS001", "/rss/channel/itunes:category/itunes:category"),
        ('encoding="UTF-8"', 'encoding="ISO-8859-1"', "RSS004", None),
    ],
)
def test_a_fault_of_the_bytes_names_the_element_it_stands_in(
    old: str, new: str, code: str, element: str | None
) -> None:
    (finding,) = told(spoilt(old, new), code)
    assert finding.element == element


def test_a_feed_of_another_kind_is_refused_at_its_root() -> None:
    rdf = b'<r:RDF xmlns:r="urn:r" xmlns="urn:x"><channel/></r:RDF>'
    assert [one.element for one in told(rdf, "RSS006")] == ["/r:RDF"]


def test_the_element_around_a_fault_has_the_number_and_the_name_that_other_findings_give() -> None:
    twice = "<category>Tea</category><category>Caf\x92</category><x:y>\x93</x:y>".encode()
    data = GOOD.replace(b"<item>", twice + b"<item>", 1)
    data = data.replace(b"<rss ", b'<rss xmlns:x="https://x.example/" ', 1)
    assert [one.element for one in told(data, "TXT006")] == ["/rss/channel/category[2]"]
    data = data.replace("Caf\x92".encode(), b"Cafe")
    assert [one.element for one in told(data, "TXT006")] == ["/rss/channel/x:y"]
    data = data.replace(b"xmlns:itunes=", b"xmlns:i=").replace(b"itunes:", b"i:")
    data = data.replace(b">episodic<", ">\x92<".encode())
    assert [one.element for one in told(data, "TXT006")] == ["/rss/channel/itunes:type"]


def test_a_fault_in_the_channel_hides_only_what_comes_after_it() -> None:
    body = b"<channel><language>English</language><title>Tea</titel><ttl>0</ttl></channel>"
    data = DECLARATION + b"\n<rss>" + body + b"</rss>"
    found = [(one.code, one.line, one.column) for one in lint(data, path="x.xml")]
    assert found == [("RSS023", 2, 15), ("RSS001", 2, 53)]


@pytest.mark.parametrize(
    ("late", "elements"),
    [
        ("<ttl>60</ttl>", ["/rss/channel/ttl"]),
        (
            "<x:a xmlns:x='urn:x'/><itunes:complete>yes</itunes:complete>",
            ["/rss/channel/itunes:complete"],
        ),
        ("<x:a xmlns:x='urn:x'/>", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("before", ["</channel>", "<item>"])
def test_what_stands_after_the_first_item_is_told_wherever_that_is(
    late: str, elements: list[str], before: str
) -> None:
    start, _, end = GOOD.decode().rpartition(before)
    found = told(f"{start}{late}{before}{end}".encode(), "RSS028")
    assert [one.element for one in found] == elements


@pytest.mark.parametrize("name", ["item", "channel"])
def test_an_element_that_is_only_called_so_is_no_item_and_no_channel(name: str) -> None:
    inner = f"<tea><{name}><content:encoded>a</content:encoded><guid/></{name}></tea>"
    for place in (b"<item>", b"<title>Tea Time</title>"):
        found = {one.code for one in lint(GOOD.replace(place, place + inner.encode(), 1), path="x")}
        assert found == {"RSS080"}


def test_an_entity_that_the_feed_declares_itself_is_told_once() -> None:
    doctype = b'<!DOCTYPE rss [<!ENTITY tea "Tea">]><rss '
    declared = GOOD.replace(b"<rss ", doctype, 1).replace(b"Oolong", b"Cold &tea;", 1)
    assert [one.code for one in lint(declared, path="x.xml")] == ["RSS002"]


def test_of_too_many_items_and_findings_some_are_told_and_the_rest_counted() -> None:
    many = b"<rss><channel>" + b"<item/>" * 50_001 + b"</channel></rss>"
    seen = examine(many, path="x.xml", select=["RSS010", "RSS041"])
    assert seen.items == 50_000
    assert len([f for f in seen.findings if f.code == "RSS010"]) == 1
    assert len([f for f in seen.findings if f.code == "RSS041"]) == 1000
    assert "49,000 more" in [f for f in seen.findings if f.code == "RSS041"][-1].message


def test_elements_between_items_are_bounded() -> None:
    junk = b"<item/><x>" + b"<y/>" * 60_000 + b"</x>"
    (finding,) = told(b"<rss><channel>" + junk * 3 + b"<item/></channel></rss>", "RSS010")
    assert "in no item" in finding.message
