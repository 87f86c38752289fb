"""The engine: exact positions, hostile bytes, limits, choosing of rules."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from podfeed.errors import UsageError
from podfeed.findings import Finding, Severity
from podfeed.rules import LIMIT, RULES, chosen, examine, links, lint
from tests.feeds import GOOD, MEDIA, NOW, spoilt

TEXT = GOOD.decode()


def of(data: bytes, code: str) -> list[Finding]:
    return lint(data, path="x.xml", select=[code])


def place(text: str, piece: str, *, nth: int = 0) -> tuple[int, int]:
    """Line and column of a piece of text, counted the slow way."""
    offset = [match.start() for match in re.finditer(re.escape(piece), text)][nth]
    before = re.split("\r\n|\n|\r", text[:offset].removeprefix("\ufeff"))
    return len(before), len(before[-1]) + 1


def at(finding: Finding) -> tuple[int | None, int | None]:
    return finding.line, finding.column


BAD_DATE = "<pubDate>yesterday</pubDate>"
SPOILT = TEXT.replace("<pubDate>Fri, 24 Apr 2026 08:00:00 +0000</pubDate>", BAD_DATE)


@pytest.mark.parametrize(
    "text",
    [
        SPOILT,
        SPOILT.replace("\n", "\r\n"),
        SPOILT.replace("\n", "\r"),
        SPOILT.replace("      <pubDate>y", "\t\t<pubDate>y"),
        SPOILT.replace("      <pubDate>y", "<!-- 日本語 😀 é --> <pubDate>y"),
        re.sub(r"\n\s*", " ", SPOILT),
        SPOILT.replace("<channel>", "<channel>" + "\n" * 70_000),
    ],
    ids=["lf", "crlf", "cr", "tabs", "multi-byte", "one line", "past line 65535"],
)
def test_a_position_is_exact(text: str) -> None:
    for bom in ("", "\ufeff"):
        (finding,) = of((bom + text).encode(), "RSS060")
        assert at(finding) == place(text, BAD_DATE)
        assert finding.element == "/rss/channel/item[2]/pubDate"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_position_in_utf_16_counts_characters(encoding: str) -> None:
    text = SPOILT.replace("UTF-8", "UTF-16").replace("Oolong", "烏龍😀")
    bom = "" if encoding == "utf-16" else "\ufeff"
    (finding,) = of((bom + text).encode(encoding), "RSS060")
    assert at(finding) == place(text, BAD_DATE)


def test_a_position_in_latin_1_counts_characters() -> None:
    text = SPOILT.replace("UTF-8", "ISO-8859-1").replace("Oolong", "Öölöng")
    text = text.replace("      <pubDate>y", "<!-- éé --><pubDate>y")
    (finding,) = of(text.encode("latin-1"), "RSS060")
    assert at(finding) == place(text, BAD_DATE)
    assert of(text.encode("latin-1"), "RSS003") == []


def test_an_attribute_is_found_on_its_own_line() -> None:
    url = "https://podcasts.example/2.mp3"
    tag = f"<enclosure\n\turl = '{url}'\n  length=\"a>b\"\n type='audio/mpeg'/>"
    text = re.sub(r'<enclosure url="[^"]*sencha[^>]*/>', lambda _: tag, TEXT)
    (finding,) = of(text.encode(), "RSS052")
    assert at(finding) == place(text, 'length="a>b"')
    assert finding.element == "/rss/channel/item[2]/enclosure/@length"


def test_an_attribute_of_the_root_is_found() -> None:
    data = spoilt("http://www.itunes.com/dtds", "http://www.itunes.com/DTDs")
    (finding,) = of(data, "RSS009")
    assert at(finding) == place(data.decode(), "xmlns:itunes")
    assert finding.element == "/rss/@xmlns:itunes"


def test_elements_of_the_channel_are_told_apart() -> None:
    extra = '<itunes:category text="Sciense"/>'
    data = spoilt("<itunes:explicit>", f"{extra}<itunes:explicit>")
    (finding,) = of(data, "APL004")
    assert at(finding) == place(data.decode(), 'text="Sciense"')
    assert finding.element == "/rss/channel/itunes:category[2]/@text"
    assert finding.remedy == 'did you mean "Science"?'


def test_what_stands_after_the_items_has_its_position() -> None:
    data = spoilt("  </channel>", "    <language>xx</language>\n  </channel>")
    data = data.replace(b"    <language>en</language>\n", b"")
    (finding,) = of(data, "RSS023")
    assert at(finding) == place(data.decode(), "<language>")


def test_another_prefix_is_known_by_its_namespace() -> None:
    text = TEXT.replace("itunes:", "i:").replace("xmlns:itunes", "xmlns:i")
    text = text.replace("<i:episode>1<", "<i:episode>2<")
    (finding,) = of(text.encode(), "APL036")
    assert at(finding) == place(text, "<i:episode>2", nth=1)
    assert finding.element == "/rss/channel/item[2]/itunes:episode"


ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


@pytest.mark.parametrize(
    ("tag", "whole_item"),
    [
        (f'<duration xmlns="{ITUNES}">', False),
        (f'<q:duration xmlns:q="{ITUNES}">', False),
        (f'<q:duration xmlns:q="{ITUNES.upper()}">', False),
        ("<q:duration>", True),
    ],
)
def test_a_namespace_may_be_declared_anywhere(tag: str, whole_item: bool) -> None:
    end = tag.split()[0].rstrip(">").replace("<", "</") + ">"
    text = TEXT.replace("<itunes:duration>603</itunes:duration>", f"{tag}6x3{end}")
    if whole_item:
        text = text.replace("<item>", f'<item xmlns:q="{ITUNES}">')
    (finding,) = of(text.encode(), "APL032")
    assert at(finding) == place(text, tag)
    assert finding.element == "/rss/channel/item[2]/itunes:duration"


def test_a_namespace_of_one_element_is_not_that_of_the_next() -> None:
    other = '<duration xmlns="urn:other">1</duration><itunes:duration xmlns:itunes="urn:x"/>'
    text = TEXT.replace("<itunes:duration>603<", f"{other}<itunes:duration>6x3<")
    text = text.replace(
        "<itunes:author>", '<n:a xmlns:n="urn:y" xmlns:itunes="urn:z"/><itunes:author>'
    )
    (finding,) = of(text.encode(), "APL032")
    assert at(finding) == place(text, "<itunes:duration>6x3")


def test_rss_may_stand_in_a_namespace_of_its_own() -> None:
    text = SPOILT.replace('<rss version="2.0"', '<rss version="2.0" xmlns="urn:rss"')
    (finding,) = of(text.encode(), "RSS060")
    assert at(finding) == place(text, BAD_DATE)
    text = re.sub(r"<(/?)(rss|channel|item|pubDate)\b", r"<\1r:\2", SPOILT)
    text = text.replace('<r:rss version="2.0"', '<r:rss version="2.0" xmlns:r="urn:rss"')
    (finding,) = of(text.encode(), "RSS060")
    assert at(finding) == place(text, "<r:pubDate>yesterday")


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
    first = of(data, "RSS001")[0]
    assert words in first.message
    line, column = place(data.decode(), piece)
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
        first = of((before + text).encode(), "RSS001")[0]
        assert at(first) == place(text, stray)
        line, column = place(text, opener)
        assert first.message.endswith(f"open since line {line}, column {column}")
        assert f": {stray.replace(' ', '')} does not fit <" in first.message
        assert first.remedy == remedy


def test_what_can_be_mended_is_mended_and_the_rest_judged() -> None:
    text = SPOILT.replace("Oolong<", "Oolong & Sencha&nbsp;<")
    codes = {finding.code: finding for finding in lint(text.encode(), path="x.xml")}
    assert set(codes) == {"RSS001", "RSS060"}
    assert at(codes["RSS060"]) == place(text, BAD_DATE)


def test_a_feed_that_breaks_off_is_judged_up_to_there_and_not_accused_of_what_is_cut_off() -> None:
    data = SPOILT.encode()
    whole = data.index(b"</item>", data.index(b"yesterday")) + 7
    cut = lint(data[: whole + 10], path="x.xml")
    assert [finding.code for finding in cut] == ["RSS060", "RSS001"]
    inside = lint(data[: data.index(b"yesterday")], path="x.xml")
    assert [finding.code for finding in inside] == ["RSS001"]


def test_bytes_that_are_no_utf_8_are_placed() -> None:
    data = TEXT.replace("Sencha<", "Séncha<").encode("latin-1")
    (finding,) = of(data, "RSS001")
    assert "0xE9 is not UTF-8" in finding.message
    line, column = place(TEXT, "Sencha<")
    assert at(finding) == (line, column + 1)


def test_text_before_the_declaration_is_told_and_the_feed_judged() -> None:
    for before in (b"\n", b"Warning: mysql\n"):
        found = lint(before + SPOILT.encode(), path="x.xml")
        assert [finding.code for finding in found] == ["RSS001", "RSS060"]
        assert at(found[0]) == (1, 1)
        line, column = place(SPOILT, BAD_DATE)
        assert at(found[1]) == (line + 1, column)


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
    (finding,) = of(b" " * (LIMIT + 1), "RSS010")
    assert "bytes" in finding.message
    (finding,) = of(b"<rss><channel>" + b"<x/>" * 1_200_000 + b"</channel></rss>", "RSS010")
    assert "tags and attributes" in finding.message
    (finding,) = of(b"<rss><channel " + b'a="" ' * 250_000 + b"/></rss>", "RSS010")
    assert "tags and attributes" in finding.message
    text = b"x" * (5 << 20)
    (finding,) = of(b"<rss><channel><title>" + text + b"</title></channel></rss>", "RSS010")
    assert "no whole item" in finding.message


@pytest.mark.parametrize(("place", "around"), [("item", 3), ("channel", 2)])
def test_an_element_is_too_deep_from_the_hundred_and_first_on_and_told_where_it_stands(
    place: str, around: int
) -> None:
    for inner, wanted in ((100 - around, []), (101 - around, ["RSS010"])):
        deep = b"<a>" * inner + b"</a>" * inner
        body = b"<item>" + deep + b"</item>" if place == "item" else deep
        data = b'<rss version="2.0"><channel>\n' + body + b"</channel></rss>"
        found = [one for one in lint(data, path="x") if one.code == "RSS010" or wanted]
        assert [one.code for one in found] == wanted
        column = len(body[: body.rindex(b"<a>")]) + 1
        assert [at(one) for one in found] == [(2, column)] * len(wanted)


def test_what_the_channel_has_before_a_fault_is_judged_and_what_it_lacks_is_not() -> None:
    broken = GOOD.replace(b"<language>en<", b"<language>English<", 1)
    broken = broken.replace(b">episodic<", b">tea<", 1).replace(b"</item>", b"</itm>", 1)
    found = {(one.code, one.element) for one in lint(broken, path="x.xml")}
    told = {("RSS023", "/rss/channel/language"), ("APL011", "/rss/channel/itunes:type")}
    assert found == {("RSS001", "/rss/channel/item[1]"), *told}


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
    (finding,) = of(spoilt(old, new), code)
    assert finding.element == element


def test_a_feed_of_another_kind_is_refused_at_its_root() -> None:
    rdf = b'<r:RDF xmlns:r="urn:r" xmlns="urn:x"><channel/></r:RDF>'
    assert [one.element for one in of(rdf, "RSS006")] == ["/r:RDF"]


def test_the_element_around_a_fault_has_the_number_and_the_name_that_other_findings_give() -> None:
    twice = "<category>Tea</category><category>Caf\x92</category><x:y>\x93</x:y>".encode()
    data = GOOD.replace(b"<item>", twice + b"<item>", 1)
    data = data.replace(b"<rss ", b'<rss xmlns:x="https://x.example/" ', 1)
    assert [one.element for one in of(data, "TXT006")] == ["/rss/channel/category[2]"]
    data = data.replace("Caf\x92".encode(), b"Cafe")
    assert [one.element for one in of(data, "TXT006")] == ["/rss/channel/x:y"]
    data = data.replace(b"xmlns:itunes=", b"xmlns:i=").replace(b"itunes:", b"i:")
    data = data.replace(b">episodic<", ">\x92<".encode())
    assert [one.element for one in of(data, "TXT006")] == ["/rss/channel/itunes:type"]


def test_a_fault_in_the_channel_hides_only_what_comes_after_it() -> None:
    data = (
        b"<rss><channel><language>English</language><title>Tea</titel><ttl>0</ttl></channel></rss>"
    )
    found = [(one.code, one.line, one.column) for one in lint(data, path="x.xml")]
    assert found == [("RSS023", 1, 15), ("RSS001", 1, 53)]


@pytest.mark.parametrize(
    ("late", "told"),
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
    late: str, told: list[str], before: str
) -> None:
    start, _, end = GOOD.decode().rpartition(before)
    found = of(f"{start}{late}{before}{end}".encode(), "RSS028")
    assert [one.element for one in found] == told


@pytest.mark.parametrize("name", ["item", "channel"])
def test_an_element_that_is_only_called_so_is_no_item_and_no_channel(name: str) -> None:
    inner = f"<tea><{name}><content:encoded>a</content:encoded><guid/></{name}></tea>"
    for place in (b"<item>", b"<title>Tea Time</title>"):
        found = {one.code for one in lint(GOOD.replace(place, place + inner.encode(), 1), path="x")}
        assert found == {"RSS080"}


def test_an_entity_that_the_feed_declares_itself_is_told_once() -> None:
    start = GOOD.index(b"<rss ")
    declared = b'<!DOCTYPE rss [<!ENTITY tea "Tea">]>' + GOOD[start:].replace(
        b"Oolong", b"Cold &tea;", 1
    )
    assert [one.code for one in lint(declared, path="x.xml")] == ["RSS002"]
    many = b"<rss><channel>" + b"<item/>" * 50_001 + b"</channel></rss>"
    seen = examine(many, path="x.xml", select=["RSS010", "RSS041"])
    assert seen.items == 50_000
    assert len([f for f in seen.findings if f.code == "RSS010"]) == 1
    assert len([f for f in seen.findings if f.code == "RSS041"]) == 1000
    assert "49,000 more" in [f for f in seen.findings if f.code == "RSS041"][-1].message


def test_elements_between_items_are_bounded() -> None:
    junk = b"<item/><x>" + b"<y/>" * 60_000 + b"</x>"
    (finding,) = of(b"<rss><channel>" + junk * 3 + b"<item/></channel></rss>", "RSS010")
    assert "in no item" in finding.message


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
    assert [at(f) for f in found] == sorted(at(f) for f in found)


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
