"""XML or YAML → value, for the parts of tags that have several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from podfeed.errors import did_you_mean
from podfeed.tags.names import label
from podfeed.tags.problems import RefusedError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.tags.base import Tag


def _attributes(element: _Element) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def read_attributes(tag: type[Tag], element: _Element) -> dict[str, Any]:
    """The values of the attributes by their keys. Raises ValueError."""
    known = {part.name: part for part in tag.attributes}
    value: dict[str, Any] = {}
    for name, written in _attributes(element):
        part = known.get(name)
        if part is not None:
            value[part.key] = part.form.read(written)
        elif name not in tag.fixed:
            hint = did_you_mean(name, known)
            raise ValueError(f'has an unknown attribute "{name}"' + (f": {hint}" if hint else ""))
    for part in tag.attributes:
        if part.required and part.key not in value:
            raise ValueError(f'lacks the attribute "{part.name}"')
    return value


def read_children(tag: type[Tag], element: _Element) -> dict[str, Any]:
    """The values of the child elements by their keys. Raises ValueError."""
    found: dict[type[Tag], list[_Element]] = {}
    for one in element.iterchildren("*"):
        child = tag.child(one)
        if child is None:
            raise ValueError(f"holds an unknown element <{label(str(one.tag))}>")
        found.setdefault(child, []).append(one)
    value: dict[str, Any] = {}
    for child in tag.children():
        elements = found.get(child, [])
        if tag.label in child.required_in and not elements:
            raise ValueError(f"lacks <{child.label}>")
        repeats = child.repeats_in(tag.label)
        if len(elements) > 1 and not repeats:
            raise ValueError(f"holds <{child.label}> more than once")
        if elements:
            values = child.read_all(elements)
            value[child.key_in(tag.label)] = values if repeats else values[0]
    return value


def parse_mapping(tag: type[Tag], written: Any) -> dict[str, Any]:
    """The value of a tag of several parts, from plain text in a mapping. Raises RefusedError."""
    parsers: dict[str, tuple[Callable[[Any], Any], bool]] = {
        part.key: (part.form.parse, part.required) for part in tag.attributes
    }
    if tag.text is not None:
        parsers[tag.text_key] = (tag.text.parse, tag.text_required)
    for child in tag.children():
        parse = child.parse_all if child.repeats_in(tag.label) else child.parse
        parsers[child.key_in(tag.label)] = (parse, tag.label in child.required_in)
    if not isinstance(written, Mapping):
        raise ValueError(f"is no mapping: write {', '.join(parsers)} below it")
    for key in written:
        if key not in parsers:
            hint = did_you_mean(str(key), parsers) or f"known are {', '.join(parsers)}"
            raise RefusedError(f'has an unknown key "{key}": {hint}', (str(key),))
    for key, (_, required) in parsers.items():
        if required and written.get(key) is None:
            raise ValueError(f'lacks "{key}"')
    value = {}
    for key, part in written.items():
        if part is not None:
            try:
                value[key] = parsers[key][0](part)
            except ValueError as fault:
                raise RefusedError.below(key, fault) from None
    return value
