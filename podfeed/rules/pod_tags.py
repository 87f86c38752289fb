"""POD010–POD039: what is wrong with one element of the podcast namespace, by the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from podfeed import tags
from podfeed.findings import Severity
from podfeed.rules.engine.registry import Hit, rule
from podfeed.tags.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Owner

_TAGS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
_BY_OTHERS = frozenset(("podcast:guid", "podcast:locked"))
"""The elements whose text has a rule of its own."""


class _Last:
    """The element that was judged last, as each rule in turn is called with the same one."""

    judged: tuple[_Element | None, tuple[Problem, ...]] = (None, ())


def _problems(element: _Element, owner: Owner) -> tuple[Problem, ...]:
    """All that is wrong with an element."""
    last, problems = _Last.judged
    if last is not element:
        problems = _judge(element, owner)
        _Last.judged = element, problems
    return problems


def _of_kind(element: _Element, owner: Owner, *kinds: ProblemKind) -> Iterable[Hit]:
    """The problems of an element that are of one of these kinds."""
    return [
        Hit(_place(element, problem), problem.message, problem.remedy, problem.attribute)
        for problem in _problems(element, owner)
        if problem.kind in kinds
    ]


def _judge(element: _Element, owner: Owner) -> tuple[Problem, ...]:
    parent = element.getparent()
    if parent is None:
        return ()
    found = tuple(tags.judge(owner.feed.name(parent.tag), element))
    if found and owner.feed.name(element.tag) in _BY_OTHERS:
        text = (ProblemKind.WRONG_VALUE, ProblemKind.MISSING_TEXT)
        return tuple(p for p in found if p.attribute is not None or p.kind not in text)
    return found


def _place(element: _Element, problem: Problem) -> _Element:
    """The child that a problem is about, or the element itself."""
    if problem.child is None:
        return element
    return next((one for one in element if tags.label(str(one.tag)) == problem.child), element)


@rule(
    "POD010",
    "podcast-tag-unknown",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_tag_unknown(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace that the namespace does not have.

    Apps pass over it, so that whatever it should tell listeners is not told. Mostly a slip of
    the pen, or a proposal that was never adopted.

    Wrong:

    ```xml
    <item><podcast:transkript url="https://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```

    Right:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.UNKNOWN_TAG)


@rule(
    "POD011",
    "podcast-tag-misplaced",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_tag_misplaced(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace stands where it means nothing.

    Apps look for it in other places only, and listeners never see it.

    Wrong:

    ```xml
    <channel>
      <podcast:chapters url="https://podcasts.example/1.json" type="application/json+chapters"/>
    </channel>
    ```

    Right:

    ```xml
    <item>
      <podcast:chapters url="https://podcasts.example/1.json" type="application/json+chapters"/>
    </item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.WRONG_PARENT)


@rule(
    "POD012",
    "podcast-tag-repeated",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_tag_repeated(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace stands twice where it may stand once.

    One app takes the first, another the last; listeners are told different things.

    Wrong:

    ```xml
    <channel>
      <podcast:medium>podcast</podcast:medium>
      <podcast:medium>music</podcast:medium>
    </channel>
    ```

    Right:

    ```xml
    <channel><podcast:medium>music</podcast:medium></channel>
    ```
    """
    return _of_kind(element, owner, ProblemKind.TOO_MANY)


@rule(
    "POD013",
    "podcast-attribute-missing",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_attribute_missing(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace lacks an attribute it is nothing without.

    Apps leave the whole element out: no chapters, no transcript, no picture.

    Wrong:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.vtt"/></item>
    ```

    Right:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.MISSING_ATTRIBUTE)


@rule(
    "POD014",
    "podcast-attribute-unknown",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_attribute_unknown(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace has an attribute that it does not have there.

    Apps do not read it, so that what it says is lost; often another one was meant.

    Wrong:

    ```xml
    <channel><podcast:person roll="guest">Ann Author</podcast:person></channel>
    ```

    Right:

    ```xml
    <channel><podcast:person role="guest">Ann Author</podcast:person></channel>
    ```
    """
    return _of_kind(element, owner, ProblemKind.UNKNOWN_ATTRIBUTE)


@rule(
    "POD015",
    "podcast-value-wrong",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_value_wrong(element: _Element, owner: Owner) -> Iterable[Hit]:
    """A text or attribute in the podcast namespace has a value that it cannot have.

    Apps cannot read it and leave the element out, or take it for something else.

    Wrong:

    ```xml
    <channel><podcast:medium>radio</podcast:medium></channel>
    ```

    Right:

    ```xml
    <channel><podcast:medium>podcast</podcast:medium></channel>
    ```
    """
    return _of_kind(element, owner, ProblemKind.WRONG_VALUE)


@rule(
    "POD016", "podcast-value-unusual", Severity.INFO, on="podcast:*", source=_TAGS, screen=_problems
)
def podcast_value_unusual(element: _Element, owner: Owner) -> Iterable[Hit]:
    """A value in the podcast namespace is allowed, but hardly what is meant.

    Apps that know the usual values only will show nothing for it.

    Wrong:

    ```xml
    <item><podcast:soundbite startTime="73" duration="5"/></item>
    ```

    Right:

    ```xml
    <item><podcast:soundbite startTime="73" duration="60"/></item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.UNUSUAL_VALUE, ProblemKind.EMPTY_ATTRIBUTE)


@rule(
    "POD017", "podcast-value-long", Severity.WARNING, on="podcast:*", source=_TAGS, screen=_problems
)
def podcast_value_long(element: _Element, owner: Owner) -> Iterable[Hit]:
    """A text or attribute in the podcast namespace is longer than apps have to read.

    They may cut it off, in the middle of a name or a word.

    Wrong:

    ```xml
    <channel>
      <podcast:funding url="https://podcasts.example/tip">
        <!-- 129 characters -->
      </podcast:funding>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <podcast:funding url="https://podcasts.example/tip">Buy the next pot</podcast:funding>
    </channel>
    ```
    """
    return _of_kind(element, owner, ProblemKind.TOO_LONG)


@rule(
    "POD018",
    "podcast-text-missing",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_text_missing(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace is empty, where its text is what it says.

    Apps show an empty line, or nothing.

    Wrong:

    ```xml
    <channel><podcast:person role="host"/></channel>
    ```

    Right:

    ```xml
    <channel><podcast:person role="host">Ann Author</podcast:person></channel>
    ```
    """
    return _of_kind(element, owner, ProblemKind.MISSING_TEXT)


@rule(
    "POD019",
    "podcast-text-unexpected",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_text_unexpected(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace has text, where all it says stands in attributes.

    Apps do not read that text; an address that was put there leads nowhere.

    Wrong:

    ```xml
    <item>
      <podcast:transcript
        url="https://podcasts.example/1.vtt"
        type="text/vtt">Welcome!</podcast:transcript>
    </item>
    ```

    Right:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.UNEXPECTED_TEXT)


@rule(
    "POD020",
    "podcast-child-missing",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_child_missing(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace lacks the elements it is made of.

    An app finds another recording without an address, or a list with nothing in it.

    Wrong:

    ```xml
    <item><podcast:alternateEnclosure type="audio/opus" length="543210"/></item>
    ```

    Right:

    ```xml
    <item>
      <podcast:alternateEnclosure type="audio/opus" length="543210">
        <podcast:source uri="https://podcasts.example/1.opus"/>
      </podcast:alternateEnclosure>
    </item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.MISSING_CHILD)


@rule(
    "POD021",
    "podcast-child-unknown",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_child_unknown(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace holds one without a prefix that means nothing there.

    Mostly the prefix was forgotten, and apps do not find what they look for.

    Wrong:

    ```xml
    <channel>
      <podcast:podroll>
        <remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810"/>
        <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c"/>
      </podcast:podroll>
    </channel>
    ```

    Right:

    ```xml
    <channel>
      <podcast:podroll>
        <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c"/>
      </podcast:podroll>
    </channel>
    ```
    """
    return _of_kind(element, owner, ProblemKind.UNKNOWN_CHILD)


@rule("POD022", "podcast-outdated", Severity.INFO, on="podcast:*", source=_TAGS, screen=_problems)
def podcast_outdated(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element or value of the podcast namespace is the old way to say it.

    Newer apps look for the new one only.

    Wrong:

    ```xml
    <item><podcast:images srcset="https://podcasts.example/a.jpg 600w"/></item>
    ```

    Right:

    ```xml
    <item>
      <podcast:image
        href="https://podcasts.example/a.jpg"
        alt="A pot"
        aspect-ratio="1/1"
        width="600"/>
    </item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.OUTDATED_TAG, ProblemKind.OUTDATED_VALUE)


@rule(
    "POD023",
    "podcast-address-not-https",
    Severity.WARNING,
    on="podcast:*",
    source=_TAGS,
    screen=_problems,
)
def podcast_address_not_https(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An address in the podcast namespace is http, where the namespace asks for https.

    Players in a browser refuse to load it, and phones may too: no chapters, no transcript.

    Wrong:

    ```xml
    <item><podcast:transcript url="http://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```

    Right:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.NOT_HTTPS)


@rule(
    "POD024", "podcast-part-advised", Severity.INFO, on="podcast:*", source=_TAGS, screen=_problems
)
def podcast_part_advised(element: _Element, owner: Owner) -> Iterable[Hit]:
    """An element of the podcast namespace lacks something that is advised.

    It works without, but an app knows less: how large a file is, who answers, what a picture
    shows to those who cannot see it.

    Wrong:

    ```xml
    <item><podcast:image href="https://podcasts.example/a.jpg"/></item>
    ```

    Right:

    ```xml
    <item>
      <podcast:image
        href="https://podcasts.example/a.jpg"
        alt="A pot"
        aspect-ratio="1/1"
        width="600"/>
    </item>
    ```
    """
    return _of_kind(element, owner, ProblemKind.MISSING_RECOMMENDED)
