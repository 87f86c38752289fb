"""Markdown ⇄ HTML. The only importer of markdown-it and markdownify."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from podfeed.notes.cleaning import clean

if TYPE_CHECKING:
    from bs4 import Tag
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdownify import MarkdownConverter

_HTML = re.compile(r"\s*<[a-z!/][a-z0-9-]*[\s/>]|\s*<!--", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_TIME = re.compile(r"[(\[]?\d{1,3}:[0-5]\d(?::[0-5]\d)?\b", re.ASCII)


def is_html(text: str) -> bool:
    """Whether notes are HTML as they stand; otherwise they are Markdown.

    >>> [is_html(t) for t in ("<p>Tea", " <br/>", "Tea <b>now</b>", "<https://tea.example>")]
    [True, True, False, False]
    """
    return _HTML.match(text) is not None


_KNOWN: dict[str, str] | None = None
"""What Markdown came to, while it is remembered."""


@contextmanager
def remembering() -> Iterator[None]:
    """Render no Markdown twice until the block ends: who takes a show over looks at it again."""
    global _KNOWN
    _KNOWN = {}
    try:
        yield
    finally:
        _KNOWN = None


def render(text: str) -> str:
    """Markdown as HTML, not yet sanitised."""
    if _KNOWN is not None and text in _KNOWN:
        return _KNOWN[text]
    html: str = _parser("://" in text).render(text)
    if _KNOWN is not None:
        _KNOWN[text] = html
    return html


@lru_cache(maxsize=2)
def _parser(linkify: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"linkify": linkify})
    parser.enable(["table", "strikethrough", *(["linkify"] if linkify else [])])
    if parser.linkify is not None:
        # Only addresses in full: "a file.py" is none, though .py is a domain.
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    # An address that must not be is for the sanitizer to remove, which tells of it.
    parser.validateLink = _any_address  # type: ignore[method-assign]
    parser.core.ruler.push("times", _break_before_times)
    return parser


def _any_address(url: str) -> bool:
    del url
    return True


def _break_before_times(state: StateCore) -> None:
    """A line that begins with a time is an entry of a list, so it begins a line in apps too."""
    for token in state.tokens:
        children = token.children or ()
        for one, following in pairwise(children):
            if one.type == "softbreak" and _TIME.match(following.content):
                one.type, one.tag = "hardbreak", "br"


# What Markdown has no sign of its own for may stand in it as HTML.
_AS_HTML = ("b", "del", "i", "ins", "sub", "sup", "u")
_BLOCKS = frozenset([
    "blockquote", "body", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "li", "ol",
    "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul",
])  # fmt: skip
_WRITABLE = _BLOCKS | {"a", "code", "em", "img", "s", "strong", *_AS_HTML}
_DEEPEST = 40
# Stands for a blank that does not break, which the converter would strip like any other.
_NBSP = "\ue000"
# Stands for the :// of an address that is text only, and would become a link.
_SCHEME_END = "\ue001"
_TAG = re.compile(r"(<[^<>]*>)")
_BROKEN_TIME = re.compile(rf"\\\n(?={_TIME.pattern})", re.ASCII)
_LINE_END = re.compile(r"(</?(?:p|ul|ol|li|h[1-6]|blockquote|hr /)>)\n+")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")


def unrender(html: str) -> str | None:
    """Markdown whose HTML is the same, or None; see ``podfeed.notes.markdown_of``."""
    cleaned = clean(html)
    if cleaned.removed or _NBSP in html or _SCHEME_END in html:
        return None
    wanted = _LINE_END.sub(r"\1", cleaned.html)
    shape: _Shape | None = None
    for text in _attempts(_marked(cleaned.html)):
        if is_html(text):
            continue
        rendered = render(text)
        if _LINE_END.sub(r"\1", rendered).strip() == wanted:
            return text  # to the letter, so there is no need to look closer
        shape = shape or _shape(cleaned.html)
        if shape is None:
            return None
        if _shape(rendered) == shape:
            return text
    return None


def _marked(html: str) -> str:
    """Sanitised HTML with signs in place of what needs care on its way to Markdown."""
    html = html.replace("&nbsp;", _NBSP)
    if "://" not in html:
        return html
    parts = _TAG.split(html)
    linked = False
    for number, part in enumerate(parts):
        if number % 2:
            linked = part.startswith("<a ") or (linked and part != "</a>")
        elif not linked:
            parts[number] = part.replace("://", _SCHEME_END)
    return "".join(parts)


def _attempts(html: str) -> Iterator[str]:
    """What may be the Markdown of it, the most readable first."""
    tried: set[str] = set()
    for converter in _converters():
        written = converter.convert(html).strip()
        text = "\n".join(line.rstrip() for line in written.split("\n"))
        text = text.replace(_NBSP, "&nbsp;").replace(_SCHEME_END, ":\\//")
        short = _AUTOLINK.sub(r"\1", _BROKEN_TIME.sub("\n", text))
        for one in (short, text):
            if one not in tried:
                tried.add(one)
                yield one


@lru_cache(maxsize=1)
def _converters() -> tuple[MarkdownConverter, ...]:
    """One that leaves signs of Markdown in the text alone, and one that escapes every one."""
    import bs4
    import markdownify

    class Element(bs4.Tag):
        """An element that is quick to tell whether it stands in a <pre>, as each is asked."""

        def find_parent(self, name: Any = None, attrs: Any = None, **more: Any) -> Any:
            if isinstance(name, str) and not attrs and not more:
                return next((one for one in self.parents if one.name == name), None)
            return super().find_parent(name, attrs or {}, **more)

    class Converter(markdownify.MarkdownConverter):
        def convert_img(self, element: Tag, text: str, parent_tags: set[str]) -> str:
            plain = "alt" in element.attrs and not element.attrs.keys() & {"width", "height"}
            if not plain:  # Markdown cannot say that
                return element.decode()
            written: str = super().convert_img(element, text, parent_tags)  # type: ignore[misc]
            return written

    for name in _AS_HTML:
        setattr(Converter, f"convert_{name}", _as_html(name))
    return tuple(
        Converter(
            heading_style=markdownify.ATX,
            bullets="-",
            newline_style=markdownify.BACKSLASH,
            escape_misc=careful,
            # The parser of the standard library takes time with the square of what is not closed.
            bs4_options={  # type: ignore[arg-type]  # the stubs know of a name only
                "features": "lxml",
                "element_classes": {bs4.Tag: Element},
            },
        )
        for careful in (False, True)
    )


def _as_html(name: str) -> Callable[..., str]:
    def convert(_self: object, _element: object, text: str, *_: object, **__: object) -> str:
        return f"<{name}>{text}</{name}>"

    return convert


_Shape: TypeAlias = list[object]


def _shape(html: str) -> _Shape | None:
    """The elements and text of HTML, to be compared; None if Markdown has no words for them."""
    shape: _Shape = []
    if not html:
        return shape
    parser = etree.HTMLParser(remove_comments=True, encoding="utf-8")
    tree = etree.fromstring(html.encode(), parser)
    depth = kept = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = str(element.tag)
        step = 1 if event == "start" else -1
        depth += step
        kept += step if name == "pre" else 0
        if name not in _WRITABLE or depth > _DEEPEST:
            return None
        text = element.text if step > 0 else element.tail
        loose = depth == 3 and step > 0 and (name == "br" or name not in _BLOCKS)
        if loose or (depth == 2 and text and text.strip()):
            return None  # outside of any paragraph
        _trim(shape, name)
        shape.append((name, step, sorted(element.attrib.items()) if step > 0 else None))
        if text:
            shape.append(text if kept else _squeezed(text, name))
    return [part for part in shape if part]


def _squeezed(text: str, after: str) -> str:
    """Text with its white space as it is rendered behind the tag ``after``."""
    text = _SPACES.sub(" ", text)
    return text.lstrip(" ") if after in _BLOCKS else text


def _trim(shape: _Shape, before: str) -> None:
    """Take away the white space that is not rendered in front of the tag ``before``."""
    if before in _BLOCKS and shape and isinstance(shape[-1], str):
        shape[-1] = shape[-1].rstrip(" \n")
