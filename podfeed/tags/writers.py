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


def set_attribute(element: _Element, name: str, text: str) -> None:
    """Set an attribute, without the characters that XML cannot hold."""
    try:
        element.set(name, text)
    except ValueError:
        element.set(name, xml_text(text))


def text_writer(
    qname: str, fixed: Mapping[str, str], to_text: Callable[[Any], str | None]
) -> Writer:
    """The writer of an element that has text alone."""

    def write(parent: _Element, value: Any) -> None:
        text = to_text(value)
        if text is None:
            return
        element = SubElement(parent, qname)
        try:
            element.text = text
        except ValueError:
            element.text = xml_text(text)

    if not fixed:
        return write
    attributes = dict(fixed)

    def write_fixed(parent: _Element, value: Any) -> None:
        text = to_text(value)
        if text is not None:
            set_text(SubElement(parent, qname, attributes), text)

    return write_fixed


def attribute_writer(qname: str, fixed: Mapping[str, str], attribute: Attribute) -> Writer:
    """The writer of an element that has one attribute alone."""
    name, to_text = attribute.name, attribute.form.write
    attributes = dict(fixed)

    def write(parent: _Element, value: Any) -> None:
        text = to_text(value)
        if text is not None:
            set_attribute(SubElement(parent, qname, attributes), name, text)

    return write


def mapping_writer(tag: type[Tag]) -> Writer:
    """The writer of an element of several parts."""
    qname, fixed = tag.qname, dict(tag.fixed)
    attributes = [(part.key, part.name, part.form.write) for part in tag.attributes]
    text_key, to_text = tag.text_key, tag.text.write if tag.text else None
    children = [(child.key or child.name, child) for child in tag.children()]

    def write(parent: _Element, value: Mapping[str, Any]) -> None:
        element = SubElement(parent, qname, fixed)
        for key, name, to_attribute in attributes:
            part = value.get(key)
            if part is not None:
                set_attribute(element, name, to_attribute(part) or "")
        if to_text is not None:
            part = value.get(text_key)
            if part is not None:
                set_text(element, to_text(part) or "")
        for key, child in children:
            part = value.get(key)
            if part is not None:
                for one in part if child.multiple else (part,):
                    child.write(element, one)

    return write
