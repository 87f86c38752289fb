"""Element → what is wrong with it, by a checker made once for each tag.

Nearly all elements of nearly all feeds are right, so a checker first makes sure of that, in
a look at each part, and looks for words only when it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from podfeed.errors import did_you_mean, nearest
from podfeed.tags.names import RSS, label, qualified, spellings
from podfeed.tags.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.tags.base import Attribute, Tag

Checker: TypeAlias = "Callable[[_Element], Sequence[Problem]]"
Place: TypeAlias = "tuple[type[Tag], Checker, bool, tuple[str, ...]]"

_MOST_TOLD = 20
"""The most unknown attributes or children of one element that are told."""


CHECKERS: dict[type[Tag], Checker] = {}
"""The checkers made so far."""

PLACES: dict[tuple[str, Any], Place] = {}
"""By parent and name of an element: its tag, its checker, whether it may repeat, its names."""


def checker(tag: type[Tag]) -> Checker:
    """What checks the elements of a tag."""
    found = CHECKERS.get(tag)
    if found is None:
        found = CHECKERS[tag] = _make(tag)
    return found


def _make(tag: type[Tag]) -> Checker:
    accepts = {part.name: part.form.accepts or _refuse for part in tag.attributes}
    accepts.update(dict.fromkeys((*tag.fixed, *tag.tolerated), _accept))
    expected = {part.name for part in tag.attributes if part.required or part.recommended}
    children = tag.children()
    holds = {name: child.qname for child in children for name in spellings(child.qname)}
    needs = {
        child.qname
        for child in children
        if tag.label in (*child.required_in, *child.recommended_in)
    }
    accepts_text = tag.text.accepts or _refuse if tag.text is not None else None
    bare = tag.text is None or not tag.text_required
    current = not tag.legacy
    further = tag.check_further if "check_further" in _own_names(tag) else None

    def is_clean(element: Any) -> bool:
        if len(element):
            held = {holds.get(child.tag) for child in element}
            if None in held or not needs <= held:
                return False
        elif needs:
            return False
        missing = len(expected)
        for name, value in element.items():
            accept = accepts.get(name)
            if accept is None or not accept(value):
                return False
            missing -= name in expected
        text = element.text
        if text is None or not (text := text.strip()):
            return bare and not missing
        return not missing and accepts_text is not None and bool(accepts_text(text))

    def check(element: _Element) -> Sequence[Problem]:
        found = () if current and is_clean(element) else tuple(_problems(tag, element))
        return (*found, *further(element)) if further is not None else found

    return check


def _accept(_: str) -> bool:
    return True


def _refuse(_: str) -> bool:
    return False


def _own_names(tag: type[Tag]) -> set[str]:
    """The names that a tag or a class between it and the base declares."""
    return {name for cls in tag.__mro__ if cls.__name__ != "Tag" for name in vars(cls)}


def _problems(tag: type[Tag], element: _Element) -> Iterator[Problem]:
    if tag.legacy:
        yield Problem(ProblemKind.OUTDATED_TAG, f"{tag.label} is outdated", tag.legacy)
    yield from _attributes(tag, element)
    yield from _text(tag, element)
    yield from _children(tag, element)


def _attributes(tag: type[Tag], element: _Element) -> Iterator[Problem]:
    parts = {part.name: part for part in tag.attributes}
    missing = dict(parts)
    unknown: list[str] = []
    for written, value in element.items():
        name = str(written)
        part = parts.get(name)
        if part is not None:
            missing.pop(name, None)
            problem = _value(tag, part, str(value))
            if problem is not None:
                yield problem
        elif name not in tag.fixed and name not in tag.tolerated and name[:1] != "{":
            unknown.append(name)
    for name in unknown[:_MOST_TOLD]:
        guess = nearest(name[:100], missing) if missing else None
        if guess is not None:
            del missing[guess]
        yield _unknown_attribute(tag, name, guess)
    yield from _missing(tag, element, missing.values())


def _unknown_attribute(tag: type[Tag], name: str, guess: str | None) -> Problem:
    known = ", ".join(part.name for part in tag.attributes)
    remedy = f'did you mean "{guess}"?' if guess else f"it may have {known}" if known else None
    message = f'{tag.label} has an unknown attribute "{name[:100]}"'
    return Problem(ProblemKind.UNKNOWN_ATTRIBUTE, message, remedy or "leave it out", name)


def _value(tag: type[Tag], part: Attribute, value: str) -> Problem | None:
    if value.strip():
        remark = part.form.judge(value)
        return remark and remark.of(f"the {part.name} of {tag.label}", value, part.name)
    if part.required:
        kind, remedy = ProblemKind.MISSING_ATTRIBUTE, f"write {part.form.name}"
    else:
        kind, remedy = ProblemKind.EMPTY_ATTRIBUTE, "fill it or leave it out"
    return Problem(kind, f"the {part.name} of {tag.label} is empty", remedy, part.name)


def _missing(tag: type[Tag], element: _Element, missing: Any) -> Iterator[Problem]:
    advised = []
    for part in missing:
        if part.required:
            message = f"{tag.label} has no {part.name}"
            remedy = f"add {part.name}, {part.form.name}"
            yield Problem(ProblemKind.MISSING_ATTRIBUTE, message, remedy)
        elif part.recommended:
            advised.append(part.name)
    if advised and tag.misses(element):
        names = ", ".join(advised)
        message = f"{tag.label} is advised to have {names}"
        yield Problem(ProblemKind.MISSING_RECOMMENDED, message, f"add {names}")


def _text(tag: type[Tag], element: _Element) -> Iterator[Problem]:
    text = (element.text or "").strip()
    if tag.text is None:
        if text:
            remedy = "leave the text out"
            for part in tag.attributes:
                if part.required and element.get(part.name) is None:
                    remedy = f"put it into {part.name}, if it is that"
                    break
            yield Problem(ProblemKind.UNEXPECTED_TEXT, f"{tag.label} has text", remedy)
    elif not text:
        if tag.text_required and not len(element):
            message = f"{tag.label} has no text"
            yield Problem(ProblemKind.MISSING_TEXT, message, f"write {tag.text.name} into it")
    else:
        remark = tag.text.judge(text)
        if remark is not None:
            yield remark.of(f"the text of {tag.label}", text)


def _children(tag: type[Tag], element: _Element) -> Iterator[Problem]:
    known = {child.qname: child for child in tag.children()}
    present: set[str] = set()
    told = 0
    for one in element.iterchildren("*"):
        name = qualified(str(one.tag))
        if name in known:
            present.add(name)
        elif name[:1] != "{" and name not in present and told < _MOST_TOLD:
            told += 1
            present.add(name)
            yield _unknown_child(tag, name, known)
    for child in known.values():
        if child.qname in present:
            continue
        if tag.label in child.required_in:
            message = f"{tag.label} holds no {child.label}"
            yield Problem(ProblemKind.MISSING_CHILD, message, f"add {child.label}")
        elif tag.label in child.recommended_in:
            message = f"{tag.label} is advised to hold {child.label}"
            remedy = f"add {child.label}"
            yield Problem(ProblemKind.MISSING_RECOMMENDED, message, remedy)


def _unknown_child(tag: type[Tag], name: str, known: dict[str, type[Tag]]) -> Problem:
    namesakes = {child.name: child.label for child in known.values() if child.ns != RSS}
    if name in namesakes:
        remedy: str | None = f"write {namesakes[name]}"
    else:
        remedy = did_you_mean(name[:100], map(label, known))
    message = f"{tag.label} may not hold {name[:100]}"
    return Problem(ProblemKind.UNKNOWN_CHILD, message, remedy or "take it out", None, name)
