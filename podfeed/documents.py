"""JSON and XML that strangers wrote: how they are decoded, and the reason in words if not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, TypedDict, TypeGuard


class _Safe(TypedDict):
    resolve_entities: bool
    load_dtd: bool
    no_network: bool
    huge_tree: bool


SAFE: Final[_Safe] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
}
"""What every parser of lxml is told: to expand no entity, read no DTD, fetch nothing, and end
where elements stand too deep or texts are too long."""


def parse_json(data: bytes) -> Any:
    """What a file of JSON holds. Raises ValueError with the reason in words.

    >>> parse_json(b'\\xef\\xbb\\xbf{"a": 1}')
    {'a': 1}
    >>> parse_json(b'{"a":\\n }')
    Traceback (most recent call last):
    ValueError: expecting value in line 2
    """
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except json.JSONDecodeError as reason:
        raise ValueError(f"{reason.msg.lower()} in line {reason.lineno}") from None


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value of JSON is a number that makes sense.

    >>> [is_number(value) for value in (1.5, True, "1", float("nan"), 1e300)]
    [True, False, False, False, False]
    """
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9


_BETWEEN = re.compile(r"[\s,:]*")


def lines_of(text: str, name: str) -> Iterator[int]:
    """The line in which each part of a list begins, of the object that a whole document is.

    The document must be known to be well-formed.

    >>> list(lines_of('{"a": 1,\\n "b": [2, 3,\\n  {}]}', "b"))
    [2, 2, 3]
    """
    decoder = json.JSONDecoder()

    def skip(position: int) -> int:
        return _BETWEEN.match(text, position).end()  # type: ignore[union-attr]  # it always matches

    starts: list[int] = []
    at = skip(text.index("{") + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = skip(at)
        if key == name and text[at] == "[":
            starts, at = [], skip(at + 1)
            while text[at] != "]":
                starts.append(at)
                at = skip(decoder.raw_decode(text, at)[1])
            at = skip(at + 1)
        else:
            at = skip(decoder.raw_decode(text, at)[1])
    line, before = 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        before = start
        yield line
