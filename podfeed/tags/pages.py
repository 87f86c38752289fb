"""Tag → its page in the manual, as Markdown."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from lxml.etree import Element, tostring

from podfeed.tags.names import NAMESPACES

if TYPE_CHECKING:
    from podfeed.tags.base import Tag


def page(tag: type[Tag]) -> str:
    """What the element is, why it matters, where it stands and an example of it."""
    facts = [f"- stands in: {', '.join(tag.parents)}{', many times' if tag.multiple else ''}"]
    if tag.key is not None:
        facts.append(f"- in YAML: `{tag.key}`")
    if tag.text is not None:
        facts.append(f"- text: {tag.text.name}")
    for part in tag.attributes:
        need = "" if part.required else " (may be left out)"
        facts.append(f"- attribute `{part.name}`: {part.form.name}{need}")
    facts += [f"- holds: `{child.label}`" for child in tag.children()]
    facts.append(f"- source: {tag.source}")
    return "\n\n".join(
        [
            f"# {tag.label}",
            cleandoc(tag.__doc__ or ""),
            "\n".join(facts),
            f"```xml\n{example_xml(tag)}\n```",
        ]
    )


def example_xml(tag: type[Tag], value: Any = None) -> str:
    """A value of the tag, by default its example, as XML without namespace declarations."""
    root = Element("rss", nsmap=dict(NAMESPACES))
    tag.write(root, tag.example if value is None else value)
    text = tostring(root[0], encoding="unicode", pretty_print=True).strip()
    for prefix, address in NAMESPACES.items():
        text = text.replace(f' xmlns:{prefix}="{address}"', "")
    return text
