"""Elements as they are compared, and as they are shown to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed.tags import CHANNEL, label

if TYPE_CHECKING:
    from lxml.etree import _Element


_XML = "http://www.w3.org/XML/1998/namespace"
_LONG = 60
"""Characters of a text that are shown."""


def text_of(element: _Element | None) -> str:
    """The text of an element, its white space collapsed; empty if there is no element."""
    return " ".join((element.text or "").split()) if element is not None else ""


def quoted(text: str) -> str:
    """A text as a message has it: in quotation marks, on one line, cut where it is long."""
    plain = " ".join(text.split())
    return f'"{plain}"' if len(plain) <= _LONG else f'"{plain[:_LONG]}…"'


def by_name(parent: _Element, kind: str) -> dict[str, list[_Element]]:
    """The children of a channel or item (``kind``) by their names; a link has its ``rel`` in it.

    The items of a channel are left out.
    """
    found: dict[str, list[_Element]] = {}
    for child in parent.iterchildren("*"):
        tag = str(child.tag)
        if tag == "item" and kind == CHANNEL:
            continue
        name = label(tag)
        if name == "atom:link":
            name = f"{name} rel={child.get('rel', 'alternate')}"
        found.setdefault(name, []).append(child)
    return found


def attribute_name(element: _Element, name: str) -> str:
    """The name of an attribute as the feed writes it."""
    address, _, local = name.removeprefix("{").rpartition("}")
    prefixes = {one: prefix for prefix, one in element.nsmap.items()} | {_XML: "xml"}
    return f"{prefixes.get(address) or address}:{local}" if address else local


def is_leaf(element: _Element) -> bool:
    """Whether an element holds nothing but text."""
    return not len(element) and not element.attrib


def is_empty(element: _Element) -> bool:
    """Whether an element says nothing: no text, no attributes, no children."""
    return is_leaf(element) and not (element.text or "").strip()


def canonical(element: _Element) -> tuple[Any, ...]:
    """An element as it is compared: names resolved, attributes sorted, white space collapsed."""
    return (
        label(str(element.tag)),
        tuple(sorted((str(name), " ".join(str(value).split())) for name, value in element.items())),
        " ".join((element.text or "").split()),
        tuple(
            (canonical(child), " ".join((child.tail or "").split()))
            for child in element.iterchildren("*")
        ),
    )


def words(element: _Element) -> str:
    """An element for people: its text, or else its attributes, or its parts."""
    text = (element.text or "").strip()
    if text:
        return text
    if element.attrib:
        return " ".join(f"{name!s}={value!s}" for name, value in element.items())
    inner = "".join(map(str, element.itertext())).strip()
    return inner or ", ".join(label(str(child.tag)) for child in element.iterchildren("*"))
