"""What hypothesis writes listings with."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from podfeed.listings.lines import split


def _is_plain(text: str) -> bool:
    """Whether a line is read as it stands, and means nothing to a dialect."""
    lines = split(text, "x")
    return (
        [line.text for line in lines] == [text]
        and any(char.isalpha() for char in text)
        and not lines[0].plain.startswith(
            ("loading", "no ", "about this show", "hosted by", "categories", "by ", "by:")
        )
        and "episode" not in lines[0].plain
    )


LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=30
).filter(_is_plain)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
PARAGRAPHS = st.lists(TEXT, min_size=1, max_size=3).map("\n\n".join)


@dataclass(frozen=True)
class Written:
    """A show as it is to be read back."""

    title: str
    author: str | None
    description: str | None
    episodes: list[tuple[str, str | None]]


def shows(description: st.SearchStrategy[str]) -> st.SearchStrategy[Written]:
    """Shows whose episodes have descriptions of this kind, or none."""
    episode = st.tuples(LINE, st.none() | description)
    return st.builds(
        Written,
        LINE,
        st.none() | LINE,
        st.none() | description,
        st.lists(episode, max_size=6),
    )


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
BLANK = st.sampled_from(["", "", " ", "\t", "\xa0 "])
