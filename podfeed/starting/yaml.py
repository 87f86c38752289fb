"""Text → YAML that a person would write: plain where that is safe, quoted where it is not."""

from __future__ import annotations

import json
import re
import textwrap

from podfeed.values import xml_text

_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\x7f-\x9f\xa0\ufeff\u2028\u2029:#\"\\]|:(?=[^\s,\]}]))*")
# What begins with a digit is text for certain if it holds letters that no number has.
_TEXT = re.compile(r"[^\W\d_]|\d.*[g-np-wyz]", re.IGNORECASE)
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
"""Other readers take them for more than words."""
_UNSAFE = re.compile("[\x7f-\x9f\xa0\ufeff\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def scalar(text: str) -> str:
    r"""A text as one YAML value in one line, without what no feed can hold.

    >>> for text in ("Tea & milk", "Tea: a story", "No", "- dash", "02-oolong.mp3", "1e5",
    ...              'She said "no"', "7", ""):
    ...     print(scalar(text))
    Tea & milk
    "Tea: a story"
    "No"
    "- dash"
    02-oolong.mp3
    "1e5"
    "She said \"no\""
    "7"
    ""
    """
    text = xml_text(text)
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _WORDS
    if plain and _TEXT.match(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def comment(text: str, *, indent: int = 0, width: int = 90) -> str:
    """A text as comment lines, with a line break at the end of each.

    >>> print(comment("One two three four.", indent=2, width=14), end="")
      # One two
      # three
      # four.
    """
    prefix = " " * indent + "# "
    lines = textwrap.wrap(
        " ".join(text.split()),
        width,
        initial_indent=prefix,
        subsequent_indent=prefix,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "".join(f"{line}\n" for line in lines)
