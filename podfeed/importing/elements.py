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
from podfeed.importing.reading import is_absolute, resolve
from podfeed.tags import NAMESPACES, Tag, label, of_element
from podfeed.tags.forms import HTTPS, URL

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
RELATIVE = Kind(
    "IMP005",
    "address-relative",
    Severity.WARNING,
    """An address without its host, which means something else wherever the feed is.

    It was made whole by the address that the feed had, or gave for itself. Without one, apps do
    not find the file. Look whether it leads where it should.
    """,
)

_ADDRESSES = (URL, HTTPS)
_XMLNS = re.compile(r' xmlns:([\w-]+)="([^"]*)"')
_NO_SCHEME = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*(?::|%3A))\S", re.IGNORECASE)
_HOST = re.compile(r"(?:www\.[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/)", re.IGNORECASE)


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


def make_absolute(original: Original, element: _Element, tag: type[Tag]) -> None:
    """Make whole, in place, every address of an element and of what it holds."""
    for part in tag.attributes:
        if part.form in _ADDRESSES:
            written = element.get(part.name)
            if written is not None:
                whole = _whole(original, element, written)
                if whole is not None:
                    element.set(part.name, whole)
    if tag.text is not None and tag.text in _ADDRESSES and element.text:
        whole = _whole(original, element, element.text)
        if whole is not None:
            element.text = whole
    if len(element):
        for child in element.iterchildren("*"):
            inner = tag.child(child)
            if inner is not None:
                make_absolute(original, child, inner)


def _whole(original: Original, element: _Element, written: str) -> str | None:
    """The whole address of one that is not, if it can be told; None if nothing is to be done."""
    address = written.strip()
    if address.startswith(("http://", "https://")) or not _NO_SCHEME.match(address):
        return None
    # "www.tea.example/1" begins with a host, whatever the rules say; "1.mp3" does not.
    host = _HOST.match(address)
    whole = f"http://{address}" if host else resolve(address, element, original.base)
    if not is_absolute(whole):
        return None
    original.tell(
        RELATIVE,
        element,
        f'the address "{address[:100]}" is not whole',
        remedy=f"it is taken for {whole[:200]}",
    )
    return whole


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
