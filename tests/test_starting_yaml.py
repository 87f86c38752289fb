"""What is written as YAML is read back as it was, by our reader and by PyYAML."""

from __future__ import annotations

import yaml as pyyaml
from hypothesis import example, given
from hypothesis import strategies as st

from podfeed.listings.yaml import load
from podfeed.starting.yaml import below
from podfeed.values import xml_text

_TEXTS = (
    st.one_of(
        st.text(st.characters(blacklist_categories=("Cs",))),
        st.text(st.sampled_from("ab \n\t:#-'\"\\|>&*!%@`{}[],?é茶\r\x85\u2028\ufeff")),
        st.lists(st.sampled_from(["tea", "a: b", "# x", "- y", "", " ", "  z", "x" * 50])).map(
            " ".join
        ),
    )
    .map(xml_text)
    .filter(bool)
)
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "cc"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
_MAPS = st.dictionaries(st.sampled_from(["title", "notes", "xml"]), _VALUES, min_size=1)


@given(_MAPS)
@example({"notes": " a\n"})
@example({"notes": "\n\na\n\n"})
@example({"notes": "a\n  \nb"})
@example({"notes": "word " * 40 + "end"})
@example({"notes": [{"a": [["x", "y" * 100]]}]})
@example({"notes": [" \nx", "\n x\n"]})
@example({"notes": [{"a": "magnet:?xt=urn:btih:2&dn=tea", "b": "a:,b"}]})
def test_every_text_comes_back(values: dict[str, object]) -> None:
    written = below(values, 0)
    assert load(written, "x.yaml") == values


@given(_MAPS)
@example({"notes": [{"url": "https://tea.example/give?a=1&b=2"}]})
def test_other_readers_read_the_same(values: dict[str, object]) -> None:
    assert pyyaml.load(below(dict(values), 0), Loader=pyyaml.SafeLoader) == values
