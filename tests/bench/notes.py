"""Notes on their way to HTML and back, against the libraries that do most of the work."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdownify import markdownify

from podfeed.notes import html_of, markdown_of, plain_of
from tests.bench.table import Row, cpu_of

TO_HTML, BACK = 2.0, 2.5
COUNT = 500
NOTES = """\
In this episode we talk about **oolong** and *friends*, and taste five cups.

## Links

- [The book](https://tea.example/book?a=1&b=2)
- The garden: https://garden.example/spring
- The [recipe](/recipe) of the week

> What first flush means, I learned from my grandmother.

00:00 Leaves
12:30 Water
31:07 Patience
"""


def run() -> list[Row]:
    """CPU of ``html_of`` with ``plain_of``, and of ``markdown_of``, by that of the libraries."""
    base = "https://tea.example/"
    notes = [f"{number}. cup\n\n{NOTES}" for number in range(COUNT)]
    pages = [html_of(text, base).html for text in notes]
    parser = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "linkify"])

    def ours() -> None:
        for text in notes:
            plain_of(html_of(text, base).html, 4000)

    def theirs() -> None:
        for text in notes:
            parser.render(text)

    def back() -> None:
        assert all(markdown_of(page) for page in pages)

    def converted() -> None:
        for page in pages:
            markdownify(page)

    job, library, way_back, converter = cpu_of(ours, theirs, back, converted, rounds=3)
    each = 1000 / COUNT
    return [
        Row(
            f"{COUNT} notes to clean HTML and plain text / markdown-it alone",
            job / library,
            TO_HTML,
            note=f"{job * each:.2f} ms / {library * each:.2f} ms a note",
        ),
        Row(
            f"{COUNT} notes of HTML to Markdown, proved / markdownify alone",
            way_back / converter,
            BACK,
            note=f"{way_back * each:.2f} ms / {converter * each:.2f} ms a note",
        ),
    ]
