"""The YAML of a show, with keys that it lacks written above its own."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from podfeed.errors import ListingError, UsageError
from podfeed.listings import yaml
from podfeed.listings.records import Map

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from podfeed.listings.records import Node

_BEGIN = re.compile(rb"---\s*(?:#.*)?")


def supplement(data: bytes, added: Mapping[str, str], shown: str) -> bytes:
    """The YAML with these keys, each given as its lines; what it says itself stays as it is.

    A line of its own for one of these keys gives way: it is empty, or was asked to be replaced.
    Raises UsageError if the YAML is written in a way that allows of no such addition.
    """
    if not added:
        return data
    body = data.removeprefix(b"\xef\xbb\xbf")
    lines = body.splitlines(keepends=True)
    begin = _first(lines, 0, b"#%")
    if begin < len(lines) and _BEGIN.fullmatch(lines[begin].strip()):
        begin += 1
    content = lines[_first(lines, begin, b"#") :] or [b""]
    indent = len(content[0]) - len(content[0].lstrip(b" "))
    text = "# What podfeed init found missing below:\n" + "".join(added.values())
    text = textwrap.indent(f"{text}\n# Until here.\n", " " * indent)
    given = set(added) | ({"category"} if "categories" in added else set())
    own = re.compile(b" {%d}[\"']?(?:%b)[\"']?\\s*:" % (indent, "|".join(sorted(given)).encode()))
    joined = b"".join(
        [
            *lines[:begin],
            text.replace("\n", "\r\n" if lines[0].endswith(b"\r\n") else "\n").encode(),
            *(line for line in lines[begin:] if not own.match(line)),
        ]
    )
    before = yaml.load(body, shown)
    try:
        after = yaml.load(joined, shown)
    except ListingError:
        after = None
    if not isinstance(after, Map) or any(after.get(key) is None for key in added):
        raise _refused(added, shown)
    if _without(after, given) != _without(before, given):
        raise _refused(added, shown)
    return joined


def _first(lines: list[bytes], begin: int, passed: bytes) -> int:
    """The first line that is not blank and does not begin with one of these characters."""
    for n in range(begin, len(lines)):
        line = lines[n].strip()
        if line and line[0] not in passed:
            return n
    return len(lines)


def _without(node: Node, keys: Collection[str]) -> dict[str, Node]:
    assert isinstance(node, Map)
    return {key: value for key, value in node.items() if key not in keys}


def _refused(added: Mapping[str, str], shown: str) -> UsageError:
    keys = ", ".join(f"{key}:" for key in added)
    return UsageError(
        f"lacks {keys}, which cannot be written into it the way it is laid out",
        path=shown,
        remedy="write them into it yourself, or lay it out with one key a line and no braces",
    )
