"""Plain text → HTML with paragraphs, line breaks and links."""

from __future__ import annotations

import re
from html import escape

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&*+,;=%()'-]+", re.ASCII)
_TRAILING = ".,;:!?'"


def html_of_text(text: str) -> str:
    """Plain text as HTML: paragraphs at blank lines, line breaks, addresses as links.

    >>> html_of_text("Leaves & water.\\nMore: https://tea.example/a?b=1&c=2.")
    '<p>Leaves &amp; water.<br>More: <a href="https://tea.example/a?b=1&amp;c=2">https://tea.example/a?b=1&amp;c=2</a>.</p>'
    >>> html_of_text("One\\n\\nTwo"), html_of_text("(see https://tea.example/x_(y))")[-16:]
    ('<p>One</p>\\n<p>Two</p>', 'e/x_(y)</a>)</p>')
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    html = _with_links(text) if "://" in text else escape(text, quote=False)
    if "\n" not in html:
        return f"<p>{html}</p>"
    paragraphs = _BLANK_LINES.split(html.strip("\n"))
    return "\n".join("<p>" + one.replace("\n", "<br>") + "</p>" for one in paragraphs)


def _with_links(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match.group())
        if len(address) <= len("https://"):
            continue
        parts.append(escape(text[end : match.start()], quote=False))
        safe = escape(address)
        parts.append(f'<a href="{safe}">{safe}</a>')
        end = match.start() + len(address)
    parts.append(escape(text[end:], quote=False))
    return "".join(parts)


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    while address[-1] in _TRAILING or (
        address[-1] == ")" and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address
