"""A channel or item → a value for each tag that is understood, and the elements that are not.

Nothing is lost on the way: what no tag stands for, what a tag refuses and what stands there once
too often is kept as XML, to be written back as it was.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from podfeed.findings import Kind, Severity
from podfeed.importing.addresses import make_absolute, make_links_absolute
from podfeed.tags import NAMESPACES, Tag, content, label, of_element, rss

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from lxml.etree import _Element

    from podfeed.importing.reading import Original

KEPT = Kind(
    "IMP003",
    "value-kept-as-xml",
    Severity.WARNING,
    """An element whose value is none that it can have: a word for a number, an unknown category.

    It is kept below `xml:` and written into the feed as it was, so that nothing is lost. Apps
    most likely pass over it. Correct it there, or take it out and say it with a key of its own.
    """,
)
TWICE = Kind(
    "IMP004",
    "element-twice",
    Severity.WARNING,
    """An element that may stand there once, and stands there several times.

    Apps take the first or the last of them, each as it likes. All are written into the feed as they
    were; keep the right one.
    """,
)
_NOTES = (rss.Description, content.Encoded)
_XMLNS = re.compile(r' xmlns:([\w-]+)="([^"]*)"')


@dataclass(slots=True)
class Gathered:
    """What one channel or item holds. ``values`` are as ``Tag.read`` gives them.

    ``kept`` are the elements to be written back as they are; those in ``instead`` have the name of
    a value, and take its place.
    """

    element: _Element
    values: dict[type[Tag], Any] = field(default_factory=dict)
    kept: list[_Element] = field(default_factory=list)
    instead: set[str] = field(default_factory=set)

    def get(self, tag: type[Tag]) -> Any:
        """The value of a tag, None if it has none."""
        return self.values.get(tag)

    def keep(self, name: str) -> None:
        """Keep all elements of this name as they are."""
        kept = set(self.kept)
        self.kept += [one for one in self.element.iterchildren(name) if one not in kept]

    def keep_rest(self, taken: Container[type[Tag]], vocabulary: Mapping[str, type[Tag]]) -> None:
        """Keep the elements of every value that no key was written for."""
        for tag in self.values:
            if tag not in taken and vocabulary.get(tag.key or "") is not tag:
                self.keep(tag.qname)


def gather(
    original: Original,
    parent: _Element,
    kind: str,
    *,
    fields: Container[str],
    passed: Container[str] = (),
) -> Gathered:
    """What a channel or item (``kind``) says.

    ``fields`` are the keys that podfeed writes elements for itself: all elements of such a name are
    kept if one of them has to be. Elements named in ``passed`` are left to the caller.
    """
    found = Gathered(parent)
    groups: dict[type[Tag], list[_Element]] = {}
    for child in parent.iterchildren("*"):
        name = str(child.tag)
        if name in passed:
            continue
        tag = of_element(kind, child)
        if tag is None:
            found.kept.append(child)
        elif len(child) or child.attrib or (child.text and not child.text.isspace()):
            groups.setdefault(tag, []).append(child)
    for tag, elements in groups.items():
        for element in elements:
            make_absolute(original, element, tag)
            if tag in _NOTES:
                make_links_absolute(original, element)
        if tag.multiple:
            _take_all(original, found, tag, elements, fields)
        else:
            _take_one(original, found, tag, elements, fields)
    return found


def _take_one(
    original: Original,
    found: Gathered,
    tag: type[Tag],
    elements: list[_Element],
    fields: Container[str],
) -> None:
    """The value of an element that may stand there once."""
    left = []
    for element in elements:
        try:
            value = tag.read(element)
        except ValueError as reason:
            left.append(element)
            _tell_refused(original, element, reason)
        else:
            if tag in found.values:
                left.append(element)
                original.tell(
                    TWICE,
                    element,
                    f"<{tag.label}> stands here once more",
                    remedy="both are kept; take one of them out",
                )
            else:
                found.values[tag] = value
    if left and tag.key in fields:
        left = elements
        found.instead.add(tag.label)
    found.kept += left


def _take_all(
    original: Original,
    found: Gathered,
    tag: type[Tag],
    elements: list[_Element],
    fields: Container[str],
) -> None:
    """The values of elements that may stand there several times."""
    values, left = [], []
    for element in elements:
        try:
            values += tag.read_all([element])
        except ValueError as reason:
            left.append(element)
            _tell_refused(original, element, reason)
    if left and tag.key in fields:
        left = elements
        found.instead.add(tag.label)
    if values:
        found.values[tag] = values
    found.kept += left


def _tell_refused(original: Original, element: _Element, reason: ValueError) -> None:
    words = str(reason)
    words = words if len(words) <= 200 else f"{words[:200]}…"
    original.tell(
        KEPT,
        element,
        f"<{label(str(element.tag))}> {words.partition(': ')[0]}",
        remedy="it is kept as XML; correct it below xml:",
    )


def fragment(element: _Element) -> str:
    """An element as XML that stands for itself; usual prefixes are not declared.

    >>> fragment(etree.fromstring("<a xmlns:m='urn:m' xmlns:n='urn:n'><m:b>1</m:b></a>")[0])
    '<m:b xmlns:m="urn:m">1</m:b>'
    """
    alone = copy.deepcopy(element)
    alone.tail = None
    etree.cleanup_namespaces(alone)
    if next(alone.iterchildren("*"), None) is not None:
        etree.indent(alone, "  ")
    text = etree.tostring(alone, encoding="unicode", with_tail=False)
    head, close, rest = text.partition(">")
    short = _XMLNS.sub(lambda found: "" if NAMESPACES.get(found[1]) == found[2] else found[0], head)
    return short + close + rest
