"""Namespaces of a feed → those that are meant, whatever their addresses look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from podfeed.findings import Kind, Severity
from podfeed.rules.engine.names import nearly_prefix
from podfeed.tags import ALIASES, NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from podfeed.rules.engine.document import Document

_XMLNS = re.compile(rb"\bxmlns(?::[\w.-]+)?\s*=\s*(?:\"([^\"]{1,300})\"|'([^']{1,300})')")

MISSPELT = Kind(
    "IMP002",
    "namespace-misspelt",
    Severity.WARNING,
    """A namespace whose address is written otherwise than its specification has it.

    Apps that compare it letter by letter pass over all that stands in it. It is taken for the one
    that it resembles, and written right from now on.
    """,
)


def unify_names(root: _Element, document: Document) -> None:
    """Take elements of RSS out of any namespace, and those of an alias into the usual one."""
    core = etree.QName(root).namespace or ""
    seen = {(match[1] or match[2]) for match in _XMLNS.finditer(document.data)}
    names = {written.decode("utf-8", "replace").strip() for written in seen}
    moved = {name: ALIASES[name] for name in names if name in ALIASES}
    for name in names - set(NAMESPACES.values()) - moved.keys():
        prefix = nearly_prefix(name)
        if prefix is not None and prefix in NAMESPACES:
            moved[name] = NAMESPACES[prefix]
    if core:
        moved[core] = ""
    unbound = any(fault.kind == "prefix" for fault in document.faults)
    if not moved and not unbound:
        return
    for element in root.iter("*"):
        tag = str(element.tag)
        if unbound and ":" in tag and tag[0] != "{":
            prefix, _, local = tag.partition(":")
            if prefix in NAMESPACES:
                element.tag = f"{{{NAMESPACES[prefix]}}}{local}"
        elif tag[0] == "{":
            address, _, local = tag[1:].partition("}")
            if address in moved:
                target = moved[address]
                element.tag = f"{{{target}}}{local}" if target else local


def misspelt(root: _Element) -> Iterator[tuple[str, str]]:
    """Each namespace that is written otherwise than it should be, and how it should be."""
    for name in dict.fromkeys(root.nsmap.values()):
        if name in NAMESPACES.values() or name in ALIASES:
            continue
        prefix = nearly_prefix(name)
        if prefix is not None and prefix in NAMESPACES:
            yield name, NAMESPACES[prefix]
