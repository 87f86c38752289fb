"""Tag → its page in the manual, as Markdown."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from lxml.etree import Element, tostring

from podfeed.tags.names import NAMESPACES

if TYPE_CHECKING:
    from podfeed.tags.base import Attribute, Tag


def page(tag: type[Tag]) -> str:
    """What the element is, why it matters, where it stands and an example of it."""
    facts = [f"- stands in: {', '.join(_where(tag, parent) for parent in tag.parents)}"]
    if tag.legacy:
        facts.append(f"- outdated: {tag.legacy}")
    if tag.key is not None:
        facts.append(f"- in YAML: `{tag.key}`")
    if tag.text is not None:
        need = "" if tag.text_required else " (may be left out)"
        facts.append(f"- text: {tag.text.name}{need}")
    facts += [
        f"- attribute `{part.name}`: {part.form.name}{_need(part)}" for part in tag.attributes
    ]
    held = [f"`{child.label}`" for child in tag.children()]
    if held:
        facts.append(f"- holds: {', '.join(dict.fromkeys(held))}")
    facts.append(f"- source: {tag.source}")
    return "\n\n".join(
        [
            f"# {tag.label}",
            cleandoc(tag.__doc__ or ""),
            "\n".join(facts),
            f"```xml\n{example_xml(tag)}\n```",
        ]
    )


def _where(tag: type[Tag], parent: str) -> str:
    return f"{parent} (many times)" if tag.repeats_in(parent) else parent


def _need(part: Attribute) -> str:
    if part.required:
        return ""
    need = "recommended" if part.recommended else "may be left out"
    return f" ({need}, and then means {part.default})" if part.default else f" ({need})"


def example_xml(tag: type[Tag], value: Any = None) -> str:
    """A value of the tag, by default its example, as XML without namespace declarations."""
    root = Element("rss", nsmap=dict(NAMESPACES))
    tag.write(root, tag.example if value is None else value)
    text = tostring(root[0], encoding="unicode", pretty_print=True).strip()
    for prefix, address in NAMESPACES.items():
        text = text.replace(f' xmlns:{prefix}="{address}"', "")
    return text
