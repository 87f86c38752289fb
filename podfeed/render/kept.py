"""Elements that a show or episode keeps as XML, put into the place of what podfeed would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed import tags
from podfeed.tags import rss
from podfeed.tags.fragments import parse_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from lxml.etree import _Element

_STAYING = (rss.Guid, rss.Enclosure)
"""What an app knows an episode by, and plays, always comes from the fields."""


def kept_writer(parent: str, fields: Container[str]) -> Callable[[_Element, Sequence[str]], None]:
    """A function that appends elements kept as XML to a parent of this label.

    One that has the name of an element made of a field takes its place: two of them would be one
    too many, and what is kept is what somebody wrote. ``fields`` are those of the model.
    """
    replaced = {
        tag.qname for tag in tags.in_parent(parent) if tag.key in fields and tag not in _STAYING
    }

    def write(element: _Element, texts: Sequence[str]) -> None:
        kept = [one for text in texts for one in parse_fragment(text)]
        names = replaced.intersection(tags.qualified(str(one.tag)) for one in kept)
        if names:
            for child in list(element):
                if child.tag in names:
                    element.remove(child)
        element.extend(kept)

    return write
