"""HTML → plain text, for what shows no HTML."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

_PARAGRAPHS = frozenset([
    "blockquote", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table",
    "ul",
])  # fmt: skip
_LINES = frozenset([
    "address", "article", "aside", "body", "dd", "details", "div", "dt", "figcaption", "footer",
    "header", "hr", "li", "main", "section", "summary", "tr",
])  # fmt: skip
_SILENT = frozenset(("head", "script", "style", "template", "title"))
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ELLIPSIS = "…"


def plain_of(html: str, limit: int | None = None) -> str:
    """The text of HTML: paragraphs apart, lists with dashes or numbers, addresses behind links.

    With ``limit`` it has at most that many bytes of UTF-8, and ends with … if it was cut, between
    two words where there are any.

    >>> plain_of("<p>Tea &amp; <b>toast</b>:</p><ul><li>one<li>two</ul><p>The <a "
    ...     "href='https://t.example'>end</a>.")
    'Tea & toast:\\n\\n- one\\n- two\\n\\nThe end (https://t.example).'
    >>> plain_of("<p>Leaves and water", 15), plain_of("<p>日本の紅茶", 12)
    ('Leaves and…', '日本の…')
    """
    writer = _Writer()
    if html.strip():
        parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
        data = html.encode("utf-8", "replace")
        try:
            tree = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            return cut(html.strip(), limit)
        if tree is not None:
            for event, element in etree.iterwalk(tree, events=("start", "end")):
                writer.take(event, element)
    return cut(writer.text(), limit)


def cut(text: str, limit: int | None) -> str:
    """A text of at most ``limit`` bytes of UTF-8, cut between two words where there are any.

    >>> cut("café noir", 8), cut("tea", 3), cut("abcdef", 5), cut("e\\u0301e\\u0301", 5)
    ('café…', 'tea', 'ab…', '…')
    """
    if limit is None or len(text) * 4 <= limit or len(data := text.encode()) <= limit:
        return text
    room = limit - len(_ELLIPSIS.encode())
    kept = data[: max(room, 0)].decode("utf-8", "ignore")
    rest = text[len(kept) :]
    if rest[:1].isspace():
        return kept.rstrip() + _ELLIPSIS if room >= 0 else ""
    words = re.match(r"(.*\S)\s", kept, re.DOTALL)
    # A single word of great length, or a script without blanks, is cut between two characters.
    if words is not None and len(words[1]) * 2 >= len(kept):
        kept = words[1]
    else:
        while kept and _joins(rest[:1], kept[-1]):
            rest, kept = kept[-1] + rest, kept[:-1]
    return kept.rstrip() + _ELLIPSIS if room >= 0 else ""


def _joins(following: str, last: str) -> bool:
    """Whether two characters are parts of one that a person sees."""
    joiner = "\u200d"
    return last == joiner or (
        bool(following)
        and (following == joiner or unicodedata.category(following) in ("Mn", "Mc", "Me", "Sk"))
    )


class _Writer:
    """Gathers the text of a tree; ``breaks`` are the line ends that are due before the next."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.breaks = 0
        self.space = False
        self.fresh = False  # behind the dash of an item
        self.silent = 0
        self.kept = 0  # inside <pre>
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []

    def text(self) -> str:
        return "".join(self.parts).strip()

    def take(self, event: str, element: etree._Element) -> None:
        name = str(element.tag)
        if event == "start":
            self.start(name, element)
            self.write(element.text)
        else:
            self.end(name)
            self.write(element.tail)

    def start(self, name: str, element: etree._Element) -> None:
        self.silent += name in _SILENT
        self.block(name)
        if name == "br":
            self.breaks = max(self.breaks, 1) if self.breaks or not self.parts else 1
        elif name == "pre":
            self.kept += 1
        elif name in ("ol", "ul"):
            start = element.get("start", "1")
            first = int(start) if start.isdecimal() and len(start) < 9 else 1
            self.lists.append(first if name == "ol" else None)
        elif name == "li":
            self.item()
        elif name in ("td", "th"):
            self.space = True
        elif name == "img":
            self.write(element.get("alt"))
        elif name == "a":
            self.links.append((element.get("href") or "", len(self.parts)))

    def end(self, name: str) -> None:
        if name == "a" and self.links:
            self.link(*self.links.pop())
        elif name in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif name == "pre":
            self.kept -= 1
        self.silent -= name in _SILENT
        self.block(name)

    def block(self, name: str) -> None:
        """Ask for a new line, or for an empty one before it; a list stays together."""
        if name in _PARAGRAPHS and not self.lists:
            self.breaks = 2
        elif (name in _LINES or name in _PARAGRAPHS) and not self.fresh:
            self.breaks = max(self.breaks, 1)

    def item(self) -> None:
        indent = "  " * (len(self.lists) - 1)
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.write(f"{indent}- " if number is None else f"{indent}{number}. ", kept=True)
        self.fresh = True

    def link(self, address: str, begun: int) -> None:
        """The address behind a link, unless it is what the link says."""
        said = "".join(self.parts[begun:]).strip()
        web = address.lower().startswith(("http://", "https://"))
        if web and said and said.rstrip("/") not in (address.rstrip("/"), _bare(address)):
            self.write(f" ({address})", kept=True)

    def write(self, text: str | None, *, kept: bool = False) -> None:
        if not text or self.silent:
            return
        if not (kept or self.kept):
            text = _SPACES.sub(" ", text)
            if text[0] == " ":
                self.space, text = True, text[1:]
            if not text:
                return
        if self.breaks and self.parts:
            self.parts.append("\n" * self.breaks)
        elif self.space and self.parts and not self.parts[-1].endswith((" ", "\n")):
            self.parts.append(" ")
        self.breaks, self.space, self.fresh = 0, False, False
        if not (kept or self.kept) and text[-1] == " ":
            self.space, text = True, text[:-1]
        self.parts.append(text)


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
