"""PSC: Podlove Simple Chapters, the chapters of an episode within the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed import tags
from podfeed.findings import Severity
from podfeed.rules.engine.facts import Item, Owner, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import url_problem
from podfeed.tags.problems import Problem, ProblemKind
from podfeed.values import Duration

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPEC = "https://podlove.org/simple-chapters/"


def _problems(element: _Element, owner: Owner, *kinds: ProblemKind) -> list[Problem]:
    """What the vocabulary says of an element, of these kinds."""
    parent = element.getparent()
    if parent is None:
        return []
    found = tags.judge(owner.feed.name(parent.tag), element)
    return [problem for problem in found if problem.kind in kinds]


def _start(chapter: _Element) -> float | None:
    try:
        return float(Duration.parse(chapter.get("start") or ""))
    except ValueError:
        return None


@rule("PSC001", "inline-chapters-empty", Severity.WARNING, on="psc:chapters", source=_SPEC)
def inline_chapters_empty(chapters: _Element, owner: Owner) -> Hits:
    """The list of chapters has none in it.

    Listeners see an empty list.

    Wrong:

    ```xml
    <item><psc:chapters version="1.2"/></item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```
    """
    for problem in _problems(chapters, owner, ProblemKind.MISSING_CHILD):
        yield Hit(chapters, problem.message, "add a <psc:chapter>, or take the list out")


@rule("PSC002", "inline-chapters-twice", Severity.WARNING, on="psc:chapters", source=_SPEC)
def inline_chapters_twice(chapters: _Element, owner: Owner) -> Hits:
    """An episode has two lists of chapters.

    Apps read the first, and listeners never see the other.

    Wrong:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```
    """
    for problem in _problems(chapters, owner, ProblemKind.TOO_MANY):
        yield Hit(chapters, problem.message, problem.remedy)


@rule("PSC003", "inline-chapter-incomplete", Severity.WARNING, on="psc:chapter", source=_SPEC)
def inline_chapter_incomplete(chapter: _Element, owner: Owner) -> Hits:
    """A chapter does not say where it starts, or what it is called.

    Apps leave it out, or show an empty line.

    Wrong:

    ```xml
    <item><psc:chapters version="1.2"><psc:chapter start="00:00:00"/></psc:chapters></item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```
    """
    for problem in _problems(chapter, owner, ProblemKind.MISSING_ATTRIBUTE):
        yield Hit(chapter, problem.message, problem.remedy, problem.attribute)


@rule("PSC004", "inline-chapter-start", Severity.WARNING, on="psc:chapter", source=_SPEC)
def inline_chapter_start(chapter: _Element, owner: Owner) -> Hits:
    """The start of a chapter is no time.

    It is hours, minutes and seconds, with thousandths if need be; apps cannot jump to anything
    else.

    Wrong:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="2m30s" title="Milk"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:02:30.500" title="Milk"/>
      </psc:chapters>
    </item>
    ```
    """
    for problem in _problems(chapter, owner, ProblemKind.WRONG_VALUE, ProblemKind.UNUSUAL_VALUE):
        if problem.attribute == "start":
            yield Hit(chapter, problem.message, "write it as in 00:02:30.500", "start")


@rule("PSC005", "inline-chapter-address", Severity.WARNING, on="psc:chapter", source=_SPEC)
def inline_chapter_address(chapter: _Element, owner: Owner) -> Hits:
    """The page or picture of a chapter has no usable address.

    It leads nowhere, or no picture is shown.

    Wrong:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk" href="/milk"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk" href="https://podcasts.example/milk"/>
      </psc:chapters>
    </item>
    ```
    """
    for name in ("href", "image"):
        address = chapter.get(name)
        if address is not None and (problem := url_problem(address.strip(), schemes=None)):
            message = f"the {name} of a chapter, {quoted(address)}, {problem}"
            yield Hit(chapter, message, "write it in full, or leave it out", name)


@rule("PSC006", "inline-chapters-order", Severity.WARNING, on="psc:chapters", source=_SPEC)
def inline_chapters_order(chapters: _Element, owner: Owner) -> Hits:
    """The chapters are not in the order of time.

    Apps that show them as they stand mark the wrong one as playing.

    Wrong:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:05:00" title="Sugar"/>
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
        <psc:chapter start="00:05:00" title="Sugar"/>
      </psc:chapters>
    </item>
    ```
    """
    latest = -1.0
    for chapter in chapters:
        start = _start(chapter)
        if start is None:
            continue
        if start < latest:
            message = (
                f"the chapter {quoted(chapter.get('title') or '')} starts before the one above it"
            )
            yield Hit(chapter, message, "sort the chapters by start", "start")
            return
        latest = start


@rule("PSC007", "inline-chapters-version", Severity.INFO, on="psc:chapters", source=_SPEC)
def inline_chapters_version(chapters: _Element, owner: Owner) -> Hits:
    """The version of the chapters is none that exists.

    There are 1.0, 1.1 and 1.2; an app that goes by it does not read the list.

    Wrong:

    ```xml
    <item>
      <psc:chapters version="2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
      </psc:chapters>
    </item>
    ```
    """
    version = chapters.get("version")
    if version is not None and version.strip() not in ("1.0", "1.1", "1.2"):
        message = f"there is no version {quoted(version)} of Simple Chapters"
        yield Hit(chapters, message, 'write version="1.2"', "version")


_STRANGE = (
    ProblemKind.UNKNOWN_TAG,
    ProblemKind.WRONG_PARENT,
    ProblemKind.UNKNOWN_ATTRIBUTE,
    ProblemKind.UNKNOWN_CHILD,
    ProblemKind.UNEXPECTED_TEXT,
)


@rule("PSC008", "inline-chapters-strange", Severity.WARNING, on="psc:*", source=_SPEC)
def inline_chapters_strange(element: _Element, owner: Owner) -> Hits:
    """Something stands among the chapters that is no part of them.

    An element or attribute of another name, or in another place, is not read; mostly it is a
    slip of the pen.

    Wrong:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
        <psc:chapter start="00:05:00" title="Sugar" img="https://podcasts.example/s.jpg"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
        <psc:chapter start="00:05:00" title="Sugar" image="https://podcasts.example/s.jpg"/>
      </psc:chapters>
    </item>
    ```
    """
    for problem in _problems(element, owner, *_STRANGE):
        yield Hit(element, problem.message, problem.remedy, problem.attribute)


@rule("PSC009", "inline-chapter-beyond-end", Severity.WARNING, on="item/psc:chapters", source=_SPEC)
def inline_chapter_beyond_end(chapters: _Element, item: Item) -> Hits:
    """A chapter starts after the end of the episode.

    Who taps it lands nowhere.

    Wrong:

    ```xml
    <item>
      <itunes:duration>754</itunes:duration>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
        <psc:chapter start="00:20:00" title="Sugar"/>
      </psc:chapters>
    </item>
    ```

    Right:

    ```xml
    <item>
      <itunes:duration>754</itunes:duration>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00" title="Milk"/>
        <psc:chapter start="00:10:00" title="Sugar"/>
      </psc:chapters>
    </item>
    ```
    """
    try:
        whole = float(Duration.parse(item.text("itunes:duration")))
    except ValueError:
        return
    for chapter in chapters:
        start = _start(chapter)
        if whole > 0 and start is not None and start > whole + 1:
            message = f"a chapter starts at {start:g} s, and the episode ends at {whole:g} s"
            yield Hit(chapter, message, "correct the start", "start")
