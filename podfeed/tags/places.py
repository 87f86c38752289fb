"""Whether an element may stand where it stands, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from podfeed.errors import did_you_mean
from podfeed.tags.base import ALL, Tag, by_name, of_element, parents_of
from podfeed.tags.checks import PLACES, Place, checker
from podfeed.tags.names import (
    CHANNEL,
    ITEM,
    ITUNES,
    LIVE_ITEM,
    PODCAST,
    PSC,
    RSS,
    label,
    qualified,
    spellings,
)
from podfeed.tags.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from lxml.etree import _Element

CLOSED = (RSS, ITUNES, PODCAST, PSC)
"""The namespaces all of whose elements are known."""

_MOST_PLACES = 10_000

_STRUCTURE = frozenset(("rss", CHANNEL, ITEM))
"""Elements that are known, although they are no tags."""

_PROPOSED = frozenset(("podcast:verify", "podcast:hiveAccount"))
"""Elements of proposals that were not adopted."""


def check_parent(parent: str, element: _Element) -> Sequence[Problem]:
    """What is wrong with an element as a child of a parent (its label), whatever it says itself.

    It may be unknown, belong elsewhere, or stand there too often: then all but the first are
    at fault.
    """
    tag = of_element(parent, element)
    if tag is None:
        problem = _stranger(parent, str(element.tag))
        return (problem,) if problem else ()
    return () if tag.repeats_in(parent) else _repeated(parent, tag, element)


def _repeated(parent: str, tag: type[Tag], element: _Element) -> Sequence[Problem]:
    for earlier in element.itersiblings(*spellings(tag.qname), preceding=True):
        if of_element(parent, earlier) is tag:
            message = f"{parent} may hold {tag.label} once, and this is another"
            return (Problem(ProblemKind.TOO_MANY, message, "keep one of them"),)
    return ()


def judge(parent: str, element: _Element) -> Sequence[Problem]:
    """All that is wrong with an element in a parent (its label), but not in its children.

    Children are to be judged by themselves, in the label of this element.
    """
    known = PLACES.get((parent, element.tag))
    if known is None:
        known = _learn(parent, element)
        if known is None:
            tag = of_element(parent, element) or _elsewhere(str(element.tag))
            found = check_parent(parent, element)
            return (*found, *tag.check(element)) if tag is not None else found
    tag, check, repeats, names = known
    if repeats or next(element.itersiblings(*names, preceding=True), None) is None:
        return check(element)
    return (*_repeated(parent, tag, element), *check(element))


def _learn(parent: str, element: _Element) -> Place | None:
    """The tag of an element if its name alone tells, and how it is judged."""
    tag = by_name(parent, str(element.tag))
    if tag is None or tag.matches.__func__ is not Tag.matches.__func__:  # type: ignore[attr-defined]
        return None
    known = tag, checker(tag), tag.repeats_in(parent), spellings(tag.qname)
    if len(PLACES) < _MOST_PLACES:
        PLACES[parent, str(element.tag)] = known
    return known


@lru_cache(maxsize=1024)
def _elsewhere(name: str) -> type[Tag] | None:
    """The tag of that name in whatever parent it may stand, if it is the same in all."""
    found = [tag for tag in ALL if tag.qname == qualified(name)]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1024)  # a feed that is wrong is wrong in every episode
def _stranger(parent: str, written: str) -> Problem | None:
    name = qualified(written)
    namespace = name[1:].partition("}")[0] if name[:1] == "{" else RSS
    if namespace not in CLOSED or name in _STRUCTURE or _is_unknown(parent):
        return None
    shown = label(name)[:100]
    parents = parents_of(name)
    if parents:
        allowed = ", ".join(sorted(parents - {LIVE_ITEM} or parents))
        message = f"{shown} may not stand in {parent[:100]}"
        return Problem(ProblemKind.WRONG_PARENT, message, f"it may stand in {allowed}")
    known = {tag.label for tag in ALL if tag.ns == namespace}
    if shown in _PROPOSED:
        message, remedy = f"{shown} was proposed, and not adopted", None
    else:
        message, remedy = f"there is no {shown}", did_you_mean(shown, sorted(known))
    return Problem(ProblemKind.UNKNOWN_TAG, message, remedy or "take it out; apps pass over it")


def _is_unknown(parent: str) -> bool:
    """Whether a parent is no element that is known, so that what it holds is not judged."""
    return parent not in _STRUCTURE and all(tag.label != parent for tag in ALL)
