"""A good feed, and builders that spoil one thing of it."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from podfeed.rules import ArtworkFacts, AudioFacts, MediaFacts
from podfeed.tags import NAMESPACES

GOOD = (Path(__file__).parent / "data" / "feeds" / "good.xml").read_bytes()
"""A feed that nothing is wrong with: two episodes, the newest first."""

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def _cover(**spoilt: object) -> ArtworkFacts:
    good: dict[str, object] = {"type": "image/jpeg", "length": 400_000, "mode": "RGB"}
    return ArtworkFacts(**{**good, "width": 3000, "height": 3000, **spoilt})  # type: ignore[arg-type]


_SITE = "https://podcasts.example/"
MEDIA = MediaFacts(
    audio={
        f"{_SITE}oolong.mp3": AudioFacts("audio/mpeg", 12_064_256, 754.02),
        f"{_SITE}sencha.mp3": AudioFacts("audio/mpeg", 9_650_176, 603.13),
    },
    artwork={
        f"{_SITE}cover-3000.jpg": _cover(),
        f"{_SITE}gif-inside.jpg": _cover(type="image/gif"),
        f"{_SITE}wide.jpg": _cover(height=2000),
        f"{_SITE}small.jpg": _cover(width=600, height=600),
        f"{_SITE}alpha.png": _cover(type="image/png", mode="RGBA"),
        f"{_SITE}heavy.jpg": _cover(length=900_000),
    },
    missing=frozenset((f"{_SITE}lost.mp3", f"{_SITE}lost.jpg")),
)
"""What is known of the files that the good feed and the examples name."""

_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_ABSENT = re.compile(r"\s*no ([\w:-]+)\s*")
_LONG = re.compile(r"\s*(\d+) characters\s*")
_DEEP = re.compile(r"\s*(\d+) elements deep\s*")


def splice(snippet: str) -> bytes:
    """The good feed with what a snippet shows.

    A snippet is a whole document, taken as it is, or a ``<channel>`` and ``<item>``s, whose
    children take the place of those of the same name. The first item is laid over the
    first, and so on; one too many over a copy of the last. ``<!-- no NAME -->`` takes
    children away.
    """
    if re.match(r"\s*<(\?xml|!DOCTYPE|rss|feed)\b", snippet):
        return snippet.encode()
    root = etree.fromstring(GOOD)
    channel = root[0]
    items = channel.findall("item")
    parts = etree.fromstring(f"<snippet {_DECLARED}>{snippet}</snippet>")
    given = parts.findall("item")
    for number, part in enumerate(given):
        if number == len(items):
            items.append(deepcopy(items[-1]))
            items[-2].addnext(items[-1])
        _lay_over(items[number], part)
    shows = parts.findall("channel")
    for part in shows:
        _lay_over(channel, part)
    assert len(given) + len(shows) == len(parts) > 0, "neither <item> nor <channel>"
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(NAMESPACES))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _lay_over(target: etree._Element, part: etree._Element) -> None:
    added: list[etree._Element] = []
    for child in list(part):
        if isinstance(child, etree._Comment):
            match = _ABSENT.fullmatch(child.text or "")
            assert match, f"what does <!--{child.text}--> mean?"
            prefix, _, local = match[1].rpartition(":")
            name = f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local
            absent = target.findall(name)
            assert absent, f"the good feed has no {match[1]} to take away"
        else:
            absent = [old for old in target.findall(str(child.tag)) if old not in added]
            _fill(child)
            added.append(child)
            (absent[0].addprevious if absent else lambda new: target.insert(0, new))(child)
        for old in absent:
            target.remove(old)


def _fill(element: etree._Element) -> None:
    """Put a text of that length, or elements of that depth, for a comment that says so."""
    for child in list(element):
        if isinstance(child, etree._Comment):
            long, deep = _LONG.fullmatch(child.text or ""), _DEEP.fullmatch(child.text or "")
            element.remove(child)
            if long:
                element.text = "x" * int(long[1])
            elif deep:
                for _ in range(int(deep[1])):
                    element = etree.SubElement(element, "a")


def spoilt(old: str, new: str, *, count: int = 1) -> bytes:
    """The good feed with one piece of its text replaced."""
    text = GOOD.decode()
    assert old in text
    return text.replace(old, new, count).encode()
