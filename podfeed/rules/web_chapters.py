"""WEB070–WEB079: files of chapters, as they are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed.documents import is_number, parse_json
from podfeed.findings import Severity
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Item

_SOURCE = (
    "https://github.com/Podcastindex-org/podcast-namespace"
    "/blob/main/docs/examples/chapters/jsonChapters.md"
)
_GUIDE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"

TITLE = 45
"""Characters that Apple recommends for the title of a chapter, at most."""

_STRINGS = ("author", "title", "podcastName", "description", "fileName")
_CHAPTER_STRINGS = ("title", "img", "url")
_SHOWN = 3
"""How many faults of one kind in a file are told one by one."""


def told(hits: list[str]) -> Iterator[str]:
    """The first of many messages, the last of them saying how many more there are."""
    for number, message in enumerate(hits[:_SHOWN], 1):
        more = len(hits) - _SHOWN if number == _SHOWN else 0
        yield f"{message} (and {more:,} more like it)" if more > 0 else message


def _content(chapters: _Element, item: Item) -> bytes | None:
    web = item.feed.media.web
    facts = web.files.get((chapters.get("url") or "").strip()) if web is not None else None
    if facts is None or not facts.answer.ok or facts.answer.type == "text/html":
        return None
    return facts.content


def _document(chapters: _Element, item: Item) -> dict[str, Any]:
    """The file, if it is of use; empty if not."""
    content = _content(chapters, item)
    try:
        found = parse_json(content) if content is not None else None
    except ValueError:
        return {}
    if isinstance(found, dict) and isinstance(found.get("chapters"), list):
        return found
    return {}


def _list(document: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """The chapters, counted from 1."""
    chapters = document.get("chapters", [])
    return [(n, one) for n, one in enumerate(chapters, 1) if isinstance(one, dict)]


@rule(
    "WEB070",
    "chapters-unusable",
    Severity.ERROR,
    on="item/podcast:chapters",
    source=_SOURCE,
    needs="web",
)
def chapters_unusable(chapters: _Element, item: Item) -> Hits:
    """A file of chapters is no JSON, or holds no list of chapters.

    Apps show none then, though the feed promises them.

    Wrong:

    ```json
    [{"startTime": 0, "title": "Leaves"}]
    ```

    Right:

    ```json
    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Leaves"}]}
    ```
    """
    content = _content(chapters, item)
    if content is None:
        return
    try:
        found = parse_json(content)
    except ValueError as reason:
        problem = f"is no JSON: {reason}"
    else:
        if not isinstance(found, dict):
            problem = "is no JSON object"
        elif not isinstance(found.get("chapters"), list):
            problem = 'has no list "chapters"'
        elif not all(isinstance(one, dict) for one in found["chapters"]):
            problem = "has a chapter that is no object"
        else:
            return
    yield Hit(chapters, f"the file of chapters {problem}", "write it anew", "url")


@rule(
    "WEB071",
    "chapters-version",
    Severity.WARNING,
    on="item/podcast:chapters",
    source=_SOURCE,
    needs="web",
)
def chapters_version(chapters: _Element, item: Item) -> Hits:
    """A file of chapters does not say which version of the format it has.

    Apps that look at it pass the file over.

    Wrong:

    ```json
    {"chapters": [{"startTime": 0, "title": "Leaves"}]}
    ```

    Right:

    ```json
    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Leaves"}]}
    ```
    """
    document = _document(chapters, item)
    if document and not isinstance(document.get("version"), str):
        message = "the file of chapters has no version"
        yield Hit(chapters, message, 'add "version": "1.2.0"', "url")


@rule(
    "WEB072",
    "chapter-times",
    Severity.WARNING,
    on="item/podcast:chapters",
    source=_SOURCE,
    needs="web",
)
def chapter_times(chapters: _Element, item: Item) -> Hits:
    """The times of chapters are no numbers, out of order, or beyond the end of the episode.

    Apps jump to a wrong place, or show a list in which nothing fits.

    Wrong:

    ```json
    {"version": "1.2.0", "chapters": [
      {"startTime": "1:30", "title": "Water"},
      {"startTime": 0, "title": "Leaves"}
    ]}
    ```

    Right:

    ```json
    {"version": "1.2.0", "chapters": [
      {"startTime": 0, "title": "Leaves"},
      {"startTime": 90, "title": "Water"}
    ]}
    ```
    """
    found = []
    last = 0.0
    whole = _duration(item)
    for number, one in _list(_document(chapters, item)):
        start, end = one.get("startTime"), one.get("endTime")
        called = f"chapter {number}"
        if not is_number(start) or start < 0:
            found.append(f"{called} has no startTime in seconds")
            continue
        if start < last:
            found.append(f"{called} starts before the one above it")
        last = max(last, start)
        if end is not None and (not is_number(end) or end <= start):
            found.append(f"{called} has an endTime that is not after its startTime")
        if whole and start > whole + 1:
            found.append(f"{called} starts at {Duration(start)}, after the end of the episode")
    for message in told(found):
        yield Hit(chapters, message, "write numbers of seconds in ascending order", "url")


def _duration(item: Item) -> float | None:
    try:
        return float(Duration.parse(item.text("itunes:duration")))
    except ValueError:
        return None


@rule(
    "WEB073",
    "chapter-values",
    Severity.WARNING,
    on="item/podcast:chapters",
    source=_SOURCE,
    needs="web",
)
def chapter_values(chapters: _Element, item: Item) -> Hits:
    """A value in a file of chapters is not of the kind that the format asks for.

    Titles, pictures and links are texts, `toc` is true or false, a place has a `name` and
    `geo`. Apps pass over what they cannot read, or over the whole file.

    Wrong:

    ```json
    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Leaves", "toc": "false"}]}
    ```

    Right:

    ```json
    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Leaves", "toc": false}]}
    ```
    """
    document = _document(chapters, item)
    found = [f"{key} is no text" for key in _STRINGS if not _is(str, document.get(key))]
    if not _is(bool, document.get("waypoints")):
        found.append("waypoints is neither true nor false")
    for number, one in _list(document):
        called = f"of chapter {number}"
        found += [
            f"{key} {called} is no text" for key in _CHAPTER_STRINGS if not _is(str, one.get(key))
        ]
        if not _is(bool, one.get("toc")):
            found.append(f"toc {called} is neither true nor false")
        place = one.get("location")
        if place is not None and not (
            isinstance(place, dict)
            and isinstance(place.get("name"), str)
            and isinstance(place.get("geo"), str)
        ):
            found.append(f"location {called} has not both name and geo")
    for message in told(found):
        yield Hit(chapters, message, "write it as the format has it", "url")


def _is(kind: type, value: object) -> bool:
    return value is None or isinstance(value, kind)


@rule(
    "WEB074",
    "chapter-titles",
    Severity.INFO,
    on="item/podcast:chapters",
    source=_GUIDE,
    needs="web",
)
def chapter_titles(chapters: _Element, item: Item) -> Hits:
    """A chapter that is listed has no title, or one of more than 45 characters.

    Apple shows a line of that length; what is longer is cut off. A chapter with `toc: false`
    is not listed, and needs none.

    Wrong:

    ```json
    {"version": "1.2.0", "chapters": [{"startTime": 0}]}
    ```

    Right:

    ```json
    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Leaves"}]}
    ```
    """
    found = []
    for number, one in _list(_document(chapters, item)):
        title = one.get("title")
        if isinstance(title, str) and len(title) > TITLE:
            found.append(f"the title of chapter {number} has {len(title)} characters")
        elif one.get("toc") is not False and (title is None or title == ""):
            found.append(f"chapter {number} has no title")
    for message in told(found):
        yield Hit(chapters, message, f"give it a title of up to {TITLE} characters", "url")
