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


class Plain(str):
    """A scalar that is written as it is, such as a date, which needs no quotes."""

    __slots__ = ()


_WIDTH = 96
_NO_BLOCK = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"(?<=\S) (?=\S)")
# What ends a plain value within brackets, as the parsers in C and in Python read it.
_FLOW = re.compile(r"[,\[\]{}?]|:(?![\w/])")
# Plain outside of brackets: nothing there begins a comment or ends a key.
_ALONE = re.compile(
    r"[^\W_](?:.*[^\s:])?|<(?:.*[^\s:])?|[(“„‚‘«¿¡](?:.*[^\s:])?",
)
_NOT_ALONE = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff\ufffe\uffff]|:\\s|\\s#")


def text(value: str, indent: int) -> str:
    r"""A text of any length as a value whose key stands in a column of its own.

    One of several lines is a block that keeps them, a long one is folded.

    >>> print("a:", text("One\ntwo", 2))
    a: |-
      One
      two
    >>> for short in ("<ttl>60</ttl>", 'She said "no"', "Tea: a story"):
    ...     print("a:", text(short, 2))
    a: <ttl>60</ttl>
    a: She said "no"
    a: "Tea: a story"
    """
    if "\n" in value and not _NO_BLOCK.search(value) and value.strip("\n"):
        return _literal(value, indent)
    long = len(value) > _WIDTH - indent and " " in value  # one word stays where it is
    if long and "\n" not in value and not _NO_BLOCK.search(value):
        folded = _folded(value, indent)
        if folded is not None:
            return folded
    plain = _ALONE.fullmatch(value) and not _NOT_ALONE.search(value)
    plain = plain and value.lower() not in _WORDS
    if plain and (_TEXT.match(value) or not value[0].isalnum()):
        return value
    return scalar(value)


def _literal(value: str, indent: int) -> str:
    body = value.rstrip("\n")
    breaks = len(value) - len(body)
    chomp = "-" if not breaks else "" if breaks == 1 else "+"
    # A block that begins with blanks or an empty line has to say how far it is indented.
    explicit = str(indent - _parent(indent)) if body[0] in " \t\n" else ""
    margin = " " * indent
    lines = [f"{margin}{line}" if line else "" for line in body.split("\n")]
    lines += [""] * (breaks - 1)
    return f"|{explicit}{chomp}\n" + "\n".join(lines)


def _parent(indent: int) -> int:
    return indent - 2


def _folded(value: str, indent: int) -> str | None:
    if value[0] in " \t" or value[-1] in " \t":
        return None
    margin = " " * indent
    lines, line = [], ""
    for word in _BREAKS.split(value):
        if line and len(line) + len(word) + 1 > _WIDTH - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return f">-\n{margin}" + f"\n{margin}".join(lines)


def flow(value: object) -> str | None:
    """A value in one line, with brackets if it has parts; None if it would not be easy to read."""
    if isinstance(value, dict):
        parts = [(key, flow(one)) for key, one in value.items()]
        if not parts or any(one is None or isinstance(value[key], dict) for key, one in parts):
            return None
        return "{" + ", ".join(f"{key}: {one}" for key, one in parts) + "}"
    if isinstance(value, list):
        items = [flow(one) for one in value]
        if not items or any(
            one is None or isinstance(v, (dict, list)) for one, v in zip(items, value, strict=True)
        ):
            return None
        return "[" + ", ".join(str(one) for one in items) + "]"
    if isinstance(value, str) and not isinstance(value, Plain):
        if "\n" in value:
            return None
        if value.startswith("<"):
            return None  # XML is easier to read in a line of its own
        written = scalar(value)
        return (
            json.dumps(value, ensure_ascii=False)
            if written == value and _FLOW.search(value)
            else written
        )
    return _one(value)


def _one(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def lines(key: str, value: object, indent: int = 0) -> str:
    """A key and its value as lines, each with its line break.

    >>> print(lines("audio", {"url": "https://tea.example/1.mp3", "length": 7}), end="")
    audio: {url: https://tea.example/1.mp3, length: 7}
    >>> print(lines("people", [{"name": "A, B", "role": "host"}]), end="")
    people:
      - {name: "A, B", role: host}
    """
    margin = " " * indent
    if isinstance(value, str) and not isinstance(value, Plain):
        return f"{margin}{key}: {text(value, indent + 2)}\n"
    if isinstance(value, (dict, list)):
        short = flow(value)
        if short is not None and len(short) + len(key) + indent + 2 <= _WIDTH:
            return f"{margin}{key}: {short}\n"
        return f"{margin}{key}:\n" + below(value, indent + 2)
    return f"{margin}{key}: {_one(value)}\n"


def below(value: dict[str, object] | list[object], indent: int) -> str:
    """The parts of a map or list, a line or more each."""
    if isinstance(value, dict):
        return "".join(lines(key, one, indent) for key, one in value.items())
    return "".join(_item(one, indent) for one in value)


def _item(value: object, indent: int) -> str:
    margin = " " * indent
    if isinstance(value, str) and not isinstance(value, Plain):
        return f"{margin}- {text(value, indent + 2)}\n"
    if isinstance(value, (dict, list)):
        short = flow(value)
        if short is not None and len(short) + indent + 2 <= _WIDTH:
            return f"{margin}- {short}\n"
        inner = below(value, indent + 2)
        return f"{margin}- {inner[indent + 2 :]}"
    return f"{margin}- {_one(value)}\n"


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
