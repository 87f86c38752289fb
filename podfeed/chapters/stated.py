"""``chapters:`` of an episode's YAML: a list of them, the name of a file, or an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from podfeed.chapters.text import parse_line


def sort_out(written: object) -> dict[str, Any]:
    """The fields of an episode that the value says, untyped.

    Raises ValueError with a sentence for what is neither.

    >>> sort_out(["0:00 Leaves", {"start": "1:30"}])
    {'chapters': [{'start': 0.0, 'title': 'Leaves'}, {'start': '1:30'}]}
    >>> sort_out("lora.chapters.json"), sort_out("https://a.example/1")
    ({'chapter_file': {'path': 'lora.chapters.json'}}, {'chapter_file': {'url': 'https://a.example/1'}})
    >>> sort_out(["Leaves"])
    Traceback (most recent call last):
    ValueError: "Leaves" does not begin with a time: write it as "0:00 Leaves"
    """
    if isinstance(written, str):
        return {"chapter_file": {"url" if "://" in written else "path": written}}
    if isinstance(written, Mapping):
        if ("path" in written) == ("url" in written):
            raise ValueError("names no file: write url: or path:, or a list of chapters")
        return {"chapter_file": written}
    if isinstance(written, Sequence):
        return {"chapters": [_one(one) for one in written]}
    raise ValueError('takes a list: write one such as ["0:00 Leaves"]')


def _one(written: object) -> object:
    if not isinstance(written, str):
        return written
    line = parse_line(written)
    if line is None:
        raise ValueError(f'"{written}" does not begin with a time: write it as "0:00 {written}"')
    said = {"start": line.start, "title": line.title, "url": line.url, "end": line.end}
    return {key: value for key, value in said.items() if value is not None}
