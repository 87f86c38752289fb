"""Show notes: Markdown or HTML → the HTML that podcast apps render, and plain text of it.

All of it is pure, takes any text and never raises. The libraries it needs are loaded when the
first notes come: a show that has descriptions only does without them.
"""

from __future__ import annotations

from podfeed.notes.cleaning import Cleaned, Removed, clean
from podfeed.notes.markdown import is_html, render, unrender
from podfeed.notes.plain import plain_of
from podfeed.notes.text import html_of_text
from podfeed.values import xml_text

__all__ = [
    "DESCRIPTION_BYTES",
    "MARKDOWN_LIMIT",
    "Cleaned",
    "Removed",
    "html_of",
    "html_of_text",
    "is_html",
    "markdown_of",
    "plain_of",
]

DESCRIPTION_BYTES = 4000
"""What a description may have, as PSP-1 and Apple count: bytes of UTF-8."""

MARKDOWN_LIMIT = 200_000
"""Characters of Markdown that are rendered. Parsing takes some seconds for each million."""


def html_of(text: str, base: str | None = None) -> Cleaned:
    """Notes, in Markdown or HTML, as HTML that is safe, and what was removed to make it so.

    Addresses without a host are resolved against ``base``, where one is given. Markdown is that of
    CommonMark, with tables, ``~~strikethrough~~`` and bare addresses as links; a line that begins
    with a time of the episode (``01:30 The second cup``) stays a line.

    >>> html_of("**Tea**, [leaves](/leaves)", "https://tea.example/").html
    '<p><strong>Tea</strong>, <a href="https://tea.example/leaves">leaves</a></p>'
    >>> html_of('<p onclick="x()">Tea</p><script>y()</script>')
    Cleaned(html='<p>Tea</p>', removed=(onclick= of <p>, <script>))
    """
    text = xml_text(text)
    if is_html(text):
        return clean(text, base)
    if len(text) > MARKDOWN_LIMIT:
        # Nothing is lost: what is too long to be rendered is read as it was typed.
        problem = f"Markdown of {len(text):,} characters, more than {MARKDOWN_LIMIT:,}"
        long = Removed(problem, "shorten it, or write HTML", text[:60])
        return Cleaned(html_of_text(text), (long,))
    return clean(render(text), base)


def markdown_of(html: str) -> str | None:
    """Markdown that comes to the same HTML when it is rendered, or None if none does.

    The two are compared element by element as ``html_of`` gives them, white space aside; so what
    apps do not look at (classes, styles, ``rel`` and ``target`` of links) is not carried over.
    None if ``html_of`` would report anything: such notes are kept as they are, to be mended.

    >>> markdown_of('<p>Half <em>green</em>.</p><ul><li><a href="https://t.example/">t</a></li></ul>')
    'Half *green*.\\n\\n- [t](https://t.example/)'
    >>> markdown_of("<table><tr><td><ul><li>no Markdown for this</li></ul></td></tr></table>")
    """
    text = xml_text(html)
    return unrender(text) if len(text) <= MARKDOWN_LIMIT else None
