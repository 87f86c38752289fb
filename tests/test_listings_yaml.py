"""YAML: what was written, where it stands, and the bounds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from podfeed.errors import ListingError
from podfeed.listings import yaml as ours
from podfeed.listings import yaml_bounds as bounds
from podfeed.listings.records import Map, Node, Seq
from podfeed.listings.yaml import load, read
from podfeed.listings.yaml_bounds import DEPTH

ENGINES = {"C": getattr(yaml, "CBaseLoader", None), "Python": yaml.BaseLoader}


@pytest.fixture(params=[name for name, parser in ENGINES.items() if parser], autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs on the parser in C, and on the one in Python that stands in for it."""
    monkeypatch.setattr(ours, "Parser", ENGINES[request.param])


def as_map(text: str) -> Map:
    found = load(text, "x.yaml")
    assert isinstance(found, Map)
    return found


def refusal(text: str | bytes) -> ListingError:
    with pytest.raises(ListingError) as caught:
        load(text, "x.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("off", "off"),
        ("true", "true"),
        ("12:30:45", "12:30:45"),
        ("0o17", "0o17"),
        ("017", "017"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-05-01", "2026-05-01"),
        ("=", "="),
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("''", ""),
        ('""', ""),
        ("'~'", "~"),
        ('"null"', "null"),
        ("!!str", ""),
        ("!!str ~", "~"),
        ("! null", "null"),
        ("!!int 3", "3"),
        ("!!null ''", ""),
        ("|\n  a\n  b", "a\nb\n"),
        (">-\n  a\n  b", "a b"),
        ('"\\u263a\\n"', "☺\n"),
        ("a # b", "a"),
    ],
)
def test_a_scalar_stays_what_was_written(written: str, value: str | None) -> None:
    assert as_map(f"key: {written}\n") == {"key": value}


def test_a_key_that_looks_like_a_number_or_boolean_stays_text() -> None:
    assert as_map("no: 1\n1: 2\nnull: 3\n~: 4") == {"no": "1", "1": "2", "null": "3", "~": "4"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff", "---\n", "~"])
def test_nothing_is_none(text: str) -> None:
    assert load(text, "x.yaml") is None


MARKED = """\
plain: tea
quoted:   'green'
"key": "with \\"key\\""
block: |
  two
  lines
folded: >-
    more
empty:
nested:
    deep:
      - one
      -   two
      - - inner
indentless:
- a
flow: {a: 1, b: [x,   y], c: z}
anchored: &name value
alias: *name
tagged: !!str 5
  # a comment between
emoji: 😀 {not flow}
? long
: way
"""


def test_every_value_knows_its_line_and_column() -> None:
    root = as_map(MARKED)
    assert root.at == (1, 1)
    assert root.marks == {
        "plain": (1, 8),
        "quoted": (2, 11),
        "key": (3, 8),
        "block": (4, 8),
        "folded": (7, 9),
        "empty": (9, 7),
        "nested": (11, 5),
        "indentless": (16, 1),
        "flow": (17, 7),
        "anchored": (18, 11),
        "alias": (19, 8),
        "tagged": (20, 9),
        "emoji": (22, 8),
        "long": (24, 3),
    }
    flow, nested = root["flow"], root["nested"]
    assert isinstance(flow, Map)
    assert flow.at == (17, 7)
    assert flow.marks == {"a": (17, 11), "b": (17, 17), "c": (17, 30)}
    assert isinstance(flow["b"], Seq)
    assert flow["b"].marks == [(17, 18), (17, 23)]
    assert isinstance(nested, Map)
    deep = nested["deep"]
    assert isinstance(deep, Seq)
    assert deep.at == (12, 7)
    assert deep.marks == [(12, 9), (13, 11), (14, 9)]


def test_every_key_knows_its_line_and_column() -> None:
    root = as_map(MARKED)
    assert root.keys_at["plain"] == (1, 1)
    assert root.keys_at["nested"] == (10, 1)
    assert root.keys_at["long"] == (23, 3)
    assert root.keys_at.keys() == root.keys()
    flow = root["flow"]
    assert isinstance(flow, Map)
    assert flow.keys_at == {"a": (17, 8), "b": (17, 14), "c": (17, 27)}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_move_no_mark(begin: str, end: str) -> None:
    root = as_map(begin + MARKED.replace("\n", end))
    assert root == as_map(MARKED)
    assert root.marks == as_map(MARKED).marks


@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029"])
def test_characters_that_end_a_line_only_in_old_yaml_are_text(char: str) -> None:
    root = as_map(f"a: one{char}two\nb: 'x{char} \ue000'\nc: 3")
    assert root == {"a": f"one{char}two", "b": f"x{char} \ue000", "c": "3"}
    assert root.marks["c"] == (3, 4)


def test_an_alias_stands_for_what_its_anchor_names() -> None:
    root = as_map("a: &x {k: [1]}\nb: *x\nc: [*x, &y z, *y]\n*y : d")
    assert root == {"a": {"k": ["1"]}, "b": {"k": ["1"]}, "c": [{"k": ["1"]}, "z", "z"], "z": "d"}


def test_merging_adds_what_a_map_has_not_itself_and_keeps_its_place() -> None:
    root = as_map(
        "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\n"
        "one: {<<: *base, b: own}\ntwo:\n  b: own\n  <<: [*base, *more]\n'<<': text\n"
    )
    one, two = root["one"], root["two"]
    assert one == {"a": "1", "b": "own"}
    assert two == {"b": "own", "a": "1", "c": "4"}
    assert isinstance(two, Map)
    assert two.marks == {"b": (5, 6), "a": (1, 17), "c": (2, 23)}
    assert two.keys_at == {"b": (5, 3), "a": (1, 14), "c": (2, 20)}
    assert root["<<"] == "text"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, 1, '"a" is already set in line 1'),
        ("x: {a: 1,\n a: 2}", 2, 2, '"a" is already set in line 1'),
        ("a: 1\n'a': 2", 2, 1, "line 1"),
        ("k: &k {a: 1}\n<<: *k\n<<: *k", 3, 1, '"<<" is already set in line 2'),
        ("? [a]\n: b", 1, 3, "this is a list"),
        ("? {a: b}\n: c", 1, 3, "this is a map"),
        ("{{ name }}", 1, 2, "this is a map"),
        ("? \n: b", 1, 2, "this is nothing"),
        ("a: 1\n---\nb: 2", 2, 1, "second document"),
        ("a: !!python/object/apply:os.system [ls]", 1, 4, "!!python/object/apply:os.system"),
        ("a: !secret x", 1, 4, "!secret"),
        ("a: !!binary aGk=", 1, 4, "!!binary"),
        ("a: !!set {x}", 1, 4, "!!set"),
        ("!!map [a]", 1, 1, "!!map"),
        ("a: *b", 1, 4, "there is no &b"),
        ("a: &a [*a]", 1, 8, "stands inside itself"),
        ("<<: [a]", 1, 1, "merges only maps"),
    ],
)
def test_what_no_show_needs_is_refused_where_it_stands(
    text: str, line: int, column: int, words: str
) -> None:
    error = refusal(text)
    assert words in error.problem
    assert (error.path, error.line, error.column) == ("x.yaml", line, column)
    assert error.remedy


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"a: caf\xe9", (1, 7), "not UTF-8 text: it holds the byte 0xe9"),
        (b"a: 1\r\nb: \xed\xa0\x80", (2, 4), "0xed"),
        (b"a: 1\nb: \x07", (2, 4), "control character U+0007"),
        ("é: \ufffe".encode(), (1, 4), "control character U+FFFE"),
        (b"a: 1\n\0", (2, 1), "NUL"),
        ("a: 1".encode("utf-16"), (None, None), "UTF-16"),
        ("a: 1".encode("utf-16-le"), (None, None), "UTF-16"),
        ("a: 1".encode("utf-32"), (None, None), "UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_refused_where_they_stand(
    data: bytes, place: tuple[int | None, int | None], words: str
) -> None:
    error = refusal(data)
    assert words in error.problem
    assert (error.line, error.column) == place
    assert error.remedy


def laughs(levels: int, each: int) -> str:
    lines = ["a0: &a0 ha"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * each)}]")
    return "\n".join(lines)


BOMBS: dict[str, Callable[[], str]] = {
    "a billion laughs": lambda: laughs(9, 9),
    "more laughs than numbers have digits": lambda: laughs(3000, 9),
    "one list many times": lambda: f"a: &a [{'x, ' * 50}]\nb: [{'*a, ' * 50}]",
    "merges": lambda: f"a: &a {{{', '.join(map(str, range(200)))}}}\nb:\n" + "- <<: *a\n" * 100,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    assert "expand" in refusal(BOMBS[name]()).problem


def test_aliases_may_expand_a_document_to_ten_times_its_own_nodes() -> None:
    # 1 map, 2 pairs, 38 items; every alias in the second list adds 38 nodes to its own one.
    def text(aliases: int) -> str:
        return f"a: &a [{'x, ' * 38}]\nb: [{'*a, ' * aliases}]"

    own = 5 + 38
    most = next(n for n in range(1, 100) if own + n + 38 * n > 10 * (own + n)) - 1
    assert load(text(most), "x.yaml")
    assert "10 times" in refusal(text(most + 1)).problem


@pytest.mark.parametrize(
    "nest",
    [
        lambda n: "[" * n + "]" * n,
        lambda n: "{a: " * n + "}" * n,
        lambda n: "- " * n + "x",
        lambda n: "\n".join("  " * i + "a:" for i in range(n)) + " x",
    ],
)
def test_nesting_ends_at_a_hundred(nest: Callable[[int], str]) -> None:
    assert load(nest(DEPTH), "x.yaml") is not None
    assert "100 deep" in refusal(nest(DEPTH + 1)).problem


def test_aliases_do_not_lead_deeper_than_a_hundred() -> None:
    links = "\n".join(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 150))
    text = f"pad: [{'x, ' * 2000}]\na0: &a0 [x]\n{links}"
    assert "100 deep" in refusal(text).problem


def test_merging_does_not_lead_deeper() -> None:
    links = "\n".join(f"a{i}: &a{i} {{<<: *a{i - 1}}}" for i in range(1, 150))
    assert as_map(f"pad: [{'x, ' * 5000}]\na0: &a0 {{k: v}}\n{links}")["a149"] == {"k": "v"}


def test_a_document_has_only_so_many_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "NODES", 100)
    assert load("- x\n" * 99, "x.yaml")
    assert "more than 100 keys and values" in refusal("- x\n" * 100).problem
    many = "\n".join(f"k{number}: v" for number in range(50))
    assert "more than 100 keys and values" in refusal(many).problem


def test_a_document_has_only_so_many_maps_lists_and_anchors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "GROUPS", 10)
    for item in ("- {a: b}\n", "- [a]\n", "- {}\n", "- &a x\n"):
        assert load(item * 9, "x.yaml")
        error = refusal(item * 10)
        assert "more than 10 maps, lists and anchors" in error.problem
        assert error.line == 10


def test_a_value_has_only_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"a: b\nc:\n  '{'x' * 300_000}'\n"
    assert load(text, "x.yaml")
    monkeypatch.setattr(bounds, "VALUE", 100_000)
    error = refusal(text)
    assert "more than 100,000 bytes follow without a new key or value" in error.problem
    assert error.line == 2
    assert load("- xxxxxxxx\n" * 40_000, "x.yaml")


def test_a_document_has_only_so_much_room(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"- {'x' * 1000}\n" * 600
    assert load(text, "x.yaml")
    monkeypatch.setattr(bounds, "ROOM", 100_000)
    error = refusal(text)
    assert "of memory" in error.problem
    assert error.line is not None
    assert error.line > 1


def test_lines_with_tags_for_the_parser_are_few() -> None:
    lines = "".join(f"%TAG !{number:02}! x\n" for number in range(11))
    assert load(f"{lines[:-12]}--- a", "x.yaml") == "a"
    assert "11 lines with %TAG" in refusal(f"{lines}--- a").problem
    assert load("a:\n" + "- text %TAG\n" * 11, "x.yaml")


@pytest.mark.parametrize("length", [1 << 16, (1 << 16) + 1, (1 << 17) - 1])
def test_a_text_that_is_parted_inside_a_character_stays_whole(length: int) -> None:
    text = "\u2028é😀".ljust(length // 4 * 3, "é") + "😀\x85" * 10_000 + "."
    assert load(f"# {'x' * (length % 7)}\na: '{text}'\nb: c", "x.yaml") == {"a": text, "b": "c"}


def test_a_fault_far_into_a_long_file_has_its_place() -> None:
    before = "- é😀 text\r\n" * 9_000
    for fault, column in (("- a: b: c", 7), ("- é\x07", 4), ("- é: @", 6)):
        error = refusal(before + fault)
        assert (error.line, error.column) == (9_001, column)
    error = refusal(before.encode() + b"- \xff")
    assert (error.line, error.column) == (9_001, 3)


def test_a_fault_in_a_line_too_long_to_look_at_is_told_in_the_words_of_the_parser() -> None:
    error = refusal(f"a: {'é' * 70_000}\nb: {'é' * 70_000}: c")
    assert (error.line, error.column) == (2, 70_004)
    assert error.problem.startswith("is no valid YAML: mapping values are not allowed")


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(ListingError, match="1,073,741,824 bytes, more than") as caught:
        read(path, "seeds/big.yaml")
    assert caught.value.path == "seeds/big.yaml"


def test_text_over_the_limit_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LIMIT", 10)
    assert load("a: 3456789", "x.yaml")
    assert "11 bytes, more than the 10" in refusal("a: 34567890").problem


TREES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.text(
        st.characters(codec="utf-8", exclude_characters="\ufeff\x85\u2028\u2029"), max_size=20
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(min_codepoint=32, codec="ascii")), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(TREES, st.booleans())
def test_what_is_dumped_is_loaded_again(tree: Any, flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow)
    assert load(text, "x.yaml") == tree


def places(node: Node, mark: tuple[int, int]) -> list[tuple[str, tuple[int, int]]]:
    if isinstance(node, Map):
        return [item for key, value in node.items() for item in places(value, node.marks[key])]
    if isinstance(node, Seq):
        pairs = zip(node, node.marks, strict=True)
        return [item for value, at in pairs for item in places(value, at)]
    return [(node, mark)] if node else []


WORDS = st.text("abcé😀", min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        WORDS,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=4) | st.dictionaries(WORDS, inner, min_size=1)
        ),
    ),
    st.booleans(),
)
def test_at_the_place_of_a_value_its_text_begins(tree: Any, flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, width=9999)
    lines = text.splitlines()
    for value, (line, column) in places(load(text, "x.yaml"), (1, 1)):
        assert lines[line - 1][column - 1 :].startswith((value, '"', "? "))


@settings(max_examples=150, deadline=None)
@given(st.text() | st.text("ab:-?[]{}&*!|>'\"%@`#,~ \t\n0<", max_size=60) | st.binary(max_size=60))
def test_whatever_the_text_it_is_read_or_refused(data: str | bytes) -> None:
    with suppress(ListingError):
        load(data, "x.yaml")
