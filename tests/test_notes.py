"""Show notes: Markdown and HTML → what apps render, what was taken out of them, and back."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from podfeed.notes import MARKDOWN_LIMIT, html_of, markdown_of, plain_of

BASE = "https://tea.example/show/"


def html(text: str) -> str:
    return html_of(text, BASE).html


def removed(text: str) -> list[str]:
    return [one.what for one in html_of(text, BASE).removed]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Two *cups*,\n**black**.", "<p>Two <em>cups</em>,\n<strong>black</strong>.</p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("# Links\n\n- a\n- b", "<h1>Links</h1>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("~~cold~~", "<p><s>cold</s></p>"),
        ("See https://t.example/a?b=1&c=2.", "<p>See {https://t.example/a?b=1&amp;c=2}.</p>"),
        ("See tea.py and tea@tea.example", "<p>See tea.py and tea@tea.example</p>"),
        ("[l](../leaves) <b>x</b>", '<p><a href="https://tea.example/leaves">l</a> <b>x</b></p>'),
        ("<ann@tea.example>", '<p><a href="mailto:ann@tea.example">ann@tea.example</a></p>'),
        ("![Leaf](a.png)", '<p><img src="https://tea.example/show/a.png" alt="Leaf"></p>'),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("Parts:\n00:00 A\n1:02:03 B", "<p>Parts:<br>\n00:00 A<br>\n1:02:03 B</p>"),
        ("At\n12 cups", "<p>At\n12 cups</p>"),
        ("2 < 3 & 4 &copy;", "<p>2 &lt; 3 &amp; 4 ©</p>"),
        ("|a|b|\n|-|-|\n|1|2|", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>"
         "<td>1</td><td>2</td></tr></tbody></table>"),
    ],
)  # fmt: skip
def test_markdown_becomes_the_html_that_apps_render(text: str, wanted: str) -> None:
    before, brace, rest = wanted.partition("{")
    if brace:
        address, _, after = rest.partition("}")
        wanted = f'{before}<a href="{address}">{address}</a>{after}'
    found = html(text)
    assert (found.replace("\n", "") if "<table" in found else found) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<p>Tea<br/>time", "<p>Tea<br>time</p>"),
        ("<div>One</div><div>Two</div>", "<div>One</div><div>Two</div>"),
        ('<p class="x" style="color:red"><span>Tea</span>', "<p>Tea</p>"),
        ('<a href="//t.example/a" target=_blank>t</a>', '<a href="https://t.example/a">t</a>'),
        ('<p dir="rtl">\u200fתה</p>', '<p dir="rtl">\u200fתה</p>'),
        ("<!-- wp:paragraph --><p>Tea</p>", "<p>Tea</p>"),
        ("<p>&nbsp;&hellip;</p>", "<p>&nbsp;…</p>"),
        ('<p>a <a title="x">b</a> c</p>', "<p>a b c</p>"),
    ],
)
def test_html_stays_as_it_is_but_for_what_apps_do_not_look_at(text: str, wanted: str) -> None:
    assert html_of(text, BASE) == (wanted, ())


@pytest.mark.parametrize(
    ("text", "wanted", "what"),
    [
        ("<p>a</p><script>x()</script>", "<p>a</p>", ["<script>"]),
        ("Tea <script src='https://s.example/t.js'></script>", "<p>Tea </p>", ["<script>"]),
        ('<p onclick="x()" ONLOAD=y>a</p>', "<p>a</p>", ["onclick= of <p>", "onload= of <p>"]),
        ("[t](javascript:alert(1))", "<p>t</p>", ['a link to "javascript:alert(1)"']),
        ("<a href=' jav&#x0A;ascript:x'>t</a>", "t", ['a link to "jav ascript:x"']),
        ("<a href='#top'>up</a>", "up", ['a link to "#top"']),
        ("<a href='tel:110'>t</a>", "t", ['a link to "tel:110"']),
        ("![x](data:image/png;base64,AA==)", "", ['a picture, "data:image/png;base64,AA=="']),
        ("<iframe src='https://v.example/1'>no</iframe>a", "a", ["<iframe>"]),
        ("<svg><script>x</script><text>t</text></svg>a", "a", ["<svg>"]),
        ("<form><input value=x>a</form>", "a", ["<form>", "<input>"]),
        ("<style>p{}</style><p>a", "<p>a</p>", ["<style>"]),
        ("<p>a</p><img src='https://s.example/a.png' width=1 height='1'>", "<p>a</p>",
         ['a tracking picture, "https://s.example/a.png"']),
        ("<img style='DISPLAY : none' src='https://s.example/a.png'>a", "a",
         ['a tracking picture, "https://s.example/a.png"']),
        ("<img hidden src='https://s.example/a.png'>a", "a",
         ['a tracking picture, "https://s.example/a.png"']),
        ("<p>a</p><p><img src='https://pixel.wp.com/b.gif?x=1'></p>", "<p>a</p>",
         ['a tracking picture, "https://pixel.wp.com/b.gif?x=1"']),
        ("<img src='http://feeds.feedburner.com/~r/tea/~4/x' alt=''>a", "a",
         ['a tracking picture, "http://feeds.feedburner.com/~r/tea/~4/x"']),
    ],
)  # fmt: skip
def test_what_no_app_should_get_is_taken_out_and_told(
    text: str, wanted: str, what: list[str]
) -> None:
    assert (html(text), removed(text)) == (wanted, what)


def test_pictures_that_are_meant_to_be_seen_stay() -> None:
    text = '<img src="https://t.example/a.png" alt="A &gt; B" width="640" height="1000">'
    assert html_of(text, BASE) == (text, ())


def test_many_removals_are_counted_instead_of_told_one_by_one() -> None:
    found = removed("<script></script>" * 1000)
    assert len(found) == 21
    assert found[-1] == "980 things more"


def test_a_dead_link_around_a_live_one_leaves_the_live_one() -> None:
    text = '<a><table><tr><td><a href="https://t.example/">t</a></td></tr></table></a>'
    assert '<a href="https://t.example/">t</a>' in html(text)
    assert html(text).count("<a") == html(text).count("</a>") == 1


HOSTILE = {
    "a megabyte of words": "tea " * 250_000,
    "a megabyte of one word": "t" * 1_000_000,
    "ten thousand quotes": "> " * 10_000 + "tea",
    "ten thousand lists": "- " * 10_000 + "tea",
    "brackets": "[" * 50_000,
    "links that are not closed": "[a](" * 20_000,
    "emphasis": "*a " * 20_000,
    "fifty thousand elements deep": "<div>" * 50_000,
    "tags that are not closed": "<p " * 60_000,
    "quotes that are not closed": '<a href="' * 20_000,
    "comments that are not closed": "<!--" * 50_000,
    "entities": "&amp;" * 40_000,
    "endless entity": "&" * 200_000,
    "NUL": "te\0a <p>\0</p>",
    "half surrogates": "<p>\ud800 tea \udfff</p>",
    "the end of CDATA": "<p>]]></p> ]]> <![CDATA[x]]>",
    "marks of right to left": "<p>\u202etea\u2066\u200f</p>",
    "a declaration": "<?xml version='1.0' encoding='utf-16'?><p>tea</p>",
    "a DTD": '<!DOCTYPE p [<!ENTITY a "b">]><p>&a;</p>',
    "half a tag": "<",
    "nothing": "",
    "blanks": " \n\t ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notes_come_to_safe_html_and_text(name: str) -> None:
    text = HOSTILE[name]
    cleaned = html_of(text, BASE)
    assert "<script" not in cleaned.html
    assert "\0" not in cleaned.html
    cleaned.html.encode()
    assert len(plain_of(cleaned.html, 4000).encode()) <= 4000
    markdown_of(text[:20_000])


def test_markdown_that_is_too_long_is_read_as_it_was_typed() -> None:
    text = "*tea*\n" * (MARKDOWN_LIMIT // 5)
    cleaned = html_of(text)
    assert cleaned.html.startswith("<p>*tea*<br>*tea*")
    assert "more than 200,000" in cleaned.removed[0].what


def test_markup_nested_too_deep_is_shown_as_text() -> None:
    cleaned = html_of("<div>" * 5000 + "tea")
    assert cleaned.html.endswith("&lt;div&gt;tea</p>")
    assert cleaned.removed[0].what == "markup nested thousands deep"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<p>One<br>two</p><p>Three</p>", "One\ntwo\n\nThree"),
        ("<h2>Links</h2><ol start=3><li>a<li>b</ol>end", "Links\n\n3. a\n4. b\n\nend"),
        ("<ul><li><p>a</p><ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<p>  a \n b  </p>", "a b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ('<a href="https://t.example/">t.example</a>', "t.example"),
        ('<a href="https://t.example/">Tea</a>!', "Tea (https://t.example/)!"),
        ('<a href="mailto:ann@t.example">Ann</a>', "Ann"),
        ('<p><img src=x alt="A leaf"></p>', "A leaf"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a b\n1 2"),
        ("a<script>x</script> &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_shape_of_notes(text: str, wanted: str) -> None:
    assert plain_of(text) == wanted


@given(st.text(), st.integers(0, 60))
def test_a_description_never_passes_its_limit_and_is_a_beginning(text: str, limit: int) -> None:
    whole = plain_of(html_of(text).html)
    cut = plain_of(html_of(text).html, limit)
    assert len(cut.encode()) <= limit
    assert cut == whole or whole.startswith(cut.removesuffix("…"))


@given(st.text(alphabet="ab &<é日\u0301 \n", min_size=40), st.integers(10, 60))
def test_a_description_is_cut_between_words_and_never_inside_a_character(
    text: str, limit: int
) -> None:
    whole, cut = plain_of(html_of(text).html), plain_of(html_of(text).html, limit)
    if cut != whole:
        assert cut.endswith("…")
        rest = whole[len(cut) - 1 :]
        assert not rest.startswith("\u0301")


def test_a_cut_falls_between_two_words() -> None:
    words = "leaves and water and patience " * 300
    cut = plain_of(f"<p>{words}</p>", 4000)
    assert 3980 < len(cut.encode()) <= 4000
    assert cut.removesuffix("…").split()[-1] in words.split()


ROUND_TRIPS = [
    "<p>Tea &amp; toast</p>",
    "<p>Half <em>green</em>, half <strong>black</strong>.</p><p>More</p>",
    "<p>Half <i>green</i>, <b>half</b> <u>black</u>, H<sub>2</sub>O</p>",
    '<ul><li>one</li><li><a href="https://t.example/a">two</a></li></ul>',
    "<ol><li>one</li><li>two</li></ol>",
    "<h2>Links</h2><p>a<br>b</p><hr><blockquote><p>q</p></blockquote>",
    "<p>1. no list, # no heading, [no] (link), snake_case, 2 * 3 * 4</p>",
    "<p>The end&nbsp;</p><p>&nbsp;</p>",
    "<p>An address that is no link: https://t.example/a_b</p>",
    '<p><a href="https://t.example/">https://t.example/</a></p>',
    '<p><img src="https://t.example/a.png" alt="Leaf"> <img src="https://t.example/b.png"></p>',
    "<p>a &lt;b&gt; c</p>",
]


@pytest.mark.parametrize("text", ROUND_TRIPS)
def test_html_that_markdown_can_say_becomes_markdown_that_says_it(text: str) -> None:
    markdown = markdown_of(text)
    assert markdown is not None
    assert not markdown.startswith("<")
    assert events(html(markdown)) == events(html(text))


@pytest.mark.parametrize(
    "text",
    [
        "bare text, in no paragraph",
        "<p>a</p><p></p><p>b</p>",
        "<div>a</div>",
        '<p dir="rtl">a</p>',
        "<p>a</p><script>x</script>",
        "<p>\ue000</p>",
        "<p>" + "a" * MARKDOWN_LIMIT + "</p>",
        "<ul><li>" * 60 + "deep",
    ],
)
def test_html_that_markdown_cannot_say_has_none(text: str) -> None:
    assert markdown_of(text) is None


inline = st.recursive(
    st.text(alphabet="ab1 .*_#-[]()<>&`~\\|!:/é\xa0", max_size=8).map(
        lambda t: t.replace("&", "&amp;").replace("<", "&lt;")
    ),
    lambda inner: st.tuples(st.sampled_from(["em", "strong", "b", "code"]), inner).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
    ),
    max_leaves=4,
)
block = st.tuples(st.sampled_from(["p", "h2", "blockquote", "li"]), st.lists(inline, max_size=3))


@given(st.lists(block, max_size=4))
def test_markdown_is_given_only_if_it_comes_to_the_same(
    blocks: list[tuple[str, list[str]]],
) -> None:
    text = "".join(
        f"<ul><li>{''.join(parts)}</li></ul>"
        if name == "li"
        else f"<{name}>{''.join(parts)}</{name}>"
        for name, parts in blocks
    )
    markdown = markdown_of(text)
    if markdown is not None:
        assert events(html(markdown)) == events(html(text))


def events(text: str) -> list[str]:
    """The elements and words of HTML; a second opinion on what is the same."""
    found: list[str] = []
    if not text.strip():
        return found
    tree = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        words = (element.text if event == "start" else element.tail) or ""
        found.append(f"{event} {element.tag} {sorted(element.attrib.items())}")
        found += words.replace("\xa0", " &nbsp; ").split()
    return found


def test_plain_descriptions_need_none_of_the_libraries() -> None:
    code = (
        "import sys; from podfeed.render import feed; from podfeed import noting, reader;"
        "print([m for m in ('markdown_it', 'nh3', 'markdownify', 'bs4') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
