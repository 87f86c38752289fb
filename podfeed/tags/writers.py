"""Value → XML: functions made once for each tag, with every decision taken beforehand.

lxml refuses text that XML cannot hold. Such text is cleaned then, and only then, so that
clean text costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml.etree import SubElement

from podfeed.values import xml_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.tags.base import Attribute, Tag

Writer: TypeAlias = "Callable[[_Element, Any], None]"


def set_text(element: _Element, text: str) -> None:
    """Set the text of an element, without the characters that XML cannot hold."""
    try:
        element.text = text
    except ValueError:
        element.text = xml_text(text)


def text_writer(
    qname: str, fixed: Mapping[str, str], to_text: Callable[[Any], str | None] | None
) -> Writer:
    """The writer of an element that has text alone."""
    attributes = dict(fixed) or None
    if to_text is not None:
        return _value_writer(qname, attributes, to_text)

    def write(parent: _Element, text: Any) -> None:
        element = SubElement(parent, qname, attributes)
        try:
            element.text = text
        except ValueError:
            element.text = xml_text(text)

    return write


def _value_writer(
    qname: str, attributes: dict[str, str] | None, to_text: Callable[[Any], str | None]
) -> Writer:
    def write(parent: _Element, value: Any) -> None:
        text = to_text(value)
        if text is not None:
            SubElement(parent, qname, attributes).text = text

    return write


def attribute_writer(qname: str, fixed: Mapping[str, str], attribute: Attribute) -> Writer:
    """The writer of an element that has one attribute alone."""
    name, to_text, attributes = attribute.name, attribute.form.write or str, dict(fixed)

    def write(parent: _Element, value: Any) -> None:
        text = to_text(value)
        if text is not None:
            _append(parent, qname, {**attributes, name: text})

    return write


def mapping_writer(tag: type[Tag]) -> Writer:
    """The writer of an element of several parts."""
    qname, fixed = tag.qname, dict(tag.fixed)
    attributes = [(part.key, part.name, part.form.write or str) for part in tag.attributes]
    text_key, to_text = tag.text_key, (tag.text.write or str) if tag.text else None
    children = [
        (child.key_in(tag.label), child.repeats_in(tag.label), child.writer())
        for child in tag.children()
    ]

    def write(parent: _Element, value: Mapping[str, Any]) -> None:
        known = fixed.copy()
        for key, name, to_attribute in attributes:
            part = value.get(key)
            if part is not None:
                known[name] = to_attribute(part) or ""
        element = _append(parent, qname, known)
        if to_text is not None:
            part = value.get(text_key)
            if part is not None:
                set_text(element, to_text(part) or "")
        for key, multiple, write_child in children:
            part = value.get(key)
            if part is not None:
                for one in part if multiple else (part,):
                    write_child(element, one)

    return write


def holder_writer(tag: type[Tag]) -> Writer:
    """The writer of an element that has no part but the elements of one name in it."""
    child = tag.children()[0]
    repeats, write_child, fixed = child.repeats_in(tag.label), child.writer(), dict(tag.fixed)

    def write(parent: _Element, value: Any) -> None:
        element = _append(parent, tag.qname, fixed)
        for one in value if repeats else (value,):
            write_child(element, one)

    return write


def _append(parent: _Element, qname: str, attributes: dict[str, str]) -> _Element:
    try:
        return SubElement(parent, qname, attributes)
    except ValueError:
        clean = {name: xml_text(text) for name, text in attributes.items()}
        return SubElement(parent, qname, clean)
